"""A card goes while something is open over it: what is open closes, and what was begun in it does nothing."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import msgspec
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from playground.model import edits
from playground.model.examples import load_example
from playground.model.file_limits import LARGEST_EXPERIMENT
from playground.model.network import Group
from playground.model.registry import LAYERS
from playground.ui.canvas.commands import MOST, NO_LAYERS
from playground.ui.canvas.reading import Entry, NumberReading
from playground.ui.shell.window import Window
from tests.ui.desk import Desk

CARD = "linear_3"


def palette(window: Window) -> Callable[[], object]:
    canvas = window.canvas
    canvas.open_palette(CARD)
    assert canvas.palette_.isVisible()
    return lambda: canvas.palette_.chosen.emit(LAYERS.find("relu"))


def card_menu(window: Window) -> Callable[[], object]:
    window.canvas.open_menu(CARD, QPoint(50, 50))
    return _every_entry(window, "card_menu")


def group_card_menu(window: Window) -> Callable[[], object]:
    window.canvas.groups.toggle("g")
    window.canvas.open_menu(CARD, QPoint(50, 50))
    return _every_entry(window, "card_menu")


def link_menu(window: Window) -> Callable[[], object]:
    window.canvas.stage.link_drawn.emit("input", CARD, QPoint(50, 50))
    return _every_entry(window, "link_menu")


def group_name(window: Window) -> Callable[[], object]:
    field = window.canvas.grips.name
    window.canvas.grips.name_group("g")
    assert field.isVisible()
    field.setText("Another name")
    return field.finish


def number(window: Window) -> Callable[[], object]:
    editor = window.canvas.hands.editor
    assert editor is not None
    editor.open(NumberReading("w = 1", "a weight", entry=Entry(CARD, "weight", (0, 0), 1.0, 2.0)), QRect(0, 0, 9, 9))
    assert editor.isVisible()
    editor.field.setText("3")

    def type_and_keep() -> None:
        QTest.keyClicks(editor.field, "4")
        QTest.keyClick(editor.field, Qt.Key.Key_Return)
        editor.slider.moved.emit(0.5, False)

    return type_and_keep


def _every_entry(window: Window, name: str) -> Callable[[], object]:
    (menu,) = [menu for menu in window.canvas.findChildren(QMenu, name) if menu.isVisible()]
    actions = menu.findChildren(QAction)

    def trigger_all() -> None:
        for action in actions:
            action.trigger()

    assert actions
    return lambda: None if menu.isHidden() else trigger_all()


def removed(window: Window) -> None:
    window.store.apply(edits.remove(window.store.experiment, (CARD,)), "Remove")


def undone(window: Window) -> None:
    window.store.undo()


def another_opened(window: Window) -> None:
    window.store.load(load_example("digits_cnn"), None)


def another_in_its_place(window: Window) -> None:
    window.documents.open_example("sentiment_bilstm")


OPEN = (palette, card_menu, group_card_menu, link_menu, group_name, number)
GOES = (removed, undone, another_opened, another_in_its_place)


def with_the_card(window: Window) -> None:
    """Load a network and add the card to it, in a group with the one before."""
    start = load_example("circle")
    window.store.load(start, None)
    made, id = edits.insert(start, LAYERS.find("linear")(), "output")
    assert id == CARD
    group = Group("g", "A group", made.ids()[-3:-1])
    grouped = msgspec.structs.replace(made.networks["main"], groups=(group,))
    window.store.apply(msgspec.structs.replace(made, networks={"main": grouped}), "Add")
    window.canvas.stage.settle()


@pytest.mark.parametrize(
    "cases",
    [
        tuple(zip(OPEN, itertools.cycle(GOES), strict=False)),
        pytest.param(tuple(itertools.product(OPEN, GOES)), marks=pytest.mark.slow),
    ],
    ids=["some", "all"],
)
def test_what_is_open_over_a_card_that_goes_closes(
    qtbot: QtBot,
    still_window: Window,
    cases: tuple[tuple[Callable[[Window], Callable[[], object]], Callable[[Window], None]], ...],
) -> None:
    window = still_window
    for open, goes in cases:
        with_the_card(window)
        do = open(window)
        goes(window)
        what = f"{open.__name__}, {goes.__name__}"
        assert CARD not in window.store.experiment.ids(), what
        assert QApplication.activePopupWidget() is None, what
        assert not window.canvas.palette_.isVisible(), what
        assert not window.canvas.grips.name.isVisible(), what
        before = window.store.experiment
        do()
        assert window.store.experiment == before, what


@pytest.mark.parametrize(
    "text",
    ["[" * 990 + "]" * 990, "[" * 100_000, "\ud800", '[{"kind": "linear"', "[1]", "{}", " " * (LARGEST_EXPERIMENT + 1)],
    ids=["deep", "deeper", "half a letter", "cut off", "number", "object", "large"],
)
def test_what_is_no_layer_in_the_clipboard_is_said(qtbot: QtBot, text: str) -> None:
    desk = Desk(qtbot, load_example("circle"))
    said: list[str] = []
    desk.canvas.said.connect(said.append)
    before = desk.store.experiment
    QGuiApplication.clipboard().setText(text)
    desk.canvas.commands.paste("output")
    assert said == [NO_LAYERS]
    assert desk.store.experiment is before


def test_a_network_is_not_built_larger_than_a_file_can_hold(qtbot: QtBot) -> None:
    desk = Desk(qtbot, load_example("circle"))
    linear = LAYERS.find("relu")
    while len(desk.store.experiment.networks["main"]) < MOST:
        layers = (linear(),) * (MOST - len(desk.store.experiment.networks["main"]))
        desk.store.apply(edits.insert_many(desk.store.experiment, layers, "output")[0], "Add")
    said: list[str] = []
    desk.canvas.said.connect(said.append)
    commands, id = desk.canvas.commands, desk.store.experiment.ids()[0]
    commands.copy(id)
    commands.paste("output")
    commands.duplicate(id)
    commands.add(linear, "output")
    assert len(said) == 3
    assert set(said) == {"A network can be built of 500 layers here: remove some before you add others."}
    assert len(desk.store.experiment.networks["main"]) == MOST
