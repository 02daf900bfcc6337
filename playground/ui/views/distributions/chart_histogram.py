"""Histogram panels: how values are spread, one panel a layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from playground.numerals import count, portion, rounded, short
from playground.ui.plots.chart_panels import Panels
from playground.ui.plots.chart_readout import Rows
from playground.ui.plots.plot_box import PlotBox
from playground.ui.plots.plot_curves import BarsItem
from playground.ui.theme.theme import Theme

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Heap:
    """One histogram: ``counts`` (bins,) over ``edges`` (bins + 1,), with its title and a line of words."""

    title: str
    side: str
    counts: Array
    edges: Array
    words: str
    warn: bool = False


class HistogramPanels(Panels):
    """One histogram a layer; blue bars lie below zero, orange ones above."""

    lowest = 100

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        self._heaps: Sequence[Heap] = ()
        super().__init__(theme, name, title, parent)
        self._items: list[tuple[PlotBox, BarsItem, BarsItem]] = []

    def show_heaps(self, heaps: Sequence[Heap]) -> None:
        """Show these."""
        self._heaps = heaps
        while len(self._items) > len(heaps):
            self.scene().removeItem(self._items.pop()[0])
        while len(self._items) < len(heaps):
            made = (PlotBox(self), BarsItem(), BarsItem())
            for item in made[1:]:
                made[0].add(item)
            self._items.append(made)
        self.refresh()

    def count(self) -> int:
        """A panel a layer."""
        return len(self._heaps)

    def _panel_words(self, index: int) -> str:
        """The title and the words below."""
        return f"{self._heaps[index].title}: {self._heaps[index].words}"

    def boxes_of(self, index: int) -> tuple[PlotBox, ...]:
        """Where the bars lie."""
        return (self._items[index][0],)

    def _panel_area(self, index: int, box: QRectF) -> QRectF:
        """Where the bars lie."""
        return self._bars(box)

    def _show_panel(self, index: int, box: QRectF) -> None:
        """Bars as high as their share of the highest, at least a pixel, half a pixel apart."""
        heap, (plot, below, above) = self._heaps[index], self._items[index]
        bars = self._bars(box)
        plot.place(bars if bars.height() >= 8 else QRectF())
        if bars.height() < 8:
            return
        number, zoom = len(heap.counts), self._part.width()
        heights = np.maximum(heap.counts / max(int(heap.counts.max()), 1), 1.0 / bars.height())
        left = self._seen(np.arange(number) / number)
        wide = max(1.0 / number / zoom - 0.5 / bars.width(), 1.0 / bars.width())
        negative = (heap.edges[:-1] + heap.edges[1:]) / 2 < 0
        table = self.theme.signed_table()
        for item, mine, place in ((below, negative, 50), (above, ~negative, 205)):
            shown = mine & (heap.counts > 0)
            item.show_bars(left[shown], wide, heights[shown], QColor(*table[place].tolist()))

    def _draw_panel(self, painter: QPainter, index: int, box: QRectF) -> None:
        """Title, the ends of the axis with zero, words."""
        heap = self._heaps[index]
        self._draw_title(painter, box, heap.title, heap.side)
        bars = self._bars(box)
        if bars.height() >= 8:
            self._draw_axis(painter, heap, bars)
            self._draw_words(painter, heap, bars, QFontMetricsF(self.theme.font("tick")))

    def _read_panel(self, index: int, box: QRectF, at: QPointF) -> tuple[QRectF, Rows] | None:
        """The bar under the pointer: from where to where, and how many values are in it."""
        heap, bars = self._heaps[index], self._bars(box)
        if bars.height() < 8 or not bars.contains(at):
            return None
        share = self._shares((at.x() - bars.left()) / bars.width())
        place = min(int(share * len(heap.counts)), len(heap.counts) - 1)
        number, total = int(heap.counts[place]), int(heap.counts.sum())
        low, high = float(heap.edges[place]), float(heap.edges[place + 1])
        rows: Rows = [
            (f"{rounded(low)} to {rounded(high)}", "", None),
            (f"{count(number)} of {count(total)}", portion(number / total, 1) if total else "", None),
        ]
        return bars, rows

    def _bars(self, box: QRectF) -> QRectF:
        """Where the bars of a panel lie."""
        high = QFontMetricsF(self.theme.font("tick")).height()
        return self.below_title(box).adjusted(0, 0, 0, -2 * high - self.theme.px(6))

    def _ends(self, heap: Heap) -> tuple[float, float]:
        """The lowest and highest value in view."""
        low, wide = float(heap.edges[0]), float(heap.edges[-1] - heap.edges[0])
        return low + self._shares(0.0) * wide, low + self._shares(1.0) * wide

    def _draw_axis(self, painter: QPainter, heap: Heap, bars: QRectF) -> None:
        low, high = self._ends(heap)
        painter.setPen(self.theme.pen("line_2"))
        painter.drawLine(QPointF(bars.left(), bars.bottom() + 0.5), QPointF(bars.right(), bars.bottom() + 0.5))
        if low < 0 < high:
            x = bars.left() - low / (high - low) * bars.width()
            painter.setPen(self.theme.pen("text_3", 1, dashes=(1.5, 3)))
            painter.drawLine(QPointF(x, bars.top()), QPointF(x, bars.bottom()))

    def _draw_words(self, painter: QPainter, heap: Heap, bars: QRectF, metrics: QFontMetricsF) -> None:
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_3"))
        base = bars.bottom() + metrics.ascent() + 2
        low, high = self._ends(heap)
        painter.drawText(QPointF(bars.left(), base), short(low))
        painter.drawText(QPointF(bars.right() - metrics.horizontalAdvance(short(high)), base), short(high))
        if low < 0 < high:
            x = bars.left() - low / (high - low) * bars.width()
            taken = metrics.horizontalAdvance(short(low)) + 8
            if taken < x - bars.left() < bars.width() - metrics.horizontalAdvance(short(high)) - 8:
                painter.drawText(QPointF(x - 3, base), "0")
        painter.setPen(self.theme.color("warning" if heap.warn else "text_2"))
        text = metrics.elidedText(heap.words, Qt.TextElideMode.ElideRight, bars.width())
        painter.drawText(QPointF(bars.left(), base + metrics.height()), text)
