"""A text changes while the window is open: it is said once, names stay, and nothing learned is lost or mixed up."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Event, current_thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from playground.engine.requests import OnRaw
from playground.engine.session import Session
from playground.model import edits
from playground.model.archive import load, save
from playground.model.document import Document
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.model.file_readings import READINGS
from playground.model.origin import renamed
from playground.model.registry import DATA
from playground.model.sequences import TextReading, TokenSet
from playground.ui.forms.file_row import FileRow
from playground.ui.shell.data_watch import READ_ANEW
from playground.ui.shell.window import Window
from tests.draws import draws
from tests.hostile.changes import By, Change, changes, learned_texts, made, put, units
from tests.stories.conftest import PATIENCE, Open, click, losses, open_file, train


@pytest.fixture(autouse=True)
def as_in_a_new_process() -> Iterator[None]:
    READINGS.forget()
    yield
    READINGS.forget()


def strips(window: Window) -> list[str]:
    """What is said of the text, newest first."""
    return [text for text in window.notices.texts if "own.txt" in text]


def look(qtbot: QtBot, window: Window) -> None:
    """Look whether the text has changed, and wait for what is found."""
    window.data_watch.look()
    qtbot.waitUntil(lambda: not window.data_watch.busy, timeout=PATIENCE)


def give(window: Window, text: str) -> None:
    """Look at a text of one's own, as if it were typed."""
    learned = window.store.experiment.data
    assert isinstance(learned, TokenSet)
    typed = TextReading.of(text, learned)
    window.focus.give(OnRaw((len(typed.tokens),), tuple(map(float, typed.tokens))), "your text", typed.pieces)


def press(timer: QTimer, name: str) -> None:
    """Press a button of the question, as soon as it stands open."""
    box = QApplication.activeModalWidget()
    if isinstance(box, QMessageBox):
        timer.stop()
        button = box.findChild(QPushButton, name)
        assert button is not None
        button.click()


def link(window: Window, label: str) -> QPushButton:
    """What a notice offers."""
    (found,) = (each for each in window.notices.findChildren(QPushButton) if each.text() == label)
    assert isinstance(found, QPushButton)
    return found


def choose(qtbot: QtBot, window: Window, wanted: Experiment) -> None:
    """Put an experiment in place, and wait until it can learn."""
    window.store.load(edits.with_files_read_anew(wanted), None)
    ready = window.conductor
    qtbot.waitUntil(lambda: ready.samples is not None and ready.state.generation > 0, timeout=PATIENCE)


def test_whatever_becomes_of_a_text_the_window_goes_on_with_what_was_read(
    qtbot: QtBot, open_window: Open, tmp_path: Path
) -> None:
    window = open_window()
    path = tmp_path / "own.txt"

    @draws(5)
    @given(text=learned_texts, change=changes, by=units, moment=st.sampled_from(("before", "while", "paused")))
    def happens(text: str, change: Change, by: By, moment: str) -> None:
        put(path, text)
        choose(qtbot, window, made(path, by))
        names = window.store.experiment.data.names().texts
        give(window, text[:3])
        step = 0
        if moment != "before":
            train(qtbot, window, 2)
            step = 2
        if moment == "while":
            window.conductor.play()
        change.happen(path, text)
        look(qtbot, window)
        said = strips(window)
        assert len(said) == change.other
        look(qtbot, window)
        assert strips(window) == said
        window.grab()
        window.conductor.pause()
        qtbot.waitUntil(lambda: not window.conductor.playing, timeout=PATIENCE)
        train(qtbot, window, 1)
        assert window.conductor.state.step > step
        assert window.store.experiment.data.names().texts == names
        assert window.store.trace.trainable
        assert strips(window) == said
        window.grab()

    happens()


