"""Whatever asks for steps is answered at once: the button says *Starting* until they come, or until why they do not."""

from __future__ import annotations

from functools import partial

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from playground.model import memory
from playground.model.experiment import Experiment
from playground.ui.shell.window import Window
from tests.engine.setups import tiny
from tests.stories.conftest import PATIENCE, Open, child, click

ASKED = ("train_button", "batch_button", "epoch_button", Qt.Key.Key_Space, Qt.Key.Key_B)


def word(window: Window) -> str:
    button = child(window, "train_button")
    assert isinstance(button, QPushButton)
    return button.text()


def is_beyond(window: Window, step: int) -> bool:
    return window.conductor.state.step > step


def limited(steps: int) -> Experiment:
    made = tiny()
    return msgspec.structs.replace(made, training=msgspec.structs.replace(made.training, steps=steps))


def test_whatever_asks_for_steps_says_at_once_that_they_come(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(tiny())
    for asked in ASKED:
        before = window.conductor.state.step
        assert word(window) == "Train"
        if isinstance(asked, str):
            click(child(window, asked))
        else:
            QTest.keyClick(window.canvas.stage, asked)
        assert word(window) == "Starting"
        goes_on = partial(is_beyond, window, before)
        qtbot.waitUntil(goes_on, timeout=PATIENCE)
        assert not window.conductor.starting.lasts
        if window.conductor.playing:
            assert word(window) == "Pause"
            window.conductor.pause()
        qtbot.waitUntil(lambda: not window.conductor.playing, timeout=PATIENCE)


def test_a_network_that_waits_to_be_built_says_that_it_starts(
    qtbot: QtBot, open_window: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "LARGE", 0)
    window = open_window(tiny(), wait=False)
    qtbot.waitUntil(lambda: window.conductor.is_ready, timeout=PATIENCE)
    assert window.conductor.samples is None
    click(child(window, "train_button"))
    assert word(window) == "Starting"
    qtbot.waitUntil(lambda: window.conductor.state.step > 0, timeout=PATIENCE)
    assert word(window) == "Pause"


@pytest.mark.slow
def test_a_second_press_takes_it_back(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(tiny())
    click(child(window, "train_button"))
    click(child(window, "train_button"))
    assert word(window) == "Train"
    click(child(window, "batch_button"))
    qtbot.waitUntil(lambda: not window.conductor.starting.lasts, timeout=PATIENCE)
    qtbot.waitUntil(lambda: not window.conductor.playing, timeout=PATIENCE)
    assert word(window) == "Train"


def test_where_no_steps_come_it_ends_with_the_reason(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(limited(2))
    for _ in range(2):  # the second time the limit is reached before the first step
        click(child(window, "train_button"))
        assert word(window) == "Starting"
        qtbot.waitUntil(lambda: bool(window.notices.texts), timeout=PATIENCE)
        qtbot.waitUntil(lambda: word(window) == "Train", timeout=PATIENCE)
        window.notices.clear()


@pytest.mark.slow
def test_another_network_ends_it(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(tiny())
    click(child(window, "train_button"))
    window.store.load(tiny(seed=3), None)
    assert word(window) == "Train"
    qtbot.waitUntil(lambda: window.conductor.samples is not None, timeout=PATIENCE)
    assert not window.conductor.starting.lasts
