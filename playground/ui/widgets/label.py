"""Labels: words as they are, whatever a document or a file put into them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


class Label(QLabel):
    """A label that shows its text word for word.

    Left to itself Qt guesses, and takes words that look like markup for it: a name could then load pictures from a disk
    or a network, or look like something that the app says. Where markup is meant, see `MarkupLabel`.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


class MarkupLabel(QLabel):
    """A label whose text is markup; whoever makes it escapes every word that is not the app's own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)
