"""Operating point: the curve of an activation with the one number that enters, what leaves, and the slope there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from playground.numerals import figure, short, tick
from playground.ui.plots.chart_scale import linear_ticks
from playground.ui.plots.plot import Plot
from playground.ui.plots.plot_box import AxisRange
from playground.ui.plots.plot_curves import LineItem
from playground.ui.plots.plot_view import Overlay
from playground.ui.theme.theme import Theme

Array = npt.NDArray[Any]
STEPS = 60
"""The arrow keys move what is read by this part of the axis."""
FEWEST = 50
"""At least this part of the axis stays in view."""


@dataclass(frozen=True, eq=False)
class Point:
    """A curve with its values at ``zs`` (M,), and the point on it: what enters, what leaves, and the slope there."""

    zs: Array
    curve: Array
    entering: float
    leaving: float
    slope: float


class OperatingPoint(Plot):
    """The curve, the tangent at ``_point``, and dotted lines from both axes to it; other places of it are read too."""

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        self.point_shown: Point | None = None
        self._read: float | None = None
        self._leaving = AxisRange(0.0, 1.0)
        super().__init__(theme, name, title, parent)
        self._curve = LineItem()
        self.box.add(self._curve)
        Overlay(self, self._draw_point, 20)

    def show_point(self, point: Point | None) -> None:
        """Show this, or nothing."""
        before, self.point_shown = self.point_shown, point
        if point is not None and before is not None and np.array_equal(point.zs, before.zs):
            if np.array_equal(point.curve, before.curve) and not self._stale:
                self.viewport().update()  # the point alone is elsewhere
                return
        else:
            self._window = None
        if point is not None:
            low, high = float(np.min(point.curve)), float(np.max(point.curve))
            self.fewest = float(point.zs[-1] - point.zs[0]) / FEWEST
            self._leaving = AxisRange(low, high if high > low else low + 1.0)
        self.refresh()

    def sizeHint(self) -> QSize:
        """A small chart."""
        return QSize(self.theme.px(220), self.theme.px(132))

    def minimumSizeHint(self) -> QSize:
        """A smaller one."""
        return QSize(self.theme.px(120), self.theme.px(104))

    # ----------------------------------------------------------------------------------------------- as a plot

    @property
    def _whole_x(self) -> tuple[float, float]:
        """What may enter."""
        point = self.point_shown
        return (0.0, 1.0) if point is None else (float(point.zs[0]), float(point.zs[-1]))

    @property
    def y_axis(self) -> AxisRange:
        """What may leave."""
        return self._leaving

    def _y_ticks(self) -> list[float]:
        """A few round ones."""
        axis = self.y_axis
        return [] if self.point_shown is None else linear_ticks(axis.low, axis.high, 3)

    def _x_ticks(self) -> Sequence[tuple[float, str]]:
        """Both ends and 0; round ones where somebody has zoomed."""
        if self.point_shown is None:
            return ()
        (low, high), whole = self._x_in_view, self._x_in_view == self._whole_x
        return [(value, tick(value)) for value in ((low, high, 0.0) if whole else linear_ticks(low, high, 3))]

    def _plot_area(self) -> QRectF:
        """All the room that the ticks leave."""
        metrics = QFontMetricsF(self.theme.font("tick"))
        left = max((metrics.horizontalAdvance(tick(value)) for value in self._y_ticks()), default=0.0) + self.theme.px(
            6
        )
        gap = self.theme.px(8)
        wide, high = self.width() - left - gap, self.height() - metrics.height() - gap - self.theme.px(4)
        return QRectF(left, gap, max(wide, 10.0), max(high, 10.0))

    def _show_items(self, x: AxisRange, y: AxisRange, area: QRectF) -> Sequence[tuple[Array, Array]]:
        """The curve."""
        point = self.point_shown
        zs, curve = (np.empty(0), np.empty(0)) if point is None else (point.zs, point.curve)
        self._curve.show_line(zs, curve, self.theme.pen("accent", 2), x, y, int(area.width()))
        return ()

    def describe(self) -> str:
        """What enters, what leaves, and the slope there."""
        point = self.point_shown
        if self.message or point is None:
            return self.message
        return f"in {figure(point.entering)}, out {figure(point.leaving)}, slope {figure(point.slope)}"

    # ----------------------------------------------------------------------------------------------- read-out

    def _point(self, at: QPointF | None) -> None:
        """Read the curve under the pointer."""
        inside = at is not None and not self.message and self.box.geometry().contains(at)
        self._read_curve(self._to_values(at)[0] if at is not None and inside else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right read the curve, from the point on; plus and minus zoom, Home fits, Escape reads nothing."""
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        point, (low, high) = self.point_shown, self._x_in_view
        if by is not None and point is not None:
            start = point.entering if self._read is None else self._read
            self._read_curve(min(max(start + by * (high - low) / STEPS, low), high))
            self.setAccessibleDescription(", ".join(self.read_out))
        elif event.key() == Qt.Key.Key_Escape and self._read is not None:
            self._read_curve(None)
        else:
            super().keyPressEvent(event)

    def _read_curve(self, z: float | None) -> None:
        point, self._read = self.point_shown, z
        if z is None or point is None:
            self.words = ""
        else:
            self.words = f"in {short(z)}, out {short(float(np.interp(z, point.zs, point.curve)))}"

    # ----------------------------------------------------------------------------------------------- painting

    def _draw_hand(self, painter: QPainter) -> None:
        """The place that is read on the curve, and what all plots draw."""
        point = self.point_shown
        if point is not None and self._read is not None:
            xs, ys = self.to_pixels(np.array([self._read]), np.interp([self._read], point.zs, point.curve))
            area, x = self.box.geometry(), float(xs[0])
            painter.setPen(self.theme.pen("text_3", 1))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(self.theme.pen("panel", 1))
            painter.setBrush(self.theme.color("accent"))
            painter.drawEllipse(QPointF(x, float(ys[0])), 3.5 * self.theme.zoom, 3.5 * self.theme.zoom)
        super()._draw_hand(painter)

    def _draw_point(self, painter: QPainter) -> None:
        """The point with its tangent, if it is in view, and lines from both axes to it."""
        point, plot = self.point_shown, self.box.geometry()
        if point is None or not (math.isfinite(point.entering) and math.isfinite(point.leaving)):
            return
        (low, high), axis = self._x_in_view, self.y_axis
        if not low <= point.entering <= high or plot.width() < 20:
            return
        across, up = plot.width() / (high - low), plot.height() / (axis.high - axis.low)
        xs, ys = self.to_pixels(np.array([point.entering]), np.array([point.leaving]))
        at = QPointF(float(xs[0]), float(ys[0]))
        painter.setPen(self.theme.pen("text_3", 1.25, dashes=(1.5, 3)))
        painter.drawLine(QPointF(at.x(), plot.bottom()), at)
        painter.drawLine(QPointF(plot.left(), at.y()), at)
        if math.isfinite(point.slope):
            run = self.theme.px(34)
            rise = point.slope * up / across * run
            size = math.hypot(run, rise) or 1.0
            step = QPointF(run, -rise) * (run / size)
            painter.setClipRect(plot.adjusted(-4, -4, 4, 4))
            painter.setPen(self.theme.pen("text_1", 1.5))
            painter.drawLine(at - step, at + step)
            painter.setClipping(False)
        painter.setPen(self.theme.pen("panel", 2))
        painter.setBrush(self.theme.color("accent"))
        painter.drawEllipse(at, self.theme.px(5), self.theme.px(5))
        self._draw_slope(painter, plot, point, at)

    def _draw_slope(self, painter: QPainter, plot: QRectF, point: Point, at: QPointF) -> None:
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_1"))
        words = f"slope {figure(point.slope)}"
        metrics = QFontMetricsF(painter.font())
        wide = metrics.horizontalAdvance(words)
        left = plot.right() - wide
        if abs(at.x() - left - wide / 2) < wide:  # not on the dotted line down from the point
            left = at.x() - wide - self.theme.px(8) if at.x() - plot.left() > wide else at.x() + self.theme.px(8)
        box = QRectF(left - 2, plot.bottom() - metrics.height() - self.theme.px(2), wide + 4, metrics.height())
        painter.fillRect(box, self.theme.color("panel"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
