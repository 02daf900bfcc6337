"""Class bars: a bar a class with its name and number; a class can be clicked where that leads somewhere."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from playground.ui.theme.theme import Theme
from playground.ui.widgets.painted import PaintedWidget

CLOSE, NARROW = 13, 190
"""The least height of a row, and the least width of one of several columns, px of the design."""


@dataclass(frozen=True)
class Bar:
    """One class: its name, a share from 0 to 1 (NaN where it is not known), and the number printed for it.

    ``mark`` is another share to compare with, as a line across the bar; NaN for none.
    """

    name: str
    share: float
    number: str
    strong: bool = False
    mark: float = math.nan


class ClassBars(PaintedWidget):
    """Bars under each other, all the same length for a share of 1; in columns where they would lie too close.

    With ``clickable`` a click, or the arrow keys and Enter, emits ``chosen(place)``. ``bars`` are those shown.
    """

    chosen = Signal(int)

    def __init__(
        self, theme: Theme, name: str, title: str, clickable: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, name, title, parent)
        self.bars: Sequence[Bar] = ()
        self._clickable = clickable
        self._at = -1
        self._ringed = -1
        if clickable:
            self.setMouseTracking(True)
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show these."""
        if bars != self.bars:
            self.bars = bars
            self.update()

    def set_ringed(self, place: int) -> None:
        """Ring the chosen class; -1 for none."""
        if place != self._ringed:
            self._ringed = place
            self.update()

    def bar_center(self, place: int) -> QPoint:
        """Where the bar at a place can be clicked."""
        return self._row(place).center().toPoint()

    def draw(self, painter: QPainter) -> None:
        """Name, trough, bar, number."""
        if not self.bars:
            return
        pitch, wide_column = self._pitch(), self._row(0).width()
        role = self.theme.font("tick" if pitch >= self.theme.px(11) else "cell")
        bold = QFont(role)
        bold.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetricsF(bold)
        names = min(max(metrics.horizontalAdvance(bar.name) for bar in self.bars), wide_column * 0.4)
        numbers = max(metrics.horizontalAdvance(bar.number) for bar in self.bars)
        left = names + self.theme.px(6)
        wide = max(wide_column - left - numbers - self.theme.px(6), 4.0)
        every = math.ceil(metrics.ascent() / max(pitch, 1.0))
        told = {place for place, bar in enumerate(self.bars) if bar.strong or place in (self._at, self._ringed)}
        thick = min(max(pitch * 0.5, 3.0), pitch * 0.45 if pitch > self.theme.px(22) else float(self.theme.px(9)))
        table = self.theme.magnitude_table()
        for place, bar in enumerate(self.bars):
            row = self._row(place)
            if place in (self._at, self._ringed) and self._clickable:
                painter.setPen(self.theme.pen("accent" if place == self._ringed else "line_2", 1.5))
                painter.setBrush(self.theme.color("segment"))
                painter.drawRoundedRect(row.adjusted(0.75, 0.75, -0.75, -0.75), 4, 4)
            middle = row.center().y()
            base = middle + (metrics.ascent() - metrics.descent()) / 2
            if (
                every == 1
                or place in told
                or not (place % every or told & set(range(place - every, place + every + 1)))
            ):
                painter.setFont(bold if bar.strong else role)
                painter.setPen(self.theme.color("text_1" if bar.strong else "text_2"))
                name = QFontMetricsF(painter.font()).elidedText(bar.name, Qt.TextElideMode.ElideRight, names)
                painter.drawText(QPointF(row.left() + 2, base), name)
                x = row.right() - 2 - QFontMetricsF(painter.font()).horizontalAdvance(bar.number)
                painter.drawText(QPointF(x, base), bar.number)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.color("track" if place == self._at else "segment"))
            painter.drawRoundedRect(QRectF(row.left() + left, middle - thick / 2, wide, thick), 2, 2)
            if bar.share == bar.share and bar.share * wide >= 0.5:
                level = round(255 * (0.25 + 0.5 * min(bar.share, 1.0)))
                painter.setBrush(QColor(*table[level].tolist()))
                long = min(bar.share, 1.0) * wide
                painter.drawRoundedRect(QRectF(row.left() + left, middle - thick / 2, long, thick), 2, 2)
            if math.isfinite(bar.mark):
                x = row.left() + left + min(bar.mark, 1.0) * wide
                painter.setPen(self.theme.pen("text_1", 1.5))
                painter.drawLine(QPointF(x, middle - thick / 2 - 1), QPointF(x, middle + thick / 2 + 1))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show which class a click would choose."""
        if self._clickable:
            self._point(self._place(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """None."""
        self._point(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a class."""
        place = self._place(event.position())
        if self._clickable and place >= 0:
            self._point(place)
            self.chosen.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down point at a class, Enter chooses it."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and self.bars:
            self._point(min(max(self._at + step, 0), len(self.bars) - 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at >= 0:
            self.chosen.emit(self._at)
        else:
            super().keyPressEvent(event)

    def _point(self, place: int) -> None:
        if place != self._at:
            self._at = place
            self.update()

    def _columns(self) -> int:
        """As many columns as keep the rows apart, as far as there is width for them."""
        fit = max(self.height() // self.theme.px(CLOSE), 1)
        return max(min(math.ceil(len(self.bars) / fit), self.width() // self.theme.px(NARROW)), 1)

    def _rows(self) -> int:
        return max(math.ceil(len(self.bars) / self._columns()), 1)

    def _pitch(self) -> float:
        usual = max(self.theme.px(22), min(self.height() / 16, self.theme.px(48)))  # bars grow with an enlarged view
        return min(self.height() / self._rows(), float(usual))

    def _row(self, place: int) -> QRectF:
        pitch, gap = self._pitch(), self.theme.px(20)
        column, row = divmod(place, self._rows())
        wide = (self.width() + gap) / self._columns() - gap
        return QRectF(column * (wide + gap), row * pitch, wide, pitch)

    def _place(self, at: QPointF) -> int:
        return next((place for place in range(len(self.bars)) if self._row(place).contains(at)), -1)
