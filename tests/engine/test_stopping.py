"""Stopping: a run ends where it gets no better on unseen samples, at the same step and with the same weights always."""

from __future__ import annotations

import dataclasses
import json
import math
from typing import Any

import msgspec
import pytest
import safetensors.torch
import torch

from playground.engine import snapshot
from playground.engine.commands import GoTo, Keep, Play, Replace, StepEpoch
from playground.engine.faults import BadState
from playground.engine.messages import BestMarked, Evaluated, Kept, Scalars, State, Stopped, WentTo
from playground.engine.session import Session
from playground.engine.tape import Tape
from playground.model import edits
from playground.model.dataset import DataSet
from playground.model.experiment import Experiment
from playground.model.files import from_plain, to_plain
from playground.model.origin import METADATA, read_metadata
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
    watched = {"stopping": (STOPPING.find(kind)(**settings),), **(pace or {})}
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


def both(patience: int = 3, wanted: float = 0.55) -> Experiment:
    """As `stopped`, with two kinds: early stopping that has patience, and a loss that is low enough."""
    kinds = (STOPPING.find("target")(watches="loss", wanted=wanted), STOPPING.find("early")(patience=patience))
    return stopped(pace={"stopping": kinds})


def test_of_several_kinds_the_first_that_says_so_ends_it_and_the_best_is_that_of_early_stopping() -> None:
    alone, by_target, by_patience = Session(stopped(patience=3)), Session(both(wanted=0.66)), Session(both(wanted=0.0))
    losses = run_to_end(alone)
    reached = next(place for place, loss in enumerate(losses) if loss <= 0.66)
    assert reached + 1 < len(losses)
    assert run_to_end(by_target) == losses[: reached + 1]
    assert by_target.judging.why == "The validation loss reached 0.66"
    best = by_target.judging.best
    assert best is not None
    assert (best.figure, best.value) == ("loss", min(losses[: reached + 1]))
    assert run_to_end(by_patience) == losses
    assert by_patience.judging.why == alone.judging.why
    assert by_patience.judging.best == alone.judging.best
    assert by_patience.judging.restores
    by_target.replace(both(wanted=0.0))
    assert run_to_end(by_target)[-1] == losses[-1], "its patience is what it was as the target was lowered"
    assert by_target.judging.best == alone.judging.best


def test_what_several_kinds_know_is_kept_and_one_that_is_added_on_the_way_begins_there() -> None:
    session, other = Session(both(patience=6, wanted=0.0)), Session(both(patience=6, wanted=0.0))
    for _ in range(3 * 12):
        session.step()
    assert not other.restore(session.keep())
    assert other.keep() == session.keep()
    late = Session(stopped(patience=6))
    for _ in range(3 * 12):
        late.step()
    late.replace(both(patience=6, wanted=0.0))
    ends = [run_to_end(each) for each in (session, other, late)]
    assert ends[0] == ends[1] == ends[2]
    assert session.judging.best == other.judging.best == late.judging.best


def test_two_of_a_kind_keep_apart() -> None:
    early = STOPPING.find("early")
    session = Session(stopped(pace={"stopping": (early(patience=9), early(patience=2))}))
    alone = Session(stopped(patience=2))
    assert run_to_end(session) == run_to_end(alone)
    assert session.judging.why == "No better validation loss for 2 epochs"


def test_a_file_with_one_kind_of_stopping_opens_and_goes_on() -> None:
    plain = to_plain(stopped(patience=6))
    plain["training"]["stopping"] = plain["training"]["stopping"][0]
    assert from_plain(plain) == stopped(patience=6)
    session = Session(stopped(patience=6))
    for _ in range(3 * 12):
        session.step()
    flat = safetensors.torch.load(state := session.keep())
    about = read_metadata(state)
    told = json.loads(about)
    (rule,) = told["stopping"].pop("rules")
    told["stopping"] = {**rule, "best": told["stopping"]["best"]}
    older = safetensors.torch.save(flat, {METADATA: json.dumps(told)})
    other = Session(stopped(patience=6))
    assert not other.restore(older)
    assert other.keep() == state


def test_a_best_state_of_layers_of_another_size_is_no_damage() -> None:
    session = Session(stopped(patience=6))
    for _ in range(4):
        session.step()
    assert session.judging.best is not None
    other = Session(edits.set_value(session.experiment, "networks.main.linear_1.units", 5))
    words = other.restore(session.keep(), over_other_data=True)
    assert words.startswith("Of the saved state of learning, the weights that fit are kept")
    with pytest.raises(BadState, match="belongs to another network"):
        other.restore(session.keep())


def test_what_a_file_says_that_stopping_knows_changes_no_setting_of_it() -> None:
    session, other = Session(stopped(patience=3)), Session(stopped(patience=3))
    for _ in range(4):
        session.step()
    found = snapshot.decode(session.keep())
    assert found.stopping is not None
    (rule,) = found.stopping.rules
    rule = msgspec.structs.replace(rule, numbers=rule.numbers | {"take": 1.0, "patience": 0})
    stopping = msgspec.structs.replace(found.stopping, rules=(rule,))
    other.restore(snapshot.encode(dataclasses.replace(found, stopping=stopping)))
    assert run_to_end(other) == run_to_end(session)


def test_seconds_of_learning_are_saved_where_they_are_limited() -> None:
    session, plain = Session(tiny(pace={"seconds": 5.0})), Session(tiny())
    for each in (session, plain):
        each.step()
        each.judging.seconds = 3.25
    other = Session(tiny(pace={"seconds": 5.0}))
    other.restore(session.keep())
    assert other.judging.seconds == 3.25
    assert other.keep() == session.keep()
    other.resume(session.checkpoint())
    assert other.judging.seconds == 3.25
    other.restore(plain.keep())
    assert other.judging.seconds == 0.0
    assert snapshot.alike(snapshot.decode(session.keep()), session.checkpoint().snapshot)
    found = dataclasses.replace(snapshot.decode(session.keep()), seconds=math.inf)
    with pytest.raises(ValueError, match="damaged"):
        other.restore(snapshot.encode(found))


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
            {
                "epochs": 40,
                "seconds": 90.0,
                "stopping": (STOPPING.find("early")(patience=8), STOPPING.find("target")()),
            },
            "40 epochs, 90 s, patience 8, until accuracy 0.95",
        ),
        ({"stopping": (STOPPING.find("target")(watches="loss", wanted=0.1),)}, "until loss 0.1"),
        (
            {"stopping": (STOPPING.find("early")(watches="accuracy", warm_up=2, restore=False),)},
            "patience 5 on accuracy, warm-up 2, last weights stay",
        ),
    ],
)
def test_the_panel_says_how_long_in_words(changes: dict[str, Any], words: str) -> None:
    length = next(section for section in SECTIONS if section.id == "length")
    assert ", ".join(section_in_words(tiny(pace=changes), length)) == words
