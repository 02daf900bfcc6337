"""Knobs and questions of training are in sight without scrolling, where the data are folded to a line."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from playground.model.examples import load_example
from playground.model.registry import DATA
from playground.ui.panels.data import DataPanel
from playground.ui.panels.data_head import lines_of
from playground.ui.shell.settings import load_settings
from playground.ui.shell.window import Window
from playground.ui.state.store import Store
from playground.ui.theme.theme import Theme
from tests.stories.conftest import child
from tests.stories.test_window_sizes import laid_out


def in_sight(window: Window, widget: QWidget) -> bool:
    place = QRect(widget.mapTo(window.left, QPoint(0, 0)), widget.size())
    return window.left.rect().contains(place)


def fold(window: Window) -> QAbstractButton:
    found = child(window, "data_head")
    assert isinstance(found, QAbstractButton)
    return found


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (1920, 1080)])
def test_three_knobs_and_six_questions_are_in_sight_while_data_are_folded(
    still_window: Window, size: tuple[int, int]
) -> None:
    window = still_window
    window.store.load(load_example("spiral"), None)
    window.resize(*size)
    QTest.mouseClick(fold(window), Qt.MouseButton.LeftButton)
    laid_out(window)
    training = window.left.training
    knobs = [training.row(field) for field in ("learning_rate", "momentum", "weight_decay")]
    folds = [section.head for section in training.folds.values()]
    assert [widget.objectName() for widget in (*knobs, *folds) if not in_sight(window, widget)] == []
    assert not child(window, "data_groups").isVisible()
    line = child(window, "data_line")
    assert isinstance(line, QLabel)
    assert line.text() == "800 points · 30 % test"


def test_what_is_wrong_with_training_comes_into_sight(still_window: Window) -> None:
    window = still_window
    window.store.load(load_example("spiral"), None)
    window.resize(1280, 720)
    laid_out(window)
    problems = child(window, "training_problems")
    window.store.set("training.batch_size", 60_000)
    laid_out(window)
    assert in_sight(window, problems)
    assert [word.text() for word in window.findChildren(QLabel) if "A batch of" in word.text()] == [
        word.text() for word in problems.findChildren(QLabel) if "A batch of" in word.text()
    ]


def test_folded_data_say_what_is_wrong_and_open_again(still_window: Window) -> None:
    window = still_window
    head = fold(window)
    head.click()
    assert window.data.is_folded
    window.store.set("data.train_share", 0.0)
    assert child(window, "data_problems").isVisible()
    window.store.undo()
    head.click()
    assert child(window, "data_groups").isVisible()
    assert child(window, "data_summary").isVisible()


def test_what_there_is_of_data_is_said_by_parts() -> None:
    spiral = DATA.find("spiral")(samples=500, train_share=0.9)
    assert lines_of(spiral) == ("500 points · 10 % test", "500 · 10 % test", "500 points")
    found = lines_of(DATA.find("digits")(validation=0.25))[0]
    assert re.fullmatch(r"1.797 images · \d+ % validation · \d+ % test", found)
    assert set(lines_of(DATA.find("truth_table")())) == {"4 points", "4"}


def test_folded_data_are_folded_at_the_next_start(still_window: Window) -> None:
    assert not load_settings().data_folded
    fold(still_window).click()
    still_window.close_saved()
    assert load_settings().data_folded
    theme = Theme()
    panel = DataPanel(theme, Store(load_example("spiral")), folded=load_settings().data_folded)
    theme.setParent(panel)
    assert panel.is_folded
