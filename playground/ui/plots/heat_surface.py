"""HeatSurface: a picture over the plane with axes, points and a colour bar, on pyqtgraph."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPolygonF
from PySide6.QtWidgets import QLayout, QWidget

from playground.numerals import short, tick
from playground.ui.plots.chart_scale import linear_ticks, quarters
from playground.ui.plots.colour_bar import ColourBar
from playground.ui.plots.plane_view import WHOLE, PlaneView, Span
from playground.ui.plots.plot_points import PointsItem
from playground.ui.plots.plot_view import Overlay
from playground.ui.theme.theme import Theme
from playground.ui.widgets.focus_ring import by_keyboard
from playground.ui.widgets.markers import MarkerGroup, radius_for, ring_for

Array = npt.NDArray[Any]
Table = npt.NDArray[np.uint8]
NEAR = 7
"""A click so near to a point, px of the design, means the point."""


class HeatSurface(PlaneView):
    """The plane: a picture under points. Axes, colour bar and points are kept; a new picture costs one image.

    The plane lies in the same place whatever the colour bar says: what finds no room beside it lies on the picture.
    """

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self._image: Table | None = None
        self._smooth = True
        self._groups: Sequence[MarkerGroup] = ()
        self.bar = ColourBar(self)
        self._words = ""
        self.item = pg.ImageItem(axisOrder="row-major")
        self.box.add(self.item)
        self._points = PointsItem(self)
        self.box.add(self._points, 20)
        self._add_layers()
        Overlay(self, self._draw_over, 50)

    def _add_layers(self) -> None:
        """What is kept while it stays."""
        Overlay(self, self._draw_ground, -10)
        Overlay(self, self._draw_frame, 10, self._frame_key)

    def set_image(self, picture: Table | None, smooth: bool = True) -> None:
        """The picture over the whole plane, RGBA (height, width, 4), first row on top; smooth or with hard borders."""
        self._image, self._smooth = picture, smooth
        self.refresh()

    def set_groups(self, groups: Sequence[MarkerGroup]) -> None:
        """The points on top."""
        self._groups = groups
        if not self._stale:
            self._show_points()

    def set_spans(self, x: Span, y: Span) -> None:
        """The lowest and highest coordinate along each axis."""
        super().set_spans(x, y)
        if not self._stale:
            self._show_points()

    @property
    def words(self) -> str:
        """The line in the corner, for what the pointer is on."""
        return self._words

    @words.setter
    def words(self, words: str) -> None:
        if words != self._words:
            self._words = words
            self.viewport().update()

    @property
    def read_out(self) -> list[str]:
        """The line in the corner: what the view says of the place that is read, or else its coordinates."""
        return [said] if (said := self._said()) else []

    def set_mark(self, mark: tuple[float, float] | None) -> None:
        """Ring a place of the plane, or none."""
        if mark != self._mark:
            self._mark = mark
            self.viewport().update()

    def nearest(self, points: Array, x: float, y: float) -> int:
        """Which of some points (N, 2) a click at (x, y) means; -1 where none is near enough."""
        if not len(points):
            return -1
        area = self._plot_area()
        xs, ys = self._to_pixels(points, area)
        (x_at,), (y_at,) = self._to_pixels(np.array([[x, y]]), area)
        far = np.hypot(xs - x_at, ys - y_at)
        best = int(far.argmin())
        return best if far[best] <= self.theme.px(NEAR) else -1

    def fit_height(self, column: QLayout) -> None:
        """Be no higher than the square of the plane needs in a column of that width."""
        around, holder = column.contentsMargins(), column.parentWidget()
        width = holder.width() - around.left() - around.right()
        left, top, right, bottom = self._margins()
        self.setMaximumHeight(max(round(width - left - right + top + bottom), 40))

    def _plot_area(self) -> QRectF:
        """The square in which the plane lies."""
        left, top, right, bottom = self._margins()
        side = max(min(self.width() - left - right, self.height() - bottom - top), 10.0)
        spare = max(self.width() - left - right - side, 0.0) / 2
        return QRectF(round(left + spare), top, round(side), round(side))

    def _margins(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the plane: room for ticks and colour bar, the same for each part of it."""
        metrics = QFontMetricsF(self.theme.font("tick"))
        right = float(self.theme.px(4))
        if self.bar.room:
            right = self.theme.px(14) + max(metrics.horizontalAdvance(words) for words in self.bar.room)
        told = ("−6", *(tick(value) for value in quarters(*self._spans[1], math.inf)))
        left = max(metrics.horizontalAdvance(words) for words in told) + self.theme.px(8)
        return left, self.theme.px(4), right, metrics.height() + self.theme.px(4)

    def _lay_out(self) -> None:
        """Place the picture, and show its colours."""
        self.box.place(self._plot_area())
        self._show_points()
        if self._image is None:
            self.item.clear()
            return
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._smooth)
        self.item.setImage(self._image, autoLevels=False, levels=None)
        self.item.setRect(WHOLE)

    def describe(self) -> str:
        """The sentence, or the line in the corner, or else how many points there are and what is in view."""
        if self.message or self._said():
            return self.message or self._said()
        count = sum(len(group.points) for group in self._groups)
        spans = [f"{name} from {tick(low)} to {tick(high)}" for name, (low, high) in self._named_spans()]
        return ", ".join([f"{count} points" if count else "No points", *spans])

    def _axis_names(self) -> tuple[str, str]:
        """What lies across and what up."""
        return "x", "y"

    def _named_spans(self) -> list[tuple[str, tuple[float, float]]]:
        return list(zip(self._axis_names(), self.spans_in_view, strict=True))

    def _said(self) -> str:
        """What stands in the corner."""
        if self._words or self._place is None:
            return self._words
        places = []
        for value, (name, (low, high)) in zip(self._place, self._named_spans(), strict=True):
            digits = max(2 - math.floor(math.log10(max(high - low, 1e-12))), 0)  # a hundredth of what is in view
            places.append(f"{name} {short(round(value, digits))}")
        return ", ".join(places)

    # ------------------------------------------------------------------------------------------------ painting

    def _frame_key(self) -> Hashable:
        return self.spans_in_view, self.bar.ends, self._plot_area().getRect()

    def _draw_ground(self, painter: QPainter) -> None:
        """Where there is no picture yet, its place."""
        if self._image is None:
            painter.fillRect(self._plot_area(), self.theme.color("segment"))

    def _draw_frame(self, painter: QPainter) -> None:
        area = self._plot_area()
        self._draw_axes(painter, area)
        self.bar.draw(painter, area)

    def _draw_over(self, painter: QPainter) -> None:
        area = self._plot_area()
        self._draw_hand(painter, area)
        if said := self._said():
            self._draw_words(painter, area, said)

    def _draw_hand(self, painter: QPainter, area: QRectF) -> None:
        """The mark, and the line that is being drawn round points."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._mark is not None:
            painter.setClipRect(area.adjusted(-8, -8, 8, 8))
            (x,), (y,) = self._to_pixels(np.array([self._mark]), area)
            for pen, radius in ((self.theme.pen("panel", 4.5), 6.5), (self.theme.pen("accent", 2.0), 6.5)):
                painter.setPen(pen)
                painter.drawEllipse(QPointF(x, y), radius * self.theme.zoom, radius * self.theme.zoom)
            painter.setClipping(False)
        if self._loop:
            painter.setPen(self.theme.pen("accent", 1.5, dashes=(4.0, 3.0)))
            painter.setBrush(self.theme.color("accent", 0.08))
            painter.drawPolygon(QPolygonF(self._loop))
        if self._place is not None and self._place != self._mark and by_keyboard(self):
            (x,), (y,) = self._to_pixels(np.array([self._place]), area)
            painter.setPen(self.theme.pen("text_3"))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        if by_keyboard(self):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self.theme.pen("accent", 1.0))
            painter.drawRect(area)

    def _draw_axes(self, painter: QPainter, area: QRectF) -> None:
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_3"))
        metrics = QFontMetricsF(painter.font())
        (x_low, x_high), (y_low, y_high) = self.spans_in_view
        for value in self._round(x_low, x_high, area.width()):
            wide = metrics.horizontalAdvance(tick(value))
            x = area.left() + (value - x_low) / (x_high - x_low) * area.width() - wide / 2
            x = min(x, self.width() - wide)
            painter.drawText(QPointF(x, area.bottom() + self.theme.px(3) + metrics.ascent()), tick(value))
        for value in self._round(y_low, y_high, area.height()):
            y = area.bottom() - (value - y_low) / (y_high - y_low) * area.height()
            y = min(max(y, area.top() + metrics.height() / 2 - 2), area.bottom() - metrics.height() / 2 + 2)
            box = QRectF(0, y - 10, area.left() - self.theme.px(6), 20)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, tick(value))

    def _round(self, low: float, high: float, room: float) -> Sequence[float]:
        """Where ticks stand: at quarters of the whole plane, at round values of a part of it."""
        return quarters(low, high, room) if self._part == WHOLE else linear_ticks(low, high, 4)

    def _show_points(self) -> None:
        radius, ring = self._point_size(sum(len(group.points) for group in self._groups))
        self._points.show_points(self._groups, *self._spans, radius, ring, self.theme.color("panel"))

    def _point_size(self, count: int) -> tuple[float, float]:
        """Radius of a point and width of the ring around it, px, where there are so many: smaller in a small plane."""
        small = 0.75 if self._plot_area().width() < 150 else 1.0
        return radius_for(count) * self.theme.zoom * small, ring_for(count)

    def _draw_words(self, painter: QPainter, area: QRectF, words: str) -> None:
        painter.setFont(self.theme.font("tick"))
        metrics = QFontMetricsF(painter.font())
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, self.width() - area.left() - 14)
        box = QRectF(area.left() + 4, area.top() + 4, metrics.horizontalAdvance(words) + 10, metrics.height() + 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("panel", 0.9))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(self.theme.color("text_1"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
