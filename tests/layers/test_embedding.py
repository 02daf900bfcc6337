"""Embedding and position: rows of a table, and where a step stands."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from playground.layers.embedding import Embedding, Position
from playground.model.fix import Insert, Remove
from playground.model.layer import Layer, Refused
from playground.model.recipe import perform
from playground.model.signal import Signal, image, sequence, tokens, vector
from tests.draws import draws

QUICK = draws(50)


def build(layer: Layer, signal: Signal) -> Any:
    module = perform(layer.recipe(signal), lambda file: None)
    assert isinstance(module, nn.Module)
    return module


def refusal(layer: Layer, signal: Signal) -> tuple[str, list[Any]]:
    with pytest.raises(Refused) as caught:
        layer.output(signal)
    return str(caught.value), [edit for fix in caught.value.fixes for edit in fix.edits]


def test_an_embedding_is_a_table_of_rows() -> None:
    signal = tokens(4, 7)
    module = build(Embedding(width=3), signal)
    x = torch.tensor([[6, 0, 2, 2]])
    torch.testing.assert_close(module(x)[0], module.weight[x[0]])
    assert Embedding(width=3).output(signal) == sequence(4, 3)
    assert [(line.terms, line.value) for line in Embedding(width=3).counts(signal)] == [("7 · 3", 21)]


def test_padding_has_a_row_of_zeros_that_never_learns_and_only_where_there_is_padding() -> None:
    x = torch.tensor([[3, 1, 0, 0]])
    padded = build(Embedding(width=3), tokens(4, 7, padded=True))
    assert Embedding(width=3).output(tokens(4, 7, padded=True)) == sequence(4, 3, padded=True)
    padded(x).sum().backward()
    assert not padded.weight[0].any()
    assert not padded.weight.grad[0].any()
    assert padded.weight.grad[3].all()
    plain = build(Embedding(width=3), tokens(4, 7))
    plain(x).sum().backward()
    assert plain.weight[0].any()
    assert plain.weight.grad[0].all()


def test_an_embedding_wants_tokens() -> None:
    for signal in (sequence(4, 3), vector(4), image(1, 4, 4)):
        text, edits = refusal(Embedding(), signal)
        assert "numbers already" in text
        assert edits == [Remove()]


def test_one_number_of_an_embedding_is_found_in_its_row() -> None:
    table = np.arange(21.0).reshape(7, 3)
    cell = Embedding(width=3).cell((1, 2), (np.array([4, 6]),), {"weight": table})
    assert cell.value == table[6, 2]
    (term,) = cell.terms
    assert (term.place, term.value) == ((1,), 6.0)


@given(time=st.integers(1, 40), features=st.integers(1, 17))
@QUICK
def test_sinusoidal_positions_are_waves_of_many_lengths(time: int, features: int) -> None:
    signal = sequence(time, features)
    module = build(Position(), signal)
    x = torch.randn(2, time, features)
    expected = [
        [
            (math.cos if feature % 2 else math.sin)(step / 10000 ** ((feature - feature % 2) / features))
            for feature in range(features)
        ]
        for step in range(time)
    ]
    torch.testing.assert_close(module(x), x + torch.tensor(expected), rtol=0, atol=1e-5)
    assert not list(module.parameters())
    assert Position().counts(signal) == ()


def test_learned_positions_are_a_row_of_small_numbers_each() -> None:
    torch.manual_seed(1)
    signal = sequence(50, 40)
    module = build(Position(form="learned"), signal)
    (learned,) = module.parameters()
    assert learned.shape == (50, 40)
    assert float(learned.detach().std()) == pytest.approx(0.02, rel=0.1)
    x = torch.randn(3, 50, 40)
    torch.testing.assert_close(module(x), x + learned)
    assert [(line.terms, line.value) for line in Position(form="learned").counts(signal)] == [("50 · 40", 2000)]


@pytest.mark.parametrize("form", ["sinusoidal", "learned"])
def test_a_position_keeps_shape_and_padding(form: Any) -> None:
    for signal in (sequence(4, 3), sequence(4, 3, padded=True)):
        layer = Position(form=form)
        assert layer.output(signal) == signal
        assert not layer.over_time(signal).looks_ahead
        assert not layer.over_time(signal).masked


def test_a_position_wants_a_sequence() -> None:
    assert refusal(Position(), tokens(9, 20))[1] == [Insert("embedding")]
    assert Insert("patches") in refusal(Position(), image(1, 28, 28))[1]
    assert refusal(Position(), vector(4))[1] == [Remove()]


@pytest.mark.parametrize("form", ["sinusoidal", "learned"])
def test_one_number_of_a_position_is_what_entered_and_what_is_added(form: Any) -> None:
    layer, signal = Position(form=form), sequence(6, 4)
    module, x = build(layer, signal), torch.randn(1, 6, 4)
    learned = {name: value.detach().numpy() for name, value in module.state_dict().items()}
    cell = layer.cell((5, 3), (x[0].numpy(),), learned)
    assert cell.value == pytest.approx(float(module(x)[0, 5, 3].detach()), abs=1e-6)
    assert [term.place for term in cell.terms] == [(5, 3)]
