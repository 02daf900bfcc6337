"""Bars of one step that reads: its scores against every step, and the weights that the softmax makes of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from playground.numerals import fixed, in_cell
from playground.ui.plots.attention_steps import StepLabels, colour_of, paint_label
from playground.ui.theme.theme import Theme
from playground.ui.widgets.painted import PaintedWidget


@dataclass(frozen=True)
class ReadStep:
    """One step that is read: its place, its text or picture, its score (NaN where there is none) and its weight."""

    place: int
    text: str
    score: float
    weight: float
    picture: QImage | None = None


@dataclass(frozen=True)
class ReadingStep:
    """How one step reads: a title, the formula, a sentence for the foot, and all that it can see.

    ``limit`` is the end of the scale of weights, ``noun`` and ``many`` are what one step and several are called.
    """

    title: str
    formula: str
    words: str
    steps: Sequence[ReadStep]
    limit: float
    noun: str = "step"
    many: str = "steps"


class AttentionBars(PaintedWidget):
    """A line a step: its text, its score around zero, its weight. Where there is no room for all, the largest weights.

    ``pointed(place)`` tells the step under the pointer, −1 for none.
    """

    pointed = Signal(int)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.setMouseTracking(True)
        self._reader: ReadingStep | None = None
        self._current = -1

    @property
    def reader(self) -> ReadingStep | None:
        """What is shown."""
        return self._reader

    def show_reader(self, reader: ReadingStep | None) -> None:
        """Show how one step reads."""
        if reader != self._reader:
            self._reader = reader
            self.update()

    def set_current(self, place: int) -> None:
        """Mark the step that is read; −1 for none."""
        if place != self._current:
            self._current = place
            self.update()

    def lines(self) -> tuple[list[ReadStep], list[ReadStep]]:
        """The steps that have a line, in order, and those that are summed up in one line below them."""
        if self._reader is None:
            return [], []
        steps = list(self._reader.steps)
        room = max(int(self._area().height() // self._least()), 1)
        if len(steps) <= room:
            return steps, []
        ranked = sorted(steps, key=lambda step: (step.place != self._current, -step.weight, step.place))
        kept = {step.place for step in ranked[: max(room - 1, 1)]}
        return [step for step in steps if step.place in kept], [step for step in steps if step.place not in kept]

    def line_center(self, index: int) -> QPoint:
        """Where a line can be pointed at."""
        area = self._area()
        return QPointF(area.center().x(), area.top() + (index + 0.5) * self._pitch()).toPoint()

    # ----------------------------------------------------------------------------------------------- painting

    def draw(self, painter: QPainter) -> None:
        """Title and formula, heads of the columns, a line a step, the rest in one line, the sentence."""
        reader = self._reader
        if reader is None:
            return
        self._draw_title(painter, reader)
        lines, rest = self.lines()
        area, pitch = self._area(), self._pitch()
        columns = self._columns(lines)
        most = max((abs(step.score) for step in lines if math.isfinite(step.score)), default=0.0) or 1.0
        self._draw_heads(painter, reader, columns)
        for index, step in enumerate(lines):
            row = QRectF(0, area.top() + index * pitch, self.width(), pitch)
            if step.place == self._current:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self.theme.color("accent_soft"))
                painter.drawRoundedRect(row, 4, 4)
            self._draw_step(painter, reader, step, row, columns, most)
        painter.setFont(self.theme.font("tick"))
        metrics = QFontMetricsF(painter.font())
        if rest:
            row = QRectF(0, area.top() + len(lines) * pitch, self.width(), pitch)
            total = math.fsum(step.weight for step in rest)
            painter.setPen(self.theme.color("text_3"))
            base = row.center().y() + (metrics.ascent() - metrics.descent()) / 2
            noun = reader.noun if len(rest) == 1 else reader.many
            painter.drawText(QPointF(4, base), f"{len(rest)} other {noun}, together")
            painter.drawText(
                QPointF(self.width() - 4 - metrics.horizontalAdvance(fixed(total, 2)), base), fixed(total, 2)
            )
        if reader.words and self.height() - area.bottom() >= metrics.height():
            painter.setPen(self.theme.color("text_2"))
            words = metrics.elidedText(reader.words, Qt.TextElideMode.ElideRight, self.width())
            painter.drawText(QPointF(0, self.height() - metrics.descent() - 1), words)

    def _draw_title(self, painter: QPainter, reader: ReadingStep) -> None:
        painter.setFont(self.theme.font("label", QFont.Weight.DemiBold))
        painter.setPen(self.theme.color("text_1"))
        metrics = QFontMetricsF(painter.font())
        title = metrics.elidedText(reader.title, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(QPointF(0, metrics.ascent()), title)
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_3"))
        wide = QFontMetricsF(painter.font()).horizontalAdvance(reader.formula)
        if wide + metrics.horizontalAdvance(title) + self.theme.px(12) <= self.width():
            painter.drawText(QPointF(self.width() - wide, metrics.ascent()), reader.formula)

    def _draw_heads(self, painter: QPainter, reader: ReadingStep, columns: tuple[float, float, float]) -> None:
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_3"))
        metrics = QFontMetricsF(painter.font())
        base = self._area().top() - metrics.descent() - 1
        left, scores, _ = columns
        painter.drawText(QPointF(4, base), reader.noun)
        if scores > left:
            painter.drawText(QPointF(scores - metrics.horizontalAdvance("score"), base), "score")
        painter.drawText(QPointF(self.width() - 4 - metrics.horizontalAdvance("weight"), base), "weight")

    def _draw_step(
        self,
        painter: QPainter,
        reader: ReadingStep,
        step: ReadStep,
        row: QRectF,
        columns: tuple[float, float, float],
        most: float,
    ) -> None:
        left, scores, weights = columns
        current = step.place == self._current
        painter.setFont(self.theme.font("tick"))
        metrics = QFontMetricsF(painter.font())
        base = row.center().y() + (metrics.ascent() - metrics.descent()) / 2
        number = metrics.horizontalAdvance("00")
        painter.setPen(self.theme.color("text_3"))
        place = str(step.place + 1)
        painter.drawText(QPointF(4 + number - metrics.horizontalAdvance(place), base), place)
        painter.setFont(self.theme.font("tick", QFont.Weight.DemiBold))
        painter.setPen(self.theme.color("accent" if current else "text_1"))
        x = 4 + number + self.theme.px(8)
        bold = QFontMetricsF(painter.font())
        if step.picture is not None:
            steps = StepLabels((step.text,), (step.picture,))
            paint_label(painter, self.theme, steps, 0, QRectF(x, row.top() + 1, left - x, row.height() - 2))
        elif step.text != place:
            painter.drawText(QPointF(x, base), bold.elidedText(step.text, Qt.TextElideMode.ElideRight, left - x))
        painter.setFont(self.theme.font("tick", QFont.Weight.DemiBold if current else None))
        painter.setPen(self.theme.color("text_1"))
        words = in_cell(step.weight, 2)
        painter.drawText(QPointF(row.right() - 4 - metrics.horizontalAdvance(words), base), words)
        if scores > left and math.isfinite(step.score):
            painter.drawText(
                QPointF(scores - metrics.horizontalAdvance(fixed(step.score, 2)), base), fixed(step.score, 2)
            )
            self._draw_score(painter, step.score / most, row, left, scores - metrics.horizontalAdvance("−00.00"))
        self._draw_weight(painter, step.weight / reader.limit, row, weights)

    def _draw_score(self, painter: QPainter, share: float, row: QRectF, left: float, right: float) -> None:
        """A bar from zero in the middle, blue to the left and orange to the right."""
        middle, half = (left + right) / 2, (right - left) / 2 - self.theme.px(4)
        if half < 4:
            return
        thick = min(row.height() * 0.55, self.theme.px(10))
        painter.setPen(self.theme.pen("line_2"))
        painter.drawLine(QPointF(round(middle) + 0.5, row.top()), QPointF(round(middle) + 0.5, row.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        table = self.theme.signed_table()
        painter.setBrush(self.theme.color(_hex(table[64 if share < 0 else 192].tolist())))
        start = middle + min(share, 0.0) * half
        painter.drawRect(QRectF(start, row.center().y() - thick / 2, abs(share) * half, thick))

    def _draw_weight(self, painter: QPainter, share: float, row: QRectF, left: float) -> None:
        metrics = QFontMetricsF(self.theme.font("tick"))
        right = self.width() - 4 - metrics.horizontalAdvance("0.00") - self.theme.px(8)
        if right - left < 8:
            return
        thick = min(row.height() * 0.55, self.theme.px(10))
        box = QRectF(left, row.center().y() - thick / 2, right - left, thick)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("segment"))
        painter.drawRoundedRect(box, 2, 2)
        if math.isfinite(share) and share * box.width() >= 0.5:
            painter.setBrush(colour_of(self.theme, 0.25 + 0.5 * min(share, 1.0)))
            painter.drawRoundedRect(QRectF(box.left(), box.top(), min(share, 1.0) * box.width(), thick), 2, 2)

    # ----------------------------------------------------------------------------------------------- places

    def _area(self) -> QRectF:
        """Where lines lie: below title and heads, above the sentence."""
        small = QFontMetricsF(self.theme.font("tick")).height()
        top = QFontMetricsF(self.theme.font("label")).height() + small + self.theme.px(2)
        footer = small + self.theme.px(2) if self._reader is not None and self._reader.words else 0.0
        if self.height() - top - footer < 4 * self._least():
            footer = 0.0
        return QRectF(0, top, self.width(), max(self.height() - top - footer, 1.0))

    def _least(self) -> float:
        return QFontMetricsF(self.theme.font("tick")).height()

    def _pitch(self) -> float:
        lines, rest = self.lines()
        count = len(lines) + bool(rest)
        return min(max(self._area().height() / max(count, 1), self._least()), float(self.theme.px(24)))

    def _columns(self, lines: list[ReadStep]) -> tuple[float, float, float]:
        """Where texts end, where scores end (the same where there are none), and where bars of weights begin."""
        metrics = QFontMetricsF(self.theme.font("tick", QFont.Weight.DemiBold))
        texts = max((metrics.horizontalAdvance(step.text) for step in lines), default=0.0)
        left = 4 + metrics.horizontalAdvance("00") + self.theme.px(16) + min(texts, 0.22 * self.width())
        scored = any(math.isfinite(step.score) for step in lines) and self.width() >= self.theme.px(230)
        scores = left + 0.46 * (self.width() - left) if scored else left
        return left, scores, scores + self.theme.px(16 if scored else 0)

    # ----------------------------------------------------------------------------------------------- mouse

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the step."""
        lines, _ = self.lines()
        index = int((event.position().y() - self._area().top()) // self._pitch())
        self.pointed.emit(lines[index].place if 0 <= index < len(lines) else -1)

    def leaveEvent(self, event: QEvent) -> None:
        """None."""
        self.pointed.emit(-1)


def _hex(rgba: list[int]) -> str:
    return f"#{rgba[0]:02X}{rgba[1]:02X}{rgba[2]:02X}"
