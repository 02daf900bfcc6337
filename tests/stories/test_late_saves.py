"""A save or copy whose answer comes late belongs to the document it was asked of, and none takes another's place."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from playground.engine import snapshot
from playground.engine.messages import Kept, State
from playground.model import edits
from playground.model.archive import DOCUMENT, load, save
from playground.model.document import Document
from playground.model.examples import load_example
from playground.ui.shell.app import keep_copies
from playground.ui.shell.files.copy_writer import CopyWriter
from playground.ui.shell.recovery.folder import left_behind
from playground.ui.shell.recovery.owner import folder
from playground.ui.shell.recovery.recovery import Recovery
from playground.ui.shell.window import Window
from playground.ui.state.keeper import Work
from playground.ui.state.saving import OpenDocument
from tests.stories.conftest import PATIENCE, Open, train
from tests.stories.test_nothing_is_lost import kept, stands


@pytest.fixture(autouse=True)
def no_copies() -> Iterator[None]:
    """Begin and end without copies of other windows."""
    for path in folder().glob(f"*{DOCUMENT}"):
        path.unlink()
    yield
    for path in folder().glob(f"*{DOCUMENT}"):
        path.unlink()


def copies() -> dict[str, Document]:
    """The copies of this process by the name of their experiment."""
    found = [load(path) for path in folder().glob(f"*{DOCUMENT}")]
    return {document.experiment.name: document for document in found}


def learned_long(qtbot: QtBot, window: Window, steps: int = 30) -> bytes:
    """Train, as if it had taken long enough to be asked about."""
    train(qtbot, window, steps)
    window.store.saving.note_worth(True)
    return kept(qtbot, window)


def copied(qtbot: QtBot, recovery: Recovery, name: str, state: bytes) -> None:
    """Wait until the copy of an experiment holds a state."""
    recovery.keep()
    qtbot.waitUntil(lambda: name in copies() and copies()[name].state == state, timeout=PATIENCE)


def open_example(window: Window, path: Path) -> None:
    window.documents.open_example("xor")


def open_file(window: Window, path: Path) -> None:
    other = path.with_name("other.json")
    save(other, Document(load_example("xor")))
    window.documents.open(other)
    window.documents.opening.wait(60)


@pytest.mark.parametrize("leave", [open_example, pytest.param(open_file, marks=pytest.mark.slow)])
def test_a_late_save_does_not_give_its_file_to_what_was_opened_meanwhile(
    qtbot: QtBot, open_window: Open, tmp_path: Path, leave: Callable[[Window, Path], None]
) -> None:
    window = open_window("circle")
    train(qtbot, window, 10)
    state, path = kept(qtbot, window), tmp_path / "circle.playground"
    went_on: list[str] = []
    window.documents.save_to(path, lambda: went_on.append("then"))
    with qtbot.waitSignal(window.documents.written, timeout=PATIENCE):
        leave(window, path)
    assert window.store.path != path
    assert window.store.experiment.name == "XOR"
    assert load(path).experiment.name == "Circle"
    assert load(path).state == state
    assert not went_on, "closing or opening was meant for what is no longer open"
    if leave is open_example:
        window.store.undo()
        stands(qtbot, window, 10)
        assert window.store.path == path
        assert not window.store.dirty


def test_saving_while_it_trains_is_asked_about_once(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    window = open_window("circle")
    with qtbot.waitSignal(window.documents.saved, timeout=PATIENCE):
        window.documents.save_to(tmp_path / "circle.playground")
    window.conductor.play()
    qtbot.waitUntil(lambda: window.store.dirty, timeout=PATIENCE)
    asked: list[str] = []

    def press() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            asked.append(box.text())
            button = box.findChild(QPushButton, "unsaved_save" if len(asked) < 3 else "unsaved_cancel")
            assert isinstance(button, QPushButton)
            button.click()

    timer = QTimer(window)
    timer.timeout.connect(press)
    timer.start(10)
    follower = window.conductor.follower

    def learn_on() -> None:
        """The next report of where learning stands, at the worst moment."""
        state = window.conductor.state
        follower.stand(State(state.generation, True, state.step + 50, state.epoch, 0.0))

    window.documents.saved.connect(learn_on)
    window.documents.open_example("xor")
    qtbot.waitUntil(lambda: window.store.experiment.name == "XOR" or len(asked) > 2, timeout=PATIENCE)
    timer.stop()
    window.conductor.pause()
    assert len(asked) == 1
    assert window.store.experiment.name == "XOR"


@pytest.mark.slow
def test_each_unsaved_document_has_its_own_copy(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    recovery = keep_copies(window)
    circle = learned_long(qtbot, window)
    window.documents.open_example("xor")
    xor = learned_long(qtbot, window, 5)
    copied(qtbot, recovery, "XOR", xor)
    assert copies()["Circle"].state == circle
    window.store.undo()
    stands(qtbot, window, 30)
    recovery.stop(keep=False)
    assert not copies(), "it was open again, and given up on purpose"


def test_work_that_was_left_stays_when_another_file_is_opened(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    window = open_window("circle")
    recovery = keep_copies(window)
    circle = learned_long(qtbot, window)
    window.documents.open_example("xor")
    open_file(window, tmp_path / "any")
    kept(qtbot, window)
    recovery.stop(keep=False)
    assert list(copies()) == ["Circle"]
    assert copies()["Circle"].state == circle


def test_a_copy_never_pairs_an_experiment_with_the_weights_of_another(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    recovery = keep_copies(window)
    copied(qtbot, recovery, "Circle", learned_long(qtbot, window))
    window.store.apply(edits.set_value(window.store.experiment, "seed", 7), "New weights")
    window.store.apply(edits.rename(window.store.experiment, "Anew"), "Rename")
    recovery.keep()
    recovery.keep()  # the trainer has not answered yet
    recovery.stop(keep=True)
    assert copies()["Anew"].state is None
    assert copies()["Anew"].history is None


@pytest.mark.slow
@pytest.mark.thread_only
def test_a_state_that_cannot_be_kept_spoils_no_copy(
    qtbot: QtBot, open_window: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window("circle")
    recovery = keep_copies(window)
    before = learned_long(qtbot, window)
    copied(qtbot, recovery, "Circle", before)
    train(qtbot, window, 5)
    now = kept(qtbot, window)
    with monkeypatch.context() as patch:
        patch.setattr(snapshot, "encode", no_room)
        recovery.keep()
        with qtbot.waitSignal(window.conductor.kept, timeout=PATIENCE):
            window.conductor.keep("after it")
    assert copies()["Circle"].state == before
    copied(qtbot, recovery, "Circle", now)
    recovery.stop(keep=False)


def no_room(state: object) -> bytes:
    raise MemoryError("no room")


def test_the_last_copy_is_waited_for_though_an_earlier_one_is_still_to_come(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    answers: list[Kept] = []
    window.conductor.kept.connect(answers.append)
    recovery = keep_copies(window)
    learned_long(qtbot, window, 10)
    answers.clear()
    window.store.apply(edits.rename(window.store.experiment, "Mine"), "Rename")
    recovery.keep()
    at_the_end: list[int] = []
    recovery.keep_last(lambda: at_the_end.append(len(answers)))
    qtbot.waitUntil(lambda: bool(at_the_end), timeout=PATIENCE)
    recovery.stop(keep=True)
    assert at_the_end == [2]


def test_a_copy_that_could_not_be_written_is_written_later(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    in_the_way = folder()
    shutil.rmtree(in_the_way, ignore_errors=True)
    in_the_way.parent.mkdir(parents=True, exist_ok=True)
    in_the_way.write_text("no folder")
    recovery = keep_copies(window)
    state = learned_long(qtbot, window, 10)
    recovery.keep()
    kept(qtbot, window)
    why = "there is something else of that name"
    said = f"Unsaved work cannot be copied aside, as {why}: save it, or a crash would lose it."

    def is_told() -> bool:
        recovery.keep()  # as the timer does
        return said in window.notices.texts

    qtbot.waitUntil(is_told, timeout=PATIENCE)
    in_the_way.unlink()

    def is_copied() -> bool:
        recovery.keep()  # as the timer does
        return "Circle" in copies() and copies()["Circle"].state == state

    qtbot.waitUntil(is_copied, timeout=PATIENCE)
    assert not left_behind(), "a copy of a process that runs is nobody else's"
    recovery.stop(keep=False)


def test_a_writer_tells_of_what_failed_last(tmp_path: Path) -> None:
    writer, circle = CopyWriter(), load_example("circle")
    place, document = tmp_path / "folder", OpenDocument(circle)
    place.write_text("no folder")
    path, old = place / "1.playground", tmp_path / "old.playground"
    old.write_text("old")
    writer.replace(old, path, Work(document, circle))
    writer.finish()
    assert writer.has_failed(path)
    assert old.exists(), "it goes only once the new one is there"
    place.unlink()
    writer.replace(old, path, Work(document, circle))
    writer.finish()
    assert not writer.has_failed(path)
    assert not old.exists()
    assert load(path).experiment == circle


def test_closing_waits_for_a_save(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    window = open_window("circle")
    train(qtbot, window, 10)
    path = tmp_path / "circle.playground"
    assert not window.store.dirty
    window.documents.save_to(path)
    with qtbot.waitSignal(window.closing, timeout=PATIENCE):
        window.close()
        assert window.isVisible()
        assert not path.exists()
    assert len((load(path).history or {})["batch_loss.step"]) == 10


def test_what_lies_in_a_file_has_no_copy(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    window = open_window("circle")
    recovery = keep_copies(window)
    copied(qtbot, recovery, "Circle", learned_long(qtbot, window))
    with qtbot.waitSignal(window.documents.saved, timeout=PATIENCE):
        window.documents.save_to(tmp_path / "circle.playground")
    qtbot.waitUntil(lambda: not copies(), timeout=PATIENCE)
    recovery.stop(keep=True)
    assert not copies()
