"""Nearby: the part of a layout that matters for a view, and what lies nearest to a point. Pure geometry."""

from __future__ import annotations

from dataclasses import replace

from playground.ui.canvas.layout import Layout


def near(layout: Layout, seen: set[str]) -> Layout:
    """The layout with the cards in view alone, one more on either side, and all that share their outlines.

    Where everything lies stays the same. ``seen`` are ids of cards.
    """
    places = [place for place, card in enumerate(layout.cards) if card.id in seen]
    if not places or len(places) == len(layout.cards):
        return layout
    first, last = max(places[0] - 1, 0), min(places[-1] + 1, len(layout.cards) - 1)
    while layout.cards[first].docked:
        first -= 1
    while last + 1 < len(layout.cards) and layout.cards[last + 1].docked:
        last += 1
    return replace(layout, cards=layout.cards[first : last + 1])


def nearest(layout: Layout, x: float) -> str:
    """Id of the card nearest to a place, or under it."""
    return min(layout.boxes, key=lambda id: max(layout.boxes[id].x - x, x - layout.boxes[id].right))
