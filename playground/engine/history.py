"""History: the numbers of a run as columns, owned by the reader, thinned when long."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from playground.engine.messages import Evaluated, Health, Scalars

Column = npt.NDArray[np.float64]


class Series:
    """Pairs of step and value that grow; past ``limit`` every second pair of the older half is dropped.

    ``steps`` and ``values`` are views of (count,) float64 arrays, oldest first.
    """

    def __init__(self, limit: int = 200_000) -> None:
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
        if self._count > self._limit:
            self._thin()

    def put(self, step: float, value: float) -> None:
        """Add one pair at the end; what lies at its step or later gives way."""
        if self._count and self._data[0, self._count - 1] > step - 1:
            self.cut(step - 1)
        if self._count < min(self._data.shape[1], self._limit):
            self._data[0, self._count], self._data[1, self._count] = step, value
            self._count += 1
        else:
            self.extend(np.array([step]), np.array([value]))

    def cut(self, step: float) -> None:
        """Forget everything after a step: learning went back to it."""
        self._count = int(np.searchsorted(self.steps, step, side="right"))

    def _thin(self) -> None:
        half = self._count // 2
        kept = np.concatenate([np.arange(0, half, 2), np.arange(half, self._count)])
        self._data[:, : len(kept)] = self._data[:, kept]
        self._count = len(kept)
        self.thinned = True


MOST_HEALTH = 2000
"""So many reports of health are kept; past that every second one of the older half is dropped."""
CURVES = (
    "batch_loss",
    "train_loss",
    "test_loss",
    "train_accuracy",
    "test_accuracy",
    "train_whole",
    "test_whole",
    "epochs",
)
"""The columns of a history that files hold."""


class History:
    """The curves of one run: batch losses, evaluations of train and test, and marks where a knob was changed."""

    def __init__(self) -> None:
        self.batch_loss = Series()
        self.train_loss = Series()
        self.test_loss = Series()
        self.train_accuracy = Series()
        self.test_accuracy = Series()
        self.train_whole = Series()
        self.test_whole = Series()
        self.epochs = Series()
        self.marks: list[tuple[int, str]] = []
        self.latest: Evaluated | None = None
        self.health: list[Health] = []
        self.revision = 0

    def add_scalars(self, report: Scalars) -> None:
        """Append batch losses."""
        steps = np.arange(report.first_step, report.first_step + len(report.losses), dtype=np.float64)
        self.batch_loss.extend(steps, report.losses)
        self.revision += 1

    def add_evaluation(self, report: Evaluated) -> None:
        """Append one evaluation; one at the same step replaces the one before."""
        for series, value in (
            (self.train_loss, report.train_loss),
            (self.test_loss, report.test_loss),
            (self.train_accuracy, report.train_accuracy),
            (self.test_accuracy, report.test_accuracy),
            (self.train_whole, report.train_whole),
            (self.test_whole, report.test_whole),
            (self.epochs, report.epoch),
        ):
            series.put(float(report.step), value)
        self.latest = report
        self.revision += 1

    def add_health(self, report: Health) -> None:
        """Append how every node is doing; a report on the same step replaces the one before."""
        while self.health and self.health[-1].step >= report.step:
            self.health.pop()
        self.health.append(report)
        if len(self.health) > MOST_HEALTH:
            half = MOST_HEALTH // 2
            self.health = self.health[:half:2] + self.health[half:]
        self.revision += 1

    def add_mark(self, step: int, text: str) -> None:
        """Note that a knob was changed."""
        self.marks.append((step, text))
        self.revision += 1

    def drop_mark(self, step: int, text: str) -> None:
        """Take a mark away, if it is still there: a later value of the same knob takes its place."""
        if (step, text) in self.marks:
            self.marks.remove((step, text))
            self.revision += 1

    def columns(self, up_to: int | None = None) -> dict[str, list[float]]:
        """The curves up to a step as plain columns, for a file: ``batch_loss.step``, ``batch_loss.value`` and so on."""
        found: dict[str, list[float]] = {}
        for name, series in self._curves().items():
            count = len(series) if up_to is None else int(np.searchsorted(series.steps, up_to, side="right"))
            found[f"{name}.step"] = series.steps[:count].tolist()
            found[f"{name}.value"] = series.values[:count].tolist()
        return found

    @classmethod
    def from_columns(cls, columns: dict[str, list[float]]) -> History:
        """The curves that a file holds; a column without its partner of the same length is left out."""
        history = cls()
        for name, series in history._curves().items():
            steps = np.array(columns.get(f"{name}.step", []), dtype=np.float64)
            values = np.array(columns.get(f"{name}.value", []), dtype=np.float64)
            if len(steps) == len(values):
                series.extend(steps, values)
        history.revision += 1
        return history

    def _curves(self) -> dict[str, Series]:
        return {name: getattr(self, name) for name in CURVES}

    def cut(self, step: int) -> None:
        """Forget everything after a step: learning went back to it."""
        for series in self._curves().values():
            series.cut(step)
        self.marks = [mark for mark in self.marks if mark[0] <= step]
        self.health = [report for report in self.health if report.step <= step]
        self.revision += 1
