"""The strip of feature maps: values are read by the pointer and the keyboard, and all maps zoom together."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.numerals import short
from playground.ui.theme.palette import NO_NUMBER
from playground.ui.theme.theme import Theme
from playground.ui.views.shared.map_strip import Maps, MapStrip
from tests.ui.test_plots import colours_in, shown, turn

CONTROL = Qt.KeyboardModifier.ControlModifier


def strip(qtbot: QtBot, room: int = 600) -> MapStrip:
    made: MapStrip = shown(qtbot, MapStrip, (room, 180))
    values = np.arange(6 * 5 * 5.0).reshape(6, 5, 5)
    table = made.theme.magnitude_table()
    made.show_maps(
        [
            Maps("Conv2d 1", "0 to 149", values, 0.0, 149.0, table),
            Maps("Pool", "0 to 6", values[:2, :2, :2], 0.0, 6.0, table),
        ],
        room,
    )
    return made


def test_the_value_under_the_pointer_is_read_and_the_arrow_keys_go_on(qtbot: QtBot) -> None:
    made = strip(qtbot)
    for layer, channel, value in ((0, 4, 112.0), (1, 1, 31.0)):
        at = made.cell_center(layer, channel) + QPointF(1, 1)
        QTest.mouseMove(made.viewport(), at.toPoint())
        title = ("Conv2d 1", "Pool")[layer]
        place = "row 3, column 3" if layer == 0 else "row 2, column 2"
        assert made.read_out == [f"{title}, channel {channel + 1}", f"{place} {short(value)}"]
    made.cell_read = (0, 4)  # the last value of the first row
    QTest.keyClick(made, Qt.Key.Key_Right)
    assert made.read_out[0] == "Conv2d 1, channel 2"
    QTest.keyClick(made, Qt.Key.Key_Down)
    assert made.read_out == ["Conv2d 1, channel 2", "row 2, column 1 30"]
    with qtbot.waitSignal(made.chosen) as told:
        QTest.keyClick(made, Qt.Key.Key_Return)
    assert told.args == [0, 1]


def test_all_maps_zoom_together_and_a_click_still_finds_each(qtbot: QtBot) -> None:
    made = strip(qtbot)
    before = made.cell_center(0, 2)
    turn(made, before, 240)
    assert made.cell_center(1, 0) != before
    for layer, channel in ((0, 2), (0, 3)):
        at = made.cell_center(layer, channel)
        if made.box.geometry().contains(at):
            with qtbot.waitSignal(made.chosen) as told:
                QTest.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=at.toPoint())
            assert told.args == [layer, channel]
    QTest.keyClick(made, Qt.Key.Key_Home)
    assert made.cell_center(0, 2) == before


def test_a_strip_that_scrolls_leaves_the_wheel_to_what_scrolls_it(qtbot: QtBot) -> None:
    made = strip(qtbot)
    values = np.zeros((200, 28, 28))
    made.show_maps([Maps("Conv2d 1", "", values, 0.0, 1.0, made.theme.magnitude_table())], 600)
    assert made.minimumWidth() > 600
    at = made.cell_center(0, 0)
    turn(made, at, 240)
    assert made.cell_center(0, 0) == at
    turn(made, at, 240, CONTROL)
    assert made.in_view[2] < 1.0


def test_what_is_no_number_has_its_own_colour_in_maps(qtbot: QtBot) -> None:
    made, theme = strip(qtbot), Theme()
    assert NO_NUMBER.lower() not in colours_in(made)
    values = np.full((2, 4, 4), 0.5)
    values[1, 2, 3] = np.nan
    made.show_maps([Maps("Conv2d 1", "", values, 0.0, 1.0, theme.magnitude_table())], 600)
    assert NO_NUMBER.lower() in colours_in(made)
