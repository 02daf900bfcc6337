"""The features on the input card: all are listed, a click or a key switches one, lines come from those that are on."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.model.examples import load_example
from playground.ui.examples.features import choice_of, planes
from playground.ui.panels.data import DataPanel
from tests.ui.desk import LEFT, NONE, Desk, plain
from tests.ui.test_canvas_live import Live


def place_of(desk: Desk | Live, index: int) -> QPoint:
    layout = desk.canvas.stage.layout_
    assert layout is not None
    return desk.canvas.stage.to_view(layout.option_box(layout.card("input"), index)).center()


def features(desk: Desk | Live) -> tuple[str, ...]:
    choice = choice_of(desk.store.experiment.data)
    assert choice is not None
    return choice.chosen


def test_a_click_switches_a_feature_in_the_order_of_all(qtbot: QtBot) -> None:
    desk = Desk(qtbot, plain({"kind": "linear", "units": 4}, {"kind": "tanh"}))
    desk.click(place_of(desk, 5))
    desk.click(place_of(desk, 2))
    assert features(desk) == ("x", "y", "x^2", "sin x")
    assert desk.store.undo_label == "Feature x²  on"
    desk.click(place_of(desk, 0))
    assert features(desk) == ("y", "x^2", "sin x")
    assert desk.store.undo_label == "Feature x  off"
    for _ in range(3):
        desk.store.undo()
    assert features(desk) == ("x", "y")


def test_keys_walk_over_all_features_and_switch_them(qtbot: QtBot) -> None:
    desk = Desk(qtbot, plain({"kind": "linear"}))
    desk.focus.select("input")
    for _ in range(9):
        desk.key(Qt.Key.Key_Down)
    assert desk.focus.row == 6
    desk.key(Qt.Key.Key_Return)
    assert features(desk) == ("x", "y", "sin y")
    desk.canvas.grab()


def test_the_last_feature_may_go_and_that_is_said(qtbot: QtBot) -> None:
    desk = Desk(qtbot, plain({"kind": "linear"}))
    panel = DataPanel(desk.theme, desk.store)
    qtbot.addWidget(panel)
    panel.show()
    desk.click(place_of(desk, 0))
    desk.click(place_of(desk, 1))
    assert features(desk) == ()
    shown = panel.findChild(QWidget, "data_problems")
    assert shown is not None
    assert shown.isVisible()
    assert any("No feature is chosen" in problem.text for problem in desk.store.trace.errors)
    desk.canvas.grab()
    desk.click(place_of(desk, 3))
    assert features(desk) == ("y^2",)


def test_lines_start_at_the_features_that_are_on(qtbot: QtBot) -> None:
    live = Live(qtbot, load_example("circle"))
    QTest.mouseClick(live.canvas.viewport(), LEFT, NONE, place_of(live, 4))
    live = Live(qtbot, live.store.experiment)
    live.show()
    layout = live.canvas.stage.layout_
    assert layout is not None
    box = layout.option_box(layout.card("input"), 4)
    starts = {line.start for bundle in live.canvas.stage.bundles if bundle.source == "input" for line in bundle.lines}
    assert len(starts) == 3
    assert (box.right, layout.row_middle(layout.card("input"), 2)) in starts
    assert box.y < (layout.row_middle(layout.card("input"), 2) or 0) < box.bottom


def test_pictures_of_features_are_the_features(qtbot: QtBot) -> None:
    data = plain(data="circle").data
    choice = choice_of(data)
    assert choice is not None
    shown = planes(data)
    assert len(shown) == len(choice.names)
    x, square = shown[choice.names.index("x")], shown[choice.names.index("x^2")]
    assert np.allclose(x[0], np.linspace(-6, 6, len(x)), atol=1e-5)
    assert np.allclose(square, x**2, atol=1e-3)
    y = shown[choice.names.index("y")]
    assert y[0, 0] > y[-1, 0]


def test_data_without_a_plane_has_no_features_to_choose() -> None:
    for kind in ("sine", "digits"):
        assert choice_of(plain(data=kind).data) is None
