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
    return _words(values, low, high, table).view(np.uint8).reshape(*values.shape, 4)


def _words(values: Array, low: float, high: float, table: Table) -> npt.NDArray[np.uint32]:
    """Colours as one number a cell, which is looked up four times faster than four."""
    span = high - low if high > low else 1.0
    colours_of_table = np.ascontiguousarray(table).view(np.uint32).reshape(-1)
    good = np.isfinite(values)
    whole = bool(good.all())
    inside = np.clip(values if whole else np.where(good, values, low), low, low + span)
    picture = colours_of_table.take(np.clip((inside - low) * (255.0 / span), 0.0, 255.0).astype(np.uint8))
    if not whole:
        picture[~good] = 0
    return picture


def image(rgba: Table) -> QImage:
    """A picture that owns its pixels, from uint8 (height, width, 4) RGBA."""
    rgba = np.ascontiguousarray(rgba)
    height, width = rgba.shape[:2]
    return QImage(rgba.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()


def picture(values: Array, low: float, high: float, table: Table) -> QImage:
    """Values (height, width) as a picture, first row on top."""
    return image(colours(values, low, high, table))


def mosaic(
    maps: Array, columns: int, gap: int, low: float, high: float, table: Table, paper: QColor, times: int = 1
) -> QImage:
    """Maps (count, height, width) side by side in rows of ``columns``, ``gap`` pixels of paper between them.

    Every cell becomes ``times`` × ``times`` pixels.
    """
    count, height, width = maps.shape
    rows = math.ceil(count / columns)
    high_px, wide_px = height * times + gap, width * times + gap
    ground = np.array([paper.red(), paper.green(), paper.blue(), 255], np.uint8).view(np.uint32)[0]
    whole = np.full((rows, high_px, columns, wide_px), ground, np.uint32)
    tiles = _words(maps, low, high, table)
    if times > 1:
        tiles = tiles.repeat(times, axis=1).repeat(times, axis=2)
    full = count // columns
    inner = whole[:, : height * times, :, : width * times].transpose(0, 2, 1, 3)
    inner[:full] = tiles[: full * columns].reshape(full, columns, *tiles.shape[1:])
    if count % columns:
        inner[full, : count % columns] = tiles[full * columns :]
    sheet = whole.reshape(rows * high_px, columns * wide_px)[: rows * high_px - gap, : columns * wide_px - gap]
    return image(np.ascontiguousarray(sheet).view(np.uint8).reshape(*sheet.shape, 4))


def largest(values: Array) -> float:
    """The greatest size of any finite value; 0 where there is none."""
    if values.size:
        low, high = float(values.min()), float(values.max())
        if math.isfinite(low) and math.isfinite(high):  # then all between are finite, and none needs to be picked out
            return max(high, -low)
    finite = values[np.isfinite(values)]
    return float(np.abs(finite).max()) if finite.size else 0.0
