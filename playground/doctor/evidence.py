"""Evidence: everything that rules may look at. A run's numbers as they are at one moment, and what they come from."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from playground.doctor.fixes import learning_rate
from playground.doctor.proof import ProofLine, Style
from playground.doctor.words import setting
from playground.engine.history import History
from playground.engine.messages import Diverged, Health, LayerStats
from playground.engine.series import Column, Series
from playground.model.dataset import Samples
from playground.model.experiment import Experiment
from playground.model.trace import NodeTrace, Trace

Classes = npt.NDArray[np.int64]
FIRST = 10
"""The loss at the start is the median of so many first batches: single batches say little."""
LAST = 20
"""The loss now is the median of so many last batches."""
RECENT = 2000
"""Pictures of batch losses show so many last steps."""
CHECKUPS = 3
"""What is said of a layer must hold in each of so many last reports of health."""
LEARNED = 0.5
"""Learning goes well once so much of the way from guessing to perfect is made: then slow layers do no harm."""

APART = 10
"""Evaluations closer than so many steps tell the same,"""
SPREAD = 40
"""and no more than so many are told apart, evenly spread over a run."""
FALLS = 0.1
"""A loss that fell by less than this part of itself stands."""


@dataclass(frozen=True)
class DivergedRun:
    """A run that was undone, with its last batch losses before that."""

    report: Diverged
    steps: tuple[float, ...] = ()
    losses: tuple[float, ...] = ()

    @classmethod
    def of(cls, report: Diverged, steps: Column, losses: Column) -> DivergedRun:
        """A trouble with the batch losses before it, and the one that was refused where it is a number."""
        before = steps < report.step
        known = [(report.step, report.loss)] if np.isfinite(report.loss) else []
        steps = np.append(steps[before], [step for step, _ in known])
        losses = np.append(losses[before], [loss for _, loss in known])
        return cls(report, tuple(steps.tolist()), tuple(losses.tolist()))


@dataclass(frozen=True)
class Evidence:
    """A run as rules see it.

    ``since`` is the step at which the experiment was changed last: what was measured before tells nothing of how it
    fares now. ``trouble`` is the last time that learning had to be undone, ``None`` where it has not been since, and
    ``failure`` what went wrong in a step or in building the network, in words.
    """

    experiment: Experiment
    trace: Trace
    samples: Samples | None
    history: History
    trouble: DivergedRun | None = None
    playing: bool = False
    since: int = 0
    failure: str = ""

    # -------------------------------------------------------------------------------------------------------- losses

    @property
    def step(self) -> int:
        """The last step of which the loss is known."""
        steps = self.history.batch_loss.steps
        return int(steps[-1]) if len(steps) else 0

    @property
    def age(self) -> int:
        """How many steps were made since the last change."""
        return self.step - self.since

    @property
    def epochs(self) -> float:
        """Passes over the training data at the last evaluation."""
        passes = self.history.epochs.values
        return float(passes[-1]) if len(passes) else 0.0

    def batches(self) -> tuple[Column, Column]:
        """Steps and batch losses since the last change."""
        series = self.history.batch_loss
        first = int(np.searchsorted(series.steps, self.since, side="right"))
        return series.steps[first:], series.values[first:]

    def start(self) -> float:
        """The batch loss at the very start of the run."""
        values = self.history.batch_loss.values[:FIRST]
        return float(np.median(values)) if len(values) else float("nan")

    def now(self) -> float:
        """The batch loss now."""
        _, values = self.batches()
        return float(np.median(values[-LAST:])) if len(values) else float("nan")

    def raw(self) -> ProofLine:
        """The last batch losses, for a picture."""
        steps, values = self.batches()
        return line(steps[-RECENT:], values[-RECENT:])

    # --------------------------------------------------------------------------------------------------- evaluations

    def evaluated(self, series: Series) -> tuple[Column, Column]:
        """Steps and values of a series of evaluations since the last change, without those that are no numbers."""
        kept = _since(series, self.since)
        return series.steps[kept], series.values[kept]

    def spread(self, series: Series) -> tuple[Column, Column]:
        """``evaluated``, with at most ``SPREAD`` of them, evenly spread over the steps.

        How often evaluations are made differs from moment to moment, and tells nothing of a run.
        """
        steps, values = self.evaluated(series)
        least = max(APART, (steps[-1] - steps[0]) / SPREAD) if len(steps) else APART
        return apart(steps, values, least, SPREAD + 1)

    @property
    def evaluations(self) -> int:
        """How many evaluations there are since the last change, those so close that they tell the same left out."""
        return len(self.spread(self.history.train_loss)[0])

    @property
    def way(self) -> float:
        """How much of the way from guessing to perfect is made on the training samples, 1 for all; NaN if unknown.

        For values it is the part of the first loss that is gone.
        """
        guess = self.guess()
        series = self.history.train_loss if guess is None else self.history.train_accuracy
        _, values = self.spread(series)
        if not len(values):
            return float("nan")
        if guess is None:
            first = float(series.values[np.isfinite(series.values)][0])
            return 1.0 - float(np.median(values[-3:])) / first if first > 0 else 1.0
        return (float(np.median(values[-3:])) - guess) / (1.0 - guess) if guess < 1.0 else 1.0

    def stands(self, steps: int) -> bool:
        """Whether the batch loss fell by less than ``FALLS`` of itself in the second half of at least so many steps."""
        _, losses = self.batches()
        window = losses[-max(steps, len(losses) // 2) :]
        part = len(window) // 4
        return len(window) >= steps and bool(window[-part:].mean() > (1.0 - FALLS) * window[:part].mean())

    def guess(self) -> float | None:
        """The share of the right answers in training that are the commonest class; ``None`` where they are none."""
        target = self.experiment.target
        if target.has_values or target != self.experiment.data.target() or self.samples is None:
            return None
        return float(self.class_shares().max())

    def class_shares(self) -> Column:
        """How the right answers in training are spread over the classes, (classes,)."""
        count = self.experiment.target.count
        known = self.true_classes()
        if not len(known):
            return np.full(count, 1.0 / count)
        found = np.bincount(known, minlength=count)
        return np.asarray(found / found.sum(), dtype=np.float64)

    def true_classes(self, most: int | None = None) -> Classes:
        """The right class of each of the first training samples, or of each of their steps but padding: int64 (count,).

        Looks at ``most`` samples, by default at all.
        """
        found = np.zeros(0, np.int64) if self.samples is None else self.samples.train_targets[:most].ravel()
        return np.asarray(found[found >= 0], dtype=np.int64)

    def counted(self, part: Literal["train", "test"]) -> str:
        """What shares of right answers are shares of: *the training samples*, or the steps of them."""
        samples = f"the {'training' if part == 'train' else part} samples"
        return f"the steps of {samples}" if self.experiment.target.is_at_each_step else samples

    @property
    def learned(self) -> bool:
        """Whether at least half the way from guessing to perfect is made on the training samples."""
        guess = self.guess()
        series = self.history.train_loss if guess is None else self.history.train_accuracy
        values = series.values[np.isfinite(series.values)]
        if not len(values):
            return False
        if guess is None:
            return bool(values[-1] <= (1.0 - LEARNED) * values[0])
        return bool(values[-1] >= guess + LEARNED * (1.0 - guess))

    # -------------------------------------------------------------------------------------------------------- health

    def checkups(self) -> tuple[Health, ...]:
        """The last reports of health since the last change; empty where there are too few to rely on."""
        found = [report for report in self.history.health[-CHECKUPS:] if report.step > self.since]
        return tuple(found) if len(found) == CHECKUPS else ()

    def steady(self, id: str, measure: Callable[[LayerStats], float]) -> tuple[float, float]:
        """The lowest and the highest of a node's figure over the last checkups; NaN where it has none."""
        values = [measure(report.layer_stats[id]) for report in self.checkups() if id in report.layer_stats]
        if len(values) < CHECKUPS or not np.isfinite(values).all():
            return float("nan"), float("nan")
        return min(values), max(values)

    def nodes(self) -> tuple[NodeTrace, ...]:
        """The nodes whose shapes are known."""
        return tuple(node for node in self.trace.nodes if node.output is not None)


