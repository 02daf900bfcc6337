"""What a window left behind stays in the menu until it is saved or discarded, and opening it costs nothing else."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from playground.model import edits
from playground.model.archive import load, save
from playground.model.document import CopyOf, Document
from playground.model.examples import load_example
from playground.ui.shell.app import keep_copies, offer_recovered
from playground.ui.shell.files.opening import ReadFile
from playground.ui.shell.recovery.folder import left_behind
from playground.ui.shell.recovery.menu import RecoveredWork
from playground.ui.shell.recovery.owner import Owner, folder
from playground.ui.shell.recovery.recovery import Recovery
from playground.ui.shell.recovery.row import RecoveredRow
from playground.ui.shell.window import Window
from tests.stories.conftest import PATIENCE, Open, child, close, train
from tests.stories.test_nothing_is_lost import curves, kept, stands


@pytest.fixture(autouse=True)
def no_copies() -> Iterator[None]:
    """Begin and end without copies of windows that other tests ended from outside."""
    shutil.rmtree(folder(), ignore_errors=True)
    folder().mkdir(parents=True)
    yield
    if folder().is_file():
        folder().unlink()
    shutil.rmtree(folder(), ignore_errors=True)


def leave(name: str, age: float = 60.0, copy_of: CopyOf | None = None, content: bytes | None = None) -> Path:
    """A copy that a window left behind so many seconds ago."""
    path = Owner().new_path()
    if content is None:
        save(path, Document(edits.rename(load_example("circle"), name), copy_of=copy_of))
    else:
        path.write_bytes(content)
    when = time.time() - age
    os.utime(path, (when, when))
    return path


def offered(qtbot: QtBot, window: Window, recovery: Recovery | None = None) -> RecoveredWork:
    """Look for what was left behind, as at the start."""
    work = offer_recovered(window, keep_copies(window) if recovery is None else recovery)
    settled(qtbot, work)
    return work


def settled(qtbot: QtBot, work: RecoveredWork) -> None:
    """Wait until the folder has been looked through as often as was wanted."""
    qtbot.waitUntil(lambda: not work.search.busy, timeout=PATIENCE)


def shown(qtbot: QtBot, window: Window, work: RecoveredWork) -> tuple[RecoveredRow, ...]:
    """Open the list from the menu, and wait until the folder was looked through again."""
    action = window.actions_by_id["recovered"]
    assert action.isEnabled()
    action.trigger()
    settled(qtbot, work)
    assert work.list.isVisible()
    return work.list.rows()


def titles(work: RecoveredWork) -> list[str]:
    return [row.accessibleName() for row in work.list.rows()]


def lines(row: RecoveredRow) -> list[str]:
    """All that a row says."""
    return [row.accessibleName(), *row.accessibleDescription().split(". ")]


def press(widget: QWidget, key: Qt.Key) -> None:
    QTest.keyClick(widget, key)


def opened(qtbot: QtBot, window: Window, work: RecoveredWork, name: str) -> None:
    """Open the first of the list with Enter, and wait for it."""
    shown(qtbot, window, work)
    press(work.list.rows()[0], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.store.experiment.name == name, timeout=PATIENCE)
    settled(qtbot, work)
    assert not work.list.isVisible()


@contextmanager
def answer(button: str) -> Iterator[list[str]]:
    """Press a button of the question about unsaved work, once it is there; gives what was asked."""
    asked: list[str] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        found = box.findChild(QPushButton, button) if isinstance(box, QMessageBox) else None
        if isinstance(box, QMessageBox) and isinstance(found, QPushButton):
            asked.append(box.text())
            found.click()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(5)
    yield asked
    timer.stop()


def test_after_a_crash_weights_and_curves_are_there(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    recovery = keep_copies(window)
    train(qtbot, window, 20)
    window.canvas.commands.remove("linear_2")
    train(qtbot, window, 20)
    state, seen = kept(qtbot, window), curves(window)
    recovery.keep()
    qtbot.waitUntil(lambda: any(load(path).state == state for path in folder().glob("*.playground")), timeout=PATIENCE)
    left = next(folder().glob("*.playground"))
    shutil.copy(left, leave("Circle"))
    recovery.stop(keep=False)
    assert not left.exists()
    again = open_window("xor")
    train(qtbot, again, 7)
    other, before = kept(qtbot, again), again.store.experiment
    assert not again.store.dirty, "a few steps are not asked about"
    recovery = keep_copies(again)
    work = offered(qtbot, again, recovery)
    (old,) = left_behind()
    assert again.notices.texts == ["Unsaved work from last time was kept: 1 copy."]
    assert "40 steps learned" in lines(shown(qtbot, again, work)[0])[2]
    opened(qtbot, again, work, "Circle")
    stands(qtbot, again, 40)
    assert kept(qtbot, again) == state
    assert curves(again)[0] == seen[0]
    assert curves(again)[2] == seen[2]
    assert again.store.dirty
    assert (left_behind(), old.exists()) == ([], False), "the copy is this window's now"
    assert [load(path).state for path in folder().glob("*.playground")] == [state], "and stays until it is saved"
    # What was open comes back, although nobody was asked, and so does the recovered work.
    again.store.undo()
    stands(qtbot, again, 7)
    assert again.store.experiment == before
    assert kept(qtbot, again) == other
    assert not again.store.dirty
    recovery.keep()
    again.store.redo()
    stands(qtbot, again, 40)
    assert kept(qtbot, again) == state
    assert again.store.dirty
    again.store.undo()
    recovery.stop(keep=False)
    assert [load(path).state for path in left_behind()] == [state], "undo gives nothing up"


def test_saved_work_has_no_copy(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    leave("Mine")
    window = open_window("xor")
    recovery = keep_copies(window)
    opened(qtbot, window, offered(qtbot, window, recovery), "Mine")
    with qtbot.waitSignal(window.documents.saved, timeout=PATIENCE):
        window.documents.save_to(tmp_path / "mine.playground")
    recovery.stop(keep=True)
    assert not list(folder().glob("*.playground"))


def test_a_reset_keeps_the_copy_that_had_learned_more(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    window = open_window("circle")
    train(qtbot, window, 9)
    state = kept(qtbot, window)
    left = leave("Mine", content=b"")
    history = window.conductor.history
    save(left, Document(window.store.experiment, state, history.columns(), copy_of=CopyOf(steps=9)))
    recovery = keep_copies(window)
    work = offered(qtbot, window, recovery)
    shown(qtbot, window, work)
    with qtbot.waitSignal(window.store.changed, timeout=PATIENCE):
        press(work.list.rows()[0], Qt.Key.Key_Enter)
    stands(qtbot, window, 9)
    window.conductor.reset()
    train(qtbot, window, 2)
    recovery.keep()
    kept(qtbot, window)
    recovery.stop(keep=True)
    assert sorted((load(path).copy_of or CopyOf()).steps for path in left_behind()) == [2, 9]


@pytest.mark.slow
def test_two_windows_keep_their_copies_apart(qtbot: QtBot, open_window: Open) -> None:
    kept_by: list[Recovery] = []
    for name in ("First", "Second"):
        window = open_window("circle", wait=False)
        window.store.apply(edits.rename(window.store.experiment, name), "Rename")
        kept_by.append(keep_copies(window))
        kept_by[-1].keep()
        kept_by[-1].keep()  # the trainer has not answered yet
    qtbot.waitUntil(lambda: len(list(folder().glob("*.playground"))) == 2, timeout=PATIENCE)
    assert left_behind() == []
    kept_by[0].stop(keep=True)
    (first,) = left_behind()
    assert load(first).experiment.name == "First"
    kept_by[1].stop(keep=False)
    assert left_behind() == [first]


def test_weights_of_other_data_are_asked_about(qtbot: QtBot, still_window: Window) -> None:
    window, before = still_window, still_window.store.experiment
    left = leave("Mine")
    work = offered(qtbot, window)
    found = ReadFile(left, load(left), otherness="These weights were learned from another text.")
    with answer("other_data_cancel") as asked:
        assert not window.documents.open_recovered(found)
    assert len(asked) == 1
    assert window.store.experiment is before
    with answer("other_data_without"):
        assert window.documents.open_recovered(found)
    assert window.store.experiment.name == "Mine"
    assert work.found.count == 1


def test_saving_proposes_the_file_that_it_came_from(
    qtbot: QtBot, still_window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave("Mine", copy_of=CopyOf(str(tmp_path / "lesson.playground")))
    work = offered(qtbot, still_window)
    opened(qtbot, still_window, work, "Mine")
    proposed: list[str] = []

    def choose(window: QWidget, title: str, start: str, filter: str) -> tuple[str, str]:
        proposed.append(start)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    still_window.documents.save()
    assert proposed == [str(tmp_path / "lesson.playground")]


def test_changes_of_a_file_are_asked_about(qtbot: QtBot, still_window: Window, tmp_path: Path) -> None:
    window = still_window
    left = leave("Mine")
    file = tmp_path / "other.json"
    save(file, Document(load_example("xor")))
    window.store.load(load(file).experiment, file)
    window.store.apply(edits.rename(window.store.experiment, "Edited"), "Rename")
    work = offered(qtbot, window)
    shown(qtbot, window, work)
    with answer("unsaved_cancel") as asked:
        press(work.list.rows()[0], Qt.Key.Key_Return)
    assert asked == ["Save “Edited” first?"]
    assert window.store.experiment.name == "Edited"
    assert left_behind() == [left], "it is nobody's until it is opened"
    with answer("unsaved_discard") as asked:
        opened(qtbot, window, work, "Mine")
    assert len(asked) == 1
    assert window.store.path is None
    window.store.undo()
    assert window.store.experiment.name == "Edited"
    assert window.store.path == file


def test_the_list_stays_until_all_is_settled(qtbot: QtBot, still_window: Window) -> None:
    window, action = still_window, still_window.actions_by_id["recovered"]
    assert not action.isEnabled(), "there is nothing"
    leave("Old", 90_000)
    leave("Older", 400_000)
    newest = leave("Newest", 5, content=b"PK\x03\x04 torn in the middle")
    recovery = keep_copies(window)
    work = offered(qtbot, window, recovery)
    assert window.notices.texts == ["Unsaved work from last time was kept: 3 copies."]
    window.notices.clear()
    assert action.text() == "Recovered work… (3)"
    rows = shown(qtbot, window, work)
    assert titles(work) == ["Old", "Older", "A copy that cannot be opened"], "a damaged one hides no sound one"
    assert lines(rows[0])[1] == "1 day ago"
    assert lines(rows[2])[1] == "just now"
    assert lines(rows[2])[2].endswith(f" · {newest.name}")
    assert lines(rows[2])[-1] == "The file is damaged, incomplete or was not saved by Playground."
    assert str(newest) in rows[2].toolTip()
    opened(qtbot, window, work, "Old")
    assert action.text() == "Recovered work… (2)"
    shown(qtbot, window, work)
    press(work.list.rows()[0], Qt.Key.Key_Down)
    assert work.list.rows()[1].hasFocus()
    press(work.list.rows()[1], Qt.Key.Key_Delete)
    press(work.list.rows()[0], Qt.Key.Key_Delete)
    assert action.text() == "Recovered work…"
    assert len(left_behind()) == 2, "they go when the window closes"
    press(work.list.rows()[0], Qt.Key.Key_Delete)
    assert action.text() == "Recovered work… (1)"
    press(work.list.rows()[0], Qt.Key.Key_Escape)
    assert not work.list.isVisible()
    window.closing.connect(lambda: recovery.stop(keep=True))
    close(window)
    assert sorted(load(path).experiment.name for path in left_behind()) == ["Old", "Older"]


def test_all_are_discarded_and_then_there_are_none(qtbot: QtBot, still_window: Window) -> None:
    window = still_window
    paths = [leave("One", 1), leave("Two", 2)]
    work = offered(qtbot, window)
    rows = shown(qtbot, window, work)
    child(work.list, "recovered_discard_all").click()  # type: ignore[attr-defined]
    assert all("Discarded: Enter takes it back, or it is removed when the window closes" in lines(row) for row in rows)
    rows[1].findChild(QPushButton, "recovered_1_back").click()  # type: ignore[union-attr]
    assert work.discarded == {paths[0]}
    for path in paths:
        path.unlink()
    work.look()
    settled(qtbot, work)
    assert work.list.said == "There is no recovered work."
    assert not work.list.rows()


def test_what_is_known_of_the_file_is_said(qtbot: QtBot, still_window: Window, tmp_path: Path) -> None:
    file = tmp_path / "mine.playground"
    save(file, Document(load_example("xor")))
    gone = CopyOf(str(tmp_path / "gone.playground"), 3)
    for age, name, copy_of in (
        (10, "A", CopyOf()),
        (-50, "B", CopyOf(str(file))),
        (50, "C", CopyOf(str(file))),
        (60, "D", gone),
    ):
        leave(name, age, copy_of)
    leave("<b>E</b>\n\x1b[31m\u202e" + "long " * 190, 70)
    leave("Same", 80, CopyOf(str(file)), content=file.read_bytes())
    work = offered(qtbot, still_window)
    said = {row.accessibleName()[:1]: lines(row)[-1] for row in shown(qtbot, still_window, work)}
    assert said["B"] == f"Its file lacks this: {file}"
    assert said["C"] == f"Its file was saved later: {file}"
    assert said["D"] == f"Its file is gone: {tmp_path / 'gone.playground'}"
    assert said["A"] == "Never saved to a file"
    label = child(work.list, "recovered_4_title")
    assert isinstance(label, QLabel)
    assert label.text().startswith("<b>E</b>")
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert work.list.width() < still_window.width()


def test_one_that_another_window_opens_first_is_only_theirs(qtbot: QtBot, still_window: Window) -> None:
    window = still_window
    left = leave("Mine")
    work = offered(qtbot, window)
    shown(qtbot, window, work)
    other = Owner()
    theirs = other.claim(left)
    press(work.list.rows()[0], Qt.Key.Key_Return)
    settled(qtbot, work)
    assert window.notices.texts[0] == "Another window has opened this copy meanwhile, or it is gone."
    assert window.store.experiment.name == "Circle"
    assert not window.actions_by_id["recovered"].isEnabled()
    assert theirs is not None
    assert theirs.exists()
    other.release()


def test_one_that_is_damaged_after_it_was_listed_is_given_back(qtbot: QtBot, still_window: Window) -> None:
    window = still_window
    left = leave("Mine")
    work = offered(qtbot, window)
    shown(qtbot, window, work)
    left.write_bytes(b"torn")
    press(work.list.rows()[0], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(work.found.unreadable), timeout=PATIENCE)
    assert "could not be opened" in window.notices.texts[0]
    assert left_behind() == [left]
    assert [entry.path for entry in work.found.unreadable] == [left]


def test_a_click_opens_and_a_folder_that_is_none_is_said(qtbot: QtBot, still_window: Window) -> None:
    window = still_window
    leave("Mine").rename(folder() / "mine.json")
    (folder() / "mine.json").write_text('{"name": "By hand", "data": {"kind": "circle"}, "networks": {"main": []}}')
    recovery = keep_copies(window)
    work = offered(qtbot, window, recovery)
    (row,) = shown(qtbot, window, work)
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    qtbot.waitUntil(lambda: window.store.experiment.name == "By hand", timeout=PATIENCE)
    recovery.stop(keep=True)
    assert [load(path).experiment.name for path in left_behind()] == ["By hand"]
    shutil.rmtree(folder())
    folder().write_text("no folder")
    work.look()
    settled(qtbot, work)
    work.show()
    assert work.list.said == "The folder of recovered work cannot be read, as a part of its path is no folder."
    work.list.hide()
