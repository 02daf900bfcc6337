"""Schedules in a session: the rate in force, changes on the way, and what a run needs to go on exactly."""

from __future__ import annotations

from typing import Any

import pytest

from playground.engine.checkpoint import Checkpoint
from playground.engine.faults import BadState
from playground.engine.history import History
from playground.engine.mailbox import Mailbox
from playground.engine.messages import Scalars
from playground.engine.reporter import Reporter
from playground.engine.session import Session
from playground.engine.snapshot import decode, encode
from playground.engine.stepping import Stepping
from playground.model import edits, files
from playground.model.experiment import Experiment
from playground.model.trace import trace
from tests.model.networks import experiment

PLATEAU = {"kind": "plateau", "patience": 0, "gamma": 0.5, "threshold": 0.9}
"""Falls after nearly every epoch."""


def scheduled(schedule: dict[str, Any], **training: Any) -> Experiment:
    """A small network on 20 training points: two steps an epoch."""
    made = experiment(
        {"kind": "linear", "units": 3}, data="circle", training={"threads": 1, "batch_size": 10, **training}
    )
    made = edits.set_value(edits.set_value(made, "data.samples", 40), "data.train_share", 0.5)
    return edits.set_value(made, "training.schedule", schedule)


def rates(session: Session, steps: int) -> list[float]:
    found = []
    for _ in range(steps):
        session.step()
        found.append(session.step_figures["learning_rate"])
    return found


def test_a_plain_run_tells_nothing_of_its_steps() -> None:
    session = Session(scheduled({"kind": "constant"}))
    session.step()
    assert not session.step_figures
    assert "schedule" not in str(decode(session.keep()).parts)


def test_the_rate_moves_once_an_epoch_or_with_every_step() -> None:
    by_epoch = Session(
        scheduled({"kind": "exponential", "gamma": 0.5}, optimizer={"kind": "sgd", "learning_rate": 0.1})
    )
    assert rates(by_epoch, 6) == [0.1, 0.1, 0.05, 0.05, 0.025, 0.025]
    by_step = Session(
        scheduled(
            {"kind": "step", "every": 2, "gamma": 0.5, "by": "steps"}, optimizer={"kind": "sgd", "learning_rate": 1.0}
        )
    )
    assert rates(by_step, 5) == [1.0, 1.0, 0.5, 0.5, 0.25]


def test_the_rate_in_force_comes_to_the_curves_step_by_step() -> None:
    session, mailbox, history = Session(scheduled({"kind": "exponential", "gamma": 0.5})), Mailbox(), History()
    Stepping(Reporter(mailbox), lambda: False).go(session, 2)
    for report in mailbox.empty():
        if isinstance(report, Scalars):
            history.add_scalars(report)
    curve = history.step_figures["learning_rate"]
    assert curve.steps.tolist() == history.batch_loss.steps.tolist()
    assert curve.values[-1] == session.step_figures["learning_rate"]


def test_a_base_rate_that_is_dragged_scales_what_comes() -> None:
    made = scheduled({"kind": "polynomial", "over": 4}, optimizer={"kind": "sgd", "learning_rate": 0.4})
    session = Session(made)
    before = rates(session, 2)
    session.replace(edits.set_value(made, "training.optimizer.learning_rate", 0.2))
    assert before == [0.4, 0.4]
    assert rates(session, 2) == [0.2 * 0.75, 0.2 * 0.75]


def test_a_schedule_that_is_taken_away_leaves_the_rate_and_momentum_that_are_set() -> None:
    made = scheduled({"kind": "one_cycle", "over": 10}, optimizer={"kind": "adam", "learning_rate": 0.01})
    session = Session(made)
    session.step()
    assert session.step_figures["momentum"] == pytest.approx(0.95)
    plain = edits.set_value(made, "training.schedule", "constant")
    session.replace(plain)
    session.step()
    assert not session.step_figures
    other = Session(plain)
    other.restore(session.keep())
    assert other.step() == session.step()


@pytest.mark.parametrize("kind", ["sgd", "rmsprop", "adam", "adagrad"])
def test_momentum_that_was_off_can_be_moved_on_the_way(kind: str) -> None:
    made = scheduled({"kind": "constant"}, optimizer={"kind": kind})
    session = Session(made)
    session.step()
    session.replace(edits.set_value(made, "training.schedule", {"kind": "one_cycle", "over": 10}))
    session.step()
    kept = session.keep()
    session.step()
    again = Session(session.experiment)
    again.restore(kept)
    again.step()
    assert again.keep() == session.keep()


