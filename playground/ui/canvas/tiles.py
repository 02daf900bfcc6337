"""Tiles: numbers become colours, a whole card in one numpy operation. No Qt."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from playground.numerals import rounded
from playground.ui.widgets.heat_colours import colours

Array = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]
Pixels = npt.NDArray[np.uint8]
PARTS = 4
"""To what part of a pixel the middle of a dot is told apart, along each axis."""


def signed(values: Array, limit: float, table: Pixels, there: Mask | None = None) -> Pixels:
    """Colours for values from −limit to +limit: uint8 (..., 4) RGBA."""
    return colours(values, -(limit or 1.0), limit or 1.0, table, there)


def magnitude(values: Array, limit: float, table: Pixels, there: Mask | None = None) -> Pixels:
    """Colours for values from 0 to limit: uint8 (..., 4) RGBA."""
    return colours(values, 0.0, limit or 1.0, table, there)


def scale_words(low: float, high: float) -> str:
    """A scale in print: ``±13`` when symmetric, else ``0 to 0.7``."""
    if low == -high:
        return f"±{rounded(high, 2)}"
    return f"{rounded(low, 2)} to {rounded(high, 2)}"


def stamped(shape: tuple[int, int, int], at: Array, rows: Array, colors: Array, radius: float) -> Pixels:
    """Round dots on clear tiles.

    Args:
        shape: (tiles, height, width) in pixels.
        at: (dots, 2) places in pixels of their tile, x and y.
        rows: (dots,) the tile of each dot.
        colors: uint8 (dots, 4).
        radius: of a dot in pixels.

    Returns:
        uint8 (tiles, height, width, 4), premultiplied by alpha.
    """
    count, high, wide = shape
    steps, covers = _dot(round(radius, 3))
    center = at.round()
    part = ((at - center + 0.5) * PARTS).astype(np.int32).clip(0, PARTS - 1)
    cover = covers[part[:, 1] * PARTS + part[:, 0]]
    x = center[:, :1].astype(np.int32) + steps[0]
    y = center[:, 1:].astype(np.int32) + steps[1]
    inside = (y >= 0) & (y < high) & (x >= 0) & (x < wide)
    place = (rows.astype(np.int32)[:, None] * high + y) * wide + x
    paint = (colors[:, None, :] * cover[..., None]).astype(np.uint8).view(np.uint32)[..., 0]
    out = np.zeros(count * high * wide, dtype=np.uint32)
    # Soft edges first, so that no dot's edge bites into another dot.
    for which in (inside & (cover > 0) & (cover < 1), inside & (cover >= 1)):
        out[place[which]] = paint[which]
    return out.view(np.uint8).reshape(count, high, wide, 4)


@lru_cache(maxsize=16)
def _dot(radius: float) -> tuple[Array, Array]:
    """A dot's pixels as steps from its middle (2, pixels), and how much of each it covers (places, pixels).

    The places are those within a pixel at which its middle may lie, row by row.
    """
    reach = int(np.ceil(radius + 0.5))
    y, x = (axis.ravel() for axis in np.mgrid[-reach : reach + 1, -reach : reach + 1])
    middle = (np.arange(PARTS) + 0.5) / PARTS - 0.5
    away = np.hypot(x - np.tile(middle, PARTS)[:, None], y - np.repeat(middle, PARTS)[:, None])
    covers = np.clip(radius + 0.5 - away, 0, 1).astype(np.float32)
    used = (covers > 0).any(axis=0)
    return np.stack([x, y])[:, used].astype(np.int32), covers[:, used]
