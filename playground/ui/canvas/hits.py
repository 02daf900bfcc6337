"""Hits: what lies at a point of the canvas. Pure geometry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playground.ui.canvas.cards import Card
from playground.ui.canvas.layout import HEADER, Box, Layout

What = Literal[
    "",
    "card",
    "plus",
    "page_back",
    "page_on",
    "example_back",
    "example_on",
    "knob",
    "arc",
    "turn",
    "state",
    "lock",
]


@dataclass(frozen=True)
class Hit:
    """What lies at a point: a part, the card it belongs to and the row.

    ``gap`` is the card before which a ``+`` should show; ``exact`` tells that the point is on a row's picture.
    """

    what: What
    id: str
    row: int = 0
    gap: str = ""
    exact: bool = False


def hit(layout: Layout, x: float, y: float) -> Hit:
    """What lies at a point, small things first."""
    gap = _gap_near(layout, x, y)
    if gap and _grown(layout.plus_box(gap), 3).holds(x, y):
        return Hit("plus", gap, gap=gap)
    for card in layout.cards:
        box = layout.boxes[card.id]
        if card.weights and lock_box(layout, card).holds(x, y):
            return Hit("lock", card.id, gap=gap)
        if knob_box(layout, card).holds(x, y) and not card.pinned:
            return Hit("knob", card.id, gap=gap)
        if box.holds(x, y):
            return _within(layout, card, x, y, gap)
    for arc in layout.arcs:
        top = layout.boxes[arc.target].y - 16 - 14 * arc.level
        if arc.start <= x <= arc.end and abs(y - top) <= 6:
            return Hit("arc", arc.target)
    return Hit("", "", gap=gap)


def card_at(layout: Layout, x: float, y: float) -> str:
    """Id of the card at a point, empty for none."""
    return next((card.id for card in layout.cards if layout.boxes[card.id].holds(x, y)), "")


def gap_at(layout: Layout, x: float) -> str:
    """Id of the card before the gap nearest to a place."""
    return min(layout.gaps, key=lambda gap: abs(gap.middle - x)).before


def knob_box(layout: Layout, card: Card) -> Box:
    """Where a link can be taken hold of: the rail at a card's right edge."""
    box = layout.boxes[card.id]
    return Box(box.right - 7, box.y + HEADER / 2 - 7, 12, 14)


def lock_box(layout: Layout, card: Card) -> Box:
    """Where the padlock of a card that learns stands: on its upper edge, left of a pin or a bent corner."""
    box = layout.boxes[card.id]
    beside = 22 if card.pinned else 13 if card.turns else 3
    return Box(box.right - min(13 + beside, box.w / 2 + 6.5), box.y - 2, 13, 13)


def fold_corner(layout: Layout, card: Card) -> Box:
    """Where a card can be turned over: its upper right corner."""
    box = layout.boxes[card.id]
    return Box(box.right - 16, box.y, 16, 16)


def example_boxes(layout: Layout, card: Card) -> tuple[Box, Box] | None:
    """Where the arrows to other examples lie: under the picture of the chosen one, or beside the name of a sequence."""
    if card.chooses:
        box = layout.boxes[card.id]
        return Box(box.right - 31, box.y + 8, 14, 16), Box(box.right - 17, box.y + 8, 14, 16)
    picture = layout.tile_box(card, 0) if card.face == "image" else None
    if picture is None:
        return None
    middle, y = picture.x + picture.w / 2, picture.bottom + 44
    return Box(middle - 24, y, 22, 22), Box(middle + 2, y, 22, 22)


def _within(layout: Layout, card: Card, x: float, y: float, gap: str) -> Hit:
    if card.turns and fold_corner(layout, card).holds(x, y):
        return Hit("turn", card.id, gap=gap)
    pager = layout.pager_box(card)
    if pager is not None and pager.holds(x, y):
        return Hit("page_back" if x < pager.x + pager.w / 2 else "page_on", card.id, gap=gap)
    footer = layout.foot_box(card, "state") if card.judged else None
    if footer is not None and footer.holds(x, y):
        return Hit("state", card.id, gap=gap)
    arrows = example_boxes(layout, card)
    if arrows is not None and arrows[0].holds(x, y):
        return Hit("example_back", card.id, gap=gap)
    if arrows is not None and arrows[1].holds(x, y):
        return Hit("example_on", card.id, gap=gap)
    row = layout.row_at(card, y) if card.face != "heads" else _head_at(layout, card, x, y)
    if card.options:
        place = layout.option_box(card, row)
        return Hit("card", card.id, row, gap, abs(y - place.y - place.h / 2) <= max(place.h, 16) / 2)
    tile = layout.tile_box(card, row)
    return Hit("card", card.id, row, gap, tile is not None and tile.holds(x, y))


def _head_at(layout: Layout, card: Card, x: float, y: float) -> int:
    """The head whose matrix is nearest to a point."""
    boxes, first = layout.head_boxes(card), layout.pictured(card)[0]
    away = [abs(x - box.x - box.w / 2) + abs(y - box.y - box.h / 2) for box in boxes]
    return first + away.index(min(away)) if away else 0


def _gap_near(layout: Layout, x: float, y: float) -> str:
    """The gap whose ``+`` is near: between two cards, or a few pixels off the seam of docked ones."""
    for gap in layout.gaps:
        box = layout.boxes[gap.before]
        reach = 12.0 if gap.right - gap.left < 24 else (gap.right - gap.left) / 2
        if abs(x - gap.middle) <= reach and box.y <= y <= box.bottom:
            near_rail = abs(y - box.y - HEADER / 2) <= 16
            if near_rail or not gap.docked:
                return gap.before
    return ""


def _grown(box: Box, by: float) -> Box:
    return Box(box.x - by, box.y - by, box.w + 2 * by, box.h + 2 * by)
