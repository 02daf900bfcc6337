"""Slow motion and pauses in the window, and what was changed while it ran."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from playground.engine.pause_rules import AccuracyAbove, AtStep, LossBelow, NotFinite
from playground.model import edits, grouping
from playground.ui.panels.rule_editor import RuleEditor
from playground.ui.views.shared.curves import CurveView
from tests.stories.conftest import PATIENCE, Open, losses, train
from tests.ui.test_panels_left import stops


def test_steps_are_slow_and_quick_again_while_it_trains(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("xor")
    strip, state = window.speed, window.conductor.state
    assert strip.speed.value == "Full"
    for _ in range(4):
        QTest.keyClick(window.canvas.stage, Qt.Key.Key_BracketLeft)
    assert strip.speed.value == "1"
    window.conductor.toggle()
    qtbot.waitUntil(lambda: window.conductor.state.step == 1, timeout=PATIENCE)
    strip.speed.chosen.emit("Full")
    qtbot.waitUntil(lambda: window.conductor.state.step > 50, timeout=PATIENCE)
    window.conductor.pause()
    qtbot.waitUntil(lambda: not window.conductor.playing, timeout=PATIENCE)
    assert state.step == 0
    made = losses(window)
    other = open_window("xor")
    train(qtbot, other, len(made))
    assert losses(other) == made, "a pace changes no number"


def test_a_rule_pauses_and_its_chip_says_where(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("xor")
    strip = window.speed
    strip.offer()
    menu = strip.findChildren(QMenu, "speed_rules")[-1]
    next(action for action in menu.actions() if action.text().startswith("At step")).trigger()
    menu.close()
    editor = strip.findChildren(RuleEditor)[0]
    field = editor.findChildren(QLineEdit)[-1]
    field.selectAll()
    QTest.keyClicks(field, "9")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(strip.chips))
    window.conductor.playback.add(NotFinite())
    assert [chip.rule for chip in strip.chips] == [AtStep(9), NotFinite()]
    window.conductor.toggle()
    qtbot.waitUntil(lambda: strip.chips[0].words.text() == "step 9 at step 9", timeout=PATIENCE)
    qtbot.waitUntil(lambda: not window.conductor.playing, timeout=PATIENCE)
    assert window.conductor.state.step == 9
    train(qtbot, window, 3)
    assert strip.chips[0].words.text() == "step 9"
    strip.chips[0].cross.click()
    assert [chip.rule for chip in strip.chips] == [NotFinite()]


def test_a_right_click_in_a_chart_pauses_at_that_height(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("xor")
    train(qtbot, window, 20)
    for name, said in (("loss", "Pause when loss below "), ("accuracy", "Pause when accuracy above ")):
        view = window.views.get(name)
        assert isinstance(view, CurveView)
        at = view.chart.box.geometry().center().toPoint()
        place = view.chart.mapTo(view, at)
        asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, view.mapToGlobal(place))
        QApplication.sendEvent(view, asked)
        menu = view.findChildren(QMenu, f"{name}_menu")[-1]
        (action,) = (action for action in menu.actions() if action.text().startswith(said))
        action.trigger()
        menu.close()
        rule = window.conductor.playback.rules[-1]
        assert isinstance(rule, LossBelow if name == "loss" else AccuracyAbove)
        assert view.chart.y_axis.low < rule.value < view.chart.y_axis.high
    assert len(window.conductor.playback.rules) == 2


def test_what_was_changed_while_it_ran_is_listed_and_set_back(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("xor")
    listed = window.left.training.changed_settings
    assert listed.isHidden()
    train(qtbot, window, 5)
    before = msgspec.structs.asdict(window.store.experiment.training.optimizer)["learning_rate"]
    window.store.set("training.optimizer.learning_rate", 0.5)
    qtbot.waitUntil(lambda: bool(window.conductor.history.marks), timeout=PATIENCE)
    train(qtbot, window, 5)
    ((step, words),) = listed.lines
    assert step == 5
    assert words.startswith("Learning rate ")
    (back,) = listed.buttons()
    assert isinstance(back, QAbstractButton)
    last = window.left.training.folds["machine"].head
    assert len(stops(last, back.objectName())) <= 3, "Tab comes to the way back behind all settings"
    back.click()
    assert msgspec.structs.asdict(window.store.experiment.training.optimizer)["learning_rate"] == before
    assert window.store.undo_label == "Learning rate set back"


def test_layers_that_were_moved_and_grouped_while_it_ran_are_listed_without_a_way_back(
    qtbot: QtBot, open_window: Open
) -> None:
    """That is more than a setting; undo is the way back."""
    window = open_window("circle")
    first, second, *_ = window.store.experiment.ids()
    for count, change in enumerate((edits.move, None), 1):
        train(qtbot, window, 5)
        old = window.store.experiment
        new = grouping.group(old, (first, second), "Both")[0] if change is None else change(old, second, first)
        window.store.apply(edits.set_value(new, "training.batch_size", 10 + count), "Moved")
        qtbot.waitUntil(lambda: len(window.conductor.history.marks) == count, timeout=PATIENCE)  # noqa: B023
    train(qtbot, window, 5)
    listed = window.left.training.changed_settings
    assert len(listed.lines) == 2
    assert not listed.buttons()


def test_a_setting_is_found_in_the_palette_and_by_the_keyboard(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("xor")
    training, palette = window.left.training, window.canvas.palette_
    window.canvas.open_palette(window.store.experiment.ids()[0])
    QTest.keyClicks(palette.field, "threads")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert training.folds["machine"].is_open
    QTest.keyClick(training.search.field, Qt.Key.Key_Escape)
    window.activateWindow()
    window.canvas.stage.setFocus()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window.canvas.stage, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert training.folds["length"].is_open
    QTest.keyClick(window.canvas.stage, Qt.Key.Key_Slash)
    qtbot.waitUntil(lambda: window.focusWidget() is training.search.field)
