"""A data set, and the function that draws its samples with numpy alone."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import numpy as np
import numpy.typing as npt

from playground.model.families import Planar
from playground.model.parameters import described
from playground.model.target import Target

Array = npt.NDArray[Any]


class Rings(Planar, frozen=True, tag="rings"):
    """Rings around each other: straight lines cannot part them."""

    label: ClassVar[str] = "Rings"

    rings: Annotated[int, described("How many rings, so how many classes.", ge=2, le=6)] = 3

    def target(self) -> Target:
        """One class a ring."""
        return Target("classes", tuple("ABCDEF"[: self.rings]))

    def pattern(self) -> tuple[str, tuple[Any, ...]]:
        """See `draw_rings`."""
        return "playground_example.data.draw_rings", (self.rings,)


def draw_rings(samples: int, noise: float, seed: int, rings: int) -> tuple[Array, Array]:
    """Points, float32 (samples, 2), and classes, int64 (samples,)."""
    random = np.random.default_rng(seed)
    classes = np.arange(samples) % rings
    angle, radius = random.uniform(0, 2 * np.pi, samples), 5.0 * (classes + 1) / rings
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return (points + random.normal(0, 2 * noise, points.shape)).astype(np.float32), classes.astype(np.int64)
