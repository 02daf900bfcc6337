"""Pieces: the texts of a sequence, one a step, and how each is drawn: plain, wrong, unknown or faint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from playground.ui.theme import Theme

Look = Literal["plain", "wrong", "unknown", "faint"]
SHOWN = {" ": "␣", "\n": "↵", "\t": "⇥", "": "∅"}
"""What stands for pieces that leave no ink."""


@dataclass(frozen=True)
class Piece:
    """One step: its text, how it looks, and what is said of it under the pointer.

    Wrong ones are underlined, unknown ones have a dotted line under them; colour alone says nothing.
    """

    text: str
    look: Look = "plain"
    tip: str = ""


def inked(text: str) -> str:
    """A text that can be seen: signs for a space, a new line, a tabulator or nothing at all."""
    return SHOWN.get(text, text.replace("\n", "↵").replace("\t", "⇥"))


def piece_color(theme: Theme, look: Look) -> QColor:
    """The colour of its letters."""
    tokens = {"plain": "text_1", "wrong": "error", "unknown": "warning", "faint": "text_3"}
    return theme.color(tokens[look])


def draw_piece(painter: QPainter, theme: Theme, piece: Piece, box: QRectF, font: QFont) -> None:
    """One piece in the middle of its box, with its line below."""
    if piece.look == "wrong":
        font = QFont(font)
        font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(piece_color(theme, piece.look))
    metrics = QFontMetricsF(font)
    base = box.center().y() + (metrics.ascent() - metrics.descent()) / 2
    wide = metrics.horizontalAdvance(piece.text)
    painter.drawText(QPointF(box.center().x() - wide / 2, base), piece.text)
    if piece.look in ("wrong", "unknown"):
        dashes = (1.5, 2.0) if piece.look == "unknown" else ()
        token = "error" if piece.look == "wrong" else "warning"
        painter.setPen(theme.pen(token, 1.5, dashes=dashes))
        half = max(wide / 2, theme.px(4))
        y = base + metrics.descent() - 0.5
        painter.drawLine(QPointF(box.center().x() - half, y), QPointF(box.center().x() + half, y))


def widest(pieces: Sequence[Piece], metrics: QFontMetricsF) -> float:
    """Width of the widest text."""
    return max((metrics.horizontalAdvance(text) for text in {piece.text for piece in pieces}), default=0.0)


def draw_words(painter: QPainter, words: str, box: QRectF, color: QColor, font: QFont, right: bool = False) -> None:
    """Words on one line of a box, shortened where there is no room."""
    painter.setFont(font)
    painter.setPen(color)
    metrics = QFontMetricsF(font)
    text = metrics.elidedText(words, Qt.TextElideMode.ElideRight, box.width())
    x = box.right() - metrics.horizontalAdvance(text) if right else box.left()
    painter.drawText(QPointF(x, box.center().y() + (metrics.ascent() - metrics.descent()) / 2), text)
