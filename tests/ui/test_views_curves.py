"""The curves over steps: where their axes end, what they forget, and which words they show."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from playground.engine.history import History
from playground.engine.messages import Evaluated, Scalars
from playground.ui.widgets.chart_scale import axis_end
from tests.ui.test_views import make


def history(steps: int, evaluations: int = 4, per_epoch: int = 10) -> History:
    """A run of so many steps that was evaluated now and then, for the last time at its last step."""
    made = History()
    made.add_scalars(Scalars(1, 1, np.linspace(1.0, 0.5, steps)))
    for step in np.linspace(0, steps, evaluations).astype(int).tolist():
        made.add_evaluation(Evaluated(1, step, step / per_epoch, 0.7, 0.5, 10, 0.8, 0.6, 10, None))
    return made


@pytest.mark.parametrize("id", ["loss", "accuracy"])
def test_another_run_starts_with_an_axis_of_its_own(qtbot: QtBot, id: str) -> None:
    view = make(qtbot, id, "plane, two classes")
    view.set_history(history(20_000))
    assert view.chart.steps_in_view[1] > 20_000
    view.set_history(History())
    view.set_history(history(40))
    assert 40 < view.chart.steps_in_view[1] < 60


@pytest.mark.parametrize("id", ["loss", "accuracy"])
def test_a_run_that_went_back_starts_with_an_axis_of_its_own(qtbot: QtBot, id: str) -> None:
    view = make(qtbot, id, "plane, two classes")
    made = history(20_000)
    view.set_history(made)
    made.cut(0)
    view.set_history(made)
    made.add_scalars(Scalars(1, 1, np.ones(30)))
    view.set_history(made)
    assert view.chart.steps_in_view[1] < 60


def test_all_charts_of_a_run_end_at_the_same_step(qtbot: QtBot) -> None:
    often, once = make(qtbot, "loss", "plane, two classes"), make(qtbot, "accuracy", "plane, two classes")
    made = history(5)
    for first in range(6, 3000, 97):
        made.add_scalars(Scalars(1, first, np.ones(97)))
        often.set_history(made)
    once.set_history(made)
    assert often.chart.steps_in_view == once.chart.steps_in_view


@given(last=st.floats(0.0, 1e9))
def test_an_axis_ends_a_little_after_the_present(last: float) -> None:
    assert last < axis_end(last) <= max(last, 1.0) * 1.35
