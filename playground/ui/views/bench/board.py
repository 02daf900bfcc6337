"""Bench board: an image, what a kernel makes of it, and the arithmetic at the place that is pointed at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from playground.numerals import fixed, in_cell, rounded
from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat import picture
from playground.ui.widgets.heat_colours import colours, largest
from playground.ui.widgets.painted import PaintedWidget

Array = npt.NDArray[Any]
SMALLER = 0.62
"""Side of patch and products beside that of the image."""
SUMS = 5
"""Lines of words above, between and under the pictures where they stand in two rows."""
LEAST = 58
"""Below this side, in px of the design, no number could be read in them, and they are left out."""


@dataclass(frozen=True)
class Slid:
    """What the board shows: the image in ink, its numbers, the map that came out, and the numbers at one place.

    ``patch`` and ``products`` are (side, side) at ``place`` (row, column); ``total`` is their sum, ``out`` what is left
    of it. ``limit`` is the end of the map's scale, which starts at −limit, or at 0 where ``from_zero``.
    """

    image: QImage
    caption: str
    map: Array
    limit: float
    from_zero: bool
    place: tuple[int, int]
    patch: Array
    products: Array
    total: float
    out: float


class BenchBoard(PaintedWidget):
    """Image, map and products side by side; ``pointed(row, column)`` tells the place under the mouse."""

    pointed = Signal(int, int)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.setMouseTracking(True)
        self._slid: Slid | None = None
        self._map: QImage | None = None

    def show_slid(self, slid: Slid) -> None:
        """Show another image, kernel or place."""
        table = self.theme.magnitude_table() if slid.from_zero else self.theme.signed_table()
        low = 0.0 if slid.from_zero else -slid.limit
        self._map = picture(slid.map, low, slid.limit, table)
        self._slid = slid
        self.update()

    def boxes(self) -> tuple[QRectF, QRectF, QRectF, QRectF]:
        """Where image, map, patch and products lie; the last two are empty where there is no room for them.

        They stand in one row, or where there is more height patch and products under the others, whichever is larger.
        """
        words = QFontMetricsF(self.theme.font("tick")).height() + self.theme.px(3)
        gap = float(self.theme.px(24))
        high = self.height() - words - 2.0
        row = min(high, (self.width() - 3 * gap - 4.0) / (2 + 2 * SMALLER))
        stacked = min((self.width() - gap - 4.0) / 2, (self.height() - SUMS * words - 2.0) / (1 + SMALLER))
        side = max(row, stacked, 8.0)
        small = SMALLER * side
        if small < self.theme.px(LEAST):
            side, small = max(min(high, (self.width() - gap - 4.0) / 2), 8.0), 0.0
        image = QRectF(1, 1, side, side)
        found = image.translated(side + gap, 0)
        if not small:
            return image, found, QRectF(), QRectF()
        patch = QRectF(found.right() + gap, 1, small, small)
        if stacked > row:
            patch = QRectF(1, image.bottom() + 2 * words, small, small)
            return image, found, patch, QRectF(found.left(), patch.top(), small, small)
        return image, found, patch, patch.translated(small + gap, 0)

    def draw(self, painter: QPainter) -> None:
        """All four, their words, and the window on the image."""
        slid = self._slid
        if slid is None or self._map is None:
            return
        image, found, patch, products = self.boxes()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(image, slid.image)
        painter.drawImage(found, self._map)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self.theme.pen("line_2"))
        painter.drawRect(image)
        painter.drawRect(found)
        self._sign(painter, image, found, "→")
        self._caption(painter, image, slid.caption)
        scale = f"0 to {rounded(slid.limit, 2)}" if slid.from_zero else f"±{rounded(slid.limit, 2)}"
        self._caption(painter, found, f"map, {scale}")
        self._window(painter, image, found, slid)
        if not patch.isEmpty():
            self._sums(painter, patch, products, slid)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the place on the map or on the image."""
        if self._slid is None:
            return
        high, wide = self._slid.map.shape
        for box in self.boxes()[:2]:
            if box.contains(event.position()):
                row = int((event.position().y() - box.top()) / box.height() * high)
                column = int((event.position().x() - box.left()) / box.width() * wide)
                self.pointed.emit(min(row, high - 1), min(column, wide - 1))

    def event(self, event: QEvent) -> bool:
        """Show the cross over the pictures."""
        if isinstance(event, QMouseEvent):
            over = any(box.contains(event.position()) for box in self.boxes()[:2])
            self.setCursor(Qt.CursorShape.CrossCursor if over else Qt.CursorShape.ArrowCursor)
        return super().event(event)

    def _window(self, painter: QPainter, image: QRectF, found: QRectF, slid: Slid) -> None:
        high, wide = slid.map.shape
        each = image.width() / wide
        row, column = slid.place
        half = len(slid.patch) // 2
        painter.setPen(self.theme.pen("accent", 2.0))
        reach = len(slid.patch) * each
        painter.save()
        painter.setClipRect(image.adjusted(-2, -2, 2, 2))
        painter.drawRect(QRectF(image.left() + (column - half) * each, image.top() + (row - half) * each, reach, reach))
        painter.restore()
        painter.drawRect(QRectF(found.left() + column * each, found.top() + row * each, each, found.height() / high))

    def _sums(self, painter: QPainter, patch: QRectF, products: QRectF, slid: Slid) -> None:
        self._cells(painter, patch, slid.patch, self.theme.magnitude_table() if slid.patch.min() >= 0 else None)
        self._cells(painter, products, slid.products, None)
        self._sign(painter, patch, products, "→")
        row, column = slid.place
        self._caption(painter, patch, f"row {row + 1}, col {column + 1}")
        self._caption(painter, products, "× kernel")
        painter.setFont(self.theme.font("label", QFont.Weight.DemiBold))
        metrics = QFontMetricsF(painter.font())
        painter.setPen(self.theme.color("accent"))
        y = products.bottom() + 2 * metrics.height() + self.theme.px(6)
        text = (
            f"sum {fixed(slid.total, 3)}"
            if slid.total == slid.out
            else f"sum {fixed(slid.total, 3)}, ReLU {fixed(slid.out, 3)}"
        )
        painter.drawText(QPointF(patch.left(), y), text)

    def _cells(self, painter: QPainter, box: QRectF, values: Array, table: npt.NDArray[np.uint8] | None) -> None:
        limit = largest(values) or 1.0
        colors = self.theme.signed_table() if table is None else table
        each = box.width() / len(values)
        painter.setFont(self.theme.font("cell"))
        shades = colours(values, 0.0 if table is not None else -limit, limit, colors)
        for row, column in np.ndindex(*values.shape):
            value, color = float(values[row, column]), QColor(*shades[row, column].tolist())
            cell = QRectF(box.left() + column * each, box.top() + row * each, each - 1, each - 1)
            painter.fillRect(cell, color)
            if each >= self.theme.px(22):
                painter.setPen(QColor("#15171C") if color.lightnessF() > 0.5 else QColor("#FFFFFF"))
                painter.drawText(
                    cell,
                    Qt.AlignmentFlag.AlignCenter,
                    in_cell(value, 2 if each >= self.theme.px(28) else 1),
                )

    def _sign(self, painter: QPainter, left: QRectF, right: QRectF, text: str) -> None:
        painter.setFont(self.theme.font("body"))
        painter.setPen(self.theme.color("text_2"))
        between = QRectF(left.right(), left.top(), right.left() - left.right(), min(left.height(), right.height()))
        painter.drawText(between, Qt.AlignmentFlag.AlignCenter, text)

    def _caption(self, painter: QPainter, box: QRectF, text: str) -> None:
        font = self.theme.font("tick")
        painter.setFont(font)
        painter.setPen(self.theme.color("text_2"))
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width() + self.theme.px(20))
        painter.drawText(QPointF(box.left(), box.bottom() + metrics.ascent() + self.theme.px(2)), shown)
