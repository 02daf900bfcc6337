"""A teacher takes views out of their places: enlarged, in windows of their own, and back."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from playground.engine.messages import Frame
from tests.stories.conftest import PATIENCE, Open, child, click, train


def test_a_view_is_enlarged_follows_training_and_goes_back(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    boundary = window.views.get("boundary")
    place = boundary.parentWidget()
    click(child(boundary, "boundary_enlarge"))
    assert boundary.isVisible()
    assert not window.canvas.isVisible()
    assert boundary.width() > 700
    assert child(window, "vacancy_boundary").isVisible()
    train(qtbot, window, 40)
    qtbot.waitUntil(lambda: boundary.frame is not None and boundary.frame.step == 40, timeout=PATIENCE)
    words = window.findChild(QLabel, "enlarged_words")
    assert isinstance(words, QLabel)
    qtbot.waitUntil(lambda: words.text() == boundary.describe(), timeout=PATIENCE)
    QTest.keyClick(window.views.detached.large, Qt.Key.Key_Escape)
    assert window.canvas.isVisible()
    assert boundary.isVisible()
    assert boundary.parentWidget() is place


def test_a_tab_is_torn_off_and_closing_its_window_puts_it_back(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    window.bottom.open("weights")
    weights = window.views.get("weights")
    click(child(window, "tear_tab"))
    torn = weights.window()
    assert torn is not window
    assert torn.windowTitle() == "Weights – Playground"
    window.bottom.open("activations")
    assert weights.isVisible()
    window.bottom.open("weights")
    assert child(window, "vacancy_weights").isVisible()
    train(qtbot, window, 20)
    qtbot.waitUntil(lambda: weights.frame is not None and weights.frame.step == 20, timeout=PATIENCE)
    torn.close()
    assert weights.window() is window
    assert weights.isVisible()


def test_the_place_of_a_view_brings_it_back(open_window: Open) -> None:
    window = open_window("circle")
    loss = window.views.get("loss")
    loss.window_wanted.emit()
    assert loss.window() is not window
    click(child(window, "put_back_loss"))
    assert loss.window() is window
    assert loss.isVisible()


@pytest.mark.slow
def test_a_view_that_suits_no_more_goes_back_on_its_own(open_window: Open) -> None:
    window = open_window("circle")
    boundary = window.views.get("boundary")
    boundary.window_wanted.emit()
    window.documents.open_example("digits_cnn")
    assert boundary.window() is window
    assert not boundary.isVisible()


def test_closing_the_window_closes_what_was_torn_off(open_window: Open) -> None:
    window = open_window("circle")
    window.views.get("loss").window_wanted.emit()
    window.views.get("boundary").enlarge_wanted.emit()
    window.close_saved()
    assert not window.views.detached.away("loss")


def test_a_view_whose_window_is_closed_outlives_it_though_nobody_shows_it(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    weights = window.views.get("weights")
    weights.window_wanted.emit()
    window.bottom.open("activations")
    weights.window().close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not weights.isVisible()
    window.bottom.open("weights")
    assert weights.isVisible()
    train(qtbot, window, 5)
    qtbot.waitUntil(lambda: weights.frame is not None and weights.frame.step == 5, timeout=PATIENCE)


@pytest.mark.slow
def test_words_about_a_picture_that_moves_on_say_of_which_step_they_are(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    boundary = window.views.get("boundary")
    click(child(boundary, "boundary_enlarge"))
    words = window.findChild(QLabel, "enlarged_words")
    assert isinstance(words, QLabel)
    told: list[str] = []

    def compare(frame: Frame) -> None:
        said = re.fullmatch(r"Step ([\d\u202f]+): (.*)", words.text())
        if said is None or said[1].replace("\u202f", "") == str(frame.step):
            assert (said[2] if said else words.text()) == boundary.describe()
        told.append(words.text())

    window.conductor.framed.connect(compare)
    window.conductor.toggle()
    qtbot.waitUntil(lambda: len({text for text in told if text.startswith("Step ")}) > 2, timeout=PATIENCE)
    window.conductor.toggle()
    qtbot.waitUntil(lambda: not window.conductor.playing, timeout=PATIENCE)
    window.conductor.framed.disconnect(compare)
    qtbot.waitUntil(
        lambda: not words.text().startswith("Step ") and words.text() == boundary.describe(), timeout=PATIENCE
    )


@pytest.mark.slow
def test_what_a_screen_reader_is_told_follows_the_picture(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    boundary = window.views.get("boundary")
    boundary.setAccessibleDescription(boundary.describe())  # as it does when it is reached with the keyboard
    before = boundary.accessibleDescription()
    train(qtbot, window, 200)
    qtbot.waitUntil(lambda: boundary.accessibleDescription() == boundary.describe() != before, timeout=PATIENCE)
