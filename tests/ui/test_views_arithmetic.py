"""The arithmetic tab: its numbers are torch's, its clicks move what is looked at, and its window slides."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.engine.messages import Frame
from playground.engine.requests import Backward, OnRaw, Outputs
from playground.engine.session import Session
from playground.model.trace import trace
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.arithmetic.view import ArithmeticView
from tests.contracts.test_views import EXPERIMENTS, data, experiment, layer, paint

MORE = {
    "norms": experiment(
        data("digits", samples=200),
        "cross_entropy",
        layer("conv2d", channels=3, padding=1),
        layer("batch_norm"),
        layer("relu"),
        layer("conv2d", channels=2, stride=2),
        layer("avg_pool2d"),
        layer("flatten"),
        layer("linear", units=12),
        layer("layer_norm"),
    ),
    "wide": experiment(data("digits", samples=200), "cross_entropy", layer("flatten"), layer("linear", units=4)),
}


@cache
def session(name: str) -> Session:
    made = Session((EXPERIMENTS | MORE)[name])
    for _ in range(30):
        made.step()
    return made


class Tab:
    """The view on a session that has learned for a moment; every request is answered at once."""

    def __init__(
        self, qtbot: QtBot, name: str, size: tuple[int, int] = (1180, 300), made: Session | None = None
    ) -> None:
        self.session = made or session(name)
        self.view = ArithmeticView(Theme(), Focus())
        self.view.theme.setParent(self.view)
        self.focus = self.view.focus
        qtbot.addWidget(self.view)
        self.view.resize(*size)
        with qtbot.waitExposed(self.view):
            self.view.show()
        shown = self.session.experiment
        self.view.set_scene(Scene(shown, trace(shown), self.session.samples, 1))
        self.answer()
        self.view.requests_changed.connect(self.answer)

    def answer(self) -> None:
        answers, failures = self.session.answer(self.view.requests())
        self.frame = Frame(1, self.session.step_count, self.session.epoch, answers, failures)
        self.view.set_frame(self.frame)

    def look(self, node: str, row: int = 0, place: tuple[int, int] | None = None) -> None:
        self.focus.select(node, row)
        self.focus.point_at(place)

    @property
    def cell(self) -> Any:
        assert self.view.look is not None
        return self.view.look.cell

    def output(self) -> float:
        """What torch gives for the number that is looked at."""
        outputs, _, backward = self.view.requests()
        assert isinstance(outputs, Outputs)
        assert isinstance(backward, Backward)
        return float(self.frame.answers[outputs][backward.node][(0, *backward.index)])

    def plates(self) -> Any:
        assert self.view.forward.sliding.slide is not None
        return self.view.forward.sliding.slide.plates

    def click(self, widget: QWidget, at: QPointF) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at.toPoint())


@pytest.mark.parametrize("name", [*EXPERIMENTS, *MORE])
def test_every_number_is_torchs_own(qtbot: QtBot, name: str) -> None:
    tab = Tab(qtbot, name)
    for node in tab.view.scene.trace.nodes:  # type: ignore[union-attr]
        assert node.output is not None
        tab.look(node.id, 0 if node.output.padded else node.output.rows - 1)
        assert tab.cell.value == pytest.approx(tab.output(), abs=1e-4)
        assert node.name in tab.view.describe()
        assert tab.view.describe().endswith(".")
        paint(tab.view)


def test_a_unit_is_the_sum_of_its_terms(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "plane, two classes")
    tab.look("linear_1", 2)
    weights = tab.frame.answers[tab.view.requests()[1]]["linear_1"]
    inputs = tab.frame.answers[tab.view.requests()[0]]["input"][0]
    lines = tab.view.forward.terms.lines
    assert {line.name for line in lines} == {"x", "y"}
    amounts = {line.name: line.amount for line in lines}
    assert amounts["x"] == pytest.approx(float(weights["weight"][2, 0] * inputs[0]), abs=1e-6)
    assert amounts["y"] == pytest.approx(float(weights["weight"][2, 1] * inputs[1]), abs=1e-6)
    total = sum(amounts.values()) + float(weights["bias"][2])
    assert total == pytest.approx(tab.output(), abs=1e-5)


def test_a_click_on_a_term_goes_to_where_it_comes_from(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "plane, two classes")
    tab.look("output")
    ledger = tab.view.forward.terms
    wanted = ledger.lines[1]
    tab.click(ledger, ledger.line_center(1))
    assert (tab.focus.node, (tab.focus.row,)) == wanted.key
    tab.click(tab.view.forward.rows, tab.view.forward.rows.cell_center(0))
    assert (tab.focus.node, tab.focus.row) == ("tanh_1", 0)


def test_many_terms_stand_in_pages_and_the_rest_in_one_honest_line(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "wide")
    tab.look("linear_1", 1)
    ledger = tab.view.forward.terms
    total = sum(term.product for term in tab.cell.terms)
    first = ledger.lines
    assert f"+ {64 - len(first)} smaller terms" == ledger.rest_words
    assert sum(line.amount for line in first) + ledger.rest == pytest.approx(total)
    QTest.keyClick(ledger, Qt.Key.Key_PageDown)
    assert ledger.lines[0] not in first
    assert "other terms" in ledger.rest_words
    assert sum(line.amount for line in ledger.lines) + ledger.rest == pytest.approx(total)
    assert abs(first[-1].amount) >= abs(ledger.lines[0].amount)


def test_a_window_times_a_kernel_is_the_pixel(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "images")
    tab.look("conv2d_1", 2, (3, 1))
    plates = tab.plates()
    image = tab.frame.answers[tab.view.requests()[0]]["input"][0, 0]
    weights = tab.frame.answers[tab.view.requests()[1]]["conv2d_1"]
    assert plates["patch"].values == pytest.approx(image[3:6, 1:4])
    assert plates["kernel"].values == pytest.approx(weights["weight"][2, 0])
    assert plates["products"].values == pytest.approx(image[3:6, 1:4] * weights["weight"][2, 0])
    total = float(plates["products"].values.sum() + weights["bias"][2])
    assert total == pytest.approx(tab.output(), abs=1e-5)


def test_the_window_is_dragged_and_moved_by_keys(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "images")
    tab.look("conv2d_1", 1, (0, 0))
    sliding = tab.view.forward.sliding
    source = sliding.boxes()["source"]
    pixel = source.width() / 8

    def at(row: int, column: int) -> QPoint:
        return (source.topLeft() + QPointF((column + 0.5) * pixel, (row + 0.5) * pixel)).toPoint()

    QTest.mousePress(sliding, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(1, 1))
    QTest.mouseMove(sliding, at(4, 3))
    assert tab.focus.place == (3, 2)  # the window is centred on the pixel
    QTest.mouseMove(sliding, at(7, 7))
    assert tab.focus.place == (5, 5)
    QTest.mouseRelease(sliding, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(7, 7))
    QTest.mouseMove(sliding, at(2, 2))
    assert tab.focus.place == (5, 5)
    QTest.keyClick(sliding, Qt.Key.Key_Left)
    QTest.keyClick(sliding, Qt.Key.Key_Up)
    QTest.keyClick(sliding, Qt.Key.Key_Right)
    QTest.keyClick(sliding, Qt.Key.Key_Right)
    assert tab.focus.place == (4, 5)
    result = sliding.boxes()["result"]
    tab.click(sliding, result.topLeft() + QPointF(2, 2))
    assert tab.focus.place == (0, 0)
    assert tab.cell.value == pytest.approx(tab.output(), abs=1e-5)


def test_the_winner_of_a_pooling_window_is_marked_and_can_be_followed(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "images")
    tab.look("max_pool2d_1", 1, (1, 2))
    patch = tab.plates()["patch"]
    assert patch.counts.sum() == 1
    assert patch.values[patch.counts][0] == patch.values.max() == pytest.approx(tab.output(), abs=1e-6)
    sliding = tab.view.forward.sliding
    box = sliding.boxes()["patch"]
    tab.click(sliding, box.topLeft() + QPointF(box.width() * 0.75, box.height() * 0.25))
    assert (tab.focus.node, tab.focus.row, tab.focus.place) == ("relu_1", 1, (2, 5))


def test_an_activation_shows_its_point_and_slope(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "plane, two classes")
    tab.look("tanh_1", 3)
    point = tab.view.forward.curve.point_shown
    assert point is not None
    assert not tab.view.forward.curve.isHidden()
    assert point.leaving == pytest.approx(tab.output(), abs=1e-6)
    assert point.slope == pytest.approx(1 - tab.output() ** 2, abs=1e-5)
    assert point.zs[0] < point.entering < point.zs[-1]


def test_a_norm_goes_step_by_step(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "norms")
    for node in ("batch_norm_1", "layer_norm_1"):
        tab.look(node, 1)
        steps = tab.cell.steps
        assert len(steps) >= 5
        assert steps[-1].value == pytest.approx(tab.output(), abs=1e-5)
        assert not tab.view.forward.steps.isHidden()


def test_channels_under_the_window_are_summed_and_chosen(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "norms")
    tab.look("conv2d_2", 1, (1, 1))
    strip = tab.view.forward.channels
    assert not strip.isHidden()
    bias = float(tab.frame.answers[tab.view.requests()[1]]["conv2d_2"]["bias"][1])
    assert float(strip.values.sum()) + bias == pytest.approx(tab.output(), abs=1e-5)
    tab.click(strip, strip.cell_center(2))
    assert tab.view.forward.channel == 2
    assert float(tab.plates()["products"].values.sum()) == pytest.approx(float(strip.values[2]))


def test_what_a_number_rests_on_lights_up_in_the_input(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "norms")
    tab.look("conv2d_2", 0, (1, 1))
    slide = tab.view.forward.sliding.slide
    assert slide is not None
    assert "origin" in slide.plates
    assert slide.field == (1, 1, 6, 6)
    sliding = tab.view.forward.sliding
    box = sliding.boxes()["result"]
    QTest.mouseMove(sliding, (box.topLeft() + QPointF(3, 3)).toPoint())
    qtbot.waitUntil(lambda: sliding.slide is not None and sliding.slide.ghost is not None)
    assert sliding.slide is not None
    assert sliding.slide.ghost == (0, 0, 4, 4)


def test_the_output_turns_logits_into_shares(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "plane, five classes")
    tab.look("output", 3)
    lines = tab.view.forward.shares.whole
    logits = tab.frame.answers[tab.view.requests()[0]]["output"][0].astype(np.float64)
    shares = np.exp(logits) / np.exp(logits).sum()
    assert sorted(line.amount for line in lines) == pytest.approx(sorted(shares), abs=1e-6)
    assert [line.name for line in lines if line.strong] == ["class D"]
    tab.click(tab.view.forward.shares, tab.view.forward.shares.line_center(0))
    assert tab.focus.row == int(shares.argmax())


def test_the_gradient_is_taken_apart_and_checked(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "images")
    tab.look("max_pool2d_1", 1, (1, 2))
    chain = tab.view.chain
    assert chain is not None
    back = tab.view.backward
    total = sum(line.amount for line in back.paths.lines) + back.paths.rest
    assert total == pytest.approx(chain.gradient, abs=1e-9)
    assert "By the chain rule" in back.check.text()
    assert "relative error" in back.check.text()
    tab.look("linear_1" if "linear_1" in tab.session.experiment.ids() else "output", 4)
    first = back.learned.lines[0]
    assert first.name.startswith("unit")
    assert tab.view.chain is not None
    assert first.amount in tab.view.chain.learned["weight"]


def test_a_click_on_a_path_goes_on_along_it(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "plane, two classes")
    tab.look("linear_1", 2)
    paths = tab.view.backward.paths
    assert paths.lines[0].key == ("tanh_1", (2,))
    tab.click(paths, paths.line_center(0))
    assert (tab.focus.node, tab.focus.row) == ("tanh_1", 2)


def test_an_own_input_has_no_label_and_that_is_said(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "images")
    tab.focus.give(OnRaw((1, 8, 8), (3.0,) * 64), "your drawing")
    tab.look("conv2d_1", 0)
    assert tab.view.note.text() == "Your drawing"
    assert tab.cell.value == pytest.approx(tab.output(), abs=1e-5)
    assert tab.view.backward.words.text()
    assert tab.view.backward.paths.isHidden()
    assert "your drawing" in tab.view.describe()


def test_the_example_is_said_and_can_be_stepped(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "plane, two classes")
    assert tab.view.note.text().startswith("Test point 0: x ")
    assert "class " in tab.view.note.text()
    tab.view.next.click()
    assert tab.focus.example == 1
    assert tab.view.note.text().startswith("Test point 1: x ")
    tab.view.previous.click()
    tab.view.previous.click()
    assert tab.focus.example == len(tab.session.samples.test_inputs) - 1


def test_the_window_slides_over_all_places_and_stops_at_the_end(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "images")
    tab.look("max_pool2d_1", 0, (2, 0))
    tab.view.play.click()
    assert tab.focus.place == (0, 0)
    qtbot.waitUntil(lambda: tab.focus.place == (0, 1))
    tab.view.play.click()
    assert not tab.view.play.walking
    tab.focus.point_at((2, 1))
    tab.view.play.step()
    assert tab.focus.place == (2, 2)
    tab.view.play.step()
    assert not tab.view.play.walking
    tab.view.play.click()
    tab.view.hide()
    assert not tab.view.play.walking


def test_numbers_stand_long_enough_to_be_read_and_the_last_ones_always_come(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "plane, two classes")
    tab.view.requests_changed.disconnect(tab.answer)
    outputs = tab.view.requests()[0]
    shown = tab.cell.value
    for factor in (2.0, 3.0):
        answers = dict(tab.frame.answers)
        answers[outputs] = {node: part * factor for node, part in answers[outputs].items()}
        tab.view.set_frame(Frame(1, 40, 1.0, answers))
        assert tab.cell.value == shown
    qtbot.waitUntil(lambda: tab.cell.value != shown)
    last = answers[outputs]["input"][0]
    assert [term.value for term in tab.cell.terms] == pytest.approx(last.tolist())


def test_a_unit_that_is_switched_off_says_so(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "plane, two classes")
    tab.view.requests_changed.disconnect(tab.answer)
    outputs = tab.view.requests()[0]
    answers = dict(tab.frame.answers)
    changed = {node: part.copy() for node, part in answers[outputs].items()}
    changed["linear_1"][0, 0] = 0.0
    tab.view.set_frame(Frame(1, 40, 1.0, answers | {outputs: changed}))
    qtbot.waitUntil(lambda: tab.view.forward.words.text().startswith("It is switched off, so 0 leaves it"))


def test_while_steps_go_on_gradients_are_asked_for_now_and_then_and_the_last_one_always(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "plane, two classes")
    tab.view.requests_changed.disconnect(tab.answer)
    assert len(tab.view.requests()) == 3
    chain = tab.view.chain
    with qtbot.waitSignal(tab.view.requests_changed):
        tab.view.set_frame(Frame(1, tab.frame.step + 1, 1.0, tab.frame.answers))
    assert len(tab.view.requests()) == 2
    without = {request: tab.frame.answers[request] for request in tab.view.requests()}
    tab.view.set_frame(Frame(1, tab.frame.step + 2, 1.0, without))
    assert tab.view.chain is chain
    qtbot.waitUntil(lambda: len(tab.view.requests()) == 3)
    tab.view.set_frame(Frame(1, tab.frame.step + 2, 1.0, tab.frame.answers))
    tab.view.set_frame(Frame(1, tab.frame.step + 2, 1.0, tab.frame.answers))
    qtbot.waitUntil(lambda: len(tab.view.requests()) == 3)
    tab.look("linear_1", 1)
    assert len(tab.view.requests()) == 3


def test_a_gradient_that_is_older_than_the_numbers_says_of_which_step_it_is(qtbot: QtBot) -> None:
    """It costs several steps, so while training goes on it comes now and then."""
    tab = Tab(qtbot, "plane, two classes")
    title = tab.view.backward.title
    assert "as of" not in title.text()
    answers = {request: tab.frame.answers[request] for request in tab.view.requests()[:2]}
    tab.view.set_frame(Frame(1, 31, 1.0, answers))
    qtbot.waitUntil(lambda: title.text().endswith(", as of step 30"))
    tab.view.set_frame(Frame(1, 30, 1.0, answers, revision=1))
    qtbot.waitUntil(lambda: title.text().endswith(", as of step 30, before the network was changed"))
