"""What every link must do: commands in, reports and frames out, with the real trainer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from playground.engine.commands import Keep, Pause, Play, Replace, Restore, StepBatch, StepEpoch, Watch
from playground.engine.history import History
from playground.engine.learner import Learner
from playground.engine.link import Link
from playground.engine.messages import Built, Diverged, Evaluated, Failed, Kept, Ready, Scalars, State
from playground.engine.process_link import ProcessLink
from playground.engine.requests import OnGrid, Outputs
from playground.engine.session import Session
from playground.engine.thread_link import ThreadLink
from playground.model.network import Node
from playground.model.trace import trace
from tests.engine.brittle import Brittle, Spoiling
from tests.engine.desks import Desk
from tests.engine.setups import (
    data,
    experiment,
    insert,
    layer,
    stack,
    tiny,
    with_network,
    with_optimizer,
    with_training,
)

LINKS = [pytest.param(ThreadLink, id="thread"), pytest.param(ProcessLink, id="process", marks=pytest.mark.slow)]
"""Every test goes through both; a process takes seconds until it has loaded torch."""


@pytest.fixture(params=LINKS)
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    desk = Desk(request.param())
    yield desk
    assert desk.link.stop(10.0)


@pytest.fixture
def thread_desk() -> Iterator[Desk]:
    """For what is done to the trainer from outside, which only one in this process feels."""
    desk = Desk()
    yield desk
    assert desk.link.stop(10.0)


@pytest.mark.parametrize("module", ["link", "thread_link", "process_link"])
def test_importing_a_link_loads_no_torch(module: str) -> None:
    code = f"import sys, playground.engine.{module}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_run_from_ready_to_stop(desk: Desk) -> None:
    request = Outputs(OnGrid(10), ("linear_1", "output"))
    desk.link.send(Replace(tiny(), 1))
    desk.link.send(Watch((request,)))
    assert desk.wait(Ready).threads >= 1
    built = desk.wait(Built)
    assert built.fresh
    assert built.generation == 1
    assert desk.frame(0).answers[request]["output"].shape == (100, 1)
    desk.link.send(Play())
    desk.wait(Evaluated, lambda report: report.step >= 200)
    desk.link.send(Pause())
    state = desk.paused()
    last = desk.wait(Evaluated, lambda report: report.step == state.step)
    assert desk.frame(state.step).epoch == last.epoch == state.epoch
    steps = [
        step for report in desk.of(Scalars) for step in range(report.first_step, report.first_step + len(report.losses))
    ]
    assert steps == list(range(1, state.step + 1))


def test_one_batch_and_one_epoch(desk: Desk) -> None:
    desk.link.send(Replace(tiny(), 1))
    desk.wait(Built)
    desk.link.send(StepBatch())
    assert desk.wait(State, lambda state: state.step == 1 and not state.playing).epoch == 0.04
    assert desk.frame(1).step == 1
    desk.link.send(StepEpoch())
    assert desk.wait(State, lambda state: not state.playing and state.step > 1).step == 25
    desk.link.send(StepEpoch())
    assert desk.wait(State, lambda state: not state.playing and state.step > 25).epoch == 2.0


def test_playing_ends_at_the_limit_and_stays_there(desk: Desk) -> None:
    desk.link.send(Replace(with_training(tiny(), epochs=3), 1))
    desk.link.send(Play())
    assert desk.wait(State, lambda state: state.step > 0 and not state.playing).step == 75
    desk.link.send(Play())
    assert desk.paused().step == 75


def test_a_change_while_playing_goes_on(desk: Desk) -> None:
    desk.link.send(Replace(tiny(), 1))
    desk.link.send(Play())
    desk.wait(Scalars)
    desk.link.send(Replace(with_optimizer(tiny(), learning_rate=0.3), 2))
    built = desk.wait(Built, lambda report: report.generation == 2)
    assert not built.fresh
    assert built.step > 0
    assert desk.wait(Scalars, lambda report: report.generation == 2).first_step == built.step + 1
    desk.link.send(Replace(tiny(), 3, fresh=True))
    assert desk.wait(Built, lambda report: report.generation == 3).step == 0
    assert desk.paused().step == 0


def test_divergence_is_reported_and_the_thread_works_on(desk: Desk) -> None:
    desk.link.send(Replace(tiny(learning_rate=1e6), 1))
    desk.link.send(Play())
    fault = desk.wait(Diverged)
    assert "too high" in fault.text
    state = desk.paused()
    assert state.step == fault.back_to
    desk.link.send(Replace(tiny(), 2))
    desk.link.send(StepEpoch())
    assert desk.wait(State, lambda state: state.generation == 2 and state.step > 0 and not state.playing).step == 25


def test_a_step_that_fails_again_and_again_takes_the_curves_back_with_it(
    thread_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where learning again what led to it fails too, learning stands further back than was told."""
    desk = thread_desk
    desk.link.send(Replace(tiny(), 1))
    desk.link.send(Play(20))
    desk.wait(State, lambda state: state.step == 20 and not state.playing)
    whole, fails = Learner.learn, iter((False, True, True))
    monkeypatch.setattr(Learner, "learn", lambda learner: _fail() if next(fails, False) else whole(learner))
    desk.link.send(Play(25))
    fault = desk.wait(Diverged)
    assert "it has failed" in fault.text
    assert fault.back_to < fault.step - 1
    assert desk.paused().step == fault.back_to
    desk.link.send(Play(45 - fault.back_to))
    desk.wait(State, lambda state: state.step == 45 and not state.playing)
    losses: dict[int, float] = {}
    for report in desk.of(Scalars):
        losses |= dict(enumerate(report.losses.tolist(), report.first_step))
    alone = Session(tiny())  # only now, as both draw from torch's one generator and the thread is idle
    assert [losses[step] for step in range(1, 46)] == [alone.step() for _ in range(45)]


