"""Several runs in one trainer: each learns what it would learn alone, bit for bit, and concerns no other."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import pairwise

import msgspec
import numpy as np
import pytest

from playground.engine.commands import EndRun, Keep, Pause, Play, Replace, Restore, StepBatch, Watch
from playground.engine.link import Link
from playground.engine.messages import Built, Diverged, Evaluated, Failed, Frame, Kept, RunReport, Scalars, State
from playground.engine.process_link import ProcessLink
from playground.engine.requests import OnGrid, Outputs
from playground.engine.session import Session
from playground.engine.thread_link import ThreadLink
from playground.model.experiment import Experiment
from playground.model.network import Node
from tests.engine.brittle import Brittle, Threaded
from tests.engine.desks import Desk
from tests.engine.setups import data, experiment, insert, layer, stack, tiny, with_network, with_optimizer
from tests.waiting import PATIENCE_SECONDS, moments

LINKS = [pytest.param(ThreadLink, id="thread"), pytest.param(ProcessLink, id="process", marks=pytest.mark.slow)]
SEEN = Outputs(OnGrid(5), ("output",))


@pytest.fixture(params=LINKS)
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    desk = Desk(request.param())
    yield desk
    assert desk.link.stop(10.0)


@pytest.fixture
def thread_desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    assert desk.link.stop(10.0)


def dropping(seed: int, threads: int, noise: float = 0.1) -> Experiment:
    """One that draws random numbers at every step, and whose numbers rest on torch's number of threads."""
    network = stack(layer("linear", units=6), layer("tanh"), layer("dropout", rate=0.4), Threaded())
    pace = {"batch_size": 10, "threads": threads}
    return experiment(network, data("circle", noise=noise), "adam", seed=seed, pace=pace, learning_rate=0.01)


def begin(desk: Desk, *experiments: Experiment) -> None:
    """Let each be a run, from number 1 on; all are sent before any is built."""
    for run, each in enumerate(experiments, 1):
        desk.link.send(Replace(each, 1, run=run))
    for run in range(1, len(experiments) + 1):
        desk.wait(Built, partial(is_of, run))


def is_of(run: int, report: RunReport) -> bool:
    return report.run == run


def at(desk: Desk, run: int, step: int) -> State:
    return desk.wait(State, lambda state: (state.run, state.step, state.playing) == (run, step, False))


def all_rest(desk: Desk, runs: set[int]) -> None:
    """Wait until each of these, which all play, has come to an end."""
    while runs:
        runs = runs - {desk.wait(State, lambda state: state.step > 0 and not state.playing).run}


def losses(desk: Desk, run: int) -> list[float]:
    """All losses that were told of a run, in the order of its steps."""
    found: dict[int, float] = {}
    for report in desk.of(Scalars):
        if report.run == run:
            found |= dict(enumerate(report.losses.tolist(), report.first_step))
    return [found[step] for step in range(1, len(found) + 1)]


def frames_of(link: Link, runs: Iterable[int], step: int) -> dict[int, Frame]:
    """Wait for the frames of these runs at a step, in whatever order they come."""
    found: dict[int, Frame] = {}
    wanted = set(runs)
    for _ in moments(PATIENCE_SECONDS):
        frame = link.frame()
        if frame is not None and frame.run in wanted and frame.step == step:
            found[frame.run] = frame
        if set(found) == wanted:
            return found
    raise AssertionError(f"no frame of runs {wanted - set(found)} at step {step}")


def state_of(desk: Desk, run: int) -> bytes:
    desk.link.send(Keep("all", run=run))
    return desk.wait(Kept, lambda kept: kept.run == run).state


def test_two_runs_at_once_learn_what_each_learns_alone(desk: Desk) -> None:
    """Their random numbers come from torch's one generator, and torch has one number of threads."""
    both = {1: dropping(seed=1, threads=1), 2: dropping(seed=2, threads=2, noise=0.3)}
    begin(desk, *both.values())
    for run in both:
        desk.link.send(Watch((SEEN,), run=run))
        desk.link.send(Play(90, run=run))
    all_rest(desk, {1, 2})
    told = [report.run for report in desk.of(Scalars)]
    assert sum(one != other for one, other in pairwise(told)) > 2, "they take turns"
    for run, step in ((1, 91), (2, 91), (1, 92), (2, 92)):  # now one, now the other
        desk.link.send(StepBatch(run=run))
        at(desk, run, step)
    frames = frames_of(desk.link, both, 92)
    states = {run: state_of(desk, run) for run in both}
    figures = {report.run: report.test_loss for report in desk.of(Evaluated) if report.step == 92}
    for run, each in both.items():  # only now, as the trainer is idle: in a thread it has the same generator
        alone = Session(each)
        assert losses(desk, run) == [alone.step() for _ in range(92)]
        assert states[run] == alone.keep()
        assert np.array_equal(frames[run].answers[SEEN]["output"], alone.answer((SEEN,))[0][SEEN]["output"])
        found = alone.evaluate()
        assert found is not None
        assert figures[run] == found[1].loss
    assert all(isinstance(report, RunReport) and report.run in both for report in desk.reports[1:])


