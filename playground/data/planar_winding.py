"""Classes of points in the plane whose border winds: spiral, moons, checkerboard."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import numpy as np
import numpy.typing as npt

from playground.model.families import Noise, Planar
from playground.model.parameters import described
from playground.model.target import Target

Array = npt.NDArray[Any]


class Spiral(Planar, frozen=True, tag="spiral"):
    """Arms wound around each other: the hardest of the toy tasks, it takes depth or patience.

    A network that sees only x and y must bend the plane many times before the arms come apart.
    """

    label: ClassVar[str] = "Spiral"
    formula: ClassVar[str] = "angle = 2π · (turns · r / 5 + arm / arms)"

    arms: Annotated[int, described("How many arms, so how many classes.", ge=2, le=5)] = 2
    turns: Annotated[
        float,
        described("How often each arm goes around; more is harder.", ge=0.25, le=3.0, step=0.25, usual=(1.0, 2.0)),
    ] = 1.75

    def target(self) -> Target:
        """One class an arm."""
        return Target("classes", tuple("ABCDE"[: self.arms]))

    def pattern(self) -> tuple[str, tuple[Any, ...]]:
        """See `draw_spiral`."""
        return "playground.data.planar_winding.draw_spiral", (self.arms, self.turns)


class Moons(Planar, frozen=True, tag="moons"):
    """Two half moons, each reaching into the other: one gentle bend of the border parts them."""

    label: ClassVar[str] = "Moons"

    noise: Noise = 0.05

    def target(self) -> Target:
        """Upper and lower moon."""
        return Target("classes", ("A", "B"))

    def pattern(self) -> tuple[str, tuple[Any, ...]]:
        """See `draw_moons`."""
        return "playground.data.planar_winding.draw_moons", ()


class Checkerboard(Planar, frozen=True, tag="checkerboard"):
    """Squares in turn, like a chess board: every square wants a border of its own, so it takes many units."""

    label: ClassVar[str] = "Checkers"
    aliases: ClassVar[tuple[str, ...]] = ("checkers",)

    squares: Annotated[int, described("How many squares along each side.", ge=2, le=8, usual=(3, 4))] = 4

    def target(self) -> Target:
        """Dark and light squares."""
        return Target("classes", ("A", "B"))

    def pattern(self) -> tuple[str, tuple[Any, ...]]:
        """See `draw_checkerboard`."""
        return "playground.data.planar_winding.draw_checkerboard", (self.squares,)


def draw_spiral(samples: int, noise: float, seed: int, arms: int, turns: float) -> tuple[Array, Array]:
    """Draw arms from the middle to radius 5, evenly turned against each other.

    Returns points, float32 (samples, 2), and the arms' numbers, int64 (samples,). The points stray by a standard
    deviation of 2 · noise.
    """
    random = np.random.default_rng(seed)
    classes = np.arange(samples) % arms
    along = random.uniform(0.0, 1.0, samples)
    angle = 2.0 * np.pi * (turns * along + classes / arms)
    points = 5.0 * along[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
    points += random.normal(0.0, 2.0 * noise, points.shape)
    return points.astype(np.float32), classes.astype(np.int64)


def draw_moons(samples: int, noise: float, seed: int) -> tuple[Array, Array]:
    """Draw an upper half circle of radius 3 (class 0) and a lower one (class 1), shifted into each other.

    Returns points, float32 (samples, 2), and classes, int64 (samples,). The points stray by a standard deviation of
    2 · noise.
    """
    random = np.random.default_rng(seed)
    classes = np.arange(samples) % 2
    side = np.where(classes == 0, 1.0, -1.0)
    angle = random.uniform(0.0, np.pi, samples)
    points = np.stack([3.0 * np.cos(angle) - 1.5, 3.0 * np.sin(angle) - 0.75], axis=1) * side[:, None]
    points += random.normal(0.0, 2.0 * noise, points.shape)
    return points.astype(np.float32), classes.astype(np.int64)


def draw_checkerboard(samples: int, noise: float, seed: int, squares: int) -> tuple[Array, Array]:
    """Draw points all over the plane from −6 to 6; the class is that of the square they fall into.

    Returns points, float32 (samples, 2), and classes, int64 (samples,): 0 where column and row of the square add up to
    an even number. The points stray by a standard deviation of 2 · noise after their class is set.
    """
    random = np.random.default_rng(seed)
    points = random.uniform(-6.0, 6.0, (samples, 2))
    squares_of = np.floor((points + 6.0) / 12.0 * squares).astype(np.int64)
    classes = squares_of.sum(axis=1) % 2
    points += random.normal(0.0, 2.0 * noise, points.shape)
    return points.astype(np.float32), classes
