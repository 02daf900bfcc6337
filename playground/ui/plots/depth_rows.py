"""Depth rows: one row a layer, in order, with a dot on an axis that all share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from playground.numerals import log_tick, tick
from playground.ui.plots.chart_scale import linear_ticks, log_ticks
from playground.ui.theme.theme import Theme
from playground.ui.widgets.focus_ring import by_keyboard
from playground.ui.widgets.painted import PaintedWidget

ROW = 18
"""Least height of a row, px of the design."""


@dataclass(frozen=True)
class Axis:
    """What all rows share: the range, whether it is logarithmic, and the usual part of it, where there is one."""

    low: float
    high: float
    log: bool
    band: tuple[float, float] | None = None
    unit: float = 1.0
    """Values are printed times this: 100 for shares that are read as per cent."""

    def place(self, value: float) -> float:
        """Where a value lies, 0 at the low end and 1 at the high one; NaN where it has no place."""
        if self.log:
            if not value > 0:
                return math.nan
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def ticks(self, wanted: int) -> list[tuple[float, str]]:
        """Round values with their words."""
        if not self.log:
            return [(value, tick(round(value * self.unit, 9))) for value in linear_ticks(self.low, self.high, wanted)]
        return [(value, log_tick(value)) for value in log_ticks(self.low, self.high, wanted)]


@dataclass(frozen=True)
class DepthRow:
    """One layer: its name, its number, how that is printed, its colour, and whether it is out of the usual."""

    name: str
    value: float
    words: str
    color: QColor
    odd: bool = False


class DepthRows(PaintedWidget):
    """Rows of dots. ``picked(index)`` at a click or Enter, ``pointed(index)`` under the pointer, −1 when it left.

    A diagram rather than a chart: every number is written in its row, and rows are chosen.
    """

    picked = Signal(int)
    pointed = Signal(int)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self._rows: Sequence[DepthRow] = ()
        self._axis = Axis(0.1, 1.0, True)
        self._current = -1
        self._at = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @property
    def rows(self) -> Sequence[DepthRow]:
        """What is shown."""
        return self._rows

    def show_rows(self, rows: Sequence[DepthRow], axis: Axis) -> None:
        """Show these, on that axis."""
        if len(rows) != len(self._rows):
            self.updateGeometry()
        self._rows, self._axis = rows, axis
        self.update()

    def set_current(self, index: int) -> None:
        """Which row is the selected layer's; −1 for none."""
        if index != self._current:
            self._current = index
            self.update()

    def minimumSizeHint(self) -> QSize:
        """High enough for every row; what lies around it scrolls."""
        metrics = QFontMetricsF(self.theme.font("tick"))
        return QSize(60, round(len(self._rows) * self.theme.px(ROW) + metrics.height() + self.theme.px(6)))

    def row_box(self, index: int) -> QRectF:
        """Where a row lies."""
        area, high = self.plot_area(), self._row_height()
        return QRectF(0.0, area.top() + index * high, float(self.width()), high)

    def plot_area(self) -> QRectF:
        """Where the dots lie: names are left of it, printed numbers right, ticks below."""
        label = QFontMetricsF(self.theme.font("label", QFont.Weight.DemiBold))
        small = QFontMetricsF(self.theme.font("tick"))
        gap = self.theme.px(10)
        left = max((label.horizontalAdvance(row.name) for row in self._rows), default=0.0)
        left = min(left, 0.36 * self.width()) + gap
        right = max((small.horizontalAdvance(row.words) for row in self._rows), default=0.0) + 2 * gap
        bottom = small.height() + self.theme.px(4)
        return QRectF(left, 0.0, max(self.width() - left - right, 10.0), max(self.height() - bottom, 10.0))

    def draw(self, painter: QPainter) -> None:
        """Band and ticks, then every row."""
        area = self.plot_area()
        self._draw_axis(painter, area)
        for index, row in enumerate(self._rows):
            self._draw_row(painter, index, row, area)
        if by_keyboard(self):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self.theme.pen("accent", 1.5))
            painter.drawRoundedRect(self.row_box(max(self._at, 0)).adjusted(1, 1, -1, -1), 4, 4)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which row is under the pointer."""
        self._point(self._row_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """None is."""
        self._point(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell which row was clicked."""
        index = self._row_at(event.position())
        if index >= 0:
            self.picked.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down point at a row, Enter picks it."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and self._rows:
            self._point(min(max(self._at + step, 0), len(self._rows) - 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._rows:
            self.picked.emit(max(self._at, 0))
        else:
            super().keyPressEvent(event)

    # ------------------------------------------------------------------------------------------------ inside

    def _row_height(self) -> float:
        return min(self.plot_area().height() / max(len(self._rows), 1), float(self.theme.px(32)))

    def _row_at(self, at: QPointF) -> int:
        index = int(at.y() // max(self._row_height(), 1.0))
        return index if 0 <= index < len(self._rows) else -1

    def _point(self, index: int) -> None:
        if index != self._at:
            self._at = index
            self.setCursor(Qt.CursorShape.PointingHandCursor if index >= 0 else Qt.CursorShape.ArrowCursor)
            self.pointed.emit(index)
            self.update()

    def _draw_axis(self, painter: QPainter, area: QRectF) -> None:
        high = self._row_height() * len(self._rows)
        if self._axis.band is not None:
            ends = [min(max(self._axis.place(end), 0.0), 1.0) for end in self._axis.band]
            left, right = (area.left() + end * area.width() for end in ends)
            if right > left:
                painter.fillRect(QRectF(left, area.top(), right - left, high), self.theme.color("accent_soft"))
        painter.setFont(self.theme.font("tick"))
        metrics = QFontMetricsF(painter.font())
        last = -math.inf
        for value, words in self._axis.ticks(max(int(area.width() // self.theme.px(60)), 2)):
            x = area.left() + self._axis.place(value) * area.width()
            painter.setPen(self.theme.pen("grid"))
            painter.drawLine(QPointF(round(x) + 0.5, area.top()), QPointF(round(x) + 0.5, area.top() + high))
            wide = metrics.horizontalAdvance(words)
            start = min(x - wide / 2, self.width() - wide)
            if start > last:
                painter.setPen(self.theme.color("text_3"))
                painter.drawText(QPointF(start, area.top() + high + self.theme.px(3) + metrics.ascent()), words)
                last = start + wide + self.theme.px(6)

    def _draw_row(self, painter: QPainter, index: int, row: DepthRow, area: QRectF) -> None:
        box = self.row_box(index)
        chosen = index == self._current
        font = self.theme.font("label", QFont.Weight.DemiBold if chosen or index == self._at else None)
        painter.setFont(font)
        painter.setPen(self.theme.color("accent" if chosen else "text_2"))
        metrics = QFontMetricsF(font)
        base = box.center().y() + (metrics.ascent() - metrics.descent()) / 2
        name = metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, area.left() - self.theme.px(8))
        painter.drawText(QPointF(0, base), name)
        self._draw_dot(painter, row, area, box.center().y())
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("warning" if row.odd else "text_1"))
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box.adjusted(0, 0, -self.theme.px(6), 0), flags, row.words)

    def _draw_dot(self, painter: QPainter, row: DepthRow, area: QRectF, y: float) -> None:
        """A dot with its stem; hollow at the very left where a logarithmic axis has no place for it."""
        place = self._axis.place(row.value)
        if math.isnan(row.value):
            return
        there = not math.isnan(place) and math.isfinite(place)
        x = area.left() + (min(max(place, 0.0), 1.0) if there else 0.0) * area.width()
        stem = QColor(row.color)
        stem.setAlphaF(0.45)
        painter.setPen(self.theme.pen(stem.name(QColor.NameFormat.HexArgb), 2.0))
        painter.drawLine(QPointF(area.left(), y), QPointF(x, y))
        painter.setPen(self.theme.pen(row.color.name(), 1.75))
        painter.setBrush(row.color if there else self.theme.color("panel"))
        radius = 4.0 * self.theme.zoom
        painter.drawEllipse(QPointF(x, y), radius, radius)
