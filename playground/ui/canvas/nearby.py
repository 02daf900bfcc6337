"""Nearby: the part of a layout that matters for a view, and what lies nearest to a point. Pure geometry."""

from __future__ import annotations

from dataclasses import replace

from playground.ui.canvas.layout import Layout


def near(layout: Layout, left: float, right: float) -> Layout:
    """The layout with the cards between two places alone, one more on either side, and all that share their outlines.

    Gaps, arcs and brackets that do not reach there are left out too. Where everything lies stays the same.
    """
    before = [place for place, card in enumerate(layout.cards) if layout.boxes[card.id].right <= left]
    after = [place for place, card in enumerate(layout.cards) if layout.boxes[card.id].x >= right]
    first = before[-1] if before else 0
    last = after[0] if after else len(layout.cards) - 1
    while layout.cards[first].docked:
        first -= 1
    while last + 1 < len(layout.cards) and layout.cards[last + 1].docked:
        last += 1
    start, end = layout.boxes[layout.cards[first].id].x, layout.boxes[layout.cards[last].id].right
    return replace(
        layout,
        cards=layout.cards[first : last + 1],
        gaps=tuple(gap for gap in layout.gaps if gap.right >= start and gap.left <= end),
        arcs=tuple(arc for arc in layout.arcs if arc.end >= start and arc.start <= end),
        brackets=tuple(each for each in layout.brackets if each.right >= start and each.left <= end),
    )


def nearest(layout: Layout, x: float) -> str:
    """Id of the card nearest to a place, or under it."""
    return min(layout.boxes, key=lambda id: max(layout.boxes[id].x - x, x - layout.boxes[id].right))
