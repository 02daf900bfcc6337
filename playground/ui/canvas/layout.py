"""Layout: where everything on the canvas lies. Pure geometry in px of the design, no Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor

from playground.ui.canvas.cards import Card
from playground.ui.canvas.group_bands import Bracket
from playground.ui.canvas.widths import (
    CURVE_EXTRA,
    HEAD_COLUMNS,
    LEAST_MATRIX,
    MATRIX,
    MATRIX_LABEL,
    TIGHT_GAP,
    TILES,
    WIDER,
    WORD,
    FootItem,
    len_of_bars,
    shown_steps,
    step_height,
    strip_width,
)

HEADER = 50.0
SURFACE = 80.0
PLUS = 22.0


@dataclass(frozen=True)
class Box:
    """A rectangle: left, top, width, height."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.h

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies inside."""
        return self.x <= x < self.right and self.y <= y < self.bottom


@dataclass(frozen=True)
class Gap:
    """The place between two cards: where a layer can be added, and lines run."""

    before: str
    left: float
    right: float
    docked: bool
    linked: bool
    leaves: bool = False

    @property
    def middle(self) -> float:
        """Where its ``+`` lies: in the middle, or further right where a skip link leaves the rail."""
        return (self.left + self.right) / 2 + (6 if self.leaves else 0)

    @property
    def wide(self) -> bool:
        """Whether its ``+`` always shows."""
        return self.right - self.left >= TIGHT_GAP


@dataclass(frozen=True)
class Arc:
    """A skip link: from the rail after one card to the card that reads it, ``level`` 0 nearest to the cards."""

    source: str
    target: str
    start: float
    end: float
    level: int


@dataclass(frozen=True)
class Layout:
    """Where everything lies, in px of the design with the origin at the canvas' upper left corner."""

    cards: tuple[Card, ...]
    boxes: dict[str, Box]
    gaps: tuple[Gap, ...]
    arcs: tuple[Arc, ...]
    tile: float
    pitch: float
    footer: float
    slots: int
    width: float
    height: float
    feet: Mapping[str, tuple[FootItem, ...]]
    least: float
    offsets: Mapping[str, int]
    brackets: tuple[Bracket, ...] = ()
    room: float = 0.0
    """Height in which the steps of a sequence are to be seen."""

    def card(self, id: str) -> Card:
        """The card of that id.

        Raises:
            KeyError: there is none.
        """
        for card in self.cards:
            if card.id == id:
                return card
        raise KeyError(id)

    def window(self, card: Card) -> tuple[int, int]:
        """First visible row and how many are visible."""
        if card.single:
            return 0, 1
        if card.options:
            return 0, card.rows
        most = len_of_bars(card, self.room) if card.face == "bars" else self.slots
        count = shown_steps(card.rows, self.room) if card.timed else min(card.rows, most)
        return min(self.offsets.get(card.pages, 0), max(card.rows - count, 0)), count

    def pictured(self, card: Card) -> tuple[int, int]:
        """First row or head that has a picture in view, and how many have."""
        if card.face != "heads":
            return self.window(card)
        count = len(self.head_boxes(card))
        return min(self.offsets.get(card.head_pages, 0), card.heads - count), count

    def turned(self, card: Card) -> tuple[str, int, int, int]:
        """What the pager of a card turns: under which name, the first in view, how many are, and of how many.

        Heads where they do not all have room, else rows.
        """
        first, count = self.pictured(card)
        if card.face == "heads" and count < card.heads:
            return card.head_pages, first, count, card.heads
        return card.pages, *self.window(card), card.rows

    def pitch_of(self, card: Card) -> float:
        """Distance between two rows of a card."""
        if card.options:
            return min(self.pitch, self._body(card).h / len(card.options))
        if card.timed:
            return min(self.tile + 6.0, self._body(card).h / max(self.window(card)[1], 1))
        if card.face != "bars":
            return self.pitch
        return min(self.pitch, self._body(card).h / max(self.window(card)[1], 1))

    def row_middle(self, card: Card, row: int) -> float | None:
        """Height of a row's middle, ``None`` when it is not in view."""
        body = self._body(card)
        if card.single or (card.face == "spine" and not card.passes):
            return body.y + body.h / 2
        first, count = self.window(card)
        if not first <= row < first + count:
            return None
        if card.options:
            return self._option_middle(card, card.places[row])
        pitch = self.pitch_of(card)
        return body.y + (body.h - count * pitch) / 2 + (row - first + 0.5) * pitch

    def tile_box(self, card: Card, row: int) -> Box | None:
        """Where the picture of a row, or of a head, lies; ``None`` when it is not in view or has none."""
        if card.face == "heads":
            boxes, first = self.head_boxes(card), self.pictured(card)[0]
            return boxes[row - first] if first <= row < first + len(boxes) else None
        middle = self.row_middle(card, row)
        if middle is None or card.face in ("spine", "bars"):
            return None
        box = self.boxes[card.id]
        if card.options:
            return self.option_box(card, card.places[row])
        if card.single:
            side = SURFACE if card.face == "surface" else box.w - 22
            return Box(whole(box.x + (box.w - side) / 2), whole(middle - side / 2), side, side)
        if card.timed:
            return self._step_box(card, middle)
        x = box.x + (box.w - self.tile) / 2
        if card.face == "features" and card.labels:
            x = box.right - 12 - self.tile
        wide = self.tile + CURVE_EXTRA if card.face == "curve" else self.tile
        return Box(whole(x - (wide - self.tile) / 2), whole(middle - self.tile / 2), wide, self.tile)

    def option_box(self, card: Card, place: int) -> Box:
        """Where the picture of a feature lies that could be on; smaller while it is off."""
        full = min(self.tile, self.pitch_of(card) - 4)
        side = full if place in card.places else max(round(0.64 * full), 4)
        middle = self.boxes[card.id].right - 12 - full / 2
        return Box(whole(middle - side / 2), whole(self._option_middle(card, place) - side / 2), side, side)

    def head_boxes(self, card: Card) -> list[Box]:
        """Where the matrices of a card's heads lie, in as many columns as let them be largest; of too many a page.

        Above each there is room for its name.
        """
        body, most = self._body(card), MATRIX + (WIDER if self.tile == TILES[0] else 0.0)

        def side_of(columns: int) -> float:
            beside = (body.w - 20.0 - 8.0 * (columns - 1)) / columns
            return float(floor(min(most, beside, body.h / -(-card.heads // columns) - MATRIX_LABEL)))

        columns = max(range(1, min(card.heads, HEAD_COLUMNS) + 1), key=lambda count: (side_of(count), -count))
        side = max(side_of(columns), LEAST_MATRIX)
        down = min(-(-card.heads // columns), max(int(body.h // (side + MATRIX_LABEL)), 1))
        pitch = min(body.h / down, side + 26.0)
        left = body.x + (body.w - columns * side - 8.0 * (columns - 1)) / 2
        top = body.y + (body.h - down * pitch) / 2 + (pitch - side + MATRIX_LABEL - 3.0) / 2
        return [
            Box(whole(left + at % columns * (side + 8.0)), whole(top + at // columns * pitch), side, side)
            for at in range(min(card.heads, down * columns))
        ]

    def left_port(self, card: Card, row: int) -> tuple[float, float] | None:
        """Where lines into a row end."""
        return self._port(card, row, left=True)

    def right_port(self, card: Card, row: int) -> tuple[float, float] | None:
        """Where lines out of a row start."""
        return self._port(card, row, left=False)

    def entrance(self, card: Card) -> tuple[float, float]:
        """Where lines end that lead into a card as a whole: the middle of its left edge."""
        body = self._body(card)
        return body.x, body.y + body.h / 2

    def row_at(self, card: Card, y: float) -> int:
        """The row nearest to a height; among features that could be on, the place of that one."""
        first, count = (0, len(card.options)) if card.options else self.window(card)
        if count == 0 or card.single:
            return 0
        body = self._body(card)
        pitch = self.pitch_of(card)
        place = int((y - body.y - (body.h - count * pitch) / 2) // pitch)
        return first + min(max(place, 0), count - 1)

    def gap_before(self, id: str) -> Gap:
        """The gap before a card.

        Raises:
            KeyError: there is none.
        """
        for gap in self.gaps:
            if gap.before == id:
                return gap
        raise KeyError(id)

    def plus_box(self, before: str) -> Box:
        """Where the ``+`` before a card lies."""
        gap = self.gap_before(before)
        y = self.boxes[before].y + HEADER / 2
        return Box(gap.middle - PLUS / 2, y - PLUS / 2, PLUS, PLUS)

    def pager_box(self, card: Card) -> Box | None:
        """Where *1–8 of 32* lies, ``None`` on cards that show all rows or leave it to a card they dock to."""
        return self.foot_box(card, "pager")

    def foot_box(self, card: Card, item: FootItem) -> Box | None:
        """Where the words at the foot lie, the shared scale that has no room above, or the pager."""
        items = self.feet[card.id]
        if item not in items:
            return None
        box = self.boxes[card.id]
        return Box(box.x, box.bottom - 24 - 15 * (len(items) - 1 - items.index(item)), box.w, 16)

    def _step_box(self, card: Card, middle: float) -> Box:
        """Where the strip, token, answer or patch of a step lies."""
        box, high = self.boxes[card.id], step_height(self.tile, self.pitch_of(card))
        wide = strip_width(self.tile)
        if card.patch:
            side = min(high, 1.25 * self.tile)
            wide = side if card.patch[1] == card.patch[2] else wide
        elif card.face in ("tokens", "answers"):
            wide = WORD if card.wide else high
        left = 10.0 + max(34.0 - wide, 0.0) / 2 if card.face == "answers" else (box.w - wide) / 2
        return Box(whole(box.x + left), whole(middle - high / 2), wide, high)

    def _port(self, card: Card, row: int, left: bool) -> tuple[float, float] | None:
        middle = self.row_middle(card, row)
        if middle is None:
            return None
        tile = self.tile_box(card, row) if card.face != "heads" else None
        box: Box = self.boxes[card.id] if tile is None else tile
        return (box.x if left else box.right), middle

    def _option_middle(self, card: Card, place: int) -> float:
        body, pitch = self._body(card), self.pitch_of(card)
        return body.y + (body.h - len(card.options) * pitch) / 2 + (place + 0.5) * pitch

    def _body(self, card: Card) -> Box:
        box = self.boxes[card.id]
        return Box(box.x, box.y + HEADER, box.w, box.h - HEADER - self.footer)


def whole(number: float) -> float:
    """The nearest whole number, halves upwards, so that equal distances stay equal."""
    return float(floor(number + 0.5))
