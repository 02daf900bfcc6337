"""Opening never blocks the window: a file is read beside it, may be cancelled, and replaces nothing until then."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from playground.model import edits
from playground.model.archive import load, save
from playground.model.document import Document
from playground.model.examples import load_example
from playground.ui.shell.files import opening
from playground.ui.shell.window import Window
from tests.stories.conftest import PATIENCE, answer_question, child, click, close, open_file, opened_still


@pytest.fixture
def still_window(used_window: Window) -> Window:
    return used_window


class Gate:
    """A disk that gives a file only once it is told to; files of other names come at once."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._may_pass = threading.Event()
        monkeypatch.setattr(opening, "load", self.load)
        monkeypatch.setattr(opening, "SOON_SECONDS", 0.0)

    def load(self, path: Path, *rest: Any) -> Document:
        if path.stem == "slow":
            assert self._may_pass.wait(60)
        return load(path, *rest)

    def open(self) -> None:
        self._may_pass.set()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    made = Gate(monkeypatch)
    yield made
    made.open()


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    """A file that is read slowly."""
    path = tmp_path / "slow.json"
    save(path, Document(edits.rename(load_example("xor"), "Slow")))
    return path


def begin(qtbot: QtBot, window: Window, path: Path) -> list[bool]:
    """Begin to open a file, and wait until it is said that it is being read; gets what comes of it."""
    opened: list[bool] = []
    window.documents.open(path, then=opened.append)
    qtbot.waitUntil(lambda: window.reading.text == f"Reading {path.name}…", timeout=PATIENCE)
    return opened


def test_a_slow_file_is_said_to_be_read_and_takes_its_place_once_it_has_been(
    qtbot: QtBot, still_window: Window, gate: Gate, slow: Path
) -> None:
    before = still_window.store.experiment
    opened = begin(qtbot, still_window, slow)
    assert still_window.store.experiment is before
    gate.open()
    qtbot.waitUntil(lambda: opened == [True], timeout=PATIENCE)
    assert still_window.store.experiment.name == "Slow"
    assert not still_window.reading.text


def cancel(window: Window, path: Path) -> None:
    click(child(window.reading, "reading_bar_action_0"))


def open_another(window: Window, path: Path) -> None:
    other = path.with_name("other.json")
    save(other, Document(edits.rename(load_example("xor"), "Other")))
    window.documents.open(other)


def open_an_example(window: Window, path: Path) -> None:
    window.documents.open_example("moons")


def begin_anew(window: Window, path: Path) -> None:
    window.documents.open_new()


@pytest.mark.parametrize("instead", [cancel, open_another, open_an_example, begin_anew])
def test_what_is_wanted_instead_cancels_it(
    qtbot: QtBot, still_window: Window, gate: Gate, slow: Path, instead: Callable[[Window, Path], None]
) -> None:
    opened = begin(qtbot, still_window, slow)
    instead(still_window, slow)
    assert opened == [False]
    gate.open()
    qtbot.waitUntil(lambda: not still_window.documents.opening.busy, timeout=PATIENCE)
    qtbot.wait(20)
    assert still_window.store.experiment.name != "Slow"
    assert not still_window.reading.text


def test_the_same_file_twice_is_opened_once(qtbot: QtBot, still_window: Window, gate: Gate, slow: Path) -> None:
    first = begin(qtbot, still_window, slow)
    second = begin(qtbot, still_window, slow)
    gate.open()
    qtbot.waitUntil(lambda: second == [True], timeout=PATIENCE)
    assert first == [False]


def test_closing_the_window_meanwhile_is_no_trouble(qtbot: QtBot, gate: Gate, slow: Path) -> None:
    window = opened_still()
    opened = begin(qtbot, window, slow)
    assert window.close()
    assert opened == [False]
    close(window)


@pytest.mark.parametrize(("button", "name"), [("unsaved_cancel", "Mine"), ("unsaved_discard", "Slow")])
def test_what_is_edited_meanwhile_is_asked_about(
    qtbot: QtBot, still_window: Window, gate: Gate, slow: Path, button: str, name: str
) -> None:
    opened = begin(qtbot, still_window, slow)
    still_window.store.apply(edits.rename(still_window.store.experiment, "Mine"), "Rename")
    asked = QTimer(still_window)
    asked.timeout.connect(partial(_answer_once, asked, button))
    asked.start(5)
    gate.open()
    qtbot.waitUntil(lambda: bool(opened), timeout=PATIENCE)
    assert still_window.store.experiment.name == name


def _answer_once(timer: QTimer, button: str) -> None:
    if QApplication.activeModalWidget() is not None:
        timer.stop()
        answer_question(button)


def test_a_file_waits_until_a_dialog_is_closed(qtbot: QtBot, still_window: Window, gate: Gate, slow: Path) -> None:
    opened = begin(qtbot, still_window, slow)
    box = QMessageBox(still_window)
    box.setWindowModality(Qt.WindowModality.ApplicationModal)
    box.show()
    gate.open()
    qtbot.wait(50)
    assert not opened
    assert still_window.store.experiment.name != "Slow"
    box.close()
    box.deleteLater()
    qtbot.waitUntil(lambda: opened == [True], timeout=PATIENCE)


