"""What is enlarged grows, and what is wider than its place goes along with the wheel."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.ui.theme.theme import Theme
from playground.ui.views.bench.board import BenchBoard
from playground.ui.widgets.image_grid import ImageGrid, Tile
from playground.ui.widgets.sideways import SidewaysScroll
from tests.contracts.test_views import make, run, show

__all__ = ["make"]
USUAL, LARGE = (808, 190), (808, 700)
"""The room of a view's picture as a tab, and enlarged in a window of 1440 by 900."""


def wheel(widget: Any, turn: int) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(widget.mapToGlobal(middle.toPoint())),
        QPoint(),
        QPoint(0, turn),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_the_bench_shows_larger_pictures_where_it_is_enlarged(qtbot: QtBot) -> None:
    board = BenchBoard(Theme(), "board", "Board")
    qtbot.addWidget(board)
    sides = []
    for width, height in ((460, 170), (584, 620)):
        board.resize(width, height)
        sides.append([box.width() for box in board.boxes()])
        assert all(board.rect().contains(box.toAlignedRect()) for box in board.boxes())
    assert all(large >= 1.6 * usual > 0 for usual, large in zip(*sides, strict=True))


@pytest.mark.parametrize("count", [3, 24])
def test_output_pictures_grow_as_far_as_all_have_room(qtbot: QtBot, count: int) -> None:
    grid = ImageGrid(Theme(), "grid", "Grid")
    qtbot.addWidget(grid)
    picture = QImage(28, 28, QImage.Format.Format_RGB32)
    grid.show_tiles([Tile(key, picture, "predicted 8, true 7", key % 3 == 0) for key in range(count)])
    grid.resize(248, 170)
    usual = grid.shape()[2]
    grid.resize(*LARGE)
    columns, rows, side = grid.shape()
    assert side >= 2 * usual
    assert columns * rows >= count
    assert rows * side < LARGE[1]


def test_weights_grow(make: Any) -> None:
    view, heights = make("weights"), []
    show(view, run("images"))
    for size in (USUAL, LARGE):
        view.resize(*size)
        heights.append(view.sheet.picture_area().height())
    assert heights[1] >= 1.6 * heights[0]


@pytest.mark.parametrize("id", ["feature_maps", "activations", "distributions"])
def test_what_is_wider_than_its_place_goes_along_with_the_wheel(id: str, make: Any) -> None:
    view = make(id)
    view.resize(150, 140)
    show(view, run("images"))
    view.resize(160, 140)
    area = next(found for found in view.findChildren(SidewaysScroll) if found.isVisible())
    bar = area.horizontalScrollBar()
    assert bar.maximum() > 0
    wheel(area.viewport(), -120)
    assert bar.value() > 0
    wheel(area.viewport(), 240)
    assert bar.value() == 0
