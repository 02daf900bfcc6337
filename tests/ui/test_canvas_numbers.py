"""Numbers on the canvas under real hands: read out under the mouse, pinned, stepped through, and true."""

from __future__ import annotations

from math import isclose

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from playground.engine.requests import OnExamples, OnRaw, Outputs, Weights
from playground.model.examples import load_example
from playground.ui.canvas.layout import Box
from playground.ui.canvas.lines import WeightLine
from playground.ui.canvas.lines import curve as curve_of
from playground.ui.canvas.reading import spelt
from playground.ui.canvas.spots import Spot, distance, dot, place_of
from tests.pictures import alike, where
from tests.ui.desk import CONTROL, LEFT, NONE
from tests.ui.test_canvas_live import Live, digits

SHIFT = Qt.KeyboardModifier.ShiftModifier


class Hands(Live):
    """A canvas with a frame, and a mouse over it."""

    def place(self, spot: Spot) -> QPoint:
        stage = self.canvas.stage
        assert stage.layout_ is not None
        found = place_of(stage.layout_, stage.bundles, spot)
        assert found is not None
        return stage.to_view(Box(*found, 0, 0)).topLeft()

    def tile(self, id: str, row: int = 0) -> QRect:
        stage = self.canvas.stage
        assert stage.layout_ is not None
        box = stage.layout_.tile_box(stage.layout_.card(id), row)
        assert box is not None
        return stage.to_view(box)

    def move(self, place: QPoint) -> None:
        QTest.mouseMove(self.canvas.viewport(), place - QPoint(1, 0))
        QTest.mouseMove(self.canvas.viewport(), place)

    def click(self, place: QPoint) -> None:
        QTest.mouseClick(self.canvas.viewport(), LEFT, NONE, place)

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.canvas.stage, key, held)

    def under(self) -> tuple[str, str]:
        """Title and detail of what is read out under the mouse."""
        probe = self.canvas.stage.probe
        reading = probe.reading(probe.hovered) if probe.hovered is not None else None
        return (reading.title, reading.detail) if reading is not None else ("", "")

    def learned(self, node: str, name: str) -> np.ndarray:
        request = next(asked for asked in self.canvas.requests() if isinstance(asked, Weights))
        found: np.ndarray = self.frame().answers[request][node][name]
        return found


def hands(qtbot: QtBot, example: str = "circle") -> Hands:
    made = Hands(qtbot, digits() if example == "digits" else load_example(example))
    made.show()
    return made


def test_a_line_under_the_mouse_says_its_weight(qtbot: QtBot) -> None:
    live = hands(qtbot)
    weight = live.learned("linear_1", "weight")
    live.move(live.place(Spot("weight", "linear_1", 1, 0)))
    assert live.canvas.stage.probe.hovered == Spot("weight", "linear_1", 1, 0)
    assert live.under() == (f"w[2, 1] = {spelt(weight[1, 0])}", "from x to unit 2 of Linear 1")
    assert live.canvas.stage.tip(QPointF(live.place(Spot("weight", "linear_1", 1, 0)))) == ""
    live.move(live.canvas.viewport().rect().bottomLeft() + QPoint(3, -3))
    assert live.canvas.stage.probe.hovered is None


def test_a_dot_says_the_bias(qtbot: QtBot) -> None:
    live = hands(qtbot)
    live.move(live.place(Spot("bias", "linear_1", 2)))
    bias = live.learned("linear_1", "bias")
    assert live.under() == (f"b[3] = {spelt(bias[2])}", "bias of unit 3 of Linear 1")


def test_a_tile_says_the_value_at_the_nearest_point(qtbot: QtBot) -> None:
    live = hands(qtbot)
    live.move(live.tile("linear_1", 1).center())
    title, detail = live.under()
    asked = next(asked for asked in live.canvas.requests() if isinstance(asked, Outputs) and "linear_1" in asked.nodes)
    values = live.frame().answers[asked]["linear_1"][:, 1]
    assert title.startswith("Unit 2 of Linear 1: ")
    assert title.removeprefix("Unit 2 of Linear 1: ") in {spelt(value) for value in values}
    assert detail.startswith("at x ")
    live.move(live.tile("output").center())
    assert live.under()[0].startswith("p(")


