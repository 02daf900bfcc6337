"""Plate: numbers of a map as coloured cells under a caption, printed inside where the cells are large enough."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QWidget

from playground.numerals import in_cell
from playground.ui.theme.theme import Theme
from playground.ui.widgets.focus_ring import by_keyboard
from playground.ui.widgets.heat import image
from playground.ui.widgets.heat_colours import Table, colours

Array = npt.NDArray[Any]
SMALLEST = 15
"""From this side on, in px of the design, a cell has its number inside."""
SMOOTH = 28
SIZES = (10.5, 9.5, 9.0)


@dataclass(frozen=True, eq=False)
class Plate:
    """Numbers (rows, columns) with their colours, which run from ``low`` to ``high`` over ``table``.

    ``counts`` tells which of them count (all where it is ``None``); ``numbers`` whether they are printed.
    """

    title: str
    values: Array
    low: float
    high: float
    table: Table
    numbers: bool = False
    counts: Array | None = None

    @property
    def rows(self) -> int:
        """Cells from top to bottom."""
        return int(self.values.shape[0])

    @property
    def columns(self) -> int:
        """Cells from left to right."""
        return int(self.values.shape[1])

    @cached_property
    def colours(self) -> Table:
        """uint8 (rows, columns, 4)."""
        return colours(self.values, self.low, self.high, self.table)

    @cached_property
    def picture(self) -> QImage:
        """All cells, a pixel each."""
        return image(self.colours)

    def fit(self, area: QRectF) -> QRectF:
        """The largest box of whole cells in an area, at its top left."""
        side = min(area.width() / self.columns, area.height() / self.rows)
        side = float(int(side)) if side >= 2 else side
        return QRectF(area.left(), area.top(), side * self.columns, side * self.rows)

    def at(self, box: QRectF, point: QPointF) -> tuple[int, int] | None:
        """Row and column under a point."""
        if not box.contains(point):
            return None
        row = int((point.y() - box.top()) / box.height() * self.rows)
        column = int((point.x() - box.left()) / box.width() * self.columns)
        return min(row, self.rows - 1), min(column, self.columns - 1)

    def near(self, box: QRectF, point: QPointF) -> tuple[int, int]:
        """Row and column under a point, or the nearest ones."""
        row = int((point.y() - box.top()) / box.height() * self.rows)
        column = int((point.x() - box.left()) / box.width() * self.columns)
        return min(max(row, 0), self.rows - 1), min(max(column, 0), self.columns - 1)

    def part(self, box: QRectF, top: int, left: int, bottom: int, right: int) -> QRectF:
        """The rectangle of these rows and columns, which may reach beyond the box."""
        wide, high = box.width() / self.columns, box.height() / self.rows
        return QRectF(box.left() + left * wide, box.top() + top * high, (right - left) * wide, (bottom - top) * high)


def draw_plate(painter: QPainter, theme: Theme, plate: Plate, box: QRectF) -> None:
    """Cells, their border, and numbers where they are wanted and fit."""
    each = box.width() / plate.columns
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    if plate.numbers and each >= theme.px(8):
        _draw_cells(painter, theme, plate, box)
    else:
        smooth = max(plate.rows, plate.columns) > SMOOTH
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.fillRect(box, theme.color("segment"))
        painter.drawImage(box, plate.picture)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(theme.pen("line_2"))
    painter.drawRect(box)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _draw_cells(painter: QPainter, theme: Theme, plate: Plate, box: QRectF) -> None:
    wide, high = box.width() / plate.columns, box.height() / plate.rows
    printed = _print(theme, plate, wide) if min(wide, high) >= theme.px(SMALLEST) else None
    painter.fillRect(box, theme.color("panel"))
    if printed is not None:
        painter.setFont(printed[2])
    for row in range(plate.rows):
        for column in range(plate.columns):
            cell = QRectF(box.left() + column * wide, box.top() + row * high, wide - 1, high - 1)
            color = QColor(*plate.colours[row, column].tolist())
            if plate.counts is not None and not plate.counts[row, column]:
                color.setAlphaF(0.35)
            painter.fillRect(cell, color)
            if printed is not None:
                painter.setPen(theme.color("text_1") if color.alphaF() < 0.5 else ink(color))
                words = in_cell(float(plate.values[row, column]), *printed[:2])
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, words)
    if plate.counts is not None and not plate.counts.all():
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(theme.pen("accent", 2))
        for row, column in np.argwhere(plate.counts).tolist():
            painter.drawRect(plate.part(box, row, column, row + 1, column + 1).adjusted(0, 0, -1, -1))


def number_font(theme: Theme, size: float = 9.5) -> QFont:
    """The font of numbers inside cells, of a size in px of the design."""
    font = theme.font("cell")
    font.setPixelSize(max(1, round(size * theme.zoom)))
    return font


def _print(theme: Theme, plate: Plate, wide: float) -> tuple[int, bool, QFont] | None:
    """Decimals, whether a leading zero is left out, and letters that let every number of a plate stand in its cell.

    Two decimals come before one, as ``.07`` tells more than ``0.1``; ``None`` where nothing fits.
    """
    finite = plate.values[np.isfinite(plate.values)]
    ends = [float(finite.min()), float(finite.max())] if finite.size else [0.0]
    most = max(map(abs, ends))
    forms = [(2, False), (2, True)] if most < 0.995 else [(2, False)]
    for decimals, bare in (*forms, (1, False)) if most < 100 else (*forms, (1, False), (0, False)):
        for size in SIZES:
            font = number_font(theme, size)
            metrics = QFontMetricsF(font)
            if max(metrics.horizontalAdvance(in_cell(end, decimals, bare)) for end in ends) <= wide - 2:
                return decimals, bare, font
    return None


def draw_focus(painter: QPainter, theme: Theme, widget: QWidget) -> None:
    """A ring just inside a painted widget that the keyboard is at."""
    if by_keyboard(widget):
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(theme.pen("accent", 2))
        radius = theme.px(4)
        painter.drawRoundedRect(QRectF(widget.rect()).adjusted(1, 1, -1, -1), radius, radius)


def ink(color: QColor) -> QColor:
    """The colour of letters that are read best on a colour."""
    light = 0.299 * color.red() + 0.587 * color.green() + 0.114 * color.blue()
    return QColor("#15171C") if light > 140 else QColor("#FFFFFF")
