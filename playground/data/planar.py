"""Classes of points in the plane that lie in simple places: circle, XOR, gaussians, blobs."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import numpy as np
import numpy.typing as npt

from playground.model.families import Planar
from playground.model.parameters import described
from playground.model.target import Target

Array = npt.NDArray[Any]


class Circle(Planar, frozen=True, tag="circle"):
    """A disc with a ring around it: no straight line can part them.

    Two hidden units are too few, three can fence the disc in; with x² and y² as features one straight cut will do.
    """

    label: ClassVar[str] = "Circle"
    formula: ClassVar[str] = "A: r ≤ 2.5   B: 3.5 ≤ r ≤ 5"

    def target(self) -> Target:
        """Disc and ring."""
        return Target("classes", ("A", "B"))

    def pattern(self) -> tuple[str, tuple[Any, ...]]:
        """See `draw_circle`."""
        return "playground.data.planar.draw_circle", ()


class Xor(Planar, frozen=True, tag="xor"):
    """Four squares, where those across from each other belong together: "one or the other, but not both".

    The classic riddle that a single layer cannot solve, and a hidden layer can.
    """

    label: ClassVar[str] = "XOR"
    formula: ClassVar[str] = "A: x · y > 0   B: x · y < 0"
    aliases: ClassVar[tuple[str, ...]] = ("exclusive or",)

    def target(self) -> Target:
        """Same signs and different signs."""
        return Target("classes", ("A", "B"))

    def pattern(self) -> tuple[str, tuple[Any, ...]]:
        """See `draw_xor`."""
        return "playground.data.planar.draw_xor", ()


class Gaussians(Planar, frozen=True, tag="gaussians"):
    """Two round clouds, one in each corner: the easiest task, one straight line parts them."""

    label: ClassVar[str] = "Gaussians"
    formula: ClassVar[str] = "A: around (2, 2)   B: around (−2, −2)"

    def target(self) -> Target:
        """The two clouds."""
        return Target("classes", ("A", "B"))

    def pattern(self) -> tuple[str, tuple[Any, ...]]:
        """See `draw_gaussians`."""
        return "playground.data.planar.draw_gaussians", ()


class Blobs(Planar, frozen=True, tag="blobs"):
    """Several clouds around a circle, each a class of its own: what softmax is made for."""

    label: ClassVar[str] = "Blobs"

    classes: Annotated[int, described("How many clouds, so how many classes.", ge=2, le=6)] = 4

    def target(self) -> Target:
        """One class a cloud."""
        return Target("classes", tuple("ABCDEF"[: self.classes]))

    def pattern(self) -> tuple[str, tuple[Any, ...]]:
        """See `draw_blobs`."""
        return "playground.data.planar.draw_blobs", (self.classes,)


def draw_circle(samples: int, noise: float, seed: int) -> tuple[Array, Array]:
    """Draw a disc of radius 2.5 (class 0) and a ring from 3.5 to 5 (class 1).

    Returns points, float32 (samples, 2), and classes, int64 (samples,). The points stray by a standard deviation of
    2 · noise.
    """
    random = np.random.default_rng(seed)
    classes = np.arange(samples) % 2
    radius = random.uniform(0.0, 1.0, samples) * np.where(classes == 0, 2.5, 1.5) + np.where(classes == 0, 0.0, 3.5)
    angle = random.uniform(0.0, 2.0 * np.pi, samples)
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    points += random.normal(0.0, 2.0 * noise, points.shape)
    return points.astype(np.float32), classes.astype(np.int64)


def draw_xor(samples: int, noise: float, seed: int) -> tuple[Array, Array]:
    """Draw points in four squares: class 0 where x and y have the same sign, class 1 where they differ.

    Returns points, float32 (samples, 2), and classes, int64 (samples,). The squares keep 0.3 away from the axes; then
    the points stray by a standard deviation of 2 · noise.
    """
    random = np.random.default_rng(seed)
    classes = np.arange(samples) % 2
    size = random.uniform(0.3, 5.3, (samples, 2))
    right = np.where(random.uniform(0.0, 1.0, samples) < 0.5, -1.0, 1.0)
    up = np.where(classes == 0, right, -right)
    points = size * np.stack([right, up], axis=1)
    points += random.normal(0.0, 2.0 * noise, points.shape)
    return points.astype(np.float32), classes.astype(np.int64)


def draw_gaussians(samples: int, noise: float, seed: int) -> tuple[Array, Array]:
    """Draw two clouds of standard deviation 0.65 around (2, 2), class 0, and (−2, −2), class 1.

    Returns points, float32 (samples, 2), and classes, int64 (samples,). The points stray by another standard deviation
    of 2 · noise.
    """
    random = np.random.default_rng(seed)
    classes = np.arange(samples) % 2
    centre = np.where(classes == 0, 2.0, -2.0)[:, None]
    points = centre + random.normal(0.0, 0.65, (samples, 2))
    points += random.normal(0.0, 2.0 * noise, points.shape)
    return points.astype(np.float32), classes.astype(np.int64)


def draw_blobs(samples: int, noise: float, seed: int, clouds: int) -> tuple[Array, Array]:
    """Draw clouds of standard deviation 0.5 whose centres are spread evenly on a circle of radius 3.

    Returns points, float32 (samples, 2), and the clouds' numbers, int64 (samples,). The points stray by another
    standard deviation of 2 · noise.
    """
    random = np.random.default_rng(seed)
    classes = np.arange(samples) % clouds
    angle = 2.0 * np.pi * classes / clouds + np.pi / 4.0
    points = 3.0 * np.stack([np.cos(angle), np.sin(angle)], axis=1) + random.normal(0.0, 0.5, (samples, 2))
    points += random.normal(0.0, 2.0 * noise, points.shape)
    return points.astype(np.float32), classes.astype(np.int64)
