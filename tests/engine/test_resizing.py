"""A layer gets more or fewer units: those that it had, and whoever reads from them, go on with what they learned."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from playground.engine.session import Session
from playground.model import edits
from playground.model.experiment import Experiment
from playground.model.network import Network, Node
from playground.model.registry import LAYERS
from tests.engine.setups import data, experiment, layer, stack, supervised, tiny, with_network
from tests.engine.test_keeping import small

SIZES = ("units", "channels", "hidden", "width")
SIZED = sorted(
    (kind, field)
    for kind, found in LAYERS.kinds.items()
    for field in SIZES
    if hasattr(found, field) and not found.pinned and not kind.startswith("adaptive")  # whose width is of an image
)


def learned(setup: Experiment, steps: int = 5) -> Session:
    session = Session(setup)
    for _ in range(steps):
        session.step()
    return session


def tensors(session: Session) -> dict[str, Tensor]:
    return {name: value.clone() for name, value in session.checkpoint().snapshot.tensors.items()}


def resized(session: Session, id: str, field: str, value: int) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """All that is learned before a layer gets another size, and after it."""
    before = tensors(session)
    session.replace(edits.set_value(session.experiment, f"networks.main.{id}.{field}", value))
    return before, tensors(session)


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "rmsprop", "adagrad"])
def test_units_that_stay_keep_what_they_and_the_optimizer_learned(optimizer: str) -> None:
    settings: dict[str, Any] = {"momentum": 0.9} if optimizer == "sgd" else {}
    session = learned(tiny(optimizer=optimizer, learning_rate=0.01, **settings))
    memory = session.checkpoint().snapshot.optimizer
    before, fewer = resized(session, "linear_1", "units", 3)
    assert torch.equal(fewer["linear_1.weight"], before["linear_1.weight"][:3])
    assert torch.equal(fewer["linear_1.bias"], before["linear_1.bias"][:3])
    assert torch.equal(fewer["linear_2.weight"], before["linear_2.weight"][:, :3])
    kept = session.checkpoint().snapshot.optimizer
    for key, value in memory["linear_1.weight"].items():
        now = kept["linear_1.weight"][key]
        if isinstance(value, Tensor):
            assert torch.equal(now, value[:3] if value.dim() == 2 else value), key
    session.step()
    before, more = resized(session, "linear_1", "units", 6)
    assert torch.equal(more["linear_1.weight"][:3], before["linear_1.weight"])
    assert torch.equal(more["linear_2.weight"][:, :3], before["linear_2.weight"])
    assert torch.equal(more["linear_2.bias"], before["linear_2.bias"])
    assert session.step_count == 6
    for _ in range(20):
        session.step()


@pytest.mark.parametrize(("kind", "field"), SIZED)
def test_every_layer_that_has_a_size_keeps_most_of_what_it_learned(kind: str, field: str) -> None:
    setup, id = small(kind)
    size = 4
    session = learned(edits.set_value(setup, f"networks.main.{id}.{field}", size), 2)
    for value in (size - 1, size + 1):
        before, after = resized(session, id, field, value)
        own = [name for name in before if name.startswith(f"{id}.")]
        changed = [name for name in own if name in after and before[name].shape != after[name].shape]
        assert changed
        for name in changed:
            known = set(before[name].ravel().tolist())
            kept = sum(number in known for number in after[name].ravel().tolist())
            fits = torch.tensor([min(pair) for pair in zip(before[name].shape, after[name].shape, strict=True)]).prod()
            assert kept >= int(fits), f"{name} keeps {kept} of {int(fits)}"
        session.step()


@pytest.mark.parametrize(("kind", "gates"), [("rnn", 1), ("lstm", 4), ("gru", 3)])
def test_the_gates_of_a_unit_stay_its_own(kind: str, gates: int) -> None:
    layers = (layer("embedding", width=3), layer(kind, hidden=4, layers=2, bidirectional=True, returns="last state"))
    session = learned(experiment(stack(*layers), data("recall", samples=40)), 2)
    before, after = resized(session, f"{kind}_1", "hidden", 5)
    for direction in ("", "_reverse"):
        lower, upper = (f"{kind}_1.weight_ih_l{level}{direction}" for level in range(2))
        state = f"{kind}_1.weight_hh_l0{direction}"
        assert torch.equal(_by(after[lower], gates)[:, :4], _by(before[lower], gates))
        assert torch.equal(_by(after[state], gates)[:, :4, :4], _by(before[state], gates))
        both = _by(after[upper], gates)[:, :4]
        assert torch.equal(both[..., :4], _by(before[upper], gates)[..., :4])
        assert torch.equal(both[..., 5:9], _by(before[upper], gates)[..., 4:])
    assert torch.equal(after["output.weight"][:, :4], before["output.weight"][:, :4])
    assert torch.equal(after["output.weight"][:, 5:9], before["output.weight"][:, 4:])


def _by(weight: Tensor, blocks: int) -> Tensor:
    return weight.reshape(blocks, -1, *weight.shape[1:])


def test_heads_keep_their_own_parts_of_the_width() -> None:
    layers = (layer("embedding", width=4), layer("self_attention", heads=2), layer("mean_steps"))
    session = learned(experiment(stack(*layers), data("recall", samples=40)), 2)
    before, after = resized(session, "embedding_1", "width", 6)
    query, was = _by(after["self_attention_1.query.weight"], 2), _by(before["self_attention_1.query.weight"], 2)
    assert torch.equal(query[:, :2, :4], was)
    mix, mixed = after["self_attention_1.mix.weight"], before["self_attention_1.mix.weight"]
    assert torch.equal(mix[:4].reshape(4, 2, 3)[..., :2], mixed.reshape(4, 2, 2))
    assert torch.equal(after["embedding_1.weight"][:, :4], before["embedding_1.weight"])
    session.replace(edits.set_value(session.experiment, "networks.main.self_attention_1.heads", 3))
    session.step()


def test_who_reads_from_several_layers_keeps_the_columns_of_each() -> None:
    old = tiny()
    join = Node("join", layer("concat"), ("linear_1", "linear_2"))
    network = Network((*old.nodes[:4], join, *old.nodes[4:]))
    session = learned(with_network(old, network))
    before, after = resized(session, "linear_1", "units", 3)
    assert torch.equal(after["output.weight"][:, :3], before["output.weight"][:, :3])
    assert torch.equal(after["output.weight"][:, 3:], before["output.weight"][:, 4:])


def test_pixels_of_a_channel_that_stays_are_read_as_before() -> None:
    layers = (layer("conv2d", channels=4), layer("batch_norm"), layer("relu"), layer("max_pool2d"), layer("flatten"))
    session = learned(experiment(stack(*layers), data("digits", samples=40)), 2)
    before, after = resized(session, "conv2d_1", "channels", 3)
    pixels = before["output.weight"].shape[1] // 4
    assert torch.equal(after["conv2d_1.weight"], before["conv2d_1.weight"][:3])
    assert torch.equal(after["batch_norm_1.running_var"], before["batch_norm_1.running_var"][:3])
    assert torch.equal(after["output.weight"], before["output.weight"][:, : 3 * pixels])
    # With pixels of another size nothing is read at its old place.
    before, after = resized(session, "max_pool2d_1", "kernel", 3)
    assert not set(after["output.weight"].ravel().tolist()) & set(before["output.weight"].ravel().tolist())


def test_of_another_loss_or_other_layers_before_nothing_is_taken_for_the_same() -> None:
    session = learned(tiny())
    before = tensors(session)
    session.replace(edits.set_value(session.experiment, "objective", supervised("cross_entropy")))
    after = tensors(session)
    assert after["output.weight"].shape[0] == 2
    assert not set(after["output.weight"].ravel().tolist()) & set(before["output.weight"].ravel().tolist())
    session = learned(tiny())
    before = tensors(session)
    session.replace(edits.remove(session.experiment, ("linear_2",)))
    after = tensors(session)
    assert not set(after["output.weight"].ravel().tolist()) & set(before["output.weight"].ravel().tolist())
