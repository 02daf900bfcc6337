"""Fix a network with dying ReLUs: the doctor says so in one line, shows why, and one click brings them back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from playground.engine.commands import Put
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.ui.canvas.states import CardStatus
from playground.ui.shell.window import Window
from tests.engine.setups import data, experiment, layer, stack, with_optimizer
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


def test_dying_relus_are_told_and_fixed(qtbot: QtBot, open_window: Open) -> None:
    window = dying(qtbot, open_window)
    advised(qtbot, window)
    said = child(window, "doctor_line").accessibleName()
    assert said.startswith("6 of 8 units of ReLU 1 are dead: they are 0 for every sample")
    assert window.doctor.text == said or said.startswith(window.doctor.text.rstrip("."))
    click(child(window, "doctor_show"))
    sheet = window.doctor.sheet
    qtbot.waitUntil(sheet.isVisible)
    assert sheet.text == said
    assert sheet.proof.bars.values[0] == 0.75
    click(child(sheet, "doctor_node"))
    assert window.focus.node == "relu_1"
    assert not sheet.isVisible()
    fix = child(window, "doctor_fix")
    assert isinstance(fix, QPushButton)
    assert fix.text() == "Use Leaky ReLU"
    click(fix)
    assert window.doctor.text == ""
    assert window.store.undo_label == "Use Leaky ReLU"
    assert "Leaky ReLU" in [node.layer.label for node in window.store.experiment.nodes]
    until_checked(qtbot, window)
    window.doctor.look()
    assert "dead" not in [finding.rule for finding in window.doctor.findings if finding.severity != "note"]
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
    assert sheet.text.startswith("1 hidden; found nothing else in ")
    assert window.doctor.text == ""
    window.doctor.look()
    assert window.doctor.text == ""
    click(child(sheet, "doctor_unhide"))
    assert window.doctor.text
    assert "are dead" in sheet.text
    sheet.hide()
    window.documents.open_example("moons")
    qtbot.waitUntil(lambda: window.conductor.samples is not None, timeout=PATIENCE)
    assert window.doctor.text == ""


def test_it_never_says_that_all_is_well_but_what_it_looked_at_and_what_it_needs(
    qtbot: QtBot, open_window: Open
) -> None:
    window = open_window("perceptron")
    line = child(window, "doctor_line")
    assert line.accessibleName() == "Training doctor: nothing measured yet"
    train(qtbot, window, 200)
    for _ in range(3):
        window.doctor.look()
    assert window.doctor.text == ""
    assert line.accessibleName().startswith("Found nothing in 200 steps and ")
    assert "needs" in line.accessibleName()
    button = child(window, "doctor_button")
    assert button.accessibleName() == "Training doctor"
    click(button)
    sheet = window.doctor.sheet
    assert sheet.isVisible()
    assert sheet.text == line.accessibleName().partition(";")[0]
    what = child(sheet, "doctor_what")
    assert isinstance(what, QLabel)
    assert "exploding loss" in what.text()
    assert "before 600 steps: no better than guessing" in what.text()
    assert "dead units" not in what.text(), "nothing in it can die"
    sheet.hide()


@pytest.mark.slow
def test_nothing_moves_when_the_doctor_begins_to_speak(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(sound())
    parts = [window.canvas, window.bottom, child(window, "doctor_line")]
    before = [part.mapTo(window, part.rect().topLeft()) for part in parts]
    sizes = [part.size() for part in parts]
    for unit in range(6):
        window.conductor.follower.put(Put("linear_1", "bias", (unit,), (-100.0,)), "")
    until_checked(qtbot, window)
    advised(qtbot, window)
    assert [part.mapTo(window, part.rect().topLeft()) for part in parts] == before
    assert [part.size() for part in parts] == sizes
    assert child(window, "doctor_button").accessibleDescription() == "Dead units"


@pytest.mark.slow
def test_the_line_ends_its_sentence_at_every_width(qtbot: QtBot, open_window: Open) -> None:
    window = dying(qtbot, open_window)
    advised(qtbot, window)
    label = child(window, "doctor_line_text")
    assert isinstance(label, QLabel)
    for width in (1440, 1280, 1024):
        window.resize(width, 720)
        qtbot.waitUntil(lambda: label.fontMetrics().horizontalAdvance(label.text()) <= label.width())
        assert label.text().endswith(".") or label.text() == "Dead units"


def test_an_experiment_with_an_error_is_a_finding_with_its_fix(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(experiment(stack(layer("conv2d", channels=4)), data("digits")))
    for _ in range(3):
        window.doctor.look()
    (finding,) = window.doctor.findings
    assert finding.severity == "error"
    assert finding.text == window.store.trace.errors[0].text
    assert window.doctor.text == "Cannot be trained", "the canvas says the rest"
    click(child(window, "doctor_show"))
    assert window.doctor.sheet.text == finding.text
    click(child(window.doctor.sheet, "doctor_fix_0"))
    assert window.store.trace.trainable
    assert window.doctor.text == ""


@pytest.mark.slow
def test_a_few_hundred_quick_steps_tell_that_the_rate_is_too_low(qtbot: QtBot, open_window: Open) -> None:
    """They are over in less than a second, in which the layers are looked at often enough all the same."""
    window = open_window(with_optimizer(load_example("xor"), learning_rate=1e-5))
    train(qtbot, window, 600)
    for _ in range(3):
        window.doctor.look()
    first = window.doctor.findings[0]
    assert first.rule == "slow"
    assert child(window, "doctor_line").accessibleName().startswith("Learning rate 0.00001 is too low: ")
    assert window.doctor.text.startswith("Learning rate 0.00001 is too low")


def test_the_foot_of_a_card_tells_of_its_dead_units_one_by_one(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(sound())
    for unit in (2, 5):
        window.conductor.follower.put(Put("linear_1", "bias", (unit,), (-100.0,)), "")
    stage = window.canvas.stage
    # Nothing was trained, so the engine has looked at no layer yet: the click tells of what the card counts.
    qtbot.waitUntil(lambda: "2 dead" in stage.states.get("relu_1", CardStatus("", False)).words, timeout=PATIENCE)
    assert stage.layout_ is not None
    footer = stage.layout_.foot_box(stage.layout_.card("relu_1"), "state")
    assert footer is not None
    click(stage.viewport(), stage.to_view(footer))
    sheet = window.doctor.sheet
    assert sheet.isVisible()
    assert sheet.text.startswith("2 of 8 units of ReLU 1 are dead")
    assert (window.focus.node, window.focus.row) == ("relu_1", 2)
    told = child(sheet, "doctor_single")
    assert isinstance(told, QLabel)
    assert told.text().startswith("What enters unit 3 of ReLU 1 lies between ")
    assert "It cannot recover" in told.text()
    click(child(sheet, "doctor_single_5"))
    assert (window.focus.node, window.focus.row) == ("relu_1", 5)
    assert told.text().startswith("What enters unit 6 of ReLU 1")
    sheet.hide()


@pytest.mark.slow
def test_dead_units_that_are_only_noted_stand_in_the_line_at_every_width(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(sound())
    for unit in (2, 5):
        window.conductor.follower.put(Put("linear_1", "bias", (unit,), (-100.0,)), "")
    until_checked(qtbot, window)
    for _ in range(3):
        window.doctor.look()
    assert [finding.severity for finding in window.doctor.findings] == ["note"]
    line, label = child(window, "doctor_line"), child(window, "doctor_line_text")
    assert isinstance(label, QLabel)
    assert line.accessibleName().startswith("1 note: 2 of 8 units of ReLU 1 are dead; found nothing else in 120 steps")
    for width in (1440, 1280, 1024):
        window.resize(width, 720)
        qtbot.waitUntil(lambda: label.fontMetrics().horizontalAdvance(label.text()) <= label.width())
        assert label.text().startswith("1 note")
        assert "cannot be judged yet" in label.text() or "must wait" in label.text()


def test_the_notice_of_a_divergence_speaks_first(qtbot: QtBot, open_window: Open) -> None:
    wild = experiment(stack(layer("linear"), layer("relu")), data("plane"), loss="mse", learning_rate=3.0)
    window = open_window(wild)
    window.conductor.play(400)
    qtbot.waitUntil(lambda: bool(window.notices.texts), timeout=PATIENCE)
    for _ in range(3):
        window.doctor.look()
    finding = window.doctor.findings[0]
    assert finding.text in window.notices.texts
    assert window.doctor.text == "Exploding loss"
    assert child(window, "doctor_fix").isHidden()
    window.notices.clear()
    window.doctor.look()
    assert not child(window, "doctor_fix").isHidden()
    window.doctor.open()
    assert window.doctor.sheet.text == finding.text
    chart = window.doctor.sheet.proof.chart
    assert not chart.isHidden()
    window.doctor.sheet.hide()
    click(child(window, "doctor_fix"))
    assert getattr(window.store.experiment.training.optimizer, "learning_rate", 0.0) < 3.0
    assert window.doctor.text == ""
