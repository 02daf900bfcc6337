"""Signs: paints the words of sequences. Tokens and answers on their tiles, and names over the matrices of heads."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from playground.model.answer_words import inked
from playground.ui.canvas.cards import Card
from playground.ui.canvas.chrome import TILE_RADIUS, font, rect
from playground.ui.canvas.layout import Box, Layout
from playground.ui.canvas.picture import Sign
from playground.ui.canvas.pictures import Pictures
from playground.ui.canvas.widths import MATRIX_LABEL
from playground.ui.theme.theme import Role, Theme

ROOMY, READABLE = 22.0, 13.0
"""From these heights of a tile on a token is written large, or as small as other words."""
SPACE = inked(" ")
NAMED = 36.0
"""From this width of a matrix on its name is written out: *Head 3*; below it is a number."""


class Signs:
    """Paints words on the tiles of steps and over heads."""

    def __init__(self, theme: Theme, layout: Layout, pictures: Pictures) -> None:
        self._theme = theme
        self._layout = layout
        self._pictures = pictures
        self._written: dict[tuple[str, float, float, bool, bool], tuple[QFont, str]] = {}

    def paint(self, painter: QPainter, card: Card) -> None:
        """Paint the words of one card, in px of the design."""
        first, count = self._layout.pictured(card)
        if card.face == "heads":
            self._heads(painter, card, first)
            return
        for place, sign in enumerate(self._pictures.of(card, first, count).signs):
            box = self._layout.tile_box(card, first + place)
            if box is not None:
                self.paint_tile(painter, sign, box, card.wide)
                self._aside(painter, sign, box, self._layout.boxes[card.id].right)

    def paint_tile(self, painter: QPainter, sign: Sign, box: Box, wide: bool) -> None:
        """Paint a token in its tile; ``wide`` where the card has room for words."""
        wrong, faint = sign.look == "wrong", sign.look == "padding"
        token = "error" if wrong else "text_3" if sign.look in ("padding", "unknown") else "text_1"
        if not faint:
            dashes = (2.0, 2.0) if sign.look == "unknown" else ()
            painter.setPen(self._theme.pen("error" if wrong else "line_2", 1.25 if wrong else 1.0, dashes=dashes))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect(box, -0.5), TILE_RADIUS, TILE_RADIUS)
        made, text = self.inscription(sign.text, box, wide, faint)
        painter.setFont(made)
        painter.setPen(self._theme.color(token))
        painter.drawText(_begin(text, QFontMetricsF(made), box), text)

    def _aside(self, painter: QPainter, sign: Sign, box: Box, right: float) -> None:
        """The share beside the tile, and what is right below it; where two lines have no room, that alone."""
        lines = [(sign.beside, "text_2"), (sign.below, "error")]
        lines = [line for line in lines if line[0]]
        if len(lines) > 1 and box.h < ROOMY:
            lines = lines[1:]
        left = box.right + 6
        painter.setFont(font(self._theme, "tick" if box.h >= READABLE else "cell"))
        high = 12.0
        top = box.y + (box.h - high * len(lines)) / 2
        metrics = QFontMetricsF(painter.font())
        for words, token in lines:
            painter.setPen(self._theme.color(token))
            text = metrics.elidedText(inked(words), Qt.TextElideMode.ElideRight, right - left - 2)
            painter.drawText(QRectF(left, top, right - left, high), _LEFT, text)
            top += high

    def _heads(self, painter: QPainter, card: Card, first: int) -> None:
        """The name over each matrix from that head on, in accent where its lines are drawn."""
        now = self._pictures.view_options.head(card.id, card.heads)
        outer = self._layout.boxes[card.id]
        for head, box in enumerate(self._layout.head_boxes(card), first):
            painter.setFont(font(self._theme, "tick", bold=head == now))
            painter.setPen(self._theme.color("accent" if head == now else "text_2"))
            words = f"Head {head + 1}" if box.w >= NAMED else str(head + 1)
            painter.drawText(QRectF(box.x, box.y - MATRIX_LABEL, outer.right - box.x, MATRIX_LABEL - 2), _LEFT, words)
            if head == now:
                painter.setPen(self._theme.pen("accent", 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(rect(box, 2.5), 5, 5)

    def inscription(self, text: str, box: Box, wide: bool, faint: bool) -> tuple[QFont, str]:
        """The font of a tile and as much of its text as has room; the same tokens come again with each frame."""
        key = (text, box.w, box.h, wide, faint)
        if key not in self._written:
            made = self._font(box.h, wide, faint)
            words = QFontMetricsF(made).elidedText(inked(text), Qt.TextElideMode.ElideRight, box.w - 2)
            self._written[key] = (made, words)
        return self._written[key]

    def _font(self, high: float, wide: bool, faint: bool) -> QFont:
        role: Role = "cell" if high < READABLE else "tick" if wide or high < ROOMY else "title"
        return font(self._theme, role, bold=role == "title" and not faint)


def _begin(text: str, metrics: QFontMetricsF, box: Box) -> QPointF:
    """Where the line of letters of a tile's text begins, in the middle of the tile.

    In a low tile capitals stand in the middle, a little up for the descenders, as the line's full height has no room.
    The sign of a space lies below the line of letters, where the edge of a low tile would hide it.
    """
    low = box.h < READABLE
    above = metrics.capHeight() if low else metrics.ascent()
    below = metrics.descent() / 2 if low else metrics.descent()
    base = box.y + (box.h + above - below) / 2
    lift = metrics.descent() if text == SPACE else 0.0
    return QPointF(box.x + (box.w - metrics.horizontalAdvance(text)) / 2, base - lift)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
