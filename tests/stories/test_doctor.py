"""Mend a network with dying ReLUs: the doctor says so in one line, shows why, and one click brings them back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from playground.engine.messages import Put
from playground.model.experiment import Experiment
from playground.ui.window import Window
from tests.engine.setups import data, experiment, layer, stack
from tests.stories.conftest import PATIENCE, Open, child, click, train


def sound() -> Experiment:
    layers = [each for _ in range(2) for each in (layer("linear", units=8), layer("relu"))]
    return experiment(stack(*layers), data("circle"), learning_rate=0.001, loss="binary_cross_entropy")


def dying(qtbot: QtBot, open_window: Open) -> Window:
    """A window with a network of which six units of eight in the first layer have died, some steps later."""
    window = open_window(sound())
    for unit in range(6):
        window.conductor.follower.put(Put("linear_1", "bias", (unit,), (-100.0,)), "")
    until_checked(qtbot, window)
    return window


def until_checked(qtbot: QtBot, window: Window) -> None:
    """Train in turns, each of which ends with a report of health."""
    for _ in range(3):
        train(qtbot, window, 40)


def advised(qtbot: QtBot, window: Window) -> None:
    qtbot.waitUntil(lambda: bool(window.doctor.text), timeout=PATIENCE)


def test_dying_relus_are_told_and_mended(qtbot: QtBot, open_window: Open) -> None:
    window = dying(qtbot, open_window)
    advised(qtbot, window)
    assert window.doctor.text.startswith("6 of 8 units of ReLU 1 are dead: they are 0 for every sample")
    assert child(window, "doctor_line").accessibleName() == window.doctor.text
    click(child(window, "doctor_show"))
    sheet = window.doctor.sheet
    qtbot.waitUntil(sheet.isVisible)
    assert sheet.text == window.doctor.text
    assert sheet.proof.bars.values[0] == 0.75
    click(child(sheet, "doctor_node"))
    assert window.focus.node == "relu_1"
    assert not sheet.isVisible()
    mend = child(window, "doctor_mend")
    assert isinstance(mend, QPushButton)
    assert mend.text() == "Use Leaky ReLU"
    click(mend)
    assert window.doctor.text == ""
    assert window.store.undo_label == "Use Leaky ReLU"
    assert "Leaky ReLU" in [node.layer.label for node in window.store.experiment.network.nodes]
    until_checked(qtbot, window)
    window.doctor.look()
    assert "dead" not in [finding.rule for finding in window.doctor.findings]
    window.store.undo()
    assert window.store.experiment.networks == sound().networks


def test_advice_can_be_hidden_and_called_back(qtbot: QtBot, open_window: Open) -> None:
    window = dying(qtbot, open_window)
    advised(qtbot, window)
    QTest.keyClick(window.canvas.stage, Qt.Key.Key_D)
    sheet = window.doctor.sheet
    assert sheet.isVisible()
    assert sheet.chosen is not None
    click(child(sheet, "doctor_hide"))
    assert sheet.text == "Nothing to mend"
    assert window.doctor.text == ""
    window.doctor.look()
    assert window.doctor.text == ""
    click(child(sheet, "doctor_unhide"))
    assert window.doctor.text == sheet.text != "Nothing to mend"
    sheet.hide()
    window.documents.open_example("moons")
    qtbot.waitUntil(lambda: window.conductor.samples is not None, timeout=PATIENCE)
    assert window.doctor.text == ""


def test_all_well_is_told_only_when_asked(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("moons")
    train(qtbot, window, 300)
    for _ in range(3):
        window.doctor.look()
    assert window.doctor.isHidden()
    window.actions_by_id["doctor"].trigger()
    sheet = window.doctor.sheet
    assert sheet.isVisible()
    assert sheet.text == "Nothing to mend"
    what = child(sheet, "doctor_what")
    assert isinstance(what, QLabel)
    assert "dead units" in what.text()
    sheet.hide()


def test_the_notice_of_a_divergence_speaks_first(qtbot: QtBot, open_window: Open) -> None:
    wild = experiment(stack(layer("linear"), layer("relu")), data("plane"), loss="mse", learning_rate=3.0)
    window = open_window(wild)
    window.conductor.play(400)
    qtbot.waitUntil(lambda: bool(window.notices.texts), timeout=PATIENCE)
    for _ in range(3):
        window.doctor.look()
    assert window.doctor.text == ""
    finding = window.doctor.findings[0]
    assert finding.text in window.notices.texts
    window.notices.clear()
    window.doctor.look()
    assert window.doctor.text == finding.text
    window.doctor.open()
    chart = window.doctor.sheet.proof.chart
    assert not chart.isHidden()
    window.doctor.sheet.hide()
    click(child(window, "doctor_mend"))
    assert getattr(window.store.experiment.training.optimizer, "learning_rate", 0.0) < 3.0
    assert window.doctor.text == ""
