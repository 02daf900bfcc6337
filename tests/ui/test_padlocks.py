"""Padlocks: a card or a group is frozen by a click, by a key or in a menu, and says so; undo takes it back."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu
from pytestqt.qtbot import QtBot

from playground.model import grouping
from playground.ui.canvas.hits import lock_box
from playground.ui.canvas.lines import bundle
from tests.ui.desk import CONTROL, Desk, plain


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot, plain({"kind": "linear", "units": 4}, {"kind": "tanh"}, {"kind": "linear", "units": 3}))


def frozen(desk: Desk) -> list[str]:
    return [node.id for node in desk.store.experiment.nodes if node.frozen]


def padlock(desk: Desk, id: str) -> QPoint:
    layout = desk.canvas.stage.layout_
    assert layout is not None
    return desk.canvas.stage.to_view(lock_box(layout, layout.card(id))).center()


def footer(desk: Desk, id: str) -> str:
    layout = desk.canvas.stage.layout_
    assert layout is not None
    return layout.card(id).footer


def count(desk: Desk) -> str:
    label = desk.canvas.head.findChild(QLabel, "canvas_parameters")
    assert label is not None
    return str(label.text())


def test_a_click_on_the_padlock_freezes_a_card_and_says_so(desk: Desk) -> None:
    assert count(desk) == "31 parameters"
    QTest.mouseMove(desk.canvas.viewport(), padlock(desk, "linear_1"))
    assert "Freeze Linear 1" in str(desk.canvas.stage.tip(padlock(desk, "linear_1").toPointF()))
    desk.click(padlock(desk, "linear_1"))
    assert frozen(desk) == ["linear_1"]
    assert footer(desk, "linear_1") == "12 frozen"
    assert count(desk) == "19 of 31 trained"
    assert "Frozen: Linear 1." in desk.canvas.describe()
    assert desk.store.undo_label == "Freeze Linear 1"
    desk.click(padlock(desk, "linear_1"))
    assert desk.store.undo_label == "Unfreeze Linear 1"
    assert frozen(desk) == []
    desk.store.undo()
    desk.store.undo()
    assert frozen(desk) == []
    assert count(desk) == "31 parameters"


def test_a_key_freezes_the_selected_card_and_says_what_cannot_be(desk: Desk) -> None:
    said: list[str] = []
    desk.canvas.said.connect(said.append)
    desk.focus.select("tanh_1")
    desk.key(Qt.Key.Key_L)
    assert said == ["Only layers with weights can be frozen: select one that learns, then press L."]
    desk.focus.select("output")
    desk.key(Qt.Key.Key_L)
    assert frozen(desk) == ["output"]


def test_lines_into_a_frozen_card_are_faint(desk: Desk) -> None:
    desk.focus.select("linear_2")
    desk.key(Qt.Key.Key_L)
    layout = desk.canvas.stage.layout_
    assert layout is not None
    weight = np.ones((3, 4))
    faint = bundle(layout, layout.card("tanh_1"), layout.card("linear_2"), weight)
    plain_lines = bundle(layout, layout.card("input"), layout.card("linear_1"), np.ones((4, 2)))
    assert faint is not None
    assert plain_lines is not None
    assert (faint.frozen, plain_lines.frozen) == (True, False)
    ground = desk.theme.color("room")
    room = np.array([ground.red(), ground.green(), ground.blue()])
    away = [np.abs(lines.colors(desk.theme) - room).max() for lines in (faint, plain_lines)]
    assert abs(away[0] - 0.3 * away[1]) < 1


@pytest.mark.parametrize("size", [(624, 330), (856, 556)])
def test_cards_are_as_wide_frozen_as_they_are_else(desk: Desk, size: tuple[int, int]) -> None:
    desk.canvas.resize(*size)
    before = [desk.canvas.card_rect(id) for id in desk.ids]
    for id in ("linear_1", "linear_2"):
        desk.store.set(f"networks.main.{id}.frozen", True)
    assert [desk.canvas.card_rect(id) for id in desk.ids] == before


def test_a_folded_group_is_frozen_whole(desk: Desk) -> None:
    made, id = grouping.group(desk.store.experiment, ("linear_1", "tanh_1", "linear_2"), "Block")
    desk.store.apply(made, "Group")
    desk.canvas.groups.toggle(id)
    desk.focus.select("linear_2")
    desk.key(Qt.Key.Key_L)
    assert frozen(desk) == ["linear_1", "linear_2"]
    assert footer(desk, "linear_2") == "3 layers · 27 frozen"
    assert desk.store.undo_label == "Freeze Block"
    desk.store.undo()
    assert frozen(desk) == []


def test_the_menu_freezes_a_card_or_its_group(desk: Desk) -> None:
    made, _ = grouping.group(desk.store.experiment, ("linear_1", "tanh_1", "linear_2"), "Block")
    desk.store.apply(made, "Group")
    for name, wanted in (("card_freeze", ["linear_1"]), ("group_freeze", ["linear_1", "linear_2"])):
        desk.canvas.open_menu("linear_1", QPoint(10, 10))
        menu = desk.canvas.findChild(QMenu, "card_menu")
        assert menu is not None
        action = menu.findChild(QAction, name)
        assert action is not None
        action.trigger()
        menu.close()
        menu.setObjectName("")
        assert frozen(desk) == wanted


def test_a_copy_is_as_it_was_copied(desk: Desk) -> None:
    desk.store.set("networks.main.linear_1.initializer", "zeros")
    desk.focus.select("linear_1")
    desk.key(Qt.Key.Key_L)
    desk.key(Qt.Key.Key_C, CONTROL)
    assert "frozen" in QGuiApplication.clipboard().text()
    desk.key(Qt.Key.Key_V, CONTROL)
    copied = desk.store.experiment.node("linear_3")
    assert copied.frozen
    assert copied.initializer == desk.store.experiment.node("linear_1").initializer
