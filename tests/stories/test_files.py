"""Save, close, open: the same numbers. And nothing is lost on the way."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from playground.model import edits
from playground.model.files import read, write
from tests.stories.conftest import PATIENCE, Open, close, losses, train


def test_save_close_open_same_numbers(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    path = tmp_path / "mine.playground"
    window = open_window("circle")
    train(qtbot, window, 40)
    with qtbot.waitSignal(window.documents.saved, timeout=PATIENCE):
        window.documents.save_to(path)
    assert not window.store.dirty
    train(qtbot, window, 40)
    expected = losses(window)
    again = open_window("xor")
    assert again.documents.open(path)
    qtbot.waitUntil(lambda: again.conductor.state.step == 40, timeout=PATIENCE)
    assert losses(again) == expected[:40]
    train(qtbot, again, 40)
    assert losses(again) == expected


def test_an_experiment_alone_is_a_text_file(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    window = open_window("xor", wait=False)
    window.documents.save_to(path)
    assert path.read_bytes() == write(window.store.experiment)
    assert read(path.read_bytes()) == window.store.experiment
    assert window.settings.recent[0] == str(path.resolve())


def test_what_cannot_be_read_is_said_and_nothing_is_lost(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    window = open_window("circle", wait=False)
    before = window.store.experiment
    for name, content in (
        ("a.json", b"{"),
        ("b.playground", b"PK nonsense"),
        ("c.json", b'{"data": {"kind": "cirle"}}'),
    ):
        (tmp_path / name).write_bytes(content)
        assert not window.documents.open(tmp_path / name)
        assert window.notices.texts[0].startswith(f"{name} could not be opened")
    assert not window.documents.open(tmp_path / "gone.json")
    assert window.store.experiment is before


def test_a_folder_that_cannot_be_written_is_said(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    window = open_window("circle", wait=False)
    window.documents.save_to(tmp_path / "nowhere" / "mine.json")
    assert "could not be saved" in window.notices.texts[0]
    assert window.store.path is None


def test_a_dropped_file_opens(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    window = open_window("circle", wait=False)
    path = tmp_path / "dropped.json"
    path.write_bytes(write(edits.rename(window.store.experiment, "Dropped")))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))
    assert window.store.experiment.name == "Dropped"


def press(name: str) -> None:
    """Press a button of the open question."""
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    button = box.findChild(QPushButton, name)
    assert isinstance(button, QPushButton)
    button.click()


def test_unsaved_changes_are_asked_about(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    window = open_window("circle", wait=False)
    window.documents.save_to(tmp_path / "mine.json")
    window.store.apply(edits.rename(window.store.experiment, "Mine"), "Rename")
    QTimer.singleShot(0, partial(press, "unsaved_cancel"))
    window.documents.open_example("xor")
    assert window.store.experiment.name == "Mine"
    QTimer.singleShot(0, partial(press, "unsaved_save"))
    window.documents.open_example("xor")
    assert window.store.experiment.name == "XOR"
    assert read((tmp_path / "mine.json").read_bytes()).name == "Mine"


def test_an_example_in_place_of_another_is_taken_back_by_undo(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    train(qtbot, window, 50)
    window.store.apply(edits.rename(window.store.experiment, "Mine"), "Rename")
    before = losses(window)
    window.documents.open_example("xor")
    qtbot.waitUntil(lambda: window.conductor.samples is not None and not losses(window), timeout=PATIENCE)
    train(qtbot, window, 10)
    window.store.undo()
    assert window.store.experiment.name == "Mine"
    qtbot.waitUntil(lambda: window.conductor.state.step == 50, timeout=PATIENCE)
    assert losses(window) == before
    train(qtbot, window, 10)
    assert losses(window)[:50] == before
    assert len(losses(window)) == 60


def test_closing_while_it_trains_ends_the_thread(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    window.conductor.play()
    qtbot.waitUntil(lambda: window.conductor.state.step > 20, timeout=PATIENCE)
    conductor = window.conductor
    assert conductor.alive
    close(window)
    assert not conductor.alive
