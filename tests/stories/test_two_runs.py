"""Another experiment learns beside the one of the window: its curves come to be seen, and nothing else changes."""

from __future__ import annotations

import os
import signal

import msgspec
import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from playground.engine.commands import Play
from playground.engine.history import History
from playground.engine.messages import Frame, Kept
from playground.engine.requests import Request
from playground.engine.session import Session
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.model.network import Node
from playground.ui.state.notice import Notice
from playground.ui.state.run import Run
from playground.ui.state.scene import Scene
from tests.engine.brittle import Brittle
from tests.engine.setups import insert, tiny, with_network
from tests.engine.test_process_link import needs_signals
from tests.stories.conftest import PATIENCE, Open, train


def another() -> Experiment:
    return msgspec.structs.replace(load_example("circle"), seed=7)


def reach(qtbot: QtBot, run: Run, step: int) -> None:
    qtbot.waitUntil(lambda: run.state.step == step and not run.state.playing, timeout=PATIENCE)
    qtbot.waitUntil(lambda: run.history.last_step == step, timeout=PATIENCE)


def learned(run: Run) -> list[float]:
    return [float(loss) for loss in run.history.batch_loss.values]


class Watching(QObject):
    """A view that notes what it is given."""

    requests_changed = Signal()
    every_frame = False

    def __init__(self) -> None:
        super().__init__()
        self.scenes: list[Scene] = []
        self.histories: list[History] = []
        self.frames: list[Frame] = []
        self.beside: list[int] = []

    def requests(self) -> tuple[Request, ...]:
        return ()

    def set_scene(self, scene: Scene) -> None:
        self.scenes.append(scene)

    def set_frame(self, frame: Frame) -> None:
        self.frames.append(frame)

    def set_history(self, history: History) -> None:
        self.histories.append(history)
        self.beside.append(max((run.history.last_step for run in self.scenes[-1].beside), default=0))

    def isVisible(self) -> bool:
        return True


def test_a_run_beside_the_current_one_learns_by_itself_and_its_curves_can_be_laid_over(
    qtbot: QtBot, open_window: Open
) -> None:
    window = open_window("circle")
    conductor, said = window.conductor, list[Notice]()
    conductor.said.connect(said.append)
    beside = conductor.runs.add(another())
    assert conductor.scene().beside == (beside,)
    shown = Watching()
    conductor.dispatch.watch(shown)
    beside.send(Play(40))
    train(qtbot, window, 60)
    reach(qtbot, beside, 40)
    assert conductor.state.step == 60
    assert shown.scenes[-1].beside == (beside,)
    assert shown.histories[-1] is conductor.history
    assert shown.beside[-1] == 40, "it is told as numbers come to the curves beside its own"
    assert {frame.run for frame in shown.frames} == {conductor.runs.current.number}
    fuse = with_network(tiny(), insert(tiny().networks["main"], 2, Node("fuse", Brittle(call=4))))
    failing = conductor.runs.add(fuse)
    failing.send(Play(20))
    qtbot.waitUntil(lambda: "the fuse has blown" in failing.failure, timeout=PATIENCE)
    conductor.runs.end(failing)
    assert conductor.scene().beside == (beside,)
    window.store.touch("Reset", anew=True)  # an edit concerns the current run alone
    qtbot.waitUntil(lambda: conductor.state.step == 0 and conductor.runs.current.generation > 1, timeout=PATIENCE)
    assert (beside.generation, beside.state.step) == (1, 40)
    window.store.undo()
    qtbot.waitUntil(lambda: conductor.state.step == 60, timeout=PATIENCE)
    assert not [notice for notice in said if notice.severity == "error"]
    for run in conductor.runs:  # the trainer is idle by now
        alone = Session(run.experiment)
        assert learned(run) == [alone.step() for _ in range(run.state.step)]


@pytest.mark.slow
@needs_signals
@pytest.mark.process_only
def test_where_the_trainer_is_lost_all_runs_go_on(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    conductor, held = window.conductor, list[Kept]()
    conductor.kept.connect(held.append)
    beside, late = conductor.runs.add(another()), conductor.runs.add(tiny())
    beside.send(Play(30))
    train(qtbot, window, 30)
    reach(qtbot, beside, 30)
    qtbot.waitUntil(lambda: {kept.run for kept in held if kept.step == 30} == {1, 2}, timeout=PATIENCE)
    beside.send(Play())
    qtbot.waitUntil(lambda: beside.state.step > 30, timeout=PATIENCE)
    os.kill(conductor.trainer.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: beside.generation > 1 and beside.state.step > 40, timeout=PATIENCE)
    assert (conductor.state.step, late.state.step) == (30, 0)
    assert not conductor.playing
    late.send(Play(5))
    reach(qtbot, late, 5)
    conductor.runs.end(beside)
    for run in conductor.runs:
        alone = Session(run.experiment)
        assert learned(run) == [alone.step() for _ in range(run.state.step)]
    alone = Session(beside.experiment)
    assert learned(beside)[:40] == [alone.step() for _ in range(40)]
