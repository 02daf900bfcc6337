"""What every precision on the shelf must keep: it explains itself, says what it is, and every layer computes in it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.engine.placement import NUMBERS, WITHIN
from playground.model.files import read, write
from playground.model.kind import help_of, summary_of
from playground.model.layer import Layer
from playground.model.parameters import live_fields_of, parameters_of
from playground.model.precision import Precision
from playground.model.recipe import perform
from playground.model.registry import LAYERS, PRECISIONS
from playground.model.setting_words import in_words
from tests.contracts.generated import called, kinds, mask_for, tensors_for, working
from tests.contracts.test_layers import build
from tests.draws import draws
from tests.engine.setups import tiny, with_training

KINDS = list(PRECISIONS.kinds.values())
EVERY = pytest.mark.parametrize("kind", KINDS, ids=[kind.id() for kind in KINDS])
REDUCED = [kind for kind in KINDS if kind.within]
LAYER_KINDS = list(LAYERS.kinds.values())


@EVERY
def test_it_explains_itself_and_is_known_to_torch(kind: type[Precision]) -> None:
    assert kind.label
    assert kind.formula
    assert summary_of(kind).endswith(".")
    assert help_of(kind)
    for parameter in parameters_of(kind):
        assert parameter.help.endswith(".")
        assert parameter.usual
        assert parameter.formula or parameter.type == "int"
    assert in_words(kind(), tiny().training) == kind.id()
    assert NUMBERS[kind.numbers].itemsize == kind.width
    assert not kind.within or str(WITHIN[kind.within]) == f"torch.{kind.within}"
    assert live_fields_of(kind()) == frozenset(parameter.name for parameter in parameters_of(kind))


@EVERY
@given(data=st.data())
@draws(10)
def test_its_scaler_is_torchs_with_its_settings(kind: type[Precision], data: st.DataObject) -> None:
    made = data.draw(kinds(kind))
    call = made.scaler("cpu")
    assert (call is not None) == (kind.within == "float16")
    if call is not None:
        scaler = perform(call, lambda file: None)
        assert isinstance(scaler, torch.amp.GradScaler)
        assert scaler.is_enabled()
        found = (
            scaler.get_scale(),
            scaler.get_growth_factor(),
            scaler.get_backoff_factor(),
            scaler.get_growth_interval(),
        )
        assert found == msgspec.structs.astuple(made)


@EVERY
@given(data=st.data())
@draws(10)
def test_a_file_holds_it_and_leaves_the_plain_one_out(kind: type[Precision], data: st.DataObject) -> None:
    made = with_training(tiny(), precision=data.draw(kinds(kind)))
    assert read(write(made)) == made
    assert (b"precision" in write(made)) == (made.training.precision != PRECISIONS.usual())


def test_the_first_changes_nothing_and_names_of_courses_are_known() -> None:
    first = PRECISIONS.usual()
    assert (first.numbers, first.within, first.scaler("cpu")) == ("float32", "", None)
    assert [PRECISIONS.find(name).id() for name in ("full", "bf16", "half", "double")] == [
        "float32",
        "bfloat16",
        "float16",
        "float64",
    ]


@pytest.mark.parametrize("layer", LAYER_KINDS, ids=[kind.id() for kind in LAYER_KINDS])
@given(data=st.data())
@draws(4)
def test_every_layer_computes_in_all_of_them_there_and_back(layer: type[Layer], data: st.DataObject) -> None:
    drawn, inputs = data.draw(working(layer))
    module, parts, mask = build(drawn, inputs), tensors_for(inputs, 2), mask_for(inputs[0], 2)
    expected = module(*called(drawn, inputs, parts, mask)).detach()
    for kind in KINDS:
        own, given_to = build(drawn, inputs), parts
        own.load_state_dict(module.state_dict())
        if kind.numbers == "float64":
            own, given_to = own.double(), [_doubled(part) for part in parts]
        entering = called(drawn, inputs, given_to, mask)
        _there_and_back(own, entering, kind, expected)


def _there_and_back(module: torch.nn.Module, entering: Any, kind: type[Precision], expected: torch.Tensor) -> None:
    if kind.within:
        try:
            with torch.autocast("cpu", WITHIN[kind.within]):
                made = module(*entering).float()
        except RuntimeError as error:  # most processors know no LSTM in float16, which is said in a sentence then
            if "primitive" not in str(error):
                raise
            return
    else:
        made = module(*entering)
        assert made.dtype == NUMBERS[kind.numbers]
    assert made.shape == expected.shape
    if made.requires_grad:
        torch.autograd.backward(made.sum())
        learned = [value for value in module.parameters() if value.grad is not None]
        assert all(value.grad is not None and value.grad.dtype == value.dtype for value in learned)


def _doubled(part: torch.Tensor) -> torch.Tensor:
    return part.double() if part.is_floating_point() else part
