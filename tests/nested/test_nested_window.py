"""Kinds inside kinds in the window: their rows come, are used, and go; and settings that nobody thought of."""

from __future__ import annotations

from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from playground.model import settings
from playground.model.network import INPUT
from playground.model.registry import OPTIMIZERS
from playground.ui.panels.data import DataPanel
from playground.ui.panels.inspector import LayerInspector
from playground.ui.panels.knob_chips import KnobChips
from playground.ui.panels.training import TrainingPanel
from playground.ui.shell.window import Window
from playground.ui.widgets.buttons import Chip, Switch
from playground.ui.widgets.combo import Combo
from playground.ui.widgets.label import Label
from tests.nested.kinds import Gated, Pointed, Smooth, Steady, Still, Swinging, Twice, Waltz
from tests.stories.conftest import still_window

__all__ = ["still_window"]
W = TypeVar("W", bound=QWidget)


def find(parent: QWidget, kind: type[W], name: str) -> W:
    """The one in use: rows that were taken away may be there until they are deleted."""
    QCoreApplication.processEvents()  # which shows what has come into a layout
    found = [widget for widget in parent.findChildren(kind, name) if widget.isVisibleTo(parent)]
    assert len(found) == 1, name
    return found[0]


def is_there(parent: QWidget, name: str) -> bool:
    QCoreApplication.processEvents()
    return any(widget.isVisibleTo(parent) for widget in parent.findChildren(QWidget, name))


def choose(parent: QWidget, name: str, id: str) -> None:
    combo = find(parent, Combo, name)
    combo.activated.emit(combo.findData(id))


def write(parent: QWidget, name: str, text: str) -> None:
    field = find(parent, QLineEdit, name)
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_rows_of_what_is_chosen_inside_come_and_go(qtbot: QtBot, still_window: Window) -> None:
    window, store = still_window, still_window.store
    start = store.experiment
    panel = window.left.findChildren(TrainingPanel)[0]
    choose(panel, "optimizer", "waltz")
    choose(panel, "optimizer_rhythm", "swinging")
    assert store.undo_label == "Rhythm: Swinging"
    assert not is_there(panel, "optimizer_rhythm_shape_tip")
    choose(panel, "optimizer_rhythm_shape", "pointed")
    write(panel, "optimizer_rhythm_shape_tip", "1.5")
    write(panel, "optimizer_rhythm_depth", "0.25")
    assert store.undo_label == "Rhythm: Depth"
    rate = settings.get(store.experiment, "training.optimizer.learning_rate")
    assert store.experiment.training.optimizer == Waltz(rate, rhythm=Swinging(0.25, shape=Pointed(1.5)))
    write(panel, "optimizer_rhythm_shape_tip", "9")
    assert "allowed is 0 to 4" in window.findChildren(QWidget, "optimizer_rhythm_shape_tip_error")[-1].text()  # type: ignore[attr-defined]
    for _ in range(4):
        store.undo()
    assert find(panel, Combo, "optimizer_rhythm").selected == "steady"
    assert not is_there(panel, "optimizer_rhythm_depth")
    store.redo()
    assert find(panel, QLineEdit, "optimizer_rhythm_depth").text() == "0.5"
    while store.undo_label:
        store.undo()
    assert store.experiment == start
    assert not is_there(panel, "optimizer_rhythm")
    window.grab()


def test_tab_goes_through_what_is_inside(qtbot: QtBot, still_window: Window) -> None:
    panel = still_window.left.findChildren(TrainingPanel)[0]
    choose(panel, "optimizer", "waltz")
    choose(panel, "optimizer_rhythm", "swinging")
    choose(panel, "optimizer_rhythm_shape", "pointed")
    names, widget = list[str](), find(panel, Combo, "optimizer_rhythm")
    while len(names) < 30 and widget.objectName() != "loss":
        names.append(widget.objectName())
        widget = widget.nextInFocusChain()  # type: ignore[assignment]
    wanted = ["optimizer_rhythm", "optimizer_rhythm_depth", "optimizer_rhythm_shape", "optimizer_rhythm_shape_tip"]
    assert [name for name in dict.fromkeys(names) if name in wanted] == wanted


