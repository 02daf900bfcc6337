"""States of learning that are sealed and yet wrong are refused before anything is touched."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
import safetensors.torch
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from playground.engine.checkpoint import Checkpoint
from playground.engine.faults import BadState
from playground.engine.session import Session
from playground.engine.snapshot import decode
from playground.model.experiment import Experiment
from playground.model.network import Node
from tests.draws import draws
from tests.engine.setups import data, experiment, insert, layer, stack, tiny, with_network, with_optimizer

Tensors = dict[str, Tensor]
About = dict[str, Any]


def unlooked(state: bytes) -> Checkpoint:
    """A state as it comes out of a file: nobody has looked at it, nor agreed to other data."""
    return Checkpoint(tiny(), decode(state), admitted=False)


def opened(state: bytes) -> tuple[Tensors, About]:
    length = int.from_bytes(state[:8], "little")
    about = json.loads(json.loads(state[8 : 8 + length])["__metadata__"]["playground"])
    return safetensors.torch.load(state), about


def closed(tensors: Tensors, about: About) -> bytes:
    return safetensors.torch.save(tensors, {"playground": json.dumps(about)})


def normalised(optimizer: str = "sgd") -> Experiment:
    network = stack(layer("linear", units=5), layer("batch_norm"), layer("tanh"))
    setup = experiment(network, data("circle"), optimizer, "binary_cross_entropy", learning_rate=0.01)
    return with_optimizer(setup, momentum=0.9) if optimizer == "sgd" else setup


def learned(setup: Experiment, steps: int = 30) -> Session:
    session = Session(setup)
    for _ in range(steps):
        session.step()
    return session


def put(name: str, change: Callable[[Tensor], Tensor]) -> Callable[[Tensors, About], None]:
    def spoil(tensors: Tensors, about: About) -> None:
        tensors[name] = change(tensors[name]).contiguous()

    return spoil


def say(name: str, value: object) -> Callable[[Tensors, About], None]:
    def spoil(tensors: Tensors, about: About) -> None:
        about[name] = value

    return spoil


def with_nan(value: Tensor) -> Tensor:
    value.view(-1)[0] = torch.nan
    return value


def twice_the_first(order: Tensor) -> Tensor:
    order[1] = order[0]
    return order


MOMENTUM = "optimizer/linear_1.weight/momentum_buffer"
FAULTS = {
    "short momentum": put(MOMENTUM, lambda value: value[:1]),
    "momentum of one number": put(MOMENTUM, lambda value: value.new_zeros(())),
    "momentum of doubles": put(MOMENTUM, lambda value: value.double()),
    "momentum that is no number": put(MOMENTUM, with_nan),
    "one momentum missing": lambda tensors, about: tensors.pop(MOMENTUM),
    "momentum of a stranger": lambda tensors, about: about["optimizer"].update({"stranger.weight": {}}),
    "momentum in words": lambda tensors, about: about["optimizer"]["linear_1.weight"].update(extra="a word"),
    "order beyond the data": put("order", lambda order: order + 1),
    "order below the data": put("order", lambda order: order - 1),
    "order of floats": put("order", lambda order: order.float()),
    "order with one twice": put("order", twice_the_first),
    "order of other data": put("order", lambda order: torch.arange(len(order) + 1)),
    "order as a table": put("order", lambda order: order.unsqueeze(0)),
    "short chance": put("chance", lambda state: state[:100]),
    "chance of nothing": put("chance", torch.zeros_like),
    "short generator": put("generator", lambda state: state[:7]),
    "generator of floats": put("generator", lambda state: state.float()),
    "no generator": lambda tensors, about: tensors.pop("generator"),
    "weights that are no number": put("tensors/linear_1.weight", with_nan),
    "infinite weights": put("tensors/output.bias", lambda value: value + torch.inf),
    "weights of doubles": put("tensors/linear_1.weight", lambda value: value.double()),
    "running figures that are no number": put("tensors/batch_norm_1.running_mean", with_nan),
    "wide weights": put("tensors/linear_1.weight", lambda value: value.repeat(2, 1)),
    "missing weights": lambda tensors, about: tensors.pop("tensors/linear_1.weight"),
    "negative position": say("position", -10),
    "position beyond the data": say("position", 100_000),
    "position with a fraction": say("position", 10.5),
    "negative step": say("step", -1),
    "step beyond counting": say("step", 10**400),
    "step in words": say("step", "30"),
    "negative epochs": say("epochs", -1),
    "endless epochs": say("epochs", float("inf")),
    "first loss that is no number": say("first_loss", float("nan")),
    "first loss in words": say("first_loss", "high"),
    "another format": say("format", "playground-learning-9"),
}


@cache
def sound() -> bytes:
    """A state of 30 steps."""
    return learned(normalised()).keep()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_state_is_refused_and_the_session_is_as_it_was(fault: str) -> None:
    tensors, about = opened(sound())
    FAULTS[fault](tensors, about)
    state = closed(tensors, about)
    session, twin = learned(normalised(), 3), learned(normalised(), 3)
    before = session.keep()
    with pytest.raises(BadState) as caught:
        session.restore(state)
    text = str(caught.value)
    assert text.endswith(".")
    assert "\n" not in text
    assert session.keep() == before
    assert [session.step() for _ in range(8)] == [twin.step() for _ in range(8)]


@draws(30)
@given(
    optimizer=st.sampled_from(["sgd", "rmsprop", "adagrad", "adam", "adamw"]),
    place=st.integers(0, 1000),
    shape=st.sampled_from([(), (1,), (0,), (2, 2), (400,)]),
    kind=st.sampled_from([torch.float32, torch.float64, torch.int64, torch.uint8]),
)
def test_no_tensor_of_another_shape_or_kind_gets_in(
    optimizer: str, place: int, shape: tuple[int, ...], kind: torch.dtype
) -> None:
    session = learned(normalised(optimizer), 5)
    before = session.keep()
    tensors, about = opened(before)
    name = sorted(tensors)[place % len(tensors)]
    new = torch.zeros(shape, dtype=kind)
    same = (tensors[name].shape, tensors[name].dtype) == (new.shape, new.dtype)
    tensors[name] = new
    if same:
        return
    with pytest.raises(BadState):
        session.restore(closed(tensors, about))
    assert session.keep() == before


def test_a_state_of_another_structure_gives_the_weights_that_fit() -> None:
    session = learned(with_optimizer(tiny(), momentum=0.9), 33)
    state = session.keep()
    network = insert(tiny().networks["main"], 2, Node("extra", layer("linear", units=4)))
    other = Session(with_network(tiny(optimizer="adam", learning_rate=0.01), network))
    assert "weights that fit" in other.adopt(unlooked(state))
    assert other.step_count == 33
    assert other.epoch == session.epoch
    kept, _ = opened(state)
    got, about = opened(other.keep())
    same = [name for name in kept if name.startswith("tensors/")]
    assert all(torch.equal(kept[name], got[name]) for name in same)
    assert about["optimizer"] == {}
    for _ in range(40):
        other.step()


def test_a_state_that_fits_wholly_is_adopted_exactly_and_one_that_fits_nowhere_is_refused() -> None:
    session = learned(tiny(), 33)
    other = Session(tiny())
    assert other.adopt(unlooked(session.keep())) == ""
    assert other.keep() == session.keep()
    with pytest.raises(BadState, match="another network"):
        Session(normalised()).adopt(unlooked(learned(experiment(stack(layer("tanh")), data("xor"))).keep()))
