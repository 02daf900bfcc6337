"""Scales: ranges that grow in steps, and round ticks, linear or logarithmic. Numbers alone, no Qt."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def nice_step(span: float, wanted: int) -> float:
    """The round step (1, 2, 2.5 or 5 times a power of ten) that parts ``span`` into about ``wanted`` pieces."""
    raw = max(span / max(wanted, 1), 1e-300)  # what is smaller has no logarithm left
    power: float = 10.0 ** math.floor(math.log10(raw))
    return next(factor * power for factor in (1.0, 2.0, 2.5, 5.0, 10.0) if factor * power >= raw * 0.999)


def axis_end(last: float) -> float:
    """Where an axis of steps ends when learning has reached ``last``: a round step a little later.

    It grows in jumps of 10 % to 25 % and rests on nothing but ``last``, so that all axes of a run end alike.
    """
    wanted = max(last, 1.0) * 1.04
    power: float = 10.0 ** math.floor(math.log10(wanted))
    return next(factor * power for factor in _ENDS if factor * power >= wanted * (1 - 1e-12))


_ENDS = (1.0, 1.1, 1.2, 1.4, 1.6, 1.8, 2.0, 2.25, 2.5, 2.75, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0, 7.0, 8.0, 9.0, 10.0)


def linear_ticks(low: float, high: float, wanted: int = 4) -> list[float]:
    """Round values from ``low`` to ``high``, at about ``wanted`` distances."""
    if not high > low:
        return [low]
    step = nice_step(high - low, wanted)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(index * step, 12) + 0.0 for index in range(first, last + 1)]


def quarters(low: float, high: float, room: float) -> list[float]:
    """Both ends, the middle and, with ``room`` of more than 120 px, the quarters: ticks of an axis that never moves."""
    parts = 4 if room > 120 else 2
    return [low + (high - low) * index / parts for index in range(parts + 1)]


def log_ticks(low: float, high: float, wanted: int = 4) -> list[float]:
    """Values 1, 2, 5 times powers of ten while that gives few ticks, else powers of ten, thinned evenly."""
    first, last = math.floor(math.log10(low) + 1e-9), math.ceil(math.log10(high) - 1e-9)
    inside = [f * 10.0**p for p in range(first, last + 1) for f in (1.0, 2.0, 5.0)]
    inside = [value for value in inside if low * 0.999 <= value <= high * 1.001]
    if len(inside) <= wanted + 1:
        return inside
    powers = [value for value in inside if abs(math.log10(value) - round(math.log10(value))) < 1e-9]
    every = max(1, math.ceil(len(powers) / (wanted + 1)))
    return powers[::-1][::every][::-1]


class GrowingRange:
    """A range of values that grows in round steps to hold what it is shown, and never shrinks by itself.

    ``log`` decides how it grows: to 1, 2, 5 times a power of ten, or to the next tick of a linear axis. ``floor`` and
    ``ceiling`` are borders it never passes.
    """

    def __init__(self, floor: float = -math.inf, ceiling: float = math.inf) -> None:
        self._floor = floor
        self._ceiling = ceiling
        self.log = False
        self._seen: tuple[float, float] | None = None
        self.low = 0.0
        self.high = 1.0

    def bound(self, floor: float, ceiling: float) -> None:
        """Set the borders that are never passed, for what is held from now on."""
        self._floor, self._ceiling = floor, ceiling

    def reset(self) -> None:
        """Forget what was seen: the next values decide anew."""
        self._seen = None
        self.low, self.high = (0.1, 1.0) if self.log else (0.0, 1.0)

    def hold(self, arrays: Sequence[Array]) -> bool:
        """Grow until all finite values fit (on a log scale all above 0); true when the range changed."""
        low, high = _extremes(arrays, self.log)
        if low > high:
            return False
        if self._seen is not None:
            low, high = min(low, self._seen[0]), max(high, self._seen[1])
        if (low, high) == self._seen:
            return False
        before = (self.low, self.high)
        known = self._seen is not None
        self._seen = (low, high)
        if not (known and self.low <= low and high <= self.high):
            self._round(low, high)
        if known:
            self.low, self.high = min(self.low, before[0]), max(self.high, before[1])
        return before != (self.low, self.high)

    def set_log(self, log: bool) -> None:
        """Change the kind of scale and round the borders anew."""
        self.log = log
        self.reset()

    def _round(self, low: float, high: float) -> None:
        if self.log:
            self.low, self.high = _round_log(low), _round_log(high * 1.02, up=True)
            return
        span = high - low if high > low else abs(high) or 1.0
        step = nice_step(span * 1.05, 5)
        self.low = max(math.floor(low / step + 1e-9) * step, self._floor)
        self.high = min(math.ceil(high / step - 1e-9) * step, self._ceiling)
        if not self.high > self.low:  # a single value, at a border: the axis ends there
            if self.low < self._ceiling:
                self.high = self.low + step
            else:
                self.low = max(self.high - step, self._floor)


def _round_log(value: float, up: bool = False) -> float:
    """The nearest 1, 2 or 5 times a power of ten that is not above (``up``: not below) a value."""
    power: float = 10.0 ** math.floor(math.log10(value))
    steps = (0.5, 1.0, 2.0, 5.0, 10.0)  # the ends are for powers that rounding put on the wrong side
    if up:
        return next(f * power for f in steps if f * power >= value * (1 - 1e-12))
    return next(f * power for f in reversed(steps) if f * power <= value * (1 + 1e-12))


def _extremes(arrays: Sequence[Array], log: bool) -> tuple[float, float]:
    low, high = math.inf, -math.inf
    for values in arrays:
        good = np.isfinite(values) & (values > 0) if log else np.isfinite(values)
        if good.any():
            kept = values[good]
            low, high = min(low, float(kept.min())), max(high, float(kept.max()))
    return low, high


def thin(xs: Array, ys: Array, low: float, high: float, columns: int) -> tuple[Array, Array]:
    """A curve with at most two points for each of ``columns`` pixel columns between ``low`` and ``high``.

    ``xs`` (N,) grows. Each column keeps its least and greatest finite value, so no spike is lost; where a column
    holds no finite value the result has NaN, which breaks the line. One point on either side of the window stays.
    """
    first = max(int(np.searchsorted(xs, low)) - 1, 0)
    last = min(int(np.searchsorted(xs, high, side="right")) + 1, len(xs))
    xs, ys = xs[first:last], ys[first:last]
    if len(xs) <= 2 * columns or columns < 1:
        return xs, np.where(np.isfinite(ys), ys, np.nan)
    edges = np.searchsorted(xs, np.linspace(xs[0], xs[-1], columns + 1)[:-1])
    edges = np.unique(edges)
    clean = np.where(np.isfinite(ys), ys, np.nan)
    least, most = np.fmin.reduceat(clean, edges), np.fmax.reduceat(clean, edges)
    out_y = np.empty(2 * len(edges))
    out_x = np.repeat(xs[edges], 2)
    rising = clean[np.minimum(edges + 1, len(clean) - 1)] >= clean[edges]
    out_y[0::2], out_y[1::2] = np.where(rising, least, most), np.where(rising, most, least)
    return np.append(out_x, xs[-1]), np.append(out_y, clean[-1])


def smooth(values: Array, weight: float, start: float) -> Array:
    """An exponential moving average: ``s ← weight · s + (1 − weight) · value``, from ``start``; gaps keep the last.

    Worked out in blocks by one matrix product each, so hundreds of thousands of values take milliseconds.
    """
    block = 256
    out = np.empty(len(values))
    at = np.arange(block)
    lower = np.tril((1.0 - weight) * weight ** np.maximum(at[:, None] - at[None, :], 0))
    decay = weight ** (at + 1.0)
    good = np.isfinite(values)
    if not good.all():
        values = _filled(values, good, start)
    for begin in range(0, len(values), block):
        part = values[begin : begin + block]
        size = len(part)
        out[begin : begin + size] = lower[:size, :size] @ part + decay[:size] * start
        start = out[begin + size - 1]
    return out


def _filled(values: Array, good: Array, start: float) -> Array:
    """Values with each gap holding the value before it."""
    at = np.where(good, np.arange(len(values)), -1)
    at = np.maximum.accumulate(at)
    return np.where(at >= 0, values[np.maximum(at, 0)], start)
