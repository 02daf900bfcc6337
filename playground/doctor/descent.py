"""Rules about the loss as it goes down, or does not: exploding, too high and too low learning rates, guessing."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import ClassVar

import numpy as np

from playground.doctor.evidence import APART, Evidence, apart, line, measured, rate_in_words
from playground.doctor.finding import Finding, Severity
from playground.doctor.fixes import learning_rate, offered, other_rate, set_rate
from playground.doctor.proof import Lines, ProofLine
from playground.doctor.rule import CausalOrder, Rule
from playground.doctor.words import count, figure, portion, share, times
from playground.engine.series import Column
from playground.model.fix import Fix, SetValue
from playground.model.parameters import parameter_of

GROWTH = 10.0
"""A loss this many times that of the start explodes. Batches differ by far less, and guessing costs about the start."""
LEAST = 0.1
"""Starts below this count as this much: a lucky first batch must not make the bound tight."""
CALM_STEPS = 200
"""So many steps after learning was undone, that is forgotten."""
LOOKS = 12
"""Restlessness is told from so many evaluations; they rest on many samples, so batches that differ play no part."""
RISES = 3
"""At least so many of them are above the one before: a single spike is no restlessness."""
RESTLESS = 0.5
"""Their rises but the highest are together this part of the loss at the start, or more: half of all there is to gain
is lost again, and a single spike, however high, does not count."""
COMES_DOWN = 0.6
"""Where the median of their last third is this part of that of the first, or less, the loss is on its way down all the
same: one that hangs on a few steps of a long sequence falls in jumps."""
HIGH = 0.25
"""And their median is this part of the loss at the start, or more: spikes from a low level that heal do no harm."""
GUESSES = 6
"""So many evaluations tell whether a network only guesses,"""
NEAR = 0.1
"""and it does while less than this part of the way from guessing to perfect is made."""
STEPS = 300
"""Over so many steps a loss that goes down at all can be told from one that does not."""
MOVED = 0.05
"""A loss that fell by less than this part of itself over those steps barely moves."""
RATIO = 1e-4
"""Steps usually change weights by about a thousandth of their size (A. Karpathy, CS231n, *Ratio of weights:updates*);
a tenth of that is little."""
CREEPS = 0.2
"""Or it fell all along, but by less than this part,"""
CREEPING = 3e-4
"""with steps of less than this part of the weights: at the usual length it would fall several times as fast."""
WHOLE = 0.9
"""Once so much of the way from guessing to perfect is made, it is time to creep."""
SHOWN = 120
"""The smoothed loss is shown at so many steps."""
SLOPE = 0.02
"""Gradients below this part of the weights mean a flat place, which no learning rate fixes at once."""


TOO_LONG = ("saturated", "dead", "vanishing", "exploding_gradients", "overfitting", "guessing", "never_predicted")
"""What steps that are too long lead to: weights far from where units work, and answers of the moment."""


class Exploding(Rule):
    """The loss grows instead of falling: steps are so long that each lands higher on the other side of the valley."""

    id: ClassVar[str] = "exploding"
    title: ClassVar[str] = "Exploding loss"
    severity: ClassVar[Severity] = "error"
    place: ClassVar[CausalOrder] = CausalOrder.RATE
    explains: ClassVar[tuple[str, ...]] = ("restless", *TOO_LONG)

    def look(self, evidence: Evidence) -> Finding | None:
        """Learning had to be undone, or the loss is ten times that of the start."""
        trouble = evidence.trouble
        if trouble is not None and evidence.step < trouble.report.step + CALM_STEPS:
            steps, losses = np.array(trouble.steps), np.array(trouble.losses)
            level = _bound(float(losses[0]) if len(losses) else 0.0)
            better = trouble.report.suggested_rate
            fix = None if better is None else set_rate(better)
            return self._tell(evidence, trouble.report.text, line(steps, losses), level, fix)
        steps, losses = evidence.batches()
        level = _bound(evidence.start())
        if len(losses) < 20 or not evidence.now() > level:
            return None
        rate, factor = rate_in_words(evidence), evidence.now() / max(evidence.start(), LEAST)
        text = (
            f"The loss has grown {times(factor)} since the start, as learning rate {rate} takes steps that "
            "are too long: lower it."
        )
        return self._tell(evidence, text, evidence.raw(), level, set_rate(other_rate(evidence.experiment, 0.1)))

    def _tell(self, evidence: Evidence, text: str, losses: ProofLine, level: float, fix: Fix | None) -> Finding:
        proof = Lines("Batch loss", (losses,), (level, "ten times the start"), log=True)
        return self.finding(text, proof, offered(evidence.experiment, fix))


class Restless(Rule):
    """The loss jumps up and down: steps are too long to come to rest at the bottom of the valley."""

    id: ClassVar[str] = "restless"
    title: ClassVar[str] = "Loss jumps about"
    place: ClassVar[CausalOrder] = CausalOrder.RATE
    explains: ClassVar[tuple[str, ...]] = TOO_LONG
    evaluations: ClassVar[int] = LOOKS

    def look(self, evidence: Evidence) -> Finding | None:
        """The training loss rose several times in the last evaluations, by a good part of itself, and does not fall."""
        _, losses = apart(*evidence.evaluated(evidence.history.train_loss), APART, LOOKS)
        first = self._first(evidence)
        start = max(first, LEAST)
        if len(losses) < LOOKS or not math.isfinite(start):
            return None
        rises, middle, third = np.maximum(np.diff(losses), 0.0), float(np.median(losses)), LOOKS // 3
        several = np.count_nonzero(rises > 0.05 * start) >= RISES
        if not several or rises.sum() - rises.max() < RESTLESS * start or middle < HIGH * start:
            return None
        if np.median(losses[-third:]) <= COMES_DOWN * np.median(losses[:third]):
            return None
        rate = rate_in_words(evidence)
        text = (
            f"Learning rate {rate} is too high: the training loss jumps between {figure(losses.min())} and "
            f"{figure(losses.max())} and comes to no rest, so lower it."
        )
        proof = Lines("Training loss", (measured(evidence, evidence.history.train_loss),), (first, "the start"))
        return self.finding(text, proof, offered(evidence.experiment, set_rate(other_rate(evidence.experiment, 0.1))))

    def _first(self, evidence: Evidence) -> float:
        """The loss at the start: of the first evaluation where it is lower, as the first long steps lift batches."""
        evaluated = evidence.history.train_loss.values[:1]
        return float(np.fmin(evidence.start(), evaluated[0] if len(evaluated) else np.nan))


class Slow(Rule):
    """The loss barely moves, or only creeps, although gradients are there: steps are too short to get anywhere."""

    id: ClassVar[str] = "slow"
    title: ClassVar[str] = "Learning rate too low"
    place: ClassVar[CausalOrder] = CausalOrder.RATE
    explains: ClassVar[tuple[str, ...]] = ("guessing", "never_predicted", "overfitting", "uneven_inputs")
    steps: ClassVar[int] = STEPS
    looks: ClassVar[bool] = True

    def look(self, evidence: Evidence) -> Finding | None:
        """The loss stands or creeps, and all layers move by far less than their weights, though gradients are there.

        It creeps where it falls, quarter by quarter, but by little.
        """
        steps, losses = evidence.batches()
        if len(losses) < STEPS or not evidence.way < WHOLE or not evidence.checkups():
            return None
        window = losses[-max(STEPS, len(losses) // 2) :]
        quarters = [float(part.mean()) for part in np.array_split(window, 4)]
        before, after = quarters[0], quarters[-1]
        if after > (1 + MOVED) * before:
            return None
        stands = before - after <= MOVED * before and not evidence.learned and self._short(evidence, RATIO)
        falls = all(later < earlier for earlier, later in pairwise(quarters))
        creeps = falls and before - after <= CREEPS * before and self._short(evidence, CREEPING)
        if not stands and not creeps:
            return None
        rate = rate_in_words(evidence)
        fell = "barely moved" if stands else f"only fallen from {figure(before)} to {figure(after)}"
        text = (
            f"Learning rate {rate} is too low: the loss has {fell} over the last {count(len(window))} steps, "
            "so raise it."
        )
        proof = self._proof(steps[-len(window) :], window, MOVED if stands else CREEPS)
        return self.finding(text, proof, offered(evidence.experiment, set_rate(other_rate(evidence.experiment, 10.0))))

    def _proof(self, steps: Column, losses: Column, bound: float) -> Lines:
        """The batch loss of some steps, each point a mean over a quarter, and the level it misses.

        So the curve begins and ends at the very figures that are told.
        """
        wide = len(losses) // 4
        sums = np.cumsum(np.concatenate([[0.0], losses]))
        means = (sums[wide:] - sums[:-wide]) / wide
        shown = np.unique(np.linspace(0, len(means) - 1, SHOWN).astype(np.int64))
        curve = line(steps[shown + wide // 2], means[shown])
        level = ((1 - bound) * float(means[0]), f"{share(bound)} lower")
        span = (float(steps[0]), float(steps[-1]))
        return Lines(f"Batch loss, each point the mean of {count(wide)} steps", (curve,), level, span=span)

    def _short(self, evidence: Evidence, bound: float) -> bool:
        """Whether all layers move by less than that of their weights, and some would move further with longer steps."""
        ratios = [evidence.steady(node.id, lambda stats: stats.ratio)[1] for node in evidence.nodes()]
        slopes = [
            evidence.steady(node.id, lambda stats: stats.gradient / stats.weight if stats.weight > 0 else math.nan)[0]
            for node in evidence.nodes()
        ]
        known = [ratio for ratio in ratios if math.isfinite(ratio)]
        return bool(known) and max(known) < bound and float(np.nanmax(slopes)) > SLOPE


class Guessing(Rule):
    """The network is no better than always saying the commonest class: it has not learned to tell them apart."""

    id: ClassVar[str] = "guessing"
    title: ClassVar[str] = "No better than guessing"
    severity: ClassVar[Severity] = "hint"
    steps: ClassVar[int] = 2 * STEPS
    evaluations: ClassVar[int] = GUESSES

    def suits(self, evidence: Evidence) -> bool:
        """Whether answers are classes that are to be told apart; where two networks play, guessing may be the goal."""
        return evidence.experiment.target.has_classes and evidence.experiment.objective.counts_confusion

    def look(self, evidence: Evidence) -> Finding | None:
        """After many steps the training accuracy is still that of guessing, or next to it."""
        guess = evidence.guess()
        _, found = evidence.spread(evidence.history.train_accuracy)
        if guess is None or len(found) < GUESSES or evidence.age < 2 * STEPS or evidence.samples is None:
            return None
        # Two standard errors of a share; evaluations look at the first 1,000 samples, and count each of their steps.
        error = 2 * math.sqrt(guess * (1 - guess) / max(len(evidence.true_classes(1000)), 1))
        bound = guess + max(error, NEAR * (1 - guess))
        if guess >= 1 - error or np.median(found[-GUESSES:]) > bound or found[-GUESSES:].max() > bound + error:
            return None
        text = (
            f"After {count(evidence.age)} steps {portion(float(found[-1]))} of {evidence.counted('train')} are right, "
            f"where always saying the commonest answer gets {share(guess)}{_why(evidence)}."
        )
        drawn = measured(evidence, evidence.history.train_accuracy)
        proof = Lines("Training accuracy", (drawn,), (guess, "guessing"), unit="%")
        return self.finding(text, proof, offered(evidence.experiment, _wider(evidence), _longer(evidence)))


def _bound(start: float) -> float:
    return GROWTH * max(start, LEAST)


def _why(evidence: Evidence) -> str:
    return ": give it more units, or longer steps" if _longer(evidence) else ": give it more units"


def _longer(evidence: Evidence) -> Fix | None:
    """A learning rate three times as high, as long as that is usual."""
    rate, optimizer = other_rate(evidence.experiment, 3.0), evidence.experiment.training.optimizer
    usual = parameter_of(optimizer, "learning_rate").usual
    higher = learning_rate(evidence.experiment) < rate <= (usual[1] if usual is not None else rate)
    return set_rate(rate) if higher else None


def _wider(evidence: Evidence) -> Fix | None:
    """Twice as many units in the first layer that has any, or twice the state of the first that carries one."""
    for node in evidence.nodes():
        for field in ("units", "hidden"):
            units = getattr(node.layer, field, 0)
            if units and not node.layer.pinned:
                words = (
                    f"Give {node.name} {count(2 * units)} units"
                    if field == "units"
                    else f"Double the state of {node.name}"
                )
                return Fix(words, SetValue(f".{field}", 2 * units, node.id))
    return None
