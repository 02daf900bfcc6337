"""Frozen layers: their parameters stay bit-equal, whatever the optimizer, and nothing else is lost."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import torch
from torch import Tensor

from playground.engine.faults import Divergence, NotTrainable
from playground.engine.session import Session
from playground.engine.snapshot import alike, decode
from playground.model import edits
from playground.model.difference import difference
from playground.model.experiment import Experiment
from playground.model.parameters import parameters_of
from playground.model.registry import OPTIMIZERS
from playground.model.trace import trace
from tests.engine.setups import data, experiment, layer, stack, tiny, with_optimizer, with_training

DEEP = experiment(
    stack(layer("linear", units=6), layer("batch_norm"), layer("tanh"), layer("linear", units=5), layer("relu")),
    data("circle", samples=60),
    loss="binary_cross_entropy",
)


def learn(session: Session, steps: int) -> None:
    for _ in range(steps):
        session.step()


def state(session: Session) -> dict[str, Tensor]:
    return decode(session.keep()).tensors


def of(tensors: dict[str, Tensor], node: str) -> dict[str, Tensor]:
    return {name: value for name, value in tensors.items() if name.startswith(f"{node}.")}


def same(one: dict[str, Tensor], other: dict[str, Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(value, other[name]) for name, value in one.items())


def all_on(kind: str) -> dict[str, Any]:
    """Settings with weight decay and momentum, which would move what has no gradient too."""
    made = OPTIMIZERS.find(kind)()
    wanted = {"weight_decay": 0.1, "momentum": 0.9, "learning_rate": 0.02}
    names = {parameter.name for parameter in parameters_of(made)}
    return {name: value for name, value in wanted.items() if name in names}


def is_trainable(kind: str) -> bool:
    return trace(edits.set_value(DEEP, "training.optimizer", OPTIMIZERS.find(kind)())).trainable


@pytest.mark.parametrize("kind", [kind for kind in OPTIMIZERS.kinds if is_trainable(kind)])
def test_what_is_frozen_mid_run_stays_bit_equal_and_goes_on_where_it_was(kind: str) -> None:
    made = edits.set_value(DEEP, "training.optimizer", OPTIMIZERS.find(kind)(**all_on(kind)))
    session = Session(made)
    learn(session, 4)
    before = decode(session.keep())
    frozen = edits.freeze(made, ("linear_1", "batch_norm_1"))
    change = session.replace(frozen)
    assert not change.fresh
    assert session.step_count == 4
    learn(session, 5)
    after = decode(session.keep())
    for node in ("linear_1", "batch_norm_1"):
        assert same(of(before.tensors, node), of(after.tensors, node))
    assert not same(of(before.tensors, "linear_2"), of(after.tensors, "linear_2"))
    for name in before.optimizer:
        if name.startswith("linear_1.") and not OPTIMIZERS.find(kind).moves_together:  # which remembers all as one
            kept, left = after.optimizer[name], before.optimizer[name]
            assert all(torch.equal(torch.as_tensor(kept[key]), torch.as_tensor(left[key])) for key in left), name
    session.replace(made)
    learn(session, 2)
    assert not same(of(after.tensors, "linear_1"), of(state(session), "linear_1"))


@pytest.mark.parametrize("kind", ["sgd", "adam"])
def test_what_was_frozen_from_the_start_can_learn_later(kind: str) -> None:
    """Fused optimizers go through weights side by side, so one without a past beside others must get one."""
    made = edits.set_value(DEEP, "training.optimizer", OPTIMIZERS.find(kind)(**all_on(kind)))
    session = Session(edits.freeze(made, ("linear_1",)))
    start = state(session)
    learn(session, 3)
    kept = session.keep()
    session.replace(made)
    learn(session, 3)
    assert not same(of(start, "linear_1"), of(state(session), "linear_1"))
    back = Session(edits.freeze(made, ("linear_1",)))
    back.restore(kept)
    assert alike(decode(back.keep()), decode(kept))
    back.replace(made)
    learn(back, 3)
    assert same(state(back), state(session))


def test_running_averages_stand_still_only_if_that_is_wanted() -> None:
    moving = edits.set_value(DEEP, "training.freeze_averages", False)
    frozen = edits.freeze(moving, ("batch_norm_1",))
    session = Session(frozen)
    start = state(session)
    learn(session, 2)
    assert not torch.equal(state(session)["batch_norm_1.running_mean"], start["batch_norm_1.running_mean"])
    assert torch.equal(state(session)["batch_norm_1.weight"], start["batch_norm_1.weight"])
    session.replace(edits.set_value(frozen, "training.freeze_averages", True))
    session.evaluate()
    held = state(session)
    learn(session, 3)
    assert same(of(held, "batch_norm_1"), of(state(session), "batch_norm_1"))


def test_freezing_back_and_forth_changes_no_number_of_what_learns_between() -> None:
    """Nothing is built anew: losses are those of one that was never touched until the next step."""
    session, alone = Session(tiny()), Session(tiny())
    learn(session, 5)
    learn(alone, 5)
    session.replace(edits.freeze(tiny(), tiny().ids()[:1]))
    session.replace(tiny())
    assert [session.step() for _ in range(5)] == [alone.step() for _ in range(5)]


def test_a_divergence_goes_back_over_the_step_at_which_layers_were_unfrozen() -> None:
    made = with_optimizer(DEEP, learning_rate=0.05, momentum=0.9)
    session = Session(edits.freeze(made, ("linear_1",)))
    learn(session, 5)
    session.replace(made)
    learn(session, 1)
    session.replace(with_optimizer(made, learning_rate=1e6))
    with pytest.raises(Divergence):
        learn(session, 30)
    session.replace(made)
    learn(session, 2)
    session.check()


def test_all_layers_frozen_is_refused_with_a_fix() -> None:
    frozen = edits.freeze(tiny(), tiny().ids())
    (problem,) = trace(frozen).errors
    assert "nothing can learn" in problem.text
    for fix in problem.fixes:
        assert trace(edits.fix(frozen, problem.node, fix)).trainable
    session = Session(tiny())
    learn(session, 3)
    with pytest.raises(NotTrainable, match="unfreeze"):
        session.replace(frozen)
    learn(session, 1)


def test_a_generator_may_be_frozen_in_part_but_not_whole() -> None:
    made = edits.set_value(edits.set_data(tiny(), data("moons")), "objective", "adversarial")
    made = with_training(made, batch_size=10)
    generator = made.networks["generator"].ids()
    session = Session(edits.freeze(made, generator[:1]))
    start = state(session)
    learn(session, 2)
    assert same(of(start, generator[0]), of(state(session), generator[0]))
    assert not same(start, state(session))
    (problem,) = trace(edits.freeze(made, generator)).errors
    assert "of the generator are frozen" in problem.text


def test_freezing_and_factors_are_no_rebuild_and_starts_are_a_new_run() -> None:
    frozen = difference(DEEP, edits.freeze(DEEP, ("linear_1",)))
    assert frozen.freezing
    assert not frozen.rebuild
    assert not frozen.optimizer
    assert not frozen.live_layers
    factor = difference(DEEP, edits.set_value(DEEP, "networks.main.linear_1.rate_factor", 0.1))
    assert factor.factors
    assert not factor.rebuild
    for path in ("training.initializer", "training.bias_initializer", "networks.main.linear_1.initializer"):
        assert difference(DEEP, edits.set_value(DEEP, path, "zeros")).task, path


def test_layers_carry_what_is_set_of_them_through_edits() -> None:
    made: Experiment = edits.freeze(DEEP, ("linear_1",))
    moved = edits.move(made, "linear_1", "linear_2")
    assert moved.node("linear_1").frozen
    copied, (new,) = edits.insert_linked(made, (made.node("linear_1"),), "output")
    assert copied.node(new).frozen
    assert not edits.replace_layer(made, "linear_1", layer("linear", units=3))[0].node("linear_3").frozen
    assert msgspec.structs.replace(made.node("linear_1"), frozen=False) == DEEP.node("linear_1")
