"""A student looks for the neuron that sees the diagonal, checks its sum by hand, and sees what is lost without it."""

from __future__ import annotations

import re

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.ui.canvas.spots import Spot
from playground.ui.shell.window import Window
from playground.ui.views.arithmetic.view import ArithmeticView
from tests.stories.conftest import PATIENCE, Open, click, train
from tests.stories.test_by_hand import tile

LAYER = "linear_1"
CORNERS = ((0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9))
"""Across and down a tile: the four corners of the plane."""


def hovered(window: Window, row: int, across: float, down: float) -> float:
    """What the read-out says at a place of a unit's tile."""
    box = tile(window, LAYER, row)
    at = box.topLeft() + QPoint(round(across * box.width()), round(down * box.height()))
    QTest.mouseMove(window.canvas.viewport(), at)
    spot = window.canvas.stage.probe.hovered
    assert spot is not None
    reading = window.canvas.stage.probe.reading(spot)
    assert reading is not None
    found = re.search(r"= (−?[\d.]+)", reading.title) or re.search(r": (−?[\d.]+)", reading.title)
    assert found is not None, reading.title
    return float(found.group(1).replace("−", "-"))


def sees_the_diagonal(corners: list[float]) -> float:
    """How alike a unit finds the ends of one diagonal beside those of the other: 1 for a pure one, 0 for a side."""
    top_left, top_right, bottom_left, bottom_right = corners
    ways = sorted((abs(top_left - bottom_right), abs(top_right - bottom_left)))
    return 1 - ways[0] / max(ways[1], 1e-9)


@pytest.mark.slow
def test_find_the_neuron_that_sees_the_diagonal(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("xor")
    train(qtbot, window, 600)
    qtbot.waitUntil(lambda: bool(window.canvas.stage.bundles), timeout=PATIENCE)
    units = range(4)
    seen = [sees_the_diagonal([hovered(window, row, *corner) for corner in CORNERS]) for row in units]
    best = int(np.argmax(seen))

    click(window.canvas.viewport(), tile(window, LAYER, best))
    assert (window.focus.node, window.focus.row) == (LAYER, best)
    window.bottom.open("arithmetic")
    view = window.views.get("arithmetic")
    assert isinstance(view, ArithmeticView)
    qtbot.waitUntil(lambda: f"unit {best + 1}" in view.describe(), timeout=PATIENCE)

    across, up = (_weight(window, best, column) for column in range(2))
    assert 0.4 < abs(across / up) < 2.5, "it weighs x and y alike, so it sees a diagonal"
    assert window.conductor.samples is not None
    x, y = window.conductor.samples.test_inputs[0]
    bias = window.canvas.stage.probe.fresh(Spot("bias", LAYER, best))
    assert bias is not None
    assert bias.entry is not None
    told = re.search(r" is (−?\d+\.?\d*) for test point 0", view.describe())
    assert told is not None, view.describe()
    total = across * float(x) + up * float(y) + bias.entry.value
    assert abs(float(told.group(1).replace("−", "-")) - total) < 0.01 * max(1.0, abs(total)), view.describe()

    window.canvas.stage.setFocus()
    QTest.keyClick(window.canvas.stage, Qt.Key.Key_X)
    words = window.canvas.hands.switches.words
    said = re.compile(rf"Unit {best + 1} of Linear 1 is off: test accuracy ([\d.]+) % → ([\d.]+) %")
    qtbot.waitUntil(lambda: said.fullmatch(words()) is not None, timeout=PATIENCE)
    figures = said.fullmatch(words())
    assert figures is not None
    assert float(figures.group(2)) < float(figures.group(1)) - 5


def _weight(window: Window, unit: int, column: int) -> float:
    reading = window.canvas.stage.probe.fresh(Spot("weight", LAYER, unit, column))
    assert reading is not None
    assert reading.entry is not None
    return reading.entry.value
