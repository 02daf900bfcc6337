"""Sequences by hand: an attention classifier from nothing, text and tokens with a network that was made for points."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from playground.model.registry import DATA
from playground.ui.shell.window import Window
from playground.ui.widgets.combo import Combo
from playground.ui.widgets.tab_rows import TabRows
from tests.stories.conftest import PATIENCE, Open, child, click, losses, train

TIMED = [
    kind.id()
    for kind in DATA.kinds.values()
    if (kind.family == "text" or kind().signal().timed) and kind.id() != "own_text"
]
QUICK = ("sort", "sine_mix")
"""Tokens and a series, in every run; `test_panels_sequences` mends all of them without a window."""


def choose_data(window: Window, kind: str) -> None:
    """Click the group, then the thumbnail."""
    tabs = child(window, "data_groups")
    assert isinstance(tabs, TabRows)
    click(tabs.tabs()[list(DATA.groups()).index(DATA.find(kind).group)])
    click(child(window, f"data_sets_{kind}"))
    assert window.store.experiment.data.id() == kind


def add(window: Window, typed: str) -> None:
    """Add a layer before the output through the palette."""
    canvas = window.canvas
    click(canvas.viewport(), canvas.plus_rect("output"))
    QTest.keyClicks(canvas.palette_.field, typed)
    QTest.keyClick(canvas.palette_.field, Qt.Key.Key_Return)


def fix(window: Window) -> int:
    """Click the first fix of the first error on its card, until nothing is wrong; how often."""
    for count in range(8):
        if window.store.trace.trainable:
            return count
        problem = window.store.trace.errors[0]
        assert problem.fixes, problem.text
        click(window.canvas.fix_button(problem.node))
    raise AssertionError([problem.text for problem in window.store.trace.errors])


def is_ready(window: Window) -> bool:
    return window.conductor.samples is not None and window.conductor.can_train


def test_an_attention_classifier_is_built_by_clicks_and_learns(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("perceptron")
    choose_data(window, "recall")
    for typed in ("embedding", "position", "additive"):
        add(window, typed)
    assert [node.layer.id() for node in window.store.experiment.nodes] == [
        "embedding",
        "position",
        "additive_attention",
        "output",
    ]
    assert window.store.trace.trainable
    optimizer = child(window, "optimizer")
    assert isinstance(optimizer, Combo)
    optimizer.chosen.emit("adam")
    qtbot.waitUntil(lambda: is_ready(window), timeout=PATIENCE)
    click(child(window, "train_button"))

    def knows() -> bool:
        latest = window.conductor.history.latest
        return latest is not None and latest.test_accuracy > 0.9

    qtbot.waitUntil(knows, timeout=PATIENCE)
    click(child(window, "train_button"))
    qtbot.waitUntil(lambda: not window.conductor.playing, timeout=PATIENCE)
    assert window.bottom.open("attention")
    view = window.views.get("attention")
    waiting = view.describe()
    qtbot.waitUntil(lambda: view.describe() != waiting, timeout=PATIENCE)
    assert not window.notices.texts


@pytest.mark.slow
def test_names_are_fixed_by_clicks_until_they_train(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    choose_data(window, "names")
    button = child(window, "train_button")
    assert not button.isEnabled()
    assert "Linear 1" in button.accessibleDescription()
    assert fix(window) == 2
    qtbot.waitUntil(lambda: is_ready(window), timeout=PATIENCE)
    train(qtbot, window, 200)
    found = losses(window)
    assert np.mean(found[-20:]) < np.mean(found[:20])
    assert not window.notices.texts


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=() if kind in QUICK else pytest.mark.slow) for kind in TIMED]
)
def test_any_sequences_are_borne_by_a_network_for_points(qtbot: QtBot, open_window: Open, kind: str) -> None:
    window = open_window("circle")
    for view in window.views.fitting(window.conductor.scene()):
        window.bottom.open(view.id)
    window.conductor.play()
    qtbot.waitUntil(lambda: window.conductor.state.step > 20, timeout=PATIENCE)
    choose_data(window, kind)
    qtbot.wait(60)
    assert window.store.trace.trainable or window.store.trace.errors[0].fixes
    fix(window)
    qtbot.waitUntil(lambda: is_ready(window), timeout=PATIENCE)
    for view in window.views.fitting(window.conductor.scene()):
        window.bottom.open(view.id)
        qtbot.wait(20)
    train(qtbot, window, 3)
    assert not window.notices.texts
    window.store.undo()
    qtbot.waitUntil(lambda: window.store.experiment.data.id() == kind, timeout=PATIENCE)


def test_a_text_of_ones_own_is_read(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    text = tmp_path / "own.txt"
    text.write_text("All work and no play makes Jack a dull boy. " * 120, encoding="utf-8")
    window = open_window("circle")
    choose_data(window, "own_text")
    assert any("No file is chosen" in problem.text for problem in window.store.trace.errors)
    button = child(window, "data_path")
    assert isinstance(button, QPushButton)
    click(button)
    dialog = child(window, "data_path_dialog")
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(text))
    dialog.close()
    fix(window)
    qtbot.waitUntil(lambda: is_ready(window), timeout=PATIENCE)
    train(qtbot, window, 20)
    assert not window.notices.texts


@pytest.mark.slow
def test_steps_that_know_nothing_of_each_other_get_a_layer_from_the_doctor(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    choose_data(window, "sort")
    fix(window)
    qtbot.waitUntil(lambda: is_ready(window), timeout=PATIENCE)
    train(qtbot, window, 400)
    qtbot.waitUntil(lambda: "steps_apart" in [found.rule for found in window.doctor.findings], timeout=PATIENCE)


@pytest.mark.slow
def test_a_text_is_chosen_from_its_lines(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    choose_data(window, "names")
    fix(window)
    qtbot.waitUntil(lambda: is_ready(window), timeout=PATIENCE)
    QTest.keyClick(window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    picker = window.example_picking.picker
    assert picker.isVisible()
    QTest.mouseClick(picker.list, Qt.MouseButton.LeftButton, pos=picker.list.line_center(3).toPoint())
    assert window.focus.example == 3
    assert picker.isHidden()
    picker.open_beside(window.rect())
    found = picker.findChild(QAbstractButton, "picker_listed_wrong_ones")
    assert found is not None
    click(found)
    qtbot.waitUntil(lambda: bool(picker.list.lines), timeout=PATIENCE)
    assert picker.list.lines[0].wrong
    picker.hide()