def test_an_activation_says_what_it_makes_of_an_input(qtbot: QtBot) -> None:
    live = hands(qtbot)
    curve = next(card.id for card in live.canvas.stage.cards if card.face == "curve")
    box = live.tile(curve)
    live.move(box.center() + QPoint(box.width() // 5, 0))
    assert "(" in live.under()[0]


def test_a_pixel_under_the_mouse_is_looked_at_while_it_is_there(qtbot: QtBot) -> None:
    live = hands(qtbot, "digits")
    live.focus.select("conv2d_1", 1)
    live.focus.point_at((7, 7))
    live.move(live.tile("conv2d_1", 2).center())
    pointed = live.focus.pointed
    assert pointed is not None
    assert pointed[:2] == ("conv2d_1", 2)
    assert live.focus.place == (7, 7)
    assert live.under()[0].startswith("Channel 3 of Conv2d 1: ")
    live.move(live.canvas.viewport().rect().bottomLeft() + QPoint(3, -3))
    assert live.focus.pointed == ("conv2d_1", 1, (7, 7))


def test_a_click_on_a_pixel_selects_its_map_and_looks_there(qtbot: QtBot) -> None:
    live = hands(qtbot, "digits")
    box = live.tile("conv2d_1", 1)
    live.click(box.topRight() + QPoint(-2, 2))
    assert (live.focus.node, live.focus.row, live.focus.place) == ("conv2d_1", 1, (0, 5))
    assert "row 1, column 6" in live.canvas.describe()
    live.key(Qt.Key.Key_Left, CONTROL)
    live.key(Qt.Key.Key_Down, CONTROL)
    assert live.focus.place == (1, 4)
    live.key(Qt.Key.Key_Escape)
    assert live.canvas.stage.probe.pinned is None
    assert live.focus.node == "conv2d_1"


def test_a_kernel_is_read_out_as_its_norm(qtbot: QtBot) -> None:
    live = hands(qtbot, "digits")
    kernel = live.learned("conv2d_1", "weight")[0, 0]
    live.focus.select("conv2d_1", 0)
    live.key(Qt.Key.Key_W)
    words = live.canvas.stage.probe.words()
    assert spelt(float(np.sqrt((kernel.astype(np.float64) ** 2).sum()))) in words
    assert "3 × 3 kernel" in words
    live.focus.select("linear_1", 0)
    live.key(Qt.Key.Key_W)
    assert "all " in live.canvas.stage.probe.words()


def test_a_click_pins_and_escape_lets_go(qtbot: QtBot) -> None:
    live = hands(qtbot)
    live.focus.select("linear_1", 3)
    line = live.place(Spot("weight", "linear_1", 1, 0))
    live.click(line)
    probe = live.canvas.stage.probe
    assert probe.pinned == Spot("weight", "linear_1", 1, 0)
    assert live.focus.node == "linear_1"
    live.move(live.canvas.viewport().rect().bottomLeft() + QPoint(3, -3))
    assert probe.words() in live.canvas.accessibleDescription()
    live.key(Qt.Key.Key_Escape)
    assert probe.pinned is None
    assert live.focus.node == "linear_1"
    live.click(line)
    live.click(live.canvas.viewport().rect().bottomLeft() + QPoint(3, -3))
    assert probe.pinned is None
    assert live.focus.node == ""


def test_keys_step_through_the_weights_and_the_bias(qtbot: QtBot) -> None:
    live = hands(qtbot)
    live.focus.select("linear_1", 1)
    probe = live.canvas.stage.probe
    seen = []
    for _ in range(3):
        live.key(Qt.Key.Key_W)
        seen.append(probe.pinned)
    assert seen == [Spot("weight", "linear_1", 1, 0), Spot("weight", "linear_1", 1, 1), Spot("bias", "linear_1", 1)]
    live.key(Qt.Key.Key_W, SHIFT)
    assert probe.pinned == seen[1]
    live.focus.select("input")
    live.key(Qt.Key.Key_W)
    assert probe.pinned == seen[1]


def test_a_pinned_number_follows_the_frames(qtbot: QtBot) -> None:
    live = hands(qtbot)
    live.focus.select("linear_1", 0)
    live.key(Qt.Key.Key_W)
    probe = live.canvas.stage.probe
    before = probe.words()
    for _ in range(20):
        live.session.step()
    live.canvas.set_frame(live.frame())
    qtbot.waitUntil(lambda: probe.words() != before, timeout=3000)


def test_a_double_click_looks_at_that_point_of_the_plane(qtbot: QtBot) -> None:
    live = hands(qtbot)
    place = live.tile("linear_1", 0).center()
    live.click(place)
    QTest.mouseDClick(live.canvas.viewport(), LEFT, NONE, place)
    given = live.focus.given
    assert isinstance(given, OnRaw)
    assert given.shape == (2,)
    assert all(isclose(value, 0.0, abs_tol=0.5) for value in given.values)
    assert live.focus.given_as.words.startswith("x ")
    live.key(Qt.Key.Key_Escape)
    live.key(Qt.Key.Key_Escape)
    assert live.focus.given is None
    assert live.focus.node == "linear_1"


def test_keys_look_at_a_point_of_the_plane(qtbot: QtBot) -> None:
    live = hands(qtbot)
    live.focus.select("linear_1", 0)
    live.key(Qt.Key.Key_Up, CONTROL)
    live.key(Qt.Key.Key_Up, CONTROL)
    live.key(Qt.Key.Key_Return)
    assert isinstance(live.focus.given, OnRaw)
    assert live.focus.given.values[1] > 0


def test_a_click_on_the_picture_of_the_example_offers_others(qtbot: QtBot) -> None:
    live = hands(qtbot, "digits")
    box = live.tile("input")
    with qtbot.waitSignal(live.canvas.examples_wanted) as wanted:
        live.click(box.center())
    assert wanted.args[0].center() == live.canvas.viewport().mapToGlobal(box.center())
    assert live.focus.node == "input"


def test_the_menu_is_that_of_the_row_under_the_mouse(qtbot: QtBot) -> None:
    live = hands(qtbot)
    live.focus.select("linear_1", 0)
    place = live.tile("linear_1", 2).center()
    reason = QContextMenuEvent.Reason.Mouse
    with qtbot.waitSignal(live.canvas.stage.menu_wanted):
        event = QContextMenuEvent(reason, place, live.canvas.viewport().mapToGlobal(place))
        QApplication.sendEvent(live.canvas.viewport(), event)
    assert (live.focus.node, live.focus.row) == ("linear_1", 2)
    for menu in live.canvas.findChildren(QMenu, "card_menu"):
        menu.close()


def test_a_folded_group_and_a_turned_card_can_be_hovered(qtbot: QtBot) -> None:
    live = hands(qtbot, "digits_resnet")
    stage = live.canvas.stage
    turning = next(card for card in stage.cards if card.turns)
    live.canvas.turn(turning.id)
    for group in live.store.experiment.networks["main"].groups:
        live.canvas.groups.toggle(group.id)
    live.canvas.set_frame(live.frame())
    assert stage.layout_ is not None
    for card in stage.visible_cards():
        live.move(stage.to_view(stage.layout_.boxes[card.id]).center())
        live.canvas.grab()


def test_gradients_are_read_out_as_such(qtbot: QtBot) -> None:
    live = hands(qtbot)
    live.canvas.view_options.show("Gradients")
    live.canvas.set_frame(live.frame())
    live.move(live.tile("linear_1", 1).center())
    assert live.under()[1].startswith("gradient at x ")


def test_nothing_is_read_out_before_anything_is_known(qtbot: QtBot) -> None:
    live = Hands(qtbot, load_example("circle"))
    live.move(live.tile("linear_1", 1).center())
    assert live.under() == ("", "")
    live.key(Qt.Key.Key_W)
    assert live.canvas.stage.probe.pinned is None
    live.key(Qt.Key.Key_X)
    assert not live.canvas.hands.switches.off


def test_what_is_pinned_goes_with_its_layer(qtbot: QtBot) -> None:
    live = hands(qtbot)
    live.focus.select("linear_1", 0)
    live.key(Qt.Key.Key_W)
    live.focus.select("linear_1")
    live.key(Qt.Key.Key_X, CONTROL)
    assert live.canvas.stage.probe.pinned is None


def test_numbers_that_are_none_are_said_in_words() -> None:
    assert [spelt(value) for value in (float("nan"), float("inf"), float("-inf"), -0.41234, 0.0)] == [
        "not a number",
        "∞",
        "−∞",
        "−0.4123",
        "0",
    ]


@given(
    start=st.tuples(st.floats(0, 100), st.floats(0, 300)),
    wide=st.floats(20, 200),
    end=st.floats(0, 300),
    t=st.floats(0.02, 0.98),
)
def test_the_distance_from_a_line_is_nought_on_what_is_drawn(
    start: tuple[float, float], wide: float, end: float, t: float
) -> None:
    line = WeightLine(start, (start[0] + wide, end), 1.0, 0, 0)
    path = curve_of(line.start, line.end)
    point = path.pointAtPercent(t)
    assert distance(line, point.x(), point.y()) < 0.3
    assert distance(line, point.x(), point.y() + 40) > 1.0
    assert distance(line, start[0] - 1, start[1]) == float("inf")


@pytest.mark.parametrize(
    "example", ["sine", "digits_resnet", *(pytest.param(id, marks=pytest.mark.slow) for id in ("blobs", "bumps"))]
)
def test_every_picture_can_be_hovered_and_pinned(qtbot: QtBot, example: str) -> None:
    live = hands(qtbot, example)
    stage = live.canvas.stage
    assert stage.layout_ is not None
    for card in stage.visible_cards():
        if stage.layout_.tile_box(card, 0) is not None:
            live.move(live.tile(card.id).center())
            live.canvas.grab()
            live.click(live.tile(card.id).center() + QPoint(1, 1))
            live.canvas.grab()
    assert dot(stage.layout_, stage.layout_.card("output"), 99) is None
    assert any(isinstance(asked, Outputs) and isinstance(asked.on, OnExamples) for asked in live.canvas.requests())


def test_an_example_that_was_picked_is_ringed_on_the_tiles_until_it_is_given_up(qtbot: QtBot) -> None:
    live = hands(qtbot, "circle")
    live.show()
    before = live.canvas.viewport().grab().toImage()
    asked = len(live.canvas.requests())
    live.focus.choose(3)
    assert len(live.canvas.requests()) == asked + 1
    live.show()
    ringed = where(live.canvas.viewport().grab().toImage(), before)
    assert ringed.contains(live.tile("linear_1").center()), "every tile of the plane has its ring"
    QTest.keyClick(live.canvas.stage, Qt.Key.Key_Escape)
    live.show()
    assert alike(live.canvas.viewport().grab().toImage(), before)
    assert not live.focus.picked
    assert len(live.canvas.requests()) == asked
    assert alike(live.canvas.viewport().grab().toImage(), before)
