"""Rows: numbers step by step, a strip of coloured cells each, beside the weights and products where there are some."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.numerals import count, figure
from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat_colours import largest
from playground.ui.widgets.markup import show_tip
from playground.ui.widgets.painted import PaintedWidget
from playground.ui.widgets.plate import Plate, draw_focus, draw_plate

Array = npt.NDArray[Any]
HEAD, ROW, LEAST_ROW = 18, 19, 15
LEAST, MOST_ROWS = 3, 24
WIDEST_CELL, GAP = 30, 22
SIGNS = ("", "×", "=")


@dataclass(frozen=True, eq=False)
class StepRow:
    """A step: its name, and its numbers (features); what lies outside of the sequence does not ``count``."""

    name: str
    values: Array
    counts: bool = True
    strong: bool = False


@dataclass(frozen=True, eq=False)
class NumberBlock:
    """Numbers (steps, features) under one title, on a signed scale of their own."""

    title: str
    values: Array


class StepRows(PaintedWidget):
    """Steps one below the other, each a strip of cells. ``picked(row, column)`` tells which cell was clicked.

    Where they do not all fit, those around the strong one are shown; the wheel and the page keys turn to the others.
    """

    picked = Signal(int, int)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self._rows: Sequence[StepRow] = ()
        self._blocks: Sequence[NumberBlock] = ()
        self._moved = 0
        self._leads = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def show_rows(
        self, rows: Sequence[StepRow], title: str, others: Sequence[NumberBlock] = (), leads: bool = True
    ) -> None:
        """Show what enters step by step under a title, and ``others`` of the same shape beside it.

        ``leads`` tells whether a click on a number that enters goes anywhere.
        """
        other = len(rows) != len(self._rows)
        self._rows, self._leads = tuple(rows), leads
        self._blocks = (NumberBlock(title, np.stack([row.values for row in rows])), *others)
        if other:
            self._moved = 0
            self.updateGeometry()
        self.update()

    @property
    def rows(self) -> Sequence[StepRow]:
        """All rows, in view or not."""
        return self._rows

    @property
    def blocks(self) -> Sequence[NumberBlock]:
        """What is shown side by side."""
        return self._blocks

    @property
    def range(self) -> tuple[int, int]:
        """First and last (exclusive) row in view."""
        room = max(int((self.height() - self._head()) / self.theme.px(LEAST_ROW)), 1)
        total = len(self._rows)
        strong = next((at for at, row in enumerate(self._rows) if row.strong), total - 1)
        first = min(max(strong - room // 2 + self._moved, 0), max(total - room, 0))
        return first, min(first + room, total)

    def sizeHint(self) -> QSize:
        """All rows, up to a number that is asked for."""
        rows = min(len(self._rows), MOST_ROWS)
        return QSize(self.theme.px(260), round(self._head() + rows * self.theme.px(ROW)) + 2)

    def minimumSizeHint(self) -> QSize:
        """A few rows."""
        rows = min(len(self._rows), LEAST)
        return QSize(self.theme.px(120), round(self._head() + rows * self.theme.px(LEAST_ROW)) + 2)

    def cell_center(self, row: int, column: int, block: int = 0) -> QPointF:
        """Where a number in view can be clicked."""
        box, first = self._boxes()[block], self.range[0]
        wide, high = box.width() / self._columns(), self._pitch()
        return QPointF(box.left() + (column + 0.5) * wide, box.top() + (row - first + 0.5) * high)

    def words_at(self, point: QPointF) -> str:
        """The number under a point, in words."""
        at = self._at(point)
        if at is None:
            return ""
        block, row, column = at
        shown = self._blocks[block]
        value = figure(float(shown.values[row, column]), 4)
        return f"{shown.title}: {self._rows[row].name}, feature {count(column + 1)} is {value}"

    # ------------------------------------------------------------------------------------------------ painting

    def draw(self, painter: QPainter) -> None:
        """Titles, names, cells, and the ring around the strong row."""
        if not self._rows:
            return
        first, last = self.range
        boxes = self._boxes()
        self._draw_titles(painter, boxes, (first, last))
        self._draw_names(painter, first, last)
        for plate, box in zip(self._plates(first, last), boxes, strict=True):
            self._draw_cells(painter, plate, box)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self.theme.pen("accent", 2))
        for at in range(first, last):
            if self._rows[at].strong:
                y = boxes[0].top() + (at - first) * self._pitch()
                painter.drawRect(QRectF(boxes[0].left() - 1, y - 1, boxes[0].width() + 2, self._pitch() + 1))
        draw_focus(painter, self.theme, self)

    def _draw_cells(self, painter: QPainter, plate: Plate, box: QRectF) -> None:
        """Cells with sharp edges, however narrow, each a number of its own; blurred where they outnumber pixels."""
        if box.width() / plate.columns >= self.theme.px(8):
            draw_plate(painter, self.theme, plate, box)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, plate.columns > box.width())
        painter.fillRect(box, self.theme.color("segment"))
        painter.drawImage(box, plate.picture)

    def _draw_titles(self, painter: QPainter, boxes: list[QRectF], seen: tuple[int, int]) -> None:
        painter.setFont(self.theme.font("tick"))
        metrics = QFontMetricsF(painter.font())
        high = self._head()
        for at, (block, box) in enumerate(zip(self._blocks, boxes, strict=True)):
            painter.setPen(self.theme.color("text_3"))
            words = metrics.elidedText(block.title, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(QRectF(box.left(), 0, box.width(), high), Qt.AlignmentFlag.AlignVCenter, words)
            if at and len(self._blocks) == len(SIGNS):
                painter.setPen(self.theme.color("text_2"))
                room = QRectF(boxes[at - 1].right(), box.top(), box.left() - boxes[at - 1].right(), box.height())
                painter.drawText(room, Qt.AlignmentFlag.AlignCenter, SIGNS[at])
        if seen != (0, len(self._rows)):
            painter.setPen(self.theme.color("text_3"))
            words = f"{count(seen[0] + 1)}–{count(seen[1])} of {count(len(self._rows))}"
            painter.drawText(QRectF(0, 0, self._left(), high), Qt.AlignmentFlag.AlignVCenter, words)

    def _draw_names(self, painter: QPainter, first: int, last: int) -> None:
        for at in range(first, last):
            row = self._rows[at]
            painter.setFont(self.theme.font("label", QFont.Weight.DemiBold if row.strong else None))
            metrics = QFontMetricsF(painter.font())
            painter.setPen(self.theme.color("text_1" if row.counts else "text_3"))
            room = self._left() - self.theme.px(8)
            text = metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, room)
            box = QRectF(0, self._head() + (at - first) * self._pitch(), room, self._pitch())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)

    def _plates(self, first: int, last: int) -> list[Plate]:
        """The rows in view, each block on the scale of all its rows."""
        table = self.theme.signed_table()
        plates = []
        for block in self._blocks:
            most = largest(block.values) or 1.0
            plates.append(Plate(block.title, block.values[first:last], -most, most, table, numbers=True))
        return plates

    # ------------------------------------------------------------------------------------------------ measures

    def _head(self) -> float:
        return float(self.theme.px(HEAD))

    def _pitch(self) -> float:
        first, last = self.range
        each = (self.height() - self._head() - 2) / max(last - first, 1)
        return float(min(max(int(each), self.theme.px(LEAST_ROW)), self.theme.px(ROW)))

    def _columns(self) -> int:
        return int(self._blocks[0].values.shape[1]) if self._blocks else 1

    def _left(self) -> float:
        metrics = QFontMetricsF(self.theme.font("label", QFont.Weight.DemiBold))
        names = max((metrics.horizontalAdvance(row.name) for row in self._rows), default=0.0)
        if self.range != (0, len(self._rows)):
            small = QFontMetricsF(self.theme.font("tick"))
            total = count(len(self._rows))
            names = max(names, small.horizontalAdvance(f"{total}–{total} of {total}"))
        return math.ceil(min(names, 0.35 * self.width())) + self.theme.px(8)

    def _boxes(self) -> list[QRectF]:
        """Where the rows in view lie, block by block."""
        first, last = self.range
        left, number = self._left(), len(self._blocks)
        gap = self.theme.px(GAP)
        wide = (self.width() - left - 2 - (number - 1) * gap) / max(number, 1)
        wide = max(min(wide, self._columns() * self.theme.px(WIDEST_CELL)), 4.0)
        high = self._pitch() * (last - first)
        return [QRectF(left + at * (wide + gap), self._head(), wide, high) for at in range(number)]

    def _at(self, point: QPointF) -> tuple[int, int, int] | None:
        """Block, row and column under a point."""
        first = self.range[0]
        for block, box in enumerate(self._boxes() if self._rows else ()):
            if box.contains(point):
                row = first + int((point.y() - box.top()) / self._pitch())
                column = int((point.x() - box.left()) / box.width() * self._columns())
                return block, min(row, len(self._rows) - 1), min(column, self._columns() - 1)
        return None

    def _leading(self, point: QPointF) -> tuple[int, int] | None:
        at = self._at(point) if self._leads else None
        return at[1:] if at is not None and at[0] != 1 and self._rows[at[1]].counts else None

    # --------------------------------------------------------------------------------------------------- hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Follow a number to where it comes from."""
        at = self._leading(event.position())
        if at is not None and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(*at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what can be followed."""
        leads = self._leading(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn to other rows; where all are in view the page around it scrolls."""
        if self.range == (0, len(self._rows)):
            event.ignore()
            return
        self._turn(-1 if event.angleDelta().y() > 0 else 1)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page up and page down turn to other rows."""
        by = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        else:
            self._turn(by * max(self.range[1] - self.range[0] - 1, 1))

    def _turn(self, by: int) -> None:
        before = self.range[0]
        self._moved += by
        over = self.range[0] - before - by
        self._moved += over  # what lies beyond the ends is not turned back first
        self.update()

    def event(self, event: QEvent) -> bool:
        """The number under the pointer."""
        if isinstance(event, QHelpEvent):
            show_tip(event.globalPos(), self.words_at(QPointF(event.pos())), self)
            return True
        return super().event(event)
