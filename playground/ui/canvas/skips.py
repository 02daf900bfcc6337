"""Skips: links that leave cards out, and how high each runs above them. No Qt."""

from __future__ import annotations

from playground.ui.canvas.cards import Card


def skips(cards: tuple[Card, ...]) -> dict[tuple[str, str], int]:
    """Skip links as (source, target), each with its level: where arcs overlap, the short one runs lower."""
    places = {card.id: place for place, card in enumerate(cards)}
    spans = []
    for place, card in enumerate(cards):
        spans += [
            (place - places[source], places[source], place)
            for source in card.sources
            if source in places and places[source] < place - 1
        ]
    levels: dict[tuple[str, str], int] = {}
    taken: list[tuple[int, int, int]] = []
    for _, start, end in sorted(spans):
        level = 0
        while any(used == level and start < other_end and other_start < end for used, other_start, other_end in taken):
            level += 1
        taken.append((level, start, end))
        levels[cards[start].id, cards[end].id] = level
    return levels
