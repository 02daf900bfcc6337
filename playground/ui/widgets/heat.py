"""Heat: arrays of numbers turned into pictures through a colour table, one by one or as a mosaic."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage

Array = npt.NDArray[Any]
Table = npt.NDArray[np.uint8]


def colours(values: Array, low: float, high: float, table: Table) -> Table:
    """Colours for values (height, width): uint8 (height, width, 4) RGBA. What lies outside takes the end colours.

    Values that are not numbers stay clear, so that the paper shows through.
    """
    span = high - low if high > low else 1.0
    bad = ~np.isfinite(values)
    scaled = np.clip((np.where(bad, low, values) - low) * (255.0 / span), 0.0, 255.0)
    picture: Table = table[scaled.astype(np.uint8)]
    if bad.any():
        picture[bad] = 0
    return picture


def image(rgba: Table) -> QImage:
    """A picture that owns its pixels, from uint8 (height, width, 4) RGBA."""
    rgba = np.ascontiguousarray(rgba)
    height, width = rgba.shape[:2]
    return QImage(rgba.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()


def picture(values: Array, low: float, high: float, table: Table) -> QImage:
    """Values (height, width) as a picture, first row on top."""
    return image(colours(values, low, high, table))


def mosaic(maps: Array, columns: int, gap: int, low: float, high: float, table: Table, paper: QColor) -> QImage:
    """Maps (count, height, width) side by side in rows of ``columns``, ``gap`` pixels of paper between them."""
    count, height, width = maps.shape
    rows = math.ceil(count / columns)
    whole = np.empty((rows * (height + gap) - gap, columns * (width + gap) - gap, 4), dtype=np.uint8)
    whole[:] = (paper.red(), paper.green(), paper.blue(), 255)
    tiles = colours(maps.reshape(count * height, width), low, high, table).reshape(count, height, width, 4)
    for index in range(count):
        top, left = (index // columns) * (height + gap), (index % columns) * (width + gap)
        whole[top : top + height, left : left + width] = tiles[index]
    return image(whole)


def largest(values: Array) -> float:
    """The greatest size of any finite value; 0 where there is none."""
    finite = values[np.isfinite(values)]
    return float(np.abs(finite).max()) if finite.size else 0.0
