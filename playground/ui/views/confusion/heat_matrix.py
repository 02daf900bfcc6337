"""Matrix: a table of counts as coloured cells, with the counts inside where there is room."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from playground.numerals import count
from playground.ui.plots.image_plot import ImagePlot
from playground.ui.plots.plot_view import Overlay
from playground.ui.theme.theme import Theme
from playground.ui.views.confusion.matrix_words import (
    draw_column_names,
    draw_foot,
    draw_row_names,
    short_names,
    upright,
)

Counts = npt.NDArray[np.int64]
SMALLEST = 7
"""Counts are written this small, in px of the design, rather than left out."""
GAP_FROM = 8.0
"""Cells of so many px have a line of paper between them; smaller ones would be lost to it."""


class Matrix(ImagePlot):
    """True classes down, predicted across. Only errors are coloured; the diagonal stays neutral.

    ``pointed(row, column)`` tells which cell the pointer (or the arrow keys) is on, (-1, -1) for none;
    ``picked(row, column)`` that it was clicked, or Enter was pressed on it.
    """

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        self._ringed = (-1, -1)
        self._counts: Counts | None = None
        self._names: Sequence[str] = ()
        self._key = 0
        self._most = 1
        super().__init__(theme, name, title, parent)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self._set_look(smooth=False, framed=False)
        self.read_inside = False  # the view says it beside the matrix, where there is room for words
        Overlay(self, self._draw_table, 10, self._table_key)
        Overlay(self, self._draw_ring, 40)

    def show_counts(self, counts: Counts | None, names: Sequence[str]) -> None:
        """Show counts (true, predicted) for classes of these names."""
        self._counts, self._names = counts, names
        self._key += 1
        errors = np.zeros((0, 0), np.int64) if counts is None else counts - np.diag(np.diag(counts))
        self._most = max(int(errors.max(initial=0)), 1)
        table = self.theme.magnitude_table()
        self.show_values(errors, 0.0, float(self._most), table, ~np.eye(len(errors), dtype=bool))

    def set_ringed(self, row: int, column: int) -> None:
        """Ring the cell whose samples are chosen; (-1, -1) for none."""
        if (row, column) != self._ringed:
            self._ringed = (row, column)
            self.viewport().update()

    @property
    def is_pointed_at(self) -> bool:
        """Whether the pointer, or the keyboard, is on a cell."""
        return self.cell_read is not None

    def cell_center(self, row: int, column: int) -> QPoint:
        """Where a cell can be clicked."""
        return self.cell_box(row, column).center().toPoint()

    def _has_cell(self, row: int, column: int) -> bool:
        """The diagonal has counts too, though no colours."""
        return True

    def picture_area(self) -> QRectF:
        """The square in which the cells lie, with room for the names of the classes."""
        metrics = QFontMetricsF(self.theme.font("tick"))
        words = max((metrics.horizontalAdvance(name) for name in short_names(self._names)), default=0.0)
        left = words + self.theme.px(6)
        each = 1
        for turned in (False, True):  # names stand upright under columns that are too narrow for them
            bottom = metrics.height() + self.theme.px(4) + (words if turned else metrics.height())
            side = max(min(self.width() - left, self.height() - bottom - self.theme.px(3)), 10.0)
            each = max(int(side / max(len(self._names), 1)), 1)
            if not upright(metrics, self._names, each):
                break
        # The first name is higher than a small cell, and begins above it.
        top = min(max(self.theme.px(7) - each // 2, 0), self.theme.px(3))
        side = max(each * len(self._names), 1)
        return QRectF(round(left), top, side, side)

    def _apply_theme(self) -> None:
        """Take the colours of the theme."""
        self.show_counts(self._counts, self._names)
        super()._apply_theme()

    def _table_key(self) -> Hashable:
        return self._key, self._part.getRect()

    def _draw_table(self, painter: QPainter) -> None:
        """What stands in the cells, and around them."""
        counts = self._counts
        if counts is None or not counts.size:
            return
        area = self.box.geometry()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.save()
        painter.setClipRect(area)
        self._draw_cells(painter, counts)
        painter.restore()
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_3"))
        places = [self.cell_box(index, index) for index in range(len(counts))]
        draw_row_names(painter, self.theme, self._names, area, places)
        bottom = draw_column_names(painter, self._names, area, places)
        most = int((counts - np.diag(np.diag(counts))).max(initial=0))
        draw_foot(painter, self.theme, (area.left(), bottom, float(self.width())), most)

    def _draw_cells(self, painter: QPainter, counts: Counts) -> None:
        """The diagonal, lines of paper between the cells, and the counts that have room."""
        each = self.cell_box(0, 0).width()
        gap = 1.0 if each >= GAP_FROM else 0.0
        for index in range(len(counts)):
            painter.fillRect(self.cell_box(index, index), self.theme.color("segment"))
        for index in range(len(counts)) if gap else ():
            cell, area = self.cell_box(index, index), self.box.geometry()
            painter.fillRect(QRectF(cell.right() - gap, area.top(), gap, area.height()), self.theme.color("panel"))
            painter.fillRect(QRectF(area.left(), cell.bottom() - gap, area.width(), gap), self.theme.color("panel"))
        font = self._count_font(counts, each - 2)
        painter.setFont(font)
        if each < self.theme.px(15):
            return
        metrics, table = QFontMetricsF(font), self.theme.magnitude_table()
        for row, column in np.argwhere(counts).tolist():
            number, diagonal = int(counts[row, column]), row == column
            wanted = diagonal or number >= 0.3 * self._most or each >= 24
            if wanted and metrics.horizontalAdvance(count(number)) < each - 2:
                color = QColor(*table[round(255 * min(number / self._most, 1.0))].tolist())
                painter.setPen(self.theme.color("text_3") if diagonal else _ink(color))
                box = self.cell_box(row, column).adjusted(0, 0, -gap, -gap)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, count(number))

    def _count_font(self, counts: Counts, room: float) -> QFont:
        """The font in which the widest count has room in a cell, none smaller than can be read."""
        font = self.theme.font("cell")
        widest = count(int(counts.max(initial=0)))
        while font.pixelSize() > self.theme.px(SMALLEST) and QFontMetricsF(font).horizontalAdvance(widest) >= room:
            font.setPixelSize(font.pixelSize() - 1)
        return font

    def _draw_ring(self, painter: QPainter) -> None:
        """A ring around the cell whose samples are chosen."""
        if self._ringed[0] >= 0 and max(self._ringed) < len(self._names):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self.theme.pen("accent", 3))
            painter.drawRect(self.cell_box(*self._ringed).adjusted(-1, -1, 0, 0))


def _ink(color: QColor) -> QColor:
    return QColor("#15171C") if color.lightnessF() > 0.55 else QColor("#FFFFFF")
