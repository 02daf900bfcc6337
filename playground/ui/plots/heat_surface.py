"""Surface: a picture over the plane with axes, points and a colour bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QImage, QKeyEvent, QMouseEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QApplication, QWidget

from playground.numerals import tick
from playground.ui.plots.chart_scale import quarters
from playground.ui.theme.theme import Theme
from playground.ui.widgets.focus_ring import by_keyboard
from playground.ui.widgets.heat import image
from playground.ui.widgets.markers import MarkerGroup, draw_group, radius_for, ring_for
from playground.ui.widgets.painted import PaintedWidget

Array = npt.NDArray[Any]
Table = npt.NDArray[np.uint8]
Span = tuple[float, float]
NEAR = 7
"""A click so near to a point, px of the design, means the point."""
STEPS = 60
"""The arrow keys move the mark by this part of the plane."""


class HeatSurface(PaintedWidget):
    """The plane: a picture under points. Axes, colour bar and points are kept; a new picture costs one image.

    The plane lies in the same place whatever the colour bar says: what finds no room beside it lies on the picture.
    ``pointed(x, y)`` tells where the pointer is, in raw coordinates; ``left()`` that it went. ``clicked(x, y)`` is a
    click without dragging; ``surrounded(corners)`` a line drawn round something, (K, 2); ``stepped(x, y)`` where the
    arrow keys moved the mark to.
    """

    pointed = Signal(float, float)
    left = Signal()
    clicked = Signal(float, float)
    surrounded = Signal(object)
    stepped = Signal(float, float)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._pressed: QPointF | None = None
        self._loop: list[QPointF] = []
        self._mark: tuple[float, float] | None = None
        self._image: QImage | None = None
        self._smooth = True
        self._groups: Sequence[MarkerGroup] = ()
        self._points_key = 0
        self._spans: tuple[Span, Span] = ((-6.0, 6.0), (-6.0, 6.0))
        self._bar: tuple[Table, str, str] | None = None
        self._bar_room: tuple[str, ...] = ()
        self._words = ""

    def set_spans(self, x: Span, y: Span) -> None:
        """The lowest and highest coordinate along each axis."""
        self._spans = (x, y)
        self._points_key += 1

    def set_image(self, picture: QImage | None, smooth: bool = True) -> None:
        """The picture over the whole plane, its first row on top; smooth or with hard borders."""
        self._image, self._smooth = picture, smooth
        self.update()

    def set_groups(self, groups: Sequence[MarkerGroup]) -> None:
        """The points on top."""
        self._groups = groups
        self._points_key += 1
        self.update()

    def keep_bar_room(self, *ends: str) -> None:
        """Keep room at the right for a colour bar with such ends, whether there is one or not; without ends none."""
        self._bar_room = ends
        self.update()

    def set_bar(self, table: Table | None, low: str = "", high: str = "") -> None:
        """The colour bar at the right, with its ends printed; none without a table."""
        self._bar = None if table is None else (table, low, high)
        self.update()

    def set_words(self, words: str) -> None:
        """A line in the corner, for what the pointer is on."""
        if words != self._words:
            self._words = words
            self.update()

    @property
    def words(self) -> str:
        """The line in the corner."""
        return self._words

    def set_mark(self, mark: tuple[float, float] | None) -> None:
        """Ring a place of the plane, or none."""
        if mark != self._mark:
            self._mark = mark
            self.update()

    def nearest(self, points: Array, x: float, y: float) -> int:
        """Which of some points (N, 2) a click at (x, y) means; -1 where none is near enough."""
        if not len(points):
            return -1
        area = self.plot_area()
        xs, ys = self._to_pixels(points, area)
        (x_at,), (y_at,) = self._to_pixels(np.array([[x, y]]), area)
        far = np.hypot(xs - x_at, ys - y_at)
        best = int(far.argmin())
        return best if far[best] <= self.theme.px(NEAR) else -1

    def fit_height(self, width: int) -> None:
        """Be no higher than the square of the plane needs at a width."""
        left, top, right, bottom = self._margins()
        self.setMaximumHeight(max(round(width - left - right + top + bottom), 40))

    def plot_area(self) -> QRectF:
        """The square in which the plane lies."""
        left, top, right, bottom = self._margins()
        side = max(min(self.width() - left - right, self.height() - bottom - top), 10.0)
        spare = max(self.width() - left - right - side, 0.0) / 2
        return QRectF(round(left + spare), top, round(side), round(side))

    def _margins(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the plane: room for ticks and colour bar, the same whatever they say."""
        metrics = QFontMetricsF(self.theme.font("tick"))
        right = float(self.theme.px(4))
        if self._bar_room:
            right = self.theme.px(14) + max(metrics.horizontalAdvance(words) for words in self._bar_room)
        left = metrics.horizontalAdvance("−6") + self.theme.px(8)
        return left, self.theme.px(4), right, metrics.height() + self.theme.px(4)

    def draw(self, painter: QPainter) -> None:
        """Picture, axes, points, and the words of the pointer."""
        area = self.plot_area()
        if self._image is None:
            painter.fillRect(area, self.theme.color("segment"))
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._smooth)
            painter.drawImage(area, self._image)

        def frame(inner: QPainter) -> None:
            self._draw_axes(inner, area)
            self._draw_bar(inner, area)

        def points(inner: QPainter) -> None:
            self._draw_points(inner, area)

        bar = None if self._bar is None else self._bar[1:]
        place = area.getRect()
        self.layer(painter, "frame", (self._spans, bar, place), frame)
        self.layer(painter, "points", (self._points_key, place), points)
        self._draw_hand(painter, area)
        if self._words:
            self._draw_words(painter, area)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the pointer went."""
        self.left.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click, or a line round points."""
        if event.button() == Qt.MouseButton.LeftButton and self.plot_area().contains(event.position()):
            self._pressed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell where the pointer is on the plane; with the button down, draw the line round points."""
        area = self.plot_area()
        at = event.position()
        if self._pressed is not None:
            far = (at - self._pressed).manhattanLength() >= QApplication.startDragDistance()
            if far and not self._loop:
                self._loop = [self._pressed]
            if self._loop:
                self._loop.append(at)
                self.update()
                return
        if not area.contains(at):
            self.left.emit()
            return
        self.pointed.emit(*self._to_plane(at))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a click or the line."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        loop, pressed = self._loop, self._pressed
        self._loop, self._pressed = [], None
        self.update()
        if len(loop) >= 3:
            self.surrounded.emit(np.array([self._to_plane(at) for at in loop]))
        elif not loop:
            self.clicked.emit(*self._to_plane(pressed))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys move the mark, from the middle where there is none."""
        steps = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        middle = tuple((low + high) / 2 for low, high in self._spans)
        moved = []
        for at, by, (low, high) in zip(self._mark or middle, step, self._spans, strict=True):
            moved.append(min(max(at + by * (high - low) / STEPS, low), high))
        self.stepped.emit(*moved)

    def _to_plane(self, at: QPointF) -> tuple[float, float]:
        """A place of the widget in raw coordinates, kept on the plane."""
        area = self.plot_area()
        (x_low, x_high), (y_low, y_high) = self._spans
        x = x_low + (at.x() - area.left()) / area.width() * (x_high - x_low)
        y = y_high - (at.y() - area.top()) / area.height() * (y_high - y_low)
        return min(max(x, x_low), x_high), min(max(y, y_low), y_high)

    def _draw_hand(self, painter: QPainter, area: QRectF) -> None:
        """The mark, and the line that is being drawn round points."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._mark is not None:
            (x,), (y,) = self._to_pixels(np.array([self._mark]), area)
            for pen, radius in ((self.theme.pen("panel", 4.5), 6.5), (self.theme.pen("accent", 2.0), 6.5)):
                painter.setPen(pen)
                painter.drawEllipse(QPointF(x, y), radius * self.theme.zoom, radius * self.theme.zoom)
        if self._loop:
            painter.setPen(self.theme.pen("accent", 1.5, dashes=(4.0, 3.0)))
            painter.setBrush(self.theme.color("accent", 0.08))
            painter.drawPolygon(QPolygonF(self._loop))
        if by_keyboard(self):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self.theme.pen("accent", 1.0))
            painter.drawRect(area)

    def _to_pixels(self, points: Array, area: QRectF) -> tuple[Array, Array]:
        (x_low, x_high), (y_low, y_high) = self._spans
        xs = area.left() + (points[:, 0] - x_low) / (x_high - x_low) * area.width()
        ys = area.bottom() - (points[:, 1] - y_low) / (y_high - y_low) * area.height()
        return xs, ys

    def _draw_axes(self, painter: QPainter, area: QRectF) -> None:
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_3"))
        metrics = QFontMetricsF(painter.font())
        (x_low, x_high), (y_low, y_high) = self._spans
        for value in quarters(x_low, x_high, area.width()):
            wide = metrics.horizontalAdvance(tick(value))
            x = area.left() + (value - x_low) / (x_high - x_low) * area.width() - wide / 2
            x = min(x, self.width() - wide)
            painter.drawText(QPointF(x, area.bottom() + self.theme.px(3) + metrics.ascent()), tick(value))
        for value in quarters(y_low, y_high, area.height()):
            y = area.bottom() - (value - y_low) / (y_high - y_low) * area.height()
            y = min(max(y, area.top() + metrics.height() / 2 - 2), area.bottom() - metrics.height() / 2 + 2)
            box = QRectF(0, y - 10, area.left() - self.theme.px(6), 20)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, tick(value))

    def _draw_bar(self, painter: QPainter, area: QRectF) -> None:
        """The bar with its ends beside it; without room for it within the plane. Words lie on paper of their own."""
        if self._bar is None:
            return
        table, low, high = self._bar
        strip = image(np.ascontiguousarray(table[::-1].reshape(256, 1, 4)))
        wide = self.theme.px(6)
        left = area.right() + (self.theme.px(6) if self._bar_room else -wide)
        bar = QRectF(left, area.top(), wide, area.height())
        painter.drawImage(bar, strip)
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_3"))
        metrics = QFontMetricsF(painter.font())
        for words, y in (
            (high, area.top() + metrics.ascent() - 2),
            (low, area.bottom() - 1),
        ):
            beside, last = bar.right() + self.theme.px(2), self.width() - metrics.horizontalAdvance(words)
            x = min(beside, last)
            if last < beside:
                paper = QRectF(x - 2, y - metrics.ascent(), self.width() - x + 2, metrics.height())
                painter.fillRect(paper, self.theme.color("panel", 0.88))
            painter.drawText(QPointF(x, y), words)

    def _draw_points(self, painter: QPainter, area: QRectF) -> None:
        painter.setClipRect(area.adjusted(-2, -2, 2, 2))
        count = sum(len(group.points) for group in self._groups)
        radius = radius_for(count) * self.theme.zoom
        if area.width() < 150:
            radius *= 0.75
        paper = self.theme.color("panel")
        for group in self._groups:
            xs, ys = self._to_pixels(group.points, area)
            draw_group(painter, group, xs, ys, radius, paper, ring_for(count))

    def _draw_words(self, painter: QPainter, area: QRectF) -> None:
        painter.setFont(self.theme.font("tick"))
        metrics = QFontMetricsF(painter.font())
        box = QRectF(area.left() + 4, area.top() + 4, metrics.horizontalAdvance(self._words) + 10, metrics.height() + 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("panel", 0.9))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(self.theme.color("text_1"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._words)
