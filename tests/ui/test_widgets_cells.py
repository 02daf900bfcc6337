"""Widgets of the arithmetic: numbers in print say what they are, and pages of a ledger leave nothing out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.numerals import figure, fine, in_cell, slope
from playground.ui.theme.theme import Theme
from playground.ui.views.arithmetic.strip import Strip
from playground.ui.views.arithmetic.term_table import Table, TermLine, TermTable
from playground.ui.widgets.plate import Plate
from tests.draws import draws

NUMBERS = st.floats(-1e9, 1e9)


def read(words: str) -> float:
    return float(words.replace("\u202f", "").replace("−", "-"))


@given(NUMBERS | st.floats(-0.02, 0.02))
@example(0.0005)
@example(0.00105)
@example(0.0105)
def test_what_is_printed_is_the_number(value: float) -> None:
    assert read(figure(value)) == pytest.approx(value, rel=0.05, abs=1e-300)
    assert read(fine(value)) == pytest.approx(value, rel=0.05, abs=1e-300)
    assert read(slope(value)) == pytest.approx(value, rel=0.05, abs=1e-300)
    for decimals in (1, 2):
        for bare in (False, True):
            assert read(in_cell(value, decimals, bare)) == pytest.approx(value, abs=0.51 * 10**-decimals)


def test_numbers_look_as_in_books() -> None:
    assert figure(-0.0071) == "−0.0071"
    assert figure(12345.6) == "12\u202f346"
    assert fine(0.031246) == "0.031\u202f246"
    assert in_cell(-0.07, 2, bare=True) == "−.07"
    assert in_cell(-0.001, 2) == "0.00"
    assert slope(-0.01236) == "−0.0124"
    for words in (figure, fine, slope):
        assert words(math.nan) == "not a number"
        assert words(-math.inf) == "−∞"


@draws(25)
@given(amounts=st.lists(st.floats(-100, 100), min_size=1, max_size=40), height=st.integers(60, 300))
def test_every_page_and_its_rest_add_up(qapp: QApplication, amounts: list[float], height: int) -> None:
    theme = Theme()
    ledger = TermTable(theme, "ledger", "Terms")
    theme.setParent(ledger)
    ledger.resize(300, height)
    lines = tuple(TermLine(f"unit {place}", (figure(amount),), amount, place) for place, amount in enumerate(amounts))
    ledger.show_table(Table(("Unit", "value"), lines, "terms", (3, 1.5)))
    seen: list[object] = []
    for _ in amounts:
        shown = [line.key for line in ledger.lines]
        if shown and shown[0] in seen:
            break
        seen += shown
        assert sum(line.amount for line in ledger.lines) + ledger.rest == pytest.approx(sum(amounts) + 1.5)
        hidden = len(amounts) - len(shown) + 3
        assert ledger.rest_words.split()[1] == str(hidden)
        QTest.keyClick(ledger, Qt.Key.Key_PageDown)
    assert seen == list(range(len(amounts)))
    ledger.deleteLater()


def test_a_plate_finds_the_cell_under_a_point() -> None:
    plate = Plate("Map", np.zeros((3, 4)), 0.0, 1.0, np.zeros((256, 4), np.uint8))
    box = plate.fit(QRectF(10, 20, 100, 100))
    assert (box.width(), box.height()) == (100, 75)
    assert plate.at(box, box.center()) == (1, 2)
    assert plate.at(box, box.topLeft() - QPoint(1, 1)) is None
    assert plate.near(box, box.bottomRight() + QPoint(50, 50)) == (2, 3)
    assert plate.part(box, 1, 2, 3, 4) == QRectF(60, 45, 50, 50)


def test_a_strip_that_is_too_long_shows_what_lies_around_the_chosen_one(qtbot: QtBot) -> None:
    theme = Theme()
    strip = Strip(theme, "strip", "Units")
    theme.setParent(strip)
    qtbot.addWidget(strip)
    strip.resize(300, strip.sizeHint().height())
    strip.show()
    strip.show_values("Units", "unit", np.arange(500.0), 250)
    with qtbot.waitSignal(strip.chosen) as chosen:
        QTest.mouseClick(
            strip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, strip.cell_center(252).toPoint()
        )
    assert chosen.args == [252]
    with qtbot.waitSignal(strip.chosen) as chosen:
        QTest.keyClick(strip, Qt.Key.Key_Left)
    assert chosen.args == [249]
