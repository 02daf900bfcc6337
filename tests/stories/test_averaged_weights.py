"""A mean of the weights is kept: all pictures show it at a click, or the weights that learn."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.engine.messages import Frame
from playground.engine.requests import Weights
from playground.model.averaging import ExponentialMean
from playground.ui.canvas.weights_switch import AVERAGED, LEARNING, WeightsSwitch
from playground.ui.shell.window import Window
from playground.ui.widgets.label import Label
from tests.stories.conftest import PATIENCE, Open, child, train

LEFT = Qt.MouseButton.LeftButton


def first_weights(frame: Frame) -> np.ndarray:
    found = next(answer for request, answer in frame.answers.items() if isinstance(request, Weights))
    return np.asarray(found["linear_1"]["weight"])


def switch_of(window: Window) -> WeightsSwitch:
    found = child(window, "canvas_weights")
    assert isinstance(found, WeightsSwitch)
    return found


def choose(window: Window, word: str) -> None:
    QTest.mouseClick(child(window, f"canvas_weights_{word.lower()}"), LEFT)


def test_one_switch_shows_the_mean_in_all_pictures(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    frames: list[Frame] = []
    window.conductor.framed.connect(frames.append)
    switch = switch_of(window)
    assert switch.isHidden()
    window.store.set("training.averaging", ExponentialMean(decay=0.95))
    assert switch.isVisible()
    assert switch.value == LEARNING
    train(qtbot, window, 40)
    qtbot.waitUntil(lambda: frames[-1].step == 40 and not frames[-1].averaged, timeout=PATIENCE)
    weights = first_weights(frames[-1])
    choose(window, AVERAGED)
    qtbot.waitUntil(lambda: frames[-1].averaged, timeout=PATIENCE)
    mean = first_weights(frames[-1])
    assert frames[-1].step == 40
    assert not np.array_equal(mean, weights)
    before = window.store.experiment
    window.weight_edits.write("linear_1", "weight", (0, 0), (1.0,))
    assert "Averaged weights are a mean" in window.notices.texts[0]
    assert window.store.experiment is before
    window.views.detached.enlarge(window.views.get("boundary"))
    words = child(window, "enlarged_words")
    assert isinstance(words, Label)
    qtbot.waitUntil(lambda: words.text().startswith("Averaged weights: "), timeout=PATIENCE)
    window.views.detached.put_back("boundary")
    window.store.set("training.averaging.in_force", True)
    assert switch.value == AVERAGED
    choose(window, LEARNING)
    qtbot.waitUntil(lambda: not frames[-1].averaged, timeout=PATIENCE)
    window.store.set("training.averaging", "none")
    assert switch.isHidden()
    train(qtbot, window, 45)
    assert not frames[-1].averaged


def test_where_the_mean_counts_it_is_shown_from_the_start(open_window: Open) -> None:
    window = open_window("circle", wait=False)
    window.store.set("training.averaging", ExponentialMean(in_force=True))
    assert switch_of(window).value == AVERAGED
    assert window.conductor.dispatch.weights.averaged


def test_another_document_begins_with_what_its_figures_are_of(open_window: Open) -> None:
    window = open_window("circle", wait=False)
    window.store.set("training.averaging", ExponentialMean())
    choose(window, AVERAGED)
    window.store.load(window.store.experiment, None)
    assert not window.conductor.dispatch.weights.averaged
    assert switch_of(window).value == LEARNING
