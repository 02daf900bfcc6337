"""A weight set by hand, a unit switched off: on the real window with the real thread."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from playground.model import edits
from playground.model.registry import LAYERS
from playground.ui.canvas.layout import Box
from playground.ui.canvas.number_editor import NumberEditor
from playground.ui.canvas.spots import Spot, place_of
from playground.ui.shell.window import Window
from playground.ui.state.learned import START
from tests.stories.conftest import PATIENCE, Open, child, click, losses, train

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
WEIGHT = Spot("weight", "linear_1", 1, 0)


def at(window: Window, spot: Spot) -> QPoint:
    stage = window.canvas.stage
    assert stage.layout_ is not None
    place = place_of(stage.layout_, stage.bundles, spot)
    assert place is not None
    return stage.to_view(Box(*place, 0, 0)).topLeft()


def tile(window: Window, id: str, row: int) -> QRect:
    stage = window.canvas.stage
    assert stage.layout_ is not None
    box = stage.layout_.tile_box(stage.layout_.card(id), row)
    assert box is not None
    return stage.to_view(box)


def pin(qtbot: QtBot, window: Window, spot: Spot) -> None:
    """Click a number, once the first picture is there."""
    stage = window.canvas.stage
    qtbot.waitUntil(lambda: bool(stage.bundles), timeout=PATIENCE)
    click(window.canvas.viewport(), at(window, spot))
    assert stage.probe.pinned == spot


def value(window: Window, spot: Spot) -> float:
    reading = window.canvas.stage.probe.fresh(spot)
    assert reading is not None
    assert reading.entry is not None
    return reading.entry.value


def opened(window: Window, spot: Spot) -> NumberEditor:
    QTest.mouseDClick(window.canvas.viewport(), LEFT, NONE, at(window, spot))
    editor = window.canvas.hands.editor
    assert editor is not None
    assert editor.isVisible()
    return editor


def test_a_weight_is_set_by_hand_and_undone(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    pin(qtbot, window, WEIGHT)
    first = value(window, WEIGHT)
    editor = opened(window, WEIGHT)
    QTest.keyClicks(editor.field, "rubbish")
    QTest.keyClick(editor.field, Qt.Key.Key_Return)
    assert editor.isVisible()
    assert "rubbish" in editor.field.complaint
    editor.field.selectAll()
    QTest.keyClicks(editor.field, "2.5")
    QTest.keyClick(editor.field, Qt.Key.Key_Return)
    assert not editor.isVisible()
    qtbot.waitUntil(lambda: value(window, WEIGHT) == 2.5, timeout=PATIENCE)
    assert window.store.undo_label == "Set weight of Linear 1 by hand"
    window.store.undo()
    qtbot.waitUntil(lambda: value(window, WEIGHT) == first, timeout=PATIENCE)
    assert not window.store.undo_label


@pytest.mark.slow
def test_the_curves_tell_of_a_number_set_by_hand_until_it_is_undone(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    train(qtbot, window, 20)
    window.weight_edits.write("linear_1", "weight", (0, 0), (2.5,))
    told = [(20, "weight of Linear 1 by hand")]
    qtbot.waitUntil(
        lambda: window.conductor.history.marks == told and not window.conductor.history.outdated, timeout=PATIENCE
    )
    window.store.undo()
    assert window.conductor.history.marks == []
    window.store.redo()
    qtbot.waitUntil(lambda: window.conductor.history.marks == told, timeout=PATIENCE)
    train(qtbot, window, 5)
    window.store.undo()
    assert window.conductor.history.marks == []
    assert len(losses(window)) == window.conductor.state.step == 20
    said = "Back at step 20, as it was before “Set weight of Linear 1 by hand”: Redo brings back step 25."
    qtbot.waitUntil(lambda: window.notices.texts == [said], timeout=PATIENCE)


def test_a_drag_is_seen_at_once_and_is_one_entry_for_undo(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    pin(qtbot, window, WEIGHT)
    first = value(window, WEIGHT)
    slider = opened(window, WEIGHT).slider
    QTest.mousePress(slider, LEFT, NONE, slider.rect().center())
    for part in (0.6, 0.7, 0.8, 0.9):
        QTest.mouseMove(slider, QPoint(int(part * slider.width()), slider.height() // 2))
    dragged = slider.number
    assert dragged > 0
    qtbot.waitUntil(lambda: abs(value(window, WEIGHT) - dragged) < 1e-6, timeout=PATIENCE)
    QTest.mouseRelease(slider, LEFT, NONE, QPoint(int(0.9 * slider.width()), slider.height() // 2))
    QTest.keyClick(slider, Qt.Key.Key_Return)
    assert window.canvas.hands.editor is not None
    assert not window.canvas.hands.editor.isVisible()
    window.store.undo()
    assert not window.store.undo_label
    qtbot.waitUntil(lambda: value(window, WEIGHT) == first, timeout=PATIENCE)
    window.store.redo()
    qtbot.waitUntil(lambda: abs(value(window, WEIGHT) - dragged) < 1e-6, timeout=PATIENCE)


def test_escape_puts_a_bias_back(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    bias = Spot("bias", "linear_1", 2)
    pin(qtbot, window, bias)
    first = value(window, bias)
    window.canvas.stage.setFocus()
    QTest.keyClick(window.canvas.stage, Qt.Key.Key_Return)
    editor = window.canvas.hands.editor
    assert editor is not None
    assert editor.isVisible()
    QTest.keyClick(editor.field, Qt.Key.Key_Up)
    QTest.keyClick(editor.field, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: abs(value(window, bias) - first - 0.2) < 1e-3, timeout=PATIENCE)
    QTest.keyClicks(editor.field, "7")
    QTest.keyClick(editor.field, Qt.Key.Key_Escape)
    assert not editor.isVisible()
    qtbot.waitUntil(lambda: value(window, bias) == first, timeout=PATIENCE)


def test_a_unit_is_switched_off_and_the_effect_is_said(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    train(qtbot, window, 100)
    click(window.canvas.viewport(), tile(window, "linear_1", 1))
    QTest.keyClick(window.canvas.stage, Qt.Key.Key_X)
    assert window.weight_edits.off == (("linear_1", 1),)
    switches = window.canvas.hands.switches
    said = re.compile(r"Unit 2 of Linear 1 is off: test accuracy [\d.]+ % → [\d.]+ %")
    qtbot.waitUntil(lambda: said.fullmatch(switches.words()) is not None, timeout=PATIENCE)
    assert window.canvas.hands.strip.isVisible()
    assert switches.words() in window.canvas.accessibleDescription()
    probe = window.canvas.stage.probe
    place = tile(window, "linear_1", 1).center()
    qtbot.waitUntil(lambda: ": 0" in window.canvas.describe(), timeout=PATIENCE)
    assert window.canvas.stage.tip(QPointF(place)) == ""
    experiment, _ = edits.insert(window.store.experiment, LAYERS.find("dropout")(), "output")
    window.store.apply(experiment, "Add Dropout")
    assert switches.words() == "Unit 2 of Linear 1 is off."
    link = child(window, "canvas_switch_on")
    assert isinstance(link, QPushButton)
    click(link)
    assert not window.weight_edits.off
    assert not window.canvas.hands.strip.isVisible()
    assert probe.pinned is not None


def test_the_menu_switches_units(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    window.focus.select("linear_1", 2)

    def entries() -> dict[str, QAction]:
        window.canvas.open_menu("linear_1", QPoint(0, 0))
        menu = window.canvas.findChildren(QMenu, "card_menu")[-1]
        menu.close()
        return {action.objectName(): action for action in menu.actions()}

    first = entries()
    assert "card_switch_all_units_on" not in first
    assert first["card_switch"].text().startswith("Switch unit 3 off")
    first["card_switch"].trigger()
    assert window.weight_edits.off == (("linear_1", 2),)
    second = entries()
    assert second["card_switch"].text().startswith("Switch unit 3 on")
    second["card_switch_all_units_on"].trigger()
    assert not window.weight_edits.off
    window.focus.select("output")
    QTest.keyClick(window.canvas.stage, Qt.Key.Key_X)
    assert not window.weight_edits.off


def test_a_number_by_hand_is_unsaved_work_at_once(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    window, path = open_window("circle"), tmp_path / "mine.playground"
    store = window.store
    window.weight_edits.write("linear_1", "weight", (0, 0), (2.5,))
    assert store.dirty, "no step was made, but what was written is learned"
    window.conductor.reset()
    assert store.undo_label == "Reset"
    store.undo()
    for number in (3.5, 4.5):
        train(qtbot, window, 1)
        with qtbot.waitSignal(window.documents.saved, timeout=PATIENCE):
            window.documents.save_to(path)
        assert (store.dirty, store.saving.unsaved) == (False, "")
        window.weight_edits.write("linear_1", "weight", (0, 0), (number,))
        assert (store.dirty, store.saving.unsaved) == (True, "changes")
        store.undo()
        assert not store.dirty
        store.redo()
        assert store.dirty
        with qtbot.waitSignal(window.documents.saved, timeout=PATIENCE):
            window.documents.save_to(path)
        assert (store.dirty, store.saving.unsaved) == (False, "")


@pytest.mark.slow
def test_a_number_written_before_an_opened_file_has_arrived_is_not_what_the_file_holds(
    qtbot: QtBot, open_window: Open, tmp_path: Path
) -> None:
    window, path = open_window("circle"), tmp_path / "mine.playground"
    train(qtbot, window, 3)
    with qtbot.waitSignal(window.documents.saved, timeout=PATIENCE):
        window.documents.save_to(path)
    with qtbot.waitSignal(window.documents.opened, timeout=PATIENCE):
        window.documents.open(path, then=lambda _: window.weight_edits.write("linear_1", "weight", (0, 0), (2.5,)))
    qtbot.waitUntil(lambda: window.conductor.state.step == 3, timeout=PATIENCE)
    assert window.store.dirty


def test_nothing_is_written_into_a_network_that_cannot_be_trained(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    broken = edits.connect(window.store.experiment, "output", ("nowhere",))
    window.store.apply(broken, "Break")
    stretch = window.conductor.runs.current.stretch
    window.weight_edits.write("linear_1", "weight", (0, 0), (2.5,))
    assert window.store.undo_label == "Break"
    (text,) = window.notices.texts
    assert text.startswith("Nothing was written, as the network has to be fixed first: ")
    assert window.conductor.runs.current.stretch is stretch


@pytest.mark.slow
def test_a_number_written_before_the_first_step_comes_back_with_its_file(
    qtbot: QtBot, open_window: Open, tmp_path: Path
) -> None:
    window, path = open_window("circle"), tmp_path / "mine.playground"
    for written in (False, True):
        if written:
            window.weight_edits.write("linear_1", "weight", (0, 0), (2.5,))
        with qtbot.waitSignal(window.documents.saved, timeout=PATIENCE):
            window.documents.save_to(path)
        with qtbot.waitSignal(window.conductor.built, timeout=PATIENCE):
            window.documents.open(path)
        assert not window.store.dirty
        assert (window.store.saving.standing != START) == written
        window.conductor.reset()
        assert (window.store.undo_label == "Reset") == written
        assert window.store.dirty == written
