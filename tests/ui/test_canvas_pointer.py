"""The pointer over a canvas that changes under it, and what it may fit into view."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.model.examples import load_example
from playground.ui.canvas.surface import READABLE
from tests.ui.desk import LEFT, NONE, Desk, plain


def test_a_card_can_be_removed_with_the_pointer_on_it(qtbot: QtBot) -> None:
    desk = Desk(qtbot, load_example("digits_cnn"))
    there = desk.canvas.card_rect("flatten_1").center()
    QTest.mouseMove(desk.canvas.viewport(), there - QPoint(1, 1))
    QTest.mouseMove(desk.canvas.viewport(), there)
    desk.click(there)
    assert desk.canvas.stage.marks.hovered == "flatten_1"
    desk.key(Qt.Key.Key_Delete)
    assert "flatten_1" not in desk.ids
    assert desk.canvas.stage.marks.hovered != "flatten_1"
    desk.canvas.grab()
    desk.store.undo()
    assert desk.canvas.stage.marks.hovered == "flatten_1"


def test_a_card_removed_while_it_is_dragged_is_let_go(qtbot: QtBot) -> None:
    desk = Desk(qtbot, plain({"kind": "linear"}, {"kind": "tanh"}, {"kind": "linear"}))
    view = desk.canvas.viewport()
    QTest.mousePress(view, LEFT, NONE, desk.header("linear_2"))
    QTest.mouseMove(view, desk.header("linear_1"))
    desk.key(Qt.Key.Key_Delete)
    desk.canvas.grab()
    QTest.mouseRelease(view, LEFT, NONE, desk.header("linear_1"))
    assert desk.ids == ["linear_1", "tanh_1", "output"]


def test_the_whole_network_is_shown_no_smaller_than_can_be_read(qtbot: QtBot) -> None:
    desk = Desk(qtbot, load_example("mnist_cnn"))
    desk.canvas.stage.fit()
    assert READABLE <= desk.canvas.stage.zoom < 1.0
    short = Desk(qtbot, load_example("digits_cnn"))
    short.canvas.stage.fit()
    assert short.canvas.stage.zoom == 1.0
    assert short.canvas.stage.horizontalScrollBar().maximum() == 0
