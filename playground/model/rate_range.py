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
KEPT = 0.9
"""How much of the smoothed loss is kept at each step."""
FEWEST = 20
"""Of fewer steps nothing is suggested."""
FALLEN = 0.05
"""Nor where the smoothed loss fell by less than this part of itself."""
RISEN = 0.1
"""The loss has begun to rise where it is above its least by so large a part of what it had fallen."""
SAFE = 3.0
"""A rate is safe that is so many times smaller than the one at which the loss is lowest."""


def rate_of(place: int, steps: int, lowest: float, highest: float) -> float:
    """The rate of a step, from 0 on: it grows by the same factor each time, from the lowest to the highest."""
    return float(lowest * (highest / lowest) ** (place / max(steps - 1, 1)))


def smoothed(losses: Array) -> Array:
    """The running mean of losses, corrected for having begun at 0, (N,)."""
    found, mean = np.empty(len(losses)), 0.0
    for place, loss in enumerate(losses.tolist()):
        mean = KEPT * mean + (1.0 - KEPT) * loss
        found[place] = mean / (1.0 - KEPT ** (place + 1))
    return found


def suggested_rates(rates: Array, losses: Array) -> tuple[float, float] | None:
    """The rate at which the loss falls fastest, and the largest that is safe; ``None`` where it never fell.

    Both are rounded to 1, 2 or 5 times a power of ten, the safe one downwards.
    """
    if len(losses) < FEWEST:
        return None
    line = smoothed(losses)
    least = int(np.argmin(line))
    if not line[least] < (1.0 - FALLEN) * line[: FEWEST // 2].max() or least < FEWEST // 2:
        return None
    slopes = np.gradient(line[: least + 1], np.log(rates[: least + 1]))
    steepest = float(rates[int(np.argmin(slopes))])
    largest = max(float(rates[least]) / SAFE, steepest)
    return _round(steepest), _round(largest, down=True)


def _round(rate: float, down: bool = False) -> float:
    """The nearest of 1, 2 and 5 times a power of ten; with ``down`` the nearest below."""
    power = 10.0 ** np.floor(np.log10(rate))
    known = [float(f"{factor * power:.0e}") for factor in (0.5, 1.0, 2.0, 5.0, 10.0)]
    if down:
        return max(each for each in known if each <= rate * 1.001)
    return min(known, key=lambda each: abs(float(np.log(each / rate))))
