"""Tables of numbers in as many columns as wanted: the sum of columns, and clouds."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import msgspec
import numpy as np
import numpy.typing as npt

from playground.model.dataset import Family, Preview
from playground.model.families import Generated, SampleCount, TrainShare
from playground.model.parameters import described
from playground.model.places import find_data_file
from playground.model.recipe import perform
from playground.model.signal import Signal, vector
from playground.model.target import Target

Array = npt.NDArray[Any]

Columns = Annotated[
    int,
    described("How many columns the answer depends on.", ge=1, le=256, log=True, usual=(5, 50)),
]
NoiseColumns = Annotated[
    int,
    described(
        "How many columns hold nothing but chance; they stand last, and a network has to learn not to heed them.",
        ge=0,
        le=256,
        zero="none",
    ),
]
_PREVIEWED = 200
"""Rows of a preview, of which two columns are drawn."""


class _Table(Generated, frozen=True):
    """Rows of numbers, too many columns for a plane to show."""

    family: ClassVar[Family] = "table"
    group: ClassVar[str] = "Tables"

    samples: SampleCount = 1000
    train_share: TrainShare = 0.8
    columns: Columns = 20
    noise_columns: NoiseColumns = 0

    def signal(self) -> Signal:
        """One number a column."""
        return vector(self.columns + self.noise_columns)

    def preview(self, side: int = 52) -> Preview:
        """The first two columns of some rows."""
        small = msgspec.structs.replace(
            self, samples=_PREVIEWED, noise=min(self.noise, 0.05), seed=1, columns=2, noise_columns=0
        )
        rows, targets = perform(small.recipes().draw, find_data_file)
        return Preview(points=rows[:, :2], targets=targets)


class ColumnSum(_Table, frozen=True, tag="column_sum"):
    """Rows of normal numbers: is the sum of the columns above zero?

    One unit with equal weights solves it, so it shows how soon a network finds that out, and what noise columns cost:
    with few rows and many of them, the network learns chance by heart.
    """

    label: ClassVar[str] = "Sum of columns"
    formula: ClassVar[str] = "above: x₁ + … + x_d > 0   below: x₁ + … + x_d ≤ 0"

    def target(self) -> Target:
        """Below and above zero."""
        return Target("classes", ("below", "above"))

    def pattern(self) -> tuple[str, tuple[Any, ...]]:
        """See `draw_column_sum`."""
        return "playground.data.tables.draw_column_sum", (self.columns, self.noise_columns)


class TableClouds(_Table, frozen=True, tag="table_clouds"):
    """Round clouds in as many dimensions as wanted, each a class of its own.

    Two clouds are parted by a straight cut, however many dimensions there are; the closer they lie, the more rows
    belong to either and cannot be told.
    """

    label: ClassVar[str] = "Clouds in d"
    full_label: ClassVar[str] = "Clouds in d dimensions"
    aliases: ClassVar[tuple[str, ...]] = ("gaussian blobs", "make_classification")

    columns: Columns = 10
    classes: Annotated[int, described("How many clouds, so how many classes.", ge=2, le=10)] = 3
    distance: Annotated[
        float,
        described(
            "How far the middle of each cloud lies from zero, in some direction; clouds have a spread of 1.",
            ge=0.0,
            le=10.0,
            step=0.5,
            usual=(2.0, 4.0),
        ),
    ] = 3.0

    def target(self) -> Target:
        """One class a cloud."""
        return Target("classes", tuple("ABCDEFGHIJ"[: self.classes]))

    def pattern(self) -> tuple[str, tuple[Any, ...]]:
        """See `draw_clouds`."""
        settings = (self.columns, self.noise_columns, self.classes, self.distance)
        return "playground.data.tables.draw_clouds", settings


def draw_column_sum(samples: int, noise: float, seed: int, columns: int, noise_columns: int) -> tuple[Array, Array]:
    """Draw normal numbers; class 1 is where the first ``columns`` of a row sum to more than 0.

    Returns rows, float32 (samples, columns + noise_columns), and classes, int64 (samples,). The numbers then stray by a
    standard deviation of 2 · noise.
    """
    random = np.random.default_rng(seed)
    rows = random.normal(0.0, 1.0, (samples, columns + noise_columns))
    classes = rows[:, :columns].sum(axis=1) > 0.0
    rows += random.normal(0.0, 2.0 * noise, rows.shape)
    return rows.astype(np.float32), classes.astype(np.int64)


def draw_clouds(
    samples: int, noise: float, seed: int, columns: int, noise_columns: int, classes: int, distance: float
) -> tuple[Array, Array]:
    """Draw clouds of standard deviation 1, each so far from 0 in a random direction of the first ``columns``.

    Returns rows, float32 (samples, columns + noise_columns), and the clouds' numbers, int64 (samples,). The numbers
    stray by another standard deviation of 2 · noise.
    """
    random = np.random.default_rng(seed)
    middles = np.zeros((classes, columns + noise_columns))
    directions = random.normal(0.0, 1.0, (classes, columns))
    middles[:, :columns] = distance * directions / np.sqrt(np.square(directions).sum(axis=1, keepdims=True))
    clouds = np.arange(samples) % classes
    rows = middles[clouds] + random.normal(0.0, 1.0, (samples, columns + noise_columns))
    rows += random.normal(0.0, 2.0 * noise, rows.shape)
    return rows.astype(np.float32), clouds.astype(np.int64)
