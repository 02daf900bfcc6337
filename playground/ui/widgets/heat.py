"""Heat: arrays of numbers turned into pictures through a colour table."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage

from playground.ui.widgets.heat_colours import Array, Mask, Table, colours


def image(rgba: Table) -> QImage:
    """A picture that owns its pixels, from uint8 (height, width, 4) RGBA."""
    rgba = np.ascontiguousarray(rgba)
    height, width = rgba.shape[:2]
    return QImage(rgba.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()


def picture(values: Array, low: float, high: float, table: Table, there: Mask | None = None) -> QImage:
    """Values (height, width) as a picture, first row on top; clear where there are none."""
    return image(colours(values, low, high, table, there))


def pixels(picture: QImage) -> Table:
    """The colours of a picture, uint8 (height, width, 4) RGBA."""
    made = picture.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(made.constBits(), np.uint8).reshape(made.height(), made.bytesPerLine())
    return rows[:, : 4 * made.width()].reshape(made.height(), made.width(), 4).copy()
