"""A knob of the optimizer: the next step takes it as it is, and nothing is built anew."""

from __future__ import annotations

import pytest

from playground.engine.commands import Mark, Play, Replace, StepEpoch, Tune
from playground.engine.faults import Divergence
from playground.engine.messages import Built, Evaluated, Marked, Scalars, State
from playground.engine.session import Session
from playground.model import edits
from playground.model.difference import only_tunes
from playground.model.trace import retrace, trace
from tests.engine.desks import Desk, desk
from tests.engine.setups import data, tiny, with_optimizer, with_training

__all__ = ["desk"]


def test_a_knob_that_is_tuned_while_training_gives_the_losses_of_one_set_before_the_step(desk: Desk) -> None:
    desk.link.send(Replace(tiny(), 1))
    desk.link.send(StepEpoch())
    desk.wait(State, lambda state: state.step == 25 and not state.playing)
    before = desk.wait(Evaluated, lambda report: report.step == 25)
    desk.link.send(Mark(7))
    desk.link.send(Tune(with_optimizer(tiny(), learning_rate=0.3)))
    assert desk.wait(Marked).step == 25
    after = desk.wait(Evaluated, lambda report: report.step == 25)
    desk.link.send(Play(20))
    desk.wait(State, lambda state: state.step == 45 and not state.playing)
    assert len(desk.of(Built)) == 1, "nothing was built anew"
    assert after.test_loss == before.test_loss
    found = [loss for report in desk.of(Scalars) for loss in report.losses]
    alone = Session(tiny())
    wanted = [alone.step() for _ in range(25)]
    alone.replace(with_optimizer(tiny(), learning_rate=0.3))
    assert found == wanted + [alone.step() for _ in range(20)]


def test_weights_that_a_tuned_rate_wrecks_go_back_to_those_of_before() -> None:
    session = Session(tiny())
    for _ in range(30):
        session.step()
    before = session.checkpoint().snapshot
    session.replace(with_optimizer(tiny(), learning_rate=1e6))
    with pytest.raises(Divergence):
        learn(session, 50)
    assert session.step_count >= 30
    session.check()
    assert before.step == 30


def learn(session: Session, steps: int) -> None:
    for _ in range(steps):
        session.step()


def test_only_live_settings_of_the_same_optimizer_are_tuned() -> None:
    first = tiny()
    assert only_tunes(first, with_optimizer(first, learning_rate=0.3))
    assert not only_tunes(first, first)
    assert not only_tunes(first, with_training(first, batch_size=7))
    assert not only_tunes(first, edits.set_data(first, data("xor")))
    assert not only_tunes(first, edits.set_value(with_optimizer(first, learning_rate=0.3), "seed", 7))
    known = trace(first)
    assert retrace(known, first, with_optimizer(first, learning_rate=0.3)) is known
    assert retrace(known, first, with_training(first, batch_size=7)) == trace(with_training(first, batch_size=7))
