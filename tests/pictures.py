"""Pictures compared as an eye would: what a processor's last bits or antialiasing change counts for nothing."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage

SHADE = 12
"""So many of 255 steps of a channel are no difference that anybody sees."""
SHARE = 2e-4
"""So many of the pixels may differ by more: a line that falls on the next pixel, not a mark that is missing."""


def apart(one: QImage, other: QImage) -> float:
    """The share of pixels that differ visibly; 1 where the sizes do."""
    if one.size() != other.size():
        return 1.0
    difference = np.abs(_pixels(one) - _pixels(other)).max(axis=2)
    return float((difference > SHADE).mean())


def alike(one: QImage, other: QImage) -> bool:
    """Whether nobody could tell the two pictures apart."""
    return apart(one, other) <= SHARE


def _pixels(image: QImage) -> np.ndarray:
    """Channels as int16 (height, width, 4)."""
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    lines = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return lines[:, : 4 * plain.width()].reshape(plain.height(), plain.width(), 4).astype(np.int16)
