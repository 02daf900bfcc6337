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
        self._known: tuple[str, ...] = ("",)

    def keep_whole(self) -> None:
        """Rather than shortened, show no words at all: for those that say nothing without their end."""
        self._whole = True

    def wrap(self) -> None:
        """Rather than shorten words, go on in another line: for those that must be read to their end."""
        self.setWordWrap(True)

    def show_words(self, words: str, tip: str = "") -> None:
        """Show these words; the tooltip is ``tip``, or the words themselves."""
        self.show_one_of((words,), tip)

    def show_one_of(self, sentences: tuple[str, ...], tip: str = "") -> None:
        """Show the first of these, the longest first, that has room; the tooltip is ``tip``, or the longest."""
        words = sentences[0]
        if sentences != self._known:
            self._known = sentences
            self.setText(words)
            self.update()
        if verbatim(tip or words) != self.toolTip():
            self.setToolTip(verbatim(tip or words))

    def shown(self) -> str:
        """What there is room for on one line."""
        metrics = QFontMetrics(self.font())
        fits = (words for words in self._known if metrics.horizontalAdvance(words) <= self.width())
        return next(fits, metrics.elidedText(self._known[-1], Qt.TextElideMode.ElideRight, self.width()))

    def minimumSizeHint(self) -> QSize:
        """Nothing, sideways."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The words, shortened at the end or in several lines."""
        if self.wordWrap():
            super().paintEvent(event)
            return
        with QPainter(self) as painter:
            text = self.shown()
            if self._whole and text not in self._known:
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
