"""ChartBars: one bar for each name, side by side with the level that they are compared with."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from playground.ui.theme.theme import Theme
from playground.ui.widgets.painted import PaintedWidget

ROW = 20
"""Least height of a row, px of the design."""


class ChartBars(PaintedWidget):
    """Rows of a name, a bar and its words, and a dotted upright at the level, named under it.

    A diagram rather than a chart: every number is written in its row, so there is nothing to zoom into or to read off.

    On a logarithmic scale a bar begins a power of ten below the least, and one of 0 has no length.
    """

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self._names: Sequence[str] = ()
        self._values: Sequence[float] = ()
        self._words: Sequence[str] = ()
        self._bad: frozenset[int] = frozenset()
        self._level = (0.0, "")
        self._log = False

    def show_bars(
        self,
        names: Sequence[str],
        values: Sequence[float],
        words: Sequence[str],
        level: tuple[float, str],
        bad: Sequence[int] = (),
        log: bool = False,
    ) -> None:
        """Show these values, 0 or more, printed as ``words``; those at the places ``bad`` in the warning colour."""
        self._names, self._values, self._words = names, values, words
        self._level, self._bad, self._log = level, frozenset(bad), log
        pairs = ", ".join(f"{name} {word}" for name, word in zip(names, words, strict=True))
        self.setAccessibleDescription(f"{pairs}; {level[1]}")
        self.updateGeometry()
        self.update()

    @property
    def values(self) -> Sequence[float]:
        """What is shown."""
        return self._values

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        return QSize(self.theme.px(240), len(self._names) * self.theme.px(ROW) + self.theme.px(22))

    def minimumSizeHint(self) -> QSize:
        """Every row can be read; what lies around it scrolls."""
        return QSize(80, self.sizeHint().height())

    def bar_area(self) -> QRectF:
        """Where the bars lie: names are left of it, words right, the level's name below."""
        names = QFontMetricsF(self.theme.font("label"))
        small = QFontMetricsF(self.theme.font("tick"))
        gap = self.theme.px(10)
        left = min(max((names.horizontalAdvance(name) for name in self._names), default=0.0), 0.36 * self.width()) + gap
        right = max((small.horizontalAdvance(word) for word in self._words), default=0.0) + gap
        high = len(self._names) * self.theme.px(ROW)
        left = math.ceil(left) + 1.0  # whole pixels, so that no name is shortened for want of a part of one
        return QRectF(left, 0.0, max(self.width() - left - right, 10.0), float(high))

    def draw(self, painter: QPainter) -> None:
        """Bars, then the level over them."""
        area, high = self.bar_area(), float(self.theme.px(ROW))
        for place, name in enumerate(self._names):
            row = QRectF(0.0, area.top() + place * high, float(self.width()), high)
            self._draw_row(painter, place, name, row, area)
        self._draw_level(painter, area)

    def _draw_row(self, painter: QPainter, place: int, name: str, row: QRectF, area: QRectF) -> None:
        theme, bad = self.theme, place in self._bad
        gap = theme.px(10)
        painter.setFont(theme.font("label"))
        painter.setPen(theme.color("text_1" if bad else "text_2"))
        left = QRectF(0.0, row.top(), area.left() - gap, row.height())
        text = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(left.width()))
        painter.drawText(left, int(Qt.AlignmentFlag.AlignVCenter), text)
        wide = self._part(self._values[place]) * area.width()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("track"))
        bar = QRectF(area.left(), row.center().y() - theme.px(4), area.width(), theme.px(8))
        painter.drawRoundedRect(bar, 2, 2)
        painter.setBrush(theme.color("warning" if bad else "accent"))
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), wide, bar.height()), 2, 2)
        painter.setFont(theme.font("tick"))
        painter.setPen(theme.color("text_1" if bad else "text_2"))
        right = QRectF(area.right() + gap / 2, row.top(), self.width() - area.right() - gap / 2, row.height())
        painter.drawText(right, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), self._words[place])

    def _draw_level(self, painter: QPainter, area: QRectF) -> None:
        x = round(area.left() + self._part(self._level[0]) * area.width()) + 0.5
        painter.setPen(self.theme.pen("text_2", 1, dashes=(1.5, 3)))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom() + self.theme.px(4)))
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_2"))
        wide = QFontMetricsF(painter.font()).horizontalAdvance(self._level[1]) + 2
        start = min(max(x - wide / 2, 0.0), max(self.width() - wide, 0.0))
        below = QRectF(start, area.bottom() + self.theme.px(4), wide, self.theme.px(18))
        painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), self._level[1])

    def _part(self, value: float) -> float:
        """How far along the axis a value lies, 0 to 1."""
        known = [each for each in (*self._values, self._level[0]) if math.isfinite(each) and each > 0]
        if not known or not math.isfinite(value) or value <= 0:
            return 0.0
        top = max(known)
        if not self._log:
            return value / top
        low, high = math.log10(min(known)) - 1.0, math.log10(top)
        return (math.log10(value) - low) / (high - low)
