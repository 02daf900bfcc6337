"""Picture: what one card shows of a frame, ready to be painted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from PySide6.QtGui import QImage

from playground.ui.canvas.tiles import Array, Pixels

SMOOTH_FROM = 28
"""From so many cells a side on a picture is smoothed when it is enlarged; below it the cells stay squares."""


@dataclass(frozen=True)
class Sign:
    """A token or a class on the tile of a step: its text, and what is said beside and below."""

    text: str
    beside: str = ""
    below: str = ""
    look: Literal["", "wrong", "unknown", "padding"] = ""


@dataclass(frozen=True)
class Picture:
    """What one card shows in its visible rows.

    ``image`` stacks one tile a row; ``paths`` has a line a row, (points, 2) from 0 to 1 with y downwards; ``numbers``
    are printed in the cells; ``bars`` are shares of the longest bar with their ``colors``. ``whole`` tells that the
    tiles are squares that cover all of a row's place, also where that is wider. ``signs`` stand on the tiles of steps.
    """

    image: QImage | None = None
    smooth: bool = False
    scale: str = ""
    paths: tuple[Array, ...] = ()
    numbers: tuple[str, ...] = ()
    bars: Array | None = None
    colors: Pixels | None = None
    caption: tuple[str, ...] = ()
    pixels: Pixels | None = None
    whole: bool = False
    signs: tuple[Sign, ...] = ()


NOTHING = Picture()


def tiled(pixels: Pixels, scale: str, clear: bool = False) -> Picture:
    """A picture of tiles (rows, height, width, 4); ``clear`` tells that they are premultiplied and see-through."""
    count, height, width = pixels.shape[:3]
    stacked = np.ascontiguousarray(pixels.reshape(count * height, width, 4))
    smooth = clear or height >= SMOOTH_FROM
    return Picture(_image(stacked, clear), smooth=smooth, scale=scale, pixels=stacked)


def _image(pixels: Pixels, clear: bool) -> QImage:
    """An image over an array that its picture keeps alive."""
    height, width = pixels.shape[:2]
    kind = QImage.Format.Format_RGBA8888_Premultiplied if clear else QImage.Format.Format_RGBA8888
    return QImage(pixels.data, width, height, 4 * width, kind)
