"""Classes over the plane: the same colours wherever they are shown."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from playground.engine.messages import Frame
from playground.model import edits
from playground.model.examples import load_example
from playground.training.losses import CrossEntropy
from playground.ui.plots.heat_classes import class_colours
from playground.ui.theme.theme import Theme
from playground.ui.views.boundary.view import BoundaryView
from playground.ui.widgets.heat_colours import NO_NUMBER_RGBA
from tests.ui.test_canvas_live import Live


@pytest.fixture
def theme(qapp: object) -> Theme:
    return Theme()


def test_two_classes_run_over_the_probability_scale(theme: Theme) -> None:
    second = np.array([[0.0, 0.5, 1.0]])
    rgba = class_colours(np.stack([1 - second, second], axis=-1), theme)
    table = theme.probability_table()
    assert rgba[0, 0].tolist() == table[0].tolist()
    assert rgba[0, 2].tolist() == table[255].tolist()
    decided = class_colours(np.array([[[0.4, 0.6]]]), theme, np.array([[1]]))
    assert decided[0, 0].tolist() == table[255].tolist()


def test_more_classes_take_the_colour_of_the_winner(theme: Theme) -> None:
    chances = np.array([[[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [1 / 3, 1 / 3, 1 / 3], [np.nan, 0.0, 0.0]]])
    rgba = class_colours(chances, theme)
    paper = theme.color("panel")
    assert rgba[0, 2, :3].tolist() == [paper.red(), paper.green(), paper.blue()]
    assert rgba[0, 0].tolist() != rgba[0, 1].tolist()
    assert rgba[0, 3].tolist() == NO_NUMBER_RGBA.tolist()
    decided = class_colours(np.array([[[0.4, 0.3, 0.3]]]), theme, np.array([[0]]))
    assert decided[0, 0].tolist() == rgba[0, 0].tolist()


@pytest.mark.parametrize("classes", [2, 4])
def test_card_and_view_show_the_same_answer(qtbot: QtBot, classes: int) -> None:
    experiment = edits.set_value(load_example("blobs"), "data.classes", classes)
    live = Live(qtbot, edits.set_value(experiment, "objective.loss", CrossEntropy()))
    view = BoundaryView(live.theme, live.focus)
    qtbot.addWidget(view)
    view.resize(320, 400)
    with qtbot.waitExposed(view):
        view.show()
    view.set_scene(live.scene(1))
    card = live.show()
    answers, _ = live.session.answer(view.requests())
    view.set_frame(Frame(1, 0, 0.0, answers, {}))
    big, area = view.surface.grab().toImage(), view.surface.box.geometry()
    layout = live.canvas.stage.layout_
    assert layout is not None
    tile = layout.tile_box(layout.card("output"), 0)
    assert tile is not None
    place = live.canvas.stage.to_view(tile)
    for x, y in ((0.08, 0.08), (0.92, 0.08), (0.08, 0.92), (0.92, 0.92)):
        corner = QPoint(place.x() + round(x * place.width()), place.y() + round(y * place.height()))
        one = card.pixelColor(live.canvas.viewport().mapTo(live.canvas, corner))
        other = big.pixelColor(round(area.x() + x * area.width()), round(area.y() + y * area.height()))
        assert abs(one.red() - other.red()) + abs(one.green() - other.green()) + abs(one.blue() - other.blue()) < 40
