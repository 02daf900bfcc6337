"""Sequences of vectors: so many numbers at each step, and one class for the whole."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import numpy as np
import numpy.typing as npt

from playground.model.dataset import DataSet, Family, Preview, Recipes, Sizes
from playground.model.families import Noise, SampleCount, Seed, TrainShare
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.sequences import share_out
from playground.model.signal import Signal, sequence
from playground.model.target import Target

Array = npt.NDArray[Any]


class TurningPoint(DataSet, frozen=True, tag="turning_point"):
    """A point goes round in a circle, seen by several sensors: which way does it turn, and how fast?

    A single step says nothing, as the point starts anywhere, and the mean over all steps little: a network has to
    compare each step with those before. It is the plainest food for a recurrent network that reads vectors.
    """

    label: ClassVar[str] = "Turning point"
    full_label: ClassVar[str] = "Turning point, seen by sensors"
    aliases: ClassVar[tuple[str, ...]] = ("sequences of vectors", "sensors")
    family: ClassVar[Family] = "sequence"
    group: ClassVar[str] = "Sequences"
    formula: ClassVar[str] = "x_t = M (cos(φ + ω t), sin(φ + ω t)) + noise"

    samples: SampleCount = 2000
    length: Annotated[int, described("How many steps a sequence has.", ge=2, le=100, usual=(10, 50))] = 20
    sensors: Annotated[
        int, described("How many numbers there are at each step, each a mixture of the two coordinates.", ge=2, le=256)
    ] = 10
    classes: Annotated[
        int, described("How many ways to turn are told apart, from fast left to fast right.", ge=2, le=9)
    ] = 5
    noise: Noise = 0.1
    train_share: TrainShare = 0.8
    seed: Seed = 1

    def signal(self) -> Signal:
        """So many numbers a step."""
        return sequence(self.length, self.sensors)

    def target(self) -> Target:
        """The ways to turn, such as *left 2*, *left 1*, *still*, *right 1*, *right 2*."""
        half = self.classes // 2
        left = tuple(f"left {speed}" for speed in range(half, 0, -1))
        still = ("still",) if self.classes % 2 else ()
        return Target("classes", (*left, *still, *(f"right {speed}" for speed in range(1, half + 1))))

    def split_sizes(self) -> Sizes:
        """The train share, rounded to whole sequences, and the rest."""
        return share_out(self.samples, self.train_share)

    def recipes(self) -> Recipes:
        """See `draw_turning`; parted at random by the seed, and numbers go in as they are, from about −1 to 1."""
        settings = (self.samples, self.noise, self.seed, self.length, self.sensors, self.classes)
        return Recipes(
            Call("playground.data.vectors.draw_turning", settings),
            Call.of("playground.model.pipeline.part", self.train_share, self.seed),
            Call("playground.model.pipeline.keep"),
        )

    def preview(self, side: int = 52) -> Preview:
        """What three sensors show of a turn."""
        steps = np.linspace(0.0, 2.5 * np.pi, side)
        return Preview(line=np.sin(steps + np.array([[0.0], [1.0], [2.2]])).astype(np.float32))


def draw_turning(samples: int, noise: float, seed: int, length: int, sensors: int, classes: int) -> tuple[Array, Array]:
    """Draw a point that goes round a circle from anywhere, seen through a matrix that is drawn once.

    The classes turn by evenly spaced angles a step, at most by 2π / 6 to either side. Returns sequences, float32
    (samples, length, sensors), and classes, int64 (samples,). Each number strays by a standard deviation of 2 · noise.
    """
    random = np.random.default_rng(seed)
    matrix = random.normal(0.0, 1.0, (sensors, 2))
    matrix /= np.sqrt(np.square(matrix).sum(axis=1, keepdims=True))
    ways = np.arange(samples) % classes
    speeds = np.concatenate([-np.arange(classes // 2, 0, -1), np.zeros(classes % 2), np.arange(1, classes // 2 + 1)])
    angles = 2.0 * np.pi / 6.0 * speeds[ways] / (classes // 2)
    starts = random.uniform(0.0, 2.0 * np.pi, samples)
    turns = starts[:, None] + angles[:, None] * np.arange(length)
    points = np.stack([np.cos(turns), np.sin(turns)], axis=-1)
    seen = points @ matrix.T
    seen += random.normal(0.0, 2.0 * noise, seen.shape)
    return seen.astype(np.float32), ways.astype(np.int64)