@pytest.mark.parametrize(
    "name",
    ["fewer letters", *(pytest.param(name, marks=pytest.mark.slow) for name in ("another order", "more of the same"))],
)
def test_read_anew_is_an_edit_that_undo_takes_back(qtbot: QtBot, open_window: Open, tmp_path: Path, name: str) -> None:
    path, text = tmp_path / "own.txt", "the cat sat on a mat, dog " * 30
    put(path, text)
    window = open_window(made(path))
    train(qtbot, window, 3)
    before, learned = window.store.experiment, losses(window)
    give(window, "the cat")
    Change(name).happen(path, text)
    look(qtbot, window)
    (said,) = strips(window)
    assert "undo" in said
    click(link(window, READ_ANEW))
    assert strips(window) == []
    after = window.store.experiment
    others = name != "more of the same"
    assert renamed(before.data, after.data) == others
    assert (window.focus.given is None) == others
    qtbot.waitUntil(lambda: window.conductor.samples is not None, timeout=PATIENCE)
    assert window.conductor.state.step == 3
    train(qtbot, window, 1)
    window.grab()
    window.store.undo()
    assert window.store.experiment == before
    qtbot.waitUntil(lambda: window.conductor.samples is not None, timeout=PATIENCE)
    assert window.conductor.state.step == 3
    assert losses(window) == learned
    look(qtbot, window)
    assert strips(window) == []  # it was said
    window.grab()


def test_the_same_file_chosen_again_is_read_as_it_is_now(qtbot: QtBot, still_window: Window, tmp_path: Path) -> None:
    """As for who has closed the notice."""
    store, path = still_window.store, tmp_path / "own.txt"
    put(path, "the cat sat on a mat " * 30)
    store.load(made(path), None)
    row = still_window.left.findChild(FileRow)
    assert isinstance(row, FileRow)
    row.changed.emit(str(path), False)
    assert store.undo_label == ""
    put(path, "a dog lay by the log " * 30)
    look(qtbot, still_window)
    assert len(strips(still_window)) == 1
    row.changed.emit(str(path), False)
    assert "g" in store.experiment.data.names().texts
    assert store.undo_label == "File"
    assert strips(still_window) == []


