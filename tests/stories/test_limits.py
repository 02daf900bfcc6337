"""A training that stops at its own limit says so and offers to go on; no button or key does nothing without a word."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from playground.model import edits
from playground.model.registry import LAYERS
from playground.ui.shell.window import Window
from tests.engine.setups import tiny
from tests.stories.conftest import PATIENCE, Open, child, click, train


def stops(qtbot: QtBot, window: Window, step: int, said: str) -> None:
    qtbot.waitUntil(lambda: window.notices.texts == [said], timeout=PATIENCE)
    assert window.conductor.state.step == step
    assert not window.conductor.playing


def press_way(window: Window, label: str) -> None:
    """Press what the notice offers."""
    next(button for button in window.notices.findChildren(QPushButton) if button.text() == label).click()


def test_a_limit_of_epochs_says_so_goes_on_and_is_removed(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(tiny(pace={"epochs": 2}))
    button = child(window, "train_button")
    click(button)
    said = "Training stops at epoch 2, as is set under “Stop at epoch”."
    stops(qtbot, window, 50, said)
    window.notices.clear()
    click(button)
    stops(qtbot, window, 50, said)
    press_way(window, "Go on to epoch 4")
    stops(qtbot, window, 100, "Training stops at epoch 4, as is set under “Stop at epoch”.")
    assert window.store.undo_label == "Go on to epoch 4"
    press_way(window, "Remove limit")
    qtbot.waitUntil(lambda: window.conductor.state.step > 120, timeout=PATIENCE)
    assert window.store.experiment.training.epochs == 0
    assert not window.notices.texts


@pytest.mark.slow
def test_a_limit_of_steps_is_told_where_single_steps_went_beyond_it(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(tiny(pace={"steps": 10}))
    train(qtbot, window, 23)
    assert not window.notices.texts
    QTest.keyClick(window, Qt.Key.Key_Space)
    stops(qtbot, window, 23, "Training stops at step 10, as is set under “Stop at step”.")
    press_way(window, "Go on to step 30")
    stops(qtbot, window, 30, "Training stops at step 30, as is set under “Stop at step”.")


def test_a_notice_goes_with_the_run_it_speaks_of(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(tiny(pace={"steps": 5}))
    said = "Training stops at step 5, as is set under “Stop at step”."

    def stop() -> None:
        window.conductor.toggle()
        stops(qtbot, window, 5, said)

    stop()
    longer = edits.set_value(window.store.experiment, "training.steps", 8)
    window.store.apply(longer, "Stop at step")
    assert not window.notices.texts
    window.store.undo()
    stop()
    window.conductor.reset()
    assert not window.notices.texts
    stop()
    window.new_experiment()
    assert not window.notices.texts
    window.store.undo()
    qtbot.waitUntil(lambda: any(text.startswith("Back at step 5") for text in window.notices.texts), timeout=PATIENCE)
    window.documents.open_example("xor")
    assert not window.notices.texts


def test_what_cannot_be_trained_yet_says_why(open_window: Open, qtbot: QtBot) -> None:
    window = open_window("circle", wait=False)
    conductor = window.conductor
    ways = (conductor.toggle, conductor.step_batch, conductor.step_epoch, conductor.play, window.walk.toggle)
    for begin in ways:
        window.notices.clear()
        begin()
        assert window.notices.texts == ["PyTorch is getting ready: training can begin in a moment."]
    qtbot.waitUntil(lambda: conductor.is_ready and conductor.samples is not None, timeout=PATIENCE)
    window.store.apply(edits.insert(window.store.experiment, LAYERS.find("conv2d")(), "output")[0], "Add Conv2d")
    for begin in ways:
        window.notices.clear()
        begin()
        assert window.notices.texts[0].startswith("Training has to wait: Conv2d 1 ")
    assert not conductor.playing
