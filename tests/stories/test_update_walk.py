"""A story: a learner takes one update apart, looks at its four stages, and goes on as if nothing had been."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.engine.messages import Frame
from playground.engine.session import Session
from playground.model import edits
from playground.ui.canvas.spots import Spot
from playground.ui.shell.window import Window
from tests.stories.conftest import PATIENCE, Open, child, click, losses, train


def take_apart(qtbot: QtBot, window: Window) -> None:
    QTest.keyClick(window.canvas.stage, Qt.Key.Key_U)
    assert window.walk.is_open
    qtbot.waitUntil(lambda: window.walk.strip.text.startswith("Batch "), timeout=PATIENCE)


def lines(window: Window) -> list[float]:
    return [line.strength for bundle in window.canvas.stage.bundles for line in bundle.lines]


def test_four_stages_forth_and_back(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    frames: list[Frame] = []
    window.conductor.framed.connect(frames.append)
    train(qtbot, window, 40)
    qtbot.waitUntil(lambda: bool(frames) and frames[-1].step == 40, timeout=PATIENCE)
    window.canvas.stage.settle()  # lines follow frames at their own pace
    before = lines(window)
    click(child(window, "update_button"))
    strip = window.walk.strip
    qtbot.waitUntil(lambda: strip.text.startswith("Batch 41: 10 samples"), timeout=PATIENCE)
    assert not child(window, "update_back").isEnabled()
    click(child(window, "update_next"))
    assert "compares every output with its target" in strip.text
    assert lines(window) == before
    QTest.keyClick(window.canvas.stage, Qt.Key.Key_Right)
    assert "The largest is that of" in strip.text
    qtbot.waitUntil(lambda: lines(window) != before, timeout=PATIENCE)
    slopes = lines(window)
    assert "Lines and dots: gradients of the loss" in window.canvas.footer.accessibleDescription()
    QTest.keyClick(window.canvas.stage, Qt.Key.Key_4)
    assert "The loss of this batch" in strip.text
    assert not child(window, "update_next").isEnabled()
    qtbot.waitUntil(lambda: lines(window) not in (before, slopes), timeout=PATIENCE)
    assert "Lines and dots: changes" in window.canvas.footer.accessibleDescription()
    QTest.keyClick(window.canvas.stage, Qt.Key.Key_Left)
    assert strip.stage == 2
    QTest.keyClick(window.canvas.stage, Qt.Key.Key_Escape)
    assert not window.walk.is_open
    assert strip.isHidden()
    qtbot.waitUntil(lambda: lines(window) == before, timeout=PATIENCE)
    assert window.canvas.footer.accessibleDescription().startswith("Weights and values")


def test_it_changes_nothing(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    train(qtbot, window, 10)
    for _ in range(3):
        take_apart(qtbot, window)
        click(child(window, "update_close"))
        train(qtbot, window, 7)
    session = Session(window.store.experiment)  # now that the trainer, which draws from the same generator, is idle
    assert losses(window) == [session.step() for _ in range(31)]
    assert not window.store.undo_label


def test_it_pauses_what_is_being_trained(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    QTest.keyClick(window.canvas.stage, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.conductor.state.step > 50, timeout=PATIENCE)
    take_apart(qtbot, window)
    assert not window.conductor.playing
    assert window.walk.strip.text.startswith(f"Batch {window.conductor.state.step + 1:,}".replace(",", "\u202f"))


@pytest.mark.parametrize(
    "way", ["train", "edit", *(pytest.param(way, marks=pytest.mark.slow) for way in ("batch", "reset", "by hand"))]
)
def test_whatever_goes_on_ends_it(qtbot: QtBot, open_window: Open, way: str) -> None:
    window = open_window("circle")
    train(qtbot, window, 10)
    take_apart(qtbot, window)
    if way == "batch":
        QTest.keyClick(window.canvas.stage, Qt.Key.Key_B)
    elif way == "train":
        QTest.keyClick(window.canvas.stage, Qt.Key.Key_Space)
    elif way == "edit":
        window.store.apply(edits.set_value(window.store.experiment, "seed", 77), "New weights")
    elif way == "reset":
        window.conductor.reset()
    else:
        window.weight_edits.write("linear_1", "weight", (0, 0), (1.5,))
    qtbot.waitUntil(lambda: not window.walk.is_open, timeout=PATIENCE)
    window.conductor.pause()
    qtbot.waitUntil(lambda: not window.conductor.playing, timeout=PATIENCE)


@pytest.mark.slow
def test_slopes_stay_while_frames_come_and_are_not_taken_for_weights(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    train(qtbot, window, 10)
    take_apart(qtbot, window)
    spot = Spot("weight", "linear_1", 0, 0)
    weight = window.canvas.stage.probe.fresh(spot)
    QTest.keyClick(window.canvas.stage, Qt.Key.Key_3)
    frames: list[object] = []
    window.conductor.framed.connect(frames.append)
    window.conductor.dispatch.ask_again()
    qtbot.waitUntil(lambda: bool(frames), timeout=PATIENCE)
    slope = window.canvas.stage.probe.fresh(spot)
    assert weight is not None
    assert slope is not None
    assert weight.title.startswith("w[1, 1] = ")
    assert weight.entry is not None
    assert slope.title.startswith("∂L/∂w[1, 1] = ")
    assert slope.entry is None, "it cannot be set by hand"
    assert window.walk.is_open


@pytest.mark.slow
def test_keys_belong_to_fields_and_to_the_palette_first(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    take_apart(qtbot, window)
    QTest.keyClick(window.canvas.stage, Qt.Key.Key_A)
    search = child(window, "palette_search")
    assert search.isVisible()
    QTest.keyClick(search, Qt.Key.Key_3)
    QTest.keyClick(search, Qt.Key.Key_Escape)
    assert not search.isVisible()
    assert window.walk.is_open
    assert window.walk.strip.stage == 0
    QTest.keyClick(child(window, "update_next"), Qt.Key.Key_Right)
    assert window.walk.strip.stage == 1
    QTest.keyClick(child(window, "update_next"), Qt.Key.Key_Escape)
    assert not window.walk.is_open


def test_before_there_is_anything_to_train_it_does_not_open(open_window: Open) -> None:
    window = open_window("circle", wait=False)
    window.walk.begin()
    assert not window.walk.is_open
