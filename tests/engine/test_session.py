"""A session's numbers: the same seed gives the same losses, exactly those of a hand-written loop."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from playground.engine.faults import BadState
from playground.engine.session import Session
from playground.model.experiment import Experiment
from playground.model.network import Node
from tests.draws import draws
from tests.engine.setups import (
    data,
    experiment,
    insert,
    layer,
    stack,
    supervised,
    tiny,
    with_network,
    with_optimizer,
    with_training,
)


def losses(session: Session, steps: int) -> list[float]:
    return [session.step() for _ in range(steps)]


def dropout(rate: float = 0.3, **changes: object) -> Experiment:
    return with_network(
        tiny(), stack(layer("linear", units=8), layer("relu"), layer("dropout", rate=rate), layer("linear", units=4))
    )


def test_the_same_seed_gives_the_same_losses() -> None:
    one, other = Session(dropout()), Session(dropout())
    mixed = [(one.step(), other.step()) for _ in range(60)]  # turn and turn about, each with its own chance
    assert [pair[0] for pair in mixed] == [pair[1] for pair in mixed] == losses(Session(dropout()), 60)


def test_another_seed_gives_other_losses() -> None:
    assert losses(Session(tiny(seed=1)), 3) != losses(Session(tiny(seed=2)), 3)


def test_losses_are_those_of_a_plain_loop_bit_for_bit() -> None:
    session = Session(with_optimizer(dropout(), momentum=0.9))
    got = losses(session, 80)
    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Dropout(0.3), nn.Linear(8, 4), nn.Linear(4, 1))
    optimizer = torch.optim.SGD(network.parameters(), 0.1, momentum=0.9, fused=True)
    inputs = torch.from_numpy(session.samples.train_inputs)
    targets = torch.from_numpy(session.samples.train_targets.astype(np.float32)).unsqueeze(1)
    generator = torch.Generator().manual_seed(0)
    wanted: list[float] = []
    while len(wanted) < 80:
        order = torch.randperm(len(inputs), generator=generator)
        for index in torch.split(order, 10):
            optimizer.zero_grad()
            loss = nn.functional.binary_cross_entropy_with_logits(network(inputs[index]), targets[index])
            torch.autograd.backward(loss)
            optimizer.step()
            wanted.append(loss.item())
    assert got == wanted[:80]


def test_learning_works() -> None:
    session = Session(tiny())
    losses(session, 2000)
    figures = session.evaluate()
    assert figures is not None
    seen, new = figures
    assert seen.accuracy > 0.95
    assert new.accuracy > 0.95
    assert new.confusion is not None
    assert new.confusion.sum() == new.count == 250


def test_the_last_smaller_batch_is_used_too() -> None:
    session = Session(with_training(tiny(), batch_size=100))
    losses(session, 3)
    assert session.at_epoch_end
    assert session.epoch == 1.0
    losses(session, 1)
    assert session.epoch == 1.4
    assert session.steps_to_epoch_end == 2


def test_limits_end_learning() -> None:
    session = Session(with_training(tiny(), epochs=2))
    assert session.steps_left() == 50
    losses(session, 49)
    assert not session.finished()
    losses(session, 1)
    assert session.finished()
    assert session.steps_left() == 0
    assert Session(with_training(tiny(), steps=7)).steps_left() == 7


def test_reset_gives_the_same_starting_weights_and_losses() -> None:
    session = Session(dropout())
    first = losses(session, 40)
    session.replace(session.experiment, fresh=True)
    assert session.step_count == 0
    assert losses(session, 40) == first


def test_evaluation_and_probes_change_no_number() -> None:
    plain = losses(Session(dropout()), 40)
    session = Session(dropout())
    seen = []
    for _ in range(40):
        seen.append(session.step())
        session.evaluate()
    assert seen == plain


def test_evaluation_can_be_interrupted() -> None:
    session = Session(with_training(tiny(), batch_size=10))
    assert session.evaluate(interrupted=lambda: True) is None


@draws(12)
@given(
    steps=st.integers(0, 40),
    optimizer=st.sampled_from(["sgd", "rmsprop", "adagrad", "adam", "adamw"]),
    momentum=st.booleans(),
)
def test_a_kept_state_goes_on_bit_for_bit(steps: int, optimizer: str, momentum: bool) -> None:
    network = stack(layer("linear", units=5), layer("batch_norm"), layer("relu"), layer("dropout"))
    setup = experiment(network, data("moons"), optimizer, learning_rate=0.01)
    if optimizer == "sgd" and momentum:
        setup = with_optimizer(setup, momentum=0.9)
    session = Session(setup)
    losses(session, steps)
    state = session.keep()
    other = Session(setup)
    other.restore(state)
    assert other.step_count == steps
    assert losses(other, 40) == losses(session, 40)
    assert other.keep() == session.keep()


@pytest.mark.parametrize("damage", [b"", b"no state", b"\x00" * 100])
def test_a_damaged_state_is_refused_and_changes_nothing(damage: bytes) -> None:
    session = Session(tiny())
    losses(session, 5)
    with pytest.raises(BadState, match="damaged"):
        session.restore(damage)
    assert session.step_count == 5


def test_a_state_of_another_network_is_refused() -> None:
    state = Session(dropout()).keep()
    with pytest.raises(BadState, match="another network"):
        Session(tiny()).restore(state)


def test_a_changed_learning_rate_leaves_weights_and_goes_on() -> None:
    session = Session(tiny())
    losses(session, 30)
    before = session.evaluate()
    change = session.replace(with_optimizer(tiny(), learning_rate=0.5))
    assert not change.fresh
    assert session.step_count == 30
    assert str(session.evaluate()) == str(before)
    slow = Session(tiny())
    losses(slow, 30)
    assert losses(session, 2)[0] == losses(slow, 2)[0]
    assert session.step() != slow.step()


def test_a_changed_dropout_rate_draws_no_chance() -> None:
    session = Session(dropout(0.3))
    losses(session, 10)
    session.replace(dropout(0.0))
    session.replace(dropout(0.3))
    plain = Session(dropout(0.3))
    losses(plain, 10)
    assert losses(session, 30) == losses(plain, 30)


def test_weights_survive_an_inserted_layer() -> None:
    old = tiny()
    session = Session(with_optimizer(old, momentum=0.9))
    losses(session, 200)
    state = session.answer(())
    assert state == ({}, {})
    network = insert(old.networks["main"], 2, Node("extra", layer("linear", units=4)))
    change = session.replace(with_optimizer(with_network(old, network), momentum=0.9))
    assert change.kept == ("linear_1", "linear_2", "output")
    assert session.step_count == 200
    losses(session, 30)


def test_a_layer_of_another_size_starts_anew_alone() -> None:
    session = Session(tiny(optimizer="adam", learning_rate=0.01))
    losses(session, 20)
    wider = stack(layer("linear", units=4), layer("tanh"), layer("linear", units=3), layer("tanh"))
    assert session.replace(with_network(session.experiment, wider)).kept == ("linear_1",)
    losses(session, 20)


def test_optimizer_loss_data_and_batch_size_change_mid_run() -> None:
    session = Session(tiny())
    losses(session, 33)
    adam = experiment(tiny().networks["main"], data("circle"), "adam", "binary_cross_entropy", learning_rate=0.01)
    assert session.replace(adam).kept == ("linear_1", "linear_2", "output")
    losses(session, 5)
    two = msgspec.structs.replace(adam, objective=supervised("cross_entropy"))
    assert session.replace(two).kept == ("linear_1", "linear_2")
    losses(session, 5)
    assert session.replace(with_training(two, batch_size=17)).kept == ("linear_1", "linear_2", "output")
    losses(session, 20)
    noisy = msgspec.structs.replace(session.experiment, data=data("circle", noise=0.2, samples=300))
    change = session.replace(noisy)
    assert not change.fresh
    assert session.step_count == 63
    assert session.replace(msgspec.structs.replace(noisy, data=data("xor"))).fresh
    assert session.step_count == 0


def test_a_residual_network_learns() -> None:
    network = stack(layer("linear", units=6), layer("relu"), layer("linear", units=6), layer("relu"))
    network = insert(network, 4, Node("sum", layer("add"), ("relu_2", "linear_1")))
    session = Session(experiment(network, data("xor"), learning_rate=0.1))
    losses(session, 1500)
    figures = session.evaluate()
    assert figures is not None
    assert figures[1].accuracy > 0.9


def test_curves_are_fitted() -> None:
    network = stack(layer("linear", units=16), layer("tanh"))
    session = Session(experiment(network, data("sine"), "adam", "mse", learning_rate=0.02))
    first = session.evaluate()
    losses(session, 1500)
    last = session.evaluate()
    assert first is not None
    assert last is not None
    assert last[1].loss < first[1].loss / 10
    assert np.isnan(last[1].accuracy)
    assert last[1].confusion is None
