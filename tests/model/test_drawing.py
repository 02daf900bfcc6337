"""A drawing becomes an image like those of the data set, wherever and however large it was drawn."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from playground.model.drawing import Framing, framed
from playground.model.registry import DATA

SETS: dict[str, Any] = {id: DATA.find(id) for id in ("mnist", "fashion_mnist", "digits")}
FRAMINGS = {id: (kind.side, kind.framing) for id, kind in SETS.items()}


def images(id: str, **settings: Any) -> Any:
    """Test images of a set, (N, side, side), from 0 to 1."""
    data = msgspec.structs.replace(SETS[id](), normalisation="none", **settings)
    return data.load().test_inputs[:, 0].astype(float) / data.ink


def pad(picture: Any, times: int, top: int, left: int) -> Any:
    """The picture enlarged, somewhere on a large sheet."""
    large = np.kron(picture, np.ones((times, times)))
    rows, columns = np.flatnonzero(large.any(axis=1)), np.flatnonzero(large.any(axis=0))
    large = large[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    sheet = np.zeros((300, 300))
    sheet[top : top + large.shape[0], left : left + large.shape[1]] = large
    return sheet


@given(times=st.integers(2, 10), top=st.integers(0, 99), left=st.integers(0, 99))
def test_a_digit_of_mnist_comes_back_as_it_was(times: int, top: int, left: int) -> None:
    side, framing = FRAMINGS["mnist"]
    for digit in DIGITS:
        back = framed(pad(digit, times, top, left), side, framing)
        assert back is not None
        assert np.abs(back - digit).max() < 1e-6


DIGITS = images("mnist", samples=10, test_samples=6)


def test_nearly_all_of_mnist_comes_back_as_it_was() -> None:
    side, framing = FRAMINGS["mnist"]
    digits = images("mnist", samples=10, test_samples=400)
    backs = [framed(pad(digit, 5, 40, 10), side, framing) for digit in digits]
    same = [back is not None and np.abs(back - digit).max() < 1e-6 for back, digit in zip(backs, digits, strict=True)]
    assert sum(same) >= 395


def test_digits_of_8_by_8_come_back_nearly() -> None:
    side, framing = FRAMINGS["digits"]
    digits = images("digits", train_share=0.5)[:200]
    backs = [framed(pad(digit, 7, 40, 10), side, framing) for digit in digits]
    errors = [np.abs(back - digit).mean() for back, digit in zip(backs, digits, strict=True) if back is not None]
    assert len(errors) == 200
    assert np.mean(errors) < 0.05


@pytest.mark.parametrize("id", sorted(FRAMINGS))
def test_an_empty_pad_gives_nothing(id: str) -> None:
    assert framed(np.zeros((280, 280)), *FRAMINGS[id]) is None


@pytest.mark.parametrize("id", sorted(FRAMINGS))
@given(
    ink=arrays(np.float64, st.tuples(st.integers(1, 40), st.integers(1, 40)), elements=st.floats(0, 1, width=16)),
    top=st.integers(0, 30),
    left=st.integers(0, 30),
)
def test_where_it_was_drawn_does_not_matter_and_no_ink_is_cut_off(id: str, ink: Any, top: int, left: int) -> None:
    side, framing = FRAMINGS[id]
    moved = np.pad(ink, ((top, 30 - top), (left, 30 - left)))
    here, there = framed(ink, side, framing), framed(moved, side, framing)
    if here is None or there is None:
        assert not ink.any()
        return
    assert here.shape == (side, side)
    assert np.array_equal(here, there)
    assert 0 <= here.min() <= here.max() <= 1 + 1e-9
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    longest = max(cut.shape)
    scale = [max(round(length * framing.box * framing.grain / longest), 1) / length for length in cut.shape]
    assert here.sum() * framing.grain**2 == pytest.approx(cut.sum() * scale[0] * scale[1], rel=1e-6)


def test_the_longest_side_fills_the_box_and_the_middle_is_the_middle() -> None:
    ink = np.zeros((200, 200))
    ink[20:60, 100:180] = 1.0
    mass = framed(ink, 28, Framing(20, "mass", ""))
    middle = framed(ink, 28, Framing(28, "middle", ""))
    assert mass is not None
    assert middle is not None
    assert [int(mass.any(axis=axis).sum()) for axis in (0, 1)] == [20, 10]
    assert np.flatnonzero(middle.any(axis=1)).tolist() == list(range(7, 21))
