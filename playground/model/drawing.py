"""Drawing: how ink that was drawn by hand becomes an image like those of a data set. Numpy alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Framing:
    """How the makers of a data set fitted what was written or photographed into its square images.

    The smallest rectangle around the ink is fitted into ``box`` × ``box`` pixels with its proportions kept, and placed
    so that its centre of mass, or its own middle, comes to the image's middle. Grey comes from the share of a pixel
    that is covered. Places are whole pixels, or with ``grain`` above 1 so many places in a pixel. ``words`` say it.
    """

    box: int
    centre: Literal["mass", "middle"]
    words: str
    grain: int = 1


def framed(ink: Array, side: int, framing: Framing) -> Array | None:
    """Ink (height, width) from 0 (paper) to 1 as an image (side, side) of the data set, float64 from 0 to 1.

    ``None`` where nothing was drawn. MNIST's way is told by LeCun, Cortes and Burges (The MNIST database of handwritten
    digits): size-normalised into 20×20 pixels with grey by antialiasing, the centre of mass in the middle of 28×28.
    """
    cut = _cut(ink)
    if cut is None:
        return None
    whole, box = side * framing.grain, framing.box * framing.grain
    longest = max(cut.shape)
    high, wide = (max(round(length * box / longest), 1) for length in cut.shape)
    small = _areas(high, cut.shape[0]) @ cut @ _areas(wide, cut.shape[1]).T
    top, left = (_place(small.sum(axis=1 - axis), whole, framing.centre) for axis in (0, 1))
    placed = np.zeros((whole, whole))
    placed[top : top + high, left : left + wide] = small
    blocks = placed.reshape(side, framing.grain, side, framing.grain)
    return np.asarray(blocks.mean(axis=(1, 3)))


def _cut(ink: Array) -> Array | None:
    """The smallest rectangle that holds all ink."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return None
    return np.asarray(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], np.float64)


def _areas(count: int, length: int) -> Array:
    """What share each of ``length`` cells has in each of ``count`` that cover the same stretch: (count, length)."""
    edges = np.linspace(0.0, length, count + 1)[:, None]
    cells = np.arange(length)
    overlap = np.minimum(edges[1:], cells + 1) - np.maximum(edges[:-1], cells)
    return np.asarray(np.clip(overlap, 0.0, None) * (count / length))


def _place(weights: Array, side: int, centre: str) -> int:
    """Where the first of some rows comes to lie among ``side`` of them; none of them lies outside."""
    if centre == "mass":
        # In all but 2 of MNIST's 70 000 images the centre of mass is within half a pixel of pixel 14, counted from 0.
        mass = float((weights * np.arange(len(weights))).sum() / weights.sum())
        start = round(side / 2 - mass)
    else:
        start = (side - len(weights)) // 2
    return min(max(start, 0), side - len(weights))
