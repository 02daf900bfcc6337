"""Arranging: makes the layout of cards for a canvas of some size. Pure geometry in px of the design, no Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from playground.ui.canvas.cards import Card
from playground.ui.canvas.group_bands import GroupBand, brackets, height_of
from playground.ui.canvas.layout import HEADER, Arc, Box, Gap, Layout, whole
from playground.ui.canvas.skips import skips
from playground.ui.canvas.widths import (
    PAGE,
    SMALL_TILES,
    TILES,
    WIDER,
    Spacing,
    TextWidth,
    detached,
    foot_items,
    may_be_small,
    squeezed,
    tight,
    wanted_rows,
)

TOP = 2.0
ARC = 26.0
"""Room above the cards where skip links run."""
WIDEST_GAP = 190.0
LEAST_PITCH = 18.0
"""The least distance between two features that could be on, so that their names can be read."""


def arrange(
    cards: tuple[Card, ...],
    width: float,
    height: float,
    measure: TextWidth,
    offsets: Mapping[str, int],
    bands: tuple[GroupBand, ...] = (),
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
    measure: TextWidth,
    offsets: Mapping[str, int],
    bands: tuple[GroupBand, ...],
    shown: int,
) -> Layout:
    """The layout where cards with more rows than ``shown`` carry a pager."""
    width, height = size
    levels = skips(cards)
    above = TOP + height_of(bands)
    top = above + (ARC + 14 * max(levels.values(), default=0) if levels else 0)
    wanted = wanted_rows(cards)
    paged = any(card.rows > wanted for card in cards if card.tiled and not card.timed)
    steps = _body(height - top - TOP - HEADER - 45.0, 0.0)
    feet = {card.id: foot_items(card, cards, shown, measure, steps) for card in cards}
    footer = 15.0 + 15.0 * max(1, *(len(items) for items in feet.values()))
    room = height - top - TOP - HEADER - footer
    leaving = {source for source, _ in levels}
    spacing = detached(cards, feet, measure, leaving)
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
    body = _body(max(room, options), rows)
    boxes, placed, right = _place(cards, spacing, width, top, HEADER + body + footer)
    arcs = tuple(
        Arc(source, target, _departure(cards, placed, boxes, source), boxes[target].x + boxes[target].w / 2, level)
        for (source, target), level in levels.items()
    )
    gaps = tuple(replace(gap, leaves=left.id in leaving) for gap, left in zip(placed, cards, strict=False))
    total = top + HEADER + body + footer + TOP
    wide, least = right + spacing.margin, tight_[TILES[-1]].total
    over = brackets(bands, boxes, TOP)
    return Layout(
        cards, boxes, gaps, arcs, tile, tile + gap, footer, slots, wide, total, feet, least, dict(offsets), over, steps
    )


def _body(room: float, rows: float) -> float:
    """Height between header and foot: what there is, no less than the rows need nor more than a page of the largest."""
    return min(max(room, rows), max(PAGE * (TILES[0] + 6), rows))


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
    shares = [0.0 if right.docked else _share(left, right) for left, right in pairs]
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
        x = whole(x)
        if index:
            before = cards[index - 1]
            left = boxes[before.id].right
            gaps.append(Gap(card.id, left, x, card.docked, before.id in card.sources))
        boxes[card.id] = Box(x, top, widths[card.id], height)
        x += widths[card.id] + (spread[index] if index < len(spread) else 0)
    return boxes, tuple(gaps), boxes[cards[-1].id].right


def _share(left: Card, right: Card) -> float:
    """How much of the spare room a gap gets: most where lines tell weights or attention."""
    plain = "spine" in (left.face, right.face) or (left.timed and right.timed)
    return 0.3 if plain and not right.attends else 1.0


def _departure(cards: tuple[Card, ...], gaps: tuple[Gap, ...], boxes: dict[str, Box], source: str) -> float:
    """Where a skip link leaves the rail: a little after its source, or on its edge where another card is docked."""
    place = next(index for index, card in enumerate(cards) if card.id == source)
    gap = gaps[place]
    return boxes[source].right if gap.docked else gap.left + 7.0
