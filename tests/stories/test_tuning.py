"""A knob of the optimizer is dragged in the window: no view is given another scene, and all else is as ever."""

from __future__ import annotations

import msgspec
from pytestqt.qtbot import QtBot

from playground.engine.messages import Built
from playground.ui.panels.training import TrainingPanel
from playground.ui.state.scene import Scene
from playground.ui.views.loss.view import LossView
from tests.stories.conftest import Open, losses, train


def test_dragging_the_learning_rate_builds_nothing_and_shows_no_scene_anew(qtbot: QtBot, open_window: Open) -> None:
    window = open_window()
    train(qtbot, window, 10)
    built: list[Built] = []
    window.conductor.built.connect(built.append)
    view = window.findChildren(LossView)[0]
    scenes: list[Scene] = []
    shown = view.set_scene

    def note(scene: Scene) -> None:
        scenes.append(scene)
        shown(scene)

    view.set_scene = note  # type: ignore[method-assign]
    knob = window.left.findChildren(TrainingPanel)[0].row("learning_rate").slider
    assert knob is not None
    for place in range(5):
        knob.moved.emit(0.1 + 0.05 * place, True)
    knob.settled.emit()
    qtbot.waitUntil(lambda: bool(window.conductor.history.marks))
    assert not built
    assert not scenes
    rate = window.store.experiment.training.optimizer
    assert msgspec.structs.asdict(rate)["learning_rate"] == 0.1 + 0.05 * 4
    assert len(window.conductor.history.marks) == 1
    train(qtbot, window, 5)
    assert len(losses(window)) == 15
    window.store.undo()
    train(qtbot, window, 5)
    assert len(losses(window)) == 20
