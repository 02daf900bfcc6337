"""The bench of tensors as people use it: a layer as a matrix product, typed tensors, cells, and what does not fit."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.engine.messages import Frame
from playground.model.tensor_operations import OPERATIONS
from playground.ui.views.tensors.board import shared
from playground.ui.views.tensors.view import TensorsView
from tests.contracts.test_views import run
from tests.ui.test_panels_left import stops
from tests.ui.test_views import click, make

LEFT = Qt.MouseButton.LeftButton


def answered(view: TensorsView, name: str = "plane, two classes") -> None:
    answers, failures = run(name).session.answer(view.requests())
    view.set_frame(Frame(1, 40, 1.0, answers, failures))


def bench(qtbot: QtBot, name: str = "plane, two classes") -> TensorsView:
    view: Any = make(qtbot, "tensors", name, (850, 300))
    assert isinstance(view, TensorsView)
    return view


def choose(view: TensorsView, name: str, operation: str) -> None:
    view.bar.operation.select(operation)
    view.bar.operation.chosen.emit(operation)
    answered(view, name)


def type_into(view: TensorsView, name: str, text: str) -> None:
    field = view.bar.fields[name]
    field.clear()
    QTest.keyClicks(field, text)
    answered(view)


def test_it_begins_with_a_layer_as_a_matrix_product_that_equals_its_own_output(qtbot: QtBot) -> None:
    view = bench(qtbot)
    assert view.line.text() == "x @ W.T + b"
    assert "(3, 2) @ (2, 8) + b, which is repeated for each row" in view.note.text()
    assert "Equal to what leaves Linear 1" in view.note.text()
    shapes = [plate.values.shape for plate in (*view.board.plates, view.board.result)]
    assert shapes == [(3, 2), (2, 8), (3, 8), (3, 8)]


def test_the_cell_under_the_pointer_is_written_out_and_its_row_and_column_are_marked(qtbot: QtBot) -> None:
    view = bench(qtbot)
    choose(view, "plane, two classes", "matrix_product")
    assert view.told.text() == "z[0, 0] = 1 × 5 + 2 × 7 = 19"
    result = view.board.result
    QTest.mouseMove(result.viewport(), result.cell_box(1, 0).center().toPoint())
    answered(view)
    assert view.told.text() == "z[1, 0] = 3 × 5 + 4 × 7 = 43"
    assert result.read_out == ["z[1, 0] 43"]
    result.setFocus()
    QTest.keyClick(result, Qt.Key.Key_Right)
    answered(view)
    assert view.told.text() == "z[1, 1] = 3 × 6 + 4 × 8 = 50"


def test_a_row_is_repeated_and_the_words_say_along_which_axis(qtbot: QtBot) -> None:
    view = bench(qtbot)
    choose(view, "plane, two classes", "add")
    assert view.line.text() == "x + y"
    assert view.note.text() == "Broadcasting: y (2,) is repeated 2 times along axis 0. The result is (2, 2)."
    assert view.board.plates[1].values.tolist() == [[10, 20], [10, 20]]
    assert view.board.result.values.tolist() == [[11, 22], [13, 24]]


def test_what_does_not_fit_is_said_in_place_of_a_result(qtbot: QtBot) -> None:
    view = bench(qtbot)
    choose(view, "plane, two classes", "multiply")
    type_into(view, "y", "[1, 2, 3]")
    assert "counted from the end, their last sizes are 2 and 3" in view.board.result.message
    assert view.describe().startswith("x * y: x is (2, 2) and y (3,)")
    type_into(view, "y", "[1, 2, 3")
    assert view.note.text() == "A bracket is not closed yet."
    assert view.bar.fields["y"].property("bad")
    type_into(view, "y", "[[1], [2]]")
    assert view.board.result.values.tolist() == [[1, 2], [6, 8]]


def test_a_sum_goes_along_the_axis_that_is_chosen(qtbot: QtBot) -> None:
    view = bench(qtbot)
    choose(view, "plane, two classes", "sum")
    assert view.told.text() == "z = 1 + 2 + 3 + 4 = 10"
    view.bar.axis.select("0")
    view.bar.axis.chosen.emit("0")
    answered(view)
    assert view.line.text() == "torch.sum(x, dim=0)"
    assert view.board.result.values.tolist() == [[4, 6]]
    assert view.told.text() == "z[0] = 1 + 3 = 4"
    choose(view, "plane, two classes", "mean")
    assert view.told.text() == "z[0] = (1 + 3) / 2 = 2"
    type_into(view, "x", "[[1, 2], [3, 4]]")
    assert "torch takes the mean of decimals alone, and x is int64" in view.board.result.message


def test_numbers_are_laid_out_anew_in_another_shape(qtbot: QtBot) -> None:
    view = bench(qtbot)
    choose(view, "plane, two classes", "reshape")
    view.bar.shape.setText("1, -1")
    answered(view)
    assert view.board.result.values.tolist() == [[1, 2, 3, 4]]
    view.bar.shape.setText("three")
    assert view.note.text() == "Type sizes with commas between, such as 4, -1."


def test_the_lines_can_be_taken_away_and_run(qtbot: QtBot) -> None:
    view = bench(qtbot)
    choose(view, "plane, two classes", "matrix_product")
    click(view.copy)
    scope: dict[str, Any] = {}
    exec(QGuiApplication.clipboard().text(), scope)
    assert scope["z"].tolist() == [[19, 22], [43, 50]]
    choose(view, "plane, two classes", "linear")
    click(view.copy)
    assert "# W.T: Linear 1 weight, transposed, (2, 8), torch.float32" in QGuiApplication.clipboard().text()


def test_a_layer_that_is_selected_is_the_one_that_is_multiplied(qtbot: QtBot) -> None:
    view = bench(qtbot)
    view.focus.select("output", 0)
    answered(view)
    assert view.bar.layer.currentText() == "Output"
    assert view.board.result.values.shape == (3, 1)
    view.focus.select("tanh_1", 0)
    assert view.bar.layer.currentText() == "Output", "what has no product leaves it as it is"


def test_parts_of_what_has_many_axes_are_gone_through(qtbot: QtBot) -> None:
    view = bench(qtbot, "images")
    view.bar.operation.select("shape")
    view.bar.chosen["x"].select("conv2d_1:output")
    view.bar.chosen["x"].chosen.emit("conv2d_1:output")
    answered(view, "images")
    assert view.board.result.isHidden() is False
    seen = [view.board.result.values]
    for _ in range(3):
        click(view.after)
        answered(view, "images")
        seen.append(view.board.result.values)
    assert not any(np.array_equal(one, other) for one, other in pairwise(seen))
    assert view.told.text().startswith("x[1, 0, 0, 0] = ")
    click(view.before)
    answered(view, "images")
    np.testing.assert_array_equal(view.board.result.values, seen[2])


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_shows_something_of_what_is_offered_first(qtbot: QtBot, operation: str) -> None:
    view = bench(qtbot)
    choose(view, "plane, two classes", operation)
    assert view.describe().endswith(".")
    assert view.line.text()
    assert not view.board.result.message


def test_width_is_shared_so_that_small_ones_keep_what_they_want() -> None:
    assert shared([100, 50], 400) == [100, 50]
    assert shared([500, 50, 400], 450) == [200, 50, 200]
    assert shared([500, 500], 100) == [50, 50]


def test_a_layer_chosen_from_the_list_stays_as_other_things_are_set(qtbot: QtBot) -> None:
    view = bench(qtbot)
    view.focus.select("linear_1", 0)
    view.bar.layer.select("output")
    view.bar.layer.chosen.emit("output")
    assert view.scene is not None
    view.set_scene(view.scene)
    assert view.bar.layer.selected == "output"


def test_tab_goes_through_the_controls_as_the_eye_does(qtbot: QtBot) -> None:
    view = bench(qtbot)
    found = [name for name in stops(view.bar.operation, "tensors_shape") if name.startswith("tensors_")]
    tensors = ["tensors_x", "tensors_typed_x", "tensors_y", "tensors_typed_y"]
    assert found == ["tensors_operation", "tensors_layer", *tensors, "tensors_axis", "tensors_shape"]
