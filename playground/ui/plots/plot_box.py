"""PlotBox: where the curves of a plot lie. It clips them, and brings shares of both axes to pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsItem

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class AxisRange:
    """What an axis shows, from ``low`` to ``high``; a logarithmic one shows values above 0."""

    low: float
    high: float
    log: bool = False

    def shares(self, values: Array) -> Array:
        """How far along the axis values (N,) lie: 0 at the low end, 1 at the high one; NaN where they have no place."""
        low, high = self.low, self.high
        if self.log:
            with np.errstate(invalid="ignore", divide="ignore"):
                values = np.where(values > 0, np.log(values), np.nan)
            low, high = float(np.log(low)), float(np.log(high))
        return np.asarray((values - low) / (high - low))

    def value(self, share: float) -> float:
        """The value at a share of the axis."""
        if self.log:
            return float(self.low * (self.high / self.low) ** share)
        return self.low + share * (self.high - self.low)


class PlotBox(pg.ViewBox):  # type: ignore[misc]
    """pyqtgraph's ViewBox without its menus and its mouse; its coordinates are shares of both axes, 0 to 1.

    Shares rather than values, as Qt draws nothing through a transformation that is nearly singular, and a loss of 1e30
    over 1e7 steps gives one. ``spill`` px beyond the box are still drawn, so that a dot at its border is whole.
    """

    def __init__(self, scene_holder: pg.GraphicsView, spill: float = 0.0) -> None:
        super().__init__(enableMouse=False, enableMenu=False, defaultPadding=0.0)
        self.spill = spill
        self.setZValue(0.0)
        self.disableAutoRange()
        self.setRange(xRange=(0.0, 1.0), yRange=(0.0, 1.0), padding=0)
        scene_holder.scene().addItem(self)

    def add(self, item: QGraphicsItem, z: float = 0.0) -> None:
        """Draw an item in the box, whose range it leaves as it is."""
        item.setZValue(z)
        self.addItem(item, ignoreBounds=True)

    def place(self, area: QRectF) -> None:
        """Lie there, in pixels of the widget."""
        if self.geometry() != area:
            self.setGeometry(area)
            self.updateMatrix()

    def look_at(self, part: QRectF) -> None:
        """Show that part of what lies in the box, in shares of its sides."""
        self.setRange(xRange=(part.left(), part.right()), yRange=(part.top(), part.bottom()), padding=0)
        self.updateMatrix()

    def shape(self) -> QPainterPath:
        """What is clipped to."""
        path = QPainterPath()
        path.addRect(self.rect().adjusted(-1, -self.spill, self.spill, self.spill))
        return path


def zoomed(part: QRectF, x: float, y: float, factor: float, least: float) -> QRectF:
    """A part of a picture, in shares of it, made ``factor`` as wide around a place, in shares of the part.

    It is no narrower than ``least`` and no wider than the picture.
    """
    wide = min(max(part.width() * factor, least), 1.0)
    return inside(QRectF(part.left() + x * (part.width() - wide), part.top() + y * (part.height() - wide), wide, wide))


def inside(part: QRectF) -> QRectF:
    """A part of a picture, in shares of it, moved so that it does not go beyond."""
    left = min(max(part.left(), 0.0), 1.0 - part.width())
    top = min(max(part.top(), 0.0), 1.0 - part.height())
    return QRectF(left, top, part.width(), part.height())


def numbers_of(part: QRectF) -> tuple[float, float, float, float]:
    """Left, top, width and height of a part."""
    return part.left(), part.top(), part.width(), part.height()
