"""What every initializer on the shelf must keep: it is torch's bit for bit, and says what cannot be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from playground.engine.build import make
from playground.model.initializer import BiasInitializer, Initializer, Nonlinearity
from playground.model.layer import Layer
from playground.model.recipe import Call, perform, resolve
from playground.model.registry import BIAS_INITIALIZERS, INITIALIZERS, LAYERS
from playground.model.starting import has_biases
from playground.model.trace import NodeTrace
from playground.modules.starting import biases_of, scale_to_unit_variance, weights_of
from tests.contracts.generated import is_printable, kinds, working
from tests.draws import draws

KINDS = list(INITIALIZERS.kinds.values())
EVERY = pytest.mark.parametrize("kind", KINDS, ids=[kind.id() for kind in KINDS])
LAYER_KINDS = list(LAYERS.kinds.values())
FOLLOWS = [Nonlinearity(), Nonlinearity("relu"), Nonlinearity("tanh"), Nonlinearity("leaky_relu", 0.2)]
SHAPES = [(5, 3), (4, 2, 3, 3), (6, 2, 4)]


def gain(kind: Any, follows: Nonlinearity) -> float:
    """As a course works it out by hand."""
    name = follows.name if kind.gain == "following" else kind.gain
    slope = follows.slope if name == "leaky_relu" else None
    return float(nn.init.calculate_gain(name, slope))  # type: ignore[arg-type]


def kaiming(fill: Callable[..., Tensor]) -> Callable[..., Tensor]:
    def filled(weight: Tensor, kind: Any, follows: Nonlinearity) -> Tensor:
        name = follows.name if kind.gain == "following" else kind.gain
        return fill(weight, a=follows.slope if name == "leaky_relu" else 0, mode=kind.fan, nonlinearity=name)

    return filled


BY_HAND: dict[str, Callable[[Tensor, Any, Nonlinearity], object]] = {
    "default": lambda weight, kind, follows: weight,
    "zeros": lambda weight, kind, follows: nn.init.zeros_(weight),
    "constant": lambda weight, kind, follows: nn.init.constant_(weight, kind.value),
    "uniform": lambda weight, kind, follows: nn.init.uniform_(weight, kind.low, kind.high),
    "normal": lambda weight, kind, follows: nn.init.normal_(weight, kind.mean, kind.spread),
    "truncated_normal": lambda weight, kind, follows: nn.init.trunc_normal_(
        weight, kind.mean, kind.spread, kind.low, kind.high
    ),
    "xavier_uniform": lambda weight, kind, follows: nn.init.xavier_uniform_(weight, gain(kind, follows)),
    "xavier_normal": lambda weight, kind, follows: nn.init.xavier_normal_(weight, gain(kind, follows)),
    "kaiming_uniform": kaiming(nn.init.kaiming_uniform_),
    "kaiming_normal": kaiming(nn.init.kaiming_normal_),
    "orthogonal": lambda weight, kind, follows: nn.init.orthogonal_(weight, gain(kind, follows)),
    "lsuv": lambda weight, kind, follows: nn.init.orthogonal_(weight),
}


def fill(kind: Initializer, follows: Nonlinearity, weight: Tensor) -> None:
    recipe = kind.recipe(follows)
    if recipe is not None:
        perform(Call(recipe.target, (weight, *recipe.args), recipe.keywords), lambda file: None)


@EVERY
@given(data=st.data())
@draws(30)
def test_it_equals_torch_bit_for_bit(kind: type[Initializer], data: st.DataObject) -> None:
    made = data.draw(kinds(kind).filter(lambda each: not each.problems()))
    shapes = [*SHAPES, (7,)] if issubclass(kind, BiasInitializer) else SHAPES
    shape, follows = data.draw(st.sampled_from(shapes)), data.draw(st.sampled_from(FOLLOWS))
    ours, torchs = torch.full(shape, 0.5), torch.full(shape, 0.5)
    torch.manual_seed(3)
    fill(made, follows, ours)
    after = torch.get_rng_state()
    torch.manual_seed(3)
    with torch.no_grad():
        BY_HAND[kind.id()](torchs, made, follows)
    assert torch.equal(ours, torchs)
    assert torch.equal(after, torch.get_rng_state())


@EVERY
@given(data=st.data())
@draws(30)
def test_it_says_what_cannot_be_and_can_be_printed(kind: type[Initializer], data: st.DataObject) -> None:
    made = data.draw(kinds(kind))
    assert all(text.endswith(".") and ":" in text for text in made.problems())
    assert made.words()
    for recipe in (made.recipe(Nonlinearity("leaky_relu", 0.1)), made.from_batch()):
        if recipe is not None:
            resolve(recipe.target)
            values = [*recipe.args, *(value for _, value in recipe.keywords)]
            assert all(isinstance(value, Call) or is_printable(value) for value in values)


def test_biases_take_only_what_fits_a_row_of_numbers() -> None:
    assert set(BIAS_INITIALIZERS.kinds) == {kind.id() for kind in KINDS if issubclass(kind, BiasInitializer)}
    for kind in BIAS_INITIALIZERS.kinds.values():
        fill(kind(), Nonlinearity(), torch.zeros(4))


@pytest.mark.parametrize("kind", LAYER_KINDS, ids=[kind.id() for kind in LAYER_KINDS])
@given(data=st.data())
@draws(12)
def test_layers_say_truly_how_their_weights_are_found(kind: type[Layer], data: st.DataObject) -> None:
    layer, inputs = data.draw(working(kind))
    node = NodeTrace("it", "It", layer, (), inputs, layer.output(*inputs), counts=layer.counts(*inputs))
    module = make(node)
    names = {name for name, value in module.named_parameters() if value.dim() > 1}
    if layer.starting == "plain":
        assert [*map(id, weights_of(module))] == [id(module.get_parameter("weight"))]
        assert [*map(id, biases_of(module))] == ([id(module.bias)] if has_biases(node) else [])
    elif layer.starting == "table":
        assert names <= {"weight"}
    elif layer.starting == "none":
        assert not weights_of(module)
    assert not names or layer.starting != "none" or "norm" in kind.id()
    assert layer.averages is ("running_mean" in dict(module.named_buffers()))


def test_layers_are_scaled_until_what_leaves_them_has_variance_1() -> None:
    torch.manual_seed(0)
    first, last = nn.Linear(8, 20), nn.Linear(20, 20)
    network = nn.Sequential(first, nn.Tanh(), nn.Dropout(0.9), last)
    inputs = 5 * torch.randn(64, 8)
    state = torch.get_rng_state()
    for layer in (first, last):
        scale_to_unit_variance(network, layer, inputs, 0.01, 10)
    assert torch.equal(state, torch.get_rng_state())
    assert network.training
    with torch.no_grad():
        leaving = first(inputs)
        assert abs(float(leaving.var(correction=0)) - 1) < 0.02
        assert abs(float(last(torch.tanh(leaving)).var(correction=0)) - 1) < 0.02


def test_zeros_cannot_be_scaled_and_stay() -> None:
    layer = nn.Linear(3, 3, bias=False)
    nn.init.zeros_(layer.weight)
    scale_to_unit_variance(nn.Sequential(layer), layer, torch.randn(5, 3), 0.1, 10)
    assert not layer.weight.any()


@pytest.mark.parametrize("kind", ["uniform", "truncated_normal"])
def test_bounds_in_the_wrong_order_are_told(kind: str) -> None:
    made: Any = INITIALIZERS.find(kind)()
    assert msgspec.structs.replace(made, low=2.0, high=1.0).problems()
    assert not made.problems()
