"""How one number that leaves attention comes about: in print, without padding, and where it is no number any more."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.layers.attention import AdditiveAttention, SelfAttention
from playground.layers.transformer import EncoderBlock
from playground.model.layer import Layer
from playground.model.signal import sequence
from tests.layers.attention_cases import QUICK, WIDTH, Case, build, cases, every_layer, learned_of


@given(case=cases(every_layer), share=st.floats(0, 1))
@QUICK
def test_one_number_is_worked_out_for_a_sequence_without_its_padding(case: Case, share: float) -> None:
    length = case.lengths[0]
    cut = sequence(length, WIDTH, padded=True)
    leaving = case.layer.output(cut)
    place = tuple(int(at) for at in np.unravel_index(int(share * (leaving.size - 1)), leaving.array))
    cell = case.layer.cell(place, (case.x[0, :length].numpy(),), learned_of(case.module))
    made = case.module(case.x, case.mask)[(0, *place)]
    assert cell.value == pytest.approx(float(made.detach()), abs=1e-9)
    assert cell.kind == "attended"
    seen = place[0] + 1 if getattr(case.layer, "causal", False) else length
    assert cell.grid == (seen, WIDTH)
    assert {term.place for term in cell.terms} == {(at, feature) for at in range(seen) for feature in range(WIDTH)}


def test_the_lines_of_attention_weigh_what_steps_say_and_add_up() -> None:
    one, nothing = np.eye(2), np.zeros(2)
    learned = {f"{name}.weight": one for name in ("query", "key", "value")} | {"mix.weight": np.ones((2, 2))}
    learned |= {f"{name}.bias": nothing for name in ("query", "key", "value")} | {"mix.bias": np.array([0.0, -0.5])}
    cell = SelfAttention(heads=2).cell((1, 1), (np.array([[0.0, 2.0], [1.0, 0.0]]),), learned)
    assert [(step.name, step.terms) for step in cell.steps] == [
        ("weight", "of step 1 in head 2, e^0 / (e^0 + e^0)"),
        ("head 1", "0·0.269 + 1·0.731"),
        ("head 2", "2·0.500 + 0·0.500"),
        ("sum", "0.731 + 1"),
        ("bias", "learned"),
        ("y", "1.731 − 0.500"),
    ]
    assert cell.value == pytest.approx(1.2311, abs=1e-4)
    assert [mixture.total for mixture in cell.mixtures] == [step.value for step in cell.steps[1:3]]


@pytest.mark.parametrize("layer", [SelfAttention(heads=2), EncoderBlock(heads=2, hidden=5), AdditiveAttention(units=3)])
@pytest.mark.parametrize("broken", [math.inf, math.nan])
def test_numbers_that_are_none_any_more_are_told_as_that(layer: Layer, broken: float) -> None:
    case = Case(layer, 4, 1, 1)
    case.x[0, 2, 1] = broken
    cell = layer.cell((1, 0) if case.of_steps() else (0,), (case.x[0].numpy(),), learned_of(case.module))
    made = float(case.module(case.x)[(0, 1, 0) if case.of_steps() else (0, 0)].detach())
    np.testing.assert_allclose(cell.value, made, rtol=1e-9)  # tanh makes a number of ∞ again, so pooling may have one
    assert math.isnan(made) or isinstance(layer, AdditiveAttention)


@pytest.mark.parametrize("layer", [SelfAttention(heads=2), EncoderBlock(heads=2, hidden=5), AdditiveAttention(units=3)])
def test_all_that_is_learned_is_counted(layer: Layer) -> None:
    signal = sequence(5, WIDTH)
    learned = sum(value.numel() for value in build(layer, signal).parameters())
    assert sum(line.value for line in layer.counts(signal)) == learned
