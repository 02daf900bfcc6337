"""Stopping: a run ends where it gets no better on unseen samples, at the same step and with the same weights always."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import pytest
import torch

from playground.engine import snapshot
from playground.engine.commands import GoTo, Keep, Play, Replace, StepEpoch
from playground.engine.messages import BestMarked, Evaluated, Kept, Scalars, State, Stopped, WentTo
from playground.engine.session import Session
from playground.engine.tape import Tape
from playground.model.dataset import DataSet
from playground.model.experiment import Experiment
from playground.model.registry import STOPPING
from playground.model.sections import SECTIONS
from playground.model.setting_words import section_in_words
from playground.modules.stopping import EarlyStopping, TargetReached
from tests.engine.desks import Desk
from tests.engine.setups import data, tiny

NOISY = data("circle", noise=0.4, samples=80, validation=0.25)


def stopped(
    kind: str = "early", on: DataSet = NOISY, pace: dict[str, Any] | None = None, **settings: Any
) -> Experiment:
    """A network that learns 30 noisy points by heart, until that kind of stopping ends it."""
    watched = {"stopping": STOPPING.find(kind)(**settings), **(pace or {})}
    made = tiny(optimizer="adam", learning_rate=0.05, pace=watched)
    return msgspec.structs.replace(made, data=on)


def run_to_end(session: Session, most: int = 3000) -> list[float]:
    """Learn until the run is over; returns what was judged at the end of each epoch."""
    judged = []
    for _ in range(most):
        session.step()
        if session.judging.is_due:
            figures = session.evaluate()
            assert figures is not None
            judged.append(figures[-1].loss)
            if session.judging.take(figures):
                return judged
    raise AssertionError("nothing ended the run")


def weights(session: Session) -> dict[str, torch.Tensor]:
    return session.checkpoint().snapshot.tensors


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(value, other[name]) for name, value in one.items())


def test_a_part_for_validation_is_measured_beside_train_and_test() -> None:
    session = Session(stopped())
    figures = session.evaluate()
    assert figures is not None
    assert [part.count for part in figures] == [30, 40, 10]
    assert session.judging.part == "validation"


def test_it_ends_after_as_many_epochs_as_one_has_patience_and_the_best_weights_come_back() -> None:
    session = Session(stopped(patience=5), Tape())
    known = {}
    while not session.judging.why:
        session.step()
        if session.judging.is_due:
            known[session.step_count] = (session.evaluate(), weights(session))
            session.judging.take(known[session.step_count][0] or ())
    losses = {step: figures[-1].loss for step, (figures, _) in known.items() if figures is not None}
    best, steps = min(losses, key=lambda step: losses[step]), list(losses)
    assert steps.index(session.step_count) - steps.index(best) == 5
    assert session.judging.why == "No better validation loss for 5 epochs"
    point = session.judging.best
    assert point is not None
    assert (point.step, point.part, point.figure, point.value) == (best, "validation", "loss", losses[best])
    last = weights(session)
    assert session.judging.restores
    assert session.judging.go("best", exactly=False)
    assert session.step_count == best
    assert same(weights(session), known[best][1])
    assert session.judging.go("last")
    assert session.step_count == steps[-1]
    assert same(weights(session), last)


def test_a_kept_state_goes_on_to_the_same_end() -> None:
    session = Session(stopped(patience=6))
    for _ in range(3 * 12):
        session.step()
    state = session.keep()
    judged = run_to_end(session)
    other = Session(stopped(patience=6))
    assert not other.restore(state)
    assert other.keep() == state
    assert run_to_end(other) == judged
    assert other.judging.best == session.judging.best
    assert session.judging.go("best")
    assert other.judging.go("best")
    assert same(weights(session), weights(other))


def test_a_damaged_best_state_is_refused() -> None:
    session = Session(stopped())
    for _ in range(7):
        session.step()
    found = snapshot.decode(session.keep())
    assert found.stopping is not None
    assert found.stopping.best is not None
    next(iter(found.stopping.best.tensors.values()))[0] = math.nan
    with pytest.raises(ValueError, match="damaged"):
        Session(stopped()).restore(snapshot.encode(found))


def test_after_its_end_it_may_go_on_with_patience_anew() -> None:
    session = Session(stopped(patience=3))
    run_to_end(session)
    end = session.step_count
    run_to_end(session)
    assert session.step_count == end + 3 * 3


def test_more_patience_on_the_way_lets_it_go_on() -> None:
    session = Session(stopped(patience=2))
    run_to_end(session)
    end, best = session.step_count, session.judging.best
    again = Session(stopped(patience=2))
    while again.step_count < end - 1:
        again.step()
    again.replace(stopped(patience=4))
    run_to_end(again)
    assert again.step_count > end
    assert best is not None


def test_a_target_ends_it_once() -> None:
    session = Session(stopped("target", watches="loss", wanted=0.65, on=data("circle", samples=80)))
    run_to_end(session)
    assert session.judging.why == "The test loss reached 0.65"
    assert not session.judging.restores
    for _ in range(20):
        session.step()
        if session.judging.is_due:
            assert not session.judging.take(session.evaluate() or ())


def test_where_nothing_is_watched_the_best_of_what_is_measured_is_known() -> None:
    session = Session(tiny(), Tape())
    marked = []
    for _ in range(4):
        for _ in range(5):
            session.step()
        figures = session.evaluate()
        assert figures is not None
        session.judging.note(figures)
        marked.append((figures[1].loss, session.step_count, weights(session)))
    lowest = min(marked, key=lambda found: found[0])
    best = session.judging.best
    assert best is not None
    assert (best.value, best.step) == lowest[:2]
    assert session.judging.go("best")
    assert same(weights(session), lowest[2])


@pytest.mark.parametrize("larger", [False, True])
def test_the_rules_take_figures_as_courses_do(larger: bool) -> None:
    sign = -1.0 if larger else 1.0
    rule = EarlyStopping(patience=2, least_change=0.1, warm_up=1, larger=larger)
    figures = (0.1, 1.0, 0.95, math.nan, 0.5)
    assert [rule.take(sign * figure) for figure in figures[:3]] == [False, True, False]
    assert not rule.is_over
    assert not rule.take(figures[3])
    assert rule.is_over
    assert rule.take(sign * figures[4])
    target = TargetReached(sign * 0.5, larger=larger)
    assert [target.take(sign * figure) for figure in (0.9, 1.0, 0.5)] == [True, False, True]
    assert target.is_over


@pytest.fixture(scope="module")
def told() -> Any:
    """What a trainer told of a run that was ended, went back to its last weights and was played on."""
    desk = Desk()
    desk.link.send(Replace(stopped(patience=4), 1))
    desk.link.send(Play())
    end = desk.wait(Stopped)
    desk.link.send(Keep("best"))
    best = desk.wait(Kept)
    desk.link.send(GoTo("last"))
    there = desk.wait(WentTo)
    desk.link.send(StepEpoch())
    later = desk.wait(State, lambda state: not state.playing and state.step > there.step)
    assert desk.link.stop(10.0)
    return desk, end, best, there, later


def test_the_trainer_ends_at_the_step_of_a_session_and_says_why(told: Any) -> None:
    desk, end, best, there, later = told
    session = Session(stopped(patience=4))
    run_to_end(session)
    assert (end.limit, end.why) == ("stopping", "No better validation loss for 4 epochs")
    assert end.epoch == session.epoch
    assert end.best == session.judging.best
    last = session.step_count
    assert session.judging.go("best", exactly=False)
    assert snapshot.decode(best.state).step == session.step_count
    assert same(snapshot.decode(best.state).tensors, weights(session))
    assert [(report.place, report.step) for report in desk.of(WentTo)] == [("best", end.best.step), ("last", last)]
    assert there.step == last
    assert later.step == last + 3


def test_the_curves_have_the_best_and_the_last_point(told: Any) -> None:
    desk, end, *_ = told
    assert desk.of(BestMarked)[-1].best == end.best
    measured = [report for report in desk.of(Evaluated) if report.step == end.best.step]
    assert {report.validation_figures["loss"] for report in measured} == {end.best.value}
    steps = [report.first_step for report in desk.of(Scalars)]
    assert steps == sorted(steps)


def test_seconds_end_a_run() -> None:
    session = Session(tiny(pace={"seconds": 5.0}))
    assert session.steps_left() is None
    session.judging.seconds = 5.0
    assert session.finished() == "seconds"
    assert session.steps_left() == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "until it is paused"),
        (
            {"epochs": 40, "stopping": STOPPING.find("early")(patience=8)},
            "stop at epoch 40, 8 epochs without a better loss",
        ),
        ({"stopping": STOPPING.find("target")()}, "accuracy up to 0.95"),
        ({"stopping": STOPPING.find("target")(watches="loss", wanted=0.1)}, "loss down to 0.1"),
    ],
)
def test_the_panel_says_how_long_in_words(changes: dict[str, Any], words: str) -> None:
    length = next(section for section in SECTIONS if section.id == "length")
    assert ", ".join(section_in_words(tiny(pace=changes), length)) == words
