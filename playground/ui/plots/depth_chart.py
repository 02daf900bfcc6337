"""Depth chart: a line a layer over the steps, coloured by depth and named at its end."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from playground.numerals import log_tick
from playground.ui.plots.chart import Chart, ChartCurve
from playground.ui.plots.chart_curves import APART
from playground.ui.plots.chart_lines import alone, joined_but_at, parted
from playground.ui.plots.chart_readout import Track
from playground.ui.plots.plot_box import AxisRange
from playground.ui.plots.plot_curves import DotsItem, LineItem
from playground.ui.plots.plot_view import Overlay
from playground.ui.theme.theme import Theme

Array = npt.NDArray[Any]

MOST_DOTTED = 12
"""Of more lines the dots would hide each other."""


@dataclass(frozen=True)
class DepthLine:
    """One layer over the steps: ``xs`` growing and ``ys``, float64 (N,)."""

    name: str
    xs: Array
    ys: Array
    color: QColor


BETWEEN = 16
"""Before the names of a further column, px of the design: their dots stand in there."""
GAP = 24
"""Between the plot and the names, px of the design: the ties from line to name stay in there."""
DOT = 2.5
"""Radius of the dot at the end of a line, and of the same dot before its name, px of the design."""


class DepthChart(Chart):
    """Lines with a dot at their end and their names at the right; one may stand out while the others stand back.

    What ties a name to its line is grey, dotted and outside the plot, so that it is not taken for a line. With
    ``names_all`` names that have no room below each other go on in further columns, rather than be left out. ``band``
    is the usual part of the range, drawn with the next ``show_lines``.
    """

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        self._lines: Sequence[DepthLine] = ()
        self.band: tuple[float, float] | None = None
        self._current = -1
        self._pointed = -1
        self.names_all = False
        self._ends: list[tuple[int, float, float]] = []
        super().__init__(theme, name, title, parent)
        self._drawn: list[tuple[LineItem, DotsItem, DotsItem]] = []
        Overlay(self, self._draw_names, 45)

    def show_lines(self, lines: Sequence[DepthLine]) -> None:
        """Show these, the layer nearest to the input first; the range grows to hold them."""
        self._lines = lines
        self.show_curves([ChartCurve(line.xs, line.ys) for line in lines])

    def set_current(self, index: int) -> None:
        """Which line is the selected layer's; −1 for none."""
        if index != self._current:
            self._current = index
            self.refresh()

    def point_at(self, index: int) -> None:
        """Let one line stand out; −1 for none."""
        if index != self._pointed:
            self._pointed = index
            self.refresh()

    def _plot_area(self) -> QRectF:
        """Where the lines lie; their names are right of it."""
        metrics = QFontMetricsF(self.theme.font("tick", QFont.Weight.DemiBold))
        wide = max((metrics.horizontalAdvance(line.name) for line in self._lines), default=0.0)
        area = super()._plot_area()
        more = (self._columns(area) - 1) * (wide + self.theme.px(BETWEEN))
        return area.adjusted(0, 0, -min(wide, 0.3 * self.width()) - self.theme.px(GAP) - more, 0)

    def _columns(self, area: QRectF) -> int:
        """In how many columns the names are written; further ones take all of the height."""
        if not self.names_all or len(self._lines) <= self._rows_of_names(area.height()):
            return 1
        return max(-(-len(self._lines) // self._rows_of_names(self.height())), 2)

    def _rows_of_names(self, high: float) -> int:
        return max(int(high // QFontMetricsF(self.theme.font("tick")).height()), 1)

    def _y_words(self, value: float) -> str:
        """A tick of the axis of values."""
        return log_tick(value) if self.range_y.log else super()._y_words(value)

    def _under_key(self) -> tuple[Hashable, ...]:
        """The usual range."""
        return (self.band,)

    def _draw_under(self, painter: QPainter, area: QRectF) -> None:
        """The usual range, with its name where there is room."""
        if self.band is None:
            return
        inside = np.clip(np.array(self.band), self.range_y.low, self.range_y.high)
        low, high = self.to_pixels(np.zeros(2), inside)[1].tolist()
        painter.fillRect(QRectF(area.left(), high, area.width(), low - high), self.theme.color("accent_soft"))
        metrics = QFontMetricsF(painter.font())
        if low - high > metrics.height() + 2:
            painter.setPen(self.theme.color("text_3"))
            painter.drawText(QPointF(area.left() + self.theme.px(4), high + metrics.ascent() + 1), "usual")

    def tracks(self) -> Sequence[Track]:
        """Every line."""
        return [Track(line.name, line.xs, line.ys, line.color) for line in self._lines]

    def _show_items(self, x: AxisRange, y: AxisRange, area: QRectF) -> Sequence[tuple[Array, Array]]:
        """Lines from the input on; the one that stands out lies over all. Names go where lines end."""
        while len(self._drawn) < len(self._lines):
            self._drawn.append((LineItem(), DotsItem(), DotsItem()))
            for item in self._drawn[-1]:
                self.box.add(item)
        while len(self._drawn) > len(self._lines):
            for item in self._drawn.pop():
                self.box.removeItem(item)
        self._ends = []
        for index in range(len(self._lines)):
            self._show_line(index, x, y, area)
        return [items[0].shares for items in self._drawn]

    def _show_line(self, index: int, x: AxisRange, y: AxisRange, area: QRectF) -> None:
        line, (item, dots, end) = self._lines[index], self._drawn[index]
        strong = index in (self._pointed, self._current)
        fade = 0.25 if self._pointed >= 0 and index != self._pointed else 1.0
        place = 1.0 + index / len(self._lines) + 2 * (index == self._current) + 4 * (index == self._pointed)
        item.setZValue(place)
        dots.setZValue(place)
        end.setZValue(place + 10)

        def pen(width: float) -> QPen:
            return self.theme.pen(line.color.name(), width, fade)

        xs, ys = parted(line.xs, line.ys, joined_but_at(line.xs, [step for step, _ in self.scales.marks]))
        item.show_line(
            xs, ys, pen(2.25 if strong else 1.5), x, y, int(area.width() / 4)
        )  # many lines, so few points each
        across, up = x.shares(xs), y.shares(ys)
        here = alone(across * area.width(), up, APART * self.theme.zoom) & (across >= 0.0) & (across <= 1.0)
        shown = here & (len(self._lines) <= MOST_DOTTED)
        dots.show_dots(across[shown], up[shown], pen(4.0))
        good = np.flatnonzero(np.isfinite(item.shares[1]))[-1:]
        # A log scale has no 0: the line has left it at the bottom, and must not seem to go on where it was.
        gone = bool(len(line.ys)) and self.range_y.log and line.ys[-1] == 0
        if gone:
            self._ends.append((index, float(item.shares[0][-1]), 0.0))
        elif len(good):
            self._ends.append((index, float(item.shares[0][good[0]]), float(item.shares[1][good[0]])))
        good = good[:0] if gone else good
        end.show_dots(item.shares[0][good], item.shares[1][good], pen(2 * DOT))

    def _draw_dot(self, painter: QPainter, line: DepthLine, at: QPointF) -> None:
        """The dot in a line's colour by its name."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(line.color)
        painter.drawEllipse(at, DOT * self.theme.zoom, DOT * self.theme.zoom)

    def _draw_names(self, painter: QPainter) -> None:
        """As many names as there is room for, moved apart, each tied to its line's end; or all of them in columns."""
        area = self.box.geometry()
        if self._columns(area) > 1:
            self._draw_columns(painter, area)
            return
        high = QFontMetricsF(self.theme.font("tick")).height()
        room = self._rows_of_names(area.height())
        first = set(np.linspace(0, len(self._lines) - 1, room).round().astype(int).tolist())  # evenly through depth
        ends = [(index, area.bottom() - up * area.height()) for index, _, up in self._ends]
        ends.sort(key=lambda end: (end[0] not in (self._pointed, self._current), end[0] not in first, end[0]))
        shown = sorted((end for end in ends[:room] if area.top() <= end[1] <= area.bottom()), key=lambda end: end[1])
        tops = apart([y for _, y in shown], high, area.top() + high / 2, area.bottom() - high / 2)
        left, edge = area.right() + self.theme.px(GAP), area.right() + DOT * self.theme.zoom + 1
        for (index, y), middle in zip(shown, tops, strict=True):
            line = self._lines[index]
            strong = index in (self._pointed, self._current)
            painter.setPen(self.theme.pen("text_3", 1.0, dashes=(1.0, 2.0)))
            painter.drawLine(QPointF(edge, y), QPointF(left - self.theme.px(11), middle))
            self._draw_name(painter, line, left, middle, strong)

    def _draw_name(self, painter: QPainter, line: DepthLine, left: float, middle: float, strong: bool) -> None:
        """A dot of the line's colour and its name."""
        self._draw_dot(painter, line, QPointF(left - self.theme.px(7), middle))
        painter.setFont(self.theme.font("tick", QFont.Weight.DemiBold if strong else None))
        metrics = QFontMetricsF(painter.font())
        painter.setPen(self.theme.color("text_1" if strong else "text_2"))
        words = metrics.elidedText(line.name, Qt.TextElideMode.ElideRight, self.width() - left)
        painter.drawText(QPointF(left, middle + (metrics.ascent() - metrics.descent()) / 2), words)

    def _draw_columns(self, painter: QPainter, area: QRectF) -> None:
        """Every name, column by column; the dots tell whose it is."""
        columns = self._columns(area)
        rows = -(-len(self._lines) // columns)
        left, high = area.right() + self.theme.px(GAP), self.height() / rows
        wide = (self.width() - left + self.theme.px(BETWEEN)) / columns
        for index, line in enumerate(self._lines):
            column, row = divmod(index, rows)
            strong = index in (self._pointed, self._current)
            self._draw_name(painter, line, left + column * wide, (row + 0.5) * high, strong)


def apart(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Growing places as near as may be to the ``_wanted`` ones, at least ``gap`` apart, within ``low`` to ``high``.

    Where there is not room for all, the last ones go beyond ``low``.
    """
    placed: list[float] = []
    for place in wanted:
        placed.append(max(place, low if not placed else placed[-1] + gap))
    limit = high
    for index in reversed(range(len(placed))):
        placed[index] = min(placed[index], limit)
        limit = placed[index] - gap
    return placed
