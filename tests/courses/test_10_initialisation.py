"""Row 10: starting weights as a course sets them by hand, bit for bit; row 2's start of XOR."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from playground.engine.session import Session
from playground.engine.snapshot import decode
from playground.model.files import from_plain

Fill = Callable[[Tensor], object]


def start_of(initializer: dict[str, Any] | str, units: tuple[int, ...] = (32, 64), **more: Any) -> dict[str, Tensor]:
    """The weights before the first step of a network on the 64 pixels of a digit."""
    named = {"kind": initializer} if isinstance(initializer, str) else initializer
    layers = [each for count in units for each in ({"kind": "linear", "units": count}, {"kind": "relu"})]
    made = from_plain(
        {
            "data": {"kind": "digits", "samples": 100},
            "networks": {"main": [{"kind": "flatten"}, *layers]},
            "training": {"initializer": named, **more},
            "seed": 5,
        }
    )
    return decode(Session(made).keep()).tensors


class Course(nn.Module):
    """As a course writes it: three layers, of which each weight is filled in turn."""

    def __init__(self, fill: Fill, fill_bias: Fill | None = None) -> None:
        super().__init__()
        self.linear_1 = nn.Linear(64, 32)
        self.linear_2 = nn.Linear(32, 64)
        self.output = nn.Linear(64, 10)
        for layer in (self.linear_1, self.linear_2, self.output):
            fill(layer.weight)
            if fill_bias is not None:
                fill_bias(layer.bias)


def course(fill: Fill, fill_bias: Fill | None = None) -> dict[str, Tensor]:
    torch.manual_seed(5)
    return {name: value.detach() for name, value in Course(fill, fill_bias).named_parameters()}


def assert_same(ours: dict[str, Tensor], theirs: dict[str, Tensor]) -> None:
    assert ours.keys() == theirs.keys()
    for name, value in theirs.items():
        assert torch.equal(ours[name], value), name


@pytest.mark.parametrize(
    ("initializer", "fill"),
    [
        ("default", lambda weight: weight),
        ("uniform", nn.init.uniform_),
        ("normal", nn.init.normal_),
        ({"kind": "normal", "spread": 0.01}, lambda weight: nn.init.normal_(weight, std=0.01)),
        ("zeros", nn.init.zeros_),
        ({"kind": "constant", "value": 0.5}, lambda weight: nn.init.constant_(weight, 0.5)),
        ("truncated_normal", nn.init.trunc_normal_),
        ("xavier_uniform", nn.init.xavier_uniform_),
        ("xavier_normal", nn.init.xavier_normal_),
        ({"kind": "kaiming_uniform", "gain": "relu"}, lambda w: nn.init.kaiming_uniform_(w, nonlinearity="relu")),
        ({"kind": "kaiming_normal", "gain": "relu"}, lambda w: nn.init.kaiming_normal_(w, nonlinearity="relu")),
        (
            {"kind": "kaiming_normal", "gain": "relu", "fan": "fan_out"},
            lambda weight: nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu"),
        ),
        ("orthogonal", nn.init.orthogonal_),
    ],
)
def test_the_network_starts_as_the_course_fills_it(initializer: dict[str, Any] | str, fill: Fill) -> None:
    assert_same(start_of(initializer), course(fill))


def test_biases_are_set_apart() -> None:
    ours = start_of("xavier_uniform", bias_initializer={"kind": "constant", "value": 0.01})
    assert_same(ours, course(nn.init.xavier_uniform_, lambda bias: nn.init.constant_(bias, 0.01)))


def test_the_gain_is_that_of_the_activation_which_follows() -> None:
    torch.manual_seed(5)
    theirs = Course(lambda weight: weight)
    for layer, name in ((theirs.linear_1, "relu"), (theirs.linear_2, "relu"), (theirs.output, "linear")):
        nn.init.kaiming_normal_(layer.weight, nonlinearity=name)  # type: ignore[arg-type]
    assert_same(start_of("kaiming_normal"), {name: value.detach() for name, value in theirs.named_parameters()})


def test_uniform_weights_make_sums_grow_and_he_normal_keeps_their_spread() -> None:
    """The picture of the course: what leaves layers 16-32 and 32-64 with weights from 0 to 1, and with He's."""
    inputs = torch.randn(256, 64, generator=torch.Generator().manual_seed(0))

    def spreads(start: dict[str, Tensor]) -> list[float]:
        values, found = inputs, []
        for name in ("linear_1", "linear_2"):
            values = torch.relu(values @ start[f"{name}.weight"].T + start[f"{name}.bias"])
            found.append(float(values.std()))
        return found

    uniform, he = spreads(start_of("uniform")), spreads(start_of("kaiming_normal"))
    assert uniform[1] > 10 * uniform[0]
    assert 0.5 < he[1] / he[0] < 2
