"""Token text: a text that grows piece by piece, and tells how each piece came about."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QHelpEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from playground.ui.theme.theme import Theme
from playground.ui.widgets.markup import show_tip


@dataclass(frozen=True)
class WrittenPiece:
    """One piece of the text: what it adds, whether it was given rather than written, and how it came about."""

    text: str
    given: bool = False
    tip: str = ""


class TokenText(QPlainTextEdit):
    """A text to read, select and copy. What was given stands back; pieces tell their tip under the pointer."""

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pieces: tuple[WrittenPiece, ...] = ()
        self._starts: list[int] = []
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUndoRedoEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.apply_theme)
        self.apply_theme()

    @property
    def pieces(self) -> tuple[WrittenPiece, ...]:
        """What is shown."""
        return self._pieces

    def show_pieces(self, pieces: tuple[WrittenPiece, ...]) -> None:
        """Show these; where they go on from what is there, only new ones are added. The end comes into view."""
        known = len(self._pieces)
        if pieces[:known] != self._pieces or not known:
            self.clear()
            self._starts, known = [], 0
        self._pieces = pieces
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        for piece in pieces[known:]:
            self._starts.append(cursor.position())
            cursor.insertText(piece.text, self._format(piece))
        if known < len(pieces):
            bar = self.verticalScrollBar()
            bar.setValue(bar.maximum())

    def tip_at(self, place: QPoint) -> str:
        """What is said of the piece that lies there."""
        position = self.cursorForPosition(place).position()
        index = bisect_right(self._starts, position) - 1
        return self._pieces[index].tip if 0 <= index < len(self._pieces) else ""

    def apply_theme(self) -> None:
        """Take colours and sizes anew."""
        self.setFont(self._theme.font("body"))
        tokens = self._theme.tokens
        side = self._theme.px(6)
        self.setStyleSheet(
            f"QPlainTextEdit {{ background: {tokens.segment}; border: none; border-radius: {side}px;"
            f" padding: {self._theme.px(4)}px; color: {tokens.text_1};"
            f" selection-background-color: {tokens.accent_fill}; selection-color: #FFFFFF; }}"
        )
        pieces, self._pieces = self._pieces, ()
        self.show_pieces(pieces)

    def minimumSizeHint(self) -> QSize:
        """Two lines."""
        return QSize(40, self._theme.px(44))

    def sizeHint(self) -> QSize:
        """A usual size; layouts may give more or less."""
        return QSize(self._theme.px(240), self._theme.px(120))

    def viewportEvent(self, event: QEvent) -> bool:
        """Show a piece's own tooltip."""
        if isinstance(event, QHelpEvent):
            show_tip(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        return super().viewportEvent(event)

    def _format(self, piece: WrittenPiece) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setForeground(self._theme.color("text_3" if piece.given else "text_1"))
        return made
