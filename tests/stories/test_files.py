"""Save, close, open: the same numbers. And nothing is lost on the way."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.model import edits
from playground.model.archive import load
from playground.model.files import read, write
from playground.model.registry import LAYERS
from tests.stories.conftest import PATIENCE, Open, answer_question, close, losses, open_file, settled, train


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
    assert open_file(qtbot, again, path)
    qtbot.waitUntil(lambda: again.conductor.state.step == 40, timeout=PATIENCE)
    assert losses(again) == expected[:40]
    train(qtbot, again, 40)
    assert losses(again) == expected


def test_an_experiment_alone_is_a_text_file(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    window = open_window("xor", wait=False)
    window.documents.save_to(path)
    settled(qtbot, window)
    assert path.read_bytes() == write(window.store.experiment, window.store.views)
    assert read(path.read_bytes()) == window.store.experiment
    assert window.settings.recent[0] == str(path.resolve())


def test_a_text_beside_the_file_is_found_and_still_is_when_saved_elsewhere(
    qtbot: QtBot, open_window: Open, tmp_path: Path
) -> None:
    lesson, elsewhere = tmp_path / "lesson", tmp_path / "elsewhere"
    lesson.mkdir()
    elsewhere.mkdir()
    (lesson / "book.txt").write_text("the quick brown fox " * 20, "utf-8")
    (lesson / "mine.json").write_text(
        '{"data": {"kind": "own_text", "path": "book.txt", "samples": 20, "length": 4}, '
        '"networks": {"main": [{"kind": "embedding"}]}}'
    )
    window = open_window("circle", wait=False)
    assert open_file(qtbot, window, lesson / "mine.json")
    assert window.store.trace.trainable
    for name in ("mine.json", "mine.playground"):
        with qtbot.waitSignal(window.documents.saved, timeout=PATIENCE):
            window.documents.save_to(elsewhere / name)
        assert load(elsewhere / name).experiment.data.files().refs[0].name == str(lesson / "book.txt")


def test_what_cannot_be_read_is_said_and_nothing_is_lost(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    window = open_window("circle", wait=False)
    before = window.store.experiment
    for name, content in (
        ("a.json", b"{"),
        ("b.playground", b"PK nonsense"),
        ("c.json", b'{"data": {"kind": "cirle"}}'),
    ):
        (tmp_path / name).write_bytes(content)
        assert not open_file(qtbot, window, tmp_path / name)
        assert window.notices.texts[0].startswith(f"{name} could not be opened")
    assert not open_file(qtbot, window, tmp_path / "gone.json")
    assert window.store.experiment is before


def test_a_folder_that_cannot_be_written_is_said(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    window = open_window("circle", wait=False)
    window.documents.save_to(tmp_path / "nowhere" / "mine.json")
    settled(qtbot, window)
    assert "could not be saved" in window.notices.texts[0]
    assert window.store.path is None


@pytest.mark.slow
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
    with qtbot.waitSignal(window.documents.opened, timeout=PATIENCE):
        QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))
    assert window.store.experiment.name == "Dropped"


def test_unsaved_changes_are_asked_about(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    window = open_window("circle", wait=False)
    window.documents.save_to(tmp_path / "mine.json")
    settled(qtbot, window)
    window.store.apply(edits.rename(window.store.experiment, "Mine"), "Rename")
    QTimer.singleShot(0, partial(answer_question, "unsaved_cancel"))
    window.documents.open_example("xor")
    assert window.store.experiment.name == "Mine"
    QTimer.singleShot(0, partial(answer_question, "unsaved_save"))
    window.documents.open_example("xor")
    settled(qtbot, window)
    assert window.store.experiment.name == "XOR"
    assert read((tmp_path / "mine.json").read_bytes()).name == "Mine"


@pytest.mark.slow
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


@pytest.mark.slow
def test_undoing_at_once_brings_the_run_back_too(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    train(qtbot, window, 50)
    before = losses(window)
    for _ in range(7):
        window.conductor.new_weights()
    for _ in range(7):
        window.store.undo()
    qtbot.waitUntil(lambda: window.conductor.state.step == 50, timeout=PATIENCE)
    assert losses(window) == before
    train(qtbot, window, 5)
    assert losses(window)[:50] == before


def test_saving_a_broken_network_keeps_what_was_learned(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    path = tmp_path / "broken.playground"
    window = open_window("circle")
    train(qtbot, window, 30)
    broken = edits.insert(window.store.experiment, LAYERS.find("conv2d")(), "output")[0]
    window.store.apply(broken, "Add Conv2d")
    with qtbot.waitSignal(window.documents.saved, timeout=PATIENCE):
        window.documents.save_to(path)
    document = load(path)
    assert document.experiment.networks == broken.networks
    assert document.state


@pytest.mark.slow
def test_saving_before_torch_is_ready_keeps_the_weights_of_the_file(
    qtbot: QtBot, open_window: Open, tmp_path: Path
) -> None:
    path = tmp_path / "mine.playground"
    window = open_window("circle")
    train(qtbot, window, 30)
    with qtbot.waitSignal(window.documents.saved, timeout=PATIENCE):
        window.documents.save_to(path)
    again = open_window("xor", wait=False)
    assert open_file(qtbot, again, path)
    with qtbot.waitSignal(again.documents.saved, timeout=PATIENCE):
        again.documents.save()
    qtbot.waitUntil(lambda: again.conductor.state.step == 30, timeout=PATIENCE)
    document = load(path)
    assert document.state
    assert document.history is not None
    assert len(document.history["batch_loss.step"]) == 30
