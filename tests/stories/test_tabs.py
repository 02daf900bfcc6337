"""The tabs under the network: at most five from the start, the rest by question, and what is open stays open."""

from __future__ import annotations

import itertools
from typing import get_args

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QStackedWidget, QStyleOptionTab

from playground.model import edits
from playground.model.examples import load_example
from playground.model.network import INPUT
from playground.model.registry import DATA
from playground.ui.shell.bottom import INSPECTOR
from playground.ui.shell.window import Window
from playground.ui.views import view_kinds
from playground.ui.views.base import Question

LEFT = Qt.MouseButton.LeftButton
FAMILIES = ("circle", "sine", "digits_cnn", "recall_lstm", "sine_lstm", "sentiment_transformer", "shakespeare")
every_or_all = pytest.mark.parametrize(
    "families", [FAMILIES[2:4], pytest.param(FAMILIES, marks=pytest.mark.slow)], ids=["two", "all"]
)
"""Images and a sequence in every run, all families among the slow tests."""


@pytest.fixture
def window(used_window: Window) -> Window:
    used_window.resize(1920, 1080)
    used_window.store.load(load_example("digits_cnn"), None)
    used_window.bottom.open(INSPECTOR)
    return used_window


def listed(window: Window) -> list[QAction]:
    menu = QMenu(window)
    window.bottom.fill_more(menu)
    return menu.actions()


def choose(window: Window, id: str) -> None:
    next(action for action in listed(window) if action.objectName() == f"show_{id}").trigger()


@every_or_all
def test_at_most_five_tabs_and_all_others_under_the_question_they_answer(
    window: Window, families: tuple[str, ...]
) -> None:
    for family in families:
        window.store.load(load_example(family), None)
        for node in (INPUT, *window.store.experiment.ids()):
            window.focus.select(node)
            tabs = window.bottom.tabs
            assert tabs[0] == INSPECTOR
            assert "arithmetic" in tabs
            assert len(tabs) == 5
            actions = [action for action in listed(window) if not action.isSeparator()]
            headings = [action.text() for action in actions if not action.isEnabled()]
            assert headings == [question for question in get_args(Question) if question in headings]
            below = ""
            for action in actions:
                if action.isEnabled():
                    kind = view_kinds()[action.objectName().removeprefix("show_")]
                    assert (kind.question, kind.id in tabs) == (below, False)
                else:
                    below = action.text()
            others = {action.objectName().removeprefix("show_") for action in actions if action.isEnabled()}
            fitting = {kind.id for kind in window.views.fitting(window.conductor.scene())}
            assert others | {*tabs[1:]} | {*window.right.shown} == fitting


def test_the_tabs_follow_what_is_selected(window: Window) -> None:
    for node, about in (("conv2d_1", "feature_maps"), ("relu_1", "activations"), (INPUT, "saliency")):
        window.focus.select(node)
        assert about in window.bottom.tabs
    assert "activations" not in window.bottom.tabs


def test_what_is_open_stays_open_whatever_card_is_chosen(window: Window) -> None:
    window.focus.select("relu_1")
    window.bottom.open("activations")
    for node in (INPUT, *window.store.experiment.ids()):
        window.focus.select(node)
        assert window.bottom.current == "activations"
        assert "activations" in window.bottom.tabs


def test_a_view_opened_from_more_views_stays_a_tab_until_the_data_no_longer_suit_it(window: Window) -> None:
    window.focus.select("conv2d_1")
    assert "bench" not in window.bottom.tabs
    choose(window, "bench")
    assert window.bottom.current == "bench"
    window.bottom.open(INSPECTOR)
    window.focus.select("relu_1")
    assert "bench" in window.bottom.tabs
    window.store.apply(edits.set_data(window.store.experiment, DATA.find("circle")()), "Data: Circle")
    assert "bench" not in window.bottom.tabs
    window.store.undo()
    assert "bench" not in window.bottom.tabs


def test_the_open_view_comes_back_with_a_fixed_network(window: Window) -> None:
    window.focus.select("conv2d_1")
    window.bottom.open("feature_maps")
    window.store.apply(edits.set_data(window.store.experiment, DATA.find("circle")()), "Data: Circle")
    assert window.bottom.current == INSPECTOR
    window.store.undo()
    assert window.bottom.current == "feature_maps"


@pytest.mark.parametrize(
    ("families", "widths"),
    [(FAMILIES[2:3], (1024, 1440)), pytest.param(FAMILIES, (1024, 1280, 1440), marks=pytest.mark.slow)],
    ids=["one", "all"],
)
def test_no_tab_is_cut_and_none_needs_to_be_scrolled_to(
    window: Window, families: tuple[str, ...], widths: tuple[int, ...]
) -> None:
    bar = window.bottom.bar
    assert not bar.usesScrollButtons()
    for family, width in itertools.product(families, widths):
        window.store.load(load_example(family), None)
        window.resize(width, 720)
        for node in window.store.experiment.ids():
            window.focus.select(node)
            QApplication.processEvents()
            places = [place for place in range(bar.count()) if bar.isTabVisible(place)]
            assert len(places) >= 3
            assert all(bar.rect().contains(bar.tabRect(place)) for place in places)
            assert all(bar.tabRect(place).width() >= bar.tabSizeHint(place).width() for place in places)
            assert window.bottom.more.geometry().left() >= bar.geometry().right()


def test_the_button_offers_the_menu(window: Window) -> None:
    button = window.findChild(QAbstractButton, "more_views")
    assert button is not None
    QTest.mouseClick(button, LEFT)
    menu = window.findChild(QMenu, "more_views_menu")
    assert menu is not None
    assert [action.text() for action in menu.actions() if action.text()] == [
        action.text() for action in listed(window) if action.text()
    ]
    menu.close()


def test_tabs_are_written_whole_after_other_data_whose_tabs_are_as_wide(still_window: Window) -> None:
    for id in ("reverse", "sentiment_attention", "sine_lstm"):
        still_window.documents.open_example(id)
        QApplication.processEvents()
        bar = still_window.bottom.bar
        for place in (place for place in range(bar.count()) if bar.isTabVisible(place)):
            painted = QStyleOptionTab()
            bar.initStyleOption(painted, place)
            assert painted.text == bar.tabText(place)


def test_an_example_opens_with_its_first_card_selected_and_undo_brings_back_what_was_looked_at(
    still_window: Window,
) -> None:
    still_window.focus.select("linear_2", 1)
    for id in ("sine", "sine_lstm", "digits_cnn"):
        still_window.documents.open_example(id)
        experiment = still_window.store.experiment
        assert still_window.focus.node == experiment.ids()[0]
        assert still_window.bottom.bar.tabText(0) != "Layer"
    still_window.new_experiment()
    assert still_window.focus.node == "output"
    for _ in range(4):
        still_window.store.undo()
    assert still_window.focus.node == "linear_2"


def test_a_bar_that_gets_another_size_while_tabs_change_has_none_that_are_gone(window: Window) -> None:
    window.bottom.open("feature_maps")
    stack = window.bottom.findChild(QStackedWidget)
    assert stack is not None

    def lay_out(_: int) -> None:
        """As Qt does where the next page needs another size."""
        QApplication.sendEvent(window.bottom, QResizeEvent(window.bottom.size(), window.bottom.size()))

    stack.currentChanged.connect(lay_out)
    window.documents.open_example("circle")
    stack.currentChanged.disconnect(lay_out)
    assert "feature_maps" not in window.bottom.tabs
