"""The example picker: looking through the images, and choosing one of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.engine.messages import Frame
from playground.engine.requests import OnRaw, Verdicts
from playground.ui.panels import example_picker
from playground.ui.panels.example_picker import ExamplePicker
from playground.ui.state.focus import Chosen, Focus
from playground.ui.theme.theme import Theme
from tests.contracts.test_views import run

LEFT = Qt.MouseButton.LeftButton
IMAGES = "images"


@pytest.fixture
def room(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    return made


def opened(room: QWidget, name: str = IMAGES, focus: Focus | None = None) -> ExamplePicker:
    theme = Theme(parent=room)
    picker = ExamplePicker(theme, focus or Focus(room), room)
    picker.set_scene(run(name).scene())
    picker.open_beside(QRect(100, 300, 90, 90))
    return picker


def targets() -> Any:
    samples = run(IMAGES).session.samples
    assert samples is not None
    return samples.test_targets


def segment(picker: ExamplePicker, name: str) -> None:
    button = picker.findChild(QAbstractButton, f"picker_mode_{name}")
    assert button is not None
    QTest.mouseClick(button, LEFT)


def test_a_click_on_an_image_in_the_row_of_its_class_chooses_it_and_closes(room: QWidget) -> None:
    focus = Focus(room)
    focus.give(OnRaw((1, 8, 8), (0.0,) * 64), "your drawing")
    picker = opened(room, focus=focus)
    QTest.mouseClick(picker.rows, LEFT, pos=picker.rows.tile_center(4, 2))
    assert focus.example == np.flatnonzero(targets() == 4)[2]
    assert focus.given is None
    assert picker.isHidden()


def test_the_arrow_keys_and_enter_choose_too(room: QWidget) -> None:
    focus = Focus(room)
    picker = opened(room, focus=focus)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(picker.rows, key)
    assert focus.example == np.flatnonzero(targets() == 1)[1]


def test_pages_go_through_all_images_of_every_class(room: QWidget) -> None:
    picker = opened(room)
    seen: set[int] = set()
    picker.rows.chosen.connect(seen.add)
    most = max(np.bincount(targets()))
    for page in range(-(-most // 12)):
        if page:
            QTest.mouseClick(picker.after, LEFT)
        for row in range(10):
            for column in range(12):
                QTest.mouseClick(picker.rows, LEFT, pos=picker.rows.tile_center(row, column))
                if picker.isHidden():
                    picker.show()
    assert seen == set(range(len(targets())))
    assert not picker.after.isEnabled()


def test_the_wheel_turns_pages(room: QWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(example_picker, "COLUMNS", 3)
    picker = opened(room)
    assert picker.after.isEnabled()
    for turn in (-120, 120):
        middle = QPointF(picker.rows.rect().center())
        none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(middle, middle, QPoint(), QPoint(0, turn), *none, False)
        QApplication.sendEvent(picker, event)  # pictures in it leave a wheel to it
        assert picker.before.isEnabled() == (turn < 0)


def test_the_wrong_ones_are_asked_for_once_and_only_while_they_are_wanted(room: QWidget) -> None:
    picker = opened(room)
    assert picker.requests() == ()
    segment(picker, "wrong_ones")
    requests = picker.requests()
    assert requests == (Verdicts("test", 1000),)
    frame = run(IMAGES).frame(requests)
    picker.set_frame(frame)
    assert picker.requests() == ()
    judged = frame.answers[requests[0]]
    wrong = np.flatnonzero(judged.true != judged.predicted)
    assert f"of {len(wrong)} wrong ones among the first {len(targets())}" in picker.note.text()
    surest = wrong[np.argsort(-judged.confidence[wrong], kind="stable")[0]]
    focus = Focus(room)
    picker.grid.chosen.connect(focus.choose)
    QTest.mouseClick(picker.grid, LEFT, pos=picker.grid.tile_center(0))
    assert focus.example == surest


def test_what_was_judged_before_a_number_was_written_by_hand_is_judged_anew(room: QWidget) -> None:
    picker = opened(room)
    segment(picker, "wrong_ones")
    asked = picker.requests()
    frame = run(IMAGES).frame(asked)
    picker.set_frame(frame)
    picker.set_frame(Frame(1, frame.step + 1, 1.0, {}))
    assert picker.requests() == (), "learning goes on: the note says at which step they were judged"
    assert picker.note.text().endswith(f"at step {frame.step}")
    picker.set_frame(Frame(1, frame.step + 1, 1.0, {}, revision=1))
    assert picker.requests() == asked


def test_nothing_wrong_and_failures_are_said(room: QWidget) -> None:
    picker = opened(room)
    segment(picker, "wrong_ones")
    (request,) = picker.requests()
    picker.set_frame(Frame(1, 1, 0.0, {}, {request: "This could not be computed."}))
    assert picker.grid.message == "This could not be computed."
    judged = run(IMAGES).frame((request,)).answers[request]
    right = type(judged)(judged.losses, judged.true, judged.true, judged.confidence)
    picker.set_frame(Frame(1, 1, 0.0, {request: right}))
    assert "is predicted wrongly" in picker.grid.message


def test_those_chosen_together_are_offered(room: QWidget) -> None:
    focus = Focus(room)
    picker = opened(room, focus=focus)
    segment(picker, "chosen")
    assert "None are chosen together" in picker.grid.message
    focus.choose_together(Chosen("test", (3, 8), "two"))
    assert picker.note.text() == "1–2 of 2 chosen: two"
    QTest.mouseClick(picker.grid, LEFT, pos=picker.grid.tile_center(1))
    assert focus.example == 8


def test_a_number_chooses_and_one_that_is_not_there_is_explained(room: QWidget) -> None:
    focus = Focus(room)
    picker = opened(room, focus=focus)
    for wrong in ("100000", "-1", "x", ""):
        picker.number.setText(wrong)
        QTest.keyClick(picker.number, Qt.Key.Key_Return)
        assert picker.note.text().endswith(f"type one from 0 to {len(targets()) - 1}.")
        assert picker.isVisible()
    picker.number.setText("17")
    QTest.keyClick(picker.number, Qt.Key.Key_Return)
    assert focus.example == 17
    assert picker.isHidden()


@pytest.mark.parametrize("name", ["plane, two classes", "curve"])
def test_points_are_chosen_by_number(room: QWidget, name: str) -> None:
    focus = Focus(room)
    picker = opened(room, name, focus)
    assert "type a number" in picker.note.text()
    assert picker.requests() == ()
    picker.number.setText("5")
    QTest.keyClick(picker.number, Qt.Key.Key_Return)
    assert focus.example == 5


def test_it_lies_within_the_window_wherever_it_is_wanted(room: QWidget) -> None:
    picker = opened(room)
    inside = QRect(room.mapToGlobal(room.rect().topLeft()), room.size())
    for place in (QRect(5, 5, 10, 10), QRect(1400, 880, 30, 15), QRect(700, 850, 90, 40)):
        picker.open_beside(place)
        assert inside.contains(QRect(picker.pos(), picker.size()))


def test_enlarged_text_leaves_it_within_a_low_window(room: QWidget) -> None:
    room.resize(1280, 720)
    picker = opened(room)
    picker.hide()
    theme = room.findChild(Theme)
    assert isinstance(theme, Theme)
    theme.set_zoom(1.5)
    picker.open_beside(QRect(100, 300, 90, 90))
    assert QRect(room.mapToGlobal(room.rect().topLeft()), room.size()).contains(QRect(picker.pos(), picker.size()))
    last = picker.rows.tile_center(9, 11)
    assert picker.rows.rect().contains(last)
