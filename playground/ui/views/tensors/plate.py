"""TensorPlate: a tensor as a matrix of cells under its shape and type, with the cells that matter marked."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from playground.engine.tensor_requests import ShownTensor
from playground.model.tensor_shapes import told_shape
from playground.numerals import count, figure, in_cell, rounded
from playground.ui.plots.chart_readout import Rows
from playground.ui.plots.image_plot import ImagePlot
from playground.ui.plots.plot_view import Overlay
from playground.ui.theme.theme import Theme
from playground.ui.views.tensors.wording import place_name
from playground.ui.widgets.heat_colours import colours, largest
from playground.ui.widgets.plate import ink

Array = npt.NDArray[Any]
WIDEST, HIGHEST = 64, 30
"""Cells grow to so many px of the design; in a larger view to a share of its height."""
LOWEST = 13
"""Numbers are written into cells that are so high."""
MOST_NUMBERS = 400
"""Larger parts are colours only."""
ONE_LINE = 90
"""Below this height, in px of the design, name and type stand in one line."""
PICTURE = 13
"""From so many rows and columns on a tensor is drawn as a picture, its cells as wide as high."""


@dataclass(frozen=True)
class MarkedCells:
    """Rows and columns of what is shown: from the first to before the last."""

    rows: tuple[int, int]
    columns: tuple[int, int]


@dataclass(frozen=True)
class PlateContent:
    """What a plate shows: a tensor and its name; ``times`` it is repeated down and across, (1, 1) for not at all.

    ``marked`` are the cells that the cell looked at is made of, ``None`` for none.
    """

    name: str
    tensor: ShownTensor
    times: tuple[int, int] = (1, 1)
    marked: MarkedCells | None = None

    @property
    def values(self) -> Array:
        """The numbers with those that are repeated, (rows, columns)."""
        return np.tile(self.tensor.values, self.times)

    @property
    def captions(self) -> tuple[str, str]:
        """Name and shape; type, the part that is shown, and how far its colours go."""
        tensor = self.tensor
        rows, columns = tensor.values.shape
        lead = ", ".join(map(str, tensor.lead))
        seen = f", at [{lead}]" if tensor.lead else ""
        if (rows, columns) != (1, *tensor.shape)[-2:] and len(tensor.shape) > 0:
            seen += f", first {count(rows)} × {count(columns)}"
        limit = largest(tensor.values)
        scale = f", ±{rounded(limit, 2)}" if tensor.values.dtype.kind == "f" and limit else ""
        return f"{self.name}  {told_shape(tensor.shape)}", f"{tensor.dtype}{scale}{seen}"


class TensorPlate(ImagePlot):
    """Rows and columns of a tensor; what is repeated is pale, and the cells that matter have a border.

    The value under the pointer is read by its place as code has it: ``x[0, 2]``.
    """

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        self._content: PlateContent | None = None
        self._limit = 1.0
        self._key = 0
        super().__init__(theme, name, title, parent)
        self._set_look(square=False, smooth=False, framed=True)
        self.write = self._written
        Overlay(self, self._draw_pale, 5)
        Overlay(self, self._draw_numbers, 10, self._numbers_key)
        Overlay(self, self._draw_captions, 20)
        Overlay(self, self._draw_marked, 40)

    def show_content(self, content: PlateContent | None) -> None:
        """Show a tensor, or nothing."""
        self._content = content
        self._key += 1
        values = np.zeros((0, 0)) if content is None else content.values.astype(np.float64)
        self._limit = largest(values) or 1.0
        title = "" if content is None else " ".join(content.captions)
        if title != self.accessibleName():
            self.setAccessibleName(title)
        self.show_values(values, -self._limit, self._limit, self.theme.signed_table())

    @property
    def wanted_width(self) -> float:
        """How wide it would like to be, px."""
        if self._content is None:
            return 0.0
        columns = self._content.values.shape[1]
        return float(max(columns * self._widest, self._caption_width))

    @property
    def _caption_width(self) -> float:
        """How wide its name and shape are, px."""
        if self._content is None:
            return 0.0
        widths = self._caption_widths(self._content)
        return float(sum(widths) + self.theme.px(8) if self._in_one_line else max(widths)) + 4.0

    def _caption_widths(self, content: PlateContent) -> tuple[int, int]:
        bold = QFontMetricsF(self.theme.font("label", QFont.Weight.DemiBold))
        small = QFontMetricsF(self.theme.font("tick"))
        first, second = content.captions
        return math.ceil(bold.horizontalAdvance(first)), math.ceil(small.horizontalAdvance(second))

    @property
    def _in_one_line(self) -> bool:
        return bool(self.height() < self.theme.px(ONE_LINE))

    @property
    def _widest(self) -> float:
        return float(max(float(self.theme.px(WIDEST)), self.height() / 7))

    @property
    def _caption_height(self) -> float:
        """How high the words above the cells are, px."""
        high = QFontMetricsF(self.theme.font("label", QFont.Weight.DemiBold)).height() + float(self.theme.px(4))
        return high if self._in_one_line else high + QFontMetricsF(self.theme.font("tick")).height()

    def picture_area(self) -> QRectF:
        """Where the cells lie, under the words."""
        rows, columns = self.values.shape
        top = self._caption_height
        room_x, room_y = max(self.width() - 2.0, 1.0), max(self.height() - top - 2.0, 1.0)
        high = min(room_y / max(rows, 1), max(float(self.theme.px(HIGHEST)), self.height() / 12))
        wide = min(room_x / max(columns, 1), self._widest)
        if min(rows, columns) >= PICTURE:
            high = wide = min(room_y / rows, room_x / columns)
        whole = [float(int(side)) if side >= 4 else side for side in (wide, high)]
        return QRectF(1.0, top, max(whole[0] * columns, 1.0), max(whole[1] * rows, 1.0))

    def _apply_theme(self) -> None:
        """Take the colours of the theme."""
        self.show_content(self._content)
        super()._apply_theme()

    # ------------------------------------------------------------------------------------------------ painting

    def _numbers_key(self) -> Hashable:
        return self._key, self._part.getRect()

    def _draw_captions(self, painter: QPainter) -> None:
        if self._content is None:
            return
        first, second = self._content.captions
        painter.setFont(self.theme.font("label", QFont.Weight.DemiBold))
        painter.setPen(self.theme.color("text_1"))
        metrics, room = QFontMetricsF(painter.font()), float(self.width())
        base = metrics.ascent()
        painter.drawText(QPointF(1.0, base), metrics.elidedText(first, Qt.TextElideMode.ElideRight, room))
        left = metrics.horizontalAdvance(first) + self.theme.px(8) if self._in_one_line else 0.0
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_3"))
        small = QFontMetricsF(painter.font())
        if not self._in_one_line:
            base = metrics.height() + small.ascent()
        text = small.elidedText(second, Qt.TextElideMode.ElideRight, max(room - left, 0.0))
        painter.drawText(QPointF(1.0 + left, base), text)

    def _draw_pale(self, painter: QPainter) -> None:
        """Paper over what is repeated, which is there in thought alone."""
        content = self._content
        if content is None or content.times == (1, 1) or not self.values.size:
            return
        rows, columns = content.tensor.values.shape
        own = self._cells(MarkedCells((0, rows), (0, columns)))
        painter.save()
        painter.setClipRect(self.box.geometry())
        paper, area = (
            self.theme.color("panel", 0.6),
            self._cells(MarkedCells((0, len(self.values)), (0, self.values.shape[1]))),
        )
        painter.fillRect(QRectF(area.left(), own.bottom(), area.width(), area.bottom() - own.bottom()), paper)
        painter.fillRect(QRectF(own.right(), area.top(), area.right() - own.right(), own.height()), paper)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self.theme.pen("text_2", 1.0))
        painter.drawRect(own.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.restore()

    def _draw_numbers(self, painter: QPainter) -> None:
        """The numbers in their cells, where cells are large enough for them."""
        content, part, (rows, columns) = self._content, self._part, self.values.shape
        if content is None or not self.values.size:
            return
        cell = self.cell_box(0, 0)
        seen = self.values.size * part.width() * part.height()
        painter.setFont(self.theme.font("cell"))
        if seen > MOST_NUMBERS or cell.height() < self.theme.px(LOWEST):
            return
        texts = self._texts(content, QFontMetricsF(painter.font()), cell.width() - 2)
        if texts is None:
            return
        own_rows, own_columns = content.tensor.values.shape
        painter.setClipRect(self.box.geometry())
        shades = colours(self.values, -self._limit, self._limit, self.theme.signed_table())
        for row in range(int(part.top() * rows), min(math.ceil(part.bottom() * rows), rows)):
            for column in range(int(part.left() * columns), min(math.ceil(part.right() * columns), columns)):
                own = row < own_rows and column < own_columns
                painter.setPen(ink(QColor(*shades[row, column].tolist())) if own else self.theme.color("text_2"))
                text = texts[row % own_rows][column % own_columns]
                painter.drawText(self.cell_box(row, column), Qt.AlignmentFlag.AlignCenter, text)

    def _texts(self, content: PlateContent, metrics: QFontMetricsF, room: float) -> list[list[str]] | None:
        """The numbers with as many decimals as all have room for, three at most; ``None`` where none has."""
        values = content.tensor.values
        if values.dtype.kind == "b":
            forms = [[[str(value) for value in row] for row in values.tolist()]]
        else:
            decimals = (3, 2, 1) if values.dtype.kind == "f" else (0,)
            forms = [
                [[in_cell(float(value), places) for value in row] for row in values.tolist()] for places in decimals
            ]
        for texts in forms:
            if max(metrics.horizontalAdvance(text) for row in texts for text in row) <= room:
                return texts
        return None

    def _draw_marked(self, painter: QPainter) -> None:
        """A border around the cells that matter."""
        if self._content is None or self._content.marked is None or not self.values.size:
            return
        painter.save()
        painter.setClipRect(self.box.geometry().adjusted(-2, -2, 2, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self.theme.pen("accent", 2.0))
        painter.drawRect(self._cells(self._content.marked))
        painter.restore()

    def _cells(self, marked: MarkedCells) -> QRectF:
        """Where some rows and columns lie, in pixels."""
        first = self.cell_box(marked.rows[0], marked.columns[0])
        return first.united(self.cell_box(marked.rows[1] - 1, marked.columns[1] - 1))

    def _written(self, row: int, column: int) -> Rows:
        """The place in the tensor as code has it, and the number there."""
        content = self._content
        if content is None:
            return []
        tensor = content.tensor
        rows, columns = tensor.values.shape
        own = (row % rows, column % columns)
        cell = (*tensor.lead, *own)[-len(tensor.shape) :] if tensor.shape else ()
        return [(place_name(content.name, cell), figure(float(tensor.values[own])), None)]
