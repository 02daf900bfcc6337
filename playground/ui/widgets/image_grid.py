"""Image grid: small pictures in rows, each with a word below, wrong ones with a border and in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QWidget

from playground.ui.theme.theme import Theme
from playground.ui.widgets.choosing import Chooser

SMALLEST = 24
"""Pictures are made no smaller than this, px of the design, for the sake of one row more."""

LEAST = 28
"""Words give way where a picture would have less than this height, px of the design."""
USUAL, LARGEST = 56, 168
"""Pictures are made this large where not all have room, and grow to the second where they have, px of the design."""

WIDEST = 76
"""Words take no more than this width in one line, px of the design."""

MOST_KNOWN = 500
"""So many words are remembered with their lines."""

AIR, MOST_LINES = 4, 3
"""Between the words of two pictures is so much air at least, px of the design, and words have so many lines at most."""


@dataclass(frozen=True)
class Tile:
    """A picture with its key (which example it is), the words below, whether they are wrong, and a tooltip.

    ``more`` is a second, quieter line of words.
    """

    key: int
    picture: QImage
    words: str
    wrong: bool
    tip: str = ""
    more: str = ""

    @property
    def look(self) -> tuple[object, ...]:
        """All of it that is painted."""
        return self.key, self.picture.cacheKey(), self.words, self.wrong, self.more


class ImageGrid(Chooser):
    """Small pictures; a click or the arrow keys choose one, and ``chosen(key)`` tells which."""

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self._tiles: Sequence[Tile] = ()
        self._longest = ""
        self._known: dict[tuple[str, float], tuple[str, ...]] = {}

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show these pictures; until there are none, they stay as far apart as their longest words wanted."""
        same = [tile.look for tile in tiles] == [tile.look for tile in self._tiles]
        self._tiles = tiles
        if same:
            return
        texts = {line for tile in tiles for line in (*self._broken(tile.words), tile.more)} | {self._longest}
        self._longest = max(texts, key=QFontMetricsF(self.theme.font("tick")).horizontalAdvance) if tiles else ""
        self.update()

    def shape(self) -> tuple[int, int, float]:
        """Columns, rows and the side of a picture for the room there is."""
        line = self._line()
        least = max(self._words(4), self.theme.px(30))
        large = self._large(line, least)
        if large[2] > self.theme.px(USUAL):
            return large
        best = (1, 1, 8.0)
        for squeezed in (0, 1):  # one row more, of smaller pictures, where that shows more of them
            for columns in range(3, 25):
                pitch = self.width() / columns
                side = min(pitch - self.theme.px(6), self.theme.px(USUAL))
                rows = max(int(self.height() // (side + line)), 0) + squeezed
                if pitch < least or rows == 0:
                    continue
                side = min(side, self.height() / rows - line)
                if squeezed and side < self.theme.px(SMALLEST):
                    continue
                fits = min(columns * rows, len(self._tiles))
                if fits == len(self._tiles):
                    return columns, rows, side
                if fits > best[0] * best[1]:
                    best = (columns, rows, side)
        return best

    def _large(self, line: float, least: float) -> tuple[int, int, float]:
        """The same with the largest pictures of which all have room."""
        found = [(1, 1, 0.0)]
        for columns in range(1, max(len(self._tiles), 1) + 1):
            pitch, rows = self.width() / columns, math.ceil(len(self._tiles) / columns)
            if rows and pitch >= least:
                side = min(pitch - self.theme.px(6), self.height() / rows - line, self.theme.px(LARGEST))
                found.append((columns, rows, side))
        return max(found, key=lambda shape: shape[2])

    def draw(self, painter: QPainter) -> None:
        """Each picture on paper, its words below."""
        font = self.theme.font("tick")
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        pens = {key: self.theme.pen(*key) for key in (("error", 2.0), ("accent", 2.0), ("line", 1.0))}
        inks = {wrong: self.theme.color("error" if wrong else "text_2") for wrong in (True, False)}
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pitch, places = self._places()
        room = pitch - self.theme.px(3)
        for tile, box in places:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, tile.picture.width() >= 20)
            inner = box.adjusted(2, 2, -2, -2)
            painter.drawImage(inner, tile.picture)
            current = tile.key == self._current
            painter.setPen(pens["error", 2.0] if tile.wrong else pens["accent", 2.0] if current else pens["line", 1.0])
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)
            if tile.wrong and current:
                painter.setPen(pens["accent", 2.0])
                painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), 6, 6)
            base = box.bottom() + metrics.ascent() + 1
            lines = [(line, inks[tile.wrong]) for line in self._broken(tile.words)]
            for line, ink in (*lines, (tile.more, self.theme.color("text_3")))[: self._most_lines()]:
                words = metrics.elidedText(line, Qt.TextElideMode.ElideRight, room)
                painter.setPen(ink)
                painter.drawText(QPointF(box.center().x() - metrics.horizontalAdvance(words) / 2, base), words)
                base += metrics.height()

    def tile_center(self, index: int) -> QPoint:
        """Where the picture at a place can be clicked."""
        return self._places()[1][index][1].center().toPoint()

    def _words(self, air: int) -> float:
        """Room for the longest words with so much air, px of the design, as far as they do not get out of hand."""
        wide = QFontMetricsF(self.theme.font("tick")).horizontalAdvance(self._longest)
        return min(wide + self.theme.px(air), self.theme.px(WIDEST))

    def _broken(self, words: str) -> tuple[str, ...]:
        """Words in as few lines as are not wider than a picture may take, three at most, as even as may be."""
        key = words, self.theme.zoom
        if key not in self._known:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[key] = self._best_lines(words)
        return self._known[key]

    def _best_lines(self, words: str) -> tuple[str, ...]:
        wide = QFontMetricsF(self.theme.font("tick")).horizontalAdvance
        parts, room = words.split(" "), self.theme.px(WIDEST - AIR)
        best: tuple[str, ...] = (words,)
        for lines in range(1, min(len(parts), MOST_LINES) + 1):
            cuts = combinations(range(1, len(parts)), lines - 1)
            broken = [_cut(parts, places) for places in cuts]
            best = min(broken, key=lambda found: max(map(wide, found)))
            if max(map(wide, best)) <= room:
                break
        return best

    def _line(self) -> float:
        lines = max((len(self._broken(tile.words)) + bool(tile.more) for tile in self._tiles), default=1)
        high = math.ceil(QFontMetricsF(self.theme.font("tick")).height())
        return min(lines, self._most_lines()) * high + self.theme.px(4)

    def _most_lines(self) -> int:
        """How many lines of words leave a picture of which something is seen; the tooltip has them all."""
        high = math.ceil(QFontMetricsF(self.theme.font("tick")).height())
        return max(int((self.height() - self.theme.px(LEAST + 4)) // high), 1)

    def _places(self) -> tuple[float, list[tuple[Tile, QRectF]]]:
        """How far it is from picture to picture, with room for the words or a little air, and where each lies."""
        columns, rows, side = self.shape()
        wanted = max(side + self.theme.px(24), self._words(6))
        pitch, line = min(self.width() / columns, wanted), self._line()
        places = []
        for index, tile in enumerate(self._tiles[: columns * rows]):
            x = (index % columns) * pitch + (pitch - side) / 2
            y = (index // columns) * (side + line)
            places.append((tile, QRectF(round(x), round(y), round(side), round(side))))
        return pitch, places

    def _things(self) -> Sequence[Tile]:
        return self._tiles

    def _at(self, position: QPointF) -> Tile | None:
        return next((tile for tile, box in self._places()[1] if box.contains(position)), None)


def _cut(words: Sequence[str], places: Sequence[int]) -> tuple[str, ...]:
    """Words in lines, each of which begins at one of the places."""
    bounds = (0, *places, len(words))
    return tuple(" ".join(words[start:end]) for start, end in pairwise(bounds))
