"""Scrolling moves what is painted: what comes out is what painting all anew would give."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from playground.model.registry import TEMPLATES
from tests.ui.desk import Desk, plain

MOVES = (1, 2, 40, 39, 300, 715, 500, 490, 0)


def pixels(desk: Desk) -> np.ndarray:
    image = desk.canvas.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    return np.frombuffer(image.constBits(), dtype=np.uint8).astype(int)


@pytest.mark.parametrize("dark", [False, True])
def test_scrolling_shows_what_painting_anew_shows(qtbot: QtBot, dark: bool) -> None:
    desk = Desk(qtbot, plain({"kind": "conv2d", "channels": 4, "padding": 1}, data="digits"), dark)
    for _ in range(3):
        desk.canvas.commands.add_template(TEMPLATES.find("residual_block"), "output")
    desk.canvas.groups.toggle("group_2")
    bar = desk.canvas.stage.horizontalScrollBar()
    assert bar.maximum() > max(MOVES)
    for value in MOVES:
        bar.setValue(value)
        moved = pixels(desk)
        desk.canvas.stage.rearrange()
        # The edge of what was moved may lie a shade off: letters are smoothed from one end of a word to the other.
        assert np.abs(moved - pixels(desk)).mean() < 0.02
