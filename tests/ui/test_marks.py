"""Marks on the curves: one for a slider's drag, one for each other change."""

from __future__ import annotations

from itertools import pairwise

from playground.engine.history import History
from playground.engine.messages import Marked
from playground.model import edits
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.model.fields import with_field
from playground.ui.state.marks import ChangeMarks


def with_rate(experiment: Experiment, rate: float) -> Experiment:
    optimizer = with_field(experiment.training.optimizer, "learning_rate", rate)
    return edits.set_value(experiment, "training.optimizer", optimizer)


def note(marks: ChangeMarks, history: History, step: int, old: Experiment, new: Experiment) -> None:
    """Note an edit, and let the trainer tell its step."""
    marks.settle(history, Marked(1, marks.note_edit(old, new), step))


def test_a_drag_is_one_mark_from_first_to_last() -> None:
    history, marks = History(), ChangeMarks()
    steps = [with_rate(load_example("circle"), rate) for rate in (0.1, 0.2, 0.3, 0.5)]
    for at, (old, new) in enumerate(pairwise(steps)):
        note(marks, history, 100 + at, old, new)
    assert history.marks == [(102, "Learning rate 0.1 → 0.5")]


def test_another_knob_is_another_mark() -> None:
    history, marks = History(), ChangeMarks()
    start = with_rate(load_example("circle"), 0.1)
    faster = with_rate(start, 0.2)
    larger = edits.set_value(faster, "training.batch_size", 32)
    note(marks, history, 10, start, faster)
    note(marks, history, 12, faster, larger)
    assert [step for step, _ in history.marks] == [10, 12]


def test_a_mark_stands_at_the_step_that_the_trainer_tells_and_none_before_the_first() -> None:
    history, marks = History(), ChangeMarks()
    start = with_rate(load_example("circle"), 0.1)
    early = marks.note("Weights of Linear 1 by hand")
    late = marks.note_edit(start, with_rate(start, 0.2))
    assert not history.marks
    marks.settle(history, Marked(1, early, 0))
    marks.settle(history, Marked(1, late, 57))
    assert history.marks == [(57, "Learning rate 0.1 → 0.2")]


def test_what_waits_when_another_run_begins_is_written_on_the_curves_of_before() -> None:
    before, history, marks = History(), History(), ChangeMarks()
    start = with_rate(load_example("circle"), 0.1)
    token = marks.note_edit(start, with_rate(start, 0.2))
    marks.forget()
    marks.settle(before, Marked(1, token, 57))
    note(marks, history, 2, with_rate(start, 0.2), with_rate(start, 0.3))
    assert before.marks == [(57, "Learning rate 0.1 → 0.2")]
    assert history.marks == [(2, "Learning rate 0.2 → 0.3")]


def test_a_change_whose_curves_are_gone_is_not_kept() -> None:
    history, marks = History(), ChangeMarks()
    first, second = marks.note("Weights of Linear 1 by hand"), marks.note("Bias of Linear 1 by hand")
    marks.settle(history, Marked(1, second, 5))
    marks.settle(history, Marked(1, first, 6))
    assert history.marks == [(5, "Bias of Linear 1 by hand")]
