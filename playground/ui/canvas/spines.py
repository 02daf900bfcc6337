"""Spines: paints what slim cards show beside their names. How numbers spread, what is dropped, parts and the whole."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from playground.ui.canvas.cards import Card
from playground.ui.canvas.chrome import font
from playground.ui.canvas.insets import BINS, Parts
from playground.ui.canvas.layout import Layout
from playground.ui.canvas.picture import Picture
from playground.ui.canvas.pictures import Pictures
from playground.ui.canvas.tiles import scale_words
from playground.ui.canvas.widths import INSET_FOOT, INSET_HIGH, SPINE, step_height
from playground.ui.theme.theme import Theme

WHOLE = 28.0
"""The largest side of a whole's tile."""
PART = 13.0
"""How wide the strip of a part is, where rows are steps."""


class Spines:
    """Paints the insets of spines."""

    def __init__(self, theme: Theme, layout: Layout, pictures: Pictures) -> None:
        self._theme = theme
        self._layout = layout
        self._pictures = pictures

    def paint(self, painter: QPainter, card: Card) -> None:
        """Paint what changes with every frame: the tiles of the parts and the whole."""
        first, count = self._layout.window(card)
        found = self._pictures.parts(card, first, count) if card.inset == "parts" else None
        if found is not None:
            self._parts(painter, card, found, first)

    def paint_slow(self, painter: QPainter, card: Card) -> None:
        """Paint what may be a little older: histograms, and words."""
        if card.problem is not None:
            return
        if card.inset == "spread":
            self._spread(painter, card)
        elif card.inset == "dropped" and card.layer is not None:
            self._dropped(painter, card, card.layer.dropped())
        elif card.inset == "parts":
            found = self._pictures.parts(card, *self._layout.window(card))
            if found is not None:
                box = self._layout.boxes[card.id]
                above = 15 if self._layout.pager_box(card) is not None else 0
                self._words(painter, box.x + SPINE, box.right, box.bottom - above, found.scale)

    def _spread(self, painter: QPainter, card: Card) -> None:
        """Two histograms back to back, the highest values on top: before at the left, after at the right."""
        found = self._pictures.spread(card)
        if found is None:
            return
        box = self._layout.boxes[card.id]
        bottom, middle, half = box.bottom - INSET_FOOT, box.x + box.w / 2, box.w / 2 - 4
        high = INSET_HIGH / BINS
        painter.setPen(Qt.PenStyle.NoPen)
        for shares, token, side in ((found.before, "text_3", -1), (found.after, "accent", 1)):
            painter.setBrush(self._theme.color(token))
            for place, share in enumerate(shares.tolist()):
                if share > 0:
                    wide = max(share * half, 0.75)
                    left = middle - wide if side < 0 else middle
                    painter.drawRect(QRectF(left, bottom - (place + 1) * high, wide, high - 0.5))
        painter.setPen(self._theme.pen("line_2"))
        painter.drawLine(QPointF(middle, bottom - INSET_HIGH), QPointF(middle, bottom))
        words = scale_words(-found.limit, found.limit)
        self._words(painter, box.x, box.right, box.bottom, f"{found.bad} bad" if found.bad else words)

    def _dropped(self, painter: QPainter, card: Card, share: float) -> None:
        """A column of which the dropped part is hollow."""
        box = self._layout.boxes[card.id]
        bottom, left, wide = box.bottom - INSET_FOOT, box.x + box.w / 2 - 5, 10.0
        top = bottom - INSET_HIGH
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("text_3"))
        painter.drawRect(QRectF(left, top + share * INSET_HIGH, wide, (1 - share) * INSET_HIGH))
        painter.setPen(self._theme.pen("text_3", dashes=(2, 2)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(left + 0.5, top + 0.5, wide - 1, INSET_HIGH - 1))
        self._words(painter, box.x, box.right, box.bottom, f"{round(100 * share)} %")

    def _parts(self, painter: QPainter, card: Card, found: Parts, first: int) -> None:
        """Each row with its parts, one below the other, beside the whole; or brackets round rows that lie together."""
        side = high = min(self._layout.tile, WHOLE)
        box = self._layout.boxes[card.id]
        right = box.right - 8 - side
        middles = [self._layout.row_middle(card, first + place) for place in range(found.count)]
        if card.timed:  # strips as low as those of the steps beside it, and none where there is padding
            high, real = step_height(self._layout.tile, self._layout.pitch_of(card)), self._pictures.real(card)
            middles = [at if real is None or real[first + place] else None for place, at in enumerate(middles)]
        for place, middle in enumerate(middles):
            if middle is not None:
                _tile(painter, found.whole, place, found.count, QRectF(right, middle - high / 2, side, high))
        small = (high - 2 * (len(found.parts) - 1)) / len(found.parts)
        wide = max(small, PART) if card.timed else small
        for which, (part, rows) in enumerate(zip(found.parts, found.of, strict=True)):
            ends = [middle for row in rows if (middle := middles[row]) is not None]
            if found.added and small >= 3:
                for place, middle in enumerate(ends):
                    top = middle - high / 2 + which * (small + 2)
                    _tile(painter, part, place, len(rows), QRectF(right - 3 - wide, top, wide, small))
            elif ends:
                self._bracket(painter, right - 5, ends[0] - high / 2, ends[-1] + high / 2)

    def _bracket(self, painter: QPainter, x: float, top: float, bottom: float) -> None:
        painter.setPen(self._theme.pen("text_3", 1.25))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        points = [QPointF(x, top), QPointF(x - 4, top), QPointF(x - 4, bottom), QPointF(x, bottom)]
        painter.drawPolyline(points)

    def _words(self, painter: QPainter, left: float, right: float, bottom: float, words: str) -> None:
        painter.setFont(font(self._theme, "tick"))
        painter.setPen(self._theme.color("text_3"))
        painter.drawText(QRectF(left, bottom - 24, right - left, 16), Qt.AlignmentFlag.AlignCenter, words)


def _tile(painter: QPainter, picture: Picture, place: int, count: int, where: QRectF) -> None:
    image = picture.image
    if isinstance(image, QImage) and count:
        high = image.height() / count
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, picture.smooth)
        painter.drawImage(where, image, QRectF(0, place * high, image.width(), high))
