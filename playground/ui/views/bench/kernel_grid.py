"""Kernel grid: the numbers of a small filter as coloured cells, to be dragged, scrolled and typed."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.numerals import exact, rounded, told
from playground.typed_numbers import MOST_LETTERS, NotANumber, read_number
from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat_colours import colours, largest
from playground.ui.widgets.painted import PaintedWidget

Array = npt.NDArray[Any]
STEP = 0.1
"""How much one notch of the wheel, one arrow key with Shift, or ten pixels of a drag change a number."""
MOST = 9.0
"""Numbers are dragged within ±9; typed ones may be larger."""
LETTERS_SEEN = 9
"""So many letters of what is typed into a cell are in view, the last ones."""
MOST_TYPED = 1000
"""Numbers are typed within ±1 000."""
_SIGNS = set(".,-−")
"""What a number may begin with beside digits; a plus is a step."""
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class KernelGrid(PaintedWidget):
    """A square of numbers: a control rather than a chart, as all its wheel and drags change a number.

    Drag a cell up or down, turn the wheel over it, or choose it and type.

    ``changed()`` tells that a number is another; ``complained(str)`` why a typed one was not taken, empty when one was.
    """

    changed = Signal()
    complained = Signal(str)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        self.setToolTip("Drag a number up or down, turn the wheel over it, or type.")
        self.values: Array = np.zeros((3, 3))
        self._at = (1, 1)
        self._typed = ""
        self._held: tuple[QPointF, float] | None = None

    def set_values(self, values: Array) -> None:
        """Show these numbers (side, side), silently."""
        self.values = np.array(values, np.float64)
        self._typed = ""
        side = len(self.values) - 1
        self._at = (min(self._at[0], side), min(self._at[1], side))
        self.update()

    def sizeHint(self) -> QSize:
        """Square."""
        return QSize(self.theme.px(132), self.theme.px(132))

    def cell_box(self, row: int, column: int) -> QRectF:
        """Where a cell lies."""
        side = len(self.values)
        each = max(float(int((min(self.width(), self.height()) - 4) / side)), 4.0)
        return QRectF(2 + column * each, 2 + row * each, each, each)

    def draw(self, painter: QPainter) -> None:
        """Cells in the signed scale, with their numbers; the chosen one has a ring."""
        limit = largest(self.values) or 1.0
        shades = colours(self.values, -limit, limit, self.theme.signed_table())
        for row, column in np.ndindex(*self.values.shape):
            box = self.cell_box(row, column)
            value = float(self.values[row, column])
            color = QColor(*shades[row, column].tolist())
            painter.fillRect(box.adjusted(0.5, 0.5, -0.5, -0.5), color)
            chosen = (row, column) == self._at
            painter.setFont(self.theme.font("tick", QFont.Weight.DemiBold if chosen else None))
            painter.setPen(QColor("#15171C") if color.lightnessF() > 0.5 else QColor("#FFFFFF"))
            text = _end_of(self._typed) if chosen and self._typed else rounded(value, 3)
            if box.width() >= self.theme.px(22):
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self.theme.pen("accent", 2.0))
            painter.drawRect(self.cell_box(*self._at).adjusted(1, 1, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a cell and take hold of its number."""
        found = self._cell(event.position())
        if event.button() == Qt.MouseButton.LeftButton and found is not None:
            self._take_typed()
            self._at = found
            self._held = (event.position(), float(self.values[found]))
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Dragging up makes the number larger, dragging down smaller."""
        if self._held is not None:
            start, value = self._held
            moved = (start.y() - event.position().y()) / self.theme.px(10)
            self._set(value + STEP * round(moved))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._held = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """One notch is one step."""
        found = self._cell(event.position())
        turn = event.angleDelta().y()
        if found is not None and turn:
            self._at = found
            self._set(float(self.values[found]) + (STEP if turn > 0 else -STEP))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose a cell, + and − change its number, digits type one, Enter takes it, Esc does not."""
        steps = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        key, last = Qt.Key(event.key()), len(self.values) - 1
        if key in steps:
            self._take_typed()
            down, right = steps[key]
            self._at = (min(max(self._at[0] + down, 0), last), min(max(self._at[1] + right, 0), last))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take_typed()
        elif key == Qt.Key.Key_Escape and self._typed:
            self._typed = ""
        elif key == Qt.Key.Key_Plus and not self._typed:
            self._set(float(self.values[self._at]) + STEP)
        elif key == Qt.Key.Key_Backspace:
            self._typed = self._typed[:-1]
        elif self._is_typed(event.text()):
            self._typed = (self._typed + event.text())[: MOST_LETTERS + 1]
        else:
            super().keyPressEvent(event)
            return
        self.update()

    def event(self, event: QEvent) -> bool:
        """Keep keys that type a number, Space among them, from the window while one is typed."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier in _PLAIN
            if plain and self._is_typed(event.text()):
                event.accept()
                return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was typed counts when the grid is left."""
        self._take_typed()
        super().focusOutEvent(event)
        self.update()

    def _cell(self, at: QPointF) -> tuple[int, int] | None:
        for row, column in np.ndindex(*self.values.shape):
            if self.cell_box(row, column).contains(at):
                return row, column
        return None

    def _set(self, value: float) -> None:
        bound = max(MOST, abs(float(self.values[self._at])))
        value = round(min(max(value, -bound), bound), 6)
        if value != self.values[self._at]:
            self.values = self.values.copy()
            self.values[self._at] = value
            self.changed.emit()
            self.update()

    def _take_typed(self) -> None:
        typed, self._typed = self._typed, ""
        if not typed:
            return
        try:
            number = float(read_number(typed))
        except NotANumber as error:
            self.complained.emit(f"{error}, so the cell keeps its own: type one such as 0.5.")
            return
        if abs(number) > MOST_TYPED:
            self.complained.emit(
                f"{told(number)} is not from −{exact(MOST_TYPED)} to {exact(MOST_TYPED)}, so the cell keeps its own: "
                "type one such as 0.5."
            )
            return
        self.complained.emit("")
        if number != self.values[self._at]:
            self.values = self.values.copy()
            self.values[self._at] = number
            self.changed.emit()

    def _is_typed(self, text: str) -> bool:
        """Whether a key types the beginning of a number, or what follows it: what does not belong is told of later."""
        begins = len(text) == 1 and (text in _SIGNS or text.isdecimal())
        return begins or (bool(self._typed) and len(text) == 1 and text.isprintable())


def _end_of(typed: str) -> str:
    """As much of what is typed as there is room for, the last letters."""
    return typed if len(typed) <= LETTERS_SEEN else f"…{typed[1 - LETTERS_SEEN :]}"
