"""The view of attention under hands: words are of the head under the pointer, and keys find their way back."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.ui.plots.attention_steps import NOWHERE
from playground.ui.views.attention.view import MEAN
from tests.ui.test_plots import drag, turn
from tests.ui.test_views_attention import Tab


def test_what_is_said_is_of_the_head_under_the_pointer(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "reverse")
    heads, weights = tab.view.heads, tab.look.shown.weights
    for head in (1, 0):
        tab.point(heads, heads.cell_center(head, 2, 4))
        assert f"head {head + 1} of 2" in tab.view.describe()
        assert f"with weight {weights[head, 2, 4]:.2f}" in tab.view.describe()
        assert tab.view.note.text().startswith(f"Head {head + 1}: ")
    assert tab.focus.row == 0


def test_the_keys_go_into_the_enlarged_head_and_back(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "reverse")
    view = tab.view
    view.heads.setFocus()
    QTest.keyClick(view.heads, Qt.Key.Key_Return)
    assert view.detail.matrix.hasFocus()
    QTest.keyClick(view.detail.matrix, Qt.Key.Key_Down)
    QTest.keyClick(view.detail.matrix, Qt.Key.Key_Escape)
    assert view.heads.hasFocus()
    assert not view.detail.isVisible()


def test_one_head_alone_has_no_all_heads_to_go_back_to(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "pooled")
    tab.open(0)
    assert tab.view.all.text().strip() == "Back"
    other = Tab(qtbot, "reverse")
    other.open(0)
    assert other.view.all.text().strip() == "All heads"


def test_additive_attention_shows_its_scores(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "pooled")
    scores = tab.look.scores
    assert scores is not None
    shares = np.exp(scores[0, 0]) / np.exp(scores[0, 0]).sum()
    assert shares == pytest.approx(tab.look.shown.weights[0, 0], abs=1e-6)


def test_a_pair_under_the_pointer_tells_its_score(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "reverse", (1000, 640))
    tab.open(0)
    detail, scores = tab.view.detail, tab.look.scores
    assert scores is not None
    tab.point(detail.matrix, detail.matrix.cell_center(0, 1, 5))
    QApplication.processEvents()
    reader = detail.bars.reader
    assert reader is not None
    assert f"score {scores[0, 1, 5]:.2f}".replace("-", "−") in reader.words


def test_the_product_of_query_and_key_is_the_score(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "reverse", (1000, 800))
    tab.open(1)
    detail, look = tab.view.detail, tab.look
    assert detail.product.isVisible()
    tab.point(detail.matrix, detail.matrix.cell_center(1, 1, 5))
    pair, scores = detail.product.pair, look.scores
    assert pair is not None
    assert scores is not None
    assert float(pair.products.sum()) / 2.0 == pytest.approx(float(scores[1, 1, 5]), abs=1e-5)  # width 4 a head
    assert pair.weight == float(look.shown.weights[1, 1, 5])
    assert (pair.reader, pair.read) == (look.shown.read.texts[1], look.shown.read.texts[5])
    figures = detail.product.words_at(detail.product.cell_center(2, 3))
    assert figures.startswith("Number 4: ")
    assert "×" in figures
    assert detail.product.words_at(detail.product.cell_center(1, 0)).startswith("Number 1 of the key: ")
    tab.view.detail.pointed.emit(*NOWHERE)
    assert detail.product.pair is not None  # of the step that is shown, and the one that it reads most


def test_there_is_no_product_where_it_is_low_nor_for_a_mean_nor_without_queries(qtbot: QtBot) -> None:
    low = Tab(qtbot, "reverse", (1000, 300))
    low.open(0)
    assert not low.view.detail.product.isVisible()
    pooled = Tab(qtbot, "pooled", (1000, 800))
    pooled.open(0)
    assert not pooled.view.detail.product.isVisible()
    mean = Tab(qtbot, "reverse", (1000, 800))
    mean.view.mode.set_value(MEAN)
    mean.view.mode.chosen.emit(MEAN)
    mean.open(0)
    assert mean.look.pairs is None
    assert not mean.view.detail.product.isVisible()


def test_heads_are_zoomed_and_moved_together_and_labels_follow(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "patches")
    heads, shown = tab.view.heads, tab.look.shown
    at = QPointF(heads.cell_center(1, 6, 3))
    turn(heads, at, 480)
    assert heads.found(at)[:2] == (1, 6)
    assert heads.in_view[2] < 1.0
    first, second = (heads.map_cell_box(head, 6, 3).center() - heads.areas()[head].topLeft() for head in (0, 1))
    assert first == second
    tab.point(heads, heads.cell_center(1, 6, 3))
    assert heads.read_out[1].endswith(f"looks at {shown.read.texts[3]} {shown.weights[1, 6, 3]:.2f}")
    drag(heads, at.toPoint(), at.toPoint() - QPoint(30, 0))
    assert heads.found(at)[2] > 3
    assert not tab.view.detail.isVisible()  # dragging is no click
    QTest.keyClick(heads, Qt.Key.Key_Home)
    assert heads.in_view[2] == 1.0


def test_the_keys_read_the_cells_of_one_head(qtbot: QtBot) -> None:
    tab = Tab(qtbot, "reverse")
    tab.open(1)
    matrix = tab.view.detail.matrix
    tab.point(matrix, matrix.cell_center(1, 2, 4))
    QTest.keyClick(matrix, Qt.Key.Key_Down)
    assert matrix.read_out[0] == "Head 2, row 4, column 5"
    assert matrix.accessibleDescription().startswith("Head 2, row 4, column 5, ")
