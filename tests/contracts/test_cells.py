"""How every layer tells how one number comes about: it is torch's number, and the steps lead to it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.model.derivation import Derivation, Place
from playground.model.layer import Layer
from playground.model.recipe import perform
from playground.model.registry import LAYERS
from playground.model.signal import Signal
from playground.numerals import figure
from tests.contracts.generated import called, mask_for, tensors_for, working
from tests.contracts.printed import unit, worked_out
from tests.draws import draws

LAYER_KINDS = list(LAYERS.kinds.values())
QUICK = draws(25)


def every(kinds: list[type[Any]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("kind", kinds, ids=[kind.id() for kind in kinds])


class Case:
    """A layer with its torch module, numbers that enter, and a place in what leaves."""

    def __init__(self, layer: Layer, signals: tuple[Signal, ...], seed: int, share: float) -> None:
        self.layer, self.signals = layer, signals
        chance = torch.Generator().manual_seed(seed)
        made = perform(layer.recipe(*signals), lambda file: None)
        assert isinstance(made, torch.nn.Module)
        self.module = made.double().eval()
        for name, value in (*made.named_parameters(), *made.named_buffers()):
            drawn = torch.rand(value.shape, generator=chance, dtype=torch.float64) * 2 - 1
            value.data = (drawn.abs() + 0.1 if name == "running_var" else drawn).to(value.dtype)
        made_of = tensors_for(signals, 1, chance)
        self.inputs = tuple(x.double() * 2 if x.is_floating_point() else x for x in made_of)
        self.mask = mask_for(signals[0], 1, chance)  # one sample is as long as can be: callers cut padding off
        self.output = layer.output(*signals)
        flat = int(share * (self.output.size - 1))
        self.place: Place = tuple(int(at) for at in np.unravel_index(flat, self.output.shape))

    @property
    def learned(self) -> dict[str, npt.NDArray[Any]]:
        named = (*self.module.named_parameters(), *self.module.named_buffers())
        return {name: value.detach().numpy() for name, value in named}

    def cell(self) -> Derivation:
        return self.layer.cell(self.place, tuple(x[0].numpy() for x in self.inputs), self.learned)

    def called(self, dtype: torch.dtype) -> list[Any]:
        parts = [x.to(dtype) if x.is_floating_point() else x for x in self.inputs]
        return called(self.layer, self.signals, parts, self.mask)

    def torchs(self, dtype: torch.dtype) -> float:
        module = self.module.to(dtype)
        with torch.no_grad():
            found = float(module(*self.called(dtype))[(0, *self.place)])
        self.module.double()
        return found


@st.composite
def cases(draw: st.DrawFn, kind: type[Layer]) -> Case:
    layer, signals = draw(working(kind))
    return Case(layer, signals, draw(st.integers(0, 10_000)), draw(st.floats(0.0, 1.0)))


@every(LAYER_KINDS)
@given(data=st.data())
@QUICK
def test_its_number_is_torchs(kind: type[Layer], data: st.DataObject) -> None:
    case = data.draw(cases(kind))
    cell = case.cell()
    exact = case.torchs(torch.float64)
    assert abs(cell.value - exact) <= 1e-6 * max(1.0, abs(exact))
    rough = case.torchs(torch.float32)
    if math.isfinite(rough):  # an ε below all float32 numbers divides 0 by 0 there
        assert abs(cell.value - rough) <= 1e-4 * max(1.0, abs(rough))


@every(LAYER_KINDS)
@given(data=st.data())
@QUICK
def test_its_terms_and_steps_lead_to_its_number(kind: type[Layer], data: st.DataObject) -> None:
    case = data.draw(cases(kind))
    cell = case.cell()
    assert cell.steps[-1].value == cell.value
    assert math.prod(cell.grid) == len(cell.terms)
    assert all(step.name and step.terms and "-" not in step.terms for step in cell.steps)
    assert cell.words.endswith(".")
    assert "-" not in cell.words
    learned = case.learned
    for term in cell.terms:
        if term.place:
            assert term.value == float(case.inputs[term.source][(0, *term.place)])
        if term.weight is not None:
            assert term.weight == learned["weight"][term.weight_place]
        elif kind.counts is not Layer.counts:
            assert term.weight_place == ()
    if cell.kind == "weighted":
        bias = float(learned["bias"][case.place[1 if len(case.place) == 2 else 0]]) if "bias" in learned else 0.0
        assert sum(term.product for term in cell.terms) == pytest.approx(cell.value - bias, abs=1e-9)
    if cell.kind == "largest":
        (winner,) = (term for term in cell.terms if term.counts)
        assert winner.value == cell.value == max(term.value for term in cell.terms)
        assert winner.place
    if cell.kind in ("joined", "copied"):
        assert sum(term.value for term in cell.terms) == cell.value
    if cell.kind == "mean":
        assert sum(term.value for term in cell.terms) / len(cell.terms) == pytest.approx(cell.value, abs=1e-9)
    for mixture in cell.mixtures:
        raised = np.exp(np.array(mixture.scores) - max(mixture.scores))
        assert mixture.weights == pytest.approx((raised / raised.sum()).tolist(), abs=1e-9)
        assert len(mixture.values) == len(mixture.weights) == cell.grid[0]
    adds_up(cell)


def adds_up(cell: Derivation) -> None:
    """What is printed of each line gives what is printed beside it, and what the heads add up to is a line."""
    for step in cell.steps:
        made = worked_out(step.terms)
        if made is not None and math.isfinite(step.value):
            air = unit(figure(step.value)) + 1e-9 * abs(step.value) + 1e-12  # print, and our own rounding
            assert made.low - air <= step.value <= made.high + air, (step, made)
    if cell.mixtures and all(math.isfinite(mixture.total) for mixture in cell.mixtures):
        total = math.fsum(mixture.total for mixture in cell.mixtures)
        assert any(step.value == pytest.approx(total, abs=1e-9) for step in cell.steps)


@every(LAYER_KINDS)
@given(data=st.data())
@QUICK
def test_it_rests_on_its_terms_and_on_nothing_else(kind: type[Layer], data: st.DataObject) -> None:
    case = data.draw(cases(kind))
    leaves = [x.clone().requires_grad_() if x.is_floating_point() else x for x in case.inputs]
    if not all(leaf.requires_grad for leaf in leaves):
        return  # tokens have no gradient
    case.module(*called(case.layer, case.signals, leaves, case.mask))[(0, *case.place)].backward()
    touched = {
        (source, tuple(int(at) for at in place[1:]))
        for source, leaf in enumerate(leaves)
        if leaf.grad is not None
        for place in torch.nonzero(leaf.grad)
    }
    assert touched <= {(term.source, term.place) for term in case.cell().terms if term.counts and term.place}


@every(LAYER_KINDS)
@given(data=st.data())
@QUICK
def test_it_tells_the_same_again_and_changes_nothing(kind: type[Layer], data: st.DataObject) -> None:
    case = data.draw(cases(kind))
    before = [x.clone() for x in case.inputs]
    assert case.cell() == case.cell()
    assert all(torch.equal(x, old) for x, old in zip(case.inputs, before, strict=True))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("0.34·0.12 − 0.5·(−0.2)", 0.1308 - 0.06, 0.1408 + 0.06),
        ("tanh(1.552)", math.tanh(1.5515), math.tanh(1.5525)),
        ("of step 3, e^1.020 / (e^0.140 + e^1.020)", 0.7061, 0.7076),
        ("max(0, −0.34)", 0.0, 0.0),
        ("−2.000 · σ(−2.000) = −2.000 · 0.119", -0.24, -0.2369),
        ("(1.500 − 0.500) / √(0.250 + 1e−5)", 1.99, 2.01),
        ("12 345 + 1.500", 12345.9, 12347.1),
    ],
)
def test_print_is_read_as_it_is_meant(text: str, low: float, high: float) -> None:
    made = worked_out(text.replace(" 345", "\u202f345"))
    assert made is not None
    assert low <= made.low <= made.high <= high


def test_words_and_sums_cut_short_are_no_arithmetic() -> None:
    assert worked_out("learned") is None
    assert worked_out("0.3·0.1 + …") is None
    assert worked_out("row 3 of the table, column 4") is None
