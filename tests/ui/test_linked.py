"""What is looked at and what is chosen together: by clicks in one view, and the same in all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPainterPath, QPolygonF
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.engine.history import History
from playground.engine.messages import Frame, Scalars
from playground.engine.requests import OnExamples, OnRaw, Outputs, Verdicts
from playground.ui.examples.plane_points import BACK, inside, point_groups
from playground.ui.state.focus import Chosen
from playground.ui.theme.theme import Theme
from tests.contracts.test_views import run
from tests.draws import draws
from tests.ui.test_views import make

LEFT = Qt.MouseButton.LeftButton
TWO, FIVE, VALUES, IMAGES = "plane, two classes", "plane, five classes", "plane, values", "images"


def place(surface: Any, x: float, y: float) -> QPoint:
    area = surface.box.geometry()
    return QPoint(round(area.left() + (x + 6) / 12 * area.width()), round(area.bottom() - (y + 6) / 12 * area.height()))


def answer(view: Any, name: str) -> None:
    view.set_frame(run(name).frame(view.requests()))


def points_of(name: str) -> Any:
    """The test points (N, 2) of an experiment."""
    samples = run(name).session.samples
    assert samples is not None
    return samples.test_points


def empty_place(points: Any) -> tuple[float, float]:
    """A place of the plane far from all points."""
    grid = np.stack(np.meshgrid(np.linspace(-5.5, 5.5, 40), np.linspace(-5.5, 5.5, 40)), axis=-1).reshape(-1, 2)
    far = np.min(np.linalg.norm(grid[:, None] - points[None], axis=2), axis=1)
    x, y = grid[int(far.argmax())]
    return float(x), float(y)


# ----------------------------------------------------------------------------------------------- one place


@pytest.mark.parametrize("name", [TWO, FIVE, VALUES])
def test_a_click_in_the_plane_looks_at_that_place_until_it_is_given_up(qtbot: QtBot, name: str) -> None:
    view = make(qtbot, "boundary", name, (300, 380))
    x, y = empty_place(points_of(name))
    QTest.mouseClick(view.surface.viewport(), LEFT, pos=place(view.surface, x, y))
    given = view.focus.given
    assert isinstance(given, OnRaw)
    assert given.values == pytest.approx((x, y), abs=0.05)
    assert view.requests()[1].on == given
    answer(view, name)
    QTest.mouseClick(view.surface.viewport(), LEFT, pos=place(view.surface, x, y))
    assert view.focus.given is None
    assert len(view.requests()) == 1


def test_a_click_on_a_test_point_chooses_it_and_escape_gives_it_up(qtbot: QtBot) -> None:
    view = make(qtbot, "boundary", TWO, (300, 380))
    points = points_of(TWO)
    QTest.mouseClick(view.surface.viewport(), LEFT, pos=place(view.surface, *points[7]))
    chosen = points[view.focus.example]
    assert np.abs(chosen - points[7]).max() < 0.3
    assert view.requests()[1].on == OnExamples("test", (view.focus.example,))
    QTest.keyClick(view.surface, Qt.Key.Key_Escape)
    assert len(view.requests()) == 1


def test_an_example_chosen_elsewhere_is_ringed_in_the_plane_and_the_first_one_is_not(qtbot: QtBot) -> None:
    view = make(qtbot, "boundary", TWO, (300, 380))
    assert len(view.requests()) == 1
    view.focus.choose(7)
    assert view.requests()[1].on == OnExamples("test", (7,))
    view.focus.choose(0)
    assert view.requests()[1].on == OnExamples("test", (0,))
    view.focus.choose(0, picked=False)
    assert len(view.requests()) == 1


def test_the_arrow_keys_walk_over_the_plane(qtbot: QtBot) -> None:
    view = make(qtbot, "boundary", TWO, (300, 380))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up):
        QTest.keyClick(view.surface, key)
    assert view.focus.given.values == pytest.approx((0.4, 0.2))
    for _ in range(80):
        QTest.keyClick(view.surface, Qt.Key.Key_Down)
    assert view.focus.given.values == pytest.approx((0.4, -6.0))


def test_what_the_network_says_there_is_what_it_answers(qtbot: QtBot) -> None:
    view = make(qtbot, "boundary", VALUES, (300, 380))
    view.focus.give(OnRaw((2,), (1.25, -0.5)), "x 1.2, y −0.5")
    answer(view, VALUES)
    (request,) = view.requests()[1:]
    value = float(next(iter(run(VALUES).frame((request,)).answers[request].values()))[0, 0])
    view.resize(301, 380)
    assert f"{value:.3g}".replace("-", "−") in view.surface.words


def test_a_click_on_a_curve_looks_at_that_x(qtbot: QtBot) -> None:
    view = make(qtbot, "fitted_curve", "curve", (300, 300))
    area = view.plot.box.geometry()
    bottom = QPoint(round(area.left() + area.width() * 0.75), round(area.bottom()) - 2)
    QTest.mouseClick(view.plot.viewport(), LEFT, pos=bottom)
    assert view.focus.given.values == pytest.approx((1.5,), abs=0.05)
    answer(view, "curve")
    QTest.keyClick(view.plot, Qt.Key.Key_Right)
    assert view.focus.given.values == pytest.approx((1.6,), abs=0.05)
    QTest.keyClick(view.plot, Qt.Key.Key_Escape)
    assert view.focus.given is None


# -------------------------------------------------------------------------------------------------- a group


def test_a_line_drawn_round_points_chooses_those_inside(qtbot: QtBot) -> None:
    view = make(qtbot, "boundary", TWO, (300, 380))
    corners = [(-6.0, -6.0), (0.0, -6.0), (0.0, 6.0), (-6.0, 6.0)]
    QTest.mousePress(view.surface.viewport(), LEFT, pos=place(view.surface, -5.9, -5.9))
    for corner in (*corners, corners[0]):
        QTest.mouseMove(view.surface.viewport(), place(view.surface, *corner))
    QTest.mouseRelease(view.surface.viewport(), LEFT, pos=place(view.surface, -5.9, -5.9))
    points = points_of(TWO)
    expected = np.flatnonzero(points[:, 0] < 0)
    assert view.focus.chosen.part == "test"
    assert set(expected) ^ set(view.focus.chosen.indices) <= set(np.flatnonzero(np.abs(points[:, 0]) < 0.1))
    assert view.chosen.text() == f"{len(view.focus.chosen.indices)} chosen: drawn round"
    QTest.mouseClick(view.chosen, LEFT)
    assert view.focus.chosen is None
    assert view.chosen.isHidden()


@draws(50)
@given(
    corners=st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=3, max_size=8),
    points=st.lists(st.tuples(st.floats(-6, 6), st.floats(-6, 6)), min_size=1, max_size=20),
)
def test_inside_is_what_painting_would_fill(corners: Any, points: Any) -> None:
    """Qt's even-odd filling is the reference; points on the line or very near it may fall on either side."""
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    path.closeSubpath()
    found = inside(np.array(points), np.array(corners, float))
    for (x, y), one in zip(points, found, strict=True):
        if away(np.array([x, y]), np.array(corners, float)) > 1e-3:
            assert one == path.contains(QPointF(x, y))


