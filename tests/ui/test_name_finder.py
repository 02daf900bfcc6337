"""Examples that are found by their names: emoji by what they show."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.model.edits import set_value
from playground.model.experiment import Experiment
from playground.model.sample_cache import SAMPLES
from playground.model.trace import trace
from playground.ui.examples.looked_at import sample_text
from playground.ui.panels.example_picker import ExamplePicker
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from tests.contracts.test_views import EXPERIMENTS

LEFT = Qt.MouseButton.LeftButton


@cache
def scene(name: str = "colours, augmented") -> Scene:
    made: Experiment = EXPERIMENTS[name]
    if name == "colours, augmented":
        made = set_value(made, "data.samples", 1906)
    return Scene(made, trace(made), SAMPLES.load(made.data), 1)


@pytest.fixture
def room(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    return made


def opened(room: QWidget, focus: Focus, shown: Scene | None = None) -> ExamplePicker:
    picker = ExamplePicker(Theme(parent=room), focus, room)
    picker.set_scene(shown or scene())
    picker.open_beside(QRect(100, 300, 90, 90))
    return picker


def test_what_is_typed_finds_pictures_whose_name_or_class_begins_so(room: QWidget) -> None:
    focus = Focus(room)
    picker = opened(room, focus)
    QTest.keyClicks(picker.finder, "cat")
    found = picker.finder.found()
    assert len(found) >= 10
    assert all(any(word.startswith("cat") for word in one.name.lower().split()) for one in found)
    assert {one.part for one in found} == {"test", "train"}
    tests = [one for one in found if one.part == "test"]
    assert f"“cat”: {len(tests)} test image" in picker.note.text()
    QTest.mouseClick(picker.grid, LEFT, pos=picker.grid.tile_center(0))
    assert picker.isHidden()
    assert focus.given is None
    assert sample_text(scene(), focus.example) == tests[0].name


def test_one_of_another_part_is_looked_at_there(room: QWidget) -> None:
    focus = Focus(room)
    picker = opened(room, focus)
    QTest.keyClicks(picker.finder, "cat")
    place, found = next((place, one) for place, one in enumerate(picker.finder.found()) if one.part == "train")
    QTest.mouseClick(picker.grid, LEFT, pos=picker.grid.tile_center(place))
    assert (focus.part, focus.example) == ("train", found.index)
    assert sample_text(replace(scene(), part="train"), focus.example) == found.name


def test_a_class_is_found_by_its_name_and_what_is_not_there_is_said(room: QWidget) -> None:
    picker = opened(room, Focus(room))
    QTest.keyClicks(picker.finder, "FOOD, drink")
    assert {one.label for one in picker.finder.found()} == {"Food"}
    picker.finder.clear()
    QTest.keyClicks(picker.finder, "zzz")
    assert picker.grid.message == "Nothing is called “zzz”: try another word, such as face, flag or food."
    picker.finder.clear()
    assert picker.grid.isHidden(), "all are there again, by class"


def test_a_number_chooses_that_example_whatever_was_found(room: QWidget) -> None:
    focus = Focus(room)
    picker = opened(room, focus)
    QTest.keyClicks(picker.finder, "cat")
    QTest.keyClicks(picker.number, "3")
    QTest.keyClick(picker.number, Qt.Key.Key_Return)
    assert focus.example == 3


def test_data_without_names_have_no_field_for_them(room: QWidget) -> None:
    picker = opened(room, Focus(room), scene("images"))
    assert picker.finder.isHidden()
    assert sample_text(scene("images"), 0) == ""
