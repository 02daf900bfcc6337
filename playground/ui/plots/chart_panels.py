"""Panels: small multiples side by side, one a layer, in a row that scrolls when there are many."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from playground.ui.plots.chart_readout import Rows, draw_table, rows_in_words
from playground.ui.theme.theme import Theme
from playground.ui.widgets.painted import PaintedWidget
from playground.ui.widgets.sideways import SidewaysScroll


class Panels(PaintedWidget):
    """Small multiples of one kind of picture; ``picked(index)`` tells which was clicked.

    Subclasses say how many there are and paint each into its box, and what is read in it under the pointer.
    """

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
        self.setMouseTracking(True)

    def count(self) -> int:
        """How many panels there are."""
        raise NotImplementedError

    def draw_panel(self, painter: QPainter, index: int, box: QRectF) -> None:
        """Paint one panel into its box."""
        raise NotImplementedError

    def read_panel(self, index: int, box: QRectF, at: QPointF) -> tuple[QRectF, Rows] | None:
        """Where in a panel's box its picture lies, and what is read of it at a point there; ``None`` elsewhere."""
        return None

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

    def needed_width(self, height: int, room: int) -> int:
        """How wide it must be at that height, given that there is so much room without scrolling."""
        columns, _ = self._shape(height, room)
        return columns * self.theme.px(self.narrowest)

    def draw(self, painter: QPainter) -> None:
        """All panels that can be seen."""
        seen = QRectF(self.visibleRegion().boundingRect()) if self.isVisible() else QRectF(self.rect())
        for index, box in enumerate(self.boxes()):
            if box.intersects(seen):
                self.draw_panel(painter, index, box)
        found = self._read()
        if found is not None and self._pointer is not None:
            x = self._pointer.x()
            if self.crosshair:
                painter.setPen(self.theme.pen("text_3", 1))
                painter.drawLine(QPointF(x, found[0].top()), QPointF(x, found[0].bottom()))
            draw_table(painter, self.theme, found[0], x, found[1])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read what is under the pointer."""
        self._point(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """Read nothing any more."""
        self._point(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell which panel was clicked."""
        for index, box in enumerate(self.boxes()):
            if box.contains(event.position()):
                self.picked.emit(index)

    def draw_title(self, painter: QPainter, box: QRectF, title: str, words: str, warn: bool = False) -> QRectF:
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
                return self.read_panel(index, box, self._pointer)
        return None

    def _point(self, pointer: QPointF | None) -> None:
        if pointer != self._pointer:
            self._pointer = pointer
            self.update()

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
        needed = self._panels.needed_width(height, self.width())
        self._panels.setMinimumWidth(needed if needed > self.width() else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the panels the width that they need."""
        super().resizeEvent(event)
        self.refit()
