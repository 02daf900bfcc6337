"""AxesPlot and PlotScales: a plot's axes, and what lies around its curves: grid, ticks, marks and reference lines."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from playground import numerals
from playground.ui.plots.chart_lines import crosses
from playground.ui.plots.chart_notes import PAD, Placed, place_marks, place_references
from playground.ui.plots.chart_scale import linear_ticks, log_ticks
from playground.ui.plots.plot_box import AxisRange, PlotBox
from playground.ui.plots.plot_view import Overlay, PlotView
from playground.ui.theme.theme import Theme

Array = npt.NDArray[Any]
RING = 4.5
"""What lies so far beyond the box is still drawn, px of the design: dots at its border are whole."""


class AxesPlot(PlotView):
    """A plot's two axes and the box between them; ``fewest`` is how little x can show.

    ``looked(first, last)`` tells which part of x is in view as it is zoomed, for charts that share it.
    """

    fewest = 4.0
    looked = Signal(float, float)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.box = PlotBox(self, RING * theme.zoom)
        self._window: tuple[float, float] | None = None
        self.scales = PlotScales(self)

    # ----------------------------------------------------------------------------------------------- for subclasses

    @property
    def _whole_x(self) -> tuple[float, float]:
        """What the axis of x shows where nobody has zoomed."""
        return (0.0, 1.0)

    @property
    def y_axis(self) -> AxisRange:
        """What the axis of values shows."""
        return AxisRange(0.0, 1.0)

    def _x_ticks(self) -> Sequence[tuple[float, str]]:
        """Ticks along x with their words, the most important first."""
        return [(value, numerals.tick(value)) for value in linear_ticks(*self._x_in_view)]

    def _y_words(self, value: float) -> str:
        """How a tick of the axis of values is printed."""
        return numerals.log_tick(value) if self.y_axis.log else numerals.tick(round(value, 10))

    def _show_items(self, x: AxisRange, y: AxisRange, area: QRectF) -> Sequence[tuple[Array, Array]]:
        """Give the items in the box what they show; returns the shares (xs, ys) of lines that words must not cover."""
        return ()

    def _draw_under(self, painter: QPainter, area: QRectF) -> None:
        """Paint what lies under the grid, such as a usual range."""

    def _under_key(self) -> tuple[Hashable, ...]:
        """What ``_draw_under`` rests on, beside the area and the axis of values."""
        return ()

    # ----------------------------------------------------------------------------------------------- what is in view

    def _plot_area(self) -> QRectF:
        """Where the box lies, in pixels; ticks are left of it and below."""
        font = QFontMetricsF(self.theme.font("tick"))
        texts = [self._y_words(value) for value in self._y_ticks()]
        left = max((font.horizontalAdvance(text) for text in texts), default=0.0) + self.theme.px(8)
        bottom = font.height() + self.theme.px(4)
        gap = self.theme.px(6)
        top = font.height() + self.theme.px(5) if self.scales.marks else gap  # marks have their words above the curves
        return QRectF(left, top, max(self.width() - left - gap, 10), max(self.height() - bottom - top, 10))

    @property
    def _x_in_view(self) -> tuple[float, float]:
        """What of x is in view."""
        return self._window or self._whole_x

    @property
    def in_view(self) -> tuple[float, ...]:
        """The ends of x."""
        return self._x_in_view

    def _y_ticks(self) -> list[float]:
        """Round values along the axis of values, as many as the height has room for."""
        wanted = min(max(self.height() // self.theme.px(28), 2), 5)
        axis = self.y_axis
        return (log_ticks if axis.log else linear_ticks)(axis.low, axis.high, wanted)

    def _lay_out(self) -> None:
        """Place the box, give the items what they show, and put words where no line runs."""
        area = self._plot_area()
        self.box.spill = RING * self.theme.zoom
        self.box.place(area)
        lines = self._show_items(AxisRange(*self._x_in_view), self.y_axis, area)
        self.scales.show(area, [self._pixels(*line) for line in lines])

    def to_pixels(self, xs: Array, ys: Array) -> tuple[Array, Array]:
        """Where values (N,) lie on the widget."""
        return self._pixels(AxisRange(*self._x_in_view).shares(xs), self.y_axis.shares(ys))

    def _to_values(self, at: QPointF) -> tuple[float, float]:
        """The values at a place of the widget."""
        area = self._area
        across = (at.x() - area.left()) / max(area.width(), 1.0)
        up = (area.bottom() - at.y()) / max(area.height(), 1.0)
        return AxisRange(*self._x_in_view).value(across), self.y_axis.value(up)

    def look_at(self, low: float, high: float) -> None:
        """Show that much of x, as far as there is that much; also after another chart that shares x."""
        before, (first, last) = self._x_in_view, self._whole_x
        if low <= first and high >= last:
            self._window = None
        elif min(high, last) <= max(low, first):
            return  # of what another chart shows there is nothing here
        elif high - low >= self.fewest or high - low > before[1] - before[0]:
            self._window = (max(low, first), min(high, last))
        if self._x_in_view != before:  # or charts that cannot agree would follow each other for ever
            self.refresh()
            self.looked.emit(*self._x_in_view)

    def fit(self) -> None:
        """Show all of x."""
        self._window = None
        self.refresh()
        self.looked.emit(*self._x_in_view)

    @property
    def _area(self) -> QRectF:
        """Where the box lies, or would lie if it were laid out."""
        return self._plot_area() if self._stale else self.box.geometry()

    def _pixels(self, across: Array, up: Array) -> tuple[Array, Array]:
        area = self._area
        return area.left() + across * area.width(), area.bottom() - up * area.height()


class PlotScales:
    """Grid and ticks of a plot, dotted verticals at marks, and dotted levels, with words that cover no curve."""

    def __init__(self, plot: AxesPlot) -> None:
        self._plot = plot
        self.marks: Sequence[tuple[float, str]] = ()
        self.references: Sequence[tuple[float, str]] = ()
        self._area = QRectF()
        self._placed: Placed = []
        self._written: Placed = []
        self._lines: Sequence[tuple[Array, Array]] = ()
        self.laid_out = 0
        """How often lines and words were placed anew."""
        Overlay(plot, self._draw_ground, -50, self._ground_key, ground=True)
        Overlay(plot, self._draw_x_ticks, -49)
        Overlay(plot, self._draw_words, 40)

    def forget(self) -> None:
        """Forget marks and where words stood."""
        self.marks = ()
        self._placed = []

    def show(self, area: QRectF, lines: Sequence[tuple[Array, Array]]) -> None:
        """Lie round that area; words keep off these lines, pixels (xs, ys) each."""
        self._area, self._lines = area, lines
        self._written = []
        self.laid_out += 1
        if not self.marks and not self.references:
            return
        metrics = QFontMetricsF(self._plot.theme.font("tick"))
        row = QRectF(area.left(), 0.0, area.width(), metrics.height())
        self._placed = place_references(self._levels(), area, metrics, self._covers, self._placed)
        self._written = [*place_marks(self._verticals(), row, metrics, self._plot.theme.px(40)), *self._placed]

    def has_words_at(self, box: QRectF) -> bool:
        """Whether words of a mark or a level stand there, px."""
        return any(box.intersects(other) for other, _ in self._written)

    def lines_at(self, box: QRectF) -> int:
        """How many lines words there would cover, px; each line is one, however often it runs through."""
        space = self._plot.theme.px(2)
        wide = box.adjusted(-space, -space, space, space)
        return sum(crosses(xs, ys, wide) for xs, ys in self._lines)

    def _covers(self, box: QRectF) -> bool:
        return self.lines_at(box) > 0

    # ----------------------------------------------------------------------------------------------- painting

    def _ground_key(self) -> Hashable:
        plot = self._plot
        return (self._area.getRect(), plot.y_axis, *self._verticals(), *self._levels(), *plot._under_key())

    def _draw_ground(self, painter: QPainter) -> None:
        plot, area = self._plot, self._area
        painter.setFont(plot.theme.font("tick"))
        plot._draw_under(painter, area)
        ticks = plot._y_ticks()
        ys = plot.to_pixels(np.zeros(len(ticks)), np.array(ticks))[1]
        grid, words = plot.theme.pen("grid"), plot.theme.color("text_3")
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for value, y in zip(ticks, ys.tolist(), strict=True):
            painter.setPen(grid)
            painter.drawLine(QPointF(area.left(), round(y) + 0.5), QPointF(area.right(), round(y) + 0.5))
            painter.setPen(words)
            painter.drawText(QRectF(0, y - 10, area.left() - plot.theme.px(6), 20), flags, plot._y_words(value))
        painter.setPen(plot.theme.pen("text_3", 1, dashes=(1.5, 3)))
        for x, _ in self._verticals():
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        for y, _ in self._levels():
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))

    def _draw_x_ticks(self, painter: QPainter) -> None:
        """The first is the most important; others are left out where they would touch it or each other."""
        plot, area = self._plot, self._area
        painter.setFont(plot.theme.font("tick"))
        painter.setPen(plot.theme.color("text_3"))
        metrics = QFontMetricsF(painter.font())
        low, high = plot._x_in_view
        ticks = [(value, words) for value, words in plot._x_ticks() if words and low <= value <= high]
        places = plot.to_pixels(np.array([value for value, _ in ticks]), np.zeros(len(ticks)))[0]
        taken: list[tuple[float, float]] = []
        for middle, (_, words) in zip(places.tolist(), ticks, strict=True):
            wide = metrics.horizontalAdvance(words)
            x = min(max(middle - wide / 2, area.left() - plot.theme.px(4)), area.right() + plot.theme.px(5) - wide)
            if any(x < end and x + wide > start for start, end in taken):
                continue
            taken.append((x - plot.theme.px(8), x + wide + plot.theme.px(8)))
            painter.drawText(QPointF(x, plot.height() - metrics.descent()), words)

    def _draw_words(self, painter: QPainter) -> None:
        if not self._written:
            return
        painter.setFont(self._plot.theme.font("tick"))
        painter.setPen(self._plot.theme.color("text_2"))
        ascent = QFontMetricsF(painter.font()).ascent()
        for box, words in self._written:
            painter.drawText(QPointF(box.left() + PAD, box.top() + ascent), words)

    # ----------------------------------------------------------------------------------------------- places

    def _verticals(self) -> list[tuple[float, str]]:
        """Pixels x and words of the marks in view."""
        if not self.marks:
            return []
        low, high = self._plot._x_in_view
        seen = [(x, words) for x, words in self.marks if low <= x <= high]
        xs = self._plot.to_pixels(np.array([x for x, _ in seen], dtype=np.float64), np.zeros(len(seen)))[0]
        return [(round(x) + 0.5, words) for x, (_, words) in zip(xs.tolist(), seen, strict=True)]

    def _levels(self) -> list[tuple[float, str]]:
        """Pixels y and words of the references in view."""
        if not self.references:
            return []
        axis = self._plot.y_axis
        seen = [(value, words) for value, words in self.references if axis.low < value < axis.high]
        ys = self._plot.to_pixels(np.zeros(len(seen)), np.array([value for value, _ in seen], dtype=np.float64))[1]
        return [(round(y) + 0.5, words) for y, (_, words) in zip(ys.tolist(), seen, strict=True)]
