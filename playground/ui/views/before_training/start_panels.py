"""Start panels: how numbers are spread layer by layer before any training, one panel an initializer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from playground.engine.depth_requests import DepthSpread
from playground.model.start_verdict import Verdict
from playground.numerals import portion, rounded
from playground.ui.plots.chart_panels import Panels
from playground.ui.plots.chart_readout import Rows
from playground.ui.plots.image_plot import colour_rows, indices
from playground.ui.plots.plot_box import PlotBox
from playground.ui.theme.theme import Theme

LOW = 150
"""Below this height, px of the design, what is said of a start stands in the lines of its name and its layers."""


@dataclass(frozen=True)
class StartPanel:
    """One initializer: its name, whether it is the chosen one, the spread in depth, and what is said of it.

    ``layers`` are the names of the layers, the first first.
    """

    title: str
    chosen: bool
    spread: DepthSpread
    layers: tuple[str, ...]
    verdict: Verdict


class StartPanels(Panels):
    """A column a layer, 25 bins high; each column goes to its own maximum. The chosen initializer's has a frame."""

    lowest = LOW
    crosshair = False

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        self._panels: Sequence[StartPanel] = ()
        super().__init__(theme, name, title, parent)
        self._items: list[tuple[PlotBox, pg.ImageItem]] = []

    def show_starts(self, panels: Sequence[StartPanel]) -> None:
        """Show these."""
        self._panels = panels
        while len(self._items) > len(panels):
            self.scene().removeItem(self._items.pop()[0])
        while len(self._items) < len(panels):
            plot = PlotBox(self)
            item = pg.ImageItem(axisOrder="row-major", levels=(0, 257), autoLevels=False)
            plot.invertY(True)
            plot.add(item)
            self._items.append((plot, item))
        self.refresh()

    def count(self) -> int:
        """A panel an initializer."""
        return len(self._panels)

    def _panel_words(self, index: int) -> str:
        """Which initializer, and what is said of it."""
        panel = self._panels[index]
        yours = " (yours)" if panel.chosen else ""
        return f"{panel.title}{yours}: {panel.verdict.words}, {panel.verdict.figure}".removesuffix(", ")

    def boxes_of(self, index: int) -> tuple[PlotBox, ...]:
        """Where the columns lie."""
        return (self._items[index][0],)

    def _panel_area(self, index: int, box: QRectF) -> QRectF:
        """Where the columns lie."""
        return self._columns(box)

    def _show_panel(self, index: int, box: QRectF) -> None:
        """The columns, the highest bin on top, each in shares of its fullest bin."""
        panel, (plot, item), area = self._panels[index], self._items[index], self._columns(box)
        seen = area.height() >= 8 and len(panel.layers) > 0
        plot.place(area if seen else QRectF())
        if not seen:
            return
        counts = panel.spread.counts.T[::-1].astype(np.float64)
        shares = counts / np.maximum(counts.max(axis=0), 1)
        item.setLookupTable(colour_rows(self.theme.magnitude_table()), update=False)
        item.setImage(indices(shares, 0.0, 1.0), autoLevels=False, levels=(0, 257))
        item.setRect(QRectF(0.0, 0.0, 1.0, 1.0))
        plot.look_at(QRectF(self._part.left(), 0.0, self._part.width(), 1.0))

    def _draw_panel(self, painter: QPainter, index: int, box: QRectF) -> None:
        """The name, the ends of both axes, the frame of the chosen one, the verdict and its figure."""
        panel, area = self._panels[index], self._columns(box)
        if self._is_low(box):
            self._draw_low(painter, box, panel)
        else:
            self._draw_name(painter, box, panel)
        if area.height() < 8:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self.theme.pen("accent" if panel.chosen else "line_2", 2.0 if panel.chosen else 1.0))
        painter.drawRect(area.adjusted(-1, -1, 1, 1) if panel.chosen else area)
        self._draw_ends(painter, panel, area)
        if not self._is_low(box):
            self._draw_verdict(painter, panel.verdict, area)

    def _read_panel(self, index: int, box: QRectF, at: QPointF) -> tuple[QRectF, Rows] | None:
        """The layer under the pointer, its spread, and how many of its numbers lie in the bin there."""
        panel, area = self._panels[index], self._columns(box)
        layers, spread = panel.layers, panel.spread
        if area.height() < 8 or not area.contains(at) or not layers:
            return None
        across = self._shares((at.x() - area.left()) / area.width())
        layer = min(int(across * len(layers)), len(layers) - 1)
        counts = spread.counts[layer]
        place = min(int((area.bottom() - at.y()) / area.height() * len(counts)), len(counts) - 1)
        edges = np.linspace(spread.low, spread.high, len(counts) + 1)
        share = counts[place] / max(int(counts.sum()), 1)
        rows: Rows = [
            (layers[layer], f"spread {rounded(spread.spreads[layer])}", None),
            (f"{rounded(float(edges[place]))} to {rounded(float(edges[place + 1]))}", portion(float(share), 1), None),
        ]
        return area, rows

    # ------------------------------------------------------------------------------------------------ inside

    def _is_low(self, box: QRectF) -> bool:
        """Whether there is no room for lines of words below the columns."""
        return bool(box.height() < self.theme.px(LOW))

    def _draw_low(self, painter: QPainter, box: QRectF, panel: StartPanel) -> None:
        """The name and what is said of it in one line, and the figure between the first and the last layer."""
        area, bold = self._columns(box), self.theme.font("label", QFont.Weight.DemiBold)
        metrics = QFontMetricsF(bold)
        base = box.top() + metrics.ascent()
        room = box.right() - 2 - box.left()
        said = metrics.elidedText(panel.verdict.words, Qt.TextElideMode.ElideRight, room)
        left = max(room - metrics.horizontalAdvance(said) - self.theme.px(8), 0.0)
        name = metrics.elidedText(panel.title, Qt.TextElideMode.ElideRight, left)
        painter.setFont(bold)
        painter.setPen(self.theme.color("accent" if panel.chosen else "text_1"))
        painter.drawText(QPointF(box.left(), base), name)
        painter.setPen(self.theme.color("warning" if panel.verdict.warns else "text_2"))
        painter.drawText(QPointF(box.right() - 2 - metrics.horizontalAdvance(said), base), said)
        tick = QFontMetricsF(self.theme.font("tick"))
        ends = tick.horizontalAdvance(f"{len(panel.layers)}") + self.theme.px(8)
        row = QRectF(area.left() + ends, area.bottom() + self.theme.px(3), area.width() - 2 * ends, tick.height())
        whole = panel.verdict.figure
        shorter = whole if tick.horizontalAdvance(whole) <= row.width() else whole.removeprefix("spread ")
        figure = tick.elidedText(shorter, Qt.TextElideMode.ElideRight, row.width())
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_2"))
        painter.drawText(row, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, figure)

    def _columns(self, box: QRectF) -> QRectF:
        """Where the columns of a panel lie: right of the ends of the axis, above what is said."""
        tick = QFontMetricsF(self.theme.font("tick")).height()
        said = QFontMetricsF(self.theme.font("title")).height()
        left = self.theme.px(36)
        if self._is_low(box):
            return self.below_title(box).adjusted(left, 0, -2, -(tick + self.theme.px(4)))
        return self.below_title(box).adjusted(left, 0, -2, -(2 * tick + said + self.theme.px(10)))

    def _draw_name(self, painter: QPainter, box: QRectF, panel: StartPanel) -> None:
        left = self._columns(box).left()
        font = self.theme.font("label", QFont.Weight.DemiBold)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        room = box.right() - left
        yours = "  yours" if panel.chosen else ""
        taken = metrics.horizontalAdvance(yours)
        name = metrics.elidedText(panel.title, Qt.TextElideMode.ElideRight, room - taken)
        painter.setPen(self.theme.color("text_1"))
        painter.drawText(QPointF(left, box.top() + metrics.ascent()), name)
        painter.setPen(self.theme.color("accent"))
        painter.drawText(QPointF(left + metrics.horizontalAdvance(name), box.top() + metrics.ascent()), yours)

    def _draw_ends(self, painter: QPainter, panel: StartPanel, area: QRectF) -> None:
        """From where to where numbers lie at the left, the first and the last layer below."""
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_3"))
        metrics = QFontMetricsF(painter.font())
        low, high = panel.spread.low, panel.spread.high
        places = {high: area.top() + metrics.ascent() - 2, low: area.bottom()}
        if low < 0 < high:
            places[0.0] = area.top() + high / (high - low) * area.height() + metrics.ascent() / 2 - 1
        written: list[float] = []
        for value, base in places.items():
            if any(abs(base - other) < metrics.ascent() for other in written):
                continue  # it would lie on the one above
            written.append(base)
            text = rounded(value, 2)
            painter.drawText(QPointF(area.left() - self.theme.px(5) - metrics.horizontalAdvance(text), base), text)
        first, last = self._shares(0.0), self._shares(1.0)
        count = len(panel.layers)
        base = area.bottom() + metrics.ascent() + self.theme.px(3)
        ends = (str(int(first * count) + 1), str(max(int(np.ceil(last * count)), 1)))
        painter.drawText(QPointF(area.left(), base), ends[0])
        if ends[1] != ends[0]:
            painter.drawText(QPointF(area.right() - metrics.horizontalAdvance(ends[1]), base), ends[1])

    def _draw_verdict(self, painter: QPainter, verdict: Verdict, area: QRectF) -> None:
        tick = QFontMetricsF(self.theme.font("tick"))
        font = self.theme.font("title")
        metrics = QFontMetricsF(font)
        base = area.bottom() + tick.height() + self.theme.px(6) + metrics.ascent()
        painter.setFont(font)
        painter.setPen(self.theme.color("warning" if verdict.warns else "text_1"))
        words = metrics.elidedText(verdict.words, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(QPointF(area.left(), base), words)
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_2"))
        figure = tick.elidedText(verdict.figure, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(QPointF(area.left(), base + metrics.descent() + tick.ascent()), figure)
