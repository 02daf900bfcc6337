"""A crash loses neither the experiment nor what it has learned; a file holds curves, marks and health too."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from playground.model.archive import DOCUMENT, load
from playground.ui.shell.app import keep_copies
from playground.ui.shell.recovery.folder import left_behind
from playground.ui.shell.recovery.owner import folder
from playground.ui.shell.recovery.recovery import Recovery
from playground.ui.shell.window import Window
from tests.stories.conftest import PATIENCE, Open, open_file, train
from tests.stories.test_nothing_is_lost import curves, kept, stands


@pytest.fixture(autouse=True)
def no_copies() -> Iterator[None]:
    """Begin and end without copies of windows that other tests ended from outside."""
    shutil.rmtree(folder(), ignore_errors=True)
    yield
    shutil.rmtree(folder(), ignore_errors=True)


def copies() -> list[Path]:
    """All copies, whoever holds them."""
    return list(folder().glob(f"*{DOCUMENT}"))


def with_marks(qtbot: QtBot, window: Window) -> list[object]:
    """Train with a change in between, and return the curves, the health and the marks."""
    train(qtbot, window, 20)
    window.canvas.commands.remove("linear_2")
    train(qtbot, window, 20)
    found = curves(window)
    assert all(found)
    return found


def as_read(found: list[object]) -> list[object]:
    """Curves, health and marks in words, without the generation that a report of health came with."""
    losses, health, marks = found
    assert isinstance(health, list)
    return [losses, [(report.step, str(report.layer_stats)) for report in health], marks]


def test_a_file_holds_curves_marks_and_health(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    path = tmp_path / "mine.playground"
    window = open_window("circle")
    found = with_marks(qtbot, window)
    state = kept(qtbot, window)
    with qtbot.waitSignal(window.documents.saved, timeout=PATIENCE):
        window.documents.save_to(path)
    window.documents.open_example("xor")
    assert open_file(qtbot, window, path)
    stands(qtbot, window, 40)
    assert as_read(curves(window)) == as_read(found)
    assert kept(qtbot, window) == state


def test_a_pause_is_copied_and_what_is_saved_is_not(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    window = open_window("circle")
    recovery = Recovery(window.store, window.conductor, window)
    recovery.keep()
    assert not copies(), "nothing was done yet"
    train(qtbot, window, 25)
    qtbot.waitUntil(lambda: bool(copies()), timeout=PATIENCE)
    (own,) = copies()
    assert load(own).state
    assert not left_behind(), "a copy of a window that runs is nobody else's"
    with qtbot.waitSignal(window.documents.saved, timeout=PATIENCE):
        window.documents.save_to(tmp_path / "mine.playground")
    before = own.stat().st_mtime_ns
    recovery.keep()
    recovery.stop(keep=True)
    assert not own.exists() or own.stat().st_mtime_ns == before


@pytest.mark.slow
def test_work_that_an_example_took_the_place_of_is_kept_with_its_weights(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    recovery = keep_copies(window)
    window.canvas.commands.remove("linear_2")
    train(qtbot, window, 12)
    state, left = kept(qtbot, window), window.store.experiment
    window.documents.open_example("xor")
    kept(qtbot, window)
    recovery.stop(keep=False)
    (path,) = left_behind()
    document = load(path)
    assert document.experiment.networks == left.networks
    assert document.state == state
    assert len((document.history or {})["batch_loss.step"]) == 12


@pytest.mark.slow
def test_a_process_that_is_killed_leaves_its_weights(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "now\n"
        process.send_signal(signal.SIGKILL)
    (path,) = left_behind()
    document = load(path)
    assert document.state
    assert document.history is not None
    assert len(document.history["batch_loss.step"]) == 50


PROGRAM = """
from PySide6.QtCore import QTimer
from playground.model.examples import load_example
from playground.ui.shell import app
from playground.ui.shell import window
from playground.ui.shell.recovery.owner import folder

class Watched(window.Window):
    def showEvent(self, event):
        super().showEvent(event)
        self.conductor.built.connect(lambda _: self.conductor.play(50))
        QTimer.singleShot(50, self.tell)

    def tell(self):
        if any(path.suffix == ".playground" for path in folder().glob("*")):
            print("now", flush=True)
        QTimer.singleShot(50, self.tell)

app.Window = Watched
app.open_window(load_example("circle"))
"""
