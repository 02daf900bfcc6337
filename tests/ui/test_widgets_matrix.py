"""The matrix of counts, the list beside it, and charts with a name at every line, where there is little room."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtGui import QFontMetricsF, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.ui.plots.depth_chart import DepthChart
from playground.ui.theme.theme import Theme
from playground.ui.views.attention.entropy import EntropyChart
from playground.ui.views.confusion.heat_matrix import Matrix
from playground.ui.views.confusion.mixed_up import MixedUp
from tests.ui.test_views import make
from tests.ui.test_widgets_states import paint

W = TypeVar("W", bound=QWidget)


def placed(qtbot: QtBot, theme: Theme, made: W, wide: int, high: int) -> W:
    theme.setParent(made)
    qtbot.addWidget(made)
    made.resize(wide, high)
    made.show()
    return made


def inks(picture: QImage, left: int, top: int, wide: int, high: int) -> set[int]:
    return {picture.pixel(x, y) for x in range(left, left + wide) for y in range(top, top + high)}


@pytest.mark.parametrize("side", [200, 236, 300])
def test_counts_of_three_digits_stand_on_the_diagonal(qtbot: QtBot, side: int) -> None:
    theme = Theme()
    made = placed(qtbot, theme, Matrix(theme, "matrix", "Counts"), side, side)
    counts = np.diag(np.full(10, 988))
    made.show_counts(counts, tuple("0123456789"))
    each = made.picture_area().width() / 10
    assert each >= theme.px(15)
    picture, at = paint(made), made.cell_center(4, 4)
    half = int(each / 2) - 2
    assert len(inks(picture, at.x() - half, at.y() - half, 2 * half, 2 * half)) > 1


def test_every_class_is_named_across_where_names_have_room_upright(qtbot: QtBot) -> None:
    theme = Theme()
    made = placed(qtbot, theme, Matrix(theme, "matrix", "Counts"), 330, 330)
    names = [f"{letter}wxyz" for letter in "ABCDEFGHIJKLMNOPQR"]
    counts = np.diag(np.full(18, 20))
    counts[3, 5] = 7
    made.show_counts(counts, names)
    picture, area = paint(made), made.picture_area()
    each = area.width() / 18
    paper = picture.pixel(made.width() - 1, 0)
    for place in range(18):
        under = inks(picture, int(area.left() + place * each) + 1, int(area.bottom()) + 4, int(each) - 2, 16)
        assert under != {paper}
    footer = inks(picture, 0, int(area.bottom()) + 4, 330, 330 - int(area.bottom()) - 4)
    assert theme.magnitude_table()[-1].tolist()[:3] in [[ink >> 16 & 255, ink >> 8 & 255, ink & 255] for ink in footer]


def test_how_often_has_a_heading(qtbot: QtBot) -> None:
    theme = Theme()
    made = placed(qtbot, theme, MixedUp(theme, "list", "Most mixed up"), 150, 100)
    made.show_pairs([("3", "2", 9)])
    picture, right = paint(made), 150
    line = QFontMetricsF(theme.font("tick"))
    wide = int(line.horizontalAdvance("times"))
    assert len(inks(picture, right - wide, 0, wide, int(line.height()))) > 1


@pytest.mark.parametrize("high", [60, 90, 200])
def test_every_head_is_named_however_low_the_chart_is(qtbot: QtBot, high: int) -> None:
    theme = Theme()
    made = placed(qtbot, theme, EntropyChart(theme), 240, high)
    steps = np.arange(20.0)
    values = np.linspace(0.2, 0.9, 4) + np.zeros((20, 1))
    made.show_trail(steps, values, 0, "letter")
    chart = made.findChild(DepthChart)
    assert chart is not None
    picture, area = paint(chart), chart.box.geometry()
    assert area.width() >= 40
    right = inks(picture, int(area.right()) + 6, 0, chart.width() - int(area.right()) - 6, chart.height())
    for head in range(4):
        assert theme.class_color(head).rgb() in right  # the dot before its name
    assert made.words.text() == "Entropy: head 1 20 %, head 2 43 %, head 3 67 %, head 4 90 %"


def test_where_the_chart_of_entropy_has_no_room_it_is_told_in_words(qtbot: QtBot) -> None:
    view = make(qtbot, "attention", "letters, each answered", (460, 200))
    assert view.entropy.isHidden()
    assert not view.entropy.words.isHidden()
    assert view.entropy.words.text().startswith("Entropy: head 1 ")
    view.resize(900, 300)
    assert not view.entropy.isHidden()
    assert view.entropy.words.isHidden()


def test_entropy_says_where_nothing_was_measured(qtbot: QtBot) -> None:
    made = placed(qtbot, Theme(), EntropyChart(Theme()), 400, 200)
    steps, values = np.array([0.0, 1.0, 5.5, 10.0, 11.0]), np.full((5, 2), 0.5)
    made.show_trail(steps, values, 0, "letter")
    assert made.note.text() == "Entropy in % since step 0"
    values[2] = np.nan  # as nobody looked from step 1 to step 10
    made.show_trail(steps, values, 0, "letter")
    assert made.note.text() == "Entropy in % since step 0, gaps not measured"
    assert "nothing was measured" in made.note.toolTip()
