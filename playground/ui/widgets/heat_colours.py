"""Colours for numbers: the one way from values to the colours of a table, for cards and views alike. No Qt."""

from __future__ import annotations

from math import isfinite
from typing import Any

import numpy as np
import numpy.typing as npt

from playground.ui.theme.palette import NO_NUMBER

Array = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]
Table = npt.NDArray[np.uint8]
NO_NUMBER_RGBA = np.array([*bytes.fromhex(NO_NUMBER[1:]), 255], np.uint8)
"""What stands for NaN and infinity, (4,) RGBA."""


def largest(values: Array) -> float:
    """The greatest size of any finite value, the end of a scale that is symmetric about zero; 0 where there is none."""
    if values.size:
        low, high = float(values.min()), float(values.max())
        if isfinite(low) and isfinite(high):  # then all between are finite, and none needs to be picked out
            return max(high, -low)
    finite = values[np.isfinite(values)]
    return float(np.abs(finite).max()) if finite.size else 0.0


def places(values: Array, low: float, high: float) -> npt.NDArray[np.uint8]:
    """Which of the 256 colours of a table each value has: the nearest one, the end colours beyond low and high.

    What is no finite number is at 0 and has to be told apart by whoever asks.
    """
    with np.errstate(invalid="ignore", over="ignore"):
        scaled = (values - low) * (255.0 / (high - low if high > low else 1.0)) + 0.5
        # A sum is finite only where all of its terms are: one look instead of one at each value.
        if not np.isfinite(scaled.sum()):
            scaled = np.where(np.isfinite(values), scaled, 0.0)
        return np.asarray(np.clip(scaled, 0.0, 255.0).astype(np.uint8))


def true_colours(pixels: Array, white: float) -> Table:
    """Pixels of red, green and blue (..., 3, height, width) from 0 to ``white``: uint8 (..., height, width, 4) RGBA.

    Beyond are the end colours. A pixel with a number that is none has the colour of those.
    """
    rgba = np.full((*pixels.shape[:-3], *pixels.shape[-2:], 4), 255, np.uint8)
    known = np.isfinite(pixels)
    shares = np.where(known, pixels, 0.0) * (255.0 / white)
    rgba[..., :3] = np.moveaxis(np.clip(shares + 0.5, 0.0, 255.0).astype(np.uint8), -3, -1)
    rgba[~known.all(axis=-3)] = NO_NUMBER_RGBA
    return rgba


def colours(values: Array, low: float, high: float, table: Table, there: Mask | None = None) -> Table:
    """Colours for values of any shape from low to high: uint8 (*shape, 4) RGBA. Beyond them are the end colours.

    NaN and infinity have a colour of their own that is on no scale. Where ``there`` (of the same shape) is False there
    is no value at all, such as padding or the gap between two kernels: it stays clear, so that the paper shows through.
    """
    words = np.ascontiguousarray(table).view(np.uint32).reshape(-1)
    picture = words.take(places(values, low, high))
    # As above: a finite sum has finite terms alone.
    with np.errstate(invalid="ignore", over="ignore"):
        whole = isfinite(float(values.sum()))
    if not whole:
        picture = np.where(np.isfinite(values), picture, NO_NUMBER_RGBA.view(np.uint32)[0])
    if there is not None:
        picture = np.where(there, picture, np.uint32(0))
    return np.ascontiguousarray(picture).view(np.uint8).reshape(*values.shape, 4)
