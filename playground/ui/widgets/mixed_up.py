"""Mixed up: pairs of classes that are taken for one another, in words, with how often."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from playground.ui.theme import Theme
from playground.ui.widgets import chart_words as words
from playground.ui.widgets.choosing import DOWN, Pointer


class MixedUp(Pointer):
    """The pairs mixed up most, in words; a click, or the arrow keys and Enter, chooses one: ``chosen(place)``."""

    steps = DOWN

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self._pairs: list[tuple[str, int]] = []
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_pairs(self, pairs: list[tuple[str, int]]) -> None:
        """Show pairs with their counts, the most frequent first."""
        self._pairs = pairs
        self.update()

    def draw(self, painter: QPainter) -> None:
        """One line a pair, as many as fit."""
        if not self._pairs:
            return
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_3"))
        metrics = QFontMetricsF(painter.font())
        painter.drawText(QPointF(0, metrics.ascent()), "Most mixed up")
        y = metrics.ascent() + self._pitch()
        wide = self._wide()
        for place, (text, number) in enumerate(self._pairs[: self._count()]):
            if place == self._at:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self.theme.color("segment"))
                painter.drawRoundedRect(self._row(place), 4, 4)
            digits = words.count(number)
            bold = self.theme.font("label", QFont.Weight.DemiBold)
            left = wide - QFontMetricsF(bold).horizontalAdvance(digits)
            painter.setFont(self.theme.font("label"))
            painter.setPen(self.theme.color("text_2"))
            room = left - self.theme.px(6)
            line = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QPointF(0, y), line)
            painter.setFont(bold)
            painter.setPen(self.theme.color("text_1"))
            painter.drawText(QPointF(left, y), digits)
            y += self._pitch()

    def pair_center(self, place: int) -> QPoint:
        """Where a pair can be clicked."""
        return self._row(place).center().toPoint()

    def _count(self) -> int:
        """How many pairs there is room for."""
        first = QFontMetricsF(self.theme.font("tick")).ascent() + self._pitch()
        return max(min(len(self._pairs), int((self.height() - 2 - first) // self._pitch()) + 1), 0)

    def _pitch(self) -> float:
        return float(self.theme.px(19))

    def _wide(self) -> float:
        return min(float(self.width()), float(self.theme.px(150)))

    def _row(self, place: int) -> QRectF:
        first = QFontMetricsF(self.theme.font("tick")).ascent() + self._pitch()
        return QRectF(0, first + (place - 0.72) * self._pitch(), self._wide(), self._pitch())

    def _place(self, at: QPointF) -> int:
        return next((place for place in range(self._count()) if self._row(place).contains(at)), -1)
