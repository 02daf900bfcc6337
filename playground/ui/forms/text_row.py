"""The row for a line of text."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from playground.model.parameters import Parameter
from playground.ui.forms.row import Look, Row
from playground.ui.forms.words import Checker
from playground.ui.theme.theme import Theme


class TextRow(Row):
    """A line of text. Enter or leaving the field takes it, Escape brings back what was."""

    def __init__(
        self, theme: Theme, parameter: Parameter, name: str, look: Look, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parameter, name, look, parent)
        self._value = ""
        self._check = Checker(parameter)
        self._field = _LineField(self._name, parameter.label, self)
        self._field.editingFinished.connect(self._on_finished)
        self._line.addWidget(self._field, 1)
        self._finish()

    def set_value(self, value: Any) -> None:
        """Show a text from its beginning, silently; what is being written stays."""
        same, self._value = value == self._value, str(value)
        if same and self._field.isModified():
            return
        self._field.setText(self._value)
        self._field.setCursorPosition(0)
        self._tell("")

    def editors(self) -> tuple[QWidget, ...]:
        """The field."""
        return (self._field,)

    def bring_back(self) -> None:
        """Show the text that is set."""
        self._field.setModified(False)
        self.set_value(self._value)

    def _on_finished(self) -> None:
        text = self._field.text()
        if text == self._value:
            self.bring_back()
            return
        sentence = self._check(text)
        self._tell(sentence)
        if not sentence:
            self._field.setModified(False)
            self.changed.emit(text, False)

    def _tell(self, sentence: str) -> None:
        self._complain(sentence)
        self._field.setProperty("bad", bool(sentence))
        self._field.style().polish(self._field)


class _LineField(QLineEdit):
    def __init__(self, name: str, title: str, row: TextRow) -> None:
        super().__init__(row)
        self._row = row
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setMinimumWidth(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the text and leaves the field, Escape leaves it as it was."""
        if event.key() == Qt.Key.Key_Escape:
            self._row.bring_back()
            self.clearFocus()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.property("bad") is not True:
            self.clearFocus()
