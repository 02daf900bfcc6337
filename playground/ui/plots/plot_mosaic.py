"""MosaicPlot: several maps side by side, each in a box of its own, drawn by one item and zoomed together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from playground.ui.plots.cell_grid import Cell, CellGrid
from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat_colours import Table

Array = npt.NDArray[Any]
Shape = tuple[int, int]
"""Rows and columns of a map."""
WHOLE = QRectF(0.0, 0.0, 1.0, 1.0)


class MosaicItem(pg.ImageItem):  # type: ignore[misc]
    """Pictures one below the other in one ImageItem, each drawn over a box of its own: one conversion for all.

    All show the same ``part``, in shares of their sides.
    """

    def __init__(self) -> None:
        super().__init__(axisOrder="row-major", autoLevels=False)
        self._rows: list[tuple[int, Shape]] = []
        self._boxes: Sequence[QRectF] = ()
        self._part = WHOLE
        self._ground = QRectF()
        self._picture = QImage()

    def show_pictures(self, pictures: Sequence[Table]) -> None:
        """Show pictures, RGBA (height, width, 4) each, first row on top."""
        tops = np.cumsum([0, *(len(picture) for picture in pictures)]).tolist()
        self._rows = [(top, picture.shape[:2]) for top, picture in zip(tops, pictures, strict=False)]
        if not tops[-1]:
            self.clear()
            return
        whole = np.zeros((tops[-1], max(picture.shape[1] for picture in pictures), 4), np.uint8)
        for top, picture in zip(tops, pictures, strict=False):
            whole[top : top + len(picture), : picture.shape[1]] = picture
        self.setImage(whole, autoLevels=False, levels=None)

    def place(self, boxes: Sequence[QRectF], part: QRectF, ground: QRectF) -> None:
        """Draw them over these boxes, in pixels of the widget, which lie within ``ground``."""
        if ground != self._ground:
            self.prepareGeometryChange()
        self._boxes, self._part, self._ground = boxes, part, ground
        self.update()

    def boundingRect(self) -> QRectF:
        """All of the view."""
        return self._ground

    def paint(self, painter: QPainter, *_: object) -> None:
        """Each picture over its box, with hard borders between cells."""
        if self.image is None:
            return
        if self._renderRequired:
            self.render()
            # Qt enlarges pictures of this format some ten times as fast as others.
            self._picture = QImage(self.qimage).convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
        part = self._part
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for box, (top, (high, wide)) in zip(self._boxes, self._rows, strict=False):
            seen = QRectF(part.left() * wide, top + part.top() * high, part.width() * wide, part.height() * high)
            painter.drawImage(box, self._picture, seen)


class MosaicPlot(CellGrid):
    """Maps that a subclass says the boxes of; a cell is given as its map, and its place among the cells of that map.

    All maps are zoomed and moved together, so that the same cells are in view in each.
    """

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        self._shapes: Sequence[Shape] = ()
        self._boxes: Sequence[QRectF] = ()
        super().__init__(theme, name, title, parent)
        self.item = MosaicItem()
        self.scene().addItem(self.item)

    def _map_boxes(self) -> Sequence[QRectF]:
        """Where each map lies at this size of the widget, in pixels."""
        raise NotImplementedError

    def _map_pictures(self) -> Sequence[Table]:
        """The colours of each map, RGBA (height, width, 4): as many cells as it has, or fewer where they are pooled."""
        raise NotImplementedError

    def _set_shapes(self, shapes: Sequence[Shape]) -> None:
        """So many rows and columns each map has; where they are others all is in view again."""
        if tuple(shapes) != tuple(self._shapes):
            self._shapes = tuple(shapes)
            known = [shape for shape in shapes if min(shape)]
            self._set_extent(*(max(known, key=max) if known else (0, 0)))

    def _lay_out(self) -> None:
        """Place the maps, and give them their colours."""
        self._boxes = self._map_boxes() if self._shapes else ()
        self.item.show_pictures(self._map_pictures() if self._shapes else ())
        self._show_part()

    def _show_part(self) -> None:
        """Draw the part that is in view."""
        self.item.place(self._boxes, self._part, QRectF(self.rect()))

    def areas(self) -> Sequence[QRectF]:
        """The boxes of all maps."""
        return (self._map_boxes() if self._stale else self._boxes) if self._shapes else ()

    def _area_of(self, cell: Cell) -> QRectF:
        """The box of the cell's map."""
        return self.areas()[cell[0]]

    def _whole_box(self, index: int) -> QRectF:
        """Where all of a map would lie at this zoom, in pixels."""
        return self._whole_area(self.areas()[index])

    def map_cell(self, cell: Cell | None) -> tuple[int, int, int]:
        """Map, row and column of a cell, -1 each for none."""
        if cell is None:
            return -1, -1, -1
        return cell[0], *divmod(cell[1], self._shapes[cell[0]][1])

    def map_cell_box(self, index: int, row: int, column: int) -> QRectF:
        """Where a cell of a map lies at this zoom, in pixels."""
        whole, (rows, columns) = self._whole_box(index), self._shapes[index]
        wide, high = whole.width() / columns, whole.height() / rows
        return QRectF(whole.left() + column * wide, whole.top() + row * high, wide, high)

    def cell_at(self, at: QPointF) -> Cell | None:
        """The map, and the place among its cells, under a place of the widget."""
        for index, area in enumerate(self.areas()):
            rows, columns = self._shapes[index]
            if area.contains(at) and rows and columns:
                whole = self._whole_area(area)
                row = min(int((at.y() - whole.top()) / whole.height() * rows), rows - 1)
                column = min(int((at.x() - whole.left()) / whole.width() * columns), columns - 1)
                return index, row * columns + column
        return None

    def cell_box(self, index: int, place: int) -> QRectF:
        """Where a cell lies on the widget, in pixels."""
        return self.map_cell_box(*self.map_cell((index, place)))

    def _next(self, down: int, across: int) -> Cell | None:
        """The next cell that way, at a border the first of the next map that way."""
        if self._at is None:
            return (0, 0) if self._has_cells else None
        index, row, column = self.map_cell(self._at)
        rows, columns = self._shapes[index]
        if 0 <= row + down < rows and 0 <= column + across < columns:
            return index, (row + down) * columns + column + across
        other = self._neighbour(index, down, across)
        if other is None:
            return self._at
        rows, columns = self._shapes[other]
        row = {1: 0, -1: rows - 1}.get(down, min(row, rows - 1))
        column = {1: 0, -1: columns - 1}.get(across, min(column, columns - 1))
        return other, row * columns + column

    def _neighbour(self, index: int, down: int, across: int) -> int | None:
        """The nearest map that way which has cells."""
        boxes = self.areas()
        here, best = boxes[index].center(), (math.inf, -1)
        for other, box in enumerate(boxes):
            by = box.center() - here
            along, aside = by.x() * across + by.y() * down, abs(by.x() * down) + abs(by.y() * across)
            if other != index and along > aside and min(self._shapes[other]):
                best = min(best, (along + 2 * aside, other))
        return best[1] if best[1] >= 0 else None


def tiled(maps: Array, columns: int, gap: int, empty: float) -> Array:
    """Maps (count, height, width) side by side in rows of ``columns``, ``gap`` empty cells between."""
    count, height, width = maps.shape
    rows = math.ceil(count / columns)
    high, wide = height + gap, width + gap
    whole = np.full((rows, high, columns, wide), empty, maps.dtype)
    inner = whole[:, :height, :, :width].transpose(0, 2, 1, 3)
    full = count // columns
    inner[:full] = maps[: full * columns].reshape(full, columns, height, width)
    if count % columns:
        inner[full, : count % columns] = maps[full * columns :]
    return whole.reshape(rows * high, columns * wide)[: rows * high - gap, : columns * wide - gap]
