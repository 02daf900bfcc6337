"""MosaicPlot: many maps of one size as one picture, in rows, with gaps of clear cells between them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Signal
from PySide6.QtWidgets import QWidget

from playground.numerals import short
from playground.ui.plots.chart_readout import Rows
from playground.ui.plots.image_plot import ImagePlot, indices
from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat_colours import Table

Array = npt.NDArray[Any]


class MosaicPlot(ImagePlot):
    """Maps (count, height, width) in one ImageItem; ``chosen(map, row, column)`` is a click on a cell of one.

    ``name`` says what a map is called in a read-out. As many maps stand side by side as make them largest.
    """

    chosen = Signal(int, int, int)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None, gap: int = 1) -> None:
        self._maps: Array = np.empty((0, 1, 1))
        self._gap = gap
        self._columns = 1
        self._look_of: tuple[float, float, Table] | None = None
        self.name: Callable[[int], str] = _name
        super().__init__(theme, name, title, parent)
        self.picked.connect(self._on_picked)

    def show_maps(self, maps: Array, low: float, high: float, table: Table) -> None:
        """Show maps (count, height, width) from low to high."""
        self._maps, self._look_of = maps if maps.dtype.kind == "f" else maps.astype(np.float64), (low, high, table)
        self._columns = self._best_columns()
        self._show()

    @property
    def columns(self) -> int:
        """How many maps stand side by side."""
        return self._columns

    def map_box(self, index: int) -> QRectF:
        """Where a map lies on the widget, in pixels."""
        _, height, width = self._maps.shape
        top, left = self._corner(index)
        return self.cell_box(top, left).united(self.cell_box(top + height - 1, left + width - 1))

    def map_at(self, row: int, column: int) -> tuple[int, int, int] | None:
        """Which map, and which row and column of it, a cell of the whole picture is; ``None`` between maps."""
        count, height, width = self._maps.shape
        (down, row), (across, column) = divmod(row, height + self._gap), divmod(column, width + self._gap)
        index = down * self._columns + across
        inside = row < height and column < width and across < self._columns and index < count
        return (index, row, column) if inside else None

    def lay_out(self) -> None:
        """Arrange the maps for the room there is."""
        columns = self._best_columns()
        if columns != self._columns:
            self._columns = columns
            self._show()
        super().lay_out()

    def _rows(self) -> Rows:
        at = None if self._at is None else self.map_at(*self._at)
        if at is None or self.write is not None:
            return super()._rows() if at is not None else []
        index, row, column = at
        value = short(float(self._maps[index, row, column]))
        return [(self.name(index), "", None), (f"row {row + 1}, column {column + 1}", value, None)]

    def _show(self) -> None:
        """Put all maps into one array."""
        if self._look_of is None:
            return
        low, high, table = self._look_of
        whole = tiled(self._maps, self._columns, self._gap, np.nan)
        found = tiled(indices(self._maps, low, high), self._columns, self._gap, 257)
        self.show_indices(whole, found, table)

    def _cells_a_side(self) -> int:
        return int(max(self._maps.shape[1:]))

    def _best_columns(self) -> int:
        """How many maps side by side make them largest."""
        count, height, width = self._maps.shape
        if not count:
            return 1

        def side(columns: int) -> float:
            rows = math.ceil(count / columns)
            wide, high = columns * (width + self._gap), rows * (height + self._gap)
            return float(min(self.width() / wide, self.height() / high))

        return max(range(1, count + 1), key=side)

    def _corner(self, index: int) -> tuple[int, int]:
        down, across = divmod(index, self._columns)
        return down * (self._maps.shape[1] + self._gap), across * (self._maps.shape[2] + self._gap)

    def _on_picked(self, row: int, column: int) -> None:
        at = self.map_at(row, column)
        if at is not None:
            self.chosen.emit(*at)


def _name(index: int) -> str:
    return f"map {index + 1}"


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
