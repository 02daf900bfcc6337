"""Saving from the window: nothing is overwritten unasked, and what the title says is what lies on the disk."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from playground.model import edits
from playground.model.archive import SUFFIXES, holds_weights, load
from playground.model.file_names import with_known_suffix
from playground.model.file_version import version_of
from playground.ui.shell.app import keep_copies
from playground.ui.shell.files import file_writer
from playground.ui.shell.files.document_saver import DocumentSaver
from playground.ui.shell.window import Window
from playground.ui.views.framed import FramedView
from tests.draws import draws
from tests.hostile.kinds import names
from tests.stories.conftest import PATIENCE, Open, child, open_window, settled, train

__all__ = ["open_window"]
THEIRS = b"somebody else's"


@contextmanager
def answering(window: Window, *answers: str) -> Iterator[list[str]]:
    """Press these buttons in the questions that come; gives the questions so far."""
    asked: list[str] = []

    def press() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            answer = answers[len(asked)] if len(asked) < len(answers) else "cancel"
            asked.append(box.text())
            button = next(each for each in box.findChildren(QPushButton) if each.objectName().endswith(f"_{answer}"))
            button.click()

    timer = QTimer(window)
    timer.timeout.connect(press)
    timer.start(2)
    try:
        yield asked
    finally:
        timer.stop()
        timer.deleteLater()


def says_saved(window: Window) -> bool:
    """Whether title and header both say that all is saved; they never differ."""
    star = window.windowTitle().endswith("* – Playground")
    text = child(window, "saved_state").text()  # type: ignore[attr-defined]
    assert star == window.store.dirty
    return bool(text == "Saved")


def typed(monkeypatch: pytest.MonkeyPatch, *paths: Path | str) -> list[str]:
    """Let the file dialog answer so, one path after the other; gives what was proposed."""
    proposed: list[str] = []

    def answer(*given: object) -> tuple[str, str]:
        proposed.append(str(given[2]))
        return (str(paths[len(proposed) - 1]) if len(proposed) <= len(paths) else "", "")

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    return proposed


file_names = st.builds(
    lambda stem, suffix: f"{stem}{suffix}",
    st.one_of(names, st.sampled_from(("mine", "lesson 1", "文" * 81))),
    st.sampled_from(("", ".playground", ".json", ".PLAYGROUND", ".Json", ".2", ".")),
).filter(lambda name: name.strip(".") != "" and "/" not in name and "\0" not in name and name.isprintable())


@given(st.data())
@draws(4)
def test_nothing_is_overwritten_unasked(
    qtbot: QtBot, open_window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: st.DataObject
) -> None:
    window = shared(open_window)
    for _ in range(2):
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        name = data.draw(file_names)
        real = with_known_suffix(folder / name, SUFFIXES)
        answer = data.draw(st.sampled_from(("overwrite", "elsewhere", "cancel")))
        there = data.draw(st.sets(st.sampled_from((folder / name, real))))
        fits = len(real.name.encode()) <= 255
        for path in there if fits else ():
            path.write_bytes(THEIRS)
        before = window.store.path
        typed(monkeypatch, folder / name)
        window.store.apply(edits.rename(window.store.experiment, f"Edit {folder.name}"), "Rename")
        with answering(window, answer) as asked:
            window.documents.save_as()
            settled(qtbot, window)
        is_taken = fits and real in there and real.name != name
        assert len(asked) == is_taken
        written = fits and (answer == "overwrite" or not is_taken)
        assert says_saved(window) == (written and (holds_weights(real) or not window.conductor.state.step))
        assert window.store.path == (real if written else before)
        if written:
            assert load(real).experiment.name == f"Edit {folder.name}"
            assert window.store.saving.held is not None
            assert window.store.saving.held.version == version_of(real)
        elif not fits:
            assert "as its name is too long" in window.notices.texts[0]
        others = there - {real} if written else there
        assert all(path.read_bytes() == THEIRS for path in others if fits)
        assert set(folder.iterdir()) == (there if fits else set()) | ({real} if written else set())


_windows: dict[Open, Window] = {}


def shared(open_window: Open) -> Window:
    """One window for all examples of a test."""
    if open_window not in _windows:
        _windows.clear()
        _windows[open_window] = open_window("xor")
    return _windows[open_window]


DEEDS = ("edit", "change", "touch", "remove", "folder", "save", "save")
ANSWERS = ("overwrite", "cancel")


@given(
    st.sampled_from(("mine.json", "mine.playground")),
    st.lists(st.tuples(st.sampled_from(DEEDS), st.sampled_from(ANSWERS)), min_size=2, max_size=7),
)
@draws(15)
def test_what_somebody_else_wrote_meanwhile_is_asked_about(
    qtbot: QtBot, open_window: Open, tmp_path: Path, name: str, deeds: list[tuple[str, str]]
) -> None:
    window = shared(open_window)
    path = Path(tempfile.mkdtemp(dir=tmp_path)) / name
    window.documents.save_to(path)
    settled(qtbot, window)
    assert says_saved(window)
    for number, (deed, answer) in enumerate([*deeds, ("save", "overwrite")]):
        if deed == "edit":
            window.store.apply(edits.rename(window.store.experiment, f"{path.parent.name} {number}"), "Rename")
        elif deed == "save":
            theirs = path.is_file() and version_of(path) != window.store.saving.held.version  # type: ignore[union-attr]
            folder = path.is_dir()
            with answering(window, answer) as asked:
                window.documents.save()
                settled(qtbot, window)
            assert len(asked) == theirs
            written = not folder and (not theirs or answer == "overwrite")
            assert says_saved(window) or not written
            if written:
                assert load(path).experiment.name == window.store.experiment.name
                assert not any("could not be saved" in text for text in window.notices.texts)
            elif folder:
                assert f"{name} could not be saved, as it is a folder: choose another place." in window.notices.texts
                path.rmdir()
            else:
                assert not says_saved(window)
        elif deed == "touch" and path.exists():
            path.touch()
        elif deed == "change" and not path.is_dir():
            path.write_bytes(b"%d" % number)
        elif deed in ("remove", "folder") and path.is_file():
            path.unlink()
            if deed == "folder":
                path.mkdir()


@pytest.mark.slow
def test_a_file_that_another_window_has_saved_since_is_asked_about(
    qtbot: QtBot, open_window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = tmp_path / "both.json", tmp_path / "mine.json"
    first, second = open_window("xor", wait=False), open_window("circle", wait=False)
    first.documents.save_to(path)
    settled(qtbot, first)
    second.documents.open(path)
    qtbot.waitUntil(lambda: second.store.path == path, timeout=PATIENCE)
    first.store.apply(edits.rename(first.store.experiment, "First"), "Rename")
    first.documents.save()
    settled(qtbot, first)
    second.store.apply(edits.rename(second.store.experiment, "Second"), "Rename")
    typed(monkeypatch, other)
    with answering(second, "elsewhere") as asked:
        second.documents.save()
        settled(qtbot, second)
    assert asked == ["“both.json” was changed by another program or window meanwhile."]
    assert [load(each).experiment.name for each in (path, other)] == ["First", "Second"]
    assert second.store.path == other
    assert says_saved(second)


def test_what_cannot_be_saved_is_said_with_a_way_out(
    qtbot: QtBot, open_window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window("xor", wait=False)
    folder, other = tmp_path / "folder", tmp_path / "other.json"
    folder.mkdir()
    window.documents.save_to(folder / "mine.json")
    settled(qtbot, window)
    window.store.apply(edits.rename(window.store.experiment, "Mine"), "Rename")
    shutil.rmtree(folder)
    went_on: list[bool] = []
    window.documents.save(lambda: went_on.append(True))
    settled(qtbot, window)
    assert window.notices.texts[0].startswith("mine.json could not be saved, as there is no folder")
    assert window.store.dirty
    assert not went_on
    proposed = typed(monkeypatch, other)
    next(button for button in window.notices.findChildren(QPushButton) if button.text() == "Save as…").click()
    settled(qtbot, window)
    assert went_on == [True]
    assert Path(proposed[0]).name == "mine.playground"
    assert Path(proposed[0]).parent.is_dir()
    assert load(other).experiment.name == "Mine"
    assert says_saved(window)
    assert not window.notices.texts


def test_a_json_file_does_not_count_as_holding_the_weights(
    qtbot: QtBot, open_window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window("xor")
    recovery = keep_copies(window)
    forgotten: list[object] = []
    window.documents.written.connect(forgotten.append)
    train(qtbot, window, 5)
    window.store.saving.note_worth(True)
    path, whole = tmp_path / "mine.json", tmp_path / "mine.playground"
    window.documents.save_to(path)
    settled(qtbot, window)
    assert window.notices.texts[0] == "mine.json holds the experiment alone: what it has learned is not saved."
    assert window.store.dirty
    assert not says_saved(window)
    assert not forgotten, "the copy of what was learned stays"
    proposed = typed(monkeypatch, whole)
    left: list[bool] = []
    with answering(window, "save") as asked:
        assert not window.documents.may_leave(lambda: left.append(window.documents.may_leave(print)))
        settled(qtbot, window)
    assert len(asked) == 1
    assert proposed == [str(whole)]
    assert left == [True]
    assert load(whole).state
    assert says_saved(window)
    recovery.stop(keep=False)


def test_what_takes_long_to_write_does_not_stop_the_window_and_closing_waits_for_it(
    qtbot: QtBot, open_window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_writer, "SOON_SECONDS", 0)
    window = open_window("xor")
    train(qtbot, window, 5)
    first, second = tmp_path / "first.playground", tmp_path / "second.playground"
    for path in (first, second):
        window.documents.save_to(path)
    with qtbot.waitSignal(window.closing, timeout=PATIENCE):
        window.close()
        assert window.isVisible()
    assert load(first) == load(second)
    assert load(first).state


def test_names_are_proposed_that_every_system_takes(
    open_window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window("xor", wait=False)
    proposed = typed(monkeypatch)
    for name in ("A *bold* <net>?", "漢字" * 200, "CON", "…"):
        window.store.apply(edits.rename(window.store.experiment, name), "Rename")
        DocumentSaver.save_as(window.documents.saver)
    names_only = [Path(path).name for path in proposed]
    assert names_only == ["a-bold-net.playground", f"{'漢字' * 20}.playground", *["experiment.playground"] * 2]


def test_ones_own_file_by_another_path_is_not_somebody_elses(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    window = open_window("xor", wait=False)
    (tmp_path / "link").symlink_to(tmp_path)
    path, same = tmp_path / "mine.json", tmp_path / "link" / "mine.json"
    for place in (path, same, path):
        window.store.apply(edits.rename(window.store.experiment, f"To {place.parent.name}"), "Rename")
        with answering(window) as asked:
            window.documents.save_to(place)
            settled(qtbot, window)
        assert not asked
        assert load(path).experiment.name == window.store.experiment.name
        assert says_saved(window)
    (tmp_path / "mine.playground").symlink_to(path)
    with answering(window, "cancel") as asked:
        window.documents.save_to(tmp_path / "mine.playground")
        settled(qtbot, window)
    assert asked, "another kind of file would take its place"
    path.write_bytes(THEIRS)
    with answering(window, "cancel") as asked:
        window.documents.save_to(same)
        settled(qtbot, window)
    assert asked == ["“mine.json” was changed by another program or window meanwhile."]
    path.unlink()
    window.notices.clear()
    window.documents.save()
    settled(qtbot, window)
    assert says_saved(window)
    assert not window.notices.texts, "that it was not there any more is no news"


def test_a_file_that_another_program_removes_or_changes_is_not_called_saved(
    qtbot: QtBot, open_window: Open, tmp_path: Path
) -> None:
    window = open_window("xor", wait=False)
    path, aside = tmp_path / "mine.json", tmp_path / "aside.json"
    window.documents.save_to(path)
    settled(qtbot, window)

    def back_from_another_program() -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)

    path.rename(aside)
    back_from_another_program()
    qtbot.waitUntil(lambda: not says_saved(window), timeout=PATIENCE)
    assert window.store.dirty
    assert window.notices.texts == [
        "mine.json was changed or removed by another program: what is open here is not saved any more."
    ]
    aside.rename(path)
    back_from_another_program()
    qtbot.waitUntil(lambda: says_saved(window), timeout=PATIENCE)
    assert not window.notices.texts
    path.write_bytes(THEIRS)
    back_from_another_program()
    qtbot.waitUntil(lambda: not says_saved(window), timeout=PATIENCE)
    with answering(window, "overwrite") as asked:
        window.documents.save()
        settled(qtbot, window)
    assert len(asked) == 1
    assert says_saved(window)
    assert not window.notices.texts


def test_a_file_that_another_document_was_saved_to_is_not_called_saved_after_undo(
    qtbot: QtBot, open_window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window("circle", wait=False)
    path = tmp_path / "mine.json"
    window.documents.save_to(path)
    settled(qtbot, window)
    window.documents.open_example("xor")
    typed(monkeypatch, path)  # the dialog has asked
    window.documents.save_as()
    settled(qtbot, window)
    assert says_saved(window)
    window.store.undo()
    qtbot.waitUntil(lambda: not says_saved(window), timeout=PATIENCE)
    assert window.store.experiment.name == "Circle"
    assert load(path).experiment.name == "XOR"
    window.store.redo()
    qtbot.waitUntil(lambda: says_saved(window), timeout=PATIENCE)


@pytest.mark.parametrize(
    ("ratio", "name", "real"),
    [
        (2, "fig 1.2", "fig 1.2.png"),
        (0, "fig 1.2", "fig 1.2.svg"),
        pytest.param(2, "photo.jpg", "photo.jpg.png", marks=pytest.mark.slow),
        pytest.param(2, "drawn.SVG", "drawn.SVG", marks=pytest.mark.slow),
    ],
)
def test_pictures_get_the_ending_of_what_they_are_and_overwrite_nothing_unasked(
    open_window: Open, tmp_path: Path, ratio: int, name: str, real: str
) -> None:
    window = shared(open_window)
    view = next(iter(window.findChildren(FramedView)))
    for answer in ("", "cancel", "overwrite") if real != name else ("",):
        with answering(window, answer) as asked:
            view.pictures.ask_where(ratio)
            dialog = view.findChild(QFileDialog, "save_picture")
            assert isinstance(dialog, QFileDialog)
            dialog.reject()  # closed, as it is once a file was chosen
            dialog.fileSelected.emit(str(tmp_path / name))
        assert len(asked) == bool(answer)
        drawn = b"<?xml" if real.lower().endswith(".svg") else b"\x89PNG"
        assert (tmp_path / real).read_bytes().startswith(THEIRS if answer == "cancel" else drawn)
        (tmp_path / real).write_bytes(THEIRS)
    assert [path.name for path in tmp_path.iterdir()] == [real]
