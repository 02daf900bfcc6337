"""Choosing what is looked at in the real window: one's own drawing, examples, groups of them; all cards follow."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.engine.requests import OnRaw
from playground.model import edits
from playground.model.fields import with_field
from playground.model.registry import DATA
from playground.ui.shell.window import Window
from playground.ui.state.focus import Chosen
from playground.ui.views.boundary.view import BoundaryView
from playground.ui.views.confusion.view import ConfusionView
from playground.ui.views.drawing.view import DrawingView
from playground.ui.views.predictions.view import PredictionsView
from tests.stories.conftest import PATIENCE, Open, child, click, train

LEFT = Qt.MouseButton.LeftButton


def drawing(window: Window) -> DrawingView:
    view = window.views.get("drawing")
    assert isinstance(view, DrawingView)
    return view


def draw_a_one(view: DrawingView) -> None:
    side = view.pad.width()
    QTest.mousePress(view.pad, LEFT, pos=QPoint(side // 2, side // 5))
    for step in range(1, 9):
        QTest.mouseMove(view.pad, QPoint(side // 2, side // 5 + step * side // 14))
    QTest.mouseRelease(view.pad, LEFT, pos=QPoint(side // 2, side * 4 // 5))


def test_a_digit_is_drawn_and_read_and_every_card_looks_at_it(open_window: Open, qtbot: QtBot) -> None:
    window = open_window("digits_cnn")
    train(qtbot, window, 150)
    view = drawing(window)
    assert view.isVisible()
    draw_a_one(view)
    qtbot.waitUntil(lambda: view.describe().startswith("The drawing: predicted 1"), timeout=PATIENCE)
    given = window.focus.given
    assert isinstance(given, OnRaw)
    asked = [request for request in window.canvas.requests() if getattr(request, "on", None) == given]
    assert asked
    QTest.keyClick(view.pad, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.focus.given is None


@pytest.mark.slow
def test_a_drawing_stays_live_while_training(open_window: Open, qtbot: QtBot) -> None:
    window = open_window("digits_cnn")
    view = drawing(window)
    window.conductor.play()
    draw_a_one(view)
    qtbot.waitUntil(lambda: view.describe().startswith("The drawing: predicted 1"), timeout=PATIENCE)
    window.conductor.pause()
    qtbot.waitUntil(lambda: not window.conductor.playing, timeout=PATIENCE)


def test_examples_read_wrongly_are_chosen_together_and_escape_gives_them_up(open_window: Open, qtbot: QtBot) -> None:
    window = open_window("digits_cnn")
    train(qtbot, window, 40)
    confusion, predictions = window.views.get("confusion"), window.views.get("predictions")
    assert isinstance(confusion, ConfusionView)
    assert isinstance(predictions, PredictionsView)
    qtbot.waitUntil(lambda: "errors in" in confusion.describe(), timeout=PATIENCE)
    history = window.conductor.history
    qtbot.waitUntil(lambda: history.latest is not None and history.latest.step >= 40, timeout=PATIENCE)
    QTest.mouseClick(confusion.worst, LEFT, pos=confusion.worst.pair_center(0))
    qtbot.waitUntil(lambda: window.focus.chosen is not None, timeout=PATIENCE)
    qtbot.waitUntil(lambda: " chosen (" in predictions.describe(), timeout=PATIENCE)
    assert predictions.describe().endswith("recognises 0.")
    window.canvas.stage.setFocus()
    QTest.keyClick(window.canvas.stage, Qt.Key.Key_Escape)
    assert window.focus.chosen is None


def test_the_picker_opens_from_predictions_and_by_key_and_its_choice_is_looked_at(
    open_window: Open, qtbot: QtBot
) -> None:
    window = open_window("digits_cnn")
    click(child(window, "predictions_pick"))
    picker = window.example_picking.picker
    assert picker.isVisible()
    QTest.mouseClick(picker.rows, LEFT, pos=picker.rows.tile_center(6, 3))
    samples = window.conductor.samples
    assert samples is not None
    assert samples.test_targets[window.focus.example] == 6
    window.example_picking.open()
    assert picker.isVisible()
    picker.hide()


@pytest.mark.slow
def test_other_data_forgets_what_does_not_fit_it(open_window: Open, qtbot: QtBot) -> None:
    window = open_window("circle")
    window.focus.give(OnRaw((2,), (1.0, 2.0)), "x 1, y 2")
    window.focus.choose_together(Chosen("test", (1, 2), "two"))
    noisy = with_field(window.store.experiment.data, "noise", 0.2)
    window.store.apply(edits.set_data(window.store.experiment, noisy), "Noise")
    assert window.focus.chosen is None
    assert window.focus.given is not None
    window.store.apply(edits.set_data(window.store.experiment, DATA.find("sine")()), "Sine")
    assert window.focus.given is None
    qtbot.waitUntil(lambda: window.conductor.samples is not None, timeout=PATIENCE)


@pytest.mark.slow
def test_a_place_in_the_plane_is_looked_at(open_window: Open, qtbot: QtBot) -> None:
    window = open_window("spiral")
    train(qtbot, window, 20)
    view = window.views.get("boundary")
    assert isinstance(view, BoundaryView)
    surface = view.surface
    area = surface.box.geometry().toRect()
    QTest.mouseClick(surface.viewport(), LEFT, pos=area.topRight() + QPoint(-12, 12))
    given = window.focus.given
    assert isinstance(given, OnRaw)
    assert np.allclose(given.values, (6, 6), atol=0.9)
    qtbot.waitUntil(lambda: "p(class" in surface.words, timeout=PATIENCE)
    QTest.keyClick(surface, Qt.Key.Key_Escape)
    assert window.focus.given is None
