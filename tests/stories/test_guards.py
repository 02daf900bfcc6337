"""Guards over the whole window: nothing is left alive, and painting loses no references."""

from __future__ import annotations

import contextlib
import gc
import subprocess
import sys
import weakref

import pytest
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from playground.ui.shell.bottom import BottomTabs
from playground.ui.shell.overrides import SPARE, keep_overrides, overrides
from playground.ui.shell.window import Window
from playground.ui.widgets.frames import _Head
from playground.ui.widgets.painted import PaintedWidget
from tests.stories.conftest import Open, close, train


@pytest.mark.parametrize("count", [3, pytest.param(50, marks=pytest.mark.slow)])
def test_nothing_is_left_alive_of_many_windows(qtbot: QtBot, open_window: Open, count: int) -> None:
    alive: list[weakref.ref[object]] = []
    for index in range(count):
        window = open_window(("circle", "sine", "digits_cnn")[index % 3], wait=index % 5 == 0)
        alive += [weakref.ref(window), weakref.ref(window.canvas), weakref.ref(window.conductor)]
        close(window)
        del window
    opened = open_window.__closure__
    assert opened is not None
    for cell in opened:
        if isinstance(cell.cell_contents, list):
            cell.cell_contents.clear()
    qtbot.wait(1)
    gc.collect()
    gc.collect()
    left = [type(thing).__name__ for found in alive if (thing := found()) is not None]
    assert not left


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_painting_does_not_lose_references_to_none(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    train(qtbot, window, 100)
    _repaint(window, 20)
    gc.collect()
    before = sys.getrefcount(None)
    _repaint(window, 60)
    gc.collect()
    assert sys.getrefcount(None) > before - 30


def test_overrides_have_references_to_lose(still_window: Window) -> None:
    keep_overrides()
    functions = overrides()
    assert {BottomTabs.resizeEvent, PaintedWidget.paintEvent, _Head.sizeHint} <= functions
    assert all(
        sys.getrefcount(function) > SPARE for function in functions if function.__module__.startswith("playground")
    )


class Failing(QWidget):
    """Raises whenever it gets another size."""

    count = 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        Failing.count += 1
        raise RuntimeError("cannot be resized")


def test_an_error_in_an_override_costs_none_of_the_others_its_last_reference(
    qtbot: QtBot, still_window: Window
) -> None:
    keep_overrides()
    still_window.hide()
    with capture_exceptions():
        for size in range(100, 140):
            page = QWidget()
            qtbot.addWidget(page)
            column = QVBoxLayout(page)
            column.addWidget(Failing(page))
            column.addWidget(_Head(still_window.theme, "Words", "words", page))
            page.resize(size, size)
            with contextlib.suppress(RuntimeError):
                page.show()
            page.close()
    assert Failing.count >= 40
    for function in (_Head.event, _Head.sizeHint, _Head.minimumSizeHint):
        assert sys.getrefcount(function) > SPARE - 4 * Failing.count


def test_torch_is_not_loaded_when_the_first_picture_is_painted() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "Getting ready"), done.stderr


PROGRAM = """
import sys
from PySide6.QtWidgets import QPushButton
from playground.model.examples import load_example
from playground.ui.shell.app import application
from playground.ui.shell.settings import Settings
from playground.ui.shell.window import Window
app = application()
window = Window(load_example("circle"), Settings())
window.show()
assert not window.grab().isNull()
assert "torch" not in sys.modules
print(window.findChild(QPushButton, "train_button").text())
window.close_saved()
"""


def _repaint(window: Window, times: int) -> None:
    for _ in range(times):
        window.grab()
