"""One way from numbers to colours: the same on card and view, and what is no number has a look of its own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.engine.requests import Outputs
from playground.ui.canvas import tiles
from playground.ui.theme.palette import DARK, LIGHT, NO_NUMBER
from playground.ui.theme.theme import Theme
from playground.ui.views.weights.heat_sheet import Learned, Sheet
from playground.ui.widgets.heat import picture
from playground.ui.widgets.heat_colours import NO_NUMBER_RGBA, colours, largest
from tests.ui.test_canvas_numbers import Hands, hands

ANY = arrays(np.float32, (3, 4), elements=st.floats(width=32, allow_nan=True, allow_infinity=True))
SOME = arrays(np.float64, (3, 4), elements=st.floats(-3, 3))


@given(values=ANY | SOME)
def test_a_value_has_the_same_colour_on_card_and_view(qapp: object, values: Any) -> None:
    table, limit = Theme().signed_table(), largest(values) or 1.0
    card = tiles.signed(values, limit, table)
    view = picture(values, -limit, limit, table)
    for row, column in np.ndindex(*values.shape):
        assert QColor(*card[row, column].tolist()) == view.pixelColor(column, row)


def test_each_value_has_the_nearest_colour() -> None:
    table = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 4, axis=1)
    places = np.array([0.0, 0.499, 0.501, 127.4, 127.6, 254.6, 255.0, 300.0])
    assert colours(places, 0.0, 255.0, table)[:, 0].tolist() == [0, 0, 1, 127, 128, 255, 255, 255]


def test_what_is_no_number_is_on_no_scale_and_padding_is_clear() -> None:
    theme_colours = {*LIGHT.signed, *LIGHT.magnitude, *LIGHT.classes, *DARK.signed, *DARK.magnitude, *DARK.classes}
    assert NO_NUMBER not in theme_colours
    values, there = np.array([[np.nan, np.inf, -np.inf, 0.0]]), np.array([[True, True, True, False]])
    shown = colours(values, -1.0, 1.0, Theme().signed_table(), there)[0].tolist()
    assert shown == [NO_NUMBER_RGBA.tolist()] * 3 + [[0, 0, 0, 0]]


def has_colour(image: QImage, place: QPoint, color: str) -> bool:
    return image.pixelColor(place).name().upper() == color


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_map_that_is_no_number_shows_and_says_so(qtbot: QtBot, value: float) -> None:
    live: Hands = hands(qtbot, "digits")

    def broken(answers: dict[Any, Any]) -> None:
        for asked in [asked for asked in answers if isinstance(asked, Outputs) and "conv2d_1" in asked.nodes]:
            maps = np.array(answers[asked]["conv2d_1"])
            maps[:, 1] = value
            answers[asked] = {**answers[asked], "conv2d_1": maps}

    live.canvas.set_frame(live.frame(broken))
    whole, spoilt = (live.tile("conv2d_1", row).center() for row in (0, 1))
    shown = live.picture()
    corner = live.canvas.viewport().mapTo(live.canvas, QPoint(0, 0))
    assert has_colour(shown, spoilt + corner, NO_NUMBER)
    assert not has_colour(shown, whole + corner, NO_NUMBER)
    live.move(spoilt)
    assert live.under()[0].endswith("not a number" if np.isnan(value) else "∞")


def test_a_weight_that_is_no_number_shows_and_says_so(qtbot: QtBot) -> None:
    sheet = Sheet(Theme(), "sheet", "Weights")
    qtbot.addWidget(sheet)
    sheet.resize(400, 300)
    weights = np.linspace(-1.0, 1.0, 2 * 1 * 3 * 3).reshape(2, 1, 3, 3)
    weights[0, 0, 1, 1] = np.nan
    sheet.show_learned(Learned(weights, None, "filter", "channel"))
    assert sheet.limit == 1.0
    with qtbot.waitExposed(sheet):
        sheet.show()
    area = sheet.picture_area()
    cell = QPoint(round(area.left() + 1.5 * area.width() / 7), round(area.center().y()))
    paper = QPoint(round(area.left() + 3.5 * area.width() / 7), cell.y())
    shown = sheet.grab().toImage()
    assert has_colour(shown, cell, NO_NUMBER)
    assert not has_colour(shown, paper, NO_NUMBER)
    said: list[str] = []
    sheet.told.connect(said.append)
    QTest.mouseMove(sheet.viewport(), cell)
    QTest.mouseMove(sheet.viewport(), paper)
    assert said[-2].endswith("not a number")
    assert said[-1] == ""
