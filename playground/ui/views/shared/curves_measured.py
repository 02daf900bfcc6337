"""Curves of evaluations: dots where something was measured, and lines only between what they tell the truth about."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from playground import numerals as words
from playground.engine.history import History
from playground.engine.series import Series
from playground.model.dataset import Part
from playground.ui.plots.chart import ChartCurve, CurveGap
from playground.ui.plots.chart_best import ChartBest
from playground.ui.plots.chart_lines import joined_but_at, parted

Array = npt.NDArray[Any]
Bools = npt.NDArray[np.bool_]
MOST_COUNTS = 8
"""Numbers of test samples that have a line of their own."""


@dataclass(frozen=True)
class Unseen:
    """Figures of samples that are not learned from: of the ``part`` that tells how good a network is meanwhile.

    That is validation where some are set aside for it, so that nobody looks at the test part all the time. ``counts``
    says on how many samples each rests, −1 where that is not known.
    """

    part: Part
    series: Series
    counts: Array

    @classmethod
    def of(cls, history: History, what: str, test: Series) -> Unseen:
        """What evaluations gave, such as ``loss``; ``test`` are those of the test part."""
        found, counts = (history.figures.get(f"validation_{name}") for name in (what, "count"))
        if found is None or counts is None or not np.array_equal(found.steps, history.epochs.steps):
            return cls("test", test, np.nan_to_num(history.test_count.values, nan=-1.0))
        return cls("validation", found, counts.values)


def measured(train: Series, unseen: Unseen, joined: Bools) -> list[ChartCurve]:
    """Curves through evaluations of the training part and of the unseen one: a dot each, and a line where it is true.

    Where unseen figures rest on now more, now fewer samples, those of each number are a line of their own; of very many
    numbers the ``MOST_COUNTS`` latest.
    """
    curves = [ChartCurve(*parted(train.steps, train.values, joined), "solid", "train", dots=True)]
    counts, test = unseen.counts, unseen.series
    broken = np.concatenate([[0], np.cumsum(~joined)])  # how many lines are missing before each
    several = _latest(counts[np.isfinite(test.values)])
    for count in several:
        at = np.flatnonzero(counts == count)
        alike = np.append(np.diff(broken[at]) == 0, False)
        xs, ys = parted(test.steps[at], test.values[at], alike)
        name = unseen.part if len(several) == 1 or count < 0 else f"{unseen.part} of {words.count(count)}"
        curves.append(ChartCurve(xs, ys, "dashed", name, dots=True, end=count == counts[-1]))
    return curves


def bridges(history: History, train: Series, unseen: Unseen, joined: Bools) -> list[ChartCurve]:
    """Thin lines that only lead the eye from dot to dot, where no line is true though the settings are the same."""
    same = np.append(np.diff(history.segment.values) == 0, False)[: len(train)]
    same &= joined_but_at(train.steps, [step for step, _ in history.marks])
    alike = np.append(np.diff(unseen.counts) == 0, False)
    found = [(train, same & ~joined, "train"), (unseen.series, same & ~joined & alike, unseen.part)]
    return [
        ChartCurve(*parted(series.steps, series.values, led), "smooth", name, end=False, told=False)
        for series, led, name in found
        if led.any()
    ]


def joined_for(history: History, steps: Array) -> Bools:
    """Where a line between what was measured at some of the evaluations' ``steps`` (N,) is true: bool (N,)."""
    joined = history.joined()
    if len(joined) == len(steps):
        return joined
    missing = np.concatenate([[0], np.cumsum(~joined)])  # how many lines are missing before each evaluation
    at = np.searchsorted(history.epochs.steps, steps, side="right") - 1
    return np.append(np.diff(missing[np.maximum(at, 0)]) == 0, False)


def _latest(counts: Array) -> list[float]:
    """The different numbers of samples, growing: those that were met last."""
    found, places = np.unique(counts[::-1], return_index=True)
    return sorted(found[np.argsort(places)[:MOST_COUNTS]].tolist())


def gap_between(train: Series, unseen: Unseen, joined: Bools) -> CurveGap | None:
    """What lies between train and the unseen part, wherever both have lines between the same evaluations."""
    counts, test = unseen.counts, unseen.series
    alike = joined.copy()
    alike[:-1] &= counts[:-1] == counts[1:]
    if not len(train) or not np.isfinite(test.values).any():
        return None
    xs, low = parted(train.steps, train.values, alike)
    return CurveGap(xs, low, parted(test.steps, test.values, alike)[1])


def when(history: History) -> str:
    """Of which step the figures are that are printed."""
    if history.stands_at is not None and history.best is not None:
        return f"of the best, epoch {words.count(history.best.epoch)}"
    return f"step {words.count(history.last_evaluation)}"


def now(history: History, series: Series) -> float:
    """The figure of the weights in force: the last one, or where learning went back, the one of that step."""
    return end(series.values) if history.stands_at is None else value_at(series, history.stands_at)


def value_at(series: Series, step: float) -> float:
    """The last value at a step; NaN where there is none."""
    place = int(np.searchsorted(series.steps, step, side="right")) - 1
    return float(series.values[place]) if place >= 0 and series.steps[place] == step else math.nan


def best_of(
    history: History, train: Series, unseen: Unseen, figure: str, write: Callable[[float], str]
) -> ChartBest | None:
    """The best point of a run, on the curve of the part that tells it; ``None`` before there is one."""
    best = history.best
    if best is None:
        return None
    watched, other = (train, unseen.series) if best.part == "train" else (unseen.series, train)
    value = best.value if best.figure == figure else value_at(watched, best.step)
    left_at = float(history.last_step) if history.stands_at is not None else None
    return ChartBest(best.step, value, value_at(other, best.step), f"best, {write(value)}", left_at)


def samples_in_words(history: History) -> str:
    """On how many samples the latest figures rest, and of which step they are; empty where that is not known."""
    unseen = Unseen.of(history, "loss", history.test_loss)
    train, other = end(history.train_count.values), end(unseen.counts)
    if not math.isfinite(train) or other < 0:
        return ""
    tested = f" and {words.count(other)} {unseen.part} samples" if other else " samples"
    return f"Measured on {words.count(train)} training{tested} at {when(history)}."


def end(values: Array) -> float:
    """The last value, NaN where there is none."""
    return float(values[-1]) if len(values) else float("nan")
