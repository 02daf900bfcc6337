"""Operating point: the curve of an activation with the one number that enters, what leaves, and the slope there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from playground.numerals import figure, tick
from playground.ui.plots.chart_lines import draw_line
from playground.ui.plots.chart_scale import linear_ticks
from playground.ui.theme.theme import Theme
from playground.ui.widgets.painted import PaintedWidget

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Point:
    """A curve with its values at ``zs`` (M,), and the point on it: what enters, what leaves, and the slope there."""

    zs: Array
    curve: Array
    entering: float
    leaving: float
    slope: float


class OperatingPoint(PaintedWidget):
    """The curve, the tangent at ``point``, and dotted lines from both axes to it."""

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.point: Point | None = None

    def show_point(self, point: Point | None) -> None:
        """Show this, or nothing."""
        self.point = point
        self.update()

    def sizeHint(self) -> QSize:
        """A small chart."""
        return QSize(self.theme.px(220), self.theme.px(132))

    def minimumSizeHint(self) -> QSize:
        """A smaller one."""
        return QSize(self.theme.px(120), self.theme.px(104))

    def draw(self, painter: QPainter) -> None:
        """Axes, curve, tangent, point."""
        point = self.point
        if point is None:
            return
        low, high = float(np.min(point.curve)), float(np.max(point.curve))
        ticks = linear_ticks(low, high, 3)
        plot = self._plot(ticks)
        if plot.width() < 20 or plot.height() < 12:
            return
        self._draw_axes(painter, plot, ticks, point, (low, high))
        xs = np.linspace(plot.left(), plot.right(), len(point.zs))
        painter.setPen(self.theme.pen("accent", 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        draw_line(painter, xs, plot.bottom() - (point.curve - low) / (high - low or 1.0) * plot.height())
        if math.isfinite(point.entering) and math.isfinite(point.leaving):
            self._draw_point(painter, plot, point, (low, high))

    def _plot(self, ticks: list[float]) -> QRectF:
        metrics = QFontMetricsF(self.theme.font("tick"))
        left = max(metrics.horizontalAdvance(tick(value)) for value in ticks) + self.theme.px(6)
        gap = self.theme.px(8)
        return QRectF(left, gap, self.width() - left - gap, self.height() - metrics.height() - gap - self.theme.px(4))

    def _draw_axes(
        self, painter: QPainter, plot: QRectF, ticks: list[float], point: Point, span: tuple[float, float]
    ) -> None:
        painter.setFont(self.theme.font("tick"))
        metrics = QFontMetricsF(painter.font())
        for value in ticks:
            y = plot.bottom() - (value - span[0]) / (span[1] - span[0] or 1.0) * plot.height()
            painter.setPen(self.theme.pen("grid"))
            painter.drawLine(QPointF(plot.left(), round(y) + 0.5), QPointF(plot.right(), round(y) + 0.5))
            painter.setPen(self.theme.color("text_3"))
            box = QRectF(0, y - 10, plot.left() - self.theme.px(5), 20)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, tick(value))
        first, last = float(point.zs[0]), float(point.zs[-1])
        for value in (first, 0.0, last):
            words = tick(value)
            wide = metrics.horizontalAdvance(words)
            x = plot.left() + (value - first) / (last - first) * plot.width() - wide / 2
            painter.drawText(QPointF(min(x, plot.right() - wide), plot.bottom() + metrics.ascent() + 3), words)

    def _draw_point(self, painter: QPainter, plot: QRectF, point: Point, span: tuple[float, float]) -> None:
        first, last = float(point.zs[0]), float(point.zs[-1])
        across = plot.width() / (last - first)
        up = plot.height() / (span[1] - span[0] or 1.0)
        at = QPointF(plot.left() + (point.entering - first) * across, plot.bottom() - (point.leaving - span[0]) * up)
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
        self._draw_words(painter, plot, point, at)

    def _draw_words(self, painter: QPainter, plot: QRectF, point: Point, at: QPointF) -> None:
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
