"""Bands: what each unit of a recurrent layer holds at each step, as a picture of units by time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from playground.numerals import rounded
from playground.ui.widgets.heat_colours import largest

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class StateBand:
    """One picture: its name, ``values`` (units, steps), and the size at which its colours end.

    Signed bands run from −limit to limit, the others (gates) from 0 to limit.
    """

    name: str
    values: Array
    limit: float
    signed: bool = True

    @property
    def units(self) -> int:
        """How many rows of numbers there are."""
        return len(self.values)

    @property
    def low(self) -> float:
        """The number that the first colour stands for."""
        return -self.limit if self.signed else 0.0

    @property
    def scale(self) -> str:
        """The range of its colours, in words: ``±0.5`` or ``0 to 1``."""
        if not np.isfinite(self.values).any():
            return "no numbers"
        return f"±{rounded(self.limit, 2)}" if self.signed else f"0 to {rounded(self.limit, 2)}"


def limit_for(values: Array, known: float = 0.0) -> float:
    """The round size at which colours end, so that they hold every value; never below a known one."""
    most = largest(values)
    if most == 0.0:
        return known or 1.0
    power: float = 10.0 ** math.floor(math.log10(most))
    return max(next(f * power for f in (1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0) if most <= f * power * (1 + 1e-6)), known)


def pooled(values: Array, rows: int, columns: int) -> tuple[Array, int, int]:
    """Values (units, steps) with at most so many rows and columns, each the mean of a group; and how large groups are.

    A picture with fewer pixels than numbers would leave some out; means leave out none.
    """
    units, steps = (math.ceil(have / max(room, 1)) for have, room in zip(values.shape, (rows, columns), strict=True))
    if units <= 1 and steps <= 1:
        return values, 1, 1
    starts = [np.arange(0, have, each) for have, each in zip(values.shape, (units, steps), strict=True)]
    sums = np.add.reduceat(np.add.reduceat(values.astype(np.float64), starts[0], axis=0), starts[1], axis=1)
    sizes = [np.diff(np.append(start, have)) for start, have in zip(starts, values.shape, strict=True)]
    return sums / (sizes[0][:, None] * sizes[1][None, :]), units, steps
