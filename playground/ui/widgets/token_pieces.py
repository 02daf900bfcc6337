"""Pieces: the texts of a sequence, one a step, and how each is drawn: plain, wrong, unknown or faint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from playground.ui.theme.theme import Theme

Look = Literal["plain", "wrong", "unknown", "faint"]


@dataclass(frozen=True)
class Piece:
    """One step: its text, how it looks, and what is said of it under the pointer.

    Wrong ones are underlined, unknown ones have a dotted line under them; colour alone says nothing.
    """

    text: str
    look: Look = "plain"
    tip: str = ""


def piece_color(theme: Theme, look: Look) -> QColor:
    """The colour of its letters."""
    tokens = {"plain": "text_1", "wrong": "error", "unknown": "warning", "faint": "text_3"}
    return theme.color(tokens[look])


class PiecePen:
    """Draws pieces one after the other; fonts, measures and colours are made once for all of them."""

    def __init__(self, painter: QPainter, theme: Theme, font: QFont) -> None:
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        self._painter = painter
        self._fonts = {False: font, True: bold}
        self._metrics = {False: QFontMetricsF(font), True: QFontMetricsF(bold)}
        self._colors = {look: piece_color(theme, look) for look in get_args(Look)}
        self._lines = {"wrong": theme.pen("error", 1.5), "unknown": theme.pen("warning", 1.5, dashes=(1.5, 2.0))}
        self._least = theme.px(4)
        self._drop = (self._metrics[False].ascent() - self._metrics[False].descent()) / 2

    def draw(self, pieces: Sequence[tuple[Piece, QRectF]]) -> None:
        """Each piece in the middle of its box, with its line below."""
        for look in {piece.look for piece, _ in pieces}:
            bold = look == "wrong"
            metrics, line = self._metrics[bold], self._lines.get(look)
            self._painter.setFont(self._fonts[bold])
            self._painter.setPen(self._colors[look])
            some = [
                (piece.text, box.center(), metrics.horizontalAdvance(piece.text) / 2)
                for piece, box in pieces
                if piece.look == look
            ]
            for text, at, half in some:
                self._painter.drawText(QPointF(at.x() - half, at.y() + self._drop), text)
            if line is None:
                continue
            self._painter.setPen(line)
            for text, at, half in some:
                blank = 2 * half - metrics.horizontalAdvance(text.rstrip())  # which parts words and has no line
                left, right = at.x() - max(half, self._least), at.x() + max(half, self._least) - blank
                y = at.y() + self._drop + metrics.descent() - 0.5
                self._painter.drawLine(QPointF(left, y), QPointF(right, y))


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
