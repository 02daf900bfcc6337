"""Cloud: points and lines over two numbers, in a range that grows and shrinks with what it holds."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from playground.numerals import tick
from playground.ui.plots.chart_lines import FAR
from playground.ui.plots.chart_scale import linear_ticks, nice_step
from playground.ui.plots.heat_surface import HeatSurface
from playground.ui.plots.plane_view import Span
from playground.ui.plots.plot_view import Overlay
from playground.ui.theme.theme import Theme
from playground.ui.widgets.markers import radius_for, ring_for

Array = npt.NDArray[Any]
NO_CUTS: Array = np.empty((0, 2, 2))
LOOSE = 0.55
"""A range that is filled to less than this part is drawn in."""


class Cloud(HeatSurface):
    """Points that can be clicked and drawn round, with thin and bold lines under them, and a name for each axis.

    A unit is drawn up to ``stretch`` times as long along one axis as along the other, to use the room there is; with 1
    nothing is stretched. What room is left beside shows more of the plane.
    """

    def __init__(
        self, theme: Theme, name: str, title: str, parent: QWidget | None = None, stretch: float = 1.0
    ) -> None:
        self._version = 0
        self._stretch = stretch
        self._held: tuple[Span, Span] | None = None
        self._names = ("", "")
        self._thin: Array = np.empty((0, 0, 2))
        self._bold: Array = np.empty((0, 0, 2))
        self._cuts: Array = NO_CUTS
        self._ticked = True
        super().__init__(theme, name, title, parent)

    def set_names(self, across: str, up: str, ticked: bool = True) -> None:
        """What lies along the axes, and whether its numbers are printed."""
        self._names, self._ticked = (across, up), ticked
        self._change()

    def _axis_names(self) -> tuple[str, str]:
        """Those that were given."""
        return self._names[0] or "x", self._names[1] or "y"

    def hold(self, points: Array | None) -> None:
        """Let the range hold these points (N, 2), growing in round steps; one that is far too large is drawn in.

        ``None`` forgets the range: other points come.
        """
        if points is None:
            self._held = None
            return
        points = points[np.isfinite(points).all(axis=1)]
        if not len(points):
            return
        low, high = points.min(axis=0).tolist(), points.max(axis=0).tolist()
        before = self._held or (None, None)
        self._held = (holding(before[0], low[0], high[0]), holding(before[1], low[1], high[1]))
        self._fit_spans()

    def set_mesh(self, thin: Array, bold: Array, cuts: Array = NO_CUTS) -> None:
        """Lines (L, M, 2) of M places each, in the colour of grids; the bold ones stand out.

        ``cuts`` are straight pieces (C, 2, 2) from one place to another that part the picture.
        """
        self._thin, self._bold, self._cuts = thin, bold, cuts
        self._change()

    def to_pixels(self, points: Array) -> tuple[Array, Array]:
        """Where points (N, 2) lie in the widget."""
        return self._to_pixels(points, self._plot_area())

    def _plot_area(self) -> QRectF:
        """All the room that the ticks leave."""
        metrics = QFontMetricsF(self.theme.font("tick"))
        gap = self.theme.px(6)
        if not self._ticked:
            return QRectF(gap, gap, max(self.width() - 2 * gap, 10.0), max(self.height() - 2 * gap, 10.0))
        left = max(metrics.horizontalAdvance(words) for words in ("−10", *map(tick, self._ticks(1)))) + gap
        bottom = metrics.height() + self.theme.px(4)
        return QRectF(left, gap, max(self.width() - left - gap, 10.0), max(self.height() - bottom - gap, 10.0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show more of the plane where there is more room."""
        super().resizeEvent(event)
        self._fit_spans()

    # ------------------------------------------------------------------------------------------------ inside

    def _add_layers(self) -> None:
        """Axes and lines are kept together, under the points."""
        Overlay(self, self._draw_still, -20, self._still_key)

    def _still_key(self) -> Hashable:
        return self._version, self.spans_in_view

    def _draw_over(self, painter: QPainter) -> None:
        self._draw_names(painter, self._plot_area())
        super()._draw_over(painter)

    def _draw_still(self, painter: QPainter) -> None:
        area = self._plot_area()
        self._draw_axes(painter, area)
        painter.setClipRect(area)
        for lines, pen in ((self._thin, self.theme.pen("line_2")), (self._bold, self.theme.pen("text_3", 1.2, 0.8))):
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            self._draw_mesh(painter, lines, area)
        painter.setPen(self.theme.pen("text_1", 2.0))
        self._draw_mesh(painter, self._cuts, area)
        painter.setClipping(False)

    def _fit_spans(self) -> None:
        """The range that is held, widened along one axis until a unit is nowhere stretched too far."""
        if self._held is None:
            return
        area = self._plot_area()
        (x_low, x_high), (y_low, y_high) = self._held
        across, up = area.width() / (x_high - x_low), area.height() / (y_high - y_low)
        across, up = min(across, up * self._stretch), min(up, across * self._stretch)
        spare_x = max(area.width() / across - (x_high - x_low), 0.0) / 2
        spare_y = max(area.height() / up - (y_high - y_low), 0.0) / 2
        self.set_spans((x_low - spare_x, x_high + spare_x), (y_low - spare_y, y_high + spare_y))
        self._change()

    def _change(self) -> None:
        self._version += 1
        if not self._stale:
            self.box.place(self._plot_area())  # which leaves room for the ticks, and so rests on the range
        self.viewport().update()

    def _ticks(self, axis: int) -> list[float]:
        if self._held is None:
            return []
        low, high = self.spans_in_view[axis]
        room = self.height() if axis else self.width()
        return linear_ticks(low, high, max(int(room // self.theme.px(56)), 2))

    def _point_size(self, count: int) -> tuple[float, float]:
        """Points are smaller where the picture is small."""
        area = self._plot_area()
        side = min(area.width(), area.height()) / self.theme.zoom
        radius = radius_for(count) * self.theme.zoom * min(max(side / 240.0, 0.75), 1.25)
        return radius, min(ring_for(count), radius / 2)

    def _draw_mesh(self, painter: QPainter, lines: Array, area: QRectF) -> None:
        """All lines as one path; a place that is no number breaks its line."""
        if not lines.size:
            return
        count, each, _ = lines.shape
        xs, ys = self._to_pixels(lines.reshape(-1, 2).astype(np.float64), area)
        good = np.isfinite(xs) & np.isfinite(ys)
        joined = np.ones((count, each), bool)
        joined[:, -1] = False
        joined = joined.ravel() & good
        joined[:-1] &= good[1:]
        xs, ys = (np.clip(np.where(good, values, 0.0), -FAR, FAR) for values in (xs, ys))
        painter.drawPath(pg.functions.arrayToQPath(xs, ys, connect=joined.astype(np.int32), finiteCheck=False))

    def _draw_axes(self, painter: QPainter, area: QRectF) -> None:
        """Light lines at round values, with their numbers where there are some."""
        painter.setFont(self.theme.font("tick"))
        metrics = QFontMetricsF(painter.font())
        if self._held is None or not self._ticked:
            painter.setPen(self.theme.pen("grid"))
            painter.drawRect(area)
            return
        xs, ys = self._ticks(0), self._ticks(1)
        across = self._to_pixels(np.array([[x, 0.0] for x in xs]).reshape(-1, 2), area)[0].tolist()
        up = self._to_pixels(np.array([[0.0, y] for y in ys]).reshape(-1, 2), area)[1].tolist()
        painter.setPen(self.theme.pen("grid"))
        for x in across:
            painter.drawLine(QPointF(round(x) + 0.5, area.top()), QPointF(round(x) + 0.5, area.bottom()))
        for y in up:
            painter.drawLine(QPointF(area.left(), round(y) + 0.5), QPointF(area.right(), round(y) + 0.5))
        painter.setPen(self.theme.color("text_3"))
        for value, x in zip(xs, across, strict=True):
            wide = metrics.horizontalAdvance(tick(value))
            x = min(x - wide / 2, self.width() - wide)
            painter.drawText(QPointF(x, area.bottom() + self.theme.px(3) + metrics.ascent()), tick(value))
        for value, y in zip(ys, up, strict=True):
            box = QRectF(0, y - 10, area.left() - self.theme.px(5), 20)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, tick(value))

    def _draw_names(self, painter: QPainter, area: QRectF) -> None:
        """The names of the axes inside, at their ends, on paper of their own."""
        painter.setFont(self.theme.font("tick", QFont.Weight.DemiBold))
        metrics = QFontMetricsF(painter.font())
        high, gap = metrics.height(), self.theme.px(4)
        across, up = (f"{self._names[0]} →" if self._names[0] else "", f"↑ {self._names[1]}" if self._names[1] else "")
        places = (
            (across, area.right() - metrics.horizontalAdvance(across) - 2 * gap, area.bottom() - high - gap),
            (up, area.left() + gap, area.top() + gap),
        )
        for words, x, y in places:
            if not words or (words == up and self._said()):
                continue
            box = QRectF(x, y, metrics.horizontalAdvance(words) + 2 * gap, high)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.color("panel", 0.85))
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(self.theme.color("text_2"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def holding(before: Span | None, low: float, high: float) -> Span:
    """A round range around values from ``low`` to ``high``: the one before, as long as it fits and is not far too wide.

    Values that are all alike get a range around them.
    """
    if high - low < 1e-9 * max(abs(low), abs(high), 1e-9):
        middle, half = (low + high) / 2, max(abs(low), 1e-3) / 2
        low, high = middle - half, middle + half
    room = 0.05 * (high - low)
    if before is not None and high - low > LOOSE * (before[1] - before[0]):
        border = room / 3  # so near to an end a marker would be cut
        if before[0] <= low - border and high + border <= before[1]:
            return before
    step = nice_step(high - low, 24)
    return math.floor((low - room) / step) * step, math.ceil((high + room) / step) * step
