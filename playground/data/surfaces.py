"""Values over the plane, to be predicted as numbers: plane, bumps."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from playground.model.families import Planar
from playground.model.target import Target

Array = npt.NDArray[Any]


class Plane(Planar, frozen=True, tag="plane"):
    """A tilted plane: each point has a value that rises from one corner to the other.

    One linear unit fits it exactly, with equal weights for x and y and no bias.
    """

    label: ClassVar[str] = "Plane"
    formula: ClassVar[str] = "value = (x + y) / 12"

    def target(self) -> Target:
        """The height, from −1 to 1."""
        return Target("values", ("value",))

    def pattern(self) -> tuple[str, tuple[Any, ...]]:
        """See `draw_plane`."""
        return "playground.data.surfaces.draw_plane", ()


class Bumps(Planar, frozen=True, tag="bumps"):
    """Hills and hollows by turns: the value depends on where in the plane you stand, and no plane can follow."""

    label: ClassVar[str] = "Bumps"
    formula: ClassVar[str] = "value = Σ ± exp(−distance² / 2)"

    def target(self) -> Target:
        """The height, from −1 to 1."""
        return Target("values", ("value",))

    def pattern(self) -> tuple[str, tuple[Any, ...]]:
        """See `draw_bumps`."""
        return "playground.data.surfaces.draw_bumps", ()


def draw_plane(samples: int, noise: float, seed: int) -> tuple[Array, Array]:
    """Draw points all over the plane from −6 to 6, with the value (x + y) / 12.

    Returns points, float32 (samples, 2), and values, float32 (samples, 1). The values stray by a standard deviation of
    noise.
    """
    random = np.random.default_rng(seed)
    points = random.uniform(-6.0, 6.0, (samples, 2))
    values = points.sum(axis=1, keepdims=True) / 12.0
    values += random.normal(0.0, noise, values.shape)
    return points.astype(np.float32), values.astype(np.float32)


def draw_bumps(samples: int, noise: float, seed: int) -> tuple[Array, Array]:
    """Draw points all over the plane from −6 to 6; the value comes from three hills and three hollows.

    Returns points, float32 (samples, 2), and values, float32 (samples, 1). Each hill is exp(−distance² / 2), each
    hollow the same with a minus. The values stray by a standard deviation of noise.
    """
    random = np.random.default_rng(seed)
    points = random.uniform(-6.0, 6.0, (samples, 2))
    values = np.zeros((samples, 1))
    for row, y in enumerate((-2.5, 2.5)):
        for column, x in enumerate((-4.0, 0.0, 4.0)):
            distance = np.square(points - np.array([x, y])).sum(axis=1, keepdims=True)
            values += (-1.0) ** (row + column) * np.exp(-distance / 2.0)
    values += random.normal(0.0, noise, values.shape)
    return points.astype(np.float32), values.astype(np.float32)
