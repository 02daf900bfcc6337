"""Where steps, heads and lines between them lie, for any length, number of heads and size of the canvas."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from playground.model.files import from_plain
from playground.model.trace import trace
from playground.ui.canvas.arranging import arrange
from playground.ui.canvas.cards import cards_of
from playground.ui.canvas.hits import hit
from playground.ui.canvas.layout import Box, Layout
from playground.ui.canvas.lines import MOST_LINES, looking, threads
from playground.ui.canvas.strips import MOST_CELLS, gathered
from playground.ui.canvas.widths import LEAST_STEP, shown_steps, step_height
from tests.draws import draws

SIZES = st.tuples(st.integers(500, 2400), st.integers(240, 1000))


def measure(text: str, role: str) -> float:
    return 6.5 * len(text) if role == "card" else 5.6 * len(text)


def laid(length: int, heads: int, size: tuple[int, int]) -> Layout:
    data = {"kind": "reverse", "length": length}
    layers = [{"kind": "embedding", "width": heads}, {"kind": "self_attention", "heads": heads}, {"kind": "gelu"}]
    experiment = from_plain({"data": data, "networks": {"main": layers}})
    return arrange(cards_of(experiment, trace(experiment)), *size, measure, {})


def inside(inner: Box, outer: Box) -> bool:
    return outer.x <= inner.x and inner.right <= outer.right and outer.y <= inner.y and inner.bottom <= outer.bottom


@draws(60)
@given(st.integers(1, 64), st.integers(1, 64), SIZES)
def test_heads_and_steps_lie_on_their_cards_and_apart(length: int, heads: int, size: tuple[int, int]) -> None:
    layout = laid(length, heads, size)
    card = layout.card("self_attention_1")
    boxes = layout.head_boxes(card)
    assert 1 <= len(boxes) <= heads
    assert layout.pictured(card) == (0, len(boxes))
    for place, box in enumerate(boxes):
        assert inside(box, layout.boxes[card.id])
        assert all(box.right <= other.x or box.bottom <= other.y for other in boxes[place + 1 :])
        found = hit(layout, box.x + box.w / 2, box.y + box.h / 2)
        assert (found.id, found.row, found.exact) == (card.id, place, True)
    for other in layout.cards:
        first, count = layout.window(other)
        steps = [layout.tile_box(other, step) for step in range(first, first + count)] if other is not card else []
        assert all(step is not None and inside(step, layout.boxes[other.id]) for step in steps)
        assert all(low.bottom <= high.y for low, high in pairwise(steps) if low and high)


@draws(40)
@given(st.integers(1, 40), SIZES, st.integers(0, 10_000))
def test_lines_of_attention_run_between_the_steps_they_tell_of(length: int, size: tuple[int, int], seed: int) -> None:
    layout = laid(length, 2, size)
    source, target = layout.card("embedding_1"), layout.card("self_attention_1")
    raw = np.random.default_rng(seed).random((2, length, length)).astype(np.float32)
    weights = raw / raw.sum(axis=2, keepdims=True)
    found = looking(layout, source, target, weights, 1)
    assert len(found.lines) <= MOST_LINES
    for line in found.lines:
        assert line.start == layout.right_port(source, line.source_row)
        assert line.end == layout.left_port(target, line.target_row)
        assert line.strength == float(weights[1, line.target_row, line.source_row])
    strengths = [line.strength for line in found.lines]
    assert strengths == sorted(strengths)
    _, count = layout.window(source)
    assert len(found.lines) + found.left_out == count * count


def test_steps_of_padding_have_no_thread() -> None:
    layout = laid(8, 1, (900, 560))
    whole = threads(layout, lambda card: None)
    real = np.arange(8) < 5
    assert len(whole) - len(threads(layout, lambda card: real)) == 3 * len({start[0] for start, _ in whole})


@given(st.integers(1, 5000), st.floats(60, 1000))
def test_a_sequence_is_shown_whole_or_by_pages_that_can_be_read(count: int, room: float) -> None:
    shown = shown_steps(count, room)
    assert min(count, 2) <= shown <= count
    assert shown == count or room / shown >= LEAST_STEP
    assert 0 < step_height(42.0, max(room / shown, LEAST_STEP)) <= 34


@given(st.integers(1, 3), st.integers(1, 700), st.integers(0, 10_000))
def test_cells_of_wide_strips_are_numbers_of_the_step(steps: int, features: int, seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=(steps, features)).astype(np.float32)
    cells = gathered(values)
    assert cells.shape[1] <= MOST_CELLS
    if features <= MOST_CELLS:
        assert cells is values
    each = -(-features // cells.shape[1])
    for place in range(cells.shape[1]):
        part = values[:, place * each : (place + 1) * each]
        assert (np.abs(cells[:, place]) == np.abs(part).max(axis=1)).all()
