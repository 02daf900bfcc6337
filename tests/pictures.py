"""Pictures compared as an eye would: what a processor's last bits or antialiasing change counts for nothing."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage

SHADE = 12
"""So many of 255 steps of a channel are no difference that anybody sees."""
SHARE = 2e-4
"""So many of the pixels may differ by more: a line that falls on the next pixel, not a mark that is missing."""

BLOCK = 8
"""Side of the squares whose mean colours are compared at a glance, px."""
MEAN_SHADE = 30
"""So far (of 255) the mean of one square may be off: a letter that another version of Qt sets a pixel further."""
COLOURS, MUCH = 160, 40
"""Colours of a picture that is kept, and how many pixels of a colour say that it is as important as any."""
UNLIKE_SHADE, UNLIKE_SHARE = 12, 0.03
"""So many of the squares may be off by more than that shade."""


def same_at_a_glance(one: QImage, other: QImage) -> bool:
    """Whether two pictures show the same, however their letters and lines were smoothed."""
    if one.size() != other.size():
        return False
    difference = np.abs(_blocks(one) - _blocks(other)).max(axis=2)
    return bool(difference.max() <= MEAN_SHADE and (difference > UNLIKE_SHADE).mean() <= UNLIKE_SHARE)


def apart(one: QImage, other: QImage) -> float:
    """The share of pixels that differ visibly; 1 where the sizes do."""
    if one.size() != other.size():
        return 1.0
    difference = np.abs(_pixels(one) - _pixels(other)).max(axis=2)
    return float((difference > SHADE).mean())


def alike(one: QImage, other: QImage) -> bool:
    """Whether nobody could tell the two pictures apart."""
    return apart(one, other) <= SHARE


def where(one: QImage, other: QImage) -> QRect:
    """The box around all that differs visibly, in pixels; it is empty where nothing does."""
    rows, columns = np.nonzero(np.abs(_pixels(one) - _pixels(other)).max(axis=2) > SHADE)
    if not len(rows):
        return QRect()
    return QRect(QPoint(int(columns.min()), int(rows.min())), QPoint(int(columns.max()), int(rows.max())))


def in_few_colours(image: QImage) -> QImage:
    """The same with at most ``COLOURS`` colours, so that its file is small; each pixel has the nearest of them."""
    pixels = _pixels(image)[..., :3]
    colours, places, counts = np.unique(pixels.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True)
    weight = np.minimum(counts, MUCH)  # rare colours count as well, or a mark among large areas would lose its own
    kept = colours[[int(counts.argmax())]]
    apart = np.abs(colours - kept[0]).sum(axis=1)
    while len(kept) < min(COLOURS, len(colours)):
        at = int((apart * weight).argmax())
        kept = np.vstack((kept, colours[at]))
        apart = np.minimum(apart, np.abs(colours - colours[at]).sum(axis=1))
    nearest = np.abs(colours[:, None] - kept[None]).sum(axis=2).argmin(axis=1)
    indices = nearest[places.reshape(-1)].reshape(pixels.shape[:2]).astype(np.uint8)
    small = QImage(image.width(), image.height(), QImage.Format.Format_Indexed8)
    small.setColorTable([(255 << 24) | (red << 16) | (green << 8) | blue for red, green, blue in kept.tolist()])
    lines = np.frombuffer(small.bits(), np.uint8).reshape(image.height(), small.bytesPerLine())
    lines[:, : image.width()] = indices
    return small


def _blocks(image: QImage) -> np.ndarray:
    """Mean colours of squares (rows, columns, 4); what is left over at the right and below counts to the last ones."""
    pixels = _pixels(image).astype(np.float64)
    for axis in (0, 1):
        starts = np.arange(0, max(pixels.shape[axis] - BLOCK + 1, 1), BLOCK)
        sums = np.add.reduceat(pixels, starts, axis=axis)
        counts = np.diff([*starts, pixels.shape[axis]]).reshape([-1 if at == axis else 1 for at in range(3)])
        pixels = sums / counts
    return pixels


def _pixels(image: QImage) -> np.ndarray:
    """Channels as int16 (height, width, 4)."""
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    lines = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return lines[:, : 4 * plain.width()].reshape(plain.height(), plain.width(), 4).astype(np.int16)
