"""How far the gradient reaches back through time: shares by step, in words, and beside those of the network before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.ui.views.real_steps import Array, Mask
from playground.ui.widgets import chart_words as words

HARDLY, LITTLE = 0.01, 0.1
"""Below these shares of the largest gradient a network hardly, or only slowly, learns from a step."""


def reach_of(slopes: Array, real: Mask | None = None) -> Array:
    """The gradient at each step as a share of the largest, float64 (steps,), from slopes (samples, steps, features).

    It is the norm over the features, and the mean of that over the samples whose step is ``real`` (samples, steps);
    without it all are. NaN where no sample has the step; all 0 where the gradient is 0 everywhere.
    """
    sizes = np.linalg.norm(slopes.astype(np.float64), axis=2)
    if real is not None:
        sizes = np.where(real, sizes, np.nan)
    known = ~np.isnan(sizes)
    counts = known.sum(axis=0)
    sums = np.where(known, sizes, 0.0).sum(axis=0)
    means = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    finite = means[np.isfinite(means)]
    most = float(finite.max()) if len(finite) else 0.0
    shares: Array = np.where(np.isfinite(means), means, np.nan) / (most or 1.0)
    return shares


def reach_words(shares: Array, both_ways: bool, each_step: bool) -> str:
    """What the shares mean for learning, in one sentence; empty where nothing is known.

    ``both_ways``: the layer also reads backwards; ``each_step``: there is an answer for each step.
    """
    known = np.flatnonzero(np.isfinite(shares))
    if not len(known) or len(shares) < 2:
        return ""
    if not shares[known].any():
        return "The gradient is 0 at every step: nothing is learned from this"
    best = int(known[shares[known].argmax()])
    weak = int(known[shares[known].argmin()]) if both_ways or known[0] == best else int(known[0])
    if weak == best:
        return "The gradient is equally large at every step"
    said = f"Step {weak + 1} gets {_share(shares[weak])} of the gradient at step {best + 1}"
    if each_step:
        return f"{said}; with an answer at each it need not reach far"
    where = "the beginning" if weak == known[0] else "that step"
    if shares[weak] < HARDLY:
        return f"{said}: {where} is hardly learned"
    if shares[weak] < LITTLE:
        return f"{said}: {where} is learned slowly"
    return f"{said}: it reaches every step"


def reach_tip(samples: int, loss: bool) -> str:
    """What was measured, in a sentence: over so many samples, of the loss or else of the output."""
    whose = "this example" if samples == 1 else f"the mean over {samples} samples"
    return (
        f"How long the gradient of the {'loss' if loss else 'output'} is with respect to what enters the layer at each "
        f"step, for {whose}, as a share of the largest."
    )


def _share(share: float) -> str:
    return words.rounded(float(share), 2)


@dataclass(frozen=True)
class Reach:
    """The shares (steps,) of one layer, by the name on its card."""

    name: str
    shares: Array


class Reaches:
    """The shares of the network as it is, and those of the one before, kept as ghosts until they are cleared."""

    def __init__(self) -> None:
        self.now: tuple[Reach, ...] = ()
        self.ghosts: tuple[Reach, ...] = ()
        self._first = self._step = -1

    def take(self, now: tuple[Reach, ...], step: int) -> None:
        """What was measured at that step of learning."""
        self._first = step if self._first < 0 else self._first
        self.now, self._step = now, step

    def restart(self) -> None:
        """Another network: what was last seen of one that had learned becomes the ghosts.

        A network that nobody saw learn does not take the place of one that did.
        """
        if self.now and self._step > 0 and (not self.ghosts or self._step > self._first):
            at = words.count(self._step)
            self.ghosts = tuple(Reach(f"before: {reach.name}, step {at}", reach.shares) for reach in self.now)
        self.now, self._first, self._step = (), -1, -1

    def clear(self) -> None:
        """Forget the ghosts."""
        self.ghosts = ()
