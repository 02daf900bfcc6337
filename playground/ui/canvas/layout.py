"""Layout: where everything on the canvas lies. Pure geometry in px of the design, no Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from math import floor

from playground.ui.canvas.bands import HEIGHT as BAND
from playground.ui.canvas.bands import Band, Bracket, brackets
from playground.ui.canvas.cards import Card
from playground.ui.canvas.skips import skips
from playground.ui.canvas.widths import (
    CURVE_EXTRA,
    PAGE,
    SMALL_TILES,
    TIGHT_GAP,
    TILES,
    FootItem,
    Measure,
    Spacing,
    foot_items,
    len_of_bars,
    loose,
    may_be_small,
    squeezed,
    tight,
    wanted_rows,
)

HEADER = 50.0
TOP = 2.0
ARC = 26.0
"""Room above the cards where skip links run."""
SURFACE = 80.0
WIDER = 12.0
"""How much wider cards with the largest tiles are."""
WIDEST_GAP = 190.0
PLUS = 22.0
LEAST_PITCH = 18.0
"""The least distance between two features that could be on, so that their names can be read."""


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
    foot: float
    slots: int
    width: float
    height: float
    feet: Mapping[str, tuple[FootItem, ...]]
    least: float
    offsets: Mapping[str, int]
    brackets: tuple[Bracket, ...] = ()

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
        most = len_of_bars(card) if card.face == "bars" else self.slots
        count = min(card.rows, most)
        return min(self.offsets.get(card.host, 0), max(card.rows - count, 0)), count

    def pitch_of(self, card: Card) -> float:
        """Distance between two rows of a card."""
        if card.options:
            return min(self.pitch, self._body(card).h / len(card.options))
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
        """Where the picture of a row lies, ``None`` when it is not in view or has none."""
        middle = self.row_middle(card, row)
        if middle is None or card.face in ("spine", "bars"):
            return None
        box = self.boxes[card.id]
        if card.options:
            return self.option_box(card, card.places[row])
        if card.single:
            side = SURFACE if card.face == "surface" else box.w - 22
            return Box(_whole(box.x + (box.w - side) / 2), _whole(middle - side / 2), side, side)
        x = box.x + (box.w - self.tile) / 2
        if card.face == "features" and card.labels:
            x = box.right - 12 - self.tile
        wide = self.tile + CURVE_EXTRA if card.face == "curve" else self.tile
        return Box(_whole(x - (wide - self.tile) / 2), _whole(middle - self.tile / 2), wide, self.tile)

    def option_box(self, card: Card, place: int) -> Box:
        """Where the picture of a feature lies that could be on; smaller while it is off."""
        whole = min(self.tile, self.pitch_of(card) - 4)
        side = whole if place in card.places else max(round(0.64 * whole), 4)
        middle = self.boxes[card.id].right - 12 - whole / 2
        return Box(_whole(middle - side / 2), _whole(self._option_middle(card, place) - side / 2), side, side)

    def left_port(self, card: Card, row: int) -> tuple[float, float] | None:
        """Where lines into a row end."""
        return self._port(card, row, left=True)

    def right_port(self, card: Card, row: int) -> tuple[float, float] | None:
        """Where lines out of a row start."""
        return self._port(card, row, left=False)

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

    def _port(self, card: Card, row: int, left: bool) -> tuple[float, float] | None:
        middle = self.row_middle(card, row)
        if middle is None:
            return None
        tile = self.tile_box(card, row)
        box: Box = self.boxes[card.id] if tile is None else tile
        return (box.x if left else box.right), middle

    def _option_middle(self, card: Card, place: int) -> float:
        body, pitch = self._body(card), self.pitch_of(card)
        return body.y + (body.h - len(card.options) * pitch) / 2 + (place + 0.5) * pitch

    def _body(self, card: Card) -> Box:
        box = self.boxes[card.id]
        return Box(box.x, box.y + HEADER, box.w, box.h - HEADER - self.foot)


def arrange(
    cards: tuple[Card, ...],
    width: float,
    height: float,
    measure: Measure,
    offsets: Mapping[str, int],
    bands: tuple[Band, ...] = (),
) -> Layout:
    """Place all cards in a canvas of that size: the largest tiles that fit, then it grows sideways.

    Args:
        cards: the input first, the output last.
        width: of the canvas in px of the design.
        height: likewise; the cards fill it up to eight rows of the largest tile.
        measure: tells how wide a text is.
        offsets: first visible row by host card.
        bands: groups whose names stand above their cards.
    """
    shown = wanted = wanted_rows(cards)
    layout = _arranged(cards, (width, height), measure, offsets, bands, shown)
    while layout.slots < min(shown, wanted):
        # Fewer rows than hoped for are in view, so more cards need a pager at their foot.
        shown = layout.slots
        layout = _arranged(cards, (width, height), measure, offsets, bands, shown)
    return layout


def _arranged(
    cards: tuple[Card, ...],
    size: tuple[float, float],
    measure: Measure,
    offsets: Mapping[str, int],
    bands: tuple[Band, ...],
    shown: int,
) -> Layout:
    """The layout where cards with more rows than ``shown`` carry a pager."""
    width, height = size
    levels = skips(cards)
    above = TOP + (BAND if bands else 0.0)
    top = above + (ARC + 14 * max(levels.values(), default=0) if levels else 0)
    wanted = wanted_rows(cards)
    paged = any(card.rows > wanted for card in cards if card.tiled)
    feet = {card.id: foot_items(card, cards, shown, measure) for card in cards}
    foot = 15.0 + 15.0 * max(1, *(len(items) for items in feet.values()))
    room = height - top - TOP - HEADER - foot
    leaving = {source for source, _ in levels}
    spacing = loose(cards, feet, measure, leaving)
    grown = sum(WIDER for card in cards if card.face != "spine")
    sizes = SMALL_TILES if may_be_small(cards) else ()
    tile, gap, slots = _tile(room, wanted, spacing.total + grown <= width, paged, sizes)
    tight_ = {side: tight(cards, feet, measure, leaving, side) for side in {*TILES, tile}}
    if tile == TILES[0]:
        widths = {card.id: spacing.widths[card.id] + (WIDER if card.face != "spine" else 0) for card in cards}
        spacing = replace(spacing, widths=widths)
    elif spacing.total > width:
        if tight_[tile].total > width >= tight_[TILES[-1]].total:
            tile, gap, slots = _tile(room, wanted, False, paged, sizes, TILES[-1])
        spacing = squeezed(spacing, tight_[tile], width)
    rows = slots * (tile + gap)
    options = LEAST_PITCH * max(len(card.options) for card in cards)
    body = min(max(room, rows, options), max(PAGE * (TILES[0] + 6), rows))
    boxes, placed, right = _place(cards, spacing, width, top, HEADER + body + foot)
    arcs = tuple(
        Arc(source, target, _departure(cards, placed, boxes, source), boxes[target].x + boxes[target].w / 2, level)
        for (source, target), level in levels.items()
    )
    gaps = tuple(replace(gap, leaves=left.id in leaving) for gap, left in zip(placed, cards, strict=False))
    total = top + HEADER + body + foot + TOP
    wide, least = right + spacing.margin, tight_[TILES[-1]].total
    over = brackets(bands, boxes, TOP)
    return Layout(
        cards, boxes, gaps, arcs, tile, tile + gap, foot, slots, wide, total, feet, least, dict(offsets), over
    )


def _tile(
    room: float, wanted: int, spacious: bool, paged: bool, small: tuple[float, ...], most: float = TILES[0]
) -> tuple[float, float, int]:
    """Tile side, gap between tiles, and rows in view.

    The largest tiles need a spacious width. Where there are pages anyway, one row less is better than smaller tiles;
    many rows on one card are better seen all, on ``small`` tiles, and paged only where even those find no room.
    """
    fewer = paged and wanted == PAGE
    for tile in TILES if spacious else TILES[1:]:
        if tile > most:
            continue
        for rows in (wanted, wanted - 1) if fewer else (wanted,):
            gap = min(6.0, (room - rows * tile) // rows)
            if gap >= 3:
                return tile, gap, rows
    if wanted > PAGE:
        for tile in small:
            gap = min(6.0, (room - wanted * tile) // wanted)
            if gap >= 2:
                return tile, gap, wanted
        return _tile(room, PAGE, spacious, True, (), most)
    tile = TILES[-1]
    rows = max(2, min(wanted, int(room // (tile + 3))))
    return tile, min(max((room - rows * tile) // rows, 3.0), 6.0), rows


def _place(
    cards: tuple[Card, ...], spacing: Spacing, width: float, top: float, height: float
) -> tuple[dict[str, Box], tuple[Gap, ...], float]:
    """Cards from left to right; what room is left goes into the gaps, most into those where lines run."""
    pairs = list(pairwise(cards))
    shares = [0.0 if right.docked else (0.3 if "spine" in (left.face, right.face) else 1.0) for left, right in pairs]
    spare = max(0.0, width - spacing.total)
    total = sum(shares) or 1.0
    spread = [
        min(low + spare * share / total, WIDEST_GAP) if share else low
        for low, share in zip(spacing.gaps, shares, strict=True)
    ]
    widths = spacing.widths
    used = sum(widths.values()) + sum(spread)
    x = max(spacing.margin, (width - used) / 2)
    boxes: dict[str, Box] = {}
    gaps: list[Gap] = []
    for index, card in enumerate(cards):
        x = _whole(x)
        if index:
            before = cards[index - 1]
            left = boxes[before.id].right
            gaps.append(Gap(card.id, left, x, card.docked, before.id in card.sources))
        boxes[card.id] = Box(x, top, widths[card.id], height)
        x += widths[card.id] + (spread[index] if index < len(spread) else 0)
    return boxes, tuple(gaps), boxes[cards[-1].id].right


def _whole(number: float) -> float:
    """The nearest whole number, halves upwards, so that equal distances stay equal."""
    return float(floor(number + 0.5))


def _departure(cards: tuple[Card, ...], gaps: tuple[Gap, ...], boxes: dict[str, Box], source: str) -> float:
    """Where a skip link leaves the rail: a little after its source, or on its edge where another card is docked."""
    place = next(index for index, card in enumerate(cards) if card.id == source)
    gap = gaps[place]
    return boxes[source].right if gap.docked else gap.left + 7.0
