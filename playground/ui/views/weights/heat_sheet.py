"""Sheet: the learned numbers of one layer as one picture, weights and biases on the same signed scale."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from playground.numerals import in_cell, rounded
from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat import image, picture
from playground.ui.widgets.heat_colours import colours, largest
from playground.ui.widgets.painted import PaintedWidget
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


class Sheet(PaintedWidget):
    """Outputs down, inputs across, the bias in a column of its own; kernels lie side by side with paper between.

    Where kernels run across they lie in as many bands, one below the other, as make them largest.

    ``pointed(words)`` tells the number under the pointer, ``""`` for none.
    """

    pointed = Signal(str)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.setMouseTracking(True)
        self._learned: Learned | None = None
        self._cells = np.empty((0, 0))
        self._there = np.empty((0, 0), bool)
        self._bands = 1
        self._limit = 1.0

    @property
    def limit(self) -> float:
        """The size of the largest number: the ends of the scale."""
        return self._limit

    def show_learned(self, learned: Learned | None) -> None:
        """Show the numbers of a layer, or nothing."""
        self._learned = learned
        self._lay()
        self._limit = largest(self._cells[self._there]) or 1.0
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the kernels out for the room there is."""
        super().resizeEvent(event)
        self._lay()

    def place(self) -> QRectF:
        """Where the picture lies."""
        rows, columns = self._cells.shape
        kernels = self._learned is not None and self._learned.weights.shape[-1] > 1
        most = max(float(self.theme.px(LARGEST_CELL)), min(self.height() / 14, float(self.theme.px(LARGEST))))
        room_x, room_y = self.width() - self._bar_width(), float(self.height())
        wide, high = min(room_x / max(columns, 1), most), min(room_y / max(rows, 1), most)
        if kernels:
            wide = high = min(wide, high)  # kernels keep their shape
        elif self._cells.size <= MOST_NUMBERS and high >= self.theme.px(LOWEST):
            wide = min(room_x / max(columns, 1), max(float(self.theme.px(WITH_NUMBERS)), 1.5 * high))
        return QRectF(0, 0, max(wide * columns, 1.0), max(high * rows, 1.0))

    def draw(self, painter: QPainter) -> None:
        """The numbers, and their scale at the right."""
        if not self._cells.size:
            return
        place = self.place()
        table = self.theme.signed_table()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(place, picture(self._cells, -self._limit, self._limit, table, self._there))
        self._draw_numbers(painter, place)
        bar = QRectF(place.right() + self.theme.px(12), 0, self.theme.px(6), min(self.height(), self.theme.px(120)))
        painter.drawImage(bar, image(np.ascontiguousarray(table[::-1].reshape(256, 1, 4))))
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_3"))
        high = QFontMetricsF(painter.font()).height()
        words = QRectF(bar.right() + self.theme.px(4), bar.top(), self._bar_width(), high)
        end = rounded(self._limit, 2)
        for text, top in ((end, bar.top()), (f"−{end}", bar.bottom() - high)):
            painter.drawText(words.translated(0, top - bar.top()), Qt.AlignmentFlag.AlignLeft, text)

    def _draw_numbers(self, painter: QPainter, place: QRectF) -> None:
        """The numbers in their cells, where cells are large enough for them."""
        rows, columns = self._cells.shape
        wide, high = place.width() / columns, place.height() / rows
        painter.setFont(self.theme.font("cell"))
        widest = QFontMetricsF(painter.font()).horizontalAdvance("−00.00")
        if self._cells.size > MOST_NUMBERS or high < self.theme.px(LOWEST) or wide < widest:
            return
        shades = colours(self._cells, -self._limit, self._limit, self.theme.signed_table())
        for row, column in np.argwhere(self._there).tolist():
            painter.setPen(ink(QColor(*shades[row, column].tolist())))
            box = QRectF(place.left() + column * wide, place.top() + row * high, wide, high)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, in_cell(float(self._cells[row, column]), 2))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the number."""
        place, at = self.place(), event.position()
        if self._learned is None or not self._cells.size or not place.contains(at):
            self.pointed.emit("")
            return
        rows, columns = self._cells.shape
        row = min(int(at.y() / place.height() * rows), rows - 1)
        column = min(int(at.x() / place.width() * columns), columns - 1)
        there, value = bool(self._there[row, column]), float(self._cells[row, column])
        self.pointed.emit(f"{self._where(row, column)}: {rounded(value, 4)}" if there else "")

    def leaveEvent(self, event: QEvent) -> None:
        """No number."""
        self.pointed.emit("")

    def _where(self, row: int, column: int) -> str:
        assert self._learned is not None
        learned = self._learned
        outputs, inputs, high, wide = learned.weights.shape
        gap = int(high * wide > 1)
        band, row = divmod(row, len(self._cells) // self._bands + 1)
        down, right = row // (high + gap), column // (wide + gap)
        output, source = (right, down) if learned.across else (down, right)
        output += band * _in_a_band(outputs, self._bands)
        if source >= inputs:
            return f"Bias of {learned.rows} {min(output, outputs - 1) + 1}"
        inside = f", row {row % (high + gap) + 1}, column {column % (wide + gap) + 1}" if gap else ""
        return f"{learned.rows} {output + 1}, {learned.columns} {source + 1}{inside}".capitalize()

    def _lay(self) -> None:
        """Put the numbers into one table, of as many bands as make its cells largest."""
        if self._learned is None:
            self._cells, self._there, self._bands = np.empty((0, 0)), np.empty((0, 0), bool), 1
            return
        outputs = len(self._learned.weights)
        most = outputs if self._learned.across else 1
        room_x, room_y = max(self.width() - self._bar_width(), 1.0), max(float(self.height()), 1.0)
        sizes = {}
        for bands in range(1, most + 1):
            if math.ceil(outputs / _in_a_band(outputs, bands)) == bands:  # none of them stays empty
                rows, columns = _extent(self._learned, bands)
                sizes[bands] = min(room_x / columns, room_y / rows)
        self._bands = max(sizes, key=lambda bands: (sizes[bands], -bands))
        self._cells = banded(self._learned, self._bands)
        self._there = ~np.isnan(banded(_zeros(self._learned), self._bands))

    def _bar_width(self) -> float:
        metrics = QFontMetricsF(self.theme.font("tick"))
        return self.theme.px(26) + metrics.horizontalAdvance("−0.00012")


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
