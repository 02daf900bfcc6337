"""Labelled: a field that no parameter describes, with its label, lined up with rows."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground.ui.theme.theme import Theme
from playground.ui.widgets.label import Label

WIDE = 66
"""Width of a label, px of the design, in rows too; a longer one is wider."""


class Labelled(QWidget):
    """A label and a field in one line."""

    def __init__(self, theme: Theme, text: str, field: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._label = Label(text, self)
        self._label.setProperty("role", "label")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addWidget(self._label)
        line.addWidget(field, 1)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self._label.setFixedWidth(self._theme.px(WIDE))