def test_a_run_that_fails_or_diverges_leaves_the_others_alone(desk: Desk) -> None:
    fuse = with_network(tiny(), insert(tiny().networks["main"], 2, Node("fuse", Brittle(call=40))))
    begin(desk, dropping(seed=1, threads=1), fuse, tiny(learning_rate=1e6))
    for run in (1, 2, 3):
        desk.link.send(Play(80, run=run))
    all_rest(desk, {1, 2})
    if not desk.of(Diverged):
        desk.wait(Diverged)
    assert [report.run for report in desk.of(Failed)] == [2]
    assert [report.run for report in desk.of(Diverged)] == [3]
    assert losses(desk, 1) == [alone.step() for alone in [Session(dropping(seed=1, threads=1))] for _ in range(80)]
    desk.link.send(Play(2, run=2))
    assert at(desk, 2, 41)


def test_what_changes_one_run_changes_no_other(desk: Desk) -> None:
    """A change that waits for one run is not outrun by a change of another, and generations are each run's own."""
    begin(desk, tiny(), tiny(seed=3), tiny())
    desk.link.send(Play(20, run=1))
    desk.link.send(Play(20, run=2))
    all_rest(desk, {1, 2})
    kept = state_of(desk, 1)
    desk.link.send(Replace(with_optimizer(tiny(), learning_rate=0.3), 7, run=2))
    desk.link.send(Restore(tiny(), kept, 5, run=3))
    assert desk.wait(Built, lambda built: built.generation == 5).run == 3
    desk.link.send(Play(5, run=1))
    desk.link.send(Play(5, run=3))
    assert at(desk, 3, 25).generation == 5
    again = [loss for report in desk.of(Scalars) if report.run == 3 for loss in report.losses]
    assert again == losses(desk, 1)[20:]
    assert {report.generation for report in desk.of(Scalars) if report.run == 1} == {1}


def test_a_run_that_goes_on_never_takes_the_place_of_a_picture_of_another(desk: Desk) -> None:
    begin(desk, tiny(), tiny(seed=3))
    desk.link.send(Play(10, run=1))
    at(desk, 1, 10)
    desk.link.send(Play(run=2))
    desk.wait(State, lambda state: state.run == 2 and state.step > 50)
    desk.link.send(Pause(run=2))
    last = desk.wait(State, lambda state: state.run == 2 and not state.playing).step
    frames = {}
    for _ in moments(PATIENCE_SECONDS):
        if (frame := desk.link.frame()) is not None:
            frames[frame.run] = frame.step
        if frames == {1: 10, 2: last}:
            return
    raise AssertionError(frames)


def test_a_run_that_ends_lets_go_of_its_memory_and_the_other_goes_on(thread_desk: Desk) -> None:
    desk = thread_desk
    ended = msgspec.structs.replace(tiny(), name="ended")
    begin(desk, ended, tiny(seed=3))
    for run in (1, 2):
        desk.link.send(Play(run=run))
        desk.wait(State, lambda state: state.step > 10)
    gc.disable()  # whatever goes must go by itself
    try:
        assert sessions(ended)
        desk.link.send(EndRun(run=1))
        desk.link.send(Keep("after", run=2))
        desk.wait(Kept)
        assert not sessions(ended)
    finally:
        gc.enable()
    before = len(desk.reports)
    desk.wait(State, lambda state: state.step > 500)
    assert {report.run for report in desk.reports[before:] if isinstance(report, RunReport)} == {2}
    while (frame := desk.link.frame()) is not None:
        assert frame.run == 2
    desk.link.send(Pause(run=2))
    desk.paused()
    assert desk.link.alive


def sessions(experiment: Experiment) -> list[Session]:
    found = [each for each in gc.get_objects() if isinstance(each, Session)]
    return [session for session in found if session.experiment.name == experiment.name]
