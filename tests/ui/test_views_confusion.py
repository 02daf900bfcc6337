"""The confusion matrix can be read at every size: its head line is whole, and a small cell says its count at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from playground.engine.history import History
from playground.engine.messages import Evaluated, Scalars
from tests.ui.test_plots import turn
from tests.ui.test_views import make

SIZES = ((280, 180), (248, 150), (320, 260), (500, 130), (712, 140), (812, 200), (1400, 800))
"""In the column and as a tab, from the smallest window to a large one, px."""


def point(view: Any, row: int, column: int) -> None:
    """Move the pointer onto a cell, or away from all of them."""
    if row < 0:
        QApplication.sendEvent(view.matrix.viewport(), QEvent(QEvent.Type.Leave))
        return
    area = view.matrix.picture_area()
    each = area.width() / 10
    at = area.topLeft() + QPointF((column + 0.5) * each, (row + 0.5) * each)
    QTest.mouseMove(view.matrix.viewport(), at.toPoint())
    QApplication.processEvents()


@pytest.mark.parametrize("size", SIZES)
def test_every_count_can_be_read(qtbot: QtBot, size: tuple[int, int]) -> None:
    view = make(qtbot, "confusion", "images", size)
    counts = np.diag(np.full(10, 950))
    counts[4, 9], counts[7, 2] = 123, 1
    made = History()
    made.add_evaluation(Evaluated(1, 5, 0.1, 0.5, 0.9, 10, 0.5, 0.9, int(counts.sum()), counts))
    for gone_on in (False, True):
        if gone_on:
            made.add_scalars(Scalars(1, 5, np.full(20_000, 0.5)))
        view.set_history(made)
        view.grab()
        shown = view.note.shown()
        assert "…" not in shown
        assert "124" in shown
        assert (" step " in shown) == gone_on
        assert QFontMetrics(view.note.font()).horizontalAdvance(shown) <= view.note.width()
    for row, column, often in ((4, 9, "123 times"), (7, 2, "once"), (0, 0, "950 times"), (9, 0, "0 times")):
        point(view, row, column)
        assert QToolTip.text() == f"predicted {column}, true {row}: {often}"
        assert "…" not in view.note.shown()
    point(view, -1, -1)
    QToolTip.hideText()
    view.grab()
    area = view.matrix.picture_area()
    assert area.top() + area.height() / 20 >= QFontMetrics(view.theme.font("tick")).capHeight() / 2  # the first name


def test_the_matrix_zooms_and_a_double_click_fits(qtbot: QtBot) -> None:
    view = make(qtbot, "confusion", "images", (500, 400))
    made = History()
    made.add_evaluation(
        Evaluated(1, 5, 0.1, 0.5, 0.9, 10, 0.5, 0.9, 9590, np.full((10, 10), 7) + np.diag(np.full(10, 900)))
    )
    view.set_history(made)
    before = view.matrix.cell_center(4, 9)
    turn(view.matrix, QPointF(before), 240)
    assert view.matrix.cell_at(QPointF(before)) == (4, 9)
    assert view.matrix.cell_center(0, 0) != before
    view.grab()
    QTest.mouseDClick(view.matrix.viewport(), Qt.MouseButton.LeftButton, pos=before)
    assert view.matrix.cell_center(4, 9) == before
