"""Whoever sets samples aside for validation can look at them in every view, by one choice."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QMenu
from pytestqt.qtbot import QtBot

from playground.engine.requests import OnExamples
from playground.model import edits
from playground.model.document import Views
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.ui.panels.example_picker import ExamplePicker
from playground.ui.shell.window import Window
from playground.ui.views.boundary.view import BoundaryView
from playground.ui.views.confusion.view import ConfusionView
from playground.ui.views.per_class.view import PerClassView
from tests.stories.conftest import PATIENCE, Open, train


def circle() -> Experiment:
    made = load_example("circle")
    for path, value in {"data.samples": 200, "data.train_share": 0.5, "data.validation": 0.2}.items():
        made = edits.set_value(made, path, value)
    return made


def view(window: Window) -> BoundaryView:
    found = window.views.get("boundary")
    assert isinstance(found, BoundaryView)
    return found


def offered(menu: QMenu) -> list[QAction]:
    choice = menu.findChild(QMenu, "parts_menu")
    assert choice is not None
    return choice.actions()


def look_among(window: Window, part: str) -> None:
    """By the menu of a view, as a person does."""
    menu = view(window).menu()
    next(action for action in offered(menu) if action.text() == part).trigger()
    menu.close()


def test_every_view_shows_and_counts_the_part_that_is_chosen(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(circle())
    boundary, counted, classes = (window.views.get(id) for id in ("boundary", "confusion", "per_class"))
    assert isinstance(boundary, BoundaryView)
    assert isinstance(counted, ConfusionView)
    assert isinstance(classes, PerClassView)
    assert window.bottom.open("confusion")
    train(qtbot, window, 5)
    qtbot.waitUntil(lambda: "test samples" in counted.describe(), timeout=PATIENCE)
    assert boundary.tests.text() == "Test points"
    window.focus.choose(3)
    look_among(window, "Validation")
    assert (window.focus.part, window.focus.example) == ("validation", 0)
    assert window.focus.inputs(window.store.experiment.data) == OnExamples("validation", (0,))
    assert boundary.tests.text() == "Validation points"
    assert "validation samples" in counted.describe()
    assert window.bottom.open("per_class")
    qtbot.waitUntil(lambda: "20 validation samples" in classes.note.text(), timeout=PATIENCE)
    classes.bars.chosen.emit(1)
    assert window.focus.chosen is not None
    assert window.focus.chosen.part == "validation"
    window.focus.choose(4)
    samples = window.conductor.samples
    assert samples is not None
    assert samples.validation_points is not None
    assert window.canvas.pictures.point == tuple(samples.validation_points[4].tolist())
    look_among(window, "Train")
    assert window.focus.chosen is None
    assert "train samples" in classes.note.text()
    assert samples.train_points is not None
    boundary.surface.clicked.emit(*samples.train_points[7].tolist())
    assert (window.focus.picked, window.focus.example) == (True, 7)
    assert "Train point 7" in boundary.surface.words
    assert window.canvas.pictures.point == tuple(samples.train_points[7].tolist())


def test_the_examples_are_chosen_from_the_part_that_is_chosen_beside_them(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(circle())
    window.example_picking.open()
    picker = window.findChild(ExamplePicker)
    assert picker is not None
    assert picker.part.value == "Test"
    assert "from 0 to 99" in picker.note.text()
    button = picker.findChild(QAbstractButton, "picker_part_validation")
    assert button is not None
    button.click()
    assert window.focus.part == "validation"
    assert "from 0 to 19" in picker.note.text()
    picker.hide()


def test_where_nothing_is_set_aside_there_is_no_validation_to_choose(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(edits.set_value(circle(), "data.validation", 0.0))
    window.focus.look_among("validation")
    assert window.focus.inputs(window.store.experiment.data) == OnExamples("test", (0,))
    menu = view(window).menu()
    assert [action.text() for action in offered(menu) if action.isChecked()] == ["Test"]
    assert len(offered(menu)) == 2
    menu.close()


def test_the_example_that_a_document_names_is_of_the_test_part(open_window: Open) -> None:
    window = open_window(circle(), wait=False)
    window.focus.look_among("validation")
    window.store.load(circle(), None, views=Views(example=3))
    assert window.focus.inputs(window.store.experiment.data) == OnExamples("test", (3,))
