"""Patches: an image with the attention of one patch laid over it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from playground.numerals import tick
from playground.ui.plots.attention_steps import dark_ink
from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat import image
from playground.ui.widgets.heat_colours import colours, places
from playground.ui.widgets.painted import PaintedWidget

Array = npt.NDArray[Any]
Box = tuple[int, int, int, int]
"""A patch: its first row and column of pixels, and those behind its last."""


@dataclass(frozen=True, eq=False)
class Patched:
    """An image (height, width) from 0 paper to 1 ink, its patches, and their weights (patches,) up to ``limit``."""

    pixels: Array
    patches: tuple[Box, ...]
    weights: Array
    limit: float


class PatchImage(PaintedWidget):
    """Patches in the colours of their weights, with the image's ink on them; one patch, which reads, is ringed.

    ``pointed(patch)`` and ``clicked(patch)`` tell the patch under the pointer, −1 for none.
    """

    pointed = Signal(int)
    clicked = Signal(int)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._shown: Patched | None = None
        self._reader = -1
        self._read = -1

    def show_patches(self, shown: Patched | None, reader: int, read: int) -> None:
        """Show weights over an image; ``reader`` is the patch that reads, ``read`` one that is pointed at, or −1."""
        self._shown, self._reader, self._read = shown, reader, read
        self.update()

    def patch_center(self, patch: int) -> QPoint:
        """Where a patch can be pointed at."""
        return QRectF(*self._place(patch)).center().toPoint() if self._shown is not None else QPoint()

    def draw(self, painter: QPainter) -> None:
        """The tinted image, and rings."""
        if self._shown is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        area = self._area()
        painter.drawImage(area, image(self._tinted(self._shown)))
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_3"))
        metrics = QFontMetricsF(painter.font())
        base = area.bottom() + metrics.ascent() + self.theme.px(2)
        painter.drawText(QPointF(area.left(), base), f"0 to {tick(self._shown.limit)}")
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for patch, token in ((self._read, "text_1"), (self._reader, "accent")):
            if 0 <= patch < len(self._shown.patches):
                painter.setPen(self.theme.pen("panel", 4))
                painter.drawRect(QRectF(*self._place(patch)))
                painter.setPen(self.theme.pen(token, 2))
                painter.drawRect(QRectF(*self._place(patch)))

    def _tinted(self, shown: Patched) -> npt.NDArray[np.uint8]:
        """Paper becomes the colour of the weight, ink stays ink: dark on light colours, light on dark ones."""
        table = self.theme.magnitude_table()
        papers = colours(shown.weights, 0.0, shown.limit, table)
        dark = dark_ink(table.tobytes())[places(shown.weights, 0.0, shown.limit)]
        rgba = np.empty((*shown.pixels.shape, 4), np.uint8)
        rgba[...] = table[0]
        inks = np.array([[255, 255, 255], [21, 23, 28]], np.float64)
        for patch, (top, left, bottom, right) in enumerate(shown.patches):
            paper = papers[patch, :3].astype(np.float64)
            ink = np.nan_to_num(shown.pixels[top:bottom, left:right, None]).clip(0.0, 1.0)
            rgba[top:bottom, left:right, :3] = (paper + ink * (inks[int(dark[patch])] - paper)).round()
        return rgba

    def _area(self) -> QRectF:
        """A whole number of screen pixels for each of the image's, where there is room."""
        if self._shown is None:
            return QRectF()
        high, wide = self._shown.pixels.shape
        footer = QFontMetricsF(self.theme.font("tick")).height() + self.theme.px(4)
        scale = min((self.width() - 4) / wide, (self.height() - 4 - footer) / high)
        scale = float(int(scale)) if scale >= 1 else max(scale, 0.1)
        return QRectF(2, 2, wide * scale, high * scale)

    def _place(self, patch: int) -> tuple[float, float, float, float]:
        if self._shown is None:
            return 0.0, 0.0, 0.0, 0.0
        top, left, bottom, right = self._shown.patches[patch]
        area = self._area()
        scale = area.width() / self._shown.pixels.shape[1]
        return area.left() + left * scale, area.top() + top * scale, (right - left) * scale, (bottom - top) * scale

    def found(self, at: QPointF) -> int:
        """The patch at a place, −1 for none."""
        if self._shown is None:
            return -1
        found = [patch for patch in range(len(self._shown.patches)) if QRectF(*self._place(patch)).contains(at)]
        return found[0] if found else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the patch."""
        self.pointed.emit(self.found(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """None."""
        self.pointed.emit(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Click the patch."""
        found = self.found(event.position())
        if event.button() == Qt.MouseButton.LeftButton and found >= 0:
            self.clicked.emit(found)
        else:
            super().mousePressEvent(event)
