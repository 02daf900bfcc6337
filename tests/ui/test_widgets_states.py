"""Pictures of states by unit and step, their axis of time, and the chart of how far the gradient reaches back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.ui.theme.theme import Theme
from playground.ui.views.hidden_states.state_axis import Course, TimeAxis
from playground.ui.views.hidden_states.state_band import StateBand, limit_for, pooled
from playground.ui.views.hidden_states.state_reach import LEAST, ReachLine, StateReach
from playground.ui.views.hidden_states.state_sheet import StateSheet
from tests.pictures import alike, where

LETTERS = Course(6, 4, ("G", "D", "A", "B", "·", "·"))


def paint(widget: QWidget) -> QImage:
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def sheet(qtbot: QtBot, *bands: StateBand, course: Course = LETTERS, size: tuple[int, int] = (300, 400)) -> StateSheet:
    theme = Theme()
    made = StateSheet(theme, "sheet", "States")
    theme.setParent(made)
    qtbot.addWidget(made)
    made.resize(*size)
    made.show()
    made.show_bands(bands, course)
    return made


def band(units: int = 3, steps: int = 6, name: str = "Hidden") -> StateBand:
    values = np.linspace(-1, 1, units * steps).reshape(units, steps)
    return StateBand(name, values, 1.0)


def key(widget: QWidget, *keys: Qt.Key) -> None:
    for each in keys:
        QTest.keyClick(widget, each)


def test_a_cell_has_the_colour_of_its_number_and_padding_none(qtbot: QtBot) -> None:
    made = sheet(qtbot, band())
    picture = paint(made)
    table = made.theme.signed_table()
    assert _color(picture, made.cell_center(0, 0, 0).toPoint()) == QColor(*table[0].tolist())
    inside = band().values[2, 3]
    assert _color(picture, made.cell_center(0, 2, 3).toPoint()) == QColor(*table[int((inside + 1) * 127.5)].tolist())
    assert _color(picture, made.cell_center(0, 1, 5).toPoint()) == made.theme.color("segment")


def _color(picture: QImage, at: QPoint) -> QColor:
    return picture.pixelColor(at)


def test_pointing_and_clicking_tell_unit_and_step(qtbot: QtBot) -> None:
    made = sheet(qtbot, band(), band(name="Cell"))
    for index, unit, step in ((0, 2, 1), (1, 0, 3)):
        at = made.cell_center(index, unit, step).toPoint()
        with qtbot.waitSignal(made.hovered, check_params_cb=lambda *got: got == (unit, step)):  # noqa: B023
            QTest.mouseMove(made.viewport(), at)
        with qtbot.waitSignal(made.pinned, check_params_cb=lambda *got: got == (unit, step)):  # noqa: B023
            QTest.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def test_the_arrow_keys_walk_along_time_and_through_the_units(qtbot: QtBot) -> None:
    made = sheet(qtbot, band())
    seen: list[tuple[int, int]] = []
    made.pinned.connect(lambda *place: seen.append(place))
    made.pinned.connect(made.set_pin)
    right, left, up, down = Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Down
    key(made, right, right, down, down, down, up, left, left, left)
    assert seen == [(0, 0), (0, 1), (1, 1), (2, 1), (2, 1), (1, 1), (1, 0), (1, 0), (1, 0)]
    with qtbot.waitSignal(made.released):
        key(made, Qt.Key.Key_Escape)


def test_a_click_on_what_is_pinned_lets_it_go_and_marks_are_seen(qtbot: QtBot) -> None:
    made = sheet(qtbot, band())
    bare = paint(made)
    made.set_pin(1, 2)
    assert where(paint(made), bare).contains(made.cell_center(0, 1, 2).toPoint())
    with qtbot.waitSignal(made.released):
        at = made.cell_center(0, 1, 2).toPoint()
        QTest.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def test_low_and_wide_bands_lie_beside_each_other_on_axes_of_their_own(qtbot: QtBot) -> None:
    made = sheet(qtbot, band(), band(name="Cell"), band(name="Forget"), size=(600, 180))
    (hidden, one), (cell, two), (forget, same) = made.boxes()
    assert one is not two
    assert two is same
    assert hidden.right() < cell.left()
    assert hidden.height() > 1.5 * cell.height()
    made.resize(600, 500)
    assert len({id(axis) for _, axis in made.boxes()}) == 1
    assert forget.top() > cell.bottom()


@given(st.integers(1, 300), st.integers(1, 1000), st.floats(0, 300))
def test_steps_lie_where_they_are_found(steps: int, wide: int, left: float) -> None:
    axis = TimeAxis(Theme(), Course(steps, steps), left, left + wide)
    assert axis.right <= left + wide + 1e-6
    for step in {0, steps // 2, steps - 1}:
        assert axis.step_at(axis.x(step + 0.5)) == step
    assert axis.step_at(left - 1) == -1
    assert axis.step_at(axis.right + 1) == -1


@pytest.mark.parametrize("words", [("a", "b") * 30, ("the", "unbelievable") * 10, ("movie",) * 4, ()])
@pytest.mark.parametrize("series", [None, 1, 3, 12])
def test_every_axis_paints_at_every_size(qtbot: QtBot, words: tuple[str, ...], series: int | None) -> None:
    steps = len(words) or 25
    values = None if series is None else np.sin(np.arange(steps * series)).reshape(steps, series)
    for size in ((20, 20), (120, 60), (500, 160), (500, 500)):
        made = sheet(qtbot, band(70, steps), course=Course(steps, steps, words, values), size=size)
        made.set_pin(3, steps - 1)
        paint(made)


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 40), st.integers(1, 40))
def test_means_of_groups_leave_nothing_out(units: int, steps: int, rows: int, columns: int) -> None:
    values = np.random.default_rng(units).normal(size=(units, steps))
    made, by_unit, by_step = pooled(values, rows, columns)
    assert made.shape[0] <= rows
    assert made.shape[1] <= columns
    assert made[0, 0] == pytest.approx(values[:by_unit, :by_step].mean())
    last_row, last_column = (units - 1) // by_unit * by_unit, (steps - 1) // by_step * by_step
    assert made[-1, -1] == pytest.approx(values[last_row:, last_column:].mean())


@given(st.floats(1e-30, 1e30), st.floats(0, 10))
def test_the_end_of_a_scale_holds_every_value_and_never_shrinks(most: float, known: float) -> None:
    limit = limit_for(np.array([0.0, -most]), known)
    assert limit >= most * (1 - 1e-5)
    assert limit >= known
    assert limit <= max(2.6 * most, known)


def test_a_scale_is_printed_and_nothing_finite_is_said() -> None:
    assert StateBand("a", np.ones((2, 2)), 0.5).scale == "±0.5"
    assert StateBand("a", np.ones((2, 2)), 1.0, False).scale == "0 to 1"
    assert StateBand("a", np.full((2, 2), np.nan), 1.0).scale == "no numbers"


def test_the_reach_goes_down_in_decades_and_says_where_it_ends(qtbot: QtBot) -> None:
    theme = Theme()
    made = StateReach(theme, "reach", "Reach")
    theme.setParent(made)
    qtbot.addWidget(made)
    made.resize(300, 160)
    made.show()
    course = Course(4, 4)
    color = theme.color("accent")
    made.show_lines([ReachLine("RNN 1", np.array([0.002, 0.05, 0.3, 1.0]), color)], course)
    assert made.y_axis.low == pytest.approx(1e-3)
    made.show_lines([ReachLine("RNN 1", np.array([0.5, 0.5, 0.5, 1.0]), color)], course)
    assert made.y_axis.low == pytest.approx(1e-3)
    made.show_lines([ReachLine("RNN 1", np.array([0.0, 1e-30, 0.5, 1.0]), color)], course)
    assert made.y_axis.low == LEAST
    paint(made)
    made.set_log(False)
    assert made.y_axis.low == 0.0
    before = paint(made)
    with qtbot.waitSignal(made.pointed, check_params_cb=lambda step: step == 2):
        QTest.mouseMove(made.viewport(), QPoint(round(made.axis().x(2.5)), 60))
    assert not alike(paint(made), before)
    with qtbot.waitSignal(made.pinned, check_params_cb=lambda step: step == 2):
        at = QPoint(round(made.axis().x(2.5)), 60)
        QTest.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
