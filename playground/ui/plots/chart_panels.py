"""Panels: small multiples side by side, one a layer, in a row that scrolls when there are many."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from playground.ui.plots.chart_readout import Rows, draw_table, rows_in_words
from playground.ui.plots.part_view import PartView
from playground.ui.plots.plot_box import PlotBox
from playground.ui.plots.plot_view import Overlay
from playground.ui.theme.theme import Theme
from playground.ui.widgets.focus_ring import by_keyboard
from playground.ui.widgets.sideways import SidewaysScroll

Array = npt.NDArray[Any]
STEP = 8.0
"""The arrow keys move what is read by so much, px of the design."""


class Panels(PartView):
    """Small multiples of one kind of picture; ``picked(index)`` tells which was clicked, or chosen by Enter.

    Subclasses say how many there are, give the items of each what they show in ``_show_panel``, paint its words in
    ``_draw_panel``, and say what is read in it under the pointer. Of many panels those in sight are drawn. All are
    zoomed and moved together: ``_seen`` says what lies where. Where they scroll, the wheel zooms with Ctrl.
    """

    across_only = True

    picked = Signal(int)
    narrowest = 168
    """Least width of a panel, px of the design."""
    lowest = 120
    """Least height of a panel, px of the design."""

    crosshair = True
    """Whether a vertical shows where the pointer is."""

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self._pointer: QPointF | None = None
        self._places: list[QRectF] = []
        Overlay(self, self._draw_panels, 10)
        Overlay(self, self._draw_hand, 50)

    def count(self) -> int:
        """How many panels there are."""
        raise NotImplementedError

    def _draw_panel(self, painter: QPainter, index: int, box: QRectF) -> None:
        """Paint what is not an item: title and words."""
        raise NotImplementedError

    def _panel_words(self, index: int) -> str:
        """A panel in words, for those who cannot see it."""
        raise NotImplementedError

    def _show_panel(self, index: int, box: QRectF) -> None:
        """Give the items of a panel what they show."""

    def boxes_of(self, index: int) -> tuple[PlotBox, ...]:
        """Where the items of a panel lie; not drawn while it is out of sight."""
        return ()

    def _panel_area(self, index: int, box: QRectF) -> QRectF:
        """Where in a panel's box lies what is zoomed."""
        return self.below_title(box)

    def _read_panel(self, index: int, box: QRectF, at: QPointF) -> tuple[QRectF, Rows] | None:
        """Where in a panel's box its picture lies, and what is read of it at a point there; ``None`` elsewhere."""
        return None

    def areas(self) -> Sequence[QRectF]:
        """What is zoomed of each panel."""
        return [self._panel_area(index, box) for index, box in enumerate(self.boxes())]

    def _show_part(self) -> None:
        """Give the items what they show of the part."""
        if not self._stale:
            self.refresh()

    def describe(self) -> str:
        """Every panel in words."""
        return self.message or "; ".join(self._panel_words(index) for index in range(self.count()))

    @property
    def read_out(self) -> list[str]:
        """What is read under the pointer, a line each; empty where there is nothing."""
        found = self._read()
        return [] if found is None else rows_in_words(found[1])

    def boxes(self) -> list[QRectF]:
        """Where the panels lie: rows as the height allows, columns as many as needed."""
        count = self.count()
        if not count:
            return []
        columns, rows = self._shape(self.height())
        gap = self.theme.px(20)
        wide = min((self.width() + gap) / columns, self.theme.px(420))
        high = self.height() / rows
        return [
            QRectF((index % columns) * wide, (index // columns) * high, wide - gap, high - self.theme.px(6))
            for index in range(count)
        ]

    def _needed_width(self, height: int, room: int) -> int:
        """How wide it must be at that height, given that there is so much room without scrolling."""
        columns, _ = self._shape(height, room)
        return columns * self.theme.px(self.narrowest)

    def _lay_out(self) -> None:
        """Place all panels."""
        self._places = self.boxes()
        for index, box in enumerate(self._places):
            self._show_panel(index, box)

    def _before_painting(self) -> None:
        """What is out of sight takes no time."""
        for index, box in enumerate(self._places):
            for each in self.boxes_of(index):
                if each.isVisible() != box.intersects(self._in_sight()):
                    each.setVisible(not each.isVisible())

    def _point(self, at: QPointF | None) -> None:
        """Read what is under the pointer."""
        if at != self._pointer:
            self._pointer = at
            self.update()

    def _click(self, at: QPointF) -> None:
        """Tell which panel was clicked."""
        for index, box in enumerate(self.boxes()):
            if box.contains(at):
                self.picked.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move what is read, up and down go to another panel, Enter picks it, Escape reads nothing.

        Plus and minus zoom around what is read, Home fits.
        """
        boxes, key = self.boxes(), event.key()
        at = next((index for index, box in enumerate(boxes) if self._pointer and box.contains(self._pointer)), -1)
        across = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(key), 0)
        along = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key), 0)
        if not boxes or self.message:
            event.ignore()
        elif across and self._pointer is not None and at >= 0:
            x = self._pointer.x() + across * STEP * self.theme.zoom
            self._point(QPointF(min(max(x, boxes[at].left()), boxes[at].right() - 1), self._pointer.y()))
        elif across or along:
            self._point(self.below_title(boxes[min(max(at + along, 0), len(boxes) - 1)]).center())
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus) and self.areas():
            area = self.areas()[max(at, 0)]
            middle = area.center() if self._pointer is None or not area.contains(self._pointer) else self._pointer
            self._zoom(0.8 if key == Qt.Key.Key_Plus else 1.25, middle, area)
        elif key == Qt.Key.Key_Home:
            self.fit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and at >= 0:
            self.picked.emit(at)
        elif key == Qt.Key.Key_Escape and self._pointer is not None:
            self._point(None)
        else:
            event.ignore()
        self.setAccessibleDescription(", ".join(self.read_out))

    def _in_sight(self) -> QRectF:
        return QRectF(self.visibleRegion().boundingRect()) if self.isVisible() else QRectF(self.rect())

    def _draw_panels(self, painter: QPainter) -> None:
        """The words of all panels that can be seen."""
        seen = self._in_sight()
        for index, box in enumerate(self._places):
            if box.intersects(seen):
                self._draw_panel(painter, index, box)

    def _draw_hand(self, painter: QPainter) -> None:
        """What is read, and where the keyboard is."""
        if by_keyboard(self):
            painter.setPen(self.theme.pen("accent", 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        found = self._read()
        if found is None or self._pointer is None:
            return
        x = self._pointer.x()
        if self.crosshair:
            painter.setPen(self.theme.pen("text_3", 1))
            painter.drawLine(QPointF(x, found[0].top()), QPointF(x, found[0].bottom()))
        draw_table(painter, self.theme, found[0], x, found[1])

    def _draw_title(self, painter: QPainter, box: QRectF, title: str, words: str, warn: bool = False) -> QRectF:
        """A panel's title with words at its right; returns what is left of the box."""
        font = self.theme.font("label", QFont.Weight.DemiBold)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        painter.setPen(self.theme.color("text_1"))
        painter.drawText(QPointF(box.left(), box.top() + metrics.ascent()), title)
        room = box.width() - metrics.horizontalAdvance(title) - self.theme.px(8)
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("warning" if warn else "text_3"))
        small = QFontMetricsF(painter.font())
        text = small.elidedText(words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(box.right() - small.horizontalAdvance(text), box.top() + metrics.ascent()), text)
        return self.below_title(box)

    def below_title(self, box: QRectF) -> QRectF:
        """What a title leaves of a panel's box."""
        metrics = QFontMetricsF(self.theme.font("label", QFont.Weight.DemiBold))
        return box.adjusted(0, metrics.height() + self.theme.px(4), 0, 0)

    def _read(self) -> tuple[QRectF, Rows] | None:
        if self._pointer is None:
            return None
        for index, box in enumerate(self.boxes()):
            if box.contains(self._pointer):
                return self._read_panel(index, box, self._pointer)
        return None

    def _shape(self, height: int, room: int | None = None) -> tuple[int, int]:
        count = max(self.count(), 1)
        room = self.width() if room is None else room
        most = max(int(height // self.theme.px(self.lowest)), 1)
        for rows in range(1, most + 1):
            columns = math.ceil(count / rows)
            if columns * self.theme.px(self.narrowest) <= room:
                return columns, rows
        return math.ceil(count / most), most


class PanelScroll(SidewaysScroll):
    """Panels in a row that scrolls sideways when they do not fit."""

    def __init__(self, panels: Panels, parent: QWidget | None = None) -> None:
        super().__init__(panels, parent)
        self._panels = panels

    def refit(self) -> None:
        """Give the panels the width that they need."""
        height = max(self.height() - 8, 20)
        needed = self._panels._needed_width(height, self.width())
        self._panels.scrolls = needed > self.width()
        self._panels.setMinimumWidth(needed if self._panels.scrolls else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the panels the width that they need."""
        super().resizeEvent(event)
        self.refit()
