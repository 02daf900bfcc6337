"""Rolling: a forecast that goes on from its own forecasts, one step an answer. No widget."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from playground.engine.requests import OnRaw

Array = npt.NDArray[Any]


class Rolling:
    """A series that the network continues: it reads a window, tells the next value, and reads that too.

    All values are as the network reads them. ``shown`` is what was foretold: a run that is not finished gives way to
    the finished one before it, as long as there is one from the same moment.
    """

    def __init__(self) -> None:
        self._history: Array = np.empty(0)
        self._wanted = 0
        self._values: list[float] = []
        self._finished: Array = np.empty(0)
        self.began = self.ended = -1

    def begin(self, history: Array, wanted: int) -> None:
        """Start from another moment, whose window is ``history`` (steps,), and go on for so many steps."""
        self._history, self._wanted = np.asarray(history, np.float64), wanted
        self._finished = np.empty(0)
        self.anew()

    def anew(self) -> None:
        """Start over from the same moment, with the network as it is now."""
        self._values = []
        self.began = -1

    @property
    def idle(self) -> bool:
        """Whether there is nothing to go on from."""
        return len(self._history) == 0

    @property
    def running(self) -> bool:
        """Whether another answer is wanted."""
        return len(self._history) > 0 and len(self._values) < self._wanted

    @property
    def inputs(self) -> OnRaw | None:
        """What the network is to read next; ``None`` while nothing is wanted."""
        if not self.running:
            return None
        size = len(self._history)
        values = (*self._history.tolist(), *self._values)[-size:]
        return OnRaw((size, 1), tuple(values))

    @property
    def shown(self) -> Array:
        """What was foretold, float64 (steps,): the last finished run, else as much as there is of the first."""
        return self._finished if len(self._finished) else np.array(self._values)

    def take(self, value: float, step: int) -> None:
        """Take the next value, foretold at that step of learning; what is no number ends the run."""
        if self.began < 0:
            self.began = step
        if not np.isfinite(value):
            self._wanted = len(self._values)
        else:
            self._values.append(value)
        if not self.running:
            self._finished, self.ended = np.array(self._values), step
