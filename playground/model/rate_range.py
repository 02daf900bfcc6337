"""Rate range: which learning rates a range test suggests: where the loss falls fastest, and the largest safe one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
STEPS = 200
"""A range test makes so many steps by default,"""
LOWEST, HIGHEST = 1e-6, 10.0
"""from the one rate to the other."""
GIVEN_UP = 4.0
"""It is given up where a batch's loss is so many times the first."""
WIDTH = 0.04
"""The loss is smoothed by a bell so wide, as a part of all steps, on both sides: a running mean would lag behind."""
FEWEST = 20
"""Of fewer steps nothing is suggested."""
FALLEN = 0.05
"""Nor where the smoothed loss fell by less than this part of itself."""
BEGINS = 0.1
"""Its last fall begins where it has fallen by no more than this part of the whole: what is before that is chance."""
SAFE = 3.0
"""A rate is safe that is so many times smaller than the one at which the loss is lowest."""


def rate_of(place: int, steps: int, lowest: float, highest: float) -> float:
    """The rate of a step, from 0 on: it grows by the same factor each time, from the lowest to the highest."""
    return float(lowest * (highest / lowest) ** (place / max(steps - 1, 1)))


def smoothed(losses: Array, steps: int = STEPS) -> Array:
    """The mean of the losses around each one, (N,), out of a test of so many steps; the nearer the more they count."""
    wide = max(1.0, WIDTH * steps)
    reach = int(2 * wide)
    bell = np.exp(-0.5 * (np.arange(-reach, reach + 1) / wide) ** 2)
    padded = np.pad(losses, reach)
    weights = np.pad(np.ones(len(losses)), reach)
    return np.asarray(np.convolve(padded, bell, "valid") / np.convolve(weights, bell, "valid"))


def suggested_rates(rates: Array, losses: Array) -> tuple[float, float] | None:
    """The rate at which the loss falls fastest, and the largest that is safe; ``None`` where it never fell.

    The first is no greater than the second. Both are rounded to 1, 2 or 5 times a power of ten, the safe one downwards.
    """
    if len(losses) < FEWEST:
        return None
    line = smoothed(losses)
    least = int(np.argmin(line))
    if least < 2 or not line[least] < (1.0 - FALLEN) * line[0]:
        return None
    top = float(line[: least + 1].max())
    began = int(np.flatnonzero(line[: least + 1] >= top - BEGINS * (top - line[least]))[-1])
    slopes = np.gradient(line[: least + 1], np.log(rates[: least + 1]))[began:]
    largest = _round(float(rates[least]) / SAFE, down=True)
    return min(_round(float(rates[began + int(np.argmin(slopes))])), largest), largest


def _round(rate: float, down: bool = False) -> float:
    """The nearest of 1, 2 and 5 times a power of ten; with ``down`` the nearest below."""
    power = 10.0 ** np.floor(np.log10(rate))
    known = [float(f"{factor * power:.0e}") for factor in (0.5, 1.0, 2.0, 5.0, 10.0)]
    if down:
        return max(each for each in known if each <= rate * 1.001)
    return min(known, key=lambda each: abs(float(np.log(each / rate))))
