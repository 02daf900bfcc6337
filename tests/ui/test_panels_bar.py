"""The top bar: name, undo, transport and counters, on a real conductor."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from playground.engine.messages import State
from playground.model import edits
from playground.model.examples import load_example
from playground.model.registry import DATA
from playground.ui.panels.counters import epoch_in_words, pace_in_words, time_in_words
from playground.ui.panels.knob_chips import KnobChips
from playground.ui.panels.transport import TopBar
from playground.ui.state.conductor import Conductor
from playground.ui.state.learned import START
from playground.ui.state.saving import SavedFile
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme


class ProbeContext:
    """A top bar on a store and a conductor that is not started until asked."""

    def __init__(self, qtbot: QtBot) -> None:
        self.theme = Theme()
        self.store = Store(load_example("circle"))
        self.conductor = Conductor(self.store)
        self.menu = QMenu()
        self.bar = TopBar(self.theme, self.store, self.conductor, self.menu)
        qtbot.addWidget(self.bar)
        qtbot.addWidget(self.menu)
        self.bar.resize(1440, 56)
        self.bar.show()

    def button(self, name: str) -> QAbstractButton:
        found = self.bar.findChild(QAbstractButton, name)
        assert found is not None, name
        return found

    def text(self, name: str) -> str:
        found = self.bar.findChild(QLabel, name)
        assert found is not None, name
        return found.text()

    def name(self) -> QLineEdit:
        found = self.bar.findChild(QLineEdit, "experiment_name")
        assert found is not None
        return found


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[ProbeContext]:
    made = ProbeContext(qtbot)
    yield made
    made.conductor.stop()


def rename(bench: ProbeContext, text: str) -> None:
    bench.name().selectAll()
    QTest.keyClicks(bench.name(), text)
    QTest.keyClick(bench.name(), Qt.Key.Key_Return)


def test_the_name_is_edited_in_place(bench: ProbeContext, tmp_path: Path) -> None:
    assert bench.text("saved_state") == "Not saved yet"
    rename(bench, "My circle")
    assert bench.store.experiment.name == "My circle"
    saving = bench.store.saving
    saving.save(saving.document, SavedFile(tmp_path / "circle.json", bench.store.experiment, START))
    assert bench.text("saved_state") == "Saved"
    rename(bench, "Other")
    assert bench.text("saved_state") == "Unsaved changes"
    bench.store.undo()
    assert bench.name().text() == "My circle"
    rename(bench, " ")
    assert bench.name().text() == "Untitled"


def test_undo_and_redo_say_what(bench: ProbeContext) -> None:
    assert not bench.button("undo_button").isEnabled()
    bench.store.apply(edits.set_value(bench.store.experiment, "training.batch_size", 32), "Batch size")
    assert bench.button("undo_button").toolTip() == "Undo: Batch size (Ctrl+Z)"
    bench.button("undo_button").click()
    assert bench.store.experiment.training.batch_size != 32
    assert bench.button("redo_button").toolTip() == "Redo: Batch size (Ctrl+Shift+Z)"
    bench.button("redo_button").click()
    assert bench.store.experiment.training.batch_size == 32


def test_it_waits_for_the_engine_in_words(bench: ProbeContext) -> None:
    train = bench.button("train_button")
    assert (train.text(), train.isEnabled()) == ("Getting ready", False)
    assert "getting ready" in train.toolTip()


def test_train_pause_step_and_reset(bench: ProbeContext, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bench.conductor.built, timeout=60_000):
        bench.conductor.start()
    train = bench.button("train_button")
    assert (train.text(), train.isEnabled()) == ("Train", True)
    bench.button("batch_button").click()
    qtbot.waitUntil(lambda: bench.text("counter_step") == "1", timeout=20_000)
    bench.button("epoch_button").click()
    qtbot.waitUntil(lambda: bench.text("counter_epoch") == "1", timeout=20_000)
    train.click()
    qtbot.waitUntil(lambda: train.text() == "Pause", timeout=20_000)
    train.click()
    qtbot.waitUntil(lambda: train.text() == "Train", timeout=20_000)
    assert bench.text("counter_step") != "0"
    bench.button("reset_button").click()
    qtbot.waitUntil(lambda: bench.text("counter_step") == "0", timeout=20_000)


def test_train_repeats_the_first_problem_when_something_is_wrong(bench: ProbeContext, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bench.conductor.ready, timeout=60_000):
        bench.conductor.start()
    bench.store.apply(edits.set_data(bench.store.experiment, DATA.find("digits")()), "Data: Digits")
    for name in ("train_button", "batch_button", "epoch_button"):
        assert not bench.button(name).isEnabled()
        assert bench.button(name).accessibleDescription() == bench.store.trace.errors[0].text


def test_new_weights_are_in_reach(bench: ProbeContext) -> None:
    seed = bench.store.experiment.seed
    bench.button("new_weights_button").click()
    assert bench.store.experiment.seed != seed
    assert bench.store.undo_label == "New weights"


def test_the_knobs_move_into_the_bar(bench: ProbeContext) -> None:
    assert bench.bar.findChild(KnobChips) is None
    bench.bar.set_knobs_shown(True)
    chips = bench.bar.findChild(KnobChips)
    assert chips is not None
    assert chips.isVisible()
    rate = chips.field("learning_rate")
    rate.selectAll()
    QTest.keyClicks(rate, "0.02")
    QTest.keyClick(rate, Qt.Key.Key_Return)
    assert getattr(bench.store.experiment.training.optimizer, "learning_rate", 0) == 0.02
    bench.store.undo()
    assert rate.value == getattr(bench.store.experiment.training.optimizer, "learning_rate", 0)


def test_a_narrow_window_loses_steps_a_second_before_words_and_steps(bench: ProbeContext) -> None:
    assert bench.text("counter_pace")
    assert not bench.bar.dropped
    seen = []
    for width in range(1440, 500, -20):
        bench.bar.resize(width, 56)
        seen.append(bench.bar.dropped)
    assert all(wider <= narrower for wider, narrower in pairwise(seen))
    order = [next(iter(new)) for new in (later - earlier for earlier, later in pairwise(seen)) if len(new) == 1]
    assert order[:4] == ["time", "update word", "pace", "examples word"]
    assert "words" in seen[-1]
    assert bench.button("reset_button").toolTip().startswith("Reset")


@pytest.mark.parametrize("knobs", [False, True])
@pytest.mark.parametrize("zoom", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("width", [1120, 1280, 1440])
def test_nothing_in_the_bar_overlaps(bench: ProbeContext, width: int, zoom: float, knobs: bool) -> None:
    bench.theme.set_zoom(zoom)
    bench.bar.setStyleSheet(bench.theme.stylesheet())
    bench.bar.set_knobs_shown(knobs)
    bench.bar.resize(width, bench.bar.height())
    parts = [part for part in bench.bar.findChildren(QWidget) if part.parent() is bench.bar and part.isVisible()]
    places = sorted((part.geometry() for part in parts), key=lambda place: place.left())
    assert places[0].left() >= 0
    assert places[-1].right() < width
    assert all(left.right() < right.left() for left, right in pairwise(places))
    assert bench.button("train_button").isVisible()


def test_a_long_name_shows_its_beginning_and_dots(bench: ProbeContext) -> None:
    rename(bench, "A very long name of an experiment that will never fit")
    assert bench.name().text().endswith("…")
    assert bench.name().cursorPosition() == 0
    assert bench.store.experiment.name.endswith("never fit")
    assert bench.store.experiment.name in bench.name().toolTip()


def test_tab_goes_through_the_bar_as_the_eye_does(bench: ProbeContext) -> None:
    order = []
    control: QWidget | None = bench.button("menu_button")
    while control is not None and control.objectName() not in order:
        if control.focusPolicy() != Qt.FocusPolicy.NoFocus and control.isVisible():
            order.append(control.objectName())
        control = control.nextInFocusChain()
    left = ["menu_button", "undo_button", "redo_button", "experiment_name", "reset_button", "new_weights_button"]
    right = ["batch_button", "epoch_button", "update_button", "train_button", "doctor_button"]
    right += ["examples_button", "theme_button"]
    assert order == [*left, *right]


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_theme_and_zoom(bench: ProbeContext, qtbot: QtBot, zoom: float) -> None:
    with qtbot.waitSignal(bench.bar.theme_toggled):
        bench.button("theme_button").click()
    bench.theme.set_dark(True)
    bench.theme.set_zoom(zoom)
    bench.bar.setStyleSheet(bench.theme.stylesheet())
    assert bench.button("theme_button").accessibleName() == "Light theme"
    assert bench.bar.height() == round(56 * zoom)
    assert not bench.bar.grab().isNull()


def test_every_control_has_a_name(bench: ProbeContext) -> None:
    bench.bar.set_knobs_shown(True)
    controls: list[QWidget] = [*bench.bar.findChildren(QAbstractButton), *bench.bar.findChildren(QLineEdit)]
    assert any(isinstance(control, QPushButton) for control in controls)
    for control in controls:
        assert control.objectName()
        assert control.accessibleName(), control.objectName()


def test_counters_in_words() -> None:
    fast = State(1, True, 900, 12.4, 1870.0)
    slow = State(1, True, 900, 1.32, 41.0)
    assert epoch_in_words(fast, 16) == "12"
    assert epoch_in_words(slow, 938) == "1.32"
    assert epoch_in_words(State(1, False, 291, 0.31, 0.0), 938) == "0.31"  # paused, at the very place
    assert epoch_in_words(State(1, False, 192, 12.0, 0.0), 16) == "12"
    assert [pace_in_words(pace) for pace in (0.0, 3.14, 1870.4)] == ["–", "3.1", "1\u202f870"]
    assert [time_in_words(left) for left in (None, 2.0, 50.0, 130.0, 7300.0)] == [
        "",
        "",
        "50 s left",
        "2 min 10 s left",
        "2 h 1 min left",
    ]
