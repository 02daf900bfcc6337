"""The real window with the real thread, ready to train."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from playground.engine.links import SWITCH
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.ui.shell.app import application
from playground.ui.shell.settings import Settings
from playground.ui.shell.window import Window

Open = Callable[..., Window]
PATIENCE = 100_000


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each story is told twice: with the trainer in a thread, and slowly with one in a process (see ``both_trainers``).

    Those under ``thread_only`` reach into the trainer, which can be done in this process alone; those under
    ``process_only`` are about a process.
    """
    if "open_window" not in metafunc.fixturenames:
        return
    marks = {mark.name for mark in metafunc.definition.iter_markers()}
    slow = () if marks & {"both_trainers", "process_only"} else (pytest.mark.slow,)
    thread = [] if "process_only" in marks else ["thread"]
    process = [] if "thread_only" in marks else [pytest.param("process", marks=slow)]
    metafunc.parametrize("open_window", [*thread, *process], indirect=True)


@pytest.fixture
def open_window(qtbot: QtBot, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens windows on an example or experiment, waits until they can train, and closes them in the end."""
    monkeypatch.setenv(SWITCH, getattr(request, "param", "thread"))
    opened: list[Window] = []

    def open(experiment: Experiment | str = "circle", wait: bool = True) -> Window:
        application()
        chosen = load_example(experiment) if isinstance(experiment, str) else experiment
        window = Window(chosen, Settings())
        opened.append(window)
        window.resize(1440, 900)
        window.show()
        window.conductor.start()
        if wait:
            ready = window.conductor
            qtbot.waitUntil(
                lambda: ready.is_ready and (ready.samples is not None or not ready.can_train), timeout=PATIENCE
            )
        return window

    yield open
    for window in opened:
        close(window)
    opened.clear()
    gc.collect()


def close(window: Window) -> None:
    """Close a window for good, without its question about unsaved work."""
    if shiboken6.isValid(window):
        window.close_saved()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def click(widget: QWidget, place: QRect | QPoint | None = None) -> None:
    """Click a widget in its middle, or at a place of it."""
    point = place.center() if isinstance(place, QRect) else place
    if point is None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
    else:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=point)


def child(window: QWidget, name: str) -> QWidget:
    """The control of that name."""
    found = window.findChild(QWidget, name)
    assert isinstance(found, QWidget), f"no control is called {name}"
    return found


def open_file(qtbot: QtBot, window: Window, path: Path) -> bool:
    """Open a file, and wait until it is open or was refused; returns whether it is open."""
    opened: list[bool] = []
    window.documents.open(path, then=opened.append)
    qtbot.waitUntil(lambda: bool(opened), timeout=PATIENCE)
    return opened[0]


def answer_question(name: str) -> None:
    """Press a button of the question that is open."""
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    button = box.findChild(QPushButton, name)
    assert isinstance(button, QPushButton)
    button.click()


def train(qtbot: QtBot, window: Window, steps: int) -> None:
    """Train so many steps more, and wait for the last picture and figures."""
    goal = window.conductor.state.step + steps
    window.conductor.play(steps)
    qtbot.waitUntil(lambda: window.conductor.state.step >= goal and not window.conductor.playing, timeout=PATIENCE)


def settled(qtbot: QtBot, window: Window) -> None:
    """Wait until nothing is to be written any more."""
    qtbot.waitUntil(lambda: not window.documents.saver.busy, timeout=PATIENCE)


def losses(window: Window) -> list[float]:
    """The batch losses so far."""
    return [float(value) for value in window.conductor.history.batch_loss.values]


def opened_still() -> Window:
    """A window on *Circle* whose trainer is not started."""
    application()
    window = Window(load_example("circle"), Settings())
    window.resize(1440, 900)
    window.show()
    return window


@pytest.fixture
def still_window(qtbot: QtBot) -> Iterator[Window]:
    """A window on *Circle* whose trainer is not started: for what needs no numbers."""
    window = opened_still()
    yield window
    close(window)


@pytest.fixture(scope="module")
def one_window(qapp: object) -> Iterator[Window]:
    """A still window for all tests of a file."""
    window = opened_still()
    yield window
    close(window)


@pytest.fixture
def used_window(one_window: Window) -> Window:
    """The window of the file, on *Circle* again: for tests that leave nothing else changed."""
    one_window.notices.clear()
    one_window.keys.hide()
    one_window.store.load(load_example("circle"), None)
    one_window.resize(1440, 900)
    return one_window
