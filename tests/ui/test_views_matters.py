"""What matters to the network: gradient maps, saliency and the worst mistakes, as people use them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QToolButton
from pytestqt.qtbot import QtBot

from playground.engine.messages import Frame
from playground.engine.requests import Gradients, OnExamples, OnRaw, Outputs, Saliency, Verdicts
from playground.ui.state.focus import Chosen
from playground.ui.state.idle_detector import IdleDetector
from playground.ui.views.saliency.attribution_panels import Attributed
from tests.contracts.test_views import CASES, EXPERIMENTS, paint, run, show
from tests.pictures import alike
from tests.ui.test_views import click, make

DRAWING = OnRaw((1, 8, 8), tuple(float(16 * (2 <= place % 8 <= 4)) for place in range(64)))


def refresh(view: Any, name: str = "images") -> None:
    """Give the view a frame with what it asks for now."""
    view.set_frame(run(name).frame(view.requests()))


def wrong_ones(name: str = "images") -> Any:
    """Places of the test samples that are judged wrongly, the largest loss first."""
    request = Verdicts("test", len(run(name).session.samples.test_inputs))
    answers, _ = run(name).session.answer((request,))
    judged = answers[request]
    wrong = np.flatnonzero(judged.predicted != judged.true)
    return wrong[np.argsort(-judged.losses[wrong], kind="stable")], judged


def step(view: Any, word: str) -> None:
    click(view.findChild(QToolButton, f"{view.id}_{word}"))


# ------------------------------------------------------------------------------------------------- gradient maps


def test_gradient_maps_are_those_of_the_loss_on_the_example_and_say_so(qtbot: QtBot) -> None:
    view = make(qtbot, "gradient_maps", "images", (800, 240))
    request, _ = view.requests()
    assert request == Gradients(OnExamples("test", (0,)), ("conv2d_1", "relu_1", "max_pool2d_1"), "loss")
    assert "of the loss" in view.describe()
    step(view, "next")
    assert view.requests()[0].on == OnExamples("test", (1,))
    refresh(view)
    assert view.describe().startswith("Test image 1; ")


def test_the_selected_layer_alone_or_all_of_them(qtbot: QtBot) -> None:
    view = make(qtbot, "gradient_maps", "images", (800, 240))
    view.focus.select("relu_1")
    assert view.requests()[0].nodes == ("relu_1",)
    refresh(view)
    assert "gradient maps of 1 layer, of the loss." in view.describe()
    buttons = [each for each in view.findChildren(QAbstractButton) if each.text() == "All layers"]
    with qtbot.waitSignal(view.requests_changed):
        click(buttons[0])
    assert len(view.requests()[0].nodes) == 3


@pytest.mark.parametrize("id", ["gradient_maps", "feature_maps", "saliency"])
def test_a_drawing_takes_the_examples_place(qtbot: QtBot, id: str) -> None:
    view = make(qtbot, id, "images", (800, 240))
    view.focus.give(DRAWING, "your drawing")
    assert all(request.on == DRAWING for request in view.requests())
    if id == "gradient_maps":
        assert view.requests()[0].of == "output"
    before = paint(view)
    refresh(view)
    assert not alike(paint(view), before)
    assert view.describe().startswith("Your drawing")
    view.focus.choose(3)
    assert all(request.on == OnExamples("test", (3,)) for request in view.requests())


def test_stepping_stays_among_the_chosen_ones(qtbot: QtBot) -> None:
    view = make(qtbot, "feature_maps", "images", (800, 240))
    view.focus.choose_together(Chosen("test", (4, 9, 11), "predicted 9, true 4"))
    seen = []
    for _ in range(4):
        step(view, "next")
        seen.append(view.focus.example)
    assert seen == [4, 9, 11, 4]
    step(view, "previous")
    assert view.focus.example == 11
    step(view, "random")
    assert view.focus.example in (4, 9, 11)


# ------------------------------------------------------------------------------------------------------ saliency


def test_saliency_follows_the_prediction_or_a_chosen_class(qtbot: QtBot) -> None:
    view = make(qtbot, "saliency", "images", (800, 240))
    gradient, integrated, _ = view.requests()
    assert gradient == Saliency(OnExamples("test", (0,)), "gradient", -1)
    assert integrated.method == "integrated"
    view.unit.setFocus()
    QTest.keyClick(view.unit, Qt.Key.Key_3)
    assert [request.unit for request in view.requests()[:2]] == [3, 3]
    refresh(view)
    assert "for 3:" in view.describe()


def test_saliency_prints_its_sum_and_its_gap(qtbot: QtBot) -> None:
    view = make(qtbot, "saliency", "plane, values", (800, 240))
    _, integrated, ends = view.requests()
    answers, _ = run("plane, values").session.answer((integrated, ends))
    total = float(f"{float(answers[integrated].values.sum()):.3g}")
    assert f"{abs(total):.3g}" in view.describe()
    assert "gap" in view.note.text()
    assert "they add up to" in view.note.toolTip()
    assert view.unit.isHidden()


def test_a_single_unit_speaks_for_the_second_class(qtbot: QtBot) -> None:
    view = make(qtbot, "saliency", "plane, two classes", (800, 240))
    assert "for class B" in view.describe()


def test_the_printed_end_of_a_scale_is_not_below_the_largest_value() -> None:
    for most in (0.1234, 7.0, 99.9, 1e-7, 0.30000000000000004):
        limit = Attributed("", np.array([0.0, -most])).limit
        assert most <= limit * (1 + 1e-6)
        assert limit <= 1.11 * most
    assert Attributed("", np.zeros(3)).limit == 0.0
    assert Attributed("", np.array([np.nan, 2.0])).limit == 2.0


def test_many_features_show_the_ones_that_count_most(qtbot: QtBot) -> None:
    view = make(qtbot, "saliency", "plane, two classes", (800, 240))
    values = np.linspace(-1, 1, 60)
    view.panels.show_panels([Attributed("Many", values, tuple(f"input {place}" for place in range(60)))])
    before = paint(view)
    values = np.roll(values, 1)
    view.panels.show_panels([Attributed("Many", values, tuple(f"input {place}" for place in range(60)))])
    assert not alike(paint(view), before)


# ------------------------------------------------------------------------------------------------------ mistakes


def test_the_worst_image_comes_first_and_a_click_looks_at_it(qtbot: QtBot) -> None:
    wrong, judged = wrong_ones()
    worst = int(np.argmax(judged.losses))
    view = make(qtbot, "mistakes", "images", (800, 240))
    click(view.grid, view.grid.tile_center(0))
    assert view.focus.example == worst
    assert view.note.text().startswith(f"the first {len(judged.losses)} test images, {len(wrong)} wrong")
    assert f"predicted {judged.predicted[worst]}, true {judged.true[worst]}, loss" in view.describe()


def test_only_those_chosen_together_are_shown(qtbot: QtBot) -> None:
    _, judged = wrong_ones()
    view = make(qtbot, "mistakes", "images", (800, 240))
    view.focus.choose_together(Chosen("test", (2, 5, 8), "class 3"))
    refresh(view)
    assert view.note.text().startswith("3 chosen test images (class 3), ")
    click(view.grid, view.grid.tile_center(0))
    assert view.focus.example == [2, 5, 8][int(np.argmax(judged.losses[[2, 5, 8]]))]
    view.focus.choose_together(None)
    assert "first" in view.note.text()


def test_points_are_listed_and_chosen_by_click_and_by_key(qtbot: QtBot) -> None:
    view = make(qtbot, "mistakes", "plane, two classes", (800, 240))
    request = view.requests()[0]
    answers, _ = run("plane, two classes").session.answer((request,))
    order = np.argsort(-answers[request].losses, kind="stable")
    click(view.list, view.list.line_center(1).toPoint())
    assert view.focus.example == int(order[1])
    QTest.keyClick(view.list, Qt.Key.Key_Down)
    assert view.focus.example == int(order[2])
    QTest.keyClick(view.list, Qt.Key.Key_Up)
    assert view.focus.example == int(order[1])
    assert view.surface.isVisible()


def test_a_click_in_the_plane_looks_at_the_point_there(qtbot: QtBot) -> None:
    view = make(qtbot, "mistakes", "plane, two classes", (800, 240))
    samples = run("plane, two classes").session.samples
    assert samples.test_points is not None
    view.surface.clicked.emit(*samples.test_points[3].tolist())
    assert view.focus.example == 3
    view.surface.surrounded.emit(np.array([(-7.0, -7.0), (7.0, -7.0), (7.0, 7.0), (-7.0, 7.0)]))
    assert view.focus.chosen is not None
    assert len(view.focus.chosen.indices) == len(samples.test_points)
    assert "chosen test points" in view.note.text()


@pytest.mark.parametrize("name", ["curve", "plane, values"])
def test_values_tell_what_was_answered_and_what_it_is(qtbot: QtBot, name: str) -> None:
    view = make(qtbot, "mistakes", name, (800, 240))
    verdicts, outputs = view.requests()
    assert isinstance(outputs, Outputs)
    assert isinstance(outputs.on, OnExamples)
    assert verdicts.samples == len(outputs.on.indices)
    assert "predicted" in view.describe()
    assert "mean loss" in view.note.text()


# ---------------------------------------------------------------------------------------------------- while learning


@pytest.mark.parametrize("id", ["mistakes", "saliency"])
def test_less_is_asked_while_learning_moves_and_all_when_it_stands(qtbot: QtBot, id: str) -> None:
    view = make(qtbot, id, "images", (800, 240))
    whole = view.requests()
    frame = run("images").frame(whole)
    with qtbot.waitSignal(view.requests_changed):
        view.set_frame(Frame(1, frame.step + 10, 1.0, frame.answers))
    few = view.requests()
    if id == "saliency":
        assert few[1].steps < whole[1].steps
    view.set_frame(Frame(1, frame.step + 20, 1.0, run("images").frame(few).answers))
    assert view.describe().endswith(".")
    with qtbot.waitSignal(view.requests_changed, timeout=5000):
        pass
    assert view.requests() == whole


def test_an_idle_detector_tells_of_movement_once(qtbot: QtBot) -> None:
    idle = IdleDetector()
    told: list[bool] = []
    idle.changed.connect(told.clear)
    for known in (5, 5, 5):
        idle.note(known)
    assert not idle.moving
    idle.note(6)
    idle.note(7)
    assert idle.moving
    idle.forget()
    assert not idle.moving
    idle.note(3)
    assert not idle.moving


def test_all_that_is_to_be_right_has_mistakes_and_all_that_reads_numbers_has_saliency() -> None:
    names = {name for _, name in CASES}
    right = {name for name in names if EXPERIMENTS[name].objective.counts_confusion}
    assert names - right == {"points made of noise"}, "a discriminator is to be fooled"
    numbers = {name for name in names if EXPERIMENTS[name].data.signal().kind != "tokens"}
    for id, wanted in (("mistakes", right), ("saliency", numbers)):
        assert {name for known, name in CASES if known == id} == wanted


def test_pictures_of_a_network_that_is_replaced_are_forgotten(qtbot: QtBot) -> None:
    view = make(qtbot, "gradient_maps", "images", (800, 240))
    show(view, run("images"), 2)
    assert "gradient maps of 3 layers" in view.describe()
