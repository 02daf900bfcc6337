"""Whatever opens over the window stays inside it, also in the smallest of usual windows and where it grows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from playground.model import edits
from playground.model.examples import load_example
from playground.ui.panels.rate_finder import NOTHING_NOW, START, RateFinder
from playground.ui.panels.rule_editor import RuleEditor, Valued
from playground.ui.shell.window import Window
from playground.ui.widgets.frames import Popover
from playground.ui.widgets.label import Label
from tests.stories.conftest import PATIENCE, Open, train


def is_inside(window: Window, popover: Popover) -> bool:
    whole = QRect(window.mapToGlobal(QPoint(0, 0)), window.size())
    whole = whole.united(window.screen().availableGeometry().intersected(whole.adjusted(-99, 0, 0, 0)))
    return whole.contains(QRect(popover.mapToGlobal(QPoint(0, 0)), popover.size()))


def button(window: Window, name: str) -> QAbstractButton:
    found = window.findChild(QAbstractButton, name)
    assert found is not None
    return found


def editor(window: Window) -> RuleEditor:
    found = window.findChild(RuleEditor)
    assert found is not None
    return found


OPENED: dict[str, Callable[[Window], object]] = {
    "rate_finder": lambda window: window.actions_by_id["find_rate"].trigger(),
    "gallery": lambda window: window.show_gallery(),
    "key_list": lambda window: window.actions_by_id["keys"].trigger(),
    "doctor_sheet": lambda window: window.doctor.open(),
    "example_picker": lambda window: window.example_picking.open(),
    "differing_list": lambda window: button(window, "training_differ").click(),
    "rule_editor": lambda window: editor(window).ask(Valued.LOSS, window.speed.add),
}


def test_all_that_opens_over_a_small_window_stays_inside(qtbot: QtBot, open_window: Open) -> None:
    made = load_example("circle")
    for path, value in {"training.steps": 50, "training.clip_norm": 1.0, "training.l1": 0.001, "seed": 7}.items():
        made = edits.set_value(made, path, value)
    window = open_window(made)
    window.resize(1280, 720)
    for name, show in OPENED.items():
        show(window)
        popover = window.findChild(Popover, name)
        assert popover is not None, name
        assert popover.isVisible(), name
        assert is_inside(window, popover), (name, popover.geometry(), window.geometry())
        popover.resize(popover.width(), popover.height() + 200)
        assert is_inside(window, popover) or popover.height() > window.height() - 16, name
        popover.hide()


def test_where_no_rate_stands_out_the_starting_weights_are_one_click_away(qtbot: QtBot, open_window: Open) -> None:
    made = edits.set_value(load_example("circle"), "training.threads", 1)
    window = open_window(made)
    train(qtbot, window, 400)
    window.actions_by_id["find_rate"].trigger()
    finder = window.findChild(RateFinder)
    assert finder is not None
    qtbot.waitUntil(lambda: finder.other.isVisible() or finder.steepest.isVisible(), timeout=PATIENCE)
    said = finder.findChild(Label, "rate_finder_words")
    assert said is not None
    assert said.text() == NOTHING_NOW
    finder.other.click()
    assert finder.begins.value == START
    qtbot.waitUntil(finder.steepest.isVisible, timeout=PATIENCE)
    assert "starting weights" in said.text()
    assert window.conductor.state.step == 400
    assert is_inside(window, finder)
    finder.hide()
