"""Drawing: strokes, what the network sees of them, and what follows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from playground.engine.messages import Frame
from playground.engine.requests import OnRaw
from playground.ui.theme.theme import Theme
from playground.ui.views.drawing.pad import SIDE, DrawingPad, Stroke
from tests.contracts.test_views import run
from tests.ui.test_views import make

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
LINE = Stroke(((140.0, 40.0), (140.0, 240.0)))


@pytest.fixture
def pad(qtbot: QtBot) -> DrawingPad:
    theme = Theme()
    made = DrawingPad(theme, "pad", "Pad")
    theme.setParent(made)
    qtbot.addWidget(made)
    made.resize(142, 142)
    made.show()
    return made


def drag(widget: Any, *places: tuple[int, int], button: Qt.MouseButton = LEFT) -> None:
    QTest.mousePress(widget, button, pos=QPoint(*places[0]))
    for place in places[1:]:
        QTest.mouseMove(widget, QPoint(*place))
    QTest.mouseRelease(widget, button, pos=QPoint(*places[-1]))


def test_a_drag_leaves_ink_where_the_mouse_went(pad: DrawingPad) -> None:
    drag(pad, (71, 21), (71, 71), (71, 121))
    ink = pad.ink()
    assert ink.shape == (SIDE, SIDE)
    assert ink[140, 140] == 1.0
    assert not ink[:, :100].any()
    assert not ink[:, 180:].any()


def test_a_click_leaves_a_dot(pad: DrawingPad) -> None:
    QTest.mouseClick(pad, LEFT, pos=QPoint(71, 71))
    assert pad.ink()[140, 140] == 1.0


def test_the_pointer_may_leave_the_paper(pad: DrawingPad) -> None:
    drag(pad, (71, 71), (400, -50), (71, 71))
    assert 0.0 <= pad.ink().min() <= pad.ink().max() == 1.0


def test_the_eraser_and_the_right_button_take_all_ink_away(pad: DrawingPad) -> None:
    drag(pad, (71, 21), (71, 121))
    drag(pad, (71, 15), (71, 127), button=RIGHT)
    assert not pad.ink().any()
    drag(pad, (71, 21), (71, 121))
    pad.erasing = True
    drag(pad, (71, 15), (71, 127))
    assert not pad.ink().any()


def test_strokes_are_taken_back_one_by_one_and_clearing_too(pad: DrawingPad) -> None:
    drag(pad, (30, 30), (30, 100))
    one = pad.ink()
    drag(pad, (100, 30), (100, 100))
    two = pad.ink()
    QTest.keyClick(pad, Qt.Key.Key_Delete)
    assert not pad.ink().any()
    QTest.keyClick(pad, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert np.array_equal(pad.ink(), two)
    QTest.keyClick(pad, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert np.array_equal(pad.ink(), one)
    pad.undo()
    assert not pad.can_undo
    assert not pad.ink().any()


def answer(view: Any) -> None:
    view.set_frame(run("images").frame(view.requests()))


def test_a_drawing_goes_to_all_views_in_the_size_and_levels_of_the_data(qtbot: QtBot) -> None:
    view = make(qtbot, "drawing", "images", (300, 160))
    view.pad.draw_stroke(LINE)
    given = view.focus.given
    assert isinstance(given, OnRaw)
    assert given.shape == (1, 8, 8)
    levels = np.array(given.values)
    assert set(levels.tolist()) <= set(range(17))
    assert levels.reshape(8, 8)[:, 3:5].sum() == levels.sum()
    assert view.focus.given_as.words == "your drawing"
    answer(view)
    assert view.describe().startswith("The drawing: predicted ")


def test_what_is_drawn_while_an_answer_is_on_its_way_is_sent_after_it(qtbot: QtBot) -> None:
    view = make(qtbot, "drawing", "images", (300, 160))
    view.pad.draw_stroke(LINE)
    first = view.requests()
    view.pad.draw_stroke(Stroke(((60.0, 40.0), (220.0, 40.0))))
    assert view.requests() == first
    view.set_frame(Frame(1, 1, 0.0))
    assert view.requests() == first
    answer(view)
    assert view.requests() != first
    answer(view)
    assert "drawing" in view.describe()


def test_ink_over_ink_changes_nothing_and_waits_for_nothing(qtbot: QtBot) -> None:
    view = make(qtbot, "drawing", "images", (300, 160))
    view.pad.draw_stroke(LINE)
    answer(view)
    before = view.requests()
    view.pad.draw_stroke(LINE)
    assert view.requests() == before
    view.pad.draw_stroke(Stroke(((60.0, 40.0), (220.0, 40.0))))
    assert view.requests() != before


def test_clearing_gives_the_example_back(qtbot: QtBot) -> None:
    view = make(qtbot, "drawing", "images", (300, 160))
    before = view.requests()
    view.pad.draw_stroke(LINE)
    answer(view)
    clear = view.findChild(QAbstractButton, "drawing_clear")
    QTest.mouseClick(clear, LEFT)
    assert view.focus.given is None
    assert view.requests() == before
    assert view.describe().startswith("Nothing is drawn yet.")
    assert clear.isHidden()


def test_a_drawing_stays_while_an_example_is_looked_at_and_comes_back_at_a_click(qtbot: QtBot) -> None:
    view = make(qtbot, "drawing", "images", (300, 160))
    view.pad.draw_stroke(LINE)
    answer(view)
    drawn = view.focus.given
    view.focus.choose(3)
    assert view.focus.given is None
    assert "drawing" in view.describe()
    QTest.mouseClick(view.seen, LEFT)
    assert view.focus.given == drawn


def test_the_eraser_button_turns_the_left_button_into_an_eraser(qtbot: QtBot) -> None:
    view = make(qtbot, "drawing", "images", (300, 160))
    view.pad.draw_stroke(LINE)
    QTest.mouseClick(view.findChild(QAbstractButton, "drawing_eraser"), LEFT)
    side = view.pad.width()
    drag(view.pad, (side // 2, 2), (side // 2, side - 2))
    assert not view.pad.ink().any()
    QTest.mouseClick(view.findChild(QAbstractButton, "drawing_undo"), LEFT)
    assert view.pad.ink().any()


def test_answers_that_are_not_numbers_are_said(qtbot: QtBot) -> None:
    view = make(qtbot, "drawing", "images", (300, 160))
    view.pad.draw_stroke(LINE)
    (request,) = view.requests()
    view.set_frame(Frame(1, 1, 0.0, {request: {"output": np.full((1, 10), np.nan, np.float32)}}))
    assert "not numbers" in view.describe()
    view.set_frame(Frame(1, 1, 0.0, {}, {request: "This could not be computed."}))
    assert view.bars.message == "This could not be computed."
