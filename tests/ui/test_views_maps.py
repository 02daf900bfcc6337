"""Bent plane and embedding map: where layers put the plane and the samples, and choosing there by hand."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.engine.history import History
from playground.engine.messages import Frame
from playground.engine.requests import OnExamples, OnGrid, OnRaw, Outputs, Weights
from playground.engine.session import Session
from playground.model.interpreter import Interpreter
from playground.model.layer import Layer
from playground.model.target import Target
from playground.ui.plots.cloud import holding
from playground.ui.state.focus import Chosen
from playground.ui.views.shared.decision import decision_cuts
from playground.ui.views.shared.neighbours import Neighbours, neighbour_map
from playground.ui.views.shared.projection import Projection, aligned, principal, towards
from tests.contracts.test_views import Run, data, experiment, layer, run, show
from tests.pictures import alike, where
from tests.ui.test_views import make

LEFT = Qt.MouseButton.LeftButton
TWO, FIVE, IMAGES, CURVE = "plane, two classes", "plane, five classes", "images", "curve"


@cache
def two_units(classes: int, loss: str) -> Run:
    """Planar classes through a layer of two units, which the output reads."""
    layers: tuple[Layer, ...] = (layer("linear", units=6), layer("tanh"), layer("linear", units=2), layer("tanh"))
    kind = data("circle", samples=60) if classes == 2 else data("blobs", samples=60, classes=classes)
    session = Session(experiment(kind, loss, *layers))
    for _ in range(120):
        session.step()
    return Run(session, History())


def shown(qtbot: QtBot, id: str, made: Run, size: tuple[int, int] = (850, 250)) -> Any:
    view = make(qtbot, id, "", size)
    show(view, made)
    QApplication.processEvents()  # everything lies where it will stay
    return view


def answer(view: Any, made: Run, step: int = 0) -> None:
    frame = made.frame(view.requests())
    view.set_frame(Frame(1, step or frame.step, frame.epoch, frame.answers))


def pixel(cloud: Any, point: Any) -> QPoint:
    xs, ys = cloud.to_pixels(np.array([point]))
    return QPoint(round(float(xs[0])), round(float(ys[0])))


def pick(combo: Any, id: str) -> None:
    """Choose an entry as a person does, with the keyboard."""
    combo.setFocus()
    while combo.selected != id:
        QTest.keyClick(combo, Qt.Key.Key_Down if combo.currentIndex() < combo.findData(id) else Qt.Key.Key_Up)


def lasso(cloud: Any, corners: list[QPoint]) -> None:
    QTest.mousePress(cloud.viewport(), LEFT, pos=corners[0])
    for corner in (*corners[1:], corners[0]):
        QTest.mouseMove(cloud.viewport(), corner)
    QTest.mouseRelease(cloud.viewport(), LEFT, pos=corners[0])


# ---------------------------------------------------------------------------------------------------- decision


@given(st.integers(1, 5), st.integers(0, 10_000), st.sampled_from(["softmax", "sigmoid", "identity"]))
def test_the_decision_changes_on_the_lines_and_nowhere_else(units: int, seed: int, link: Any) -> None:
    chance = np.random.default_rng(seed)
    if (units == 1) != (link == "sigmoid") and link != "identity":
        link = "sigmoid" if units == 1 else "softmax"
    interpreter = Interpreter(Target("classes", tuple("ABCDE"[: max(units, 2)])), link, units)
    weight, bias = chance.normal(size=(units, 2)), chance.normal(size=units)
    low, high = np.array([-3.0, -2.0]), np.array([3.0, 2.0])
    cuts = decision_cuts(weight, bias, interpreter.bound, low, high)
    for start, end in cuts:
        assert (start >= low - 1e-9).all()
        assert (end <= high + 1e-9).all()
        ranked = np.sort(interpreter.read((start + end) / 2 @ weight.T + bias).probabilities)[::-1]
        assert ranked[0] == pytest.approx(ranked[1], abs=1e-9)
    side = np.linspace(0, 1, 33)
    grid = np.stack(np.meshgrid(*(low + side[:, None] * (high - low)).T, indexing="ij"), axis=-1)
    decided = interpreter.read(grid @ weight.T + bias).classes
    for one, two, here, there in (
        (decided[1:], decided[:-1], grid[1:], grid[:-1]),
        (decided[:, 1:], decided[:, :-1], grid[:, 1:], grid[:, :-1]),
    ):
        changes = one != two
        for first, second in zip(here[changes], there[changes], strict=True):
            assert min(distance((first + second) / 2, *cut) for cut in cuts) <= np.linalg.norm(first - second)


def distance(point: Any, start: Any, end: Any) -> float:
    along = end - start
    at = np.clip((point - start) @ along / (along @ along), 0, 1)
    return float(np.linalg.norm(point - start - at * along))


def test_no_line_is_drawn_from_weights_that_are_none() -> None:
    box = np.array([-1.0, -1.0]), np.array([1.0, 1.0])
    assert not len(decision_cuts(np.array([[np.nan, 1.0]]), None, 0.0, *box))
    assert not len(decision_cuts(np.zeros((2, 2)), np.ones(2), 0.0, *box))
    assert not len(decision_cuts(np.array([[1.0, 0.0]]), np.array([5.0]), 0.0, *box))


# -------------------------------------------------------------------------------------------------- bent plane


def test_it_opens_at_the_layer_of_two_units_and_shows_where_the_output_decides(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = two_units(2, "binary_cross_entropy")
    view = shown(qtbot, "bent_plane", made)
    assert view.chooser.node.name == "Tanh 2"
    assert isinstance(view.requests()[-1], Weights)
    assert "the output decides along a straight line" in view.describe()
    assert "the line is where the output decides" in view.note.text()
    with_line = view.bent.grab().toImage()
    monkeypatch.setattr("playground.ui.views.bent_plane.view.decision_cuts", lambda *_: np.empty((0, 2, 2)))
    view.set_frame(view.frame)
    line = where(view.bent.grab().toImage(), with_line)
    area = view.bent.box.geometry().toAlignedRect()
    assert area.contains(line)
    assert max(line.width() / area.width(), line.height() / area.height()) > 0.5, "it went from side to side"


def test_the_line_is_where_the_trained_network_is_undecided(qtbot: QtBot) -> None:
    made = two_units(3, "cross_entropy")
    view = shown(qtbot, "bent_plane", made)
    out = made.scene().trace.nodes[-1].id
    frame = made.frame((Outputs(OnGrid(49), (view.chooser.node.id, out)), Weights((out,))))
    outputs, learned = frame.answers.values()
    seen, ends = outputs[view.chooser.node.id], outputs[out]
    by_hand = seen @ learned[out]["weight"].T + learned[out]["bias"]
    assert by_hand.argmax(axis=1).tolist() == ends.argmax(axis=1).tolist()
    cuts = decision_cuts(learned[out]["weight"], learned[out]["bias"], 0.0, seen.min(axis=0), seen.max(axis=0))
    assert len(cuts) >= 1


def test_layers_and_units_are_chosen_in_the_fields_and_follow_the_network(qtbot: QtBot) -> None:
    made = two_units(2, "binary_cross_entropy")
    view = shown(qtbot, "bent_plane", made)
    first = made.scene().trace.nodes[0].id
    view.focus.select(first, 3)
    assert view.chooser.node.id == first
    assert view.chooser.units == (3, 1)
    assert view.requests()[0] == Outputs(OnGrid(49), (first,))
    assert not any(isinstance(request, Weights) for request in view.requests())
    answer(view, made)
    view.focus.select(first, 1)
    assert view.chooser.units == (1, 3)
    pick(view.chooser.across, "5")
    assert view.chooser.units == (5, 3)
    assert "unit 6 from" in view.describe()
    pick(view.chooser.layer, made.scene().trace.nodes[1].id)
    assert view.focus.node == made.scene().trace.nodes[1].id
    assert view.requests()[0].nodes == (view.focus.node,)


def test_the_pointer_is_told_in_both_pictures(qtbot: QtBot) -> None:
    made = two_units(2, "binary_cross_entropy")
    view = shown(qtbot, "bent_plane", made)
    QTest.mouseMove(view.plane.viewport(), pixel(view.plane, (0.0, 0.0)))
    assert view.bent.words.startswith("x 0, y 0 → ")
    grid = made.frame(view.requests()[:1]).answers[view.requests()[0]][view.chooser.node.id]
    middle = grid[24 * 49 + 24]
    said = [float(part.replace("−", "-")) for part in view.bent.words.split("→ ")[1].split(", ")]
    assert said == pytest.approx(middle.tolist(), rel=0.06, abs=0.006)


def test_a_click_looks_at_a_place_and_asks_where_it_goes(qtbot: QtBot) -> None:
    made = two_units(2, "binary_cross_entropy")
    view = shown(qtbot, "bent_plane", made)
    QTest.mouseClick(view.plane.viewport(), LEFT, pos=pixel(view.plane, (2.0, -1.0)))
    assert isinstance(view.focus.given, OnRaw)
    assert view.requests()[2].on == view.focus.given
    answer(view, made)
    QTest.mouseMove(view.plane.viewport(), QPoint(1, 1))
    assert "→" in view.bent.words


def test_points_are_chosen_together_by_drawing_round_them_where_they_went(qtbot: QtBot) -> None:
    made = two_units(2, "binary_cross_entropy")
    view = shown(qtbot, "bent_plane", made)
    before = view.plane.grab().toImage()
    area = view.bent.box.geometry().toRect().adjusted(1, 1, -1, -1)
    lasso(view.bent, [area.topLeft(), area.topRight(), area.bottomRight(), area.bottomLeft()])
    samples = made.session.samples
    assert samples is not None
    assert view.focus.chosen.part == "train"
    assert len(view.focus.chosen.indices) == len(samples.train_inputs)
    view.focus.choose_together(Chosen("train", (0, 1), "two"))
    assert not alike(view.plane.grab().toImage(), before)


# ---------------------------------------------------------------------------------------------- embedding map


@given(st.integers(2, 30), st.integers(1, 40), st.integers(0, 1000))
def test_components_are_those_of_the_singular_values(samples: int, size: int, seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=(samples, size)) * np.linspace(3, 1, size)
    found = principal(values)
    centred = values - values.mean(axis=0)
    left, strengths, _ = np.linalg.svd(centred, full_matrices=False)
    expected = (left * strengths)[:, :2]
    for axis in range(min(2, expected.shape[1])):
        same = np.abs(found.at[:, axis]) - np.abs(expected[:, axis])
        assert np.abs(same).max() < 1e-5 * max(strengths[0], 1.0)
    parts = np.append(strengths**2, 0.0)[:2] / max(float((strengths**2).sum()), 1e-300)
    assert found.shares == pytest.approx(tuple(parts), abs=1e-9)


@given(st.integers(0, 1000), st.sampled_from([(1, 1), (-1, 1), (1, -1), (-1, -1)]))
def test_a_map_does_not_flip_from_frame_to_frame(seed: int, signs: tuple[int, int]) -> None:
    values = np.random.default_rng(seed).normal(size=(20, 5))
    before = principal(values)
    turned = Projection(before.at * np.array(signs), before.shares)
    assert np.allclose(aligned(turned, before).at, before.at)
    moved = aligned(principal(values + 1e-9), before)
    assert np.allclose(moved.at, before.at, atol=1e-4)


def test_numbers_that_are_none_have_no_place() -> None:
    values = np.ones((4, 3))
    values[1, 2], values[2, 0] = np.nan, 5.0
    at = principal(values).at
    assert np.isnan(at[1]).all()
    assert np.isfinite(at[[0, 2, 3]]).all()
    assert principal(np.full((3, 2), np.inf)).shares == (0.0, 0.0)


def test_an_arrow_goes_to_the_next_one_on_that_side() -> None:
    at = np.array([[0.0, 0.0], [1.0, 0.2], [3.0, 0.0], [0.0, 2.0], [np.nan, np.nan]])
    assert towards(at, 0, np.array([1.0, 0.0])) == 1
    assert towards(at, 0, np.array([0.0, 1.0])) == 3
    assert towards(at, 0, np.array([-1.0, 0.0])) == -1


@given(st.floats(-1e3, 1e3), st.floats(0, 1e3))
def test_a_range_holds_its_values_and_stays_while_they_fit(low: float, width: float) -> None:
    made = holding(None, low, low + width)
    assert made[0] <= low
    assert low + width <= made[1]
    assert holding(made, low, low + width) == made


@pytest.mark.parametrize("name", [TWO, FIVE, IMAGES, CURVE])
def test_the_variance_that_is_said_is_that_of_the_layer(qtbot: QtBot, name: str) -> None:
    view = make(qtbot, "embedding", name, (850, 250))
    node = run(name).scene().trace.nodes[-2]
    assert view.layer.selected == node.id
    request = view.requests()[0]
    values = run(name).frame((request,)).answers[request][node.id].reshape(len(request.on.indices), -1)
    part = sum(principal(values).shares)
    assert view.note.text().startswith(f"{100 * part:.0f} % of the variance")


def test_a_click_on_a_sample_chooses_it(qtbot: QtBot) -> None:
    view = make(qtbot, "embedding", FIVE, (850, 250))
    request = view.requests()[0]
    at = principal(run(FIVE).frame((request,)).answers[request][view.layer.selected]).at
    lonely = int(np.sort(np.linalg.norm(at[:, None] - at[None], axis=2), axis=1)[:, 1].argmax())
    view.focus.choose((lonely + 1) % len(at))
    before = view.card.grab().toImage()
    QTest.mouseMove(view.cloud.viewport(), pixel(view.cloud, at[lonely]))
    assert not alike(view.card.grab().toImage(), before)
    QTest.mouseClick(view.cloud.viewport(), LEFT, pos=pixel(view.cloud, at[lonely]))
    assert view.focus.example == lonely
    view.cloud.setFocus()
    visited = set()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
        QTest.keyClick(view.cloud, key)
        visited.add(view.focus.example)
    assert len(visited) > 1


def test_a_line_round_samples_chooses_them_in_every_view_and_others_fade(qtbot: QtBot) -> None:
    view = make(qtbot, "embedding", IMAGES, (850, 250))
    bright = view.cloud.grab().toImage()
    area = view.cloud.box.geometry()
    middle = round(area.center().x())
    left, top, bottom = round(area.left()) + 1, round(area.top()) + 1, round(area.bottom()) - 1
    lasso(view.cloud, [QPoint(left, top), QPoint(middle, top), QPoint(middle, bottom), QPoint(left, bottom)])
    chosen = view.focus.chosen
    assert chosen.part == "test"
    assert 0 < len(chosen.indices) < len(view.requests()[0].on.indices)
    assert view.chosen.text() == f"{len(chosen.indices)} chosen: from the map"
    faded = where(view.cloud.grab().toImage().copy(middle, 0, 850, 250), bright.copy(middle, 0, 850, 250))
    assert faded.width() > area.width() / 4
    assert faded.height() > area.height() / 2
    QTest.mouseClick(view.chosen, LEFT)
    assert view.focus.chosen is None


def test_a_class_is_chosen_in_the_legend(qtbot: QtBot) -> None:
    view = make(qtbot, "embedding", FIVE, (850, 250))
    QTest.mouseClick(view.legend, LEFT, pos=view.legend.boxes()[2].center().toPoint())
    samples = run(FIVE).session.samples
    assert samples is not None
    assert set(view.focus.chosen.indices) == set(np.flatnonzero(samples.test_targets == 2).tolist())


def test_any_layer_is_mapped_even_the_input(qtbot: QtBot) -> None:
    view = make(qtbot, "embedding", IMAGES, (850, 250))
    pick(view.layer, "input")
    assert view.focus.node == "input"
    assert view.requests()[0].nodes[0] == "input"
    assert isinstance(view.requests()[0].on, OnExamples)
    answer(view, run(IMAGES))
    assert view.describe().startswith("Input maps ")
    view.focus.select(run(IMAGES).scene().trace.nodes[0].id)
    assert view.describe().startswith("No map yet")


def test_a_map_that_frames_do_not_renew_says_of_which_step_it_is(qtbot: QtBot) -> None:
    """Large inputs are asked about now and then while training goes on."""
    view = make(qtbot, "embedding", TWO, (850, 250))
    assert "as of" not in view.note.text()
    view.set_frame(Frame(1, 41, 1.0, {}))
    assert "of the variance, as of step 40; " in view.note.text()
    assert "as of step 40" in view.describe()
    answer(view, run(TWO), step=42)
    assert "as of" not in view.note.text()
    view.set_frame(Frame(1, 42, 1.0, {}, revision=1))
    assert "as of step 42, before the network was changed" in view.note.text()


# ----------------------------------------------------------------------------------------------------- t-SNE


@pytest.mark.skipif(Neighbours.available(), reason="the extra is here")
def test_without_the_extra_the_map_says_what_it_needs(qtbot: QtBot) -> None:
    view = make(qtbot, "embedding", TWO, (850, 250))
    QTest.mouseClick(view.findChild(object, "embedding_method_t_sne"), LEFT)
    assert 'pip install "playground[tsne]"' in view.cloud.message
    QTest.mouseClick(view.findChild(object, "embedding_method_pca"), LEFT)
    assert view.cloud.message == ""


@pytest.mark.skipif(not Neighbours.available(), reason="needs the extra tsne")
def test_neighbours_are_worked_out_aside_and_then_shown(qtbot: QtBot) -> None:
    view = make(qtbot, "embedding", TWO, (850, 250))
    QTest.mouseClick(view.findChild(object, "embedding_method_t_sne"), LEFT)
    assert view.neighbours.running
    assert view.cloud.message == "Working out the t-SNE map."
    qtbot.waitUntil(lambda: not view.neighbours.running, timeout=60_000)
    assert view.cloud.message == ""
    assert "neighbours as of step 40" in view.describe()
    answer(view, run(TWO), step=41)
    answer(view, run(TWO), step=42)
    qtbot.waitUntil(lambda: not view.neighbours.running, timeout=60_000)
    qtbot.waitUntil(lambda: view.describe().endswith("step 42."), timeout=60_000)


@pytest.mark.skipif(not Neighbours.available(), reason="needs the extra tsne")
def test_a_weight_written_by_hand_works_neighbours_out_anew(qtbot: QtBot) -> None:
    view = make(qtbot, "embedding", TWO, (850, 250))
    QTest.mouseClick(view.findChild(object, "embedding_method_t_sne"), LEFT)
    qtbot.waitUntil(lambda: not view.neighbours.running, timeout=60_000)
    before = view.neighbours.moment
    frame = run(TWO).frame(view.requests())
    view.set_frame(Frame(1, frame.step, frame.epoch, frame.answers, revision=1))
    qtbot.waitUntil(lambda: not view.neighbours.running, timeout=60_000)
    assert view.neighbours.moment == before._replace(revision=1)


@pytest.mark.skipif(not Neighbours.available(), reason="needs the extra tsne")
def test_clusters_stay_together_and_the_map_is_the_same_each_time() -> None:
    chance = np.random.default_rng(0)
    groups = np.arange(60) % 3
    values = chance.normal(size=(60, 12)) + 8.0 * np.eye(12)[groups]
    values[7] = np.nan
    start = principal(values).at
    at = neighbour_map(values, start)
    assert np.isnan(at[7]).all()
    assert np.array_equal(at, neighbour_map(values, start), equal_nan=True)
    good = np.isfinite(at[:, 0])
    far = np.linalg.norm(at[good][:, None] - at[good][None], axis=2) + np.diag(np.full(int(good.sum()), np.inf))
    assert (groups[good][far.argmin(axis=1)] == groups[good]).all()
