"""What the doctor says where nothing is wrong, at every length that the line has room for."""

from __future__ import annotations

import numpy as np
import pytest

from playground.doctor import waiting
from playground.doctor.evidence import Evidence
from playground.doctor.finding import Finding
from playground.engine.history import History
from playground.engine.messages import Evaluated, Scalars
from playground.model.examples import load_example
from playground.model.trace import trace
from playground.ui.panels.doctor_words import looked_at, looked_for, measured_so_far

NOTE = Finding("dead", "Dead units", "2 of 8 units of ReLU 1 are dead: they are 0 for every sample.", "note", None)


def evidence(steps: int, every: int = 100, since: int = 0) -> Evidence:
    of, history = load_example("circle"), History()
    if steps:
        history.add_scalars(Scalars(1, 1, np.full(steps, 0.5)))
        for step in range(every, steps + 1, every):
            history.add_evaluation(Evaluated(1, step, 1.0, 0.5, 0.9, 100, 0.5, 0.9, 100, None))
    return Evidence(of, trace(of), None, history, since=since)


@pytest.mark.parametrize("notes", [(), (NOTE,), (NOTE, NOTE)])
@pytest.mark.parametrize("hidden", [0, 2])
def test_no_length_drops_what_cannot_be_judged_yet_or_what_is_noted(notes: tuple[Finding, ...], hidden: int) -> None:
    run = evidence(336)
    assert waiting(run)
    said = looked_at(run, notes, hidden)
    for words in said:
        assert "cannot be judged yet" in words or "must wait" in words, words
        assert not notes or words.startswith("1 note" if len(notes) == 1 else "2 notes"), words
        assert not hidden or "2 hidden" in words, words
        assert not (notes or hidden) or "Found nothing" not in words, words
    assert len(said[-1]) < 40


def test_a_note_is_said_and_never_found_nothing() -> None:
    longest, *_ = looked_at(evidence(336), (NOTE,))
    assert longest.startswith("1 note: 2 of 8 units of ReLU 1 are dead; found nothing else in 336 steps and 3 eval")
    assert looked_at(evidence(0), (NOTE,))[0].endswith("; nothing measured yet")
    assert looked_at(evidence(0)) == ("Training doctor: nothing measured yet",)


def test_steps_and_evaluations_are_those_that_are_drawn_since_the_change() -> None:
    """Of 250 evaluations in 500 steps the doctor tells 41 apart at most; the curves show them all."""
    run = evidence(500, every=2)
    assert measured_so_far(run, 0) == "Found nothing in 500 steps and 250 evaluations"
    changed = evidence(1500, every=10, since=1200)
    said = "Found nothing in 300 steps and 31 evaluations since the change at step 1\u202f200"
    assert measured_so_far(changed, 0) == said
    assert looked_at(changed)[0].startswith(said)


def test_evaluations_that_lie_too_close_are_said_to() -> None:
    needed = {rule.id: words for rule, words in waiting(evidence(40, every=2))}
    assert needed["overfitting"] == "10 evaluations spread over more steps"


def test_what_waits_is_one_sentence_without_what_cannot_be_there() -> None:
    said = looked_for(evidence(0))
    looked, _, waits = said.partition(" Cannot be judged before ")
    assert looked.startswith("Looked for once a second while training: ")
    assert waits.endswith(".")
    assert waits.count(".") == 1
    assert "; before 300 steps: learning rate too low" in waits
    for absent in ("steps know nothing", "order of steps", "over time", "only straight lines"):
        assert absent not in said