def test_a_file_waits_until_a_menu_is_closed(qtbot: QtBot, still_window: Window, gate: Gate, slow: Path) -> None:
    opened = begin(qtbot, still_window, slow)
    still_window.canvas.open_menu("linear_1", still_window.mapToGlobal(QPoint(50, 50)))
    gate.open()
    qtbot.wait(50)
    assert not opened
    menu = QApplication.activePopupWidget()
    assert menu is not None
    menu.close()
    qtbot.waitUntil(lambda: opened == [True], timeout=PATIENCE)


def test_a_fault_while_reading_is_said_and_raised(
    qtbot: QtBot, still_window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path, *rest: Any) -> Document:
        raise AssertionError("nobody foresaw this")

    monkeypatch.setattr(opening, "load", fail)
    with qtbot.captureExceptions() as raised:
        assert not open_file(qtbot, still_window, tmp_path / "x.json")
        qtbot.waitUntil(lambda: bool(raised), timeout=PATIENCE)
    assert still_window.notices.texts == ["x.json could not be opened, because of a fault in Playground."]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("lesson.JSON", ""),
        ("lesson.PlayGround", ""),
        ("notes.txt", "notes.txt is no experiment: the name of one ends in .playground or .json."),
        ("folder", "folder is a folder: drop a file of it."),
        ("folder.json", "folder.json could not be opened, as it is a folder."),
    ],
)
def test_what_is_dropped_is_opened_or_said_to_be_no_experiment(
    qtbot: QtBot, still_window: Window, tmp_path: Path, name: str, said: str
) -> None:
    path = tmp_path / name
    if name.startswith("folder"):
        path.mkdir()
    else:
        save(path, Document(edits.rename(load_example("xor"), "Dropped")))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(still_window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(still_window, QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))
    store, notices = still_window.store, still_window.notices
    # A disk is asked beside the window.
    qtbot.waitUntil(lambda: store.experiment.name == "Dropped" or bool(notices.texts), timeout=PATIENCE)
    assert notices.texts == ([said] if said else [])
    assert (store.experiment.name == "Dropped") == (not said)


PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
FOREIGN = "is no experiment: the name of one ends in .playground or .json."
NO_TEXT = "could not be opened: This is not JSON that can be read: it is not text at all; choose another file."
DAMAGED = "could not be opened: The file is damaged, incomplete or was not saved by Playground"


def zipped(member: str) -> bytes:
    """An archive of another program."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(member, "text")
    return held.getvalue()


STRANGE = {
    "photo.png": (PNG, FOREIGN),
    "letter.docx": (zipped("word/document.xml"), FOREIGN),
    "zeros": (b"\0" * 900, FOREIGN),
    "notes.txt": (b"a line\n", FOREIGN),
    "empty.txt": (b"", FOREIGN),
    "photo.json": (PNG, NO_TEXT),
    "zeros.json": (b"\0" * 900, NO_TEXT),
    "photo.playground": (PNG, DAMAGED),
    "mine.bak": (b"PK\x03\x04" + b"\0" * 26 + b"manifest.json", DAMAGED),
    "mine.txt": (b'\xef\xbb\xbf {"name": }', "could not be opened: This is not JSON"),
    "utf16.txt": ('{"name": }'.encode("utf-16"), "could not be opened: This is not JSON"),
    "huge.json": (
        b" " * (4 * 2**20 + 1),
        "could not be opened: It is larger than 4 MB, which no exp",
    ),
}


def test_what_is_no_experiment_is_called_so_before_anything_about_its_content(
    qtbot: QtBot, still_window: Window, tmp_path: Path
) -> None:
    for name, (content, said) in STRANGE.items():
        (tmp_path / name).write_bytes(content)
        assert not open_file(qtbot, still_window, tmp_path / name)
        text = still_window.notices.texts[0]
        assert text.startswith(f"{name} {said}"), text
        assert text.count(name) == 1
    whole = tmp_path / "renamed.bak"
    save(whole, Document(load_example("xor")))
    assert open_file(qtbot, still_window, whole), "its name does not matter where it holds one"


def test_which_file_is_open_can_be_seen(still_window: Window, tmp_path: Path) -> None:
    store, saved = still_window.store, child(still_window, "saved_state")
    assert still_window.windowTitle() == "Circle – Playground"
    assert saved.toolTip() == "It has no file yet (Ctrl+S saves it to one)"
    for name, shown in (("mine.json", "mine.json"), (f"{'a' * 30}{'b' * 25}.json", f"{'a' * 23}…{'b' * 10}.json")):
        store.load(store.experiment, tmp_path / name)
        assert still_window.windowTitle() == f"Circle – {shown} – Playground"
        assert str(tmp_path / name) in saved.toolTip()
    store.apply(edits.rename(store.experiment, "x" * 100), "Rename")
    title = still_window.windowTitle()
    assert title.endswith(".json* – Playground")
    assert len(title) < 110
