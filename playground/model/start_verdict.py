"""Start verdict: what is said of signals in depth before any training, from how far they are spread at each layer."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec
import numpy as np

from playground.model.layer import Activation
from playground.numerals import figure, portion, rounded

FADES = 0.1
"""A signal fades where the last layer's spread is below this part of the first's,"""
EXPLODES = 10.0
"""and explodes where it is above so many times that."""
FLAT = 0.5
"""Nearly all is flat where more than this share of the numbers lie at the ends of their activation,"""
NEAR_END = 0.97
"""beyond this part of its range (Y. LeCun and others, *Efficient BackProp*, 1998, on keeping off the flat ends)."""


class Verdict(msgspec.Struct, frozen=True):
    """What is said in two or three words, whether it is a warning, and the figure that it rests on."""

    words: str
    warns: bool
    figure: str


def verdict(spreads: Sequence[float], flat: float = math.nan, end: float = 0.0) -> Verdict:
    """What is said of spreads layer by layer, and of the share of numbers at the flat ends; NaN where none has ends.

    ``end`` is where activations end that go as far to both sides, 0 where they do not.
    """
    if len(spreads) < 2:
        return Verdict("Too few layers to tell", False, "")
    first, last = spreads[0], spreads[-1]
    told = f"spread {figure(first)} → {figure(last)}"
    if not math.isfinite(first) or not math.isfinite(last) or last > EXPLODES * first:
        return Verdict("Explodes", True, told)
    if last < FADES * first or first == 0.0:
        return Verdict("Fades", True, told)
    if flat > FLAT:
        where = f"±{rounded(NEAR_END * end, 2)}" if end else f"{portion(NEAR_END)} of the range"
        return Verdict("Nearly all flat", True, f"{portion(flat)} beyond {where}")
    return Verdict("Keeps its spread", False, told)


def ends_of(activation: Activation) -> tuple[float, float] | None:
    """The lowest and the highest number that an activation can give; ``None`` where it has no two ends."""
    far, farther = (activation.curve(np.array([-size, size])) for size in (1e3, 1e6))
    return (float(far[0]), float(far[1])) if np.array_equal(far, farther) and far[0] < far[1] else None
