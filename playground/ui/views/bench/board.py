"""Bench board: an image, what a kernel makes of it, and the arithmetic at the place that is pointed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QWidget

from playground.numerals import fixed, in_cell, rounded
from playground.ui.plots.cell_grid import Cell
from playground.ui.plots.chart_readout import Rows
from playground.ui.plots.plot_mosaic import MosaicPlot
from playground.ui.plots.plot_view import Overlay
from playground.ui.theme.theme import Theme
from playground.ui.widgets.focus_ring import by_keyboard
from playground.ui.widgets.heat import pixels
from playground.ui.widgets.heat_colours import Table, colours, largest

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

    ``_seen`` is the image's numbers, (height, width) as ``map``. ``patch`` and ``products`` are (side, side) at
    ``place`` (row, column); ``total`` is their sum, ``out`` what is left of it. ``limit`` is the end of the map's
    scale, which starts at −limit, or at 0 where ``from_zero``.
    """

    image: QImage
    caption: str
    seen: Array
    map: Array
    limit: float
    from_zero: bool
    place: tuple[int, int]
    patch: Array
    products: Array
    total: float
    out: float


class BenchBoard(MosaicPlot):
    """Image and map, zoomed together, and beside them how the number at one place comes about.

    ``slid_to(row, column)`` tells the place under the pointer, or to which the arrow keys went. Patch and products are
    a diagram: arithmetic with its numbers written out.
    """

    slid_to = Signal(int, int)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        self._slid: Slid | None = None
        super().__init__(theme, name, title, parent)
        self.write = self._written
        self.pointed.connect(self._on_pointed)
        Overlay(self, self._draw_words, 10)
        Overlay(self, self._draw_hand, 50)

    def show_slid(self, slid: Slid) -> None:
        """Show another image, kernel or place."""
        self._slid = slid
        self._set_shapes([slid.map.shape] * 2)
        self.refresh()

    def _map_boxes(self) -> Sequence[QRectF]:
        """Image and map."""
        return self.boxes()[:2]

    def _map_pictures(self) -> Sequence[Table]:
        """The image in ink, the map in its scale."""
        slid = self._slid
        if slid is None:
            return ()
        table = self.theme.magnitude_table() if slid.from_zero else self.theme.signed_table()
        return pixels(slid.image), colours(slid.map, 0.0 if slid.from_zero else -slid.limit, slid.limit, table)

    def describe(self) -> str:
        """How large the map is, and what its scale is."""
        if self.message or self._slid is None:
            return self.message
        rows, columns = self._slid.map.shape
        return f"Image and map of {rows} by {columns}; {self._scale(self._slid)}"

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

    def _written(self, index: int, place: int) -> Rows:
        """Row and column, the number of the image there, and what the kernel makes of it."""
        slid = self._slid
        if slid is None:
            return []
        _, row, column = self.map_cell((index, place))
        return [
            (f"row {row + 1}, column {column + 1}", "", None),
            ("image", rounded(float(slid.seen[row, column]), 3), None),
            ("map", rounded(float(slid.map[row, column]), 3), None),
        ]

    def _point(self, at: QPointF | None) -> None:
        """Slide the kernel to the place under the pointer, which is a cross over the pictures."""
        super()._point(at)
        self.viewport().setCursor(Qt.CursorShape.CrossCursor if self._at else Qt.CursorShape.ArrowCursor)

    def _on_pointed(self, index: int, place: int) -> None:
        if index >= 0:
            self.slid_to.emit(*self.map_cell((index, place))[1:])

    def _next(self, down: int, across: int) -> Cell | None:
        if self._at is None and self._slid is not None:
            row, column = self._slid.place
            self._at = (1, row * self._slid.map.shape[1] + column)
        return super()._next(down, across)

    def _draw_words(self, painter: QPainter) -> None:
        """Borders, words, and how the number comes about."""
        slid = self._slid
        if slid is None:
            return
        image, found, patch, products = self.boxes()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self.theme.pen("line_2"))
        painter.drawRect(image)
        painter.drawRect(found)
        self._sign(painter, image, found, "→")
        self._caption(painter, image, slid.caption)
        self._caption(painter, found, self._scale(slid))
        if not patch.isEmpty():
            self._sums(painter, patch, products, slid)

    def _draw_hand(self, painter: QPainter) -> None:
        """The window on the image, its place on the map, and what is read where no arithmetic says it."""
        slid = self._slid
        if slid is None:
            return
        image, found, patch, _ = self.boxes()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self._window(painter, image, found, slid)
        if by_keyboard(self):
            painter.setPen(self.theme.pen("accent", 1.0))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        if patch.isEmpty():
            self._draw_reading(painter, QRectF(self.rect()))

    def _scale(self, slid: Slid) -> str:
        return f"map, 0 to {rounded(slid.limit, 2)}" if slid.from_zero else f"map, ±{rounded(slid.limit, 2)}"

    def _window(self, painter: QPainter, image: QRectF, found: QRectF, slid: Slid) -> None:
        (row, column), half = slid.place, len(slid.patch) // 2
        painter.setPen(self.theme.pen("accent", 2.0))
        first, last = self.map_cell_box(0, row - half, column - half), self.map_cell_box(0, row + half, column + half)
        for box, window in ((image, first.united(last)), (found, self.map_cell_box(1, row, column))):
            painter.save()
            painter.setClipRect(box.adjusted(-2, -2, 2, 2))
            painter.drawRect(window)
            painter.restore()

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
