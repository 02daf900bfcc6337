"""Tensors that are typed: whatever it is, it is read as torch would, or a sentence says what is wrong with it."""

from __future__ import annotations

import ast
import math
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.model.typed_tensor import MOST_LETTERS, NotATensor, TypedTensor, read_tensor
from tests.draws import draws
from tests.hostile.kinds import texts

NUMBERS = st.one_of(
    st.integers(-(2**53), 2**53),
    st.floats(-(2.0**127), 2.0**127, allow_nan=False, width=32),
    st.booleans(),
)


def nested(shape: list[int]) -> Any:
    """Lists in lists, as long as the shape says at each depth."""
    return NUMBERS if not shape else st.lists(nested(shape[1:]), min_size=shape[0], max_size=shape[0])


@given(st.lists(st.integers(1, 3), max_size=3).flatmap(nested))
@draws(150)
def test_it_is_read_with_the_shape_type_and_numbers_that_torch_gives_it(values: Any) -> None:
    found, made = read_tensor(repr(values)), torch.tensor(values)
    assert found.shape == tuple(made.shape)
    assert f"torch.{found.dtype}" == str(made.dtype)
    again = torch.tensor(found.values, dtype=getattr(torch, found.dtype)).reshape(found.shape)
    assert torch.equal(again, made)
    assert read_tensor(found.text) == found


def read(text: str) -> TypedTensor | str:
    """The tensor, or the sentence that says why there is none."""
    try:
        return read_tensor(text)
    except NotATensor as error:
        return str(error)


@given(texts | st.text("[](),.0123456789eE+-−_ TrueFalse", max_size=40))
@draws(400)
def test_whatever_is_typed_is_a_tensor_or_a_sentence(text: str) -> None:
    found = read(text)
    if isinstance(found, str):
        assert found.endswith(".")
        assert "\n" not in found
        assert len(found) < 200
        return
    assert all(math.isfinite(value) for value in found.values)
    assert len(found.values) == math.prod(found.shape)
    ast.literal_eval(found.text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Type numbers"),
        ("[1, 2", "not closed"),
        ("1]", "not opened"),
        ("[]", "nothing between"),
        ("[[1, 2], [3]]", "Part 2 has 1 value"),
        ("[1 2]", "comma is missing"),
        ("[1,, 2]", "comma stands"),
        ("1, 2", "comma stands"),
        ("[one]", "is no number"),
        ("[1e999]", "too large for float32"),
        ("[99999999999999999999]", "too large to be shown"),
        ("[" * 9 + "1" + "]" * 9, "4 deep"),
        ("[" + "1, " * MOST_LETTERS + "1]", "too long"),
        ("1 [2]", "comma is missing"),
        ("[1, 2)", "not opened"),
    ],
)
def test_what_is_wrong_is_said(text: str, words: str) -> None:
    with pytest.raises(NotATensor, match=words):
        read_tensor(text)
