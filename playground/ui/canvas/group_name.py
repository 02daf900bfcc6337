"""GroupName: the name of a group of layers, typed in place above its cards."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from playground.model.groups import LONGEST_NAME
from playground.ui.theme.theme import Theme

WIDEST = 220


class GroupName(QLineEdit):
    """A field that comes where a group's name stands: Enter takes the name, Escape leaves it as it was.

    ``named(id, name)`` is emitted when a name was typed, ``closed()`` when the field goes.
    """

    named = Signal(str, str)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._room = parent
        self._id = ""
        self.setObjectName("group_name")
        self.setAccessibleName("Name of the group")
        self.setToolTip("Name of the group: Enter takes it, Escape leaves it as it was")
        self.setMaxLength(LONGEST_NAME)
        self.hide()

    def open_at(self, id: str, name: str, place: QRect) -> None:
        """Come over a place of the parent, with the name chosen so that typing replaces it."""
        self._id = id
        wide = max(min(place.width(), self._theme.px(WIDEST)), self._theme.px(120))
        room = self._room.width()
        left = min(max(place.left(), 4), max(room - wide - 4, 4))
        high = max(place.height(), self._theme.px(22))
        self.setGeometry(left, max(place.center().y() - high // 2, 0), wide, high)
        self.setText(name)
        self.selectAll()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def finish(self) -> None:
        """Take the name that was typed, and go."""
        self._close(True)

    def give_up(self) -> None:
        """Leave the name as it was, and go."""
        self._close(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the name, Escape leaves it."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._close(True)
        elif key == Qt.Key.Key_Escape:
            self._close(False)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Looking elsewhere takes the name too; another window or a menu in front does not."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self._close(True)

    def _close(self, take: bool) -> None:
        if not self._id:
            return
        id, self._id = self._id, ""
        self.hide()
        if take and self.text().strip():
            self.named.emit(id, self.text())
        self.closed.emit()
