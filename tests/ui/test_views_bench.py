"""The convolution bench: kernels chosen, dragged and typed, and filters that come and go."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from playground.model import kernels
from playground.ui.views.bench.view import BenchView
from tests.contracts.test_views import run
from tests.ui.test_plots import turn
from tests.ui.test_views import click, make

LEFT = Qt.MouseButton.LeftButton


def bench(qtbot: QtBot) -> BenchView:
    view = make(qtbot, "bench", "images", size=(856, 250))
    assert isinstance(view, BenchView)
    return view


def middle(view: BenchView, row: int, column: int) -> QPoint:
    return view.grid.cell_box(row, column).center().toPoint()


def test_a_kernel_that_has_a_name_is_slid_over_the_example(qtbot: QtBot) -> None:
    view = bench(qtbot)
    for item in view.presets.items():
        click(item)
        rows = next(kernel.rows for kernel in kernels.NAMED if kernel.id == item.choice.id)
        assert np.array_equal(view.grid.values, np.array(rows))
        assert item.choice.label in view.describe()
    assert view.sum.text().startswith("sum ")


def test_numbers_are_dragged_scrolled_and_typed(qtbot: QtBot) -> None:
    view = bench(qtbot)
    click(next(item for item in view.presets.items() if item.choice.id == "identity"))
    at = middle(view, 0, 0)
    QTest.mousePress(view.grid, LEFT, pos=at)
    QTest.mouseMove(view.grid, at - QPoint(0, 50))
    QTest.mouseRelease(view.grid, LEFT, pos=at - QPoint(0, 50))
    assert view.grid.values[0, 0] == 0.5
    assert view.presets.selected == ""
    QTest.keyClick(view.grid, Qt.Key.Key_Right)
    QTest.keyClicks(view.grid, "-1.25")
    QTest.keyClick(view.grid, Qt.Key.Key_Return)
    assert view.grid.values[0, 1] == -1.25
    QTest.keyClick(view.grid, Qt.Key.Key_Plus)
    assert view.grid.values[0, 1] == -1.15
    assert "A kernel of your own" in view.describe()


def test_a_number_is_typed_into_a_cell_as_people_write_it_and_none_is_cut(qtbot: QtBot) -> None:
    view = bench(qtbot)
    pressed: list[bool] = []
    spaced = QShortcut(QKeySequence(Qt.Key.Key_Space), view.window())
    spaced.activated.connect(lambda: pressed.append(True))
    view.window().activateWindow()
    view.grid.setFocus()
    qtbot.waitUntil(lambda: view.window().isActiveWindow() and view.grid.hasFocus())
    for text, value in (("-0.123 456 7", -0.1234567), ("1e+2", 100.0), ("-1.23456789012", -1.23456789012)):
        QTest.keyClicks(view.grid, text)
        QTest.keyClick(view.grid, Qt.Key.Key_Return)
        assert view.grid.values[1, 1] == value
        assert view.note.text() == "" or "type one" not in view.note.text()
    QTest.keyClicks(view.grid, "10 %")
    QTest.keyClick(view.grid, Qt.Key.Key_Return)
    assert view.grid.values[1, 1] == -1.23456789012
    assert view.note.text().startswith("'10 %' is not a number")
    assert not pressed
    QTest.keyClick(view.grid, Qt.Key.Key_Space)
    assert pressed == [True]


def test_what_is_no_number_is_said_and_changes_nothing(qtbot: QtBot) -> None:
    view = bench(qtbot)
    before = view.grid.values.copy()
    QTest.keyClicks(view.grid, "1..2")
    QTest.keyClick(view.grid, Qt.Key.Key_Return)
    assert np.array_equal(view.grid.values, before)
    assert "type one such as 0.5" in view.note.text()
    QTest.keyClicks(view.grid, "7")
    QTest.keyClick(view.grid, Qt.Key.Key_Escape)
    QTest.keyClick(view.grid, Qt.Key.Key_Return)
    assert np.array_equal(view.grid.values, before)


def test_the_place_under_the_mouse_tells_its_sum(qtbot: QtBot) -> None:
    view = bench(qtbot)
    samples = run("images").session.samples
    image = samples.test_inputs[0, 0]
    box = view.board.boxes()[1]
    each = box.width() / image.shape[1]
    QTest.mouseMove(view.board.viewport(), QPointF(box.left() + 2.5 * each, box.top() + 3.5 * each).toPoint())
    found = kernels.slide(image, view.grid.values)[3, 2]
    assert f"gives {float(f'{found:.3g}'):.3g}".replace("-", "−") in view.describe()
    assert "row 4, column 3" in view.describe()


def test_the_kernel_becomes_a_filter_and_a_filter_the_kernel(qtbot: QtBot) -> None:
    view = bench(qtbot)
    wanted: list[tuple[Any, ...]] = []
    view.write_wanted.connect(lambda *what: wanted.append(what))
    view.filter.select("2")
    click(view.findChild(QPushButton, "bench_use"))
    ((node, name, index, values),) = wanted
    assert (node, name, index) == ("conv2d_1", "weight", (2,))
    assert np.array_equal(np.reshape(values, (3, 3)), view.grid.values)
    weight = run("images").frame(view.requests()).answers[view.requests()[0]]["conv2d_1"]["weight"]
    click(view.findChild(QPushButton, "bench_take"))
    assert np.allclose(view.grid.values, weight[2, 0])


def test_rectified_maps_start_at_zero(qtbot: QtBot) -> None:
    view = bench(qtbot)
    click(view.relu)
    box = view.board.boxes()[1]
    QTest.mouseMove(view.board.viewport(), box.center().toPoint())
    assert "gives −" not in view.describe()


def test_image_and_map_zoom_together_and_the_keys_slide_the_kernel(qtbot: QtBot) -> None:
    view = bench(qtbot)
    board, image = view.board, run("images").session.samples.test_inputs[0, 0]
    QTest.mouseMove(board.viewport(), board.map_cell_box(0, 3, 2).center().toPoint())
    turn(board, board.map_cell_box(0, 3, 2).center(), 240)
    assert board.in_view[2] < 1.0
    assert board.map_cell(board.cell_at(board.map_cell_box(1, 3, 2).center())) == (1, 3, 2)
    QTest.keyClick(board, Qt.Key.Key_Right)
    assert "row 4, column 4" in view.describe()
    found = kernels.slide(image, view.grid.values)[3, 3]
    assert board.read_out[0] == "row 4, column 4"
    assert board.read_out[2] == f"map {float(f'{found:.3g}'):.3g}".replace("-", "−")
    assert board.accessibleDescription() == ", ".join(board.read_out)
    QTest.mouseDClick(board.viewport(), LEFT, pos=board.areas()[0].center().toPoint())
    assert board.in_view[2] == 1.0
