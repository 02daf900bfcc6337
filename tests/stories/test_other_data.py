"""Other data come while something that fits only the old is looked at, on the real window with the real thread."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from playground.engine.requests import OnRaw
from playground.ui.canvas.view_options import GRADIENTS
from playground.ui.shell.window import Window
from playground.ui.state.focus import Chosen
from tests.stories.conftest import PATIENCE, Open, open_file, train

POINT = OnRaw((2,), (0.5, -1.0))
NUMBER = OnRaw((1,), (0.5,))
DRAWING = OnRaw((1, 8, 8), tuple(float(number % 17) for number in range(64)))


@pytest.mark.parametrize(
    ("before", "given", "after"),
    [
        ("digits_cnn", DRAWING, "circle"),
        pytest.param("circle", POINT, "digits_cnn", marks=pytest.mark.slow),
        pytest.param("sine", NUMBER, "digits_cnn", marks=pytest.mark.slow),
    ],
)
def test_what_does_not_fit_the_new_data_is_forgotten_before_it_is_shown(
    qtbot: QtBot, open_window: Open, before: str, given: OnRaw, after: str
) -> None:
    window = open_window(before)
    window.canvas.view_options.show(GRADIENTS)
    for kind in window.views.fitting(window.conductor.scene()):
        window.bottom.open(kind.id)
    window.focus.give(given, "your input")
    window.focus.choose_together(Chosen("test", (0, 2), "two"))
    qtbot.wait(50)
    window.documents.open_example(after)
    assert window.focus.given is None
    assert window.focus.chosen is None
    shows(qtbot, window)
    window.store.undo()
    shows(qtbot, window)


def test_a_file_is_opened_over_a_drawing(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    window = open_window("circle")
    path, saved = tmp_path / "circle.playground", []
    window.documents.save_to(path, lambda: saved.append(path))
    qtbot.waitUntil(lambda: bool(saved), timeout=PATIENCE)
    window.documents.open_example("digits_cnn")
    window.bottom.open("drawing")
    window.focus.give(DRAWING, "your drawing")
    shows(qtbot, window)
    assert open_file(qtbot, window, path)
    assert window.focus.given is None
    shows(qtbot, window)


def shows(qtbot: QtBot, window: Window) -> None:
    """Wait until the window can train, and shows what it trained."""
    conductor = window.conductor
    qtbot.waitUntil(lambda: conductor.samples is not None and conductor.can_train, timeout=PATIENCE)
    train(qtbot, window, 2)
    qtbot.waitUntil(lambda: window.canvas.stage.bundles is not None, timeout=PATIENCE)
    assert not window.notices.texts
