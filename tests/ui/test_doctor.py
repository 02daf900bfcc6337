"""The doctor's patience, and the picture of its proofs."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from playground.doctor.finding import Finding, Severity
from playground.doctor.proof import Bars, Lines, ProofLine
from playground.doctor.words import figure, listed, share, times
from playground.model.fix import Fix
from playground.ui.panels.doctor_line import sentences
from playground.ui.panels.doctor_proof import ProofPicture
from playground.ui.panels.doctor_sheet import DoctorSheet
from playground.ui.state.doctor_rounds import GO, Rounds
from playground.ui.theme.theme import Theme
from playground.ui.widgets.sentences import Sentences

BARS = Bars("Dead units", ("ReLU 1", "ReLU 2"), (0.125, 1.0), (0.4, "too many"), (1,), "%")
LINES = Lines("Batch loss", (ProofLine((1.0, 2.0, 3.0), (2.0, 30.0, 900.0)),), (20.0, "ten times the start"), log=True)


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
    sheet.show_findings((), 0, "Found nothing in 8 evaluations", "Cannot be judged before 10 evaluations: overfitting.")
    assert sheet.text == "Found nothing in 8 evaluations"
    assert sheet.chosen is None


def test_the_picture_of_a_proof_leaves_no_part_of_its_axis_empty(qtbot: QtBot) -> None:
    picture = ProofPicture(Theme(False))
    qtbot.addWidget(picture)
    steps = tuple(float(step) for step in range(6038, 8038))
    curve = ProofLine(steps, tuple(1.0 / step for step in steps))
    picture.show_proof(Lines("Batch loss", (curve,), (1e-4, "5 % lower")))
    assert picture.chart.in_view == (6038.0, 8037.0)
    assert not any(each.dots for each in picture.chart.curves), "so many dots would be a solid block"
    picture.show_proof(Lines("Batch loss", (curve,), (1e-4, "5 % lower"), span=(4000.0, 9000.0)))
    assert picture.chart.in_view == (4000.0, 9000.0)
    picture.show_proof(LINES)
    assert picture.chart.in_view == (1.0, 3.0)
    assert all(each.dots for each in picture.chart.curves)


def test_words_of_numbers() -> None:
    assert figure(1200) == "1\u202f200"
    assert figure(0.69) == "0.69"
    assert figure(3e-7) == "3e−7"
    assert figure(-0.5) == "−0.5"
    assert share(0.125) == "12 %"
    assert (times(2.5), times(40)) == ("2.5×", "40×")
    assert listed(["A", "B", "C"]) == "A, B and C"
    assert listed(["A"]) == "A"


@pytest.mark.parametrize("dark", [False, True])
def test_the_sheet_fits_four_fixes_and_says_what_a_symptom_follows_from(qtbot: QtBot, dark: bool) -> None:
    sheet = DoctorSheet(Theme(dark))
    qtbot.addWidget(sheet)
    labels = ("Take 1 000 samples", "Add Dropout", "Set weight decay to 0.001", "Stop after 12 epochs")
    fixes = tuple(Fix(label) for label in labels)
    text = "The test loss has risen from 0.48 at step 280 to 1.2 while the training loss fell to 0.01. " * 2
    found = Finding("overfitting", "Overfitting", text, "hint", BARS, fixes, cause="restless")
    sheet.show_findings((made("restless"), found), 0)
    with qtbot.waitExposed(sheet):
        sheet.show()
    chip = sheet.findChild(QPushButton, "doctor_finding_overfitting")
    assert isinstance(chip, QPushButton)
    chip.click()
    buttons = [sheet.findChild(QPushButton, f"doctor_fix_{index}") for index in range(4)]
    footer = sheet.findChild(QPushButton, "doctor_hide")
    assert isinstance(footer, QPushButton)
    for button in buttons:
        assert isinstance(button, QPushButton)
        assert sheet.rect().contains(button.geometry())
        assert not button.geometry().intersects(footer.geometry())
    assert sheet.rect().contains(footer.geometry())
    because = sheet.findChild(QLabel, "doctor_because")
    assert isinstance(because, QLabel)
    assert because.text() == "Follows from: loss jumps about"


def test_a_line_says_the_longest_sentence_for_which_there_is_room(qtbot: QtBot) -> None:
    line = Sentences("line")
    qtbot.addWidget(line)
    known = ("Learning rate 1 is too high: it jumps, so lower it.", "Learning rate 1 is too high.", "Too high")
    line.show_one_of(known)
    for sentence in known:
        line.resize(line.fontMetrics().horizontalAdvance(sentence) + 2, 20)
        line.show_one_of((*known[:2], "Too high"))
        line.resizeEvent(QResizeEvent(line.size(), line.size()))
        assert line.text() == sentence
    assert line.toolTip() == known[0]


def test_a_finding_is_said_in_ever_shorter_whole_sentences() -> None:
    text = "Learning rate 1 is too high: the loss jumps between 0.5 and 2 and comes to no rest, so lower it."
    said = sentences(Finding("restless", "Loss jumps about", text, "warning", None))
    assert said[0] == text
    assert "Learning rate 1 is too high." in said
    assert said[-1] == "Loss jumps about"
    assert list(said) == sorted(said, key=len, reverse=True)
