"""Divergence in words: what a loss that is no number, infinite or far too large means, and what to do."""

from __future__ import annotations

import math
from dataclasses import dataclass

from playground.engine.faults import Divergence
from playground.model.learning import Optimizer
from playground.model.parameters import parameter_of
from playground.numerals import count, rounded, setting

HUGE = 1e10
"""A loss above this before the weights have moved comes from inputs that are too large, not from the steps."""
CALM = 2.0
"""Learning goes back to weights whose loss was at most this many times that of the first step."""

TOO_LARGE = "as the inputs are too large for this network: choose a normalisation of the data."


@dataclass(frozen=True)
class DivergenceFacts:
    """What is known of a divergence.

    ``loss`` is the loss of the step that was refused; ``calm`` that of the step after ``back_to``, ``None`` where no
    step was learned since the network or the data came; ``broken_gradients`` whether the last step's were not finite;
    ``by_hand`` whether numbers were written by hand right before; ``rate`` is the learning rate that was in force, NaN
    where nothing moves it.
    """

    step: int
    loss: float
    calm: float | None
    back_to: int
    broken_gradients: bool = False
    by_hand: bool = False
    rate: float = math.nan


def explain(trouble: DivergenceFacts, optimizer: Optimizer) -> Divergence:
    """What happened, why, and what to do, in one or two sentences."""
    step, calm = trouble.step, trouble.calm
    base = float(getattr(optimizer, "learning_rate", 0.0))
    rate = trouble.rate if math.isfinite(trouble.rate) else base
    what = f"The loss {_what(trouble.loss, calm)} at step {count(step)}"
    where = f"Learning is back at step {count(trouble.back_to)}"
    if trouble.by_hand:
        text = f"{what}, as the numbers written by hand are too large: undo, or write smaller ones. {where}."
        return Divergence(text, step, trouble.back_to, None, trouble.loss)
    if calm is None or calm > HUGE or rate == 0.0:
        text = f"{what}, {TOO_LARGE}"
        return Divergence(text, step, trouble.back_to, None, trouble.loss)
    if trouble.broken_gradients:
        text = f"{what}, as gradients were no finite numbers: try another activation, or normalise the data. {where}."
        return Divergence(text, step, trouble.back_to, None, trouble.loss)
    better = suggested_rate(base, optimizer)
    advice = f"learning rate {setting(better)}" if rate == base else f"{setting(better)} as the base rate"
    text = f"{what}: {too_high(rate, base)}. {where}; try {advice}."
    return Divergence(text, step, trouble.back_to, better, trouble.loss)


def too_high(rate: float, base: float | None = None) -> str:
    """What is wrong with a learning rate whose loss grew beyond the bound; ``base`` is the one that was set."""
    if base is None or rate == base:
        return f"learning rate {setting(rate)} is too high"
    in_force = setting(float(f"{rate:.3g}"))
    return f"the learning rate in force, {in_force}, is too high (the base rate is {setting(base)})"


def suggested_rate(rate: float, optimizer: Optimizer) -> float:
    """A tenth of the learning rate, to one digit, and not above what is usual."""
    usual = parameter_of(optimizer, "learning_rate").usual
    most = usual[1] if usual else math.inf
    return float(f"{min(rate / 10, most):.0e}")


def _what(loss: float, calm: float | None) -> str:
    if math.isnan(loss):
        return "was not a number"
    if math.isinf(loss):
        return "became infinite"
    return f"grew {'' if calm is None else f'from {rounded(calm)} '}to {rounded(loss)}"
