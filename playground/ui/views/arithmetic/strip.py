"""Strip: a row of coloured cells to choose from, one a unit, channel or step, which may have its text above it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.numerals import count, figure, in_cell
from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat_colours import colours, largest
from playground.ui.widgets.markup import show_tip
from playground.ui.widgets.painted import PaintedWidget
from playground.ui.widgets.plate import SMALLEST, draw_focus, ink, number_font

Array = npt.NDArray[Any]
CELL = 20
WIDEST = 40
CAPTION = 92
TEXT, LEAST_TEXT, WIDEST_TEXT = 17, 30, 72
"""Height of the texts above cells, the width of a cell down to which texts are cut, and up to which it grows."""


class Strip(PaintedWidget):
    """Numbers side by side on one signed scale, of which one is chosen. ``chosen(int)`` tells another one.

    Where they do not all fit, those around the chosen one are shown, and the caption says which; ``values`` and
    ``texts`` have all of them.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self._caption = ""
        self._noun = "unit"
        self.values: Array = np.zeros(0)
        self._current = 0
        self.texts: tuple[str, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_values(self, caption: str, noun: str, values: Array, current: int, texts: tuple[str, ...] = ()) -> None:
        """Show values (N,), each one a ``noun``, of which the ``current`` one is chosen, −1 for none.

        ``texts`` (N,) stand above the cells.
        """
        self._caption, self._noun, self.values, self._current = caption, noun, values, current
        if bool(texts) != bool(self.texts):
            self.updateGeometry()
        self.texts = texts
        self.update()

    def sizeHint(self) -> QSize:
        """A caption and cells beside it."""
        return QSize(self.theme.px(240), int(self._top()) + self.theme.px(CELL) + self.theme.px(2))

    def minimumSizeHint(self) -> QSize:
        """As high as it hints."""
        return QSize(self.theme.px(160), self.sizeHint().height())

    def cell_center(self, index: int) -> QPointF:
        """Where a value can be clicked."""
        return self._box(index).center()

    def draw(self, painter: QPainter) -> None:
        """Caption, cells, the ring around the chosen one."""
        first, last = self._range()
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_3"))
        metrics = QFontMetricsF(painter.font())
        room = QRectF(0, 0, self._left() - self.theme.px(8), self.height())
        if self.texts:
            room.setTop(self._top() - self.theme.px(4))
        lines = [self._caption]
        if last - first < len(self.values):
            lines = [f"{self._caption} {count(first + 1)}–{count(last)}", f"of {count(len(self.values))}"]
        high = room.height() / len(lines)
        for place, line in enumerate(lines):
            text = metrics.elidedText(line, Qt.TextElideMode.ElideRight, room.width())
            box = QRectF(0, room.top() + place * high, room.width(), high)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
        self._draw_cells(painter, first, last)
        self._draw_texts(painter, first, last)
        if first <= self._current < last:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self.theme.pen("accent", 2))
            painter.drawRect(self._box(self._current).adjusted(-1, -1, 1, 1))
        draw_focus(painter, self.theme, self)

    def _draw_cells(self, painter: QPainter, first: int, last: int) -> None:
        shown = self.values[first:last]
        if not len(shown):
            return
        limit = largest(self.values) or 1.0
        tints = colours(shown[None], -limit, limit, self.theme.signed_table())[0]
        painter.setFont(number_font(self.theme))
        metrics = QFontMetricsF(painter.font())
        finite = shown[np.isfinite(shown)]
        decimals = next((places for places in (2, 1) if self._fits(finite, places, metrics)), None)
        for place, value in enumerate(shown.tolist()):
            box, color = self._box(first + place), QColor(*tints[place].tolist())
            painter.fillRect(box, color)
            if decimals is not None and box.width() >= self.theme.px(SMALLEST):
                painter.setPen(self.theme.color("text_1") if color.alpha() < 128 else ink(color))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, in_cell(value, decimals))

    def _draw_texts(self, painter: QPainter, first: int, last: int) -> None:
        painter.setFont(self.theme.font("tick"))
        metrics = QFontMetricsF(painter.font())
        for place, text in enumerate(self.texts[first:last], first):
            box = self._box(place).adjusted(0, -self._top(), 0, 0)
            box.setHeight(self._top())
            painter.setPen(self.theme.color("text_1" if place == self._current else "text_2"))
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width() - self.theme.px(2))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)

    def _fits(self, values: Array, decimals: int, metrics: QFontMetricsF) -> bool:
        ends = [float(values.min()), float(values.max())] if len(values) else [0.0]
        return max(metrics.horizontalAdvance(in_cell(end, decimals)) for end in ends) <= self._pitch() - 3

    def _left(self) -> float:
        return float(self.theme.px(CAPTION))

    def _top(self) -> float:
        return float(self.theme.px(TEXT if self.texts else 2))

    def _pitch(self) -> float:
        each = (self.width() - self._left() - 2) / max(len(self.values), 1)
        least, most = self.theme.px(10), self.theme.px(WIDEST)
        if self.texts:
            metrics = QFontMetricsF(self.theme.font("tick"))
            needed = max(metrics.horizontalAdvance(text) for text in self.texts) + self.theme.px(6)
            most = max(most, min(round(needed), self.theme.px(WIDEST_TEXT)))
            least = max(least, min(round(needed), self.theme.px(LEAST_TEXT)))
        return float(min(max(int(each), least), most))

    def _range(self) -> tuple[int, int]:
        """First and last (exclusive) that are shown."""
        room = max(int((self.width() - self._left() - 2) / self._pitch()), 1)
        first = min(max(self._current - room // 2, 0), max(len(self.values) - room, 0))
        return first, min(first + room, len(self.values))

    def _box(self, index: int) -> QRectF:
        x = (index - self._range()[0]) * self._pitch()
        return QRectF(self._left() + x, self._top(), self._pitch() - 1, self.theme.px(CELL))

    def _at(self, point: QPointF) -> int:
        first, last = self._range()
        return next((index for index in range(first, last) if self._box(index).contains(point)), -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose."""
        at = self._at(event.position())
        if at >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right choose the neighbour."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not len(self.values):
            super().keyPressEvent(event)
            return
        self.chosen.emit(min(max(self._current + step, 0), len(self.values) - 1))

    def event(self, event: QEvent) -> bool:
        """The number under the pointer."""
        if isinstance(event, QHelpEvent):
            at = self._at(QPointF(event.pos()))
            show_tip(event.globalPos(), self.words_at(at) if at >= 0 else "", self)
            return True
        return super().event(event)

    def words_at(self, index: int) -> str:
        """What one value is: *Step 3, G: 0.34*."""
        text = f", {self.texts[index]}" if self.texts else ""
        return f"{self._noun.capitalize()} {count(index + 1)}{text}: {figure(float(self.values[index]))}"
