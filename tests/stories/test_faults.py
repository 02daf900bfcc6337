"""Whatever goes wrong is said once, and the window works on; signals of the system end it in order."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.engine.session import Session
from playground.ui.shell.app import say_faults
from playground.ui.shell.faults import Faults
from tests.stories.conftest import PATIENCE, Open, child, click, losses, train


class Brittle(QWidget):
    """Fails whenever it is painted."""

    def paintEvent(self, event: QPaintEvent) -> None:
        raise RuntimeError("cannot be painted")


def fail(words: str, *_: object) -> None:
    raise RuntimeError(words)


def test_faults_in_timer_slot_and_paint_are_said_once_each(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    window = open_window("circle")
    faults = Faults(window)
    say_faults(window, faults)
    faults.install(tmp_path / "crash.log")
    try:
        for _ in range(3):
            QTimer.singleShot(0, partial(fail, "in a timer"))
        slot = partial(fail, "in a slot")
        window.conductor.state_changed.connect(slot)
        brittle = Brittle(window)
        brittle.resize(20, 20)
        brittle.show()
        train(qtbot, window, 30)
        qtbot.waitUntil(lambda: len(window.notices.texts) == 3, timeout=PATIENCE)
        window.conductor.state_changed.disconnect(slot)
        brittle.hide()
    finally:
        faults.remove()
    assert sum("in a timer" in text for text in window.notices.texts) == 1
    assert sum("in a slot" in text for text in window.notices.texts) == 1
    assert sum("cannot be painted" in text for text in window.notices.texts) == 1
    train(qtbot, window, 10)
    assert len(losses(window)) == 40


@pytest.mark.parametrize("place", ["in a picture", "in the view"])
def test_a_view_that_fails_says_so_in_its_place_and_can_be_tried_again(
    qtbot: QtBot, open_window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    window = open_window("circle")
    view: Any = window.views.get("boundary")
    faults = Faults(window)
    say_faults(window, faults)
    faults.install(tmp_path / "crash.log")
    try:
        if place == "in a picture":
            monkeypatch.setattr(type(view.surface), "_draw_hand", partial(fail, place))
        else:
            monkeypatch.setattr(type(view), "set_frame", partial(fail, place))
        view.surface.viewport().update()
        train(qtbot, window, 20)
        words, again = "boundary_failure_words", "boundary_retry"
        qtbot.waitUntil(lambda: (cover := view.findChild(QWidget, words)) is not None and cover.isVisible())
        assert place in view.findChild(QWidget, words).text()
        assert len(window.notices.texts) == 1
        click(child(window, again))  # and it fails again
        qtbot.waitUntil(lambda: child(window, again).isVisible())
        assert len(window.notices.texts) == 1
        monkeypatch.undo()
        click(child(window, again))
        qtbot.waitUntil(lambda: view.frame is not None and view.frame.step == 20, timeout=PATIENCE)
        assert not child(window, again).isVisible()
        train(qtbot, window, 10)
        qtbot.waitUntil(lambda: view.frame.step == 30, timeout=PATIENCE)
    finally:
        faults.remove()


def test_the_window_gets_the_numbers_of_the_engine_alone(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("moons")
    train(qtbot, window, 120)
    session = Session(window.store.experiment)
    assert losses(window) == [session.step() for _ in range(120)]
