"""Columns of numbers: thinned when long, cut when learning goes back."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from playground.engine.history import History, Series
from playground.engine.mailbox import Mailbox
from playground.engine.messages import Evaluated, Frame, Pause, Scalars, State


def evaluated(step: int, loss: float = 1.0) -> Evaluated:
    return Evaluated(1, step, step / 25, loss, 0.5, 10, loss, 0.5, 10, None)


@given(st.lists(st.integers(1, 400), min_size=1, max_size=30))
def test_a_series_stays_ordered_and_keeps_its_newest(sizes: list[int]) -> None:
    series = Series(limit=1000)
    at = 0
    for size in sizes:
        steps = np.arange(at, at + size, dtype=np.float64)
        series.extend(steps, -steps)
        at += size
    assert len(series) <= 1000 + 400
    assert (np.diff(series.steps) > 0).all()
    assert series.steps[-1] == at - 1
    assert np.array_equal(series.values, -series.steps)
    assert series.thinned == (at > 1000)


def test_history_is_cut_where_learning_went_back() -> None:
    history = History()
    history.add_scalars(Scalars(1, 1, np.arange(50.0)))
    history.add_evaluation(evaluated(25))
    history.add_evaluation(evaluated(50))
    history.add_mark(10, "Learning rate 0.1 → 1")
    history.add_mark(40, "Batch size 10 → 20")
    history.cut(30)
    assert history.batch_loss.steps[-1] == 30
    assert history.test_loss.steps.tolist() == [25.0]
    assert [step for step, _ in history.marks] == [10]


def test_an_evaluation_replaces_one_at_the_same_step() -> None:
    history = History()
    history.add_evaluation(evaluated(5, 1.0))
    history.add_evaluation(evaluated(5, 2.0))
    assert history.train_loss.values.tolist() == [2.0]


def test_a_mailbox_adds_reports_up_and_keeps_the_latest_frame() -> None:
    mailbox = Mailbox()
    assert mailbox.wants_frame()
    for step in range(3):
        mailbox.post(State(1, True, step, 0.0, 0.0))
        mailbox.show(Frame(1, step, 0.0))
    assert not mailbox.wants_frame()
    frame = mailbox.take()
    assert frame is not None
    assert frame.step == 2
    assert mailbox.take() is None
    assert [report.step for report in mailbox.empty() if isinstance(report, State)] == [0, 1, 2]
    assert mailbox.empty() == []
    assert Pause() == Pause()
