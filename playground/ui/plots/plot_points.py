"""PointsItem: points of several groups over a plane, drawn as stamps and kept as a picture while they stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPaintEngine, QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QWidget

from playground.ui.widgets.markers import MarkerGroup, draw_group

Array = npt.NDArray[Any]
Span = tuple[float, float]


class PointsItem(pg.GraphicsObject):  # type: ignore[misc]
    """Points in a box whose coordinates are shares of a plane from its upper left corner on.

    All points of a group are one stamp: thousands cost what one marker and as many copies do. While neither points nor
    zoom are others, they are one picture.
    """

    def __init__(self, view: QWidget) -> None:
        super().__init__()
        self._view = view
        self._groups: Sequence[MarkerGroup] = ()
        self._shares: list[Array] = []
        self._look = (3.0, 2.0, QColor())
        self._wanted: tuple[object, ...] = ()
        self._kept: tuple[object, QPixmap] | None = None

    def show_points(
        self, groups: Sequence[MarkerGroup], x: Span, y: Span, radius: float, ring: float, paper: QColor
    ) -> None:
        """Show groups over a plane from the lowest to the highest x and y; ``radius`` and ``ring`` are px."""
        wanted = (x, y, radius, ring, paper.rgba())
        if groups is self._groups and wanted == self._wanted:
            return
        low, wide = np.array([x[0], y[1]]), np.array([x[1] - x[0], y[0] - y[1]])  # the first row is on top
        self._groups, self._wanted = groups, wanted
        self._shares = [(group.points - low) / wide for group in groups]
        self._look = (radius, ring, paper)
        self._kept = None
        self.update()

    def boundingRect(self) -> QRectF:
        """The whole plane; what is beyond is clipped by its box."""
        return QRectF(0.0, 0.0, 1.0, 1.0)

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw them, or what was drawn before."""
        if not self._groups:
            return
        transform = painter.worldTransform()
        painter.resetTransform()  # markers are measured in pixels
        on_screen = painter.paintEngine().type() == QPaintEngine.Type.Raster
        if not on_screen or transform != self.sceneTransform():  # for a picture to take away
            self._draw(painter, transform)
            return
        ratio, size = painter.device().devicePixelRatioF(), self._view.size()
        key = (QTransform(transform), size, ratio)
        if self._kept is None or self._kept[0] != key:
            pixmap = QPixmap(size * ratio)
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            with QPainter(pixmap) as inner:
                inner.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._draw(inner, transform)
            self._kept = (key, pixmap)
        painter.drawPixmap(0, 0, self._kept[1])

    def _draw(self, painter: QPainter, transform: QTransform) -> None:
        radius, ring, paper = self._look
        for group, shares in zip(self._groups, self._shares, strict=True):
            xs = transform.dx() + shares[:, 0] * transform.m11()
            ys = transform.dy() + shares[:, 1] * transform.m22()
            draw_group(painter, group, xs, ys, radius, paper, ring)
