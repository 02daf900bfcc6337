"""Sentence field: a text to type that goes on in further lines, so that all of it is seen."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from playground.ui.theme.theme import Theme

MOST = 4
"""So many lines are seen at once; a longer text scrolls."""


class SentenceField(QPlainTextEdit):
    """One line that wraps, as high as its text. ``edited(text)`` comes when a person changed it, ``entered`` at Enter.

    ``set_text`` is silent. What is pasted becomes one line.
    """

    edited = Signal(str)
    entered = Signal()

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._silent = False
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setProperty("look", "field")
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._on_changed)
        theme.changed.connect(self.apply_theme)
        self.apply_theme()

    @property
    def text(self) -> str:
        """What is typed."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Put a text in, silently, with the cursor at its end."""
        self._silent = True
        self.setPlainText(" ".join(text.split("\n")))
        self._silent = False
        self.moveCursor(self.textCursor().MoveOperation.End)

    def edit(self, text: str) -> None:
        """Put a text in as if a person had typed it."""
        self.set_text(text)
        self.edited.emit(self.text)

    @property
    def lines(self) -> int:
        """How many lines the text takes in this width."""
        return max(round(self.document().size().height()), 1)  # a plain text is as high as it has lines

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is no new line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste as one line."""
        self.insertPlainText(" ".join(source.text().split()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """As high as the text."""
        return QSize(self._theme.px(120), self._high())

    def minimumSizeHint(self) -> QSize:
        """As narrow as a word."""
        return QSize(self._theme.px(40), self._high())

    def apply_theme(self) -> None:
        """Take sizes anew."""
        self.setFont(self._theme.font("body"))
        self.document().setDocumentMargin(self._theme.px(4))
        self._fit()

    def _on_changed(self) -> None:
        self._fit()
        if not self._silent:
            self.edited.emit(self.text)

    def _high(self) -> int:
        line = QFontMetrics(self.font()).lineSpacing()
        frame = 2 * (self._theme.px(4) + self._theme.px(2))
        return max(min(self.lines, MOST) * line + frame, self._theme.px(28))

    def _fit(self) -> None:
        high = self._high()
        if high != self.height() or self.minimumHeight() != high:
            self.setFixedHeight(high)
            self.updateGeometry()
