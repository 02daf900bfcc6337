"""Words on cards are whole or left out, never cut: numbers in tiles, names of bars, what a slim card says."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFontMetricsF, QImage
from pytestqt.qtbot import QtBot

from playground.model.examples import load_example
from playground.model.files import from_plain
from playground.numerals import in_tile, narrow
from playground.ui.canvas.chrome import font
from playground.ui.canvas.lettering import LEAST, Lettering
from playground.ui.canvas.widths import LEAST_BAR, SMALL_TILES
from playground.ui.theme.measures import SMALLEST
from playground.ui.theme.palette import NO_NUMBER
from playground.ui.theme.theme import Theme
from tests.draws import draws
from tests.ui.test_canvas_layout import lay_out
from tests.ui.test_canvas_live import Live


def ground(live: Live) -> QImage:
    """The network alone, with a frame, as the stage tells places."""
    live.show()
    return live.canvas.viewport().grab().toImage()


@draws(60)
@given(st.floats(), st.floats(4, 60), st.sampled_from([narrow, in_tile]))
def test_a_number_in_a_tile_is_whole_or_left_out(qapp: object, value: float, wide: float, written: object) -> None:
    assert callable(written)
    text = written(value)
    own = font(Theme(), "cell")
    found = Lettering(own).fitting(text, wide)
    if found is None:
        smallest = Lettering(own)
        assert all(smallest.fitting(text, room) is None for room in (wide, wide / 2))
    else:
        assert QFontMetricsF(found).horizontalAdvance(text) <= wide
        assert LEAST <= found.pixelSize() <= own.pixelSize()


@pytest.mark.parametrize("units", [4, 10, 16])
def test_no_ink_of_a_number_touches_the_edge_of_its_tile(qtbot: QtBot, units: int) -> None:
    layers = [{"kind": "flatten"}, {"kind": "linear", "units": units}, {"kind": "tanh"}]  # no line leaves the tiles
    live = Live(qtbot, from_plain({"data": {"kind": "digits"}, "networks": {"main": layers}}))
    live.canvas.resize(480, 400)
    stage, picture = live.canvas.stage, ground(live)
    assert stage.layout_ is not None
    card = stage.layout_.card("linear_1")
    assert units < 9 or stage.layout_.tile in (*SMALL_TILES, 28.0)
    first, count = stage.layout_.window(card)
    for row in range(first, first + count):
        box = stage.layout_.tile_box(card, row)
        assert box is not None
        tile, ratio = stage.to_view(box), picture.devicePixelRatio()
        x = tile.right()  # its last column, where a number that is too wide would be cut
        inks = {picture.pixel(round(x * ratio), round(y * ratio)) for y in range(tile.top() + 4, tile.bottom() - 3)}
        assert len(inks) == 1


@pytest.mark.parametrize(("width", "height"), [(494, 270), (752, 352), (856, 468)])
def test_names_of_bars_stand_one_below_the_other(width: float, height: float) -> None:
    layout = lay_out(load_example("names_gru"), width, height)
    card = layout.card("output")
    first, count = layout.window(card)
    rows = [layout.row_middle(card, row) for row in range(first, first + count)]
    for above, below in pairwise(rows):
        assert above is not None
        assert below is not None
        assert below - above >= LEAST_BAR - 0.01
    assert (layout.pager_box(card) is not None) == (count < card.rows)


def test_what_a_slim_card_says_stays_on_it_in_the_smallest_window(qtbot: QtBot) -> None:
    live = Live(qtbot, load_example("digits_resnet"))
    live.canvas.resize(SMALLEST[0] - 528, SMALLEST[1] - 310)
    stage, picture = live.canvas.stage, ground(live)
    assert stage.layout_ is not None
    spine = next(card for card in stage.layout_.cards if card.inset == "spread")
    box = stage.layout_.boxes[spine.id]
    room = stage.to_view(box)
    above = [
        [picture.pixel(x, y) for x in range(room.left() + 4, room.right() - 4)]
        for y in range(max(room.top() - 30, 0), room.top() - 4)
    ]
    assert len(np.unique(above)) <= 3  # the ground, and the skip link that runs there


def test_the_legend_names_the_colour_of_what_is_no_number(qtbot: QtBot) -> None:
    tip = Live(qtbot, load_example("circle")).canvas.footer.toolTip()
    assert NO_NUMBER in tip
    assert tip.endswith("in a picture: not a number, or infinite")
