"""Series to foretell: mixed sines, a square wave, and four that were measured."""

from __future__ import annotations

import io
from typing import Annotated, Any, ClassVar

import msgspec
import numpy as np
import numpy.typing as npt

from playground.model.dataset import Preview
from playground.model.families import Seed
from playground.model.parameters import described
from playground.model.places import find_data_file, read_bundled
from playground.model.recipe import Call, FileRef, perform
from playground.model.series import Ahead, SeriesSet, Window

Array = npt.NDArray[Any]

Steps = Annotated[
    int, described("How many steps the series has.", label="Steps", ge=1, le=5000, log=True, usual=(300, 2000))
]
StepNoise = Annotated[
    float,
    described(
        "How strongly chance disturbs each step; at 10 % values stray by about 0.1. Nobody can foretell it.",
        ge=0.0,
        le=0.5,
        unit="%",
        step=0.01,
        usual=(0.0, 0.25),
    ),
]


class _Drawn(SeriesSet, frozen=True):
    """A series that a formula and chance give, with values from about −1 to 1."""

    samples: Steps = 600
    noise: StepNoise = 0.0
    seed: Seed = 1

    def preview(self, side: int = 52) -> Preview:
        """About as many steps as the thumbnail has pixels, with little noise."""
        small = msgspec.structs.replace(self, samples=side + 8, noise=min(self.noise, 0.05))
        return Preview(line=np.asarray(perform(small.series(), find_data_file), np.float32))


class SineMix(_Drawn, frozen=True, tag="sine_mix"):
    """Waves on top of one another, whose lengths do not fit together: smooth, yet it never repeats itself.

    One wave needs two steps of the past to be foretold for ever; each wave more needs two more.
    """

    label: ClassVar[str] = "Sine mix"
    formula: ClassVar[str] = "y(t) = Σ sin(2π k^1.5 t / period + φ) / k, over k = 1 … waves, divided by Σ 1 / k"

    waves: Annotated[int, described("How many waves are mixed; more is harder.", ge=1, le=5)] = 2
    period: Annotated[
        float, described("How many steps the longest wave takes.", ge=4.0, le=200.0, step=1.0, usual=(20.0, 80.0))
    ] = 40.0

    def series(self) -> Call:
        """See `draw_sines`."""
        settings = (self.samples, self.noise, self.seed, self.waves, self.period)
        return Call("playground.data.series.draw_sines", settings)


class SquareWave(_Drawn, frozen=True, tag="square_wave"):
    """Up, then down, again and again: between the jumps the last value is right, so the network has to count.

    Only a window that is longer than the stretch between two jumps can tell when the next one comes.
    """

    label: ClassVar[str] = "Square wave"

    period: Annotated[int, described("How many steps up and down take together.", ge=2, le=200, usual=(8, 40))] = 16
    high: Annotated[
        float, described("The part of the period that is up.", label="Time up", ge=0.1, le=0.9, unit="%", step=0.05)
    ] = 0.5

    def series(self) -> Call:
        """See `draw_square`."""
        settings = (self.samples, self.noise, self.seed, self.period, self.high)
        return Call("playground.data.series.draw_square", settings)


class _Measured(SeriesSet, frozen=True):
    """A series from a file."""

    published: ClassVar[FileRef]
    columns: ClassVar[tuple[int, ...]] = (1,)
    """The columns of a row, one after the other in time."""
    clock: ClassVar[str] = "year"
    start: ClassVar[float] = 0.0
    """When the first value of the file was measured, in years."""
    apart: ClassVar[float] = 1.0
    """How many years there are from one value to the next."""
    count: ClassVar[int] = 0
    """How many values the file has."""

    def series(self) -> Call:
        """The file, read."""
        file = self.published
        return Call.of("playground.model.series.read_series", file, file.sha256, self.columns, self.samples)

    def times(self) -> Array:
        """In years."""
        return self.start + self.apart * np.arange(self.count - self.samples, self.count, dtype=np.float64)

    def preview(self, side: int = 52) -> Preview:
        """A piece of it that is bundled with the app, so that no file of data is read."""
        content = io.BytesIO(read_bundled(f"data/previews/{self.id()}.npy"))
        return Preview(line=np.load(content, allow_pickle=False))


class Sunspots(_Measured, frozen=True, tag="sunspots"):
    """Spots on the sun, the mean of each year from 1700 to 2008: they come and go in about eleven years.

    No two of these cycles are alike, so a network that only knows their length is not enough. From NOAA.
    """

    label: ClassVar[str] = "Sunspots"
    unit: ClassVar[str] = "spots"
    published: ClassVar[FileRef] = FileRef(
        "timeseries/sunspots-yearly.csv", "f67889b1d9002cd5227f0e0ef54e35b419cdd85a31279adef6f73fb41e5c0a9b"
    )
    start: ClassVar[float] = 1700.0
    count: ClassVar[int] = 309

    samples: Annotated[
        int, described("How many of the 309 years are used, the last ones.", label="Steps", ge=1, le=309)
    ] = 309
    window: Window = 22


