"""Reach chart: how large the gradient still is at each step, a line a recurrent layer, on a log or a linear axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from playground.numerals import log_tick, rounded, tick
from playground.ui.plots.chart_scale import log_ticks
from playground.ui.plots.plot_box import AxisRange
from playground.ui.plots.plot_curves import DotsItem, LineItem
from playground.ui.plots.plot_view import Overlay
from playground.ui.theme.theme import Theme
from playground.ui.views.hidden_states.state_axis import Course, TimeAxis
from playground.ui.views.hidden_states.state_steps import StepsPlot

Array = npt.NDArray[Any]
LEAST = 1e-12
"""The log axis ends here at the latest; what is smaller, 0 too, lies at its end, which says so."""


@dataclass(frozen=True)
class ReachLine:
    """One layer: its name and its ``_shares`` of the largest gradient, float64 (steps,), NaN at padding.

    A ``ghost`` is of a network that is no more.
    """

    name: str
    shares: Array
    color: QColor
    ghost: bool = False


class StateReach(StepsPlot):
    """Lines over the steps, each a share of its own largest value, and their names above."""

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        self._lines: Sequence[ReachLine] = ()
        self._log = True
        self._low = 0.1
        super().__init__(theme, name, title, parent)
        self._drawn: list[tuple[LineItem, DotsItem]] = []
        Overlay(self, self._draw_names, 30)

    def show_lines(self, lines: Sequence[ReachLine], course: Course) -> None:
        """Show these over the steps of one sequence; a line without a name has none above."""
        self._set_course(course)
        self._lines = lines
        self._find_low()
        self.refresh()

    def set_log(self, log: bool) -> None:
        """A log axis or a linear one."""
        self._log = log
        self._find_low()
        self.refresh()

    def restart(self) -> None:
        """Fit the range to what is shown now."""
        self._low = 0.1
        self._find_low()
        self.refresh()

    def fit(self) -> None:
        """Fit the range, and show all steps."""
        self.restart()
        super().fit()

    # ----------------------------------------------------------------------------------------------- as a plot

    @property
    def y_axis(self) -> AxisRange:
        """Shares of the largest."""
        return AxisRange(self._low if self._log else 0.0, 1.0, self._log)

    def _y_ticks(self) -> list[float]:
        """Decades, or halves where there is room for them."""
        metrics = QFontMetricsF(self.theme.font("tick"))
        wanted = int(np.clip(self._plot_area().height() // (2.2 * metrics.height()), 1, 4))
        if not self._log:
            return [0.0, 0.5, 1.0] if wanted > 1 else [0.0, 1.0]
        values = log_ticks(self._low, 1.0, wanted)
        if self._low == LEAST:  # the end that says what lies at it, and no tick that would touch it
            values = [value for value in values if value > 1e3 * LEAST] + [LEAST]
        return values

    def _y_words(self, value: float) -> str:
        """A tick; the least one says that what is smaller lies there too."""
        words = log_tick(value) if self._log else tick(value)
        return f"≤ {words}" if self._log and value == LEAST else words

    def _show_items(self, x: AxisRange, y: AxisRange, area: QRectF) -> Sequence[tuple[Array, Array]]:
        """The lines, ghosts below, and dots where steps are wide enough."""
        lines = sorted(self._lines, key=lambda line: not line.ghost)
        while len(self._drawn) < len(lines):
            made = LineItem(), DotsItem()
            for item in made:
                self.box.add(item, len(self._drawn))
            self._drawn.append(made)
        while len(self._drawn) > len(lines):
            for gone in self._drawn.pop():
                self.box.removeItem(gone)
        dotted = self.axis().pitch >= 5
        for (drawn, dots), line in zip(self._drawn, lines, strict=True):
            xs, ys = self._places(line)
            drawn.show_line(xs, ys, self._pen(line), x, y, int(area.width()))
            there = np.isfinite(ys) if dotted and not line.ghost else np.zeros(len(ys), bool)
            pen = self.theme.pen(line.color.name(), 4.4 * self.theme.zoom)
            dots.show_dots(x.shares(xs[there]), y.shares(ys[there]), pen)
        return ()

    @property
    def read_out(self) -> list[str]:
        """The share of each line at the step that is looked at, in words."""
        if not 0 <= self._current < self._course.steps:
            return []
        known = [(line.name, float(line.shares[self._current])) for line in self._lines if self._has_current(line)]
        said = [f"{name or 'gradient'} {rounded(share, 2)}" for name, share in known if math.isfinite(share)]
        return [self._course.words(self._current), *said]

    def describe(self) -> str:
        """The lines, and how far down they go."""
        names = ", ".join(line.name or "gradient" for line in self._lines)
        return self.message or f"{names} over {self._course.steps} steps, from {self._y_words(self.y_axis.low)} to 1"

    def _places(self, line: ReachLine) -> tuple[Array, Array]:
        """The middle of each step, and the shares there; on a log axis what is below its end lies at that end."""
        shares = line.shares[: self._course.steps].astype(np.float64)
        if self._log:
            shares = np.where(np.isfinite(shares), np.maximum(shares, self._low), np.nan)
        return np.arange(len(shares)) + 0.5, shares

    def _has_current(self, line: ReachLine) -> bool:
        return bool(self._current < len(line.shares))

    def _plot_area(self) -> QRectF:
        """Where the lines lie, below their names and above the axis."""
        axis, metrics = self.axis(), QFontMetricsF(self.theme.font("tick"))
        top = metrics.height() * self._rows(axis) + self.theme.px(8)
        bottom = self.height() - axis.height(self._roomy) - self.theme.px(3)
        return QRectF(axis.left, top, max(axis.right - axis.left, 1.0), max(bottom - top, 4.0))

    # ----------------------------------------------------------------------------------------------- inside

    def _find_low(self) -> None:
        """The axis reaches down in decades to the smallest share; it grows and never shrinks."""
        shares = [line.shares[np.isfinite(line.shares) & (line.shares > 0)] for line in self._lines]
        least = min((float(share.min()) for share in shares if len(share)), default=0.1)
        self._low = max(min(self._low, 10.0 ** math.floor(math.log10(max(least, LEAST)) + 1e-9)), LEAST)

    def _draw_hand(self, painter: QPainter) -> None:
        """What is dragged over, where the keyboard is, and the step that is looked at."""
        super()._draw_hand(painter)
        if 0 <= self._current < self._course.steps and self.axis().shows(self._current):
            self._draw_current(painter, self._plot_area(), self.axis())

    def _pen(self, line: ReachLine) -> QPen:
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

    def _draw_names(self, painter: QPainter) -> None:
        metrics = QFontMetricsF(self.theme.font("tick", QFont.Weight.DemiBold))
        for line, x, row in self._names(self.axis()):
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
            share = float(line.shares[self._current]) if self._has_current(line) else math.nan
            if not math.isfinite(share):
                continue
            words = rounded(share, 2)
            wide = metrics.horizontalAdvance(words) + self.theme.px(6)
            left = x + self.theme.px(5) if x + wide + self.theme.px(5) <= self.width() else x - wide - self.theme.px(5)
            (y,) = self.to_pixels(np.zeros(1), np.array([max(share, self.y_axis.low)]))[1].tolist()
            box = QRectF(left, max(y - metrics.height() / 2, area.top() - 4), wide, metrics.height())
            if box.top() < bottom:
                box.moveTop(bottom)
            bottom = box.bottom()
            painter.fillRect(box, self.theme.color("panel", 0.85))
            painter.setPen(self.theme.color("text_3" if line.ghost else "text_1"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        axis.draw_current(painter, area.bottom() + self.theme.px(3), self._roomy, self._current)
