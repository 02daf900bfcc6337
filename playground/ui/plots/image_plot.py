"""ImagePlot: the themed wrapper of pyqtgraph that every picture of numbers stands on: maps, matrices, fields.

Numbers go into one ``pyqtgraph.ImageItem`` with a table of 256 colours and one for what is no number. Many maps are one
picture too, a mosaic (``plot_mosaic.py``): 32 maps cost 1.4 ms a refresh in one item and 8.5 ms in 32.

What comes for free: the wheel that zooms around the pointer, dragging that moves, a double click or Home that fits, the
value under the pointer in our words, which the arrow keys move too, a colour scale with its ends printed, a sentence
while it is empty, and words for those who cannot see.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QWidget

from playground.numerals import short
from playground.ui.plots.cell_grid import BoxedCells
from playground.ui.plots.chart_readout import Rows
from playground.ui.plots.plot_view import Overlay
from playground.ui.theme.theme import Theme
from playground.ui.widgets.focus_ring import by_keyboard
from playground.ui.widgets.heat_colours import NO_NUMBER_RGBA, Mask, Table, places

Array = npt.NDArray[Any]
SMOOTH = 28
"""A picture of more cells a side is drawn smoothly where it is enlarged; of fewer each cell is seen."""


def indices(values: Array, low: float, high: float, there: Mask | None = None) -> npt.NDArray[np.uint16]:
    """Which row of `colour_rows` each value of any shape has: 0 to 255, 256 for no number, 257 where there is none."""
    found = places(values, low, high).astype(np.uint16)
    with np.errstate(invalid="ignore", over="ignore"):
        whole = bool(np.isfinite(values.sum()))  # a finite sum has finite terms alone
    if not whole:
        found[~np.isfinite(values)] = 256
    if there is not None:
        found[~there] = 257
    return found


def colour_rows(table: Table) -> Table:
    """A table of 256 colours, with that of what is no number and clear for what is not there: uint8 (258, 4)."""
    return np.concatenate([table, NO_NUMBER_RGBA[None], np.zeros((1, 4), np.uint8)])


class ImagePlot(BoxedCells):
    """One picture of numbers (height, width), its first row on top, over the largest box of its shape."""

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.item = pg.ImageItem(axisOrder="row-major", levels=(0, 257), autoLevels=False)
        self.box.add(self.item)
        self._values: Array = np.empty((0, 0))
        self._indices: npt.NDArray[np.uint16] = np.empty((0, 0), np.uint16)
        self._scale: tuple[Table, str, str] | None = None
        self._square = True
        self._smooth: bool | None = None
        self._framed = True
        Overlay(self, self._draw_scale, -10)
        Overlay(self, self._draw_hand, 50)

    # ----------------------------------------------------------------------------------------------- what it shows

    def show_values(self, values: Array, low: float, high: float, table: Table, there: Mask | None = None) -> None:
        """Show numbers (height, width) from low to high; nothing is drawn where ``there`` is False."""
        self._show_indices(values, indices(values, low, high, there), table)

    def _show_indices(self, values: Array, found: npt.NDArray[np.uint16], table: Table) -> None:
        """Show colours that were found already, as of a mosaic; ``values`` of the same shape are what is read."""
        other = values.shape != self._values.shape
        self._values, self._indices = values, found
        self.item.setLookupTable(colour_rows(table), update=False)
        if other:
            self._set_extent(*values.shape)
        if other or self._stale or not self._wanted:
            self.refresh()
        else:
            self._update_image()

    def _set_look(self, square: bool = True, smooth: bool | None = None, framed: bool = True) -> None:
        """Whether cells are as wide as high, the picture has a border, and it is smooth.

        By itself (``None``) it is smooth where it has many cells.
        """
        self._square, self._smooth, self._framed = square, smooth, framed
        self.refresh()

    def _show_scale(self, table: Table | None, low: str = "", high: str = "") -> None:
        """A colour scale at the right with its ends printed; none without a table."""
        before, self._scale = self._scale, None if table is None else (table, low, high)
        if before is None or table is None or self._scale_room(*before[1:]) != self._scale_room(low, high):
            self.refresh()
        else:
            self.viewport().update()

    @property
    def values(self) -> Array:
        """What it shows, (height, width)."""
        return self._values

    def _has_cell(self, row: int, column: int) -> bool:
        """Whether a value is there: what is clear has none."""
        return bool(self._indices[row, column] != 257)

    def _lay_out(self) -> None:
        """The largest box of the picture's shape, left of the scale."""
        self.box.place(self.picture_area())
        self._update_image()

    def picture_area(self) -> QRectF:
        """Where the picture lies, in pixels."""
        rows, columns = self._values.shape
        right = 0.0
        if self._scale is not None:
            right = self._scale_room(*self._scale[1:])
        room = QRectF(1.0, 1.0, max(self.width() - right - 2, 1.0), max(self.height() - 2.0, 1.0))
        if not self._square or not rows or not columns:
            return room
        side = min(room.width() / columns, room.height() / rows)
        side = float(int(side)) if side >= 2 else side  # whole pixels, so that all cells are alike
        wide, high = side * columns, side * rows
        left = round(room.left() + (room.width() - wide) / 2)
        return QRectF(left, round(room.top() + (room.height() - high) / 2), wide, high)

    def _scale_room(self, *words: str) -> float:
        """How wide the colour scale with these words at its ends is, with the space before it, px."""
        metrics = QFontMetricsF(self.theme.font("tick"))
        return self.theme.px(24) + max(metrics.horizontalAdvance(end) for end in words)

    def describe(self) -> str:
        """How large it is, and from what to what its values go."""
        if self.message:
            return self.message
        finite = self._values[np.isfinite(self._values)]
        if not len(finite):
            return ""
        rows, columns = self._values.shape
        return f"{rows} rows and {columns} columns, from {short(float(finite.min()))} to {short(float(finite.max()))}"

    def _rows(self) -> Rows:
        if self._at is None or self.write is not None:
            return super()._rows()
        row, column = self._at
        return [(f"row {row + 1}, column {column + 1}", short(float(self._values[row, column])), None)]

    # ----------------------------------------------------------------------------------------------- painting

    def _update_image(self) -> None:
        if not self._indices.size:
            self.item.clear()
        elif self._wanted or not self._stale:
            self.item.setImage(self._indices, autoLevels=False, levels=(0, 257))
            self.item.setRect(QRectF(0.0, 0.0, 1.0, 1.0))
            smooth = self._cells_a_side() > SMOOTH if self._smooth is None else self._smooth
            self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
            self.viewport().update()

    def _cells_a_side(self) -> int:
        return int(max(self._values.shape))

    def _draw_scale(self, painter: QPainter) -> None:
        if self._scale is None:
            return
        table, low, high = self._scale
        area, theme = self.box.geometry(), self.theme
        strip = np.ascontiguousarray(table[::-1].reshape(256, 1, 4))
        high_px = min(self.height() - area.top() - 1, float(theme.px(120)))
        bar = QRectF(area.right() + theme.px(12), area.top(), theme.px(6), high_px)
        painter.drawImage(bar, QImage(strip.data, 1, 256, 4, QImage.Format.Format_RGBA8888))
        painter.setFont(theme.font("tick"))
        painter.setPen(theme.color("text_3"))
        metrics = QFontMetricsF(painter.font())
        left = bar.right() + theme.px(4)
        painter.drawText(QPointF(left, bar.top() + metrics.ascent()), high)
        painter.drawText(QPointF(left, bar.bottom() - metrics.descent()), low)

    def _draw_hand(self, painter: QPainter) -> None:
        """The border, the cell that is read with its value, and where the keyboard is."""
        area, theme = self.box.geometry(), self.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._framed or by_keyboard(self):
            painter.setPen(theme.pen("accent" if by_keyboard(self) else "line_2"))
            painter.drawRect(area.adjusted(-0.5, -0.5, 0.5, 0.5))
        self._draw_reading(painter, QRectF(self.rect()))
