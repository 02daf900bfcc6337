"""A newcomer builds a network by clicks, trains it, breaks it, fixes it and takes it all back."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from playground.engine.messages import Frame
from playground.model import edits
from playground.model.examples import load_example
from playground.model.fields import with_field
from playground.model.registry import LAYERS, OPTIMIZERS
from tests.stories.conftest import PATIENCE, Open, child, click, losses, train


@pytest.mark.both_trainers
def test_build_a_network_by_clicks_and_train_it(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("perceptron")
    before = window.store.experiment.ids()
    canvas = window.canvas
    click(canvas.viewport(), canvas.plus_rect("output"))
    QTest.keyClicks(canvas.palette_.field, "linear")
    QTest.keyClick(canvas.palette_.field, Qt.Key.Key_Return)
    click(canvas.viewport(), canvas.plus_rect("output"))
    QTest.keyClicks(canvas.palette_.field, "tanh")
    QTest.keyClick(canvas.palette_.field, Qt.Key.Key_Return)
    nodes = window.store.experiment.nodes
    assert [node.layer.id() for node in nodes[len(before) - 1 :]] == ["linear", "tanh", "output"]
    qtbot.waitUntil(lambda: window.conductor.samples is not None and window.conductor.can_train, timeout=PATIENCE)
    click(child(window, "train_button"))
    qtbot.waitUntil(lambda: window.conductor.state.step > 200, timeout=PATIENCE)
    click(child(window, "train_button"))
    qtbot.waitUntil(lambda: not window.conductor.playing, timeout=PATIENCE)
    found = losses(window)
    assert np.mean(found[-20:]) < np.mean(found[:20])


def test_pause_shows_exactly_the_last_step(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    frames: list[Frame] = []
    window.conductor.framed.connect(frames.append)
    train(qtbot, window, 137)
    qtbot.waitUntil(lambda: bool(frames) and frames[-1].step == 137, timeout=PATIENCE)
    assert len(losses(window)) == 137
    latest = window.conductor.history.latest
    assert latest is not None
    assert latest.step == 137


def test_break_it_and_fix_it_at_a_click(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("digits_cnn")
    flatten = next(node.id for node in window.store.experiment.nodes if node.layer.id() == "flatten")
    window.focus.select(flatten)
    QTest.keyClick(window.canvas.stage, Qt.Key.Key_Delete)
    assert flatten not in window.store.experiment.ids()
    assert not window.store.trace.trainable
    problem = window.store.trace.errors[0]
    assert "needs one row of numbers" in problem.text
    button = child(window, "train_button")
    assert not button.isEnabled()
    assert button.accessibleDescription() == problem.text
    click(window.canvas.fix_button(problem.node))
    assert window.store.trace.trainable
    assert any(node.layer.id() == "flatten" for node in window.store.experiment.nodes)
    assert button.isEnabled()
    qtbot.waitUntil(lambda: window.conductor.samples is not None, timeout=PATIENCE)
    train(qtbot, window, 3)


def test_change_the_learning_rate_while_it_trains(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    window.conductor.play()
    qtbot.waitUntil(lambda: window.conductor.state.step > 50, timeout=PATIENCE)
    generation = window.conductor.scene().generation
    optimizer = with_field(window.store.experiment.training.optimizer, "learning_rate", 0.003)
    window.store.apply(edits.set_value(window.store.experiment, "training.optimizer", optimizer), "Learning rate")
    changed_at = window.conductor.state.step
    qtbot.waitUntil(lambda: window.conductor.state.step > changed_at + 50, timeout=PATIENCE)
    assert window.conductor.playing
    assert window.conductor.scene().generation == generation
    marks = window.conductor.history.marks
    assert len(marks) == 1
    assert "→ 0.003" in marks[0][1]
    window.conductor.pause()
    qtbot.waitUntil(lambda: not window.conductor.playing, timeout=PATIENCE)


@pytest.mark.slow
def test_undo_through_everything(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    store = window.store
    start = store.experiment
    store.apply(edits.insert(store.experiment, LAYERS.find("linear")(), "output")[0], "Add Linear")
    store.apply(edits.set_value(store.experiment, "training.optimizer", OPTIMIZERS.find("adam")()), "Optimizer")
    store.apply(edits.set_value(store.experiment, "training.batch_size", 30), "Batch size")
    store.apply(edits.rename(store.experiment, "Mine"), "Rename")
    store.apply(edits.set_value(store.experiment, "data.noise", 0.2), "Noise")
    store.apply(edits.remove(store.experiment, (store.experiment.ids()[0],)), "Remove")
    end = store.experiment
    undo, redo = child(window, "undo_button"), child(window, "redo_button")
    for _ in range(6):
        assert isinstance(undo, QAbstractButton)
        undo.click()
    assert store.experiment.networks == start.networks
    assert store.experiment.training == start.training
    assert (store.experiment.name, store.experiment.data) == (start.name, start.data)
    assert not store.dirty
    for _ in range(6):
        assert isinstance(redo, QAbstractButton)
        redo.click()
    assert store.experiment.networks == end.networks
    assert store.experiment.training == end.training
    qtbot.waitUntil(lambda: window.conductor.samples is not None, timeout=PATIENCE)
    train(qtbot, window, 5)


def test_reset_means_the_same_starting_weights(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    train(qtbot, window, 60)
    first = losses(window)
    click(child(window, "reset_button"))
    qtbot.waitUntil(lambda: window.conductor.state.step == 0 and not losses(window), timeout=PATIENCE)
    train(qtbot, window, 60)
    assert losses(window) == first
    click(child(window, "new_weights_button"))
    qtbot.waitUntil(lambda: window.conductor.state.step == 0 and not losses(window), timeout=PATIENCE)
    train(qtbot, window, 60)
    assert losses(window) != first
    window.store.undo()
    qtbot.waitUntil(lambda: window.conductor.state.step == 60 and losses(window) == first, timeout=PATIENCE)
    click(child(window, "reset_button"))
    qtbot.waitUntil(lambda: window.conductor.state.step == 0 and not losses(window), timeout=PATIENCE)
    train(qtbot, window, 60)
    assert losses(window) == first


def test_a_learning_rate_that_is_too_high_is_a_lesson(qtbot: QtBot, open_window: Open) -> None:
    circle = load_example("circle")
    optimizer = with_field(circle.training.optimizer, "learning_rate", 1e6)
    window = open_window(edits.set_value(circle, "training.optimizer", optimizer))
    window.conductor.play()
    qtbot.waitUntil(lambda: bool(window.notices.texts), timeout=PATIENCE)
    assert "learning rate" in window.notices.texts[0]
    assert not window.conductor.playing
    assert np.isfinite(losses(window)).all()
    rate = window.store.experiment.training.optimizer
    click(child(window, "notice_0_action_0"))
    assert window.store.experiment.training.optimizer != rate
    train(qtbot, window, 20)
