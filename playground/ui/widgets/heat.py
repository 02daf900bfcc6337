"""Heat: arrays of numbers turned into pictures through a colour table, one by one or as a mosaic."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtGui import QColor, QImage

from playground.ui.widgets.heat_colours import Array, Mask, Table, colours


def image(rgba: Table) -> QImage:
    """A picture that owns its pixels, from uint8 (height, width, 4) RGBA."""
    rgba = np.ascontiguousarray(rgba)
    height, width = rgba.shape[:2]
    return QImage(rgba.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()


def picture(values: Array, low: float, high: float, table: Table, there: Mask | None = None) -> QImage:
    """Values (height, width) as a picture, first row on top; clear where there are none."""
    return image(colours(values, low, high, table, there))


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
    tiles = colours(maps, low, high, table).view(np.uint32)[..., 0]
    if times > 1:
        tiles = tiles.repeat(times, axis=1).repeat(times, axis=2)
    full = count // columns
    inner = whole[:, : height * times, :, : width * times].transpose(0, 2, 1, 3)
    inner[:full] = tiles[: full * columns].reshape(full, columns, *tiles.shape[1:])
    if count % columns:
        inner[full, : count % columns] = tiles[full * columns :]
    sheet = whole.reshape(rows * high_px, columns * wide_px)[: rows * high_px - gap, : columns * wide_px - gap]
    return image(np.ascontiguousarray(sheet).view(np.uint8).reshape(*sheet.shape, 4))
