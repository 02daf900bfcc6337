"""Zero weights learn nothing until they are mended; a layer is frozen in the middle of a run, and goes on later."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.engine.messages import Frame
from playground.engine.requests import Weights
from playground.model import edits
from playground.model.experiment import Experiment
from playground.ui.shell.window import Window
from tests.engine.setups import data, experiment, layer, stack
from tests.stories.conftest import PATIENCE, Open, losses, train


def deep() -> Experiment:
    layers = [each for _ in range(3) for each in (layer("linear", units=6), layer("tanh"))]
    return experiment(stack(*layers), data("circle"), learning_rate=0.1, loss="binary_cross_entropy")


def trained(qtbot: QtBot, window: Window, steps: int) -> dict[str, npt.NDArray[Any]]:
    """Train so many steps more; the weights by node as they are then."""
    frames: list[Frame] = []
    window.conductor.framed.connect(frames.append)
    train(qtbot, window, steps)
    goal = window.conductor.state.step
    qtbot.waitUntil(lambda: bool(frames) and frames[-1].step == goal, timeout=PATIENCE)
    window.conductor.framed.disconnect(frames.append)
    found: dict[str, npt.NDArray[Any]] = {}
    for request, answer in frames[-1].answers.items():
        if isinstance(request, Weights):
            found |= {node: values["weight"] for node, values in answer.items() if "weight" in values}
    return found


def test_zero_weights_learn_nothing_until_the_doctor_mends_them(qtbot: QtBot, open_window: Open) -> None:
    made = edits.set_value(
        edits.set_value(deep(), "training.initializer", "zeros"), "training.bias_initializer", "zeros"
    )
    window = open_window(made)
    for _ in range(3):
        weights = trained(qtbot, window, 40)
    assert not any(values.any() for values in weights.values())
    assert min(losses(window)[60:]) > 0.5

    def told() -> bool:
        window.doctor.look()  # a finding is shown once it was made twice
        return any(found.rule == "starting_spread" for found in window.doctor.findings)

    qtbot.waitUntil(told, timeout=PATIENCE)
    finding = next(found for found in window.doctor.findings if found.rule == "starting_spread")
    assert "Nothing but 0 leaves Tanh 1" in finding.text
    window.canvas.commands.fix(finding.node, finding.fixes[0])
    assert window.store.experiment.training.initializer.label == "He normal"
    qtbot.waitUntil(lambda: window.conductor.state.step == 0 and window.conductor.can_train, timeout=PATIENCE)
    train(qtbot, window, 200)
    assert np.mean(losses(window)[-40:]) < 0.8 * np.mean(losses(window)[:20])
    window.store.undo()
    qtbot.waitUntil(lambda: window.conductor.state.step == 120, timeout=PATIENCE)
    assert window.store.experiment == made


def test_a_layer_is_frozen_while_the_others_go_on_and_learns_again(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(deep())
    before = trained(qtbot, window, 30)
    window.focus.select("linear_1")
    QTest.keyClick(window.canvas.stage, Qt.Key.Key_L)
    assert window.store.undo_label == "Freeze Linear 1"
    frozen = trained(qtbot, window, 30)
    assert window.conductor.state.step == 60, "nothing began anew"
    assert len(losses(window)) == 60
    assert np.array_equal(frozen["linear_1"], before["linear_1"])
    assert not np.array_equal(frozen["linear_2"], before["linear_2"])
    assert window.conductor.history.marks == [(30, "Linear 1 frozen")]
    window.store.undo()
    after = trained(qtbot, window, 10)
    assert window.conductor.state.step == 70
    assert not np.array_equal(after["linear_1"], frozen["linear_1"])
