"""Words on the tiles of steps: none is cut where tiles are low."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QFontMetricsF, QImage, QPainter
from pytestqt.qtbot import QtBot

from playground.ui.canvas.layout import Box
from playground.ui.canvas.picture import Sign
from playground.ui.canvas.signs import Signs
from playground.ui.theme.theme import Theme

TILE = Box(20.0, 20.0, 70.0, 10.0)


def ink(signs: Signs, text: str, box: Box) -> np.ndarray:
    """Where the words of a tile leave ink beyond the tile's own, bool (rows, columns)."""
    seen = []
    for words in (text, ""):
        image = QImage(120, 60, QImage.Format.Format_RGBA8888)
        image.fill(0)
        with QPainter(image) as painter:
            signs.paint_tile(painter, Sign(words), box, True)
        seen.append(np.frombuffer(image.constBits(), np.uint8).reshape(60, 120, 4).astype(int))
    return np.asarray(np.abs(seen[0] - seen[1]).max(axis=2) > 40)


@pytest.mark.parametrize("text", [".", ",", "years", "play"])
def test_a_word_in_a_low_tile_is_whole(qtbot: QtBot, text: str) -> None:
    signs = Signs(Theme(), None, None)  # type: ignore[arg-type]
    low, roomy = ink(signs, text, TILE), ink(signs, text, Box(TILE.x, TILE.y - 5, TILE.w, 20.0))
    assert low.any()
    made, _ = signs.inscription(text, TILE, True, False)
    tall = QFontMetricsF(made).tightBoundingRect(text).height()
    rows = np.flatnonzero(low.any(axis=1))
    assert rows[-1] - rows[0] + 1 >= tall - 1.5, "from the top of its letters to the end of its descenders"
    assert rows[0] >= TILE.y - 1.5
    assert rows[-1] <= TILE.bottom + 1.5
    assert roomy.any()
