"""Lines of attention between two copies of a sequence: on the left who reads, on the right what is read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from playground.numerals import fixed
from playground.ui.plots.attention_steps import (
    NOWHERE,
    Array,
    Attention,
    Derivation,
    StepLabels,
    colour_of,
    every,
    label_width,
    paint_label,
)
from playground.ui.theme.theme import Theme
from playground.ui.widgets.painted import PaintedWidget

MOST = 256
"""So many lines are drawn, the strongest."""


@dataclass(frozen=True)
class Tracks:
    """Where lines run, and for both copies the distance of two steps and the place of the first one's upper edge."""

    area: QRectF
    pitches: tuple[float, float]
    tops: tuple[float, float]

    def y(self, index: int, side: int) -> float:
        """The middle of a step on the left (0) or right (1)."""
        return self.tops[side] + (index + 0.5) * self.pitches[side]


class AttentionLines(PaintedWidget):
    """One head as lines. Pointing at a step on the left shows where it looks, on the right who looks at it.

    ``pointed(row, column)`` and ``clicked(row, column)`` tell the step on the left (row) or on the right (column), the
    other being −1.
    """

    pointed = Signal(int, int)
    clicked = Signal(int, int)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._shown: Attention | None = None
        self._head = 0
        self._cell: Derivation = NOWHERE
        self._known: tuple[object, StepLabels, StepLabels, Tracks] | None = None

    def show_attention(self, shown: Attention | None, head: int) -> None:
        """Show one head."""
        self._shown, self._head = shown, head
        self.update()

    def set_cell(self, cell: Derivation) -> None:
        """Let the lines of a step stand out: of one that reads, or where the row is −1 of one that is read."""
        if cell != self._cell:
            self._cell = cell
            self.update()

    @property
    def left_out(self) -> int:
        """How many lines are not drawn, as there are more than can be told apart."""
        return 0 if self._shown is None else max(int(np.isfinite(self._shown.weights[self._head]).sum()) - MOST, 0)

    def step_center(self, side: int, index: int) -> QPoint:
        """Where a step of the left (0) or right (1) copy can be pointed at."""
        area = self._area()
        x = area.left() / 2 if side == 0 else (area.right() + self.width()) / 2
        return QPointF(x, self._y(index, side)).toPoint()

    # ----------------------------------------------------------------------------------------------- painting

    def draw(self, painter: QPainter) -> None:
        """Heads of the columns, lines from the weakest to the strongest, both copies."""
        shown = self._shown
        if shown is None:
            return
        self._draw_titles(painter)
        self._draw_lines(painter, shown)
        weights = shown.weights[self._head]
        row, column = self._cell
        self._draw_copy(painter, shown.readers, 0, row, weights[:, column] if row < 0 <= column else None, shown)
        self._draw_copy(painter, shown.read, 1, column, weights[row] if row >= 0 else None, shown)

    def _draw_titles(self, painter: QPainter) -> None:
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_3"))
        metrics, area = QFontMetricsF(painter.font()), self._area()
        painter.drawText(QPointF(area.left() - metrics.horizontalAdvance("reads"), metrics.ascent()), "reads")
        painter.drawText(QPointF(area.right(), metrics.ascent()), "is read")
        if self.left_out and self._cell == NOWHERE:
            words = f"{MOST} strongest lines"
            middle = area.center().x() - metrics.horizontalAdvance(words) / 2
            painter.drawText(QPointF(middle, self.height() - metrics.descent()), words)

    def _draw_lines(self, painter: QPainter, shown: Attention) -> None:
        weights = np.nan_to_num(shown.weights[self._head], nan=0.0, posinf=0.0, neginf=0.0)
        row, column = self._cell
        alone, tracks = row >= 0 or column >= 0, self.tracks()
        flat = weights.ravel()
        order = np.argsort(flat, kind="stable")[-MOST:]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if not alone or len(flat) <= MOST:
            for place in order.tolist():
                from_, to = divmod(place, weights.shape[1])
                if not alone or not self._stands_out(from_, to):
                    self._draw_line(painter, shown, tracks, from_, to, float(flat[place]), 0.12 if alone else 0.9)
        if row >= 0:
            chosen = [(row, int(to)) for to in np.argsort(weights[row], kind="stable")]
        elif column >= 0:
            chosen = [(int(from_), column) for from_ in np.argsort(weights[:, column], kind="stable")]
        else:
            return
        for from_, to in chosen:
            self._draw_line(painter, shown, tracks, from_, to, float(weights[from_, to]), 1.0)

    def _stands_out(self, row: int, column: int) -> bool:
        return row == self._cell[0] if self._cell[0] >= 0 else column == self._cell[1]

    def _draw_line(
        self,
        painter: QPainter,
        shown: Attention,
        tracks: Tracks,
        row: int,
        column: int,
        weight: float,
        strength: float,
    ) -> None:
        if not shown.sees(row, column) or weight <= 0:
            return
        color = colour_of(self.theme, 0.2 + 0.8 * weight / shown.limit)  # what is small is thin, and still to be seen
        color.setAlphaF(strength * min(0.35 + 1.2 * weight / shown.limit, 1.0))
        pen = QPen(color, (0.4 + 7.0 * weight) * self.theme.zoom)
        painter.setPen(pen)
        start, end = QPointF(tracks.area.left(), tracks.y(row, 0)), QPointF(tracks.area.right(), tracks.y(column, 1))
        path = QPainterPath(start)
        bend = tracks.area.width() * 0.45
        path.cubicTo(start + QPointF(bend, 0), end - QPointF(bend, 0), end)
        painter.drawPath(path)

    def _draw_copy(
        self, painter: QPainter, steps: StepLabels, side: int, current: int, numbers: Array | None, shown: Attention
    ) -> None:
        """One copy: every step that has room, the current one always; beside it its weight where that is known."""
        area, pitch = self._area(), self._pitch(side)
        high = QFontMetricsF(self.theme.font("tick")).height()
        step = every(len(steps), pitch, self.theme.px(10) if steps.pictures else 0.9 * high)
        tall = min(max(pitch, high if not steps.pictures else 6.0), float(self.theme.px(28)))
        wide, gap = area.left() - self.theme.px(6), self.theme.px(6)
        shown_ones = set(range(0, len(steps), step))
        first = [current] if 0 <= current < len(steps) else []
        if numbers is not None and np.isfinite(numbers).all():
            first += np.argsort(-numbers, kind="stable")[:3].tolist()  # what matters most has a label always
        for one in reversed(first):
            shown_ones = {other for other in shown_ones if abs(other - one) * pitch >= 0.9 * high} | {one}
        numbered = self._number_width(len(steps) if side == 0 else 2)
        numbers = numbers if numbered else None
        for index in sorted(shown_ones):
            strong = index == current
            painter.setFont(self.theme.font("tick", QFont.Weight.DemiBold if strong else None))
            painter.setPen(self.theme.color("accent" if strong else "text_2"))
            y = self._y(index, side)
            room = wide - numbered if side == 0 else self.width() - area.right() - gap - numbered
            x = numbered if side == 0 else area.right() + gap
            place = QRectF(x, y - tall / 2, max(room, 4.0), tall)
            self._draw_step(painter, steps, index, place, side)
            if numbers is not None and np.isfinite(numbers[index]):
                painter.setFont(self.theme.font("tick"))
                painter.setPen(self.theme.color("text_1" if numbers[index] >= 0.1 else "text_3"))
                words = fixed(float(numbers[index]), 2)
                left = 0.0 if side == 0 else self.width() - numbered + self.theme.px(4)
                metrics = QFontMetricsF(painter.font())
                painter.drawText(QPointF(left, y + (metrics.ascent() - metrics.descent()) / 2), words)

    def _draw_step(self, painter: QPainter, steps: StepLabels, index: int, place: QRectF, side: int) -> None:
        if side == 0:
            paint_label(painter, self.theme, steps, index, place, right=True)
            return
        wide = place.height() if steps.pictures else min(label_width(self.theme, steps, 1e3), place.width())
        if not steps.pictures:
            wide = min(QFontMetricsF(painter.font()).horizontalAdvance(steps.texts[index]), wide) + 1
        paint_label(painter, self.theme, steps, index, QRectF(place.left(), place.top(), wide, place.height()))

    # ----------------------------------------------------------------------------------------------- places

    def _number_width(self, readers: int = 2) -> float:
        """Room for a number beside a label; one reader alone needs none, as it is on the other side of every line."""
        if readers == 1:
            return 0.0
        return QFontMetricsF(self.theme.font("tick")).horizontalAdvance("0.00") + self.theme.px(6)

    def tracks(self) -> Tracks:
        """Where lines run, worked out once for a size."""
        shown = self._shown
        if shown is None:
            return Tracks(QRectF(self.rect()), (1.0, 1.0), (0.0, 0.0))
        key = (self.size().toTuple(), self.theme.zoom, bool(self.left_out))
        known = self._known
        if known is None or known[0] != key or known[1] != shown.readers or known[2] != shown.read:
            known = self._known = (key, shown.readers, shown.read, self._measured(shown))
        return known[3]

    def _measured(self, shown: Attention) -> Tracks:
        px, high = self.theme.px, QFontMetricsF(self.theme.font("tick")).height()
        numbers = self._number_width(len(shown.readers)), self._number_width()
        between = max(0.25 * self.width(), px(36))  # the lines need some room, and so does what they join
        room = max(self.width() - between - sum(numbers) - 2 * px(6), float(px(32)))
        narrow, least = label_width(self.theme, shown.readers, room / 2), float(px(30))
        left = max(narrow + numbers[0] + px(6), least)
        right = max(label_width(self.theme, shown.read, room - narrow) + numbers[1] + px(6), least)
        footer = high if self.left_out else 2.0
        top = high + px(4)
        area = QRectF(left, top, max(self.width() - left - right, 8.0), max(self.height() - top - footer, 8.0))
        counts = (max(len(shown.readers), 1), max(len(shown.read), 1))
        pitches = (min(area.height() / counts[0], float(px(34))), min(area.height() / counts[1], float(px(34))))
        longest = max(counts[0] * pitches[0], counts[1] * pitches[1])
        tops = (top + (longest - counts[0] * pitches[0]) / 2, top + (longest - counts[1] * pitches[1]) / 2)
        return Tracks(area, pitches, tops)

    def _area(self) -> QRectF:
        """Where lines run: between the copies, below their titles."""
        return self.tracks().area

    def _pitch(self, side: int) -> float:
        return self.tracks().pitches[side]

    def _y(self, index: int, side: int) -> float:
        return self.tracks().y(index, side)

    # ----------------------------------------------------------------------------------------------- mouse and keys

    def found(self, at: QPointF) -> Derivation:
        """The step at a place: on the left half one that reads, on the right half one that is read."""
        shown = self._shown
        if shown is None:
            return NOWHERE
        side = 0 if at.x() < self._area().center().x() else 1
        count = len(shown.readers if side == 0 else shown.read)
        index = int((at.y() - self._y(0, side)) / self._pitch(side) + 0.5) if at.y() >= self._area().top() else -1
        if not 0 <= index < count:
            return NOWHERE
        return (index, -1) if side == 0 else (-1, index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the step."""
        self.pointed.emit(*self.found(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """None."""
        self.pointed.emit(*NOWHERE)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Click the step."""
        found = self.found(event.position())
        if event.button() == Qt.MouseButton.LeftButton and found != NOWHERE:
            self.clicked.emit(*found)
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go to the neighbour; left and right to the other copy."""
        shown, (row, column) = self._shown, self._cell
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if shown is None:
            super().keyPressEvent(event)
        elif step is not None and row < 0 <= column:
            self.pointed.emit(-1, min(max(column + step, 0), len(shown.read) - 1))
        elif step is not None:
            self.pointed.emit(min(max(row + step, 0), len(shown.readers) - 1), -1)
        elif event.key() == Qt.Key.Key_Right and row >= 0:
            self.pointed.emit(-1, min(row, len(shown.read) - 1))
        elif event.key() == Qt.Key.Key_Left and row < 0 <= column:
            self.pointed.emit(min(column, len(shown.readers) - 1), -1)
        else:
            super().keyPressEvent(event)