def test_the_inspector_sets_what_is_inside_a_layer(qtbot: QtBot, still_window: Window) -> None:
    window, store = still_window, still_window.store
    window.canvas.commands.add(Gated, "output")
    inspector = window.findChildren(LayerInspector)[0]
    before = store.experiment
    choose(inspector, "layer_gate", "twice")
    choose(inspector, "layer_gate_gate", "smooth")
    write(inspector, "layer_gate_gate_sharpness", "2")
    assert store.experiment.node("gated_1").layer == Gated(Twice(Smooth(2.0)))
    assert store.undo_label == "Gated: Gate: Gate: Sharpness"
    while store.experiment != before:
        store.undo()
    assert find(inspector, Combo, "layer_gate").selected == "open"
    assert not is_there(inspector, "layer_gate_gate")


def test_a_line_of_text_is_written_refused_and_brought_back(qtbot: QtBot, still_window: Window) -> None:
    window, store = still_window, still_window.store
    window.canvas.commands.add(Gated, "output")
    inspector = window.findChildren(LayerInspector)[0]
    choose(inspector, "layer_gate", "smooth")
    write(inspector, "layer_gate_remark", "<b>soft</b> & 3")
    path = "networks.main.gated_1.gate.remark"
    assert settings.get(store.experiment, path) == "<b>soft</b> & 3"
    assert store.undo_label == "Gated: Gate: Remark"
    field = find(inspector, QLineEdit, "layer_gate_remark")
    write(inspector, "layer_gate_remark", "x" * 21)
    error = inspector.findChildren(Label, "layer_gate_remark_error")[-1]
    assert error.text() == f"Remark cannot be '{'x' * 21}': it has 21 letters; shorten it to 20."
    assert settings.get(store.experiment, path) == "<b>soft</b> & 3"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert (field.text(), error.isHidden()) == ("<b>soft</b> & 3", True)
    store.undo()
    assert field.text() == ""
    window.grab()


def test_settings_that_nobody_thought_of_are_rows_like_any_other(qtbot: QtBot, still_window: Window) -> None:
    store = still_window.store
    panel = still_window.left.findChildren(TrainingPanel)[0]
    choose(panel, "optimizer", "waltz")
    find(panel, Chip, "optimizer_partners_2").click()
    find(panel, QAbstractButton, "settings_gradients").click()
    choose(panel, "optimizer_turn", "never again")
    write(panel, "optimizer_pause", "7")
    find(panel, Switch, "optimizer_barefoot").click()
    made = store.experiment.training.optimizer
    assert made == Waltz(made.learning_rate, ("left", "both"), "never again", 7, True, Steady())  # type: ignore[attr-defined]
    assert "has no momentum" in panel.row("momentum").field.toolTip()
    with pytest.raises(KeyError):
        panel.row("weight_decay")


def test_data_and_loss_may_hold_kinds_too(qtbot: QtBot, still_window: Window) -> None:
    window, store = still_window, still_window.store
    start = store.experiment
    store.set("data", "swaying")
    store.set("objective.loss", "stepped")
    data, training = (window.left.findChildren(panel)[0] for panel in (DataPanel, TrainingPanel))
    choose(data, "data_rhythm", "swinging")
    write(data, "data_rhythm_beats", "7")
    write(training, "loss_stepped_rhythm_beats", "5")
    choose(training, "loss_stepped_rhythm", "steady")
    assert store.undo_label == "Loss: Rhythm: Steady"
    window.focus.select(INPUT)
    inspector = window.findChildren(LayerInspector)[0]
    find(inspector, Chip, "input_sides_1").click()
    for path, value in (
        ("data.rhythm.beats", 7),
        ("data.sides", ("inner", "outer")),
        ("objective.loss.rhythm", Steady()),
    ):
        assert settings.get(store.experiment, path) == value
    window.grab()
    while store.undo_label:
        store.undo()
    assert (store.experiment.data, store.experiment.training) == (start.data, start.training)


@pytest.mark.parametrize("id", ["still", "waltz"])
def test_every_panel_and_view_works_with_any_optimizer(qtbot: QtBot, still_window: Window, id: str) -> None:
    window, store = still_window, still_window.store
    store.set("training.optimizer", id)
    window.top.set_knobs_shown(True)
    panel, chips = window.left.findChildren(TrainingPanel)[0], window.findChildren(KnobChips)[0]
    write(panel, "optimizer_learning_rate", "0.08")
    assert store.experiment.training.optimizer == OPTIMIZERS.find(id)(learning_rate=0.08)
    assert chips.field("learning_rate").text() == "0.08"
    assert not chips.field("momentum").isEnabled()
    for tab in window.bottom.tabs:
        window.bottom.open(tab)
        window.grab()
    assert isinstance(store.experiment.training.optimizer, Still | Waltz)
