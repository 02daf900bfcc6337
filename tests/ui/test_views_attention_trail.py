"""What is gathered of attention's entropy, step by step, while somebody looks."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from playground.ui.views.attention.entropy import MOST, EntropyCurves
from tests.draws import draws


@draws(30)
@given(st.lists(st.integers(0, 500), min_size=1, max_size=60))
def test_what_is_gathered_never_goes_back_in_time(steps: list[int]) -> None:
    tape = EntropyCurves()
    for step in steps:
        tape.note("one", step, np.array([float(step), 0.5]))
    xs, ys = tape.curves("one")
    assert (np.diff(xs) > 0).all()
    assert xs[-1] == steps[-1]
    assert (ys[:, 0] == xs).all()


def test_steps_at_which_nobody_looked_part_the_line() -> None:
    tape = EntropyCurves()
    for key, step in (("one", 1), ("one", 2), ("other", 3), ("one", 4), ("one", 5)):
        tape.note(key, step, np.array([0.5]))
    xs, ys = tape.curves("one")
    assert xs.tolist() == [1, 2, 3, 4, 5]
    assert np.isnan(ys[:, 0]).tolist() == [False, False, True, False, False]
    tape.note("other", 5, np.array([0.5]))
    tape.note("one", 5, np.array([0.25]))
    assert tape.curves("one")[0].tolist() == [1, 2, 3, 4, 5], "the same step again: nothing was missed"
    tape.leave()
    for step in range(9, 9 + 2 * MOST):
        tape.note("one", step, np.array([0.5]))
    xs, ys = tape.curves("one")
    assert xs[np.isnan(ys[:, 0])].tolist() == [3, 7], "thinned, the gaps stay"


def test_a_long_run_is_thinned_and_another_input_has_a_curve_of_its_own() -> None:
    tape = EntropyCurves()
    for step in range(3 * MOST):
        tape.note("one", step, np.array([0.5]))
    tape.note("other", 7, np.array([0.5]))
    xs, _ = tape.curves("one")
    assert len(xs) <= MOST
    assert (xs[0], xs[-1]) == (0, 3 * MOST - 1)
    assert len(tape.curves("other")[0]) == 1
