"""Edits that meet links which go in a circle."""

from __future__ import annotations

from playground.model import edits
from playground.model.examples import load_example


def test_removing_ends_where_links_go_in_a_circle() -> None:
    start = load_example("xor")
    first, second = start.ids()[:2]
    circle = edits.connect(edits.connect(start, first, (second,)), second, (first,))
    circle = edits.connect(circle, "output", (second,))
    left = edits.remove(circle, (first, second)).networks["main"]
    assert left.ids() == tuple(id for id in start.ids() if id not in (first, second))
    assert set(left.sources(len(left) - 1)) <= {"input", *left.ids()}
    alone = edits.remove(edits.connect(start, first, (first,)), (first,))
    assert first not in alone.ids()
