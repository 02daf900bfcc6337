"""A forecast judged: where in time each one lies, and how far it is off, in the units of the series. No widget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from playground import numerals as words
from playground.model.series import Line
from playground.ui.views.forecast.chart import ForecastLine

Array = npt.NDArray[Any]
FANS = 10
"""About so many forecasts of several steps are drawn."""


@dataclass(frozen=True)
class Forecasts:
    """What was foretold for windows that follow each other, in the units of the series.

    ``values`` is float64 (windows, ahead); window i begins at step ``first`` + i and is ``window`` steps long.
    """

    line: Line
    first: int
    window: int
    values: Array

    @classmethod
    def read(cls, outputs: Array, line: Line, first: int, window: int) -> Forecasts:
        """From what leaves the network for the windows from step ``first`` on, (windows, ahead)."""
        return cls(line, first, window, outputs.astype(np.float64) * line.scale + line.offset)

    @property
    def finite(self) -> bool:
        """Whether any of it is a number."""
        return bool(np.isfinite(self.values).any())

    def each(self) -> ForecastLine:
        """The next step after every window, along time."""
        steps = self._targets(0)
        return ForecastLine(self.line.times[steps], self.values[:, 0], "each")

    def fans(self) -> ForecastLine | None:
        """Some of the forecasts of several steps, each from the last value it was made from; none of one step."""
        count, ahead = self.values.shape
        if ahead < 2:
            return None
        times, values = [], []
        for index in range(0, count, max(ahead, count // FANS, 1)):
            steps = self.first + index + self.window - 1 + np.arange(ahead + 1)
            times += [self.line.times[steps], self.line.times[steps[-1:]]]
            values += [self.line.values[steps[:1]], self.values[index], np.array([np.nan])]
        return ForecastLine(np.concatenate(times), np.concatenate(values), "fan")

    def error(self) -> tuple[float, float]:
        """Root mean square of the error of the next step, and of saying the last value again."""
        steps = self._targets(0)
        true = self.line.values[steps]
        return root_mean_square(self.values[:, 0] - true), root_mean_square(self.line.values[steps - 1] - true)

    def beside_the_last_value(self) -> str:
        """How far off one is who says the last value again, and whether the network is any better; "" unmeasured."""
        off, again = self.error()
        if not np.isfinite((off, again)).all():
            return ""
        unit = f" {self.line.unit}" if self.line.unit else ""
        begin = "Worse than saying" if off > again else "Saying"
        return f"{begin} the last value again: off by {words.rounded(again, 2)}{unit}"

    def _targets(self, step: int) -> Array:
        return self.first + self.window + step + np.arange(len(self.values))


@dataclass(frozen=True)
class RolledOut:
    """Where the network went by itself: ``values`` (steps,) as it tells them, all by the network of one ``step``."""

    values: Array
    step: int


def root_mean_square(errors: Array) -> float:
    """√(mean of the squares); NaN of nothing."""
    return float(np.sqrt(np.mean(errors**2))) if len(errors) else float("nan")


def continuation(line: Line, moment: int, values: Array) -> ForecastLine:
    """What was foretold (steps,) after step ``moment``, in units, beginning at the value there.

    Beyond the end of the series time goes on as it did between its last steps.
    """
    stride = float(line.times[-1] - line.times[-2]) if len(line.times) > 1 else 1.0
    steps = np.arange(moment, moment + len(values) + 1)
    beyond = np.maximum(steps - (len(line.times) - 1), 0)
    times = line.times[np.minimum(steps, len(line.times) - 1)] + beyond * stride
    foretold = np.concatenate([line.values[moment : moment + 1], values * line.scale + line.offset])
    return ForecastLine(times, foretold, "rolling")
