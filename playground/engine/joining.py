"""Joining: between which neighbouring evaluations a straight line tells the truth about what lies between them."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import deque
from collections.abc import Sequence
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Bools = npt.NDArray[np.bool_]

BLOCKS = 8
"""The losses of the batches between two evaluations are compared with the line in so many blocks, by their medians."""
SEEN = 0.1
"""A line is true where each is off it by at most this part of the way that the loss has made, told in logarithms,"""
FINEST, COARSEST = 1.05, 1.3
"""but not less than the one factor and not more than the other,"""
ERRORS = 3.5
"""beside so many standard errors of such a median and of the offset."""
NEAR = 10
"""What batches lose more than an evaluation says, as with Dropout, is told from so many batches before it,"""
OFFSETS = 9
"""as the median over so many evaluations in a row."""
LEAST = 1e-12
"""Losses below this are as good as 0."""
FAR = 700.0
"""The logarithm that stands for a loss which is no number."""


class Joins:
    """Which neighbouring evaluations may be joined: both under the same settings, and the line between them true.

    A line is true where the losses of the batches in between run along it: on a linear and on a logarithmic axis, but
    for their noise and for what training mode adds. Where no batch is known the line is not true.
    """

    def __init__(self) -> None:
        self._joined = np.zeros(0, np.bool_)
        self._offsets: deque[float] = deque(maxlen=OFFSETS)
        self._count = 0
        self._range = (math.inf, -math.inf)

    def cut(self, count: int) -> None:
        """Forget all that follows the first ``count`` evaluations."""
        self._count = min(self._count, count)

    def of(
        self, batches: tuple[Array, Array], evaluations: tuple[Array, Array], segments: Array, marks: Sequence[int] = ()
    ) -> Bools:
        """For each evaluation whether a line may lead to the next: bool (count,), of which the last is false.

        ``batches`` are the steps and losses of the batches, ``evaluations`` those of the evaluations of the training
        part, ``segments`` numbers the settings they were made under; none are joined across a step in ``marks``.
        Only what is new since the last call is worked out.
        """
        steps, values = evaluations
        count = len(steps)
        if len(self._joined) < count:
            grown = np.zeros(max(count, 2 * len(self._joined)), np.bool_)
            grown[: len(self._joined)] = self._joined
            self._joined = grown
        begin, between = max(self._count - 1, 0), sorted(marks)
        logs = dict(enumerate(np.log(np.maximum(values[begin:], LEAST)).tolist(), begin))
        for at in range(self._count, count):
            same = bool(at) and segments[at - 1] == segments[at]
            same = same and _first_above(between, steps[at - 1]) >= steps[at]
            if not same:
                self._offsets.clear()
            begins = 0.0 if same or not at else float(steps[at - 1])  # batches before it were of other settings
            offset = _offset(batches, begins, float(steps[at]), logs[at])
            if offset is not None:
                self._offsets.append(offset)
            if math.isfinite(logs[at]):
                self._range = (min(self._range[0], logs[at]), max(self._range[1], logs[at]))
            if at:
                ends = (float(steps[at - 1]), float(steps[at]), logs[at - 1], logs[at])
                room = min(max(SEEN * (self._range[1] - self._range[0]), math.log(FINEST)), math.log(COARSEST))
                self._joined[at - 1] = same and _true(batches, ends, median(self._offsets or (0.0,)), room)
            self._joined[at] = False
        self._count = count
        return self._joined[:count]


def _offset(batches: tuple[Array, Array], begins: float, step: float, log: float) -> float | None:
    """How far the log of the loss of the last batches since ``begins`` is above that of an evaluation, if known."""
    first, last = np.searchsorted(batches[0], (begins, step), side="right")
    near = batches[1][max(last - max(min(NEAR, int(last) // 4), 1), first) : last]
    known = [value for value in near.tolist() if math.isfinite(value)]
    return math.log(max(median(known), LEAST)) - log if known and math.isfinite(log) else None


def _true(batches: tuple[Array, Array], ends: tuple[float, float, float, float], offset: float, room: float) -> bool:
    """Whether the batches between two evaluations (steps, logs of losses) run along the line between them.

    ``offset`` is what training mode adds, and ``room`` how far off the line they may be beside their noise: both
    logarithms.
    """
    start, end, low, high = ends
    if not (math.isfinite(low) and math.isfinite(high)):
        return False
    first, last = np.searchsorted(batches[0], (start, end), side="right")
    found = last - first
    if found <= 0:
        return False
    if end - start <= 1:
        return True
    logs = np.log(np.maximum(batches[1][max(first - 2 * NEAR, 0) : last], LEAST))
    logs[~np.isfinite(logs)] = FAR
    size = max(found // BLOCKS, 1)
    blocks = found // size
    between = logs[-blocks * size :].reshape(blocks, size)
    medians = np.sort(between, axis=1)[:, [(size - 1) // 2, size // 2]].mean(axis=1) - offset
    places = (batches[0][last - blocks * size : last].reshape(blocks, size).mean(axis=1) - 1 - start) / (end - start)
    straight = np.log((1 - places) * math.exp(low) + places * math.exp(high))
    curved = (1 - places) * low + places * high
    # Neighbours differ by noise, and by little of the way that the loss makes.
    steady = np.sort(np.abs(logs[1:] - logs[:-1]))
    noise = float(steady[len(steady) // 2]) * 1.4826 / math.sqrt(2) if len(steady) > 1 else 0.0
    room += ERRORS * 1.2533 * noise * math.sqrt(1 / size + 1 / NEAR)
    return bool(max(np.abs(medians - straight).max(), np.abs(medians - curved).max()) <= room)


def _first_above(numbers: Sequence[int], bound: float) -> float:
    """The first of growing numbers that is above a bound; infinite where none is."""
    at = bisect_right(numbers, bound)
    return numbers[at] if at < len(numbers) else math.inf