def _fail() -> float:
    raise RuntimeError("it has failed")


def test_what_cannot_be_trained_waits_quietly_and_its_weights_are_kept(desk: Desk) -> None:
    desk.link.send(Replace(tiny(), 1))
    desk.link.send(StepEpoch())
    desk.wait(State, lambda state: state.step == 25 and not state.playing)
    too_large = with_training(tiny(), batch_size=9999)
    desk.link.send(Replace(too_large, 2))
    assert desk.wait(State, lambda state: state.generation == 2).playing is False
    desk.link.send(Play())
    assert desk.paused().step == 25
    desk.link.send(Replace(tiny(), 3))
    built = desk.wait(Built, lambda report: report.generation == 3)
    assert built.kept == ("linear_1", "linear_2", "output")
    assert not built.fresh
    # It was asked to play, so it said why it does not.
    assert [report.text for report in desk.of(Failed)] == [trace(too_large).errors[0].text]


def test_a_request_that_fails_does_not_stop_learning(desk: Desk) -> None:
    bad = Outputs(OnGrid(5), ("nowhere",))
    desk.link.send(Replace(tiny(), 1))
    desk.link.send(Watch((bad,)))
    desk.link.send(Play())
    desk.wait(Scalars, lambda report: report.first_step > 50)
    desk.link.send(Pause())
    frame = desk.frame(desk.paused().step)
    assert "nowhere" in frame.failures[bad]


def test_an_exception_in_a_step_is_reported_and_the_thread_works_on(desk: Desk) -> None:
    network = insert(tiny().networks["main"], 2, Node("fuse", Brittle(call=40)))
    desk.link.send(Replace(with_network(tiny(), network), 1))
    desk.link.send(Play())
    fault = desk.wait(Failed)
    assert "the fuse has blown" in fault.text
    assert "Traceback" in fault.details
    assert desk.paused().step == 39
    desk.link.send(StepBatch())
    assert desk.wait(State, lambda state: state.step == 40).generation == 1


def test_kept_and_restored_in_another_thread(desk: Desk) -> None:
    desk.link.send(Replace(tiny(), 1))
    desk.link.send(StepEpoch())
    desk.wait(State, lambda state: state.step == 25 and not state.playing)
    desk.link.send(Keep("here"))
    kept = desk.wait(Kept)
    assert (kept.token, kept.step, kept.epoch) == ("here", 25, 1.0)
    desk.link.send(StepEpoch())
    desk.wait(State, lambda state: state.step == 50 and not state.playing)
    desk.link.send(Restore(tiny(), kept.state, 2))
    assert desk.wait(Built, lambda report: report.generation == 2).step == 25
    desk.link.send(StepEpoch())
    desk.wait(State, lambda state: state.step == 50 and not state.playing and state.generation == 2)
    first = [loss for report in desk.of(Scalars) if report.generation == 1 for loss in report.losses]
    again = [loss for report in desk.of(Scalars) if report.generation == 2 for loss in report.losses]
    assert again == first[25:]


def test_a_damaged_state_is_said_and_learning_starts_anew(desk: Desk) -> None:
    desk.link.send(Restore(tiny(), b"nothing", 1))
    assert "damaged" in desk.wait(Failed).text
    assert desk.wait(Built).step == 0
    assert desk.frame(0).generation == 1


@pytest.mark.parametrize("make", LINKS)
def test_an_idle_link_stops_and_one_never_started_too(make: Callable[[], Link]) -> None:
    assert make().stop(0.1)
    link = make()
    link.start()
    assert link.stop(30.0)
    assert not link.alive


