"""Matrix: a table of counts as coloured cells, with the counts inside where there is room."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from playground.numerals import count
from playground.ui.theme.theme import Theme
from playground.ui.widgets.painted import PaintedWidget

Counts = npt.NDArray[np.int64]
SMALLEST = 7
"""Counts are written this small, in px of the design, rather than left out."""


class Matrix(PaintedWidget):
    """True classes down, predicted across. Only errors are coloured; the diagonal stays neutral.

    ``pointed(row, column)`` tells which cell the pointer (or the arrow keys) is on, (-1, -1) for none;
    ``clicked(row, column)`` that it was clicked, or Enter was pressed on it.
    """

    pointed = Signal(int, int)
    clicked = Signal(int, int)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._ringed = (-1, -1)
        self._counts: Counts | None = None
        self._names: Sequence[str] = ()
        self._key = 0
        self._at = (-1, -1)

    def show_counts(self, counts: Counts | None, names: Sequence[str]) -> None:
        """Show counts (true, predicted) for classes of these names."""
        self._counts, self._names = counts, names
        self._key += 1
        self.update()

    def set_ringed(self, row: int, column: int) -> None:
        """Ring the cell whose samples are chosen; (-1, -1) for none."""
        if (row, column) != self._ringed:
            self._ringed = (row, column)
            self.update()

    @property
    def is_pointed_at(self) -> bool:
        """Whether the pointer, or the keyboard, is on a cell."""
        return self._at[0] >= 0

    def cell_center(self, row: int, column: int) -> QPoint:
        """Where a cell can be clicked."""
        return self._cell(self.cells(), row, column).center().toPoint()

    def cells(self) -> QRectF:
        """The square in which the cells lie."""
        metrics = QFontMetricsF(self.theme.font("tick"))
        words = max((metrics.horizontalAdvance(name) for name in self._short_names()), default=0.0)
        left = words + self.theme.px(6)
        each = 1
        for upright in (False, True):  # names stand upright under columns that are too narrow for them
            bottom = metrics.height() + self.theme.px(4) + (words if upright else metrics.height())
            side = max(min(self.width() - left, self.height() - bottom - self.theme.px(3)), 10.0)
            each = max(int(side / max(len(self._names), 1)), 1)
            if not self._upright(each):
                break
        # The first name is higher than a small cell, and begins above it.
        top = min(max(self.theme.px(7) - each // 2, 0), self.theme.px(3))
        return QRectF(round(left), top, each * len(self._names), each * len(self._names))

    def draw(self, painter: QPainter) -> None:
        """Cells, words, and a ring around the cell that is pointed at."""
        if self._counts is None:
            return
        counts, area = self._counts, self.cells()

        def table(inner: QPainter) -> None:
            self._draw_cells(inner, area, counts)
            self._draw_words(inner, area)

        self.layer(painter, "table", self._key, table)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._ringed[0] >= 0 and max(self._ringed) < len(self._names):
            painter.setPen(self.theme.pen("accent", 3))
            painter.drawRect(self._cell(area, *self._ringed).adjusted(-1, -1, 1, 1))
        if self._at[0] >= 0:
            painter.setPen(self.theme.pen("accent", 2))
            painter.drawRect(self._cell(area, *self._at))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the cell."""
        self._point(self._found(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Click the cell."""
        found = self._found(event.position())
        if found[0] >= 0 and self._counts is not None:
            self.clicked.emit(*found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys move from cell to cell, Enter clicks."""
        steps = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
        step, last = steps.get(Qt.Key(event.key())), len(self._names) - 1
        if step is not None and last >= 0:
            self._point((min(max(self._at[0] + step[0], 0), last), min(max(self._at[1] + step[1], 0), last)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at[0] >= 0 and self._counts is not None:
            self.clicked.emit(*self._at)
        else:
            super().keyPressEvent(event)

    def _found(self, at: QPointF) -> tuple[int, int]:
        """The cell at a place of the widget, (-1, -1) for none."""
        area = self.cells()
        found = (-1, -1)
        if len(self._names) and area.contains(at):
            each = area.width() / len(self._names)
            row, column = int((at.y() - area.top()) / each), int((at.x() - area.left()) / each)
            found = (min(row, len(self._names) - 1), min(column, len(self._names) - 1))
        return found

    def leaveEvent(self, event: QEvent) -> None:
        """No cell."""
        self._point((-1, -1))

    def _point(self, found: tuple[int, int]) -> None:
        if found != self._at:
            self._at = found
            self.pointed.emit(*found)
            self.update()

    def _cell(self, area: QRectF, row: int, column: int) -> QRectF:
        each = area.width() / len(self._names)
        gap = 1.0 if each >= 8 else 0.0
        return QRectF(area.left() + column * each, area.top() + row * each, each - gap, each - gap)

    def _short_names(self) -> list[str]:
        return [name if len(name) <= 4 else f"{name[:3]}." for name in self._names]

    def _draw_cells(self, painter: QPainter, area: QRectF, counts: Counts) -> None:
        errors = counts - np.diag(np.diag(counts))
        most = max(int(errors.max()), 1)
        table = self.theme.magnitude_table()
        each = area.width() / max(len(self._names), 1)
        font = self._count_font(counts, each - 2)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for row in range(len(counts)):
            for column in range(len(counts)):
                number = int(counts[row, column])
                diagonal = row == column
                color = self.theme.color("segment") if diagonal else QColor(*table[round(255 * number / most)].tolist())
                box = self._cell(area, row, column)
                painter.fillRect(box, color)
                wanted = number and (diagonal or number >= 0.3 * most or each >= 24)
                if wanted and each >= self.theme.px(15) and metrics.horizontalAdvance(count(number)) < each - 2:
                    painter.setPen(self._ink(color) if not diagonal else self.theme.color("text_3"))
                    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, count(number))

    def _count_font(self, counts: Counts, room: float) -> QFont:
        """The font in which the widest count has room in a cell, none smaller than can be read."""
        font = self.theme.font("cell")
        widest = count(int(counts.max(initial=0)))
        while font.pixelSize() > self.theme.px(SMALLEST) and QFontMetricsF(font).horizontalAdvance(widest) >= room:
            font.setPixelSize(font.pixelSize() - 1)
        return font

    def _upright(self, each: float) -> bool:
        """Whether columns are too narrow for their names side by side, but not for upright ones."""
        metrics = QFontMetricsF(self.theme.font("tick"))
        across = max((metrics.horizontalAdvance(name) for name in self._short_names()), default=0.0)
        return metrics.height() * 0.8 <= each <= across + 2

    def _ink(self, color: QColor) -> QColor:
        return QColor("#15171C") if color.lightnessF() > 0.55 else QColor("#FFFFFF")

    def _draw_words(self, painter: QPainter, area: QRectF) -> None:
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_3"))
        metrics = QFontMetricsF(painter.font())
        each = area.width() / max(len(self._names), 1)
        names = self._short_names()
        every = max(math.ceil(metrics.height() * 0.8 / max(each, 1.0)), 1)
        across = max((metrics.horizontalAdvance(name) for name in names), default=0.0)
        upright = self._upright(each)
        every_column = 1 if upright or each > across + 2 else int((across + 2) // each) + 1
        for index, name in enumerate(names):
            middle = (index + 0.5) * each
            if index % every == 0:
                box = QRectF(0, area.top() + middle - 8, area.left() - self.theme.px(4), 16)
                painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name)
            if index % every_column == 0:
                self._draw_column_name(painter, name, QPointF(area.left() + middle, area.bottom() + 1), upright)
        self._draw_foot(painter, area, area.bottom() + (across + 2 if upright else metrics.height()))

    def _draw_column_name(self, painter: QPainter, name: str, at: QPointF, upright: bool) -> None:
        metrics = QFontMetricsF(painter.font())
        wide = metrics.horizontalAdvance(name)
        if not upright:
            painter.drawText(QPointF(at.x() - wide / 2, at.y() + metrics.ascent()), name)
            return
        painter.save()
        painter.translate(at.x() + (metrics.ascent() - metrics.descent()) / 2, at.y() + wide + 1)
        painter.rotate(-90)
        painter.drawText(QPointF(0, 0), name)
        painter.restore()

    def _draw_foot(self, painter: QPainter, area: QRectF, top: float) -> None:
        """What lies across and down, and what the colours mean, as far as there is room."""
        metrics = QFontMetricsF(painter.font())
        base, words = top + metrics.ascent(), ""
        for words in ("across predicted, down true", "predicted →, true ↓", ""):
            if metrics.horizontalAdvance(words) <= self.width() - self.theme.px(8):
                break
        wide = metrics.horizontalAdvance(words)
        left = max(min(area.left(), self.width() - self.theme.px(8) - wide), 0.0)
        painter.drawText(QPointF(left, base), words)
        counts = self._counts
        most = 0 if counts is None else int((counts - np.diag(np.diag(counts))).max(initial=0))
        end, bar = f"{count(most)} errors" if most > 1 else "1 error", self.theme.px(40)
        x = left + wide + self.theme.px(16)
        needed = metrics.horizontalAdvance("0") + bar + metrics.horizontalAdvance(end) + self.theme.px(8)
        if not most or x + needed > self.width():
            return
        painter.drawText(QPointF(x, base), "0")
        x += metrics.horizontalAdvance("0") + self.theme.px(4)
        table = self.theme.magnitude_table()
        for place in range(bar):
            shade = QColor(*table[round(255 * place / max(bar - 1, 1))].tolist())
            painter.fillRect(QRectF(x + place, base - metrics.ascent() * 0.7, 1, metrics.ascent() * 0.7), shade)
        painter.drawText(QPointF(x + bar + self.theme.px(4), base), end)
