"""ImagePlot: the themed wrapper of pyqtgraph that every picture of numbers stands on: maps, matrices, fields.

Numbers go into one ``pyqtgraph.ImageItem`` with a table of 256 colours and one for what is no number. Many maps are one
picture too, a mosaic (``plot_mosaic.py``): 32 maps cost 1.4 ms a refresh in one item and 8.5 ms in 32.

What comes for free: the wheel that zooms around the pointer, dragging that moves, a double click or Home that fits, the
value under the pointer in our words, which the arrow keys move too, a colour scale with its ends printed, a sentence
while it is empty, and words for those who cannot see.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QImage, QKeyEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from playground.numerals import short
from playground.ui.plots.chart_readout import Rows, draw_table, rows_in_words
from playground.ui.plots.plot_box import PlotBox
from playground.ui.plots.plot_view import Overlay, PlotView
from playground.ui.theme.theme import Theme
from playground.ui.widgets.focus_ring import by_keyboard
from playground.ui.widgets.heat_colours import NO_NUMBER_RGBA, Mask, Table, places

Array = npt.NDArray[Any]
Cell = tuple[int, int]
SMOOTH = 28
"""A picture of more cells a side is drawn smoothly where it is enlarged; of fewer each cell is seen."""
DEEPEST = 4.0
"""The wheel zooms in until so many cells are left from side to side."""


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


class ImagePlot(PlotView):
    """One picture of numbers (height, width), its first row on top, over the largest box of its shape.

    ``picked(row, column)`` is a click on a cell, or Enter; ``pointed(row, column)`` tells which cell is read, -1 where
    none is. ``write`` puts the value of a cell into the lines of a read-out, which stands at the cell unless
    ``read_inside`` is False: then what holds the picture says it elsewhere.
    """

    picked = Signal(int, int)
    pointed = Signal(int, int)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.write: Callable[[int, int], Rows] | None = None
        self.read_inside = True
        self.box = PlotBox(self)
        self.box.invertY(True)
        self.item = pg.ImageItem(axisOrder="row-major", levels=(0, 257), autoLevels=False)
        self.box.add(self.item)
        self._values: Array = np.empty((0, 0))
        self._indices: npt.NDArray[np.uint16] = np.empty((0, 0), np.uint16)
        self._scale: tuple[Table, str, str] | None = None
        self._shown = QRectF(0.0, 0.0, 1.0, 1.0)
        self._square = True
        self._smooth: bool | None = None
        self._framed = True
        self._at: Cell | None = None
        self._pressed: QPointF | None = None
        self._dragged = False
        Overlay(self, self._draw_scale, -10)
        Overlay(self, self._draw_hand, 50)

    # ----------------------------------------------------------------------------------------------- what it shows

    def show_values(self, values: Array, low: float, high: float, table: Table, there: Mask | None = None) -> None:
        """Show numbers (height, width) from low to high; nothing is drawn where ``there`` is False."""
        self.show_indices(values, indices(values, low, high, there), table)

    def show_indices(self, values: Array, found: npt.NDArray[np.uint16], table: Table) -> None:
        """Show colours that were found already, as of a mosaic; ``values`` of the same shape are what is read."""
        other = values.shape != self._values.shape
        self._values, self._indices = values, found
        self.item.setLookupTable(colour_rows(table), update=False)
        if other:
            self._shown = QRectF(0.0, 0.0, 1.0, 1.0)
            self._at = None
        self.refresh() if other or self._stale else self._update_image()

    def set_look(self, square: bool = True, smooth: bool | None = None, framed: bool = True) -> None:
        """Whether cells are as wide as high, the picture has a border, and it is smooth.

        By itself (``None``) it is smooth where it has many cells.
        """
        self._square, self._smooth, self._framed = square, smooth, framed
        self.refresh()

    def show_scale(self, table: Table | None, low: str = "", high: str = "") -> None:
        """A colour scale at the right with its ends printed; none without a table."""
        self._scale = None if table is None else (table, low, high)
        self.refresh()

    @property
    def values(self) -> Array:
        """What it shows, (height, width)."""
        return self._values

    @property
    def part_shown(self) -> QRectF:
        """Which part of the picture is in view, in shares of its sides: all of it until somebody zooms."""
        return self._shown

    @property
    def cell_read(self) -> Cell | None:
        """The cell that is read, if any."""
        return self._at

    def lay_out(self) -> None:
        """The largest box of the picture's shape, left of the scale."""
        self.box.place(self.picture_area())
        self._update_image()

    def picture_area(self) -> QRectF:
        """Where the picture lies, in pixels."""
        theme, rows, columns = self.theme, *self._values.shape
        right = 0.0
        if self._scale is not None:
            metrics = QFontMetricsF(theme.font("tick"))
            right = theme.px(18) + max(metrics.horizontalAdvance(words) for words in self._scale[1:])
        room = QRectF(1.0, 1.0, max(self.width() - right - 2, 1.0), max(self.height() - 2.0, 1.0))
        if not self._square or not rows or not columns:
            return room
        side = min(room.width() / columns, room.height() / rows)
        side = float(int(side)) if side >= 2 else side  # whole pixels, so that all cells are alike
        wide, high = side * columns, side * rows
        left = round(room.left() + (room.width() - wide) / 2)
        return QRectF(left, round(room.top() + (room.height() - high) / 2), wide, high)

    def fit(self) -> None:
        """Show all of it."""
        self._look(QRectF(0.0, 0.0, 1.0, 1.0))

    def describe(self) -> str:
        """How large it is, and from what to what its values go."""
        if self.message:
            return self.message
        finite = self._values[np.isfinite(self._values)]
        if not len(finite):
            return ""
        rows, columns = self._values.shape
        return f"{rows} rows and {columns} columns, from {short(float(finite.min()))} to {short(float(finite.max()))}"

    # ----------------------------------------------------------------------------------------------- read-out

    @property
    def read_out(self) -> list[str]:
        """What is read under the pointer, a line each; empty where there is nothing."""
        return rows_in_words(self._rows())

    def cell_at(self, at: QPointF) -> Cell | None:
        """Row and column under a place of the widget."""
        area = self.box.geometry()
        if not area.contains(at) or not self._values.size:
            return None
        rows, columns = self._values.shape
        down = self._shown.top() + (at.y() - area.top()) / area.height() * self._shown.height()
        across = self._shown.left() + (at.x() - area.left()) / area.width() * self._shown.width()
        return min(int(down * rows), rows - 1), min(int(across * columns), columns - 1)

    def cell_box(self, row: int, column: int) -> QRectF:
        """Where a cell lies on the widget, in pixels."""
        area, shown = self.box.geometry(), self._shown
        rows, columns = self._values.shape
        wide, high = area.width() / shown.width() / columns, area.height() / shown.height() / rows
        left = area.left() - shown.left() * columns * wide + column * wide
        return QRectF(left, area.top() - shown.top() * rows * high + row * high, wide, high)

    def read_cell(self, cell: Cell | None) -> None:
        """Read that cell, as the pointer does; ``None`` reads nothing."""
        if cell != self._at:
            self._at = cell
            self.pointed.emit(*(cell or (-1, -1)))
            self.viewport().update()

    def point(self, at: QPointF | None) -> None:
        """Read the cell under the pointer."""
        self.read_cell(None if at is None or self.message else self.cell_at(at))

    def click(self, at: QPointF) -> None:
        """Tell which cell was clicked."""
        cell = self.cell_at(at)
        if cell is not None:
            self.picked.emit(*cell)

    def _rows(self) -> Rows:
        if self._at is None:
            return []
        if self.write is not None:
            return self.write(*self._at)
        row, column = self._at
        return [(f"row {row + 1}, column {column + 1}", short(float(self._values[row, column])), None)]

    # ----------------------------------------------------------------------------------------------- painting

    def _update_image(self) -> None:
        if not self._indices.size:
            self.item.clear()
        elif self.wanted or not self._stale:
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
        bar = QRectF(area.right() + theme.px(6), area.top(), theme.px(6), area.height())
        painter.drawImage(bar, QImage(strip.data, 1, 256, 4, QImage.Format.Format_RGBA8888))
        painter.setFont(theme.font("tick"))
        painter.setPen(theme.color("text_3"))
        metrics = QFontMetricsF(painter.font())
        left = bar.right() + theme.px(3)
        painter.drawText(QPointF(left, area.top() + metrics.ascent() - 2), high)
        painter.drawText(QPointF(left, area.bottom() - 1), low)

    def _draw_hand(self, painter: QPainter) -> None:
        """The border, the cell that is read with its value, and where the keyboard is."""
        area, theme = self.box.geometry(), self.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._framed or by_keyboard(self):
            painter.setPen(theme.pen("accent" if by_keyboard(self) else "line_2"))
            painter.drawRect(area.adjusted(-0.5, -0.5, 0.5, 0.5))
        if self._at is None or not self._values.size:
            return
        cell = self.cell_box(*self._at)
        painter.setPen(theme.pen("panel", 3.0))
        painter.drawRect(cell)
        painter.setPen(theme.pen("text_1", 1.0))
        painter.drawRect(cell)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rows = self._rows() if self.read_inside else []
        if rows:
            draw_table(painter, theme, QRectF(self.rect()), cell.right(), rows)

    # ----------------------------------------------------------------------------------------------- mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click, or to move the picture."""
        if event.button() != Qt.MouseButton.LeftButton or self.message:
            event.ignore()
            return
        self._pressed, self._dragged = event.position(), False
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the cell under the pointer; with the button down, move."""
        at = event.position()
        if self._pressed is None or not event.buttons():
            self.point(at)
            return
        if self._dragged or (at - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            area, by = self.box.geometry(), at - self._pressed
            self._dragged, self._pressed = True, at
            across, down = by.x() / area.width() * self._shown.width(), by.y() / area.height() * self._shown.height()
            self._look(self._shown.translated(-across, -down))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a click."""
        pressed, self._pressed = self._pressed, None
        if pressed is not None and not self._dragged:
            self.click(pressed)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer; where all is in view already, what lies around may scroll."""
        area = self.box.geometry()
        factor = 0.8 ** (event.angleDelta().y() / 120)
        whole = self._shown.width() >= 1.0 and factor >= 1.0
        if self.message or whole or not area.contains(event.position()) or not self._values.size:
            event.ignore()
            return
        event.accept()
        least = DEEPEST / max(self._values.shape)
        wide = min(max(self._shown.width() * factor, least), 1.0)
        share_x = (event.position().x() - area.left()) / area.width()
        share_y = (event.position().y() - area.top()) / area.height()
        x = self._shown.left() + share_x * (self._shown.width() - wide)
        y = self._shown.top() + share_y * (self._shown.height() - wide)
        self._look(QRectF(x, y, wide, wide))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys read the next cell, Enter picks it, Home fits, Escape reads nothing."""
        steps = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self._values.size:
            rows, columns = self._values.shape
            row, column = self._at or (-step[0], -step[1])
            self.read_cell((min(max(row + step[0], 0), rows - 1), min(max(column + step[1], 0), columns - 1)))
            self.setAccessibleDescription(", ".join(self.read_out))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at is not None:
            self.picked.emit(*self._at)
        elif event.key() == Qt.Key.Key_Home:
            self.fit()
        elif event.key() == Qt.Key.Key_Escape and self._at is not None:
            self.read_cell(None)
        else:
            event.ignore()

    def _look(self, shown: QRectF) -> None:
        """Show that part of the picture, in shares of it, moved so that it does not go beyond."""
        left = min(max(shown.left(), 0.0), 1.0 - shown.width())
        top = min(max(shown.top(), 0.0), 1.0 - shown.height())
        self._shown = QRectF(left, top, shown.width(), shown.height())
        self.box.look_at(self._shown)
        self.viewport().update()
