"""NameField: the experiment's name in the top bar, edited in place."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from playground.model import edits
from playground.ui.state.store import Store
from playground.ui.widgets.tips import set_tip


class NameField(QLineEdit):
    """The experiment's name, edited in place; Escape brings back what was.

    A name that is too long ends in dots while it is not being edited.
    """

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.setObjectName("experiment_name")
        self.setAccessibleName("Name of the experiment")
        self.setProperty("look", "name")
        self.setMaxLength(80)
        self.editingFinished.connect(self._rename)
        store.status_changed.connect(self._show)
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the name and leaves, Escape leaves it as it was."""
        if event.key() == Qt.Key.Key_Escape:
            self.setModified(False)
            self.clearFocus()
            self._show()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clearFocus()
            self._show()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the whole name to be edited."""
        self.setText(self._store.experiment.name)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the name, and show its beginning."""
        super().focusOutEvent(event)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the name anew."""
        super().resizeEvent(event)
        self._show()

    def _rename(self) -> None:
        if self.isModified():
            self.setModified(False)
            self._store.apply(edits.rename(self._store.experiment, self.text()), "Name")
            self._show()

    def _show(self) -> None:
        if self.isModified():
            return
        name = self._store.experiment.name
        # Qt keeps two pixels free on either side of the text.
        room = self.contentsRect().width() - 12
        shown = name if self.hasFocus() else self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)
        tip = "Name of the experiment: click to change it"
        set_tip(self, tip if shown == name else f"{name}. {tip}")
        if self.text() != shown:
            self.setText(shown)
        if not self.hasFocus():
            self.setCursorPosition(0)
