"""Keys: the keyboard's way to everything that the mouse can do on the canvas."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from playground.ui.canvas.cards import Card
from playground.ui.canvas.commands import Commands
from playground.ui.canvas.layout import Layout
from playground.ui.canvas.switches import Switches
from playground.ui.state.focus import Focus

Key = Qt.Key
_ARROWS = {Key.Key_Left: (-1, 0), Key.Key_Right: (1, 0), Key.Key_Up: (0, -1), Key.Key_Down: (0, 1)}


class Keys(QObject):
    """Turns a key into a selection or an edit of what is selected.

    Signals: ``palette_wanted(before)``; ``weight_wanted(by)`` to read out the next weight of the selected row;
    ``cell_wanted(dx, dy)`` to move the place that is looked at; ``edit_wanted()`` to set the number that is read out.
    """

    palette_wanted = Signal(str)
    weight_wanted = Signal(int)
    cell_wanted = Signal(int, int)
    edit_wanted = Signal()

    def __init__(self, focus: Focus, commands: Commands, switches: Switches, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._focus = focus
        self._commands = commands
        self._switches = switches

    def press(self, event: QKeyEvent, layout: Layout | None, pinned: bool) -> bool:
        """Do what a key stands for; false for a key that means nothing here. ``pinned`` tells that a number is."""
        key, held = Key(event.key()), event.modifiers()
        modifier = Qt.KeyboardModifier
        if held & modifier.AltModifier:
            return self._move(key)
        if held & modifier.ControlModifier:
            return self._cell(key) or self._clipboard(key)
        if held & modifier.ShiftModifier:
            return self._shifted(key)
        return self._walk(key, layout) or self._edit(key) or self._look(key, layout, pinned)

    def _move(self, key: Qt.Key) -> bool:
        if key not in (Key.Key_Left, Key.Key_Right):
            return False
        self._commands.shift(self._focus.node, -1 if key == Key.Key_Left else 1)
        return True

    def _shifted(self, key: Qt.Key) -> bool:
        if key == Key.Key_W:
            self.weight_wanted.emit(-1)
        elif key == Key.Key_X and self._switches.off:
            self._switches.all_on()
        else:
            return False
        return True

    def _cell(self, key: Qt.Key) -> bool:
        if key not in _ARROWS:
            return False
        self.cell_wanted.emit(*_ARROWS[key])
        return True

    def _walk(self, key: Qt.Key, layout: Layout | None) -> bool:
        if key not in _ARROWS or layout is None:
            return False
        across, down = _ARROWS[key]
        if across:
            self._step(layout, across)
        else:
            self._step_row(layout, down)
        return True

    def _edit(self, key: Qt.Key) -> bool:
        node = self._focus.node
        if key in (Key.Key_A, Key.Key_Insert):
            self.palette_wanted.emit(self._commands.following(node))
        elif key in (Key.Key_Delete, Key.Key_Backspace) and node:
            self._commands.remove(node)
        elif key == Key.Key_X:
            self._switches.toggle(node, self._focus.row)
        elif key == Key.Key_L and node:
            self._commands.padlocks.toggle(node)
        else:
            return False
        return True

    def _look(self, key: Qt.Key, layout: Layout | None, pinned: bool) -> bool:
        enter = key in (Key.Key_Return, Key.Key_Enter)
        card = self._selected(layout)
        if enter and pinned:
            self.edit_wanted.emit()
        elif enter and card is not None and card.options:
            self._commands.toggle_feature(self._focus.row)
        elif key == Key.Key_W:
            self.weight_wanted.emit(1)
        else:
            return False
        return True

    def _clipboard(self, key: Qt.Key) -> bool:
        node = self._focus.node
        if key == Key.Key_V:
            self._commands.paste(self._commands.following(node))
        elif not node:
            return False
        elif key == Key.Key_D:
            self._commands.duplicate(node)
        elif key == Key.Key_C:
            self._commands.copy(node)
        elif key == Key.Key_X:
            self._commands.cut(node)
        else:
            return False
        return True

    def _selected(self, layout: Layout | None) -> Card | None:
        if layout is None or self._focus.node not in layout.boxes:
            return None
        return layout.card(self._focus.node)

    def _step(self, layout: Layout, by: int) -> None:
        ids = [card.id for card in layout.cards if not card.is_noise]
        here = ids.index(self._focus.node) if self._focus.node in ids else (-1 if by > 0 else len(ids))
        there = ids[min(max(here + by, 0), len(ids) - 1)]
        rows = layout.card(there).steps
        self._focus.select(there, min(self._focus.row, max(rows - 1, 0)))

    def _step_row(self, layout: Layout, by: int) -> None:
        card = self._selected(layout)
        if card is not None:
            self._focus.select(card.id, min(max(self._focus.row + by, 0), max(card.steps - 1, 0)))
