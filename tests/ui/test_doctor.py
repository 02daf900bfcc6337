"""The doctor's patience, and the picture of its proofs."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from playground.doctor.finding import Finding, Severity
from playground.doctor.proof import Bars, Line, Lines
from playground.doctor.words import figure, listed, share, times
from playground.ui.doctor_rounds import GO, Rounds
from playground.ui.panels.doctor_sheet import DoctorSheet
from playground.ui.theme import Theme

BARS = Bars("Dead units", ("ReLU 1", "ReLU 2"), (0.125, 1.0), (0.4, "too many"), (1,), "%")
LINES = Lines("Batch loss", (Line((1.0, 2.0, 3.0), (2.0, 30.0, 900.0)),), (20.0, "ten times the start"), log=True)


def made(rule: str, severity: Severity = "warning", proof: Bars | Lines = BARS) -> Finding:
    return Finding(rule, rule.title(), f"About {rule}.", severity, proof)


def standing(rounds: Rounds) -> list[str]:
    return [finding.rule for finding in rounds.standing]


def test_a_finding_shows_at_the_second_look_and_goes_at_the_third_without() -> None:
    rounds = Rounds()
    rounds.take((made("dead"),))
    assert standing(rounds) == []
    assert not rounds.settled
    rounds.take((made("dead"),))
    assert standing(rounds) == ["dead"]
    assert rounds.settled
    for _ in range(GO - 1):
        rounds.take(())
        assert standing(rounds) == ["dead"]
    rounds.take(())
    assert standing(rounds) == []
    assert rounds.settled


def test_the_gravest_stands_first() -> None:
    rounds = Rounds()
    for _ in range(2):
        rounds.take((made("hinted", "hint"), made("grave", "error"), made("dead")))
    assert standing(rounds) == ["grave", "dead", "hinted"]


@given(st.lists(st.booleans(), max_size=40))
def test_it_never_blinks(looks: list[bool]) -> None:
    """Between two turns of what is shown lie at least as many looks as patience asks for."""
    rounds, shown = Rounds(), [False]
    for seen in looks:
        rounds.take((made("dead"),) if seen else ())
        shown.append(bool(rounds.standing))
    turns = [place for place in range(1, len(shown)) if shown[place] != shown[place - 1]]
    for first, second in pairwise(turns):
        assert second - first >= (GO if shown[first] else 2)


@pytest.mark.parametrize("dark", [False, True])
def test_the_sheet_shows_each_proof_whole(qtbot: QtBot, dark: bool) -> None:
    sheet = DoctorSheet(Theme(dark))
    qtbot.addWidget(sheet)
    sheet.show_findings((made("dead"), made("exploding", proof=LINES)), 1)
    with qtbot.waitExposed(sheet):
        sheet.show()
    assert sheet.text == "About dead."
    assert sheet.proof.bars.values == (0.125, 1.0)
    assert sheet.proof.bars.accessibleDescription() == "ReLU 1 12 %, ReLU 2 100 %; too many, 40 %"
    chip = sheet.findChild(QPushButton, "doctor_finding_exploding")
    assert isinstance(chip, QPushButton)
    chip.click()
    assert sheet.text == "About exploding."
    chart = sheet.proof.chart
    assert chart.range_y.low < 20.0 < chart.range_y.high
    assert chart.geometry().bottom() <= sheet.proof.rect().bottom()
    assert not sheet.grab().isNull()
    sheet.show_findings((), 0)
    assert sheet.text == "Nothing to mend"
    assert sheet.chosen is None


def test_words_of_numbers() -> None:
    assert figure(1200) == "1\u202f200"
    assert figure(0.69) == "0.69"
    assert figure(3e-7) == "3e−7"
    assert figure(-0.5) == "−0.5"
    assert share(0.125) == "12 %"
    assert (times(2.5), times(40)) == ("2.5×", "40×")
    assert listed(["A", "B", "C"]) == "A, B and C"
    assert listed(["A"]) == "A"
