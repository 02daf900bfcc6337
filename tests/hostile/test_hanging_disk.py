"""A disk that does not answer, such as a network share: the window goes on, and says what it waits for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, current_thread, main_thread

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from playground.model import disk, edits
from playground.model.file_readings import READINGS
from playground.ui.forms.file_row import FileRow
from playground.ui.panels.missing import MissingFiles
from playground.ui.shell.window import Window
from playground.ui.widgets.notice import NoticeBar
from tests.hostile.changes import made, put
from tests.stories.conftest import PATIENCE
from tests.ui.test_views import make

DOORS = ("is_folder", "is_there", "is_same", "real_path", "make_folder", "read_file", "open_file", "look", "write_file")
"""All ways to the disk that the window uses."""


@pytest.fixture(autouse=True)
def as_in_a_new_process() -> Iterator[None]:
    READINGS.forget()
    yield
    READINGS.forget()


@contextmanager
def hanging(monkeypatch: pytest.MonkeyPatch, share: Path) -> Iterator[list[str]]:
    """All below a folder is on a disk that hangs. Gives what was asked of it; the window itself may ask nothing."""
    answers, asked, by_window = Event(), list[str](), list[str]()

    def hang(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def ask(path: Path, *rest: object) -> object:
            if Path(path).is_relative_to(share):
                asked.append(name)
                if current_thread() is main_thread():
                    by_window.append(name)
                else:
                    answers.wait(PATIENCE / 1000)
            return real(path, *rest)

        return ask

    with monkeypatch.context() as patch:
        for name in DOORS:
            real = getattr(disk, name)
            slow = hang(name, real)
            for module in [module for key, module in sys.modules.items() if key.startswith("playground.")]:
                if getattr(module, name, None) is real:
                    patch.setattr(module, name, slow)
        try:
            yield asked
        finally:
            answers.set()
    assert not by_window, "the window waited for a disk"


def test_files_are_asked_for_in_a_folder_that_answers(
    still_window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share, proposed = tmp_path / "share", list[str]()
    share.mkdir()
    still_window.settings.recent = [str(share / "lesson.playground")]

    def choose(*asked: str) -> tuple[str, str]:
        proposed.append(asked[2])
        return str(share / "mine"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)

    def open(*asked: str) -> tuple[str, str]:
        proposed.append(f"{asked[2]}/")
        return "", ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", open)
    monkeypatch.setattr(
        "playground.ui.shell.files.document_saver.ask_with_ending", lambda _, path, __: (path, "cancel")
    )
    with hanging(monkeypatch, share) as asked:
        still_window.documents.save_as()
        still_window.documents.ask_open()
        still_window.grab()
    assert asked == ["is_folder"] * 2
    assert Path(proposed[0]).parent == Path(proposed[1]) == Path.home()


def test_a_text_is_chosen_read_anew_and_looked_for_beside_the_window(
    qtbot: QtBot, still_window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, share, here = still_window, tmp_path / "share", tmp_path / "here.txt"
    share.mkdir()
    put(here, "the cat sat on a mat " * 30)
    put(share / "own.txt", "a dog lay by the log " * 30)
    window.store.load(made(here), None)
    row = window.left.findChild(FileRow)
    assert isinstance(row, FileRow)
    before = window.store.experiment
    with hanging(monkeypatch, share) as asked:
        row.changed.emit(str(share / "own.txt"), False)
        qtbot.waitUntil(lambda: window.reading.text.startswith("Reading own.txt…"), timeout=PATIENCE)
        assert window.store.experiment is before, "until it is read all stays as it is"
        window.store.apply(edits.rename(before, "Goes on"), "Rename")
        next(link for link in window.reading.findChildren(QPushButton) if link.text() == "Cancel").click()
        assert window.reading.text == ""
        assert asked == ["open_file"]
        row.changed.emit(str(here), False)  # is not kept waiting by the one that hangs
        window.data_watch.read_anew()
        assert window.reading.text == ""
        row.changed.emit(str(share / "own.txt"), False)
        qtbot.waitUntil(lambda: bool(window.reading.text), timeout=PATIENCE)
    qtbot.waitUntil(lambda: "g" in window.store.experiment.data.names().texts, timeout=PATIENCE)
    assert window.store.undo_label == "File"
    assert window.store.experiment.name == "Goes on"
    with hanging(monkeypatch, share):
        window.data_watch.read_anew()
        qtbot.waitUntil(lambda: window.reading.text.startswith("Reading own.txt…"), timeout=PATIENCE)
        window.store.undo()  # what is there then is what is read anew
    qtbot.waitUntil(lambda: window.reading.text == "", timeout=PATIENCE)
    assert "g" not in window.store.experiment.data.names().texts


def test_an_edit_reads_no_text_again_that_could_not_be_read(
    still_window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, share = still_window, tmp_path / "share"
    share.mkdir()
    window.store.load(made(share / "gone.txt"), None)
    window.data_watch.stop()
    with hanging(monkeypatch, share):
        window.store.apply(edits.rename(window.store.experiment, "Renamed"), "Rename")
        window.store.undo()
        window.store.redo()
        panel = window.left.findChild(MissingFiles)
        assert isinstance(panel, MissingFiles)
        for link in panel.findChildren(QPushButton):
            link.click()
        window.grab()
        assert any("its disk does not answer" in text for text in _texts(panel))


def test_a_picture_is_written_beside_the_window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    view, share = make(qtbot, "loss", "plane, two classes"), tmp_path / "share"
    share.mkdir()
    before = view.note.text()
    with hanging(monkeypatch, share):
        view.pictures.save_at(str(share / "x.png"))
        assert view.note.text() == "Writing the picture to x.png…"
        view.pictures.save_at(str(share / "y.png"))
        assert view.note.text() == "The last picture is still being written: wait for that."
    qtbot.waitUntil(lambda: not view.pictures.busy, timeout=PATIENCE)
    assert [path.name for path in share.iterdir()] == ["x.png"]
    assert view.note.text() == before


def _texts(panel: MissingFiles) -> list[str]:
    return [notice.text for notice in panel.findChildren(NoticeBar)]
