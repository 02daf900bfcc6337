"""Attention as it is painted: weights of heads between steps, and the labels that stand for the steps."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat_colours import colours, largest

Array = npt.NDArray[Any]
Derivation = tuple[int, int]
"""A step that reads and a step that is read, each −1 for none in particular."""
NOWHERE: Derivation = (-1, -1)
SHORT = 2
"""Labels of up to so many letters stand upright over a column; longer ones are turned."""


@dataclass(frozen=True)
class StepLabels:
    """What stands along one side of an attention matrix: a text a step, and small pictures where steps are patches."""

    texts: tuple[str, ...]
    pictures: tuple[QImage, ...] = ()

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def short(self) -> bool:
        """Whether every label fits over a narrow column."""
        return bool(self.pictures) or all(len(text) <= SHORT for text in self.texts)


@dataclass(frozen=True, eq=False)
class Attention:
    """Weights (heads, steps that read, steps that are read), painted from 0 to ``limit``.

    ``unseen`` (steps that read, steps that are read) is true where a step cannot look, whatever is learned.
    """

    weights: Array
    limit: float
    readers: StepLabels
    read: StepLabels
    unseen: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros((0, 0), np.bool_))

    @property
    def heads(self) -> int:
        """How many heads there are."""
        return len(self.weights)

    def sees(self, row: int, column: int) -> bool:
        """Whether a step can look at another."""
        return not self.unseen.size or not self.unseen[row, column]


def end_of_scale(weights: Array) -> float:
    """Where the colours of a layer's attention end, on its card, its lines and in its view alike.

    It is the largest of the weights (heads, steps that read, steps that are read), rounded up to one digit, so that
    the scale rarely changes; at most 1. NaN does not count.
    """
    most = largest(weights)
    if most <= 0:
        return 1.0
    power: float = 10.0 ** math.floor(math.log10(most))
    return min(math.ceil(most / power - 1e-6) * power, 1.0)


def every(count: int, pitch: float, wanted: float) -> int:
    """Each so manyth of ``count`` labels is written, where each has ``pitch`` and wants ``wanted`` pixels."""
    if count * pitch <= 0:
        return max(count, 1)
    return next((step for step in (1, 2, 4, 5, 8, 10, 16, 20, 32, 50) if step * pitch >= wanted), max(count, 1))


def paint_label(
    painter: QPainter, theme: Theme, steps: StepLabels, index: int, box: QRectF, right: bool = False
) -> None:
    """One step's picture or text in a box, in the middle or at the ``right``; the painter has the font and the pen."""
    if steps.pictures:
        picture = steps.pictures[index]
        scale = max(min(box.width() / picture.width(), box.height() / picture.height()), 0.01)
        wide, high = max(picture.width() * scale - 1, 1.0), max(picture.height() * scale - 1, 1.0)
        x = box.right() - wide if right else box.center().x() - wide / 2
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        place = QRectF(x, box.center().y() - high / 2, wide, high)
        painter.drawImage(place, picture)
        if min(wide, high) >= 8:  # an empty patch is of the colour of the paper
            painter.save()
            painter.setPen(theme.pen("line_2"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(place)
            painter.restore()
        return
    metrics = QFontMetricsF(painter.font())
    text = metrics.elidedText(steps.texts[index], Qt.TextElideMode.ElideRight, box.width())
    wide = metrics.horizontalAdvance(text)
    x = box.right() - wide if right else box.center().x() - wide / 2
    painter.drawText(QPointF(x, box.center().y() + (metrics.ascent() - metrics.descent()) / 2), text)


def label_width(theme: Theme, steps: StepLabels, most: float) -> float:
    """How wide the widest label is, at most ``most``, in the font of ticks."""
    if steps.pictures:
        return min(float(theme.px(18)), most)
    metrics = QFontMetricsF(theme.font("tick", QFont.Weight.DemiBold))
    return min(max((metrics.horizontalAdvance(text) for text in steps.texts), default=0.0), most)


def colour_of(theme: Theme, share: float) -> QColor:
    """The colour of a weight on the scale of magnitudes, ``share`` from 0 to 1."""
    return QColor(*colours(np.array(share, np.float64), 0.0, 1.0, theme.magnitude_table()).tolist())


@lru_cache(maxsize=4)
def dark_ink(table: bytes) -> npt.NDArray[np.bool_]:
    """For each of 256 colours (RGBA bytes) whether a number on it must be dark to be read."""
    colours = np.frombuffer(table, np.uint8).reshape(-1, 4).astype(np.float64)
    return np.asarray((0.299 * colours[:, 0] + 0.587 * colours[:, 1] + 0.114 * colours[:, 2]) > 140)