def test_the_plateau_looks_at_the_whole_test_part_at_the_end_of_each_epoch() -> None:
    session = Session(scheduled(PLATEAU, optimizer={"kind": "sgd", "learning_rate": 0.1}))
    assert rates(session, 6) == [0.1, 0.1, 0.1, 0.1, 0.05, 0.05]  # the first loss is better than none


def test_a_warm_up_comes_before_the_plateau_looks() -> None:
    session = Session(
        scheduled({**PLATEAU, "warm_up": 2, "warm_up_from": 0.5}, optimizer={"kind": "sgd", "learning_rate": 1.0})
    )
    assert rates(session, 10)[::2] == [0.5, 0.75, 1.0, 1.0, 0.5]


def test_a_run_with_a_plateau_goes_on_bit_for_bit_from_a_file_and_from_its_tape() -> None:
    made = scheduled(PLATEAU, optimizer={"kind": "sgd", "learning_rate": 0.1})
    session = Session(made)
    rates(session, 5)
    kept, point = session.keep(), session.checkpoint()
    wanted, state = rates(session, 6), session.keep()
    other = Session(made)
    assert other.restore(kept) == ""
    assert rates(other, 6) == wanted
    assert other.keep() == state
    session.resume(point)
    assert rates(session, 6) == wanted
    assert session.keep() == state
    read = decode(state)
    assert encode(read) == state
    assert Checkpoint.of_file(made, state).snapshot.parts.keys() == {"schedule/watch"}


def test_a_plateau_left_at_a_pause_leaves_nothing_that_another_schedule_would_be_refused_for() -> None:
    """Also of files that hold what the plateau of before had seen."""
    made = scheduled(PLATEAU)
    session = Session(made)
    rates(session, 5)
    before = session.checkpoint()
    other = edits.set_value(made, "training.schedule", "step")
    session.replace(other)
    now = session.checkpoint()
    assert before.snapshot.parts.keys() == {"schedule/watch"}
    assert not now.snapshot.parts
    for state in (encode(now.snapshot), encode(before.snapshot)):
        again = Session(other)
        assert again.restore(state) == ""
        assert again.step_count == 5
        again.step()


@pytest.mark.parametrize(
    "numbers", [[2.0, 1.0, 0, 0, 0], [0.5, float("nan"), 0, 0, 0], [0.5, 1.0, -1, 0, 0], [0.5, 1.0, 1e300, 0, 0], [0.5]]
)
def test_a_state_of_the_plateau_that_cannot_be_is_refused(numbers: list[float]) -> None:
    session = Session(scheduled(PLATEAU))
    session.step()
    found = decode(session.keep())
    found.parts["schedule/watch"] = found.parts["schedule/watch"].new_tensor(numbers)
    with pytest.raises(BadState):
        session.restore(encode(found))


def test_milestones_that_are_no_numbers_are_an_error_with_words() -> None:
    made = scheduled({"kind": "multi_step", "milestones": "3, soon"})
    assert list(made.training.problems()) == [
        "Milestones are whole numbers, and 'soon' is none: write them such as 30, 60, 80."
    ]


def test_another_schedule_keeps_what_is_counted_in_the_same() -> None:
    made = scheduled({"kind": "cosine", "over": 40, "warm_up": 2})
    linear = edits.set_value(made, "training.schedule", "polynomial").training.schedule
    assert (linear.warm_up, getattr(linear, "over", 0)) == (2, 40)
    cycle = edits.set_value(made, "training.schedule", "one_cycle").training.schedule
    assert (cycle.by, cycle.warm_up, getattr(cycle, "over", 0)) == ("steps", 0, 0)


def test_a_file_has_a_schedule_only_where_there_is_one() -> None:
    plain = scheduled({"kind": "constant"})
    assert "schedule" not in files.to_plain(plain)["training"]
    made = scheduled({"kind": "cosine", "over": 40, "warm_up": 2})
    assert files.to_plain(made)["training"]["schedule"]["over"] == 40
    for each in (plain, made):
        assert files.read(files.write(each)) == each


def test_a_schedule_over_the_whole_of_a_run_without_end_is_warned_of() -> None:
    endless = scheduled({"kind": "cosine"})
    (problem,) = trace(endless).problems
    assert (problem.severity, problem.section) == ("warning", "training")
    assert "no end" in problem.text
    assert trace(edits.fix(endless, "", problem.fixes[0])).problems == ()
    for schedule in ({"kind": "cosine", "over": 5}, {"kind": "step"}, {"kind": "plateau"}):
        assert trace(scheduled(schedule)).problems == ()
