"""How far the gradient reaches back through time: shares by step, in words, and beside those of the network before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from playground import numerals as words
from playground.ui.examples.real_steps import Array, Mask

EVEN = 0.5
"""From this share of the largest on, every step's gradient is told as about as large."""
OF = {
    "x": "what enters the layer at each step",
    "h": "the hidden state after each step",
    "c": "the cell after each step",
}
"""By the letter of the courses: with respect to what a gradient is taken."""
USUAL = ("c", "h", "x")
"""Which gradient is shown where nobody chose: the cell's, whose sum carries an error back, else the hidden state's."""


def symbol(of: str, loss: bool = True) -> str:
    """A gradient as it is written: *dL/dc* of the loss, *dy/dc* of the output."""
    return f"d{'L' if loss else 'y'}/d{of}"


def reach_of(gradients: Array, real: Mask | None = None) -> Array:
    """The gradient at each step as a share of the largest, float64 (steps,), from gradients (samples, steps, features).

    It is the norm over the features, and the mean of that over the samples whose step is ``real`` (samples, steps);
    without it all are. NaN where no sample has the step; all 0 where the gradient is 0 everywhere.
    """
    sizes = np.linalg.norm(gradients.astype(np.float64), axis=2)
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


def reach_words(shares: Array, called: str) -> str:
    """How the gradient ``called`` so is spread over the steps, in one sentence; empty where nothing is known.

    It draws no conclusion: a step that the task has no use for rightly gets little.
    """
    known = np.flatnonzero(np.isfinite(shares))
    if not len(known) or len(shares) < 2:
        return ""
    least, best = float(shares[known].min()), int(known[shares[known].argmax()])
    if not shares[known].any():
        return f"{called} is 0 at every step: nothing is learned from this"
    if least >= EVEN:
        floor = np.floor(least * 100) / 100
        spread = "1" if floor == 1 else f"{words.rounded(float(floor), 2)} to 1"
        return f"{called} is {spread} of its largest at all {words.count(len(known))} steps"
    far = int(known[0] if best - known[0] >= known[-1] - best else known[-1])
    share = words.rounded(float(shares[far]), 2)
    return f"{called} at step {far + 1} is {share} of that at step {best + 1}, its largest"


def reach_tip(samples: int, loss: bool, of: str) -> str:
    """What was measured, in two sentences: over so many samples, of the loss or else of the output."""
    whose = "this example" if samples == 1 else f"the mean over {samples} samples"
    return (
        f"How long the gradient of the {'loss' if loss else 'output'} is with respect to {OF[of]}, for {whose}, as a "
        "share of the largest. Where the task has no use for a step, little is right."
    )


@dataclass(frozen=True)
class Reach:
    """The shares of one layer, by the name on its card: by letter, (layers · directions, steps)."""

    name: str
    shares: Mapping[str, Array]

    def pick(self, of: str, way: int) -> tuple[str, Array]:
        """The shares (steps,) of one gradient, with its letter: the hidden state's where there is no such one.

        ``way`` is which of the layer's states, as far as it has so many.
        """
        found = of if of in self.shares else "h"
        ways = self.shares[found]
        return found, ways[min(way, len(ways) - 1)]


class Reaches:
    """The shares of the network as it is, and those of the one before, kept as ghosts until they are cleared."""

    def __init__(self) -> None:
        self.now: tuple[Reach, ...] = ()
        self.ghosts: tuple[Reach, ...] = ()
        self.step = -1
        self._ghost_step = self._first = -1

    @property
    def ghost_step(self) -> int:
        """The step of learning at which the ghosts were last seen."""
        return self._ghost_step

    def take(self, now: tuple[Reach, ...], step: int) -> None:
        """What was measured at that step of learning."""
        self._first = step if self._first < 0 else self._first
        self.now, self.step = now, step

    def restart(self) -> None:
        """Another network: what was last seen of one that had learned becomes the ghosts.

        A network that nobody saw learn does not take the place of one that did.
        """
        if self.now and self.step > 0 and (not self.ghosts or self.step > self._first):
            self.ghosts, self._ghost_step = self.now, self.step
        self.now, self._first, self.step = (), -1, -1

    def clear(self) -> None:
        """Forget the ghosts."""
        self.ghosts = ()
