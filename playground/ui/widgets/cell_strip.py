"""Strip: a row of coloured cells to choose from, one a unit or channel."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from playground.ui.theme import Theme
from playground.ui.widgets.cell_plate import SMALLEST, draw_focus, ink, number_font
from playground.ui.widgets.cell_words import figure, in_cell
from playground.ui.widgets.chart_paper import Paper
from playground.ui.widgets.chart_words import count
from playground.ui.widgets.heat import colours, largest

Array = npt.NDArray[Any]
CELL = 20
WIDEST = 40
CAPTION = 92


class Strip(Paper):
    """Numbers side by side on one signed scale, of which one is chosen. ``chosen(int)`` tells another one.

    Where they do not all fit, those around the chosen one are shown, and the caption says which.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self._caption = ""
        self._noun = "unit"
        self._values: Array = np.zeros(0)
        self._current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_values(self, caption: str, noun: str, values: Array, current: int) -> None:
        """Show values (N,), each one a ``noun``, of which the ``current`` one is chosen."""
        self._caption, self._noun, self._values, self._current = caption, noun, values, current
        self.update()

    def sizeHint(self) -> QSize:
        """A caption and cells beside it."""
        return QSize(self.theme.px(240), self.theme.px(CELL) + self.theme.px(4))

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
        lines = [self._caption]
        if last - first < len(self._values):
            lines = [f"{self._caption} {count(first + 1)}–{count(last)}", f"of {count(len(self._values))}"]
        high = room.height() / len(lines)
        for place, line in enumerate(lines):
            text = metrics.elidedText(line, Qt.TextElideMode.ElideRight, room.width())
            box = QRectF(0, place * high, room.width(), high)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
        self._draw_cells(painter, first, last)
        if first <= self._current < last:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self.theme.pen("accent", 2))
            painter.drawRect(self._box(self._current).adjusted(-1, -1, 1, 1))
        draw_focus(painter, self.theme, self)

    def _draw_cells(self, painter: QPainter, first: int, last: int) -> None:
        shown = self._values[first:last]
        if not len(shown):
            return
        limit = largest(self._values) or 1.0
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

    def _fits(self, values: Array, decimals: int, metrics: QFontMetricsF) -> bool:
        ends = [float(values.min()), float(values.max())] if len(values) else [0.0]
        return max(metrics.horizontalAdvance(in_cell(end, decimals)) for end in ends) <= self._pitch() - 3

    def _left(self) -> float:
        return float(self.theme.px(CAPTION))

    def _pitch(self) -> float:
        each = (self.width() - self._left() - 2) / max(len(self._values), 1)
        return float(min(max(int(each), self.theme.px(10)), self.theme.px(WIDEST)))

    def _range(self) -> tuple[int, int]:
        """First and last (exclusive) that are shown."""
        room = max(int((self.width() - self._left() - 2) / self._pitch()), 1)
        first = min(max(self._current - room // 2, 0), max(len(self._values) - room, 0))
        return first, min(first + room, len(self._values))

    def _box(self, index: int) -> QRectF:
        x = (index - self._range()[0]) * self._pitch()
        return QRectF(self._left() + x, self.theme.px(2), self._pitch() - 1, self.theme.px(CELL))

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
        if step is None or not len(self._values):
            super().keyPressEvent(event)
            return
        self.chosen.emit(min(max(self._current + step, 0), len(self._values) - 1))

    def event(self, event: QEvent) -> bool:
        """The number under the pointer."""
        if isinstance(event, QHelpEvent):
            at = self._at(QPointF(event.pos()))
            words = f"{self._noun.capitalize()} {count(at + 1)}: {figure(float(self._values[at]))}" if at >= 0 else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)
