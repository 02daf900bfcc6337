"""Attribution panels: how much each input number counts, as heat over an image or as a bar a feature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from playground.numerals import rounded, short
from playground.ui.plots.cell_grid import DEEPEST
from playground.ui.plots.chart_panels import Panels
from playground.ui.plots.chart_readout import Rows
from playground.ui.plots.plot_mosaic import MosaicItem
from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat import image
from playground.ui.widgets.heat_colours import colours, largest

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Attributed:
    """One panel: its title, ``values`` (height, width) or (features,), and for bars the features' names."""

    title: str
    values: Array
    names: tuple[str, ...] = ()

    @property
    def limit(self) -> float:
        """The size at which colours end, rounded up to two digits so that it can be printed as it is."""
        most = largest(self.values)
        if most == 0.0:
            return 0.0
        step = 10.0 ** (np.floor(np.log10(most)) - 1)
        return float(f"{np.ceil(most / step - 1e-9) * step:.3g}")


def _scale(panel: Attributed) -> str:
    """At which size the colours of a panel end."""
    return "all 0" if panel.limit == 0.0 else f"±{short(panel.limit)}"


class AttributionPanels(Panels):
    """One panel a method, each on a signed scale of its own, printed beside its title.

    Pictures are zoomed and moved together. Bars are rows of a table, each beside its number, so they stay as they are.
    """

    narrowest = 150
    lowest = 90
    crosshair = False
    across_only = False

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        self._panels: Sequence[Attributed] = ()
        super().__init__(theme, name, title, parent)
        self._item = MosaicItem()
        self.scene().addItem(self._item)

    def show_panels(self, panels: Sequence[Attributed]) -> None:
        """Show these."""
        before = [panel.values.shape for panel in self._panels]
        self._panels = panels
        if before != [panel.values.shape for panel in panels]:
            self.fit()
        self.refresh()

    def _lay_out(self) -> None:
        """Place the panels, and give the pictures their colours."""
        super()._lay_out()
        table = self.theme.signed_table()
        drawn = [(panel.values, panel.limit or 1.0) for panel in self._pictures()]
        self._item.show_pictures([colours(values, -limit, limit, table) for values, limit in drawn])
        self._show_pictures()

    def _show_part(self) -> None:
        """Draw the part that is in view."""
        if not self._stale:
            self._show_pictures()

    def areas(self) -> Sequence[QRectF]:
        """Where the pictures lie; bars have none."""
        panels = zip(self._panels, self.boxes(), strict=True)
        return [self._picture_area(panel, box) for panel, box in panels if panel.values.ndim == 2]

    @property
    def _deepest(self) -> float:
        """So few pixels are left from side to side."""
        return DEEPEST / max((max(panel.values.shape) for panel in self._pictures()), default=1)

    def _pictures(self) -> list[Attributed]:
        return [panel for panel in self._panels if panel.values.ndim == 2]

    def _show_pictures(self) -> None:
        self._item.place(self.areas(), self._part, QRectF(self.rect()))

    def count(self) -> int:
        """A panel a method."""
        return len(self._panels)

    def _panel_words(self, index: int) -> str:
        """The title with the scale."""
        return f"{self._panels[index].title}, {_scale(self._panels[index])}"

    def _draw_panel(self, painter: QPainter, index: int, box: QRectF) -> None:
        """Title, scale, and the picture or the bars."""
        panel = self._panels[index]
        if panel.values.ndim != 2:
            room = self._draw_title(painter, box, self._fitting(panel.title, box), _scale(panel))
            self._draw_bars(painter, panel, room)
            return
        self._draw_title(painter, box, self._fitting(panel.title, box), "")
        area = self._picture_area(panel, box)
        painter.setPen(self.theme.pen("line_2"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)
        self._draw_scale(painter, area, panel.limit)

    def _read_panel(self, index: int, box: QRectF, at: QPointF) -> tuple[QRectF, Rows] | None:
        """The pixel of a picture under the pointer, counted from 1, and how much it counts; bars have their numbers."""
        panel = self._panels[index]
        area = self._picture_area(panel, box)
        if panel.values.ndim != 2 or not area.contains(at):
            return None
        (height, width), whole = panel.values.shape, self._whole_area(area)
        row = min(int((at.y() - whole.top()) / whole.height() * height), height - 1)
        column = min(int((at.x() - whole.left()) / whole.width() * width), width - 1)
        return area, [(f"row {row + 1}, column {column + 1}", rounded(float(panel.values[row, column])), None)]

    def _picture_area(self, panel: Attributed, box: QRectF) -> QRectF:
        """Where the picture of a panel lies: a square below its title, with its scale at the right."""
        room = self.below_title(box)
        bar = self.theme.px(14) + QFontMetricsF(self.theme.font("tick")).horizontalAdvance(_scale(panel))
        side = max(min(room.width() - bar, room.height() - 2), 8.0)
        return QRectF(round(room.left()) + 1, round(room.top()) + 1, round(side), round(side))

    def _fitting(self, title: str, box: QRectF) -> str:
        """A title, shortened where its panel is narrow."""
        metrics = QFontMetricsF(self.theme.font("label", QFont.Weight.DemiBold))
        return metrics.elidedText(title, Qt.TextElideMode.ElideRight, box.width())

    def _draw_scale(self, painter: QPainter, area: QRectF, limit: float) -> None:
        """The colour bar beside a picture, its ends printed."""
        table = self.theme.signed_table()
        bar = QRectF(area.right() + self.theme.px(6), area.top(), self.theme.px(6), area.height())
        painter.drawImage(bar, image(np.ascontiguousarray(table[::-1].reshape(256, 1, 4))))
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_3"))
        metrics = QFontMetricsF(painter.font())
        if area.height() < 3 * metrics.height():
            return
        x, middle = bar.right() + self.theme.px(3), (metrics.ascent() - metrics.descent()) / 2
        painter.drawText(QPointF(x, area.top() + metrics.ascent()), short(limit))
        painter.drawText(QPointF(x, area.center().y() + middle), "0")
        if limit:
            painter.drawText(QPointF(x, area.bottom() - metrics.descent()), short(-limit))

    def _draw_bars(self, painter: QPainter, panel: Attributed, room: QRectF) -> None:
        """A bar a feature, from zero to the left or to the right, its number behind it."""
        painter.setFont(self.theme.font("tick"))
        metrics = QFontMetricsF(painter.font())
        high = min(room.height() / max(len(panel.values), 1), self.theme.px(26))
        fits = max(int(room.height() // (metrics.height() + 1)), 1)
        order = np.arange(len(panel.values))
        left_out = 0
        if len(order) > fits:
            high = room.height() / fits
            order = np.argsort(-np.abs(np.nan_to_num(panel.values)), kind="stable")[: max(fits - 1, 1)]
            left_out = len(panel.values) - len(order)
        numbers = metrics.horizontalAdvance("−0.000123 ")
        names = min(max(metrics.horizontalAdvance(panel.names[place]) for place in order), room.width() / 3)
        start = room.left() + names + self.theme.px(8)
        half = max((room.right() - start - numbers) / 2, 4.0)
        for row, place in enumerate(order.tolist()):
            line = QRectF(start, room.top() + row * high, 2 * half, high)
            self._draw_bar(painter, panel, place, line, room)
        if left_out:
            base = room.top() + len(order) * high + metrics.ascent()
            painter.setPen(self.theme.color("text_3"))
            painter.drawText(QPointF(room.left(), base), f"and {left_out} that count less")

    def _draw_bar(self, painter: QPainter, panel: Attributed, place: int, line: QRectF, room: QRectF) -> None:
        metrics = QFontMetricsF(self.theme.font("tick"))
        value, limit = float(panel.values[place]), panel.limit or 1.0
        base = line.center().y() + (metrics.ascent() - metrics.descent()) / 2
        painter.setPen(self.theme.color("text_2"))
        space = line.left() - room.left() - self.theme.px(8)
        name = metrics.elidedText(panel.names[place], Qt.TextElideMode.ElideRight, space)
        painter.drawText(QPointF(room.left(), base), name)
        middle = line.center().x()
        painter.setPen(self.theme.pen("line_2"))
        painter.drawLine(QPointF(middle, line.top()), QPointF(middle, line.bottom()))
        if np.isfinite(value):
            long = value / limit * line.width() / 2
            thick = max(line.height() - self.theme.px(6), 3.0)
            rect = QRectF(min(middle, middle + long), line.center().y() - thick / 2, abs(long), thick)
            painter.fillRect(rect, QColor(*colours(np.array(value), -limit, limit, self.theme.signed_table()).tolist()))
        painter.setPen(self.theme.color("text_1"))
        painter.drawText(QPointF(line.right() + self.theme.px(6), base), rounded(value, 3))
