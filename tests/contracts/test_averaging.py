"""What every kind of averaging must keep: it explains itself, is found by its names, and keeps a mean of weights."""

from __future__ import annotations

import pytest
import torch

from playground.model.averaging import Averaging, ExponentialMean, NoAveraging
from playground.model.kind import help_of, summary_of
from playground.model.parameters import parameters_of
from playground.model.recipe import Call, perform
from playground.model.registry import shelf_of
from playground.modules.averaging import WeightAverage
from tests.contracts.generated import is_printable

KINDS = list(shelf_of(Averaging).kinds.values())


@pytest.mark.parametrize("kind", KINDS, ids=[kind.id() for kind in KINDS])
def test_it_explains_itself_and_keeps_a_mean(kind: type[Averaging]) -> None:
    assert kind.label
    assert kind.formula
    assert summary_of(kind).endswith(".")
    assert all(parameter.help.endswith(".") for parameter in parameters_of(kind))
    assert help_of(kind)
    call = kind().recipe()
    assert (call is None) == (kind is NoAveraging)
    if call is None:
        return
    assert all(is_printable(value) for value in dict(call.keywords).values())
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(2))], lr=0.1)
    assert isinstance(
        perform(Call(call.target, (optimizer, *call.args), call.keywords), lambda file: None), WeightAverage
    )


def test_the_first_kind_keeps_none_and_names_of_courses_are_known() -> None:
    assert KINDS[0] is NoAveraging
    assert shelf_of(Averaging).find("exponential moving average") is ExponentialMean
