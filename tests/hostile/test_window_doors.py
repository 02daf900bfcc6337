"""The window and its pictures: paths of every kind are told in it, and pictures are exactly as large as was asked."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from playground.commands.experiments import CommandError, write_out
from playground.commands.windows import draw_picture
from playground.model import edits
from playground.model.document import Document
from playground.model.examples import load_example
from playground.model.places import user_data
from playground.model.registry import DATA
from playground.ui.forms.questions import ask_unsaved
from playground.ui.panels.data import DataPanel
from playground.ui.panels.missing import MissingFiles
from playground.ui.shell.app import application
from playground.ui.shell.picture_options import PictureOptions
from playground.ui.shell.settings import Settings
from playground.ui.shell.window import Window
from playground.ui.state.notice import Notice
from playground.ui.state.store import Store
from playground.ui.theme.measures import SMALLEST
from playground.ui.theme.theme import Theme
from playground.ui.widgets.notice import NoticeBar
from tests.draws import AT_LENGTH, draws
from tests.hostile.kinds import file_text, names
from tests.hostile.test_disk_failures import full_after
from tests.hostile.test_doors import STRANGE, no_waiting
from tests.stories.conftest import PATIENCE, close
from tests.test_cli import run
from tests.ui.test_views import make

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes, devices and links of other systems")
at_length = pytest.mark.skipif(not AT_LENGTH, reason="opens a window for each example: run with PLAYGROUND_DRAWS=10")
LEFT, NONE, COPY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction


@pytest.fixture(scope="module")
def window(qapp: object) -> Iterator[Window]:
    """A window whose trainer is not started."""
    application()
    made = Window(load_example("circle"), Settings())
    made.resize(1440, 900)
    made.show()
    yield made
    close(made)


def _drop(target: QWidget, path: Path) -> bool:
    """Drop a file on a widget; whether it takes it."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    enter = QDragEnterEvent(QPoint(4, 4), COPY, mime, LEFT, NONE)
    QApplication.sendEvent(target, enter)
    if enter.isAccepted():
        QApplication.sendEvent(target, QDropEvent(QPointF(4, 4), COPY, mime, LEFT, NONE))
    return enter.isAccepted()


def _choose_recent(window: Window, path: Path) -> None:
    """Click a recent file in the gallery, as if it had been opened before."""
    window.settings.recent.insert(0, str(path))
    window.show_gallery()
    window.gallery.files()[0].click()


@pytest.mark.parametrize("way", ["drop", "recent"])
def test_a_document_that_is_no_file_is_told_in_the_window(
    window: Window, qtbot: QtBot, tmp_path: Path, way: str
) -> None:
    for index, (kind, (put, words)) in enumerate(STRANGE.items()):
        path = tmp_path / f"{index}.playground"
        put(path)
        before, told = window.store.experiment, len(window.notices.texts)
        with no_waiting():
            if way == "drop":
                assert _drop(window, path)
            else:
                _choose_recent(window, path)
            qtbot.waitUntil(partial(_is_told, window, path.name), timeout=PATIENCE)
        assert any(words in text for text in window.notices.texts if path.name in text), (kind, told)
        assert window.store.experiment is before
        assert str(path) not in window.settings.recent
        for notice in window.findChildren(NoticeBar):
            notice.closed.emit()


def _is_shown(panel: QWidget, *words: str) -> bool:
    shown = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    return any(all(word in text for word in words) for text in shown)


def _is_told(window: Window, name: str) -> bool:
    return any(name in text for text in window.notices.texts)


