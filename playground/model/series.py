"""Series: what all data has in common that is one number after the other in time, to be foretold from those before.

The functions stand on their own, as exported scripts print them word for word. L is the number of steps.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, ClassVar

import numpy as np
import numpy.typing as npt

from playground.model.dataset import DataSet, Family, Recipes, Sizes
from playground.model.families import Normalisation, TrainShare
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.signal import Signal, sequence
from playground.model.target import Target
from playground.numerals import counted

Array = npt.NDArray[Any]

Window = Annotated[
    int,
    described(
        "How many steps of the past the network sees; each place of this window along the series is a sample.",
        ge=1,
        le=200,
        usual=(8, 48),
    ),
]
Ahead = Annotated[
    int,
    described(
        "How many steps after the window are foretold; the network says them all at once.",
        label="Steps ahead",
        ge=1,
        le=24,
    ),
]


@dataclass(frozen=True)
class Line:
    """A whole series, to be drawn with what was foretold.

    ``values`` are the raw values and ``times`` the moments they belong to, float64 (L,); ``clock`` says what the times
    count, such as years, and ``unit`` is that of the values, empty where they have none. The network sees and tells
    ``(values − offset) / scale``. Steps from ``first_test`` on were kept for testing.
    """

    values: Array
    times: Array
    clock: str
    unit: str
    offset: float
    scale: float
    first_test: int


class SeriesSet(DataSet, frozen=True):
    """A series of numbers: a window of its past goes in, the steps that follow come out.

    Its first part in time is trained on and its last one kept for testing; no window reaches over from one into the
    other. It is normalised as a whole, by the part that is trained on, so that what is foretold has the scale of what
    is seen; an input of one's own is given in that scale.
    """

    family: ClassVar[Family] = "series"
    group: ClassVar[str] = "Series"
    unit: ClassVar[str] = ""
    """The unit of the values."""
    clock: ClassVar[str] = "step"
    """What times count."""

    samples: Annotated[int, described("How many steps the series has.", label="Steps", ge=1)] = 600
    window: Window = 24
    ahead: Ahead = 1
    train_share: TrainShare = 0.8
    normalisation: Normalisation = "standardise"

    def series(self) -> Call:
        """How the raw values come about: a call that returns float64 (L,)."""
        raise NotImplementedError

    def times(self) -> Array:
        """The moment of each step, float64 (L,)."""
        return np.arange(self.samples, dtype=np.float64)

    def signal(self) -> Signal:
        """One number a step."""
        return sequence(self.window, 1)

    def target(self) -> Target:
        """The steps after the window."""
        return Target("values", tuple(f"+{step}" for step in range(1, self.ahead + 1)))

    def split_sizes(self) -> Sizes:
        """Every place of the window with its steps ahead that lies in one part."""
        train, whole = self._first_test(), self.window + self.ahead
        return Sizes(max(0, train - whole + 1), max(0, self.samples - train - whole + 1))

    def recipes(self) -> Recipes:
        """The series, normalised and cut into windows, which are parted by time and go in as they are by then."""
        settings = (self.window, self.ahead, self._first_test(), self.normalisation)
        return Recipes(
            Call("playground.model.series.cut_windows", (self.series(), *settings)),
            Call.of("playground.model.pipeline.part_at", self.split_sizes().train),
            Call("playground.model.pipeline.keep"),
        )

    def problems(self) -> tuple[str, ...]:
        """Also: the window does not fit into the part that is trained on."""
        whole, train = self.window + self.ahead, self._first_test()
        steps, known = counted(self.window, "step"), counted(train, "step")
        short = f"A window of {steps} and {self.ahead} ahead do not fit into the {known} trained on"
        words = "" if whole <= train else f"{short}: take more steps, a shorter window or a larger train share."
        return tuple(sentence for sentence in (words or self._all_aside(), self.files().missing()) if sentence)

    def line(self) -> Line:
        """The whole series with its scale and parts.

        Raises:
            MissingData: its file is not there or is damaged.
        """
        return _line(self)

    def _first_test(self) -> int:
        return round(self.samples * self.train_share)


@lru_cache(maxsize=4)
def _line(data: SeriesSet) -> Line:
    values = np.asarray(data._made(data.series()), np.float64)
    first = round(data.samples * data.train_share)
    offset, scale = series_scale(values, first, data.normalisation)
    return Line(values, data.times(), data.clock, data.unit, offset, scale, first)


def series_scale(values: Array, train: int, normalisation: str) -> tuple[float, float]:
    """What is taken off a series (L,) and what it is divided by, worked out from its first ``train`` steps.

    "standardise" gives them mean 0 and standard deviation 1, "0 to 1" lets them run from 0 to 1, "none" leaves them.
    Where they never change, they are only moved.
    """
    known = values[:train]
    if normalisation == "none" or len(known) == 0:
        return 0.0, 1.0
    low, high = float(known.min()), float(known.max())
    if normalisation == "standardise":
        return float(known.mean()), float(known.std()) if low < high else 1.0
    return low, high - low if low < high else 1.0


def cut_windows(values: Array, window: int, ahead: int, train: int, normalisation: str) -> tuple[Array, Array]:
    """Normalise a series (L,) and cut it into windows with the steps that follow each.

    A window with its steps ahead lies within the first ``train`` steps, or after them. Returns the windows, float32 (N,
    window, 1), and the steps ahead, float32 (N, ahead), in the order of time.
    """
    offset, scale = series_scale(values, train, normalisation)
    scaled = ((values - offset) / scale).astype(np.float32)
    whole = window + ahead
    starts = np.arange(max(0, len(values) - whole + 1))
    starts = starts[(starts + whole <= train) | (starts >= train)]
    pieces = scaled[starts[:, None] + np.arange(whole)]
    return pieces[:, :window, None].copy(), pieces[:, window:].copy()


def read_series(path: Path, sha256: str, columns: tuple[int, ...], steps: int) -> Array:
    """Read the last ``steps`` values of a table with commas and one line of headings: float64 (steps,).

    Of each row the columns are taken in their order, as where a row is a year and a column a month. Gaps, which are
    empty, are filled by a straight line between their neighbours.

    Raises:
        ValueError: the file is not, byte for byte, the one with that SHA-256.
    """
    content = Path(path).read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError(f"The file {Path(path).name} is damaged: put the published file in its place.")
    rows = [line.split(",") for line in content.decode("ascii").split("\n")[1:] if line]
    values = np.array([float(row[column] or "nan") for row in rows for column in columns])
    there = np.flatnonzero(~np.isnan(values))
    return np.asarray(np.interp(np.arange(len(values)), there, values[there])[len(values) - steps :])