def test_history_follows_reports(desk: Desk) -> None:
    history = History()
    desk.link.send(Replace(tiny(), 1))
    desk.link.send(StepEpoch())
    desk.wait(Evaluated, lambda report: report.step == 25)
    for report in desk.reports:
        if isinstance(report, Scalars):
            history.add_scalars(report)
        elif isinstance(report, Evaluated):
            history.add_evaluation(report)
    assert np.array_equal(history.batch_loss.steps, np.arange(1, 26))
    assert history.test_loss.steps.tolist()[-1] == 25.0


def at_step_25(desk: Desk) -> None:
    desk.link.send(Replace(tiny(), 1))
    desk.link.send(StepEpoch())
    desk.wait(State, lambda state: state.step == 25 and not state.playing)


BROKEN = with_network(tiny(), insert(tiny().networks["main"], 2, Node("lost", layer("conv2d"))))
ANOTHER_BROKEN = experiment(stack(layer("flatten"), layer("conv2d")), data("digits"))


def test_before_anything_is_learned_there_is_nothing_to_keep(desk: Desk) -> None:
    desk.link.send(Keep("early"))
    kept = desk.wait(Kept)
    assert (kept.token, kept.state, kept.step, kept.failure) == ("early", b"", 0, "")
    at_step_25(desk)
    desk.link.send(Replace(ANOTHER_BROKEN, 2))
    assert desk.wait(State, lambda state: state.generation == 2).step == 0
    desk.link.send(Keep("foreign"))
    assert desk.wait(Kept).state == b""


def test_a_task_that_never_started_counts_from_0_and_starts_afresh_when_fixed(desk: Desk) -> None:
    at_step_25(desk)
    desk.link.send(Replace(ANOTHER_BROKEN, 2))
    state = desk.wait(State, lambda state: state.generation == 2)
    assert (state.step, state.epoch, state.playing) == (0, 0.0, False)
    desk.link.send(Play())
    assert desk.paused().step == 0
    flat = stack(layer("flatten"), layer("linear", units=4))
    desk.link.send(Replace(with_network(ANOTHER_BROKEN, flat), 3))
    built = desk.wait(Built, lambda report: report.generation == 3)
    assert (built.step, built.fresh) == (0, True)


def test_what_had_to_start_afresh_does_so_when_it_is_fixed(desk: Desk) -> None:
    at_step_25(desk)
    desk.link.send(Replace(BROKEN, 2, fresh=True))
    assert desk.wait(State, lambda state: state.generation == 2).step == 0
    desk.link.send(Replace(tiny(), 3))
    assert desk.wait(Built, lambda report: report.generation == 3).fresh


def test_a_broken_network_is_kept_with_the_weights_of_the_last_good_one(desk: Desk) -> None:
    at_step_25(desk)
    desk.link.send(Keep("whole"))
    whole = desk.wait(Kept)
    desk.link.send(Replace(BROKEN, 2))
    desk.link.send(Keep("broken"))
    kept = desk.wait(Kept)
    assert (kept.state, kept.step, kept.epoch) == (whole.state, 25, 1.0)
    # The file is opened again: still broken, still nothing lost, not even by saving once more.
    desk.link.send(Restore(BROKEN, kept.state, 3))
    assert desk.wait(State, lambda state: state.generation == 3).step == 25
    desk.link.send(Keep("again"))
    again = desk.wait(Kept)
    assert (again.state, again.step, again.epoch) == (whole.state, 25, 1.0)
    # Fixed by a layer more: what fits goes on, and that is said.
    longer = with_network(tiny(), insert(tiny().networks["main"], 2, Node("extra", layer("linear", units=4))))
    desk.link.send(Replace(longer, 4))
    built = desk.wait(Built, lambda report: report.generation == 4)
    assert (built.step, built.fresh) == (25, False)
    assert "weights that fit" in built.remarks[0]
    # Fixed as it was: exactly what it was.
    desk.link.send(Restore(BROKEN, kept.state, 5))
    desk.link.send(Replace(tiny(), 6))
    assert desk.wait(Built, lambda report: report.generation == 6).remarks == ()
    desk.link.send(Keep("fixed"))
    assert desk.wait(Kept).state == whole.state


def test_a_keep_is_answered_though_the_weights_are_spoilt(desk: Desk) -> None:
    setup = experiment(stack(layer("linear", units=4), Spoiling()), data("circle"))
    desk.link.send(Replace(setup, 1))
    desk.link.send(Keep("before"))
    before = desk.wait(Kept)
    desk.link.send(StepBatch())
    assert "gradients" in desk.wait(Diverged).text
    desk.link.send(Keep("after"))
    after = desk.wait(Kept)
    assert (after.state, after.step, after.failure) == (before.state, 0, "")