def test_a_text_that_is_no_file_is_told_in_the_panel_and_its_row(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    window.store.apply(edits.set_data(window.store.experiment, DATA.find("own_text")()), "Data")
    panel = window.findChildren(DataPanel)[0]
    row = panel.form.row("path")
    for kind, (put, words) in STRANGE.items():
        path = tmp_path / kind
        put(path)
        with no_waiting():
            assert _drop(row, path)
        assert window.store.experiment.data.files().missing().startswith(f"The file {kind} ")
        qtbot.waitUntil(partial(_is_shown, panel, f"The file {kind} ", words), timeout=PATIENCE)
        assert any(button.text() == kind for button in row.findChildren(QPushButton))
    window.store.undo()


@given(name=names.filter(file_text))
@draws(8)
def test_a_text_of_any_name_is_shown(window: Window, name: str) -> None:
    data = DATA.find("own_text")(path=name)
    window.store.apply(edits.set_data(window.store.experiment, data), "Data")
    (button,) = window.findChildren(QPushButton, "data_path")
    assert button.text().isprintable()
    assert len(button.text()) < 200
    assert len(button.toolTip()) < 4_000  # with markup around it
    button.grab()
    window.store.undo()


def test_only_the_folder_of_the_app_is_made(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    opened: list[str] = []
    monkeypatch.setattr("PySide6.QtGui.QDesktopServices.openUrl", lambda url: opened.append(url.toLocalFile()))
    panel = MissingFiles(Theme(False), Store(load_example("circle")))
    qtbot.addWidget(panel)

    def press(data: object) -> str:
        panel.show_data(data)  # type: ignore[arg-type]
        notice = panel.findChildren(NoticeBar)[-1]
        notice.links()[0].click()
        return notice.text

    elsewhere = tmp_path / "elsewhere" / "book.txt"
    assert (
        press(DATA.find("own_text")(path=str(elsewhere)))
        == "The folder elsewhere cannot be opened, as it is not there."
    )
    assert not elsewhere.parent.exists()
    assert "not on this machine" in press(DATA.find("fashion_mnist")())
    assert [Path(name).is_relative_to(user_data()) for name in opened] == [True]
    panel.show_data(load_example("circle").data)
    os.rmdir(opened[0])
    Path(opened[0]).write_text("in its place")
    assert "as there is something else of that name" in press(DATA.find("fashion_mnist")())


def _open_with(settings: Settings) -> None:
    application()
    made = Window(load_example("circle"), settings)
    made.show()
    made.show_gallery()
    made.menu.aboutToShow.emit()
    made.gallery.hide()
    assert made.width() >= SMALLEST[0]
    assert made.height() >= SMALLEST[1]
    close(made)


def test_a_window_opens_with_strange_settings(qapp: object) -> None:
    recent = ["", "/", "x" * 5_000, "a\0b", "<img src='x'>\n&", "\x1b[31m"]
    _open_with(
        Settings(zoom=-1e308, geometry="zz\n\udfff".encode("utf-8", "replace").decode() + "01d9" * 40, recent=recent)
    )


@at_length
@given(
    zoom=st.floats(allow_nan=False, allow_infinity=False),
    geometry=st.one_of(names.filter(file_text), st.binary(max_size=60).map(bytes.hex)),
    recent=st.lists(names.filter(file_text), max_size=12),
)
@draws(1)
def test_a_window_opens_with_whatever_the_settings_hold(
    zoom: float, geometry: str, recent: list[str], qapp: object
) -> None:
    _open_with(Settings(zoom=zoom, geometry=geometry, recent=recent))


# ----------------------------------------------------------------------------------------------------- pictures


def _size_of(png: bytes) -> tuple[int, int]:
    """Width and height as the head of a PNG file has them."""
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_a_picture_has_the_size_that_was_asked_for_and_on_a_full_disk_the_old_one_stays(
    tmp_path: Path, qapp: object
) -> None:
    drawn = draw_picture(Document(load_example("circle")), PictureOptions((1_237, 643), "dark"))
    assert _size_of(drawn) == (1_237, 643)
    path = tmp_path / "x.png"
    path.write_bytes(b"old")
    with full_after(1_000), pytest.raises(CommandError, match="could not be saved, as the file would be larger"):
        write_out(path, drawn)
    assert path.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["x.png"]


def test_a_picture_is_drawn_of_a_text_that_is_a_pipe(tmp_path: Path, qapp: object) -> None:
    os.mkfifo(tmp_path / "pipe")
    made = edits.set_data(load_example("names_gru"), DATA.find("own_text")(path=str(tmp_path / "pipe")))
    assert _size_of(draw_picture(Document(made), PictureOptions(SMALLEST))) == SMALLEST


@at_length
@given(
    width=st.integers(SMALLEST[0], 1_900),
    height=st.integers(SMALLEST[1], 1_300),
    theme=st.sampled_from(("light", "dark")),
)
@draws(1)
def test_a_picture_of_any_size_has_it_exactly(width: int, height: int, theme: str, qapp: object) -> None:
    drawn = draw_picture(Document(load_example("circle")), PictureOptions((width, height), theme))
    assert _size_of(drawn) == (width, height)


@given(
    width=st.one_of(st.integers(0, SMALLEST[0] - 1), st.integers(8_193, 10**9 - 1)),
    height=st.integers(0, 10**9 - 1),
    turned=st.booleans(),
)
@draws(25)
def test_a_size_that_no_window_has_is_refused_before_one_is_built(
    width: int, height: int, turned: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    size = f"{height}x{width}" if turned and not SMALLEST[0] <= height else f"{width}x{height}"
    with no_waiting():
        status, _, err = run(capsys, "picture", "circle", "-o", str(tmp_path / "x.png"), "--size", size)
    told = err.splitlines()[-1]
    assert status == 2
    assert "take 1024×640 or more" in told or "take at most 8192 pixels a side and 40 million in all" in told
    assert not (tmp_path / "x.png").exists()


def test_a_picture_of_a_view_that_would_take_too_much_memory_is_refused(qtbot: QtBot, tmp_path: Path) -> None:
    view = make(qtbot, "loss", "plane, two classes")
    view.resize(8_000, 4_000)
    view.pictures.save_at(str(tmp_path / "x.png"), 4)
    assert "it would have 512 million pixels and 200 million are the most" in view.note.text()
    assert not (tmp_path / "x.png").exists()


@at_length
@pytest.mark.parametrize("id", ["mnist_cnn", "reverse", "sentiment_transformer", "digits_resnet"])
def test_the_smallest_picture_of_any_example_is_that_small(id: str, qapp: object) -> None:
    assert _size_of(draw_picture(Document(load_example(id)), PictureOptions(SMALLEST))) == SMALLEST


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720), SMALLEST])
def test_notices_leave_the_inspector_room_and_give_the_network_its_own_back(
    qtbot: QtBot, window: Window, size: tuple[int, int]
) -> None:
    window.notices.clear()
    window.resize(*size)
    QApplication.processEvents()
    before = window.panes.rows.sizes()
    for place in range(3):
        window.notices.say(Notice(f"{place} {'a name that is long ' * 12}", label="Save as…", action=lambda: None))
        qtbot.waitUntil(lambda: window.bottom.height() >= 150)
        for strip in window.notices.findChildren(NoticeBar):
            text = strip.findChild(QLabel, f"{strip.objectName()}_text")
            assert isinstance(text, QLabel)
            assert not strip.isVisible() or text.height() >= text.heightForWidth(text.width())
    window.notices.clear()
    qtbot.waitUntil(lambda: window.panes.rows.sizes() == before)


@draws(6)
@given(names)
@example("x" * 300)
@example("長" * 300)
def test_a_question_has_room_for_any_name(window: Window, name: str) -> None:
    asked: list[tuple[int, int]] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            label = box.findChild(QLabel, "qt_msgbox_label")
            assert isinstance(label, QLabel)
            asked.append((box.width(), label.width() - label.minimumSizeHint().width()))
            box.reject()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(1)
    assert ask_unsaved(window, name, f"It lies in {'x' * 300}.", "Save") == "cancel"
    timer.stop()
    assert asked[0][0] <= 760
    assert asked[0][1] >= 0, "nothing is cut at the right"
