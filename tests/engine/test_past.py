"""The past: how the network looked at any recorded step, while learning goes on as if nobody had looked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from playground.engine.commands import Play, RecallState, Remember, Replace, Restore, Watch
from playground.engine.messages import Built, Ready, Recorded, Scalars, State
from playground.engine.requests import (
    Distributions,
    Gradients,
    Inputs,
    NextUpdate,
    OnExamples,
    OnGrid,
    Outputs,
    Request,
    Verdicts,
    Weights,
)
from playground.engine.session import Session
from playground.engine.tape import Tape
from playground.model import edits
from playground.model.experiment import Experiment
from tests.engine.desks import Desk
from tests.engine.setups import data, experiment, layer, stack, tiny, with_optimizer
from tests.engine.test_faults import learn_until_divergence
from tests.engine.test_links import LINKS

FEW = OnExamples("train", (0, 3, 1))


def images() -> Experiment:
    layers = (layer("conv2d", channels=3), layer("batch_norm"), layer("relu"), layer("flatten"), layer("dropout"))
    return experiment(stack(*layers), data("digits", samples=60), "adam")


def words() -> Experiment:
    layers = (layer("embedding", width=4), layer("lstm", hidden=3), layer("last_step"))
    return experiment(stack(*layers), data("recall", samples=40), "adam")


def recording(setup: Experiment) -> Session:
    return Session(setup, Tape())


def all_asked(session: Session, on: Inputs = FEW) -> tuple[Request, ...]:
    nodes = tuple(session.experiment.ids())
    return (
        Outputs(on, nodes),
        Weights(nodes, buffers=True),
        Gradients(on, nodes),
        Distributions("activations", nodes, samples=20),
        Verdicts("train"),
    )


def same(one: Any, other: Any) -> bool:
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(value, other[name]) for name, value in one.items())
    if isinstance(one, np.ndarray):
        return np.array_equal(one, other, equal_nan=True)
    if hasattr(one, "__dict__"):
        return same(vars(one), vars(other))
    return bool(one == other)


def seen(session: Session, requests: tuple[Request, ...]) -> dict[Request, Any]:
    answers, failures = session.answer(requests)
    assert not failures
    return answers


@pytest.mark.parametrize("setup", [tiny(), images(), words()], ids=["plane", "images", "words"])
def test_what_was_seen_at_a_recorded_step_is_seen_again_and_learning_does_not_notice(setup: Experiment) -> None:
    session, alone = recording(setup), Session(setup)
    requests = all_asked(session)
    then: dict[int, dict[Request, Any]] = {}
    epochs: dict[int, float] = {}
    for step in range(1, 13):
        losses = (session.step(), alone.step())
        assert losses[0] == losses[1]
        then[step], epochs[step] = seen(session, requests), session.epoch
        if step % 3 == 0:
            session.checkpoint()
        if step > 6:
            before = session.past.answer(step - 4, requests)
            assert (step - 4) // 3 * 3 <= before.step <= step - 4, "more may be recorded on a slow machine"
            assert before.epoch == epochs[before.step]
            assert not before.failures
            assert same(before.answers, then[before.step])
    assert session.keep() == alone.keep()


def test_a_step_before_anything_was_recorded_and_an_update_of_the_past_are_told_in_words() -> None:
    session = recording(tiny())
    for _ in range(4):
        session.step()
    session.replace(edits.set_value(tiny(), "networks.main.linear_1.units", 3))
    weights, update = Weights(("linear_1",)), NextUpdate()
    early = session.past.answer(2, (weights,))
    assert "Nothing is recorded of step 2" in early.failures[weights]
    late = session.past.answer(4, (weights, update))
    assert late.answers[weights]["linear_1"]["weight"].shape[0] == 3
    assert "go back to now" in late.failures[update]


def test_units_that_are_off_and_numbers_by_hand_are_seen_where_they_belong() -> None:
    session = recording(tiny())
    for _ in range(3):
        session.step()
    outputs, weights = Outputs(FEW, ("tanh_1",)), Weights(("linear_1",))
    session.step()
    session.checkpoint()
    session.step()
    before = seen(session, (weights,))[weights]["linear_1"]["weight"].copy()
    session.put("linear_1", "weight", (0, 0), (2.5,))
    session.step()
    session.switch_off((("tanh_1", 1),))
    then = session.past.answer(4, (outputs, weights))
    assert (then.step, then.answers[outputs]["tanh_1"][:, 1].tolist()) == (4, [0.0] * 3)
    assert then.answers[weights]["linear_1"]["weight"][0, 0] != np.float32(2.5)
    by_hand = session.past.answer(5, (weights,))
    assert by_hand.step == 5
    before[0, 0] = 2.5
    assert np.array_equal(by_hand.answers[weights]["linear_1"]["weight"], before)


def test_a_layer_that_was_changed_between_two_steps_is_seen_as_it_was() -> None:
    setup = images()
    session = recording(setup)
    session.step()
    session.checkpoint()
    outputs = Outputs(FEW, tuple(setup.ids()))
    then = seen(session, (outputs,))
    session.step()
    changed = edits.set_value(setup, "networks.main.dropout_1.rate", 0.1)
    session.replace(changed)
    alone = Session(setup)
    for _ in range(2):
        alone.step()
    alone.replace(changed)
    assert same(session.past.answer(1, (outputs,)).answers, then)
    assert session.step() == alone.step()
    assert same(session.past.answer(1, (outputs,)).answers, then)
    assert session.keep() == alone.keep()


def test_going_back_after_a_divergence_forgets_what_was_recorded_after_it() -> None:
    session = recording(tiny())
    for _ in range(40):
        session.step()
    session.checkpoint()
    session.replace(with_optimizer(tiny(), learning_rate=1e6))
    assert learn_until_divergence(session).back_to == 40
    weights = Weights(("linear_1",))
    assert same(session.past.answer(10**6, (weights,)).answers, seen(session, (weights,)))


def test_another_trainer_begins_its_tape_with_what_is_known_of_the_run() -> None:
    setup = images()
    session, states, then = recording(setup), {}, {}
    requests = all_asked(session)
    for step in range(1, 10):
        session.step()
        if step % 3 == 0:
            states[step], then[step] = session.keep(), seen(session, requests)
    of_another = recording(tiny()).keep()
    desk = Desk()
    desk.link.send(Restore(setup, states[9], 1, (states[3], b"damaged", of_another, states[6]), from_start=True))
    recorded = desk.wait(Recorded)
    assert recorded.steps.tolist() == [0, 3, 6, 9]
    for step in (3, 6):
        desk.link.send(Watch(requests, at=step + 1))
        frame = desk.frame_where(lambda found: found.at == step + 1)  # noqa: B023
        assert (frame.step, frame.failures) == (step, {})
        assert same(frame.answers, then[step])
    desk.link.send(Restore(tiny(), b"", 2))
    assert desk.wait(Recorded, lambda report: report.generation == 2).steps.tolist() == [0]
    assert desk.link.stop(10.0)


@pytest.fixture(params=LINKS)
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    desk = Desk(request.param())
    yield desk
    assert desk.link.stop(10.0)


def test_frames_of_recorded_steps_come_while_it_learns_and_learning_goes_on_bit_for_bit(desk: Desk) -> None:
    requests = (Weights(("linear_1",)), Outputs(OnGrid(10), ("output",)))
    desk.wait(Ready)  # torch's random numbers are global: what is learned here is learned while the trainer is idle
    alone, losses, then = recording(tiny()), [], {}
    for step in range(500):
        if step in (0, 10, 20):
            then[step] = seen(alone, requests)
        losses.append(alone.step())
    desk.link.send(Replace(tiny(), 1))
    desk.link.send(Watch(requests))
    desk.wait(Built)
    for count in range(1, 4):
        desk.link.send(Play(10))
        desk.wait(State, lambda state: state.playing)
        desk.paused()
        desk.link.send(Remember(f"state {count}"))
    desk.link.send(Play())
    recorded = desk.wait(Recorded, lambda report: 30 in report.steps)
    assert {0, 10, 20, 30} <= set(recorded.steps.tolist())
    for step, at in ((10, 10), (20, 20), (0, 0)):
        desk.link.send(Watch(requests, at=at))
        frame = desk.frame_where(lambda found: found.at == at)  # noqa: B023
        assert (frame.step, frame.epoch, frame.generation) == (step, step / 25, 1)
        assert same(frame.answers, then[step])
    desk.wait(Scalars, lambda report: report.first_step > 500)
    assert desk.link.frame() is None, "the past stands still"
    desk.link.send(Watch(requests))
    assert desk.frame_where(lambda found: found.at is None).step > 500
    assert [loss for report in desk.of(Scalars) for loss in report.losses][:500] == losses


def test_undo_brings_the_steps_back_that_were_recorded_before_it(desk: Desk) -> None:
    desk.link.send(Replace(tiny(), 1))
    for _ in range(3):
        desk.link.send(Play(10))
        desk.wait(State, lambda state: state.playing)
        desk.paused()
        desk.link.send(Remember("early", forget=("early",)))
    wide = edits.set_value(tiny(), "networks.main.linear_1.units", 6)
    desk.link.send(Remember("before"))
    desk.link.send(Replace(wide, 2))
    first = desk.wait(Recorded, lambda report: report.generation == 2)
    assert first.steps.tolist() == [30]
    desk.link.send(RecallState(tiny(), 3, "before", "after"))
    back = desk.wait(Recorded, lambda report: report.generation == 3)
    assert {0, 10, 20, 30} <= set(back.steps.tolist())
