"""Fit: points and one line y = f(x) with axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from playground.numerals import tick
from playground.ui.plots.chart_lines import draw_line
from playground.ui.plots.chart_scale import linear_ticks, quarters
from playground.ui.theme.theme import Theme
from playground.ui.widgets.markers import MarkerGroup, draw_group, radius_for, ring_for
from playground.ui.widgets.painted import PaintedWidget

Array = npt.NDArray[Any]
PAD = 0.08
"""Room above and below what is shown, as a share of the axis."""
NEAR = 7
"""A click so near to a point, px of the design, means the point."""
STEPS = 60
"""The arrow keys move the mark by this part of the axis."""


class Fit(PaintedWidget):
    """Points of train and test, and the line that the network draws through them.

    The axis of values holds the points and grows with the line up to three times their span; ``cut`` says whether the
    line goes beyond. ``pointed(x)`` tells where the pointer is, ``left()`` that it went, ``clicked(x, y)`` where
    a click was, and ``stepped(x)`` where the arrow keys moved the mark to.
    """

    pointed = Signal(float)
    left = Signal()
    clicked = Signal(float, float)
    stepped = Signal(float)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._mark: tuple[float, float | None] | None = None
        self.cut = False
        self._data = (-1.0, 1.0)
        self._range = (-1.0, 1.0)
        self._span = (-3.0, 3.0)
        self._groups: Sequence[MarkerGroup] = ()
        self._key = 0
        self._limits = (-1.0, 1.0)
        self._line: tuple[Array, Array] | None = None
        self._words = ""

    def set_groups(self, groups: Sequence[MarkerGroup], span: tuple[float, float]) -> None:
        """The points (N, 2), and the lowest and highest x."""
        self._groups = groups
        self._span = span
        self._key += 1
        values = [group.points[:, 1] for group in groups if len(group.points)]
        if values:
            self._data = (float(min(part.min() for part in values)), float(max(part.max() for part in values)))
            room = (self._data[1] - self._data[0]) or 1.0
            self._limits = (self._data[0] - room, self._data[1] + room)
            self._start_range()
        self.update()

    def set_line(self, xs: Array | None, ys: Array | None) -> None:
        """The line at growing ``xs`` (N,); without one the axis holds the points alone."""
        self._line = None if xs is None or ys is None else (xs, ys)
        if ys is None:
            self._start_range()
        else:
            self.cut = bool(((ys < self._limits[0]) | (ys > self._limits[1])).any())
            self._grow(ys[np.isfinite(ys)])
        self.update()

    def _start_range(self) -> None:
        """The points with the same room above and below."""
        low, high = self._data
        pad = PAD * ((high - low) or 1.0)
        self._range = (low - pad, high + pad)

    def _grow(self, ys: Array) -> None:
        """Let the axis hold a line too, with room to spare, so that it does not move with every frame."""
        if not len(ys):
            return
        low, high = self._range
        least, most = (float(np.clip(end, *self._limits)) for end in (ys.min(), ys.max()))
        pad = PAD * (high - low)
        self._range = (least - pad if least < low else low, most + pad if most > high else high)

    def set_words(self, words: str) -> None:
        """A line in the corner, for what the pointer is on."""
        if words != self._words:
            self._words = words
            self.update()

    def set_mark(self, mark: tuple[float, float | None] | None) -> None:
        """Mark a place along x, and with a y the point there; or none."""
        if mark != self._mark:
            self._mark = mark
            self.update()

    def nearest(self, points: Array, x: float, y: float) -> int:
        """Which of some points (N, 2) a click at (x, y) means; -1 where none is near enough."""
        if not len(points):
            return -1
        xs, ys = self.to_pixels(points[:, 0], points[:, 1])
        (x_at,), (y_at,) = self.to_pixels(np.array([x]), np.array([y]))
        far = np.hypot(xs - x_at, ys - y_at)
        best = int(far.argmin())
        return best if far[best] <= self.theme.px(NEAR) else -1

    def plot_area(self) -> QRectF:
        """Where points and line lie."""
        metrics = QFontMetricsF(self.theme.font("tick"))
        left = max(metrics.horizontalAdvance(tick(value)) for value in self.ticks()) + self.theme.px(8)
        gap = self.theme.px(6)
        bottom = metrics.height() + self.theme.px(4)
        return QRectF(left, gap, max(self.width() - left - gap, 10.0), max(self.height() - gap - bottom, 10.0))

    def draw(self, painter: QPainter) -> None:
        """Grid, points, line, words."""
        area = self.plot_area()

        def background(inner: QPainter) -> None:
            self._draw_axes(inner, area)
            self._draw_points(inner, area)

        self.layer(painter, "background", (self._key, self._range, self._span), background, ground=True)
        if self._line is not None:
            painter.setClipRect(area)
            painter.setPen(self.theme.pen("accent", 2))
            xs, ys = self.to_pixels(*self._line)
            draw_line(painter, xs, ys)
            painter.setClipping(False)
        self._draw_mark(painter, area)
        if self._words:
            painter.setFont(self.theme.font("tick"))
            painter.setPen(self.theme.color("text_1"))
            painter.drawText(
                area.adjusted(4, 0, 0, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, self._words
            )

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell where the pointer is."""
        area = self.plot_area()
        if area.contains(event.position()):
            share = (event.position().x() - area.left()) / area.width()
            self.pointed.emit(self._span[0] + share * (self._span[1] - self._span[0]))
        else:
            self.left.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell where the click was."""
        area, at = self.plot_area(), event.position()
        if event.button() == Qt.MouseButton.LeftButton and area.contains(at):
            low, high = self._span
            bottom, top = self._range
            x = low + (at.x() - area.left()) / area.width() * (high - low)
            self.clicked.emit(x, bottom + (area.bottom() - at.y()) / area.height() * (top - bottom))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move the mark, from the middle where there is none."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        low, high = self._span
        at = (low + high) / 2 if self._mark is None else self._mark[0]
        self.stepped.emit(min(max(at + step * (high - low) / STEPS, low), high))

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the pointer went."""
        self.left.emit()

    def ticks(self) -> list[float]:
        """Round values along the axis of values."""
        return linear_ticks(*self._range, 6 if self.height() > self.theme.px(120) else 3)

    def to_pixels(self, xs: Array, ys: Array) -> tuple[Array, Array]:
        """Where values lie on the widget, px."""
        area = self.plot_area()
        low, high = self._span
        across = area.left() + (xs - low) / (high - low) * area.width()
        up = area.bottom() - (ys - self._range[0]) / (self._range[1] - self._range[0]) * area.height()
        return across, up

    def _draw_mark(self, painter: QPainter, area: QRectF) -> None:
        if self._mark is None:
            return
        x, y = self._mark
        (across,), (up,) = self.to_pixels(np.array([x]), np.array([0.0 if y is None else y]))
        painter.setPen(self.theme.pen("accent", 1.0, dashes=(3.0, 3.0)))
        painter.drawLine(QPointF(across, area.top()), QPointF(across, area.bottom()))
        if y is not None and area.top() <= up <= area.bottom():
            painter.setBrush(self.theme.color("panel"))
            painter.setPen(self.theme.pen("accent", 2.0))
            painter.drawEllipse(QPointF(across, up), 5.0 * self.theme.zoom, 5.0 * self.theme.zoom)

    def _draw_axes(self, painter: QPainter, area: QRectF) -> None:
        painter.setFont(self.theme.font("tick"))
        metrics = QFontMetricsF(painter.font())
        ticks = self.ticks()
        self.draw_heights(painter, area, ticks, self.to_pixels(np.zeros(len(ticks)), np.array(ticks))[1])
        for value in quarters(*self._span, area.width()):
            x = float(self.to_pixels(np.array([value]), np.zeros(1))[0][0])
            wide = metrics.horizontalAdvance(tick(value))
            x = min(max(x - wide / 2, 0), self.width() - wide)
            painter.drawText(QPointF(x, self.height() - metrics.descent()), tick(value))

    def _draw_points(self, painter: QPainter, area: QRectF) -> None:
        painter.setClipRect(area.adjusted(-3, -3, 3, 3))
        count = sum(len(group.points) for group in self._groups)
        radius = 0.85 * radius_for(count) * self.theme.zoom
        for group in self._groups:
            xs, ys = self.to_pixels(group.points[:, 0], group.points[:, 1])
            draw_group(painter, group, xs, ys, radius, self.theme.color("panel"), ring_for(count))
