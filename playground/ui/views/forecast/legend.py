"""Forecast legend: what each line of a forecast is, with a piece of the line before its words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.ui.theme.theme import Theme
from playground.ui.views.forecast.chart import Style, line_pen
from playground.ui.widgets.painted import PaintedWidget


class ForecastLegend(PaintedWidget):
    """Pieces of line with their words, side by side, and in a second line where there is no room."""

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._items: Sequence[tuple[Style, str]] = ()

    def show_items(self, items: Sequence[tuple[Style, str]]) -> None:
        """Show these lines with their words."""
        if items != self._items:
            self._items = items
            self.fit(self.width())
            self.update()

    @property
    def words(self) -> list[str]:
        """What stands beside the lines."""
        return [words for _, words in self._items]

    def fit(self, width: int) -> None:
        """Be as high as the lines need at a width."""
        last = max((y for _, y in self._places(width)), default=0)
        self.setFixedHeight(last + self._line())

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(self.theme.px(200), self._line())

    def draw(self, painter: QPainter) -> None:
        """Line, words, line, words."""
        font = self.theme.font("tick")
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        for (style, words), (x, y) in zip(self._items, self._places(self.width()), strict=True):
            middle = y + self._line() / 2
            painter.setPen(line_pen(self.theme, style))
            painter.drawLine(QPointF(x, middle), QPointF(x + self.theme.px(18), middle))
            painter.setPen(self.theme.color("text_2"))
            base = middle + (metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(x + self.theme.px(23), base), words)

    def _line(self) -> int:
        return self.theme.px(17)

    def _places(self, width: int) -> list[tuple[int, int]]:
        """Where each line begins, and on which height."""
        metrics = QFontMetricsF(self.theme.font("tick"))
        x, y, found = 1, 0, []
        for _, words in self._items:
            wide = self.theme.px(23 + 14) + round(metrics.horizontalAdvance(words))
            if x > 1 and x + wide - self.theme.px(14) > width:
                x, y = 1, y + self._line()
            found.append((x, y))
            x += wide
        return found
