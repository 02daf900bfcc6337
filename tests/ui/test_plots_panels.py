"""Panels of small charts: what is painted fits what there is, whenever it is painted."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.ui.theme.theme import Theme
from playground.ui.views.activations.chart_activation import ActivationPanels, CurvePath
from playground.ui.views.distributions.chart_histogram import Heap, HistogramPanels
from tests.ui.test_plots import drag, turn

ZS = np.linspace(-4.0, 4.0, 33)


def move(panels: HistogramPanels, at: QPointF) -> None:
    """Move the pointer there."""
    QTest.mouseMove(panels.viewport(), at.toPoint())


def bend(title: str) -> CurvePath:
    points = np.array([-1.0, 1.0]), np.array([0, 0])
    return CurvePath(
        title, ZS, np.tanh(ZS), 1 - np.tanh(ZS) ** 2, np.ones((1, 8)), [QColor("red")] * 8, points, 0.0, 0.0, 0.01
    )


def test_fewer_panels_that_came_while_it_was_hidden_are_painted(qtbot: QtBot) -> None:
    """A widget that is hidden lays out later, but may be painted before, as for a picture to take away."""
    theme = Theme()
    panels = ActivationPanels(theme, "panels", "Activations")
    theme.setParent(panels)
    qtbot.addWidget(panels)
    panels.resize(600, 200)
    panels.show()
    panels.show_activations([bend("Tanh 1"), bend("Tanh 2"), bend("Tanh 3")])
    panels.grab()
    panels.hide()
    panels.show_activations([bend("Tanh 1")])
    assert len(panels.boxes()) == 1
    assert not panels.grab().isNull()
    panels.show()
    assert not panels.grab().isNull()


def test_panels_are_zoomed_and_moved_together_along_x(qtbot: QtBot) -> None:
    theme = Theme()
    panels = HistogramPanels(theme, "panels", "Spread")
    theme.setParent(panels)
    qtbot.addWidget(panels)
    panels.resize(600, 200)
    panels.show()
    counts = np.arange(1, 41)
    panels.show_heaps([Heap(name, "", counts, np.linspace(0.0, 40.0, 41), "") for name in ("one", "two")])
    area = panels.areas()[1]
    at = QPointF(area.left() + 0.51 * area.width(), area.center().y())
    turn(panels, at, 240)
    assert panels.in_view[3] == 1.0
    for index in (0, 1):
        move(panels, at + panels.areas()[index].topLeft() - area.topLeft())
        assert panels.read_out[0] == "20 to 21"
    left, aside = area.topLeft() + QPointF(9, 5), area.topLeft() + QPointF(39, 5)
    move(panels, aside)
    pointed = panels.read_out[0]
    drag(panels, aside.toPoint(), left.toPoint())
    move(panels, left)
    assert panels.read_out[0] == pointed != "0 to 1"
    panels.fit()
    move(panels, area.topLeft() + QPointF(1, 5))
    assert panels.read_out[0] == "0 to 1"
