"""Mixed up: pairs of classes that are taken for one another, in words, with how often."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from playground import numerals as words
from playground.model.answer_words import predicted
from playground.ui.theme.theme import Theme
from playground.ui.widgets.choosing import DOWN, Pointer

HEADS = "predicted", "true"
TIMES = "times"


class MixedUp(Pointer):
    """The pairs mixed up most, in words; a click, or the arrow keys and Enter, chooses one: ``chosen(place)``."""

    steps = DOWN

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self._pairs: list[tuple[str, str, int]] = []
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_pairs(self, pairs: list[tuple[str, str, int]]) -> None:
        """Show pairs (the class predicted, the true one, how often), the most frequent first."""
        self._pairs = pairs
        self.update()

    def draw(self, painter: QPainter) -> None:
        """One line a pair, as many as fit: in a sentence, or where that is too wide in columns under its two words."""
        if not self._pairs:
            return
        shown, wide = self._pairs[: self._count()], self._wide()
        sentences, second = self._fits(shown), self._second()
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_3"))
        metrics = QFontMetricsF(painter.font())
        heads = ((0.0, "Most mixed up"),) if sentences else ((0.0, HEADS[0]), (second, HEADS[1]))
        gap = self.theme.px(4)
        ends = (*(x - gap for x, _ in heads[1:]), wide)
        for (x, head), end in zip(heads, ends, strict=True):
            fitting = metrics.elidedText(head, Qt.TextElideMode.ElideRight, end - x)
            painter.drawText(QPointF(x, metrics.ascent()), fitting)
        times = wide - metrics.horizontalAdvance(TIMES)
        if heads[-1][0] + metrics.horizontalAdvance(heads[-1][1]) + gap <= times:
            painter.drawText(QPointF(times, metrics.ascent()), TIMES)
        y = metrics.ascent() + self._pitch()
        for place, (answer, true, number) in enumerate(shown):
            if place == self._at:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self.theme.color("segment"))
                painter.drawRoundedRect(self._row(place), 4, 4)
            digits, bold = words.count(number), self.theme.font("label", QFont.Weight.DemiBold)
            left = wide - QFontMetricsF(bold).horizontalAdvance(digits)
            end = left - self.theme.px(6)
            columns = (0.0, second, answer), (second, end, true)
            texts = ((0.0, end, predicted(answer, true)),) if sentences else columns
            painter.setFont(self.theme.font("label"))
            painter.setPen(self.theme.color("text_2"))
            for start, until, text in texts:
                line = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, until - start)
                painter.drawText(QPointF(start, y), line)
            painter.setFont(bold)
            painter.setPen(self.theme.color("text_1"))
            painter.drawText(QPointF(left, y), digits)
            y += self._pitch()

    def pair_center(self, place: int) -> QPoint:
        """Where a pair can be clicked."""
        return self._row(place).center().toPoint()

    def _fits(self, shown: list[tuple[str, str, int]]) -> bool:
        """Whether each pair and its count have room in a sentence."""
        text = QFontMetricsF(self.theme.font("label")).horizontalAdvance
        digits = QFontMetricsF(self.theme.font("label", QFont.Weight.DemiBold)).horizontalAdvance
        needed = (text(predicted(answer, true)) + digits(words.count(number)) for answer, true, number in shown)
        return max(needed, default=0.0) + self.theme.px(6) <= self._wide()

    def _second(self) -> float:
        """Where the column of true classes begins."""
        head = QFontMetricsF(self.theme.font("tick")).horizontalAdvance(HEADS[0])
        text = QFontMetricsF(self.theme.font("label")).horizontalAdvance
        name = max((text(answer) for answer, _, _ in self._pairs), default=0.0)
        return min(max(head, name) + self.theme.px(8), 0.5 * self._wide())

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
