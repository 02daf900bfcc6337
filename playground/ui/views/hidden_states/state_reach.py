"""Reach chart: how large the gradient still is at each step, a line a recurrent layer, on a log or a linear axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from playground.numerals import log_tick, rounded, tick
from playground.ui.plots.chart_lines import draw_line
from playground.ui.plots.chart_scale import log_ticks
from playground.ui.theme.theme import Theme
from playground.ui.views.hidden_states.state_axis import LEFT, RIGHT, Course, TimeAxis
from playground.ui.widgets.painted import PaintedWidget

Array = npt.NDArray[Any]
LEAST = 1e-12
"""The log axis ends here at the latest; what is smaller, 0 too, lies at its end, which says so."""
BESIDE = 54
"""What lies left of the first step where the chart stands by itself, px of the design."""
ROOMY = 170
"""From this height on the axis may have upright words."""


@dataclass(frozen=True)
class ReachLine:
    """One layer: its name and its ``shares`` of the largest gradient, float64 (steps,), NaN at padding.

    A ``ghost`` is of a network that is no more.
    """

    name: str
    shares: Array
    color: QColor
    ghost: bool = False


class StateReach(PaintedWidget):
    """Lines over the steps, each a share of its own largest value, and their names above.

    ``pointed(step)`` tells the step under the pointer, −1 for none; ``pinned(step)`` the one that was clicked.
    """

    pointed = Signal(int)
    pinned = Signal(int)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.setMouseTracking(True)
        self._lines: Sequence[ReachLine] = ()
        self._course = Course(0, 0)
        self._log = True
        self._low = 0.1
        self._current = -1
        self._key = 0
        self._aligned = True

    def show_lines(self, lines: Sequence[ReachLine], course: Course) -> None:
        """Show these over the steps of one sequence; a line without a name has none above."""
        self._lines, self._course = lines, course.plain()
        self._find_low()
        self._key += 1
        self.update()

    def set_log(self, log: bool) -> None:
        """A log axis or a linear one."""
        self._log = log
        self._find_low()
        self._key += 1
        self.update()

    def set_current(self, step: int) -> None:
        """Mark a step; −1 for none."""
        if step != self._current:
            self._current = step
            self.update()

    def set_aligned(self, aligned: bool) -> None:
        """Whether its steps lie below those of a sheet, or it keeps its left margin small."""
        if aligned != self._aligned:
            self._aligned = aligned
            self._key += 1
            self.update()

    def restart(self) -> None:
        """Fit the range to what is shown now."""
        self._low = 0.1
        self._find_low()
        self._key += 1
        self.update()

    @property
    def low(self) -> float:
        """The share at the lower end of the axis."""
        return self._low if self._log else 0.0

    def axis(self) -> TimeAxis:
        """Where the steps lie."""
        left = min(self.theme.px(LEFT if self._aligned else BESIDE), 0.3 * self.width())
        return TimeAxis(self.theme, self._course, round(left), self.width() - self.theme.px(RIGHT))

    def plot_area(self) -> QRectF:
        """Where the lines lie, below their names and above the axis."""
        axis, metrics = self.axis(), QFontMetricsF(self.theme.font("tick"))
        top = metrics.height() * self._rows(axis) + self.theme.px(8)
        bottom = self.height() - axis.height(self._roomy) - self.theme.px(3)
        return QRectF(axis.left, top, max(axis.right - axis.left, 1.0), max(bottom - top, 4.0))

    @property
    def _roomy(self) -> bool:
        return self.height() >= self.theme.px(ROOMY)

    def draw(self, painter: QPainter) -> None:
        """Grid, names, axis, lines, and the step that is looked at."""
        if not self._course.steps:
            return
        area, axis = self.plot_area(), self.axis()

        def all_of_it(inner: QPainter) -> None:
            self._draw_padding(inner, area, axis)
            self._draw_grid(inner, area)
            axis.draw(inner, area.bottom() + self.theme.px(3), self._roomy)
            for line in sorted(self._lines, key=lambda line: not line.ghost):
                self._draw_line(inner, line, area, axis)
            self._draw_names(inner, axis)

        self.layer(painter, "chart", self._key, all_of_it)
        if 0 <= self._current < self._course.steps:
            self._draw_current(painter, area, axis)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the step."""
        self._point(self.axis().step_at(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        """No step."""
        self._point(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pin the step."""
        step = self.axis().step_at(event.position().x())
        if step >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.pinned.emit(step)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit the range."""
        self.restart()

    def _point(self, step: int) -> None:
        if step != self._current:
            self.set_current(step)
            self.pointed.emit(step)

    def _find_low(self) -> None:
        """The axis reaches down in decades to the smallest share; it grows and never shrinks."""
        shares = [line.shares[np.isfinite(line.shares) & (line.shares > 0)] for line in self._lines]
        least = min((float(share.min()) for share in shares if len(share)), default=0.1)
        self._low = max(min(self._low, 10.0 ** math.floor(math.log10(max(least, LEAST)) + 1e-9)), LEAST)

    def _to_y(self, shares: Array, area: QRectF) -> Array:
        """Places of shares; on a log axis what lies beyond its lower end lies at that end."""
        if not self._log:
            return area.bottom() - shares * area.height()
        inside = np.where(np.isfinite(shares), np.maximum(shares, self._low), shares)
        return area.bottom() - np.log10(inside / self._low) / -math.log10(self._low) * area.height()

    def _draw_padding(self, painter: QPainter, area: QRectF, axis: TimeAxis) -> None:
        if self._course.real < self._course.steps:
            left = axis.x(self._course.real)
            box = QRectF(left, area.top(), area.right() - left, area.height())
            painter.fillRect(box, self.theme.color("segment"))

    def _draw_grid(self, painter: QPainter, area: QRectF) -> None:
        metrics = QFontMetricsF(self.theme.font("tick"))
        wanted = int(np.clip(area.height() // (2.2 * metrics.height()), 1, 4))
        values = log_ticks(self._low, 1.0, wanted) if self._log else [0.0, 0.5, 1.0] if wanted > 1 else [0.0, 1.0]
        if self._log and self._low == LEAST:  # the end that says what lies at it, and no tick that would touch it
            values = [value for value in values if value > 1e3 * LEAST] + [LEAST]
        painter.setFont(self.theme.font("tick"))
        for value, y in zip(values, self._to_y(np.array(values), area).tolist(), strict=True):
            painter.setPen(self.theme.pen("grid"))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(self.theme.color("text_3"))
            words = log_tick(value) if self._log else tick(value)
            words = f"≤ {words}" if self._log and value == LEAST else words
            box = QRectF(0, y - 10, area.left() - self.theme.px(6), 20)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)

    def _draw_line(self, painter: QPainter, line: ReachLine, area: QRectF, axis: TimeAxis) -> None:
        shares = line.shares[: self._course.steps]
        xs = axis.left + (np.arange(len(shares)) + 0.5) * axis.pitch
        ys = self._to_y(shares, area)
        painter.setPen(self._pen(line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        draw_line(painter, xs, ys)
        if line.ghost or axis.pitch < 5:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(line.color)
        for x, y in zip(xs.tolist(), ys.tolist(), strict=True):
            if math.isfinite(y):
                painter.drawEllipse(QPointF(x, y), 2.2 * self.theme.zoom, 2.2 * self.theme.zoom)

    def _pen(self, line: ReachLine) -> object:
        return self.theme.pen(line.color.name(), 1.5 if line.ghost else 2.0, dashes=(4.0, 3.0) if line.ghost else ())

    def _names(self, axis: TimeAxis) -> list[tuple[ReachLine, float, int]]:
        """Each line's name with its place: how far right, and in which row."""
        metrics = QFontMetricsF(self.theme.font("tick", QFont.Weight.DemiBold))
        x, row, found = axis.left, 0, []
        for line in (line for line in self._lines if line.name):
            wide = self.theme.px(20) + metrics.horizontalAdvance(line.name) + self.theme.px(14)
            if x > axis.left and x + wide - self.theme.px(14) > self.width():
                x, row = axis.left, row + 1
            found.append((line, x, row))
            x += wide
        return found

    def _rows(self, axis: TimeAxis) -> int:
        names = self._names(axis)
        return names[-1][2] + 1 if names else 0

    def _draw_names(self, painter: QPainter, axis: TimeAxis) -> None:
        metrics = QFontMetricsF(self.theme.font("tick", QFont.Weight.DemiBold))
        for line, x, row in self._names(axis):
            middle = (row + 0.5) * metrics.height()
            painter.setPen(self._pen(line))
            painter.drawLine(QPointF(x, middle), QPointF(x + self.theme.px(14), middle))
            painter.setFont(self.theme.font("tick", None if line.ghost else QFont.Weight.DemiBold))
            painter.setPen(self.theme.color("text_3" if line.ghost else "text_1"))
            left = x + self.theme.px(20)
            text = metrics.elidedText(line.name, Qt.TextElideMode.ElideRight, self.width() - left)
            painter.drawText(QPointF(left, middle + (metrics.ascent() - metrics.descent()) / 2), text)

    def _draw_current(self, painter: QPainter, area: QRectF, axis: TimeAxis) -> None:
        """A line through the step, and each layer's share there."""
        x = axis.x(self._current + 0.5)
        painter.setPen(self.theme.pen("accent", 1.25))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        painter.setFont(self.theme.font("tick", QFont.Weight.DemiBold))
        metrics = QFontMetricsF(painter.font())
        bottom = -1e9
        for line in self._lines:
            share = float(line.shares[self._current]) if self._current < len(line.shares) else math.nan
            if not math.isfinite(share):
                continue
            words = rounded(share, 2)
            wide = metrics.horizontalAdvance(words) + self.theme.px(6)
            left = x + self.theme.px(5) if x + wide + self.theme.px(5) <= self.width() else x - wide - self.theme.px(5)
            (y,) = self._to_y(np.array([share]), area).tolist()
            box = QRectF(left, max(y - metrics.height() / 2, area.top() - 4), wide, metrics.height())
            if box.top() < bottom:
                box.moveTop(bottom)
            bottom = box.bottom()
            painter.fillRect(box, self.theme.color("panel", 0.85))
            painter.setPen(self.theme.color("text_3" if line.ghost else "text_1"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        axis.draw_current(painter, area.bottom() + self.theme.px(3), self._roomy, self._current)
