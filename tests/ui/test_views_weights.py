"""The view of a layer's weights: whose they are, where each lies, and what the pointer reads."""

from __future__ import annotations

import re

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.engine.messages import Frame
from playground.engine.requests import Weights
from playground.ui.views.weights.heat_sheet import banded, cells_of
from playground.ui.views.weights.view import learned_of
from tests.contracts.test_views import run
from tests.ui.test_views import make


def test_kernels_lie_out_by_in_with_paper_between_and_biases_beside() -> None:
    weight = np.arange(2 * 3 * 2 * 2, dtype=np.float32).reshape(2, 3, 2, 2)
    cells = cells_of(learned_of({"weight": weight, "bias": np.array([7.0, 8.0], np.float32)}))
    assert cells.shape == (5, 8 + 2)
    assert (cells[3:5, 6:8] == weight[1, 2]).all()
    assert np.isnan(cells[2]).all()
    assert np.isnan(cells[:, 8]).all()
    assert cells[0, 9] == 7.0
    assert cells[4, 9] == 8.0


def test_kernels_of_one_channel_are_cut_into_bands_that_keep_every_number() -> None:
    weight = np.arange(5 * 2 * 2, dtype=np.float32).reshape(5, 1, 2, 2)
    learned = learned_of({"weight": weight, "bias": np.arange(20, 25, dtype=np.float32)})
    cells = banded(learned, 2)
    assert cells.shape == (2 * 4 + 1, 3 * 3 - 1)
    assert (cells[5:7, 3:5] == weight[4, 0]).all()
    assert cells[8, 3] == 24.0
    assert np.isnan(cells[4]).all()
    assert sorted(cells[np.isfinite(cells)]) == sorted([*range(20), *np.repeat(np.arange(20, 25), 2)])


def test_a_table_has_units_down_and_inputs_across() -> None:
    weight = np.arange(6, dtype=np.float32).reshape(2, 3)
    assert (cells_of(learned_of({"weight": weight})) == weight).all()
    assert cells_of(learned_of({"weight": np.ones(4), "bias": np.zeros(4)})).shape == (4, 3)


def test_weights_on_the_pixels_of_an_image_are_images() -> None:
    weight = np.arange(4 * 6, dtype=np.float32).reshape(4, 6)
    learned = learned_of({"weight": weight, "bias": np.zeros(4, np.float32)}, (1, 2, 3))
    assert learned.weights.shape == (4, 1, 2, 3)
    assert (learned.weights[2, 0].ravel() == weight[2]).all()
    assert learned.across


def test_it_asks_for_the_selected_layer_or_the_nearest(qtbot: QtBot) -> None:
    view = make(qtbot, "weights", "images", (800, 240))
    assert view.requests() == (Weights(("conv2d_1",)),)
    with qtbot.waitSignal(view.requests_changed):
        view.focus.select("flatten_1")
    assert view.requests() == (Weights(("output",)),)
    view.set_frame(run("images").frame(view.requests()))
    assert "numbers of Output lie within" in view.describe()


def test_the_pointer_reads_a_number(qtbot: QtBot) -> None:
    view = make(qtbot, "weights", "plane, two classes", (800, 240))
    (request,) = view.requests()
    weight = np.array([[0.5, -0.25], [0.125, 1.0]], np.float32)
    answer = {request.nodes[0]: {"weight": weight, "bias": np.array([0.0, 2.0], np.float32)}}
    view.set_frame(Frame(1, 3, 0.1, {request: answer}))
    QApplication.processEvents()
    place = view.sheet.picture_area()
    for column, said in ((1, "Unit 1, input 2: −0.25"), (3, "Bias of unit 1: 0")):
        QTest.mouseMove(view.sheet.viewport(), QPoint(int((column + 0.5) * place.width() / 4), int(place.height() / 4)))
        assert said in view.note.text()


def test_in_bands_the_pointer_reads_the_right_kernel(qtbot: QtBot) -> None:
    view = make(qtbot, "weights", "images", (400, 300))
    (request,) = view.requests()
    weight = np.arange(16 * 9, dtype=np.float32).reshape(16, 1, 3, 3)
    answer = {request.nodes[0]: {"weight": weight, "bias": np.zeros(16, np.float32)}}
    view.set_frame(Frame(1, 3, 0.1, {request: answer}))
    QApplication.processEvents()
    read = {}
    for y in range(1, int(view.sheet.picture_area().height()), 3):
        QTest.mouseMove(view.sheet.viewport(), QPoint(3, y))
        if found := re.search(r"Channel (\d+), input 1, row (\d+), column 1: (\d+)$", view.note.text()):
            channel, row, value = map(int, found.groups())
            read[channel] = value == weight[channel - 1, 0, row - 1, 0]
    assert len(read) > 1
    assert all(read.values())