def away(point: Any, corners: Any) -> float:
    """How far a point is from a closed line through corners."""
    least = np.inf
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = end - start
        share = np.clip((point - start) @ along / max(float(along @ along), 1e-9), 0.0, 1.0)
        least = min(least, float(np.hypot(*(point - start - share * along))))
    return float(least)


def test_those_not_chosen_stand_back() -> None:
    samples = run(TWO).session.samples
    assert samples is not None
    groups = point_groups(samples, Theme(), 0.0, "test", Chosen("test", (0, 1, 2), "three"))
    front = [group for group in groups if group.opacity == 1.0]
    assert sum(len(group.points) for group in front) == 3
    assert {group.opacity for group in groups} == {1.0, BACK}
    assert groups[-1].opacity == 1.0
    assert {group.opacity for group in point_groups(samples, Theme(), 0.0, "test")} == {1.0}


def test_test_points_with_a_value_look_other_than_training_points_whatever_their_value(qtbot: QtBot) -> None:
    values, theme = np.zeros((2, 1)), Theme()
    samples = replace(
        run(TWO).session.samples,
        train_points=np.zeros((2, 2)),
        train_targets=values,
        test_points=np.ones((2, 2)),
        test_targets=values,
    )
    train, test = point_groups(samples, theme, 1.0, "test")
    assert (train.points == 0).all()
    assert train.color == test.color, "the value that both have"
    assert (train.marker, train.rim) != (test.marker, test.rim)
    assert train.marker != test.marker
    view = make(qtbot, "boundary", VALUES, (300, 380))
    assert [words for _, words, _ in view.legend.items] == ["Training points"]
    QTest.mouseClick(view.legend, LEFT, pos=view.legend.boxes()[0].center().toPoint())
    assert view.focus.chosen is None, "all of them are no choice"


def test_a_click_in_the_legend_chooses_a_class_and_again_none(qtbot: QtBot) -> None:
    view = make(qtbot, "boundary", FIVE, (300, 380))
    spot = view.legend.boxes()[2].center().toPoint()
    QTest.mouseClick(view.legend, LEFT, pos=spot)
    targets = run(FIVE).session.samples.test_targets
    assert view.focus.chosen.indices == tuple(np.flatnonzero(targets == 2).tolist())
    QTest.mouseClick(view.legend, LEFT, pos=spot)
    assert view.focus.chosen is None