def rate_in_words(evidence: Evidence) -> str:
    """The learning rate in force, with the base rate where something moves it: *0.03 in force (base rate 0.1)*."""
    base, told = learning_rate(evidence.experiment), evidence.history.step_figures.get("learning_rate")
    now = float(told.values[-1]) if told is not None and len(told) else math.nan
    if not math.isfinite(now) or now == base:
        return setting(base)
    return f"{setting(float(f'{now:.3g}'))} in force (base rate {setting(base)})"


def line(xs: Column, ys: Column, style: Style = "solid") -> ProofLine:
    """A curve for a picture from two columns."""
    return ProofLine(tuple(xs.tolist()), tuple(ys.tolist()), style)


def evaluations_drawn(evidence: Evidence) -> int:
    """How many evaluations there are since the last change, all that the curves show."""
    return len(evidence.evaluated(evidence.history.train_loss)[0])


def measured(evidence: Evidence, series: Series, style: Style = "solid") -> ProofLine:
    """A curve of evaluations since the last change, joined only where a line between two of them is true."""
    at = np.flatnonzero(_since(series, evidence.since))
    missing = np.concatenate([[0], np.cumsum(~evidence.history.joined())])[at]
    joined = [*(np.diff(missing) == 0).tolist(), False] if len(at) else []
    return ProofLine(tuple(series.steps[at].tolist()), tuple(series.values[at].tolist()), style, tuple(joined))


def apart(steps: Column, values: Column, least: float, most: int) -> tuple[Column, Column]:
    """The last ``most`` of a series that lie at least so many steps apart, the very last among them."""
    kept: list[int] = []
    place = len(steps) - 1
    while place >= 0 and len(kept) < most:
        kept.append(place)
        place = int(np.searchsorted(steps[:place], steps[place] - least, side="right")) - 1
    chosen = np.array(kept[::-1], dtype=np.int64)
    return steps[chosen], values[chosen]


def _since(series: Series, step: int) -> npt.NDArray[np.bool_]:
    """Which evaluations are from after a change at a step, and numbers."""
    kept = (series.steps >= step) & np.isfinite(series.values)
    # Of two at the very step of a change the first is of what there was before it.
    kept[:-1] &= (series.steps[:-1] != step) | (series.steps[1:] != step)
    return np.asarray(kept, dtype=np.bool_)
