"""CellGrid: cells in rows and columns that are pointed at, picked, zoomed and moved, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from playground.ui.plots.chart_readout import Rows, draw_table, rows_in_words
from playground.ui.plots.part_view import PartView
from playground.ui.plots.plot_box import PlotBox
from playground.ui.theme.theme import Theme

Cell = tuple[int, int]
DEEPEST = 4.0
"""The wheel zooms in until so many cells are left from side to side."""


class CellGrid(PartView):
    """Cells that lie over one area or several, all zoomed and moved alike; subclasses show them.

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
        self._extent = (0, 0)
        self._at: Cell | None = None

    # ------------------------------------------------------------------------------------------------ for subclasses

    def cell_at(self, at: QPointF) -> Cell | None:
        """Row and column under a place of the widget; none where there is no value."""
        raise NotImplementedError

    def cell_box(self, row: int, column: int) -> QRectF:
        """Where a cell lies on the widget, in pixels."""
        raise NotImplementedError

    # ------------------------------------------------------------------------------------------------ what is in view

    def _area_of(self, cell: Cell) -> QRectF:
        """The area over which a cell lies."""
        return self.areas()[0]

    def _set_extent(self, rows: int, columns: int) -> None:
        """So many cells there are; all of them are in view, and none is read."""
        self._extent = (rows, columns)
        self.cell_read = None
        self.fit()

    def _has_cell(self, row: int, column: int) -> bool:
        """Whether there is a value at that place, and not the gap between two maps."""
        return True

    @property
    def _deepest(self) -> float:
        """So few cells are left from side to side."""
        return DEEPEST / max(*self._extent, 1)

    @property
    def _has_cells(self) -> bool:
        return min(self._extent) > 0

    @property
    def cell_read(self) -> Cell | None:
        """The cell that is read, as by the pointer; ``None`` for none."""
        return self._at

    @cell_read.setter
    def cell_read(self, cell: Cell | None) -> None:
        if cell != self._at:
            self._at = cell
            self.pointed.emit(*(cell or (-1, -1)))
            self.viewport().update()

    @property
    def read_out(self) -> list[str]:
        """What is read under the pointer, a line each; empty where there is nothing."""
        return rows_in_words(self._rows())

    def _point(self, at: QPointF | None) -> None:
        """Read the cell under the pointer."""
        self.cell_read = None if at is None or self.message else self.cell_at(at)

    def _click(self, at: QPointF) -> None:
        """Tell which cell was clicked."""
        cell = self.cell_at(at)
        if cell is not None:
            self.picked.emit(*cell)

    def _rows(self) -> Rows:
        """What is said of the cell that is read."""
        return [] if self._at is None or self.write is None else self.write(*self._at)

    def _draw_reading(self, painter: QPainter, room: QRectF) -> None:
        """An outline around the cell that is read, and the lines of the read-out within ``room``."""
        if self._at is None or not self._has_cells:
            return
        cell = self.cell_box(*self._at)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(self.theme.pen("panel", 3.0))
        painter.drawRect(cell)
        painter.setPen(self.theme.pen("text_1", 1.0))
        painter.drawRect(cell)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rows = self._rows() if self.read_inside else []
        if rows:
            draw_table(painter, self.theme, room, cell.right(), rows)

    # ------------------------------------------------------------------------------------------------ keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys read the next cell, Enter picks it, plus and minus zoom, Home fits, Escape reads nothing."""
        steps = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self._has_cells:
            self.cell_read = self._next(*step)
            self._bring_into_view()
            self.setAccessibleDescription(", ".join(self.read_out))
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Minus) and self._has_cells:
            self._zoom_by_key(0.8 if event.key() == Qt.Key.Key_Plus else 1.25)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at is not None:
            self.picked.emit(*self._at)
        elif event.key() == Qt.Key.Key_Home:
            self.fit()
        elif event.key() == Qt.Key.Key_Escape and self._at is not None:
            self.cell_read = None
        else:
            event.ignore()

    def _next(self, down: int, across: int) -> Cell | None:
        """The next cell that way which has a value, or the one that is read where there is none."""
        rows, columns = self._extent
        if self._at is None:
            return (0, 0) if self._has_cell(0, 0) else None
        row, column = self._at[0] + down, self._at[1] + across
        while 0 <= row < rows and 0 <= column < columns:
            if self._has_cell(row, column):
                return row, column
            row, column = row + down, column + across
        return self._at

    def _zoom_by_key(self, factor: float) -> None:
        """Zoom around the cell that is read, or else the middle."""
        area = self.areas()[0] if self._at is None else self._area_of(self._at)
        at = area.center() if self._at is None else self.cell_box(*self._at).center()
        self._zoom(factor, at if area.contains(at) else area.center(), area)

    def _bring_into_view(self) -> None:
        """Move the picture so that the cell that is read is in view."""
        if self._at is None or self._part.width() >= 1.0:
            return
        cell = self.cell_box(*self._at)
        area = self._area_of(self._at)
        whole = self._whole_area(area)
        right, left = max(cell.right() - area.right(), 0.0), min(cell.left() - area.left(), 0.0)
        down, up = max(cell.bottom() - area.bottom(), 0.0), min(cell.top() - area.top(), 0.0)
        if right or left or down or up:
            self._look(self._part.translated((right or left) / whole.width(), (down or up) / whole.height()))


class BoxedCells(CellGrid):
    """Rows and columns of cells over one ``box``, the first row on top."""

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.box = PlotBox(self)
        self.box.invertY(True)

    def areas(self) -> Sequence[QRectF]:
        """The box."""
        return (self.box.geometry(),) if self._has_cells else ()

    def cell_at(self, at: QPointF) -> Cell | None:
        """Row and column under a place of the widget; none where there is no value."""
        area = self.box.geometry()
        if not area.contains(at) or not self._has_cells:
            return None
        whole, (rows, columns) = self._whole_area(area), self._extent
        down, across = (at.y() - whole.top()) / whole.height(), (at.x() - whole.left()) / whole.width()
        row, column = min(int(down * rows), rows - 1), min(int(across * columns), columns - 1)
        return (row, column) if self._has_cell(row, column) else None

    def cell_box(self, row: int, column: int) -> QRectF:
        """Where a cell lies on the widget, in pixels."""
        whole, (rows, columns) = self._whole_area(self.box.geometry()), self._extent
        wide, high = whole.width() / columns, whole.height() / rows
        return QRectF(whole.left() + column * wide, whole.top() + row * high, wide, high)

    def _show_part(self) -> None:
        """Show it in the box."""
        self.box.look_at(self._part)