class CarbonDioxide(_Measured, frozen=True, tag="co2"):
    """Carbon dioxide in the air over Mauna Loa, every week from 1958 to 2001: it breathes by the year, and rises.

    The last years lie higher than all that was trained on, so a network has to learn the rise and not the heights. 59
    weeks were not measured; they are filled by a straight line between their neighbours. By Keeling and Whorf.
    """

    label: ClassVar[str] = "CO₂"
    full_label: ClassVar[str] = "Carbon dioxide"
    aliases: ClassVar[tuple[str, ...]] = ("carbon dioxide", "mauna loa", "keeling")
    unit: ClassVar[str] = "ppm"
    published: ClassVar[FileRef] = FileRef(
        "timeseries/co2-weekly.csv", "16695fa2786e53414e5a6b54767a3fdf5de99cfbc68617f69d1362d92776a92f"
    )
    # 29 March is the 88th day of 1958.
    start: ClassVar[float] = 1958.0 + 87.0 / 365.0
    apart: ClassVar[float] = 7.0 / 365.25
    count: ClassVar[int] = 2284

    samples: Annotated[
        int,
        described("How many of the 2 284 weeks are used, the last ones.", label="Steps", ge=1, le=2284),
    ] = 2284
    window: Window = 52

    def notes(self) -> tuple[str, ...]:
        """How gaps are filled."""
        return ("59 of the 2 284 weeks were not measured and are filled by a straight line between their neighbours.",)


class ElNino(_Measured, frozen=True, tag="el_nino"):
    """The warmth of the sea off Peru, every month from 1950 to 2010: a year like the other, but when El Niño comes.

    Saying what the same month was a year ago is a good guess, and hard to beat. From NOAA.
    """

    label: ClassVar[str] = "El Niño"
    aliases: ClassVar[tuple[str, ...]] = ("elnino", "sea temperature")
    unit: ClassVar[str] = "°C"
    published: ClassVar[FileRef] = FileRef(
        "timeseries/elnino.csv", "b647be00e0fd264be9764e317e6b963f35030014ecca2b21b204521716e463ad"
    )
    columns: ClassVar[tuple[int, ...]] = tuple(range(1, 13))
    start: ClassVar[float] = 1950.0
    apart: ClassVar[float] = 1.0 / 12.0
    count: ClassVar[int] = 732

    samples: Annotated[
        int, described("How many of the 732 months are used, the last ones.", label="Steps", ge=1, le=732)
    ] = 732
    ahead: Ahead = 3


class SeattleWarmth(_Measured, frozen=True, tag="seattle"):
    """The warmest moment of each day in Seattle, 2012 to 2015: the seasons are plain, tomorrow is not.

    Saying that tomorrow will be as today is off by about two degrees; a network that is no better has learnt nothing.
    From NOAA.
    """

    label: ClassVar[str] = "Seattle"
    full_label: ClassVar[str] = "Warmth in Seattle"
    aliases: ClassVar[tuple[str, ...]] = ("weather", "temperature")
    unit: ClassVar[str] = "°C"
    published: ClassVar[FileRef] = FileRef(
        "timeseries/seattle-weather.csv", "62f0609f787158128aa2bd102967173a4953122dd4f872bf1d502cae1037df0b"
    )
    columns: ClassVar[tuple[int, ...]] = (2,)
    start: ClassVar[float] = 2012.0
    apart: ClassVar[float] = 1.0 / 365.25
    count: ClassVar[int] = 1461

    samples: Annotated[
        int, described("How many of the 1 461 days are used, the last ones.", label="Steps", ge=1, le=1461)
    ] = 1461
    window: Window = 14


def draw_sines(steps: int, noise: float, seed: int, waves: int, period: float) -> Array:
    """Draw mixed waves, float64 (steps,): Σ sin(2π k^1.5 t / period + φ) / k over k from 1, divided by Σ 1 / k.

    Each wave starts anywhere, by chance. The values stray by a standard deviation of noise.
    """
    random = np.random.default_rng(seed)
    times, number = np.arange(steps)[:, None], np.arange(1, waves + 1)
    phases = random.uniform(0.0, 2.0 * np.pi, waves)
    values = (np.sin(2.0 * np.pi * number**1.5 * times / period + phases) / number).sum(axis=1)
    return np.asarray(values / (1.0 / number).sum() + random.normal(0.0, noise, steps))


def draw_square(steps: int, noise: float, seed: int, period: int, high: float) -> Array:
    """Draw a wave that is 1 for the first part of each period and −1 for the rest, float64 (steps,).

    Each part takes at least one step. The wave starts anywhere in a period, by chance. The values stray by a standard
    deviation of noise.
    """
    random = np.random.default_rng(seed)
    place = (np.arange(steps) + random.integers(0, period)) % period
    up = min(max(round(high * period), 1), period - 1)
    return np.asarray(np.where(place < up, 1.0, -1.0) + random.normal(0.0, noise, steps))
