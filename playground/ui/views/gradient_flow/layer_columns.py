"""What can be told of every layer through depth: how large it is now and was, and what is odd about it. No widget."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from playground import numerals as words
from playground.doctor.depth import EXPLODED, VANISHED
from playground.engine.messages import Health, LayerStats
from playground.model.layer import Activation
from playground.model.trace import NodeTrace
from playground.numerals import percent, times

Array = npt.NDArray[Any]
USUAL = (1e-4, 1e-2)
"""Updates of about a thousandth of the weights a step are usual (A. Karpathy, CS231n, Babysitting the learning process,
https://cs231n.github.io/neural-networks-3/); ten times more or less is no cause for worry."""
ALIKE, UNEVEN = 1.5, 10.0
"""Below the one ratio of the largest to the smallest, gradients are called about the same; from the other on uneven."""


@dataclass(frozen=True)
class DepthMeasure:
    """One number a layer: what it is, of which layers there is one, and what is odd about it, in words."""

    name: str
    what: str
    of: Callable[[LayerStats], float]
    shows: Callable[[NodeTrace], bool]
    verdict: Callable[[Sequence[str], Sequence[float]], str]
    log: bool = True
    band: tuple[float, float] | None = None

    def words(self, value: float) -> str:
        """A value as it is printed."""
        return words.rounded(value, 2) if self.log else words.portion(value)

    def odd(self, value: float) -> bool:
        """Whether one layer's value alone is out of the usual."""
        if self.band is not None:
            return value > self.band[1] or value < self.band[0]
        return math.isinf(value) or (not self.log and value >= 0.5)


def flow_words(names: Sequence[str], values: Sequence[float]) -> str:
    """How gradients compare through depth, the input's layer first; the doctor draws the same bounds."""
    known = [(name, value) for name, value in zip(names, values, strict=True) if math.isfinite(value)]
    if len(known) < 2:
        return ""
    for name, value in known:
        if value == 0.0:
            return f"Nothing gets through to {name}: it gets a gradient of 0"
    (end, last), (small, least), (big, most) = known[-1], min(known, key=_value), max(known, key=_value)
    if least <= VANISHED * last:
        return f"Vanishing: {small} gets {times(last / least)} less than {end}"
    if most >= EXPLODED * last:
        return f"Exploding: {big} gets {times(most / last)} more than {end}"
    if most < ALIKE * least:
        return "Even: all layers get about the same"
    how = "Fairly even" if most < UNEVEN * least else "Uneven"
    return f"{how}: {big}, which gets most, gets {times(most / least)} what {small} gets"


def ratio_words(names: Sequence[str], values: Sequence[float]) -> str:
    """Which layers move more or less than usual."""
    known = [(name, value) for name, value in zip(names, values, strict=True) if math.isfinite(value)]
    if not known:
        return ""
    big, most = max(known, key=_value)
    small, least = min(known, key=_value)
    if most > USUAL[1]:
        return f"Fast: {big} changes by {percent(most)} a step, more than the usual 0.01 % to 1 %"
    if least < USUAL[0]:
        return f"Slow: {small} changes by {percent(least)} a step, less than the usual 0.01 % to 1 %"
    return "Each layer changes by 0.01 % to 1 % a step, as is usual"


def dead_words(names: Sequence[str], values: Sequence[float]) -> str:
    """Where most units give nothing."""
    known = [(name, value) for name, value in zip(names, values, strict=True) if math.isfinite(value)]
    if not known:
        return ""
    worst, share = max(known, key=_value)
    if share == 0.0:
        return "None is dead: each unit gives something other than 0 for some sample"
    return f"{words.portion(share)} of the units of {worst} give 0 for every sample looked at"


MEASURES = {
    measure.name: measure
    for measure in (
        DepthMeasure(
            "Gradient",
            "the slope of the loss with respect to what each layer learns (root mean square)",
            lambda stats: stats.gradient,
            lambda node: bool(node.parameters),
            flow_words,
        ),
        DepthMeasure(
            "Update ratio",
            "the size of one step's update beside the size of what it changes",
            lambda stats: stats.ratio,
            lambda node: bool(node.parameters),
            ratio_words,
            band=USUAL,
        ),
        DepthMeasure(
            "Error",
            "the slope of the loss with respect to what leaves each layer (root mean square)",
            lambda stats: stats.error,
            lambda node: True,
            flow_words,
        ),
        DepthMeasure(
            "Dead units",
            "the share of an activation's units that give 0 for every sample looked at",
            lambda stats: stats.dead,
            lambda node: isinstance(node.layer, Activation),
            dead_words,
            log=False,
        ),
    )
}


class Columns:
    """One measure of every layer as columns over the steps, grown by what is new in the reports of health."""

    def __init__(self, measure: DepthMeasure, ids: tuple[str, ...]) -> None:
        self.measure = measure
        self.ids = ids
        self._seen: list[Health] = []
        self._values = np.empty((64, len(ids) + 1))

    @property
    def steps(self) -> Array:
        """The steps, float64 (N,)."""
        return self._values[: len(self._seen), 0]

    def values(self, index: int) -> Array:
        """The values of one layer, float64 (N,); NaN where a report has none."""
        return self._values[: len(self._seen), index + 1]

    def newest(self) -> tuple[float, Array]:
        """The step of the last report that knows anything, and what it knows of each layer, float64 (layers,).

        Reports between steps know no update. NaN where nothing is known: values of different steps are never mixed.
        """
        known = np.flatnonzero((~np.isnan(self._values[: len(self._seen), 1:])).any(axis=1))
        if not len(known):
            return math.nan, np.full(len(self.ids), math.nan)
        return float(self._values[known[-1], 0]), self._values[known[-1], 1:]

    def take(self, health: list[Health]) -> None:
        """Take reports; only new ones are read while the old ones stand."""
        known = len(self._seen)
        if known > len(health) or any(self._seen[at] is not health[at] for at in {0, known // 2, known - 1} if known):
            known = 0
        if len(health) > len(self._values):
            grown = np.empty((2 * len(health), self._values.shape[1]))
            grown[:known] = self._values[:known]
            self._values = grown
        for at in range(known, len(health)):
            layer_stats = health[at].layer_stats
            self._values[at, 0] = health[at].step
            self._values[at, 1:] = [
                self.measure.of(layer_stats[id]) if id in layer_stats else math.nan for id in self.ids
            ]
        self._seen = health[:]


def _value(pair: tuple[str, float]) -> float:
    return pair[1]