def worst(view: Any) -> tuple[int, int]:
    """A cell of errors that is not empty, in the latest counts."""
    latest = run(IMAGES).history.latest
    assert latest is not None
    assert latest.confusion is not None
    errors = latest.confusion - np.diag(np.diag(latest.confusion))
    row, column = divmod(int(errors.argmax()), len(errors))
    return row, column


def test_a_cell_of_the_confusion_matrix_chooses_its_examples(qtbot: QtBot) -> None:
    view = make(qtbot, "confusion", IMAGES, (320, 260))
    assert view.requests() == ()
    row, column = worst(view)
    QTest.mouseClick(view.matrix.viewport(), LEFT, pos=view.matrix.cell_center(row, column))
    (request,) = view.requests()
    latest = run(IMAGES).history.latest
    assert latest is not None
    assert latest.confusion is not None
    assert request == Verdicts("test", int(latest.confusion.sum()))
    answer(view, IMAGES)
    chosen = view.focus.chosen
    assert len(chosen.indices) == latest.confusion[row, column]
    assert chosen.words == f"predicted {column}, true {row}, at step 40"
    samples = run(IMAGES).session.samples
    assert samples is not None
    assert (samples.test_targets[list(chosen.indices)] == row).all()
    assert view.requests() == ()
    QTest.mouseClick(view.matrix.viewport(), LEFT, pos=view.matrix.cell_center(row, column))
    assert view.focus.chosen is None


def test_counts_from_before_the_last_steps_say_of_which_step_they_are(qtbot: QtBot) -> None:
    view = make(qtbot, "confusion", IMAGES, (320, 260))
    assert "as of" not in view.note.text()
    latest = run(IMAGES).history.latest
    assert latest is not None
    history = History()
    history.add_scalars(Scalars(1, 1, np.ones(40)))
    history.add_evaluation(latest)
    view.set_history(history)
    history.add_scalars(Scalars(1, 41, np.ones(10)))
    view.set_history(history)
    assert view.note.text().endswith("test samples, as of step 40")


def test_the_keyboard_reaches_every_cell_and_pair(qtbot: QtBot) -> None:
    view = make(qtbot, "confusion", IMAGES, (320, 260))
    row, column = worst(view)
    for _ in range(row + 1):
        QTest.keyClick(view.matrix, Qt.Key.Key_Down)
    for _ in range(column):
        QTest.keyClick(view.matrix, Qt.Key.Key_Right)
    QTest.keyClick(view.matrix, Qt.Key.Key_Return)
    answer(view, IMAGES)
    by_cell = view.focus.chosen
    view.focus.choose_together(None)
    QTest.keyClick(view.worst, Qt.Key.Key_Down)
    QTest.keyClick(view.worst, Qt.Key.Key_Return)
    answer(view, IMAGES)
    assert view.focus.chosen == by_cell


def test_an_answer_without_such_examples_is_said(qtbot: QtBot) -> None:
    view = make(qtbot, "confusion", IMAGES, (320, 260))
    QTest.mouseClick(view.worst, LEFT, pos=view.worst.pair_center(0))
    (request,) = view.requests()
    judged = run(IMAGES).frame((request,)).answers[request]
    right = type(judged)(judged.losses, judged.true, judged.true, judged.confidence)
    view.set_frame(Frame(1, 9, 1.0, {request: right}))
    assert view.focus.chosen is None
    assert "none any more" in view.note.text()
    assert view.requests() == ()


def test_predictions_show_those_chosen(qtbot: QtBot) -> None:
    view = make(qtbot, "predictions", IMAGES, (320, 260))
    view.focus.choose_together(Chosen("test", (5, 9, 11), "three of them"))
    (request,) = view.requests()
    assert isinstance(request, Outputs)
    assert request.on == OnExamples("test", (5, 9, 11))
    answer(view, IMAGES)
    assert "Of 3 test images chosen (three of them)" in view.describe()
    QTest.mouseClick(view.grid, LEFT, pos=view.grid.tile_center(1))
    assert view.focus.example == 9
    view.mode.chosen.emit("All")
    view.focus.choose_together(None)
    assert view.requests() != (request,)


def test_a_class_chosen_by_its_bar(qtbot: QtBot) -> None:
    view = make(qtbot, "per_class", IMAGES, (400, 260))
    assert "Recognised best is" in view.describe()
    QTest.mouseClick(view.bars, LEFT, pos=view.bars.bar_center(3))
    targets = run(IMAGES).session.samples.test_targets
    assert view.focus.chosen.indices == tuple(np.flatnonzero(targets == 3).tolist())
    assert view.chosen.text().endswith("chosen: class 3")
    QTest.keyClick(view.bars, Qt.Key.Key_Down)
    QTest.keyClick(view.bars, Qt.Key.Key_Return)
    assert view.focus.chosen.words == "class 4"
    QTest.mouseClick(view.chosen, LEFT)
    assert view.focus.chosen is None
