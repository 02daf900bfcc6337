"""Whatever goes wrong is said once, and the window works on; signals of the system end it in order."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.engine.session import Session
from playground.ui.app import say_faults
from playground.ui.faults import Faults
from tests.stories.conftest import PATIENCE, Open, losses, train


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


def test_the_window_gets_the_numbers_of_the_engine_alone(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("moons")
    train(qtbot, window, 120)
    session = Session(window.store.experiment)
    assert losses(window) == [session.step() for _ in range(120)]


PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from playground.model import edits
from playground.model.examples import load_example
from playground.ui import app, window

class Watched(window.Window):
    def showEvent(self, event):
        super().showEvent(event)
        if sys.argv[1] == "loading":
            print("now", flush=True)
        elif sys.argv[1] == "idle":
            self.conductor.built.connect(lambda _: print("now", flush=True))
        elif sys.argv[1] in ("asking", "choosing"):
            self.conductor.built.connect(lambda _: QTimer.singleShot(0, self.hold_up))
            QTimer.singleShot(0, self.tell)
        else:
            self.conductor.built.connect(lambda _: self.conductor.play())
            self.conductor.playing_changed.connect(lambda _: print("now", flush=True))

    def hold_up(self):
        if sys.argv[1] == "asking":
            self.store.apply(edits.rename(self.store.experiment, "Mine"), "Name")
            self.close()
        else:
            self.documents.ask_open()

    def tell(self):
        if QApplication.activeModalWidget() is None:
            QTimer.singleShot(10, self.tell)
        else:
            print("now", flush=True)

app.Window = Watched
sys.exit(app.open_window(load_example("circle")))
"""


@pytest.mark.parametrize(
    ("state", "number", "status"),
    [
        # Each opens a window in a process of its own, which takes seconds: every run has both signals and a dialog.
        ("idle", signal.SIGINT, 130),
        ("playing", signal.SIGTERM, 143),
        ("asking", signal.SIGTERM, 143),
        pytest.param("loading", signal.SIGINT, 130, marks=pytest.mark.slow),
        pytest.param("playing", signal.SIGINT, 130, marks=pytest.mark.slow),
        pytest.param("loading", signal.SIGTERM, 143, marks=pytest.mark.slow),
        pytest.param("choosing", signal.SIGTERM, 143, marks=pytest.mark.slow),
    ],
)
def test_signals_end_the_window_in_order(state: str, number: signal.Signals, status: int) -> None:
    with subprocess.Popen([sys.executable, "-c", PROGRAM, state], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "now\n"
        start = time.monotonic()
        process.send_signal(number)
        assert process.wait(30) == status
        took = time.monotonic() - start
    assert took < 10
