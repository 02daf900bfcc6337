"""Sheet: the parameters of one layer as one picture, weights and biases on the same signed scale."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from playground.numerals import in_cell, rounded
from playground.ui.plots.image_plot import ImagePlot
from playground.ui.plots.plot_view import Overlay
from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat_colours import colours, largest
from playground.ui.widgets.plate import ink

Array = npt.NDArray[Any]
LARGEST_CELL, LARGEST = 26, 64
"""Cells grow to so many px of the design, and where the sheet is enlarged to so many."""
WITH_NUMBERS, LOWEST = 46, 15
"""Cells of a table become this wide where their numbers are written into them, if they are at least that high."""
MOST_NUMBERS = 320
"""Larger tables are colours only: so many numbers could not be read while they change."""


@dataclass(frozen=True)
class Learned:
    """Weights (outputs, inputs, height, width) and biases (outputs,) of a layer; both last axes are 1 without kernels.

    ``rows`` and ``columns`` are the words for an output and an input, whichever way round they lie.
    """

    weights: Array
    biases: Array | None
    rows: str
    columns: str

    @property
    def across(self) -> bool:
        """Whether outputs run across and inputs down: kernels with fewer inputs than outputs, to use the width."""
        outputs, inputs, high, wide = self.weights.shape
        return bool(high * wide > 1 and outputs > inputs)


class Sheet(ImagePlot):
    """Outputs down, inputs across, the bias in a column of its own; kernels lie side by side with paper between.

    Where kernels run across they lie in as many bands, one below the other, as make them largest. Numbers are written
    into cells that are large enough, also into those that are enlarged by the wheel.

    ``told(words)`` tells the number under the pointer, ``""`` for none.
    """

    told = Signal(str)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        self._learned: Learned | None = None
        self._bands = 1
        self._limit = 1.0
        self._key = 0
        super().__init__(theme, name, title, parent)
        self._set_look(smooth=False, framed=False)
        self.read_inside = False  # the view says it in its line of words
        self.pointed.connect(self._tell)
        Overlay(self, self._draw_numbers, 10, self._numbers_key)

    @property
    def limit(self) -> float:
        """The size of the largest number: the ends of the scale."""
        return self._limit

    def show_learned(self, learned: Learned | None) -> None:
        """Show the numbers of a layer, or nothing."""
        self._learned = learned
        self._bands = self._best_bands()
        self._show()

    def _lay_out(self) -> None:
        """Lay the kernels out for the room there is."""
        bands = self._best_bands()
        if bands != self._bands:
            self._bands = bands
            self._show()
        super()._lay_out()

    def _apply_theme(self) -> None:
        """Take the colours of the theme."""
        self._show()
        super()._apply_theme()

    def picture_area(self) -> QRectF:
        """Where the picture lies."""
        rows, columns = self.values.shape
        kernels = self._learned is not None and self._learned.weights.shape[-1] > 1
        most = max(float(self.theme.px(LARGEST_CELL)), min(self.height() / 14, float(self.theme.px(LARGEST))))
        room_x, room_y = self.width() - self._bar_width(), float(self.height())
        wide, high = min(room_x / max(columns, 1), most), min(room_y / max(rows, 1), most)
        if kernels:
            wide = high = min(wide, high)  # kernels keep their shape
        elif self.values.size <= MOST_NUMBERS and high >= self.theme.px(LOWEST):
            wide = min(room_x / max(columns, 1), max(float(self.theme.px(WITH_NUMBERS)), 1.5 * high))
        return QRectF(0, 0, max(wide * columns, 1.0), max(high * rows, 1.0))

    def _show(self) -> None:
        """Put the numbers into one table, with their scale beside it."""
        self._key += 1
        learned, table = self._learned, self.theme.signed_table()
        if learned is None:
            self._show_scale(None)
            self.show_values(np.empty((0, 0)), 0.0, 1.0, table)
            return
        cells, there = banded(learned, self._bands), ~np.isnan(banded(_zeros(learned), self._bands))
        self._limit = largest(cells[there]) or 1.0
        self.show_values(cells, -self._limit, self._limit, table, there)
        self._show_scale(table, f"−{rounded(self._limit, 2)}", rounded(self._limit, 2))

    def _numbers_key(self) -> Hashable:
        return self._key, self._part.getRect()

    def _draw_numbers(self, painter: QPainter) -> None:
        """The numbers in their cells, where cells are large enough for them."""
        part, (rows, columns) = self._part, self.values.shape
        if not self.values.size:
            return
        cell = self.cell_box(0, 0)
        painter.setFont(self.theme.font("cell"))
        widest = QFontMetricsF(painter.font()).horizontalAdvance("−00.00")
        seen = self.values.size * part.width() * part.height()
        if seen > MOST_NUMBERS or cell.height() < self.theme.px(LOWEST) or cell.width() < widest:
            return
        painter.setClipRect(self.box.geometry())
        for row in range(int(part.top() * rows), min(math.ceil(part.bottom() * rows), rows)):
            shades = colours(self.values[row], -self._limit, self._limit, self.theme.signed_table())
            for column in range(int(part.left() * columns), min(math.ceil(part.right() * columns), columns)):
                if self._has_cell(row, column):
                    painter.setPen(ink(QColor(*shades[column].tolist())))
                    number = in_cell(float(self.values[row, column]), 2)
                    painter.drawText(self.cell_box(row, column), Qt.AlignmentFlag.AlignCenter, number)

    def _tell(self, row: int, column: int) -> None:
        if row < 0 or self._learned is None:
            self.told.emit("")
        else:
            self.told.emit(f"{self._where(row, column)}: {rounded(float(self.values[row, column]), 4)}")

    def _where(self, row: int, column: int) -> str:
        assert self._learned is not None
        learned = self._learned
        outputs, inputs, high, wide = learned.weights.shape
        gap = int(high * wide > 1)
        band, row = divmod(row, len(self.values) // self._bands + 1)
        down, right = row // (high + gap), column // (wide + gap)
        output, source = (right, down) if learned.across else (down, right)
        output += band * _in_a_band(outputs, self._bands)
        if source >= inputs:
            return f"Bias of {learned.rows} {min(output, outputs - 1) + 1}"
        inside = f", row {row % (high + gap) + 1}, column {column % (wide + gap) + 1}" if gap else ""
        return f"{learned.rows} {output + 1}, {learned.columns} {source + 1}{inside}".capitalize()

    def _best_bands(self) -> int:
        """How many bands make the cells largest."""
        if self._learned is None:
            return 1
        outputs = len(self._learned.weights)
        most = outputs if self._learned.across else 1
        room_x, room_y = max(self.width() - self._bar_width(), 1.0), max(float(self.height()), 1.0)
        sizes = {}
        for bands in range(1, most + 1):
            if math.ceil(outputs / _in_a_band(outputs, bands)) == bands:  # none of them stays empty
                rows, columns = _extent(self._learned, bands)
                sizes[bands] = min(room_x / columns, room_y / rows)
        return max(sizes, key=lambda bands: (sizes[bands], -bands))

    def _bar_width(self) -> float:
        return self._scale_room("−0.00012")


def banded(learned: Learned, bands: int) -> Array:
    """All numbers as ``cells_of`` lays them out, cut into bands of outputs with paper between them."""
    if bands == 1:
        return cells_of(learned)
    each = _in_a_band(len(learned.weights), bands)
    parts = []
    for start in range(0, len(learned.weights), each):
        biases = None if learned.biases is None else learned.biases[start : start + each]
        parts.append(cells_of(replace(learned, weights=learned.weights[start : start + each], biases=biases), True))
    wide = parts[0].shape[1]
    padded = [np.pad(part, ((0, 1), (0, wide - part.shape[1])), constant_values=np.nan) for part in parts]
    return np.concatenate(padded)[:-1]


def _zeros(learned: Learned) -> Learned:
    """The same with zeros for numbers: where they come to lie, whatever they are."""
    biases = None if learned.biases is None else np.zeros_like(learned.biases)
    return replace(learned, weights=np.zeros_like(learned.weights), biases=biases)


def _in_a_band(outputs: int, bands: int) -> int:
    return math.ceil(outputs / bands)


def _extent(learned: Learned, bands: int) -> tuple[int, int]:
    """Rows and columns of the table in so many bands."""
    outputs, inputs, high, wide = learned.weights.shape
    rows = inputs * (high + 1) + (1 if learned.biases is not None else -1)
    return bands * (rows + 1) - 1, _in_a_band(outputs, bands) * (wide + 1) - 1


def cells_of(learned: Learned, across: bool | None = None) -> Array:
    """All numbers in one table, float64, NaN where there is paper; outputs ``across``, or as suits all of them."""
    across = learned.across if across is None else across
    weights = learned.weights.transpose(1, 0, 2, 3) if across else learned.weights
    downs, rights, high, wide = weights.shape
    gap = int(high * wide > 1)
    table = np.full((downs, high + gap, rights, wide + gap), np.nan)
    table[:, :high, :, :wide] = weights.transpose(0, 2, 1, 3)
    cells = table.reshape(downs * (high + gap), rights * (wide + gap))
    cells = cells[: len(cells) - gap, : cells.shape[1] - gap]
    if learned.biases is None:
        return cells
    size = wide if across else high
    line = np.full((len(learned.biases), size + gap), np.nan)
    line[:, :size] = learned.biases[:, None]
    if across:
        row = line.reshape(1, -1)[:, : cells.shape[1]]
        return np.concatenate([cells, np.full((1, cells.shape[1]), np.nan), row])
    column = line.reshape(-1, 1)[: len(cells)]
    return np.concatenate([cells, np.full((len(cells), 1), np.nan), column], axis=1)
