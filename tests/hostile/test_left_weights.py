"""Weights that were not wanted when their file was opened stay there until somebody says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from playground.engine.history import History
from playground.engine.messages import Scalars
from playground.engine.session import Session
from playground.model.archive import load, save
from playground.model.document import Document
from playground.model.file_readings import READINGS
from playground.ui.shell.window import Window
from tests.hostile.changes import made, put
from tests.stories.conftest import PATIENCE, Open, open_file, settled, train
from tests.stories.test_recovered_work import answer

ASKED = "“own.playground” holds weights that are not used here."
SAVES: tuple[Callable[[Window], object], ...] = (
    lambda window: window.documents.save(),
    lambda window: window.documents.saver.save_all(),
    lambda window: window.actions_by_id["save"].trigger(),
)
"""The ways to save into the file that is open."""


@pytest.fixture(autouse=True)
def as_in_a_new_process() -> Iterator[None]:
    READINGS.forget()
    yield
    READINGS.forget()


def open_without(qtbot: QtBot, window: Window, file: Path) -> None:
    """Open a file whose text has changed without its weights, and learn a step."""
    with answer("other_data_without") as asked:
        assert open_file(qtbot, window, file)
    assert len(asked) == 1
    qtbot.waitUntil(lambda: window.conductor.samples is not None, timeout=PATIENCE)
    train(qtbot, window, 1)


def save_by(qtbot: QtBot, window: Window, way: Callable[[Window], object], button: str) -> list[str]:
    """Save, answer what is asked, and wait; returns what was asked."""
    with answer(f"overwrite_{button}") as asked:
        way(window)
        settled(qtbot, window)
    return asked


def test_no_save_overwrites_them_without_a_question(
    qtbot: QtBot, open_window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, file, other = tmp_path / "own.txt", tmp_path / "own.playground", tmp_path / "other.playground"
    put(text, "the cat sat on a mat " * 30)
    session = Session(made(text))
    session.step()
    save(file, Document(session.experiment, session.keep()))
    before = file.read_bytes()
    put(text, "a dog lay by the log " * 30)
    window = open_window(made(text))
    open_without(qtbot, window, file)
    for way in SAVES:
        assert save_by(qtbot, window, way, "cancel") == [ASKED]
        assert file.read_bytes() == before
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(other), ""))
    assert save_by(qtbot, window, SAVES[0], "elsewhere") == [ASKED]
    assert file.read_bytes() == before
    assert window.store.path == other
    assert save_by(qtbot, window, SAVES[0], "cancel") == [], "it has a file of its own now"
    open_without(qtbot, window, file)
    assert save_by(qtbot, window, SAVES[0], "overwrite") == [ASKED]
    assert load(file).state not in (None, session.keep())
    train(qtbot, window, 1)
    assert save_by(qtbot, window, SAVES[0], "cancel") == [], "once"


def test_weights_that_waited_for_a_text_and_do_not_fit_it_are_asked_about(
    qtbot: QtBot, open_window: Open, tmp_path: Path
) -> None:
    text, file, history = tmp_path / "own.txt", tmp_path / "own.playground", History()
    put(text, "the cat sat on a mat " * 30)
    session = Session(made(text))
    history.add_scalars(Scalars(0, 2, np.array([session.step(), session.step()])))
    save(file, Document(session.experiment, session.keep(), history.columns()))
    before = file.read_bytes()
    text.unlink()
    READINGS.forget()
    window = open_window()
    assert open_file(qtbot, window, file)
    put(text, "a dog lay by the log " * 30)
    window.data_watch.look()
    qtbot.waitUntil(lambda: window.conductor.samples is not None, timeout=PATIENCE)
    train(qtbot, window, 1)
    assert save_by(qtbot, window, SAVES[0], "cancel") == [ASKED]
    assert file.read_bytes() == before
    assert save_by(qtbot, window, SAVES[0], "overwrite") == [ASKED]
    train(qtbot, window, 1)
    assert save_by(qtbot, window, SAVES[0], "cancel") == [], "once"
