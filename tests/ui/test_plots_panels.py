"""Panels of small charts: what is painted fits what there is, whenever it is painted."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from playground.ui.theme.theme import Theme
from playground.ui.views.activations.chart_activation import ActivationPanels, CurvePath

ZS = np.linspace(-4.0, 4.0, 33)


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
    panels.show_bends([bend("Tanh 1"), bend("Tanh 2"), bend("Tanh 3")])
    panels.grab()
    panels.hide()
    panels.show_bends([bend("Tanh 1")])
    assert len(panels.boxes()) == 1
    assert not panels.grab().isNull()
    panels.show()
    assert not panels.grab().isNull()
