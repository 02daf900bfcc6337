"""What is dropped on the window: one experiment is opened, and all else is told of by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.model.archive import save
from playground.model.document import Document
from playground.model.examples import load_example
from playground.ui.shell.app import application
from playground.ui.shell.settings import Settings
from playground.ui.shell.window import Window
from tests.draws import draws
from tests.stories.conftest import PATIENCE, close

LEFT, NONE, COPY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
ELSEWHERE = "https://example.org/lesson.playground"
THINGS: dict[str, Callable[[Path], object]] = {
    "a.playground": lambda path: save(path, Document(load_example("xor"))),
    "b.JSON": lambda path: path.write_text("{}"),
    "notes.txt": lambda path: path.write_text("notes"),
    "lessons": lambda path: path.mkdir(),
    "gone": lambda path: None,
}


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one of each."""
    folder = tmp_path_factory.mktemp("dropped")
    for name, make in THINGS.items():
        make(folder / name)
    return folder


@pytest.fixture(scope="module")
def window(qapp: object) -> Iterator[Window]:
    """A window whose trainer is not started."""
    application()
    made = Window(load_example("circle"), Settings())
    made.show()
    yield made
    close(made)


def drop(target: QWidget, urls: list[QUrl]) -> bool:
    """Drop things on a widget; whether it takes them."""
    mime = QMimeData()
    mime.setUrls(urls)
    enter = QDragEnterEvent(QPoint(4, 4), COPY, mime, LEFT, NONE)
    QApplication.sendEvent(target, enter)
    if enter.isAccepted():
        QApplication.sendEvent(target, QDropEvent(QPointF(4, 4), COPY, mime, LEFT, NONE))
    return enter.isAccepted()


@given(names=st.lists(st.sampled_from([*THINGS, ELSEWHERE]), min_size=2, max_size=9))
@draws(8)
def test_of_several_none_is_opened_and_all_are_told_of(window: Window, things: Path, names: list[str]) -> None:
    window.notices.clear()
    before = window.store.experiment
    urls = [QUrl(name) if name == ELSEWHERE else QUrl.fromLocalFile(str(things / name)) for name in names]
    taken = drop(window, urls)
    assert taken == any(name != ELSEWHERE for name in names)
    if taken:
        (said,) = window.notices.texts
        assert all(Path(name).name in said for name in names[:4])
        assert (f" and {len(names) - 4} more were dropped" in said) == (len(names) > 4)
    assert window.store.experiment is before
    assert not window.documents.opening.busy


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("lessons", "lessons is a folder: drop a file of it."),
        ("notes.txt", "notes.txt is no experiment: the name of one ends in .playground or .json."),
        ("gone", "gone is no experiment: the name of one ends in .playground or .json."),
    ],
)
def test_one_that_is_none_is_told_of(qtbot: QtBot, window: Window, things: Path, name: str, said: str) -> None:
    window.notices.clear()
    assert drop(window, [QUrl.fromLocalFile(str(things / name))])
    qtbot.waitUntil(lambda: window.notices.texts == [said], timeout=PATIENCE)


def test_one_alone_is_opened(qtbot: QtBot, window: Window, things: Path) -> None:
    assert drop(window, [QUrl.fromLocalFile(str(things / "a.playground"))])
    qtbot.waitUntil(lambda: window.store.path == things / "a.playground", timeout=PATIENCE)
