"""Note: small words that shorten themselves, or go on in another line, where there is little room."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QWidget

from playground.ui.widgets.label import Label
from playground.ui.widgets.markup import verbatim


class Note(Label):
    """A label that may become as narrow as there is room: of one line whose tooltip has it whole, or of several."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName(name)
        self.setProperty("role", "tick")
        self._whole = False

    def keep_whole(self) -> None:
        """Rather than shortened, show no words at all: for those that say nothing without their end."""
        self._whole = True

    def wrap(self) -> None:
        """Rather than shorten words, go on in another line: for those that must be read to their end."""
        self.setWordWrap(True)

    def show_words(self, words: str, tip: str = "") -> None:
        """Show these words; the tooltip is ``tip``, or the words themselves."""
        if words != self.text():
            self.setText(words)
        if verbatim(tip or words) != self.toolTip():
            self.setToolTip(verbatim(tip or words))

    def minimumSizeHint(self) -> QSize:
        """Nothing, sideways."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The words, shortened at the end or in several lines."""
        if self.wordWrap():
            super().paintEvent(event)
            return
        with QPainter(self) as painter:
            text = QFontMetrics(self.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
            if self._whole and text != self.text():
                return
            style: QStyle = self.style()
            style.drawItemText(
                painter,
                self.rect(),
                int(self.alignment()),
                self.palette(),
                self.isEnabled(),
                text,
                self.foregroundRole(),
            )
