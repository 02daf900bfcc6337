"""Layers that sum up the steps of a sequence in one row of numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar

from playground.model import derivations
from playground.model.derivation import Derivation, Place, Term
from playground.model.layer import Floats, Layer, MemoryUse, OverTime, Picture
from playground.model.needs import need_sequence
from playground.model.recipe import Call
from playground.model.signal import Signal, vector
from playground.numerals import counted


class _OverSteps(Layer, frozen=True):
    """What they have in common: a sequence enters, a row with a number a feature leaves."""

    group: ClassVar[str] = "Pooling"
    picture: ClassVar[Picture] = "units"
    module: ClassVar[str] = ""
    """Dotted name of our module."""
    because: ClassVar[str] = "sums up the steps of"
    picks: ClassVar[bool] = False
    """Whether it hands on the step at one place."""

    def output(self, *inputs: Signal) -> Signal:
        """One number a feature: (units)."""
        need_sequence(inputs[0], self.because)
        return vector(inputs[0].features)

    def recipe(self, *inputs: Signal) -> Call:
        """Our module, which takes (batch, time, features)."""
        return Call(self.module)

    def over_time(self, *inputs: Signal) -> OverTime:
        """What leaves rests on all steps, wherever they stand unless it ``picks`` one; padding must not count."""
        return OverTime(self.picks, True, inputs[0].padded)


class MeanSteps(_OverSteps, frozen=True, tag="mean_steps"):
    """Sums a sequence up in one row: the mean of each feature over all its steps, wherever something stood.

    It has nothing to learn. Every step counts alike; padding counts for nothing.
    """

    label: ClassVar[str] = "Mean over steps"
    formula: ClassVar[str] = "y[f] = mean over t of x[t, f]"
    aliases: ClassVar[tuple[str, ...]] = ("mean_pooling", "average_over_time", "global_avg_pool1d")
    module: ClassVar[str] = "playground.modules.steps.MeanSteps"

    def memory(self, *inputs: Signal) -> MemoryUse:
        """With padding also which steps are real is kept."""
        x = inputs[0]
        return super().memory(x).with_kept(x.features + (x.time if x.padded else 0))

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The mean of the feature over all steps."""
        terms = _column(inputs[0], place[0])
        words = f"The mean of feature {place[0] + 1} over {counted(len(terms), 'step')}; each counts alike."
        return derivations.mean(terms, (len(terms), 1), words)


class MaxSteps(_OverSteps, frozen=True, tag="max_steps"):
    """Sums a sequence up in one row: the largest number of each feature, so it says whether something was there at all.

    It has nothing to learn. Padding never wins.
    """

    label: ClassVar[str] = "Max over steps"
    formula: ClassVar[str] = "y[f] = max over t of x[t, f]"
    aliases: ClassVar[tuple[str, ...]] = ("max_pooling_over_time", "global_max_pool1d")
    module: ClassVar[str] = "playground.modules.steps.MaxSteps"
    nonlinear: ClassVar[bool] = True

    def memory(self, *inputs: Signal) -> MemoryUse:
        """Also from where each came, in whole numbers of 8 bytes; what enters has two gradients, as it is looked up."""
        return MemoryUse(3 * inputs[0].features, inputs[0].features + 2 * inputs[0].size)

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The largest number of the feature."""
        terms = _column(inputs[0], place[0])
        return derivations.largest(terms, (len(terms), 1))


class FirstStep(_OverSteps, frozen=True, tag="first_step"):
    """Hands on what stands at the first step, and nothing else: enough where attention has gathered the answer there.

    Transformers such as BERT read their answer off the first token.
    """

    label: ClassVar[str] = "First step"
    formula: ClassVar[str] = "y[f] = x[1, f]"
    aliases: ClassVar[tuple[str, ...]] = ("first_token", "cls_token", "cls")
    module: ClassVar[str] = "playground.modules.steps.FirstStep"
    because: ClassVar[str] = "takes the first step of"

    def memory(self, *inputs: Signal) -> MemoryUse:
        """Nothing is kept: what leaves is a part of what enters."""
        return super().memory(*inputs).with_kept(0)

    def over_time(self, *inputs: Signal) -> OverTime:
        """What leaves rests on the first step alone, which is always real."""
        return OverTime(True)

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The same number of the first step."""
        return _taken(inputs[0], 0, place[0])


class LastStep(_OverSteps, frozen=True, tag="last_step"):
    """Hands on what stands at the last step, and nothing else: there a network that reads from the left has read all.

    In a padded sequence that is its own last step, not the padding's.
    """

    label: ClassVar[str] = "Last step"
    formula: ClassVar[str] = "y[f] = x[T, f]"
    aliases: ClassVar[tuple[str, ...]] = ("last_token", "last_time_step")
    module: ClassVar[str] = "playground.modules.steps.LastStep"
    because: ClassVar[str] = "takes the last step of"
    picks: ClassVar[bool] = True

    def memory(self, *inputs: Signal) -> MemoryUse:
        """What leaves is a part of what enters; with padding a place is looked up for each, by a gradient more."""
        x = inputs[0]
        return MemoryUse(x.features if x.padded else 0, x.features + (2 if x.padded else 1) * x.size)

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The same number of the last step."""
        return _taken(inputs[0], len(inputs[0]) - 1, place[0])


def _column(x: Floats, feature: int) -> tuple[Term, ...]:
    return tuple(Term(0, (step, feature), float(row[feature])) for step, row in enumerate(x))


def _taken(x: Floats, step: int, feature: int) -> Derivation:
    """One number of one step, handed on; the other steps play no part."""
    where = f"feature {feature + 1} of step {step + 1}"
    count = math.prod(x.shape[:1])
    words = f"Of {counted(count, 'step')} only step {step + 1} is handed on, as it is."
    return derivations.copied("copied", 0, (step, feature), x[step, feature], where, words)