def test_what_is_of_no_use_is_not_read_anew(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    path = tmp_path / "own.txt"
    put(path, "the cat sat on a mat " * 30)
    window = open_window(made(path))
    before = window.store.experiment
    path.write_bytes(b"")
    look(qtbot, window)
    click(link(window, READ_ANEW))
    (said,) = strips(window)
    assert said.startswith("The file own.txt is empty")
    assert window.store.experiment == before
    assert window.store.undo_label == ""
    put(path, "the cat sat on a mat " * 30)
    look(qtbot, window)
    assert strips(window) == []  # it is what was read


def test_one_thing_is_said_of_a_text_and_only_while_it_is_true(
    qtbot: QtBot, still_window: Window, tmp_path: Path
) -> None:
    path, text = tmp_path / "own.txt", "the cat sat on a mat " * 30
    put(path, text)
    window = still_window
    window.store.load(made(path), None)
    put(path, "a dog lay by the log " * 30)
    look(qtbot, window)
    (said,) = strips(window)
    assert "was changed" in said
    path.unlink()
    look(qtbot, window)
    (said,) = strips(window)
    assert "cannot be read any more" in said
    window.data_watch.read_anew()  # as for who is quicker than the next look
    (said,) = strips(window)
    assert said.endswith("Work goes on with what was read.")
    put(path, text)
    look(qtbot, window)
    assert strips(window) == []
    put(path, "a frog sat on a log " * 30)
    look(qtbot, window)
    assert len(strips(window)) == 1
    window.store.load(load_example("circle"), None)
    assert strips(window) == []


@draws(3)
@given(seen=st.lists(st.sampled_from(("as it was", "changed", "otherwise", "gone")), min_size=3, max_size=6))
def test_a_change_that_comes_back_is_told_again(
    qtbot: QtBot, still_window: Window, tmp_path: Path, seen: list[str]
) -> None:
    window, path, text = still_window, tmp_path / "own.txt", "the cat sat on a mat " * 30
    contents = {"as it was": text, "changed": "a dog lay by the log " * 31, "otherwise": "a frog sat on a log " * 30}
    put(path, text)
    window.store.load(edits.with_files_read_anew(made(path)), None)
    for now in (*seen, "as it was"):
        path.unlink(missing_ok=True)
        if now != "gone":
            put(path, contents[now])
        look(qtbot, window)
        assert len(strips(window)) == (now != "as it was")
        assert ("cannot be read any more" in "".join(strips(window))) == (now == "gone")


@pytest.mark.slow
def test_a_change_is_told_again_when_the_data_come_back(qtbot: QtBot, still_window: Window, tmp_path: Path) -> None:
    window, path = still_window, tmp_path / "own.txt"
    put(path, "the cat sat on a mat " * 30)
    window.store.load(edits.with_files_read_anew(made(path)), None)
    put(path, "a dog lay by the log " * 30)
    look(qtbot, window)
    told = strips(window)
    assert len(told) == 1
    window.store.apply(edits.set_data(window.store.experiment, DATA.find("reverse")()), "Data")
    assert strips(window) == []
    window.store.undo()
    look(qtbot, window)
    assert strips(window) == told


@pytest.mark.slow
def test_the_window_goes_on_while_a_look_waits_for_its_disk(
    qtbot: QtBot, still_window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "own.txt"
    put(path, "the cat sat on a mat " * 30)
    watch = still_window.data_watch
    still_window.store.load(made(path), None)
    put(path, "a dog lay by the log " * 30)
    answers, looked, on_disk = Event(), [], READINGS.on_disk

    def hang(at: Path, largest: int) -> str | OSError:
        looked.append(current_thread())
        answers.wait(PATIENCE / 1000)
        return on_disk(at, largest)

    monkeypatch.setattr(READINGS, "on_disk", hang)
    for _ in range(3):
        watch.look()
        still_window.grab()
    assert watch.busy
    assert strips(still_window) == []
    still_window.store.load(load_example("circle"), None)
    answers.set()
    qtbot.waitUntil(lambda: not watch.busy, timeout=PATIENCE)
    assert strips(still_window) == []  # it was about other data
    assert len(looked) == 1
    assert current_thread() not in looked


def test_a_text_that_comes_is_read(qtbot: QtBot, still_window: Window, tmp_path: Path) -> None:
    path = tmp_path / "own.txt"
    still_window.store.load(made(path), None)
    assert not still_window.store.trace.trainable
    path.write_bytes(b"")
    look(qtbot, still_window)
    assert not still_window.store.trace.trainable
    put(path, "the cat sat on a mat " * 30)
    look(qtbot, still_window)
    assert still_window.store.trace.trainable
    assert strips(still_window) == []


@pytest.mark.parametrize(
    ("button", "opens", "step"),
    [
        ("go_on", True, 2),
        pytest.param("without", True, 0, marks=pytest.mark.slow),
        pytest.param("cancel", False, 3, marks=pytest.mark.slow),
    ],
)
def test_a_file_asks_before_its_weights_go_on_over_another_text(
    qtbot: QtBot, open_window: Open, tmp_path: Path, button: str, opens: bool, step: int
) -> None:
    path, file = tmp_path / "own.txt", tmp_path / "own.playground"
    put(path, "the cat sat on a mat " * 30)
    session = Session(made(path))
    session.step()
    session.step()
    save(file, Document(session.experiment, session.keep()))
    window = open_window(made(path))
    assert open_file(qtbot, window, file)  # nothing has changed, so nothing is asked
    qtbot.waitUntil(lambda: window.conductor.state.step == 2, timeout=PATIENCE)
    train(qtbot, window, 1)
    window.store.saving.document.clean = None
    put(path, "a dog lay by the log " * 30)
    window.store.load(edits.rename(window.store.experiment, "Other"), None) if opens else None
    pressing = QTimer()
    pressing.timeout.connect(partial(press, pressing, f"other_data_{button}"))
    pressing.start(5)
    assert open_file(qtbot, window, file) == opens
    assert not pressing.isActive()
    if not opens:
        assert window.conductor.state.step == step
        return
    qtbot.waitUntil(lambda: window.conductor.samples is not None, timeout=PATIENCE)
    assert window.conductor.state.step == step
    assert "d" in window.store.experiment.data.names().texts
    train(qtbot, window, 1)
    assert load(file).state == session.keep()


@pytest.mark.slow
def test_weights_that_waited_for_their_text_are_left_out_if_another_comes(
    qtbot: QtBot, open_window: Open, tmp_path: Path
) -> None:
    path, file = tmp_path / "own.txt", tmp_path / "own.playground"
    put(path, "the cat sat on a mat " * 30)
    session = Session(made(path))
    session.step()
    save(file, Document(session.experiment, session.keep()))
    path.unlink()
    READINGS.forget()
    window = open_window()
    assert open_file(qtbot, window, file)
    assert not window.store.trace.trainable
    put(path, "a dog lay by the log " * 30)
    look(qtbot, window)
    qtbot.waitUntil(lambda: window.conductor.samples is not None, timeout=PATIENCE)
    assert window.conductor.state.step == 0
    assert any("has changed since these weights were learned" in text for text in window.notices.texts)
    assert load(file).state == session.keep()
