"""Series: pairs of step and value that grow, thinned when long."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from playground.model.file_limits import MOST_IN_COLUMN

Column = npt.NDArray[np.float64]


class Series:
    """Pairs of step and value that grow; past ``limit`` every second pair of the older half is dropped.

    ``steps`` and ``values`` are views of (count,) float64 arrays, oldest first.
    """

    def __init__(self, limit: int = MOST_IN_COLUMN) -> None:
        self._limit = limit
        self._data = np.empty((2, 1024))
        self._count = 0
        self.thinned = False

    def __len__(self) -> int:
        return self._count

    @property
    def steps(self) -> Column:
        """The steps, growing."""
        return self._data[0, : self._count]

    @property
    def values(self) -> Column:
        """The value at each step."""
        return self._data[1, : self._count]

    def extend(self, steps: Column, values: Column) -> None:
        """Add pairs at the end."""
        needed = self._count + len(steps)
        if needed > self._data.shape[1]:
            grown = np.empty((2, max(needed, 2 * self._data.shape[1])))
            grown[:, : self._count] = self._data[:, : self._count]
            self._data = grown
        self._data[0, self._count : needed] = steps
        self._data[1, self._count : needed] = values
        self._count = needed
        while self._count > self._limit:
            self.thin()

    def append(self, step: float, value: float) -> None:
        """Add one pair at the end."""
        if self._count < min(self._data.shape[1], self._limit):
            self._data[0, self._count], self._data[1, self._count] = step, value
            self._count += 1
        else:
            self.extend(np.array([step]), np.array([value]))

    def cut(self, step: float) -> None:
        """Forget everything after a step: learning went back to it."""
        self._count = int(np.searchsorted(self.steps, step, side="right"))

    def drop(self) -> None:
        """Forget the last pair."""
        self._count -= 1

    def copy(self) -> Series:
        """The same pairs, in arrays of their own that are no larger than they need to be."""
        made = Series(self._limit)
        made._data, made._count, made.thinned = self._data[:, : self._count].copy(), self._count, self.thinned
        return made

    def thin(self) -> None:
        """Drop every second pair of the older half."""
        half = self._count // 2
        kept = np.concatenate([np.arange(0, half, 2), np.arange(half, self._count)])
        self._data[:, : len(kept)] = self._data[:, kept]
        self._count = len(kept)
        self.thinned = True
