"""Curves of evaluations: dots where something was measured, and lines only between what they tell the truth about."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from playground import numerals as words
from playground.engine.history import History
from playground.engine.series import Series
from playground.ui.plots.chart import ChartCurve, CurveGap
from playground.ui.plots.chart_lines import parted

Array = npt.NDArray[Any]
Bools = npt.NDArray[np.bool_]
MOST_COUNTS = 8
"""Numbers of test samples that have a line of their own."""


def measured(history: History, train: Series, test: Series, joined: Bools) -> list[ChartCurve]:
    """Curves through evaluations of the training and of the test part: a dot each, and a line where it is true.

    Where test figures rest on now more, now fewer samples, those of each number are a line of their own; of very many
    numbers the ``MOST_COUNTS`` latest.
    """
    curves = [ChartCurve(*parted(train.steps, train.values, joined), "solid", "train", dots=True)]
    counts = _counts(history)
    broken = np.concatenate([[0], np.cumsum(~joined)])  # how many lines are missing before each
    several = _latest(counts[np.isfinite(test.values)])
    for count in several:
        at = np.flatnonzero(counts == count)
        alike = np.append(np.diff(broken[at]) == 0, False)
        xs, ys = parted(test.steps[at], test.values[at], alike)
        name = "test" if len(several) == 1 or count < 0 else f"test of {words.count(count)}"
        curves.append(ChartCurve(xs, ys, "dashed", name, dots=True, end=count == counts[-1]))
    return curves


def _latest(counts: Array) -> list[float]:
    """The different numbers of samples, growing: those that were met last."""
    found, places = np.unique(counts[::-1], return_index=True)
    return sorted(found[np.argsort(places)[:MOST_COUNTS]].tolist())


def gap_between(history: History, train: Series, test: Series, joined: Bools) -> CurveGap | None:
    """What lies between train and test, wherever both have lines between the same evaluations."""
    counts = _counts(history)
    alike = joined.copy()
    alike[:-1] &= counts[:-1] == counts[1:]
    if not len(train) or not np.isfinite(test.values).any():
        return None
    xs, low = parted(train.steps, train.values, alike)
    return CurveGap(xs, low, parted(test.steps, test.values, alike)[1])


def when(history: History) -> str:
    """Of which step the latest figures are."""
    return f"step {words.count(history.last_evaluation)}"


def samples_in_words(history: History) -> str:
    """On how many samples the latest figures rest, and of which step they are; empty where that is not known."""
    train, test = end(history.train_count.values), end(history.test_count.values)
    if not (math.isfinite(train) and math.isfinite(test)):
        return ""
    tested = f" and {words.count(test)} test samples" if test else " samples"
    return f"Measured on {words.count(train)} training{tested} at {when(history)}."


def end(values: Array) -> float:
    """The last value, NaN where there is none."""
    return float(values[-1]) if len(values) else float("nan")


def _counts(history: History) -> Array:
    """On how many test samples each evaluation rests; -1 where that is not known."""
    return np.nan_to_num(history.test_count.values, nan=-1.0)
