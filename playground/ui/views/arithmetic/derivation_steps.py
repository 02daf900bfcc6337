"""Steps: an arithmetic line by line, each with its name, how it is worked out, and what it gives."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.numerals import figure
from playground.ui.theme.theme import Theme
from playground.ui.widgets.painted import PaintedWidget

WIDE = 240
"""From this width on, in px of the design, the working stands between name and value; below, under them."""
NAMES, WIDEST_NAME = 52, 84


class DerivationSteps(PaintedWidget):
    """Name, working and value of each step; the last one is the result."""

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self._steps: Sequence[tuple[str, str, float]] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_steps(self, steps: Sequence[tuple[str, str, float]]) -> None:
        """Show steps: name, working in print, value."""
        if tuple(steps) != tuple(self._steps):
            self._steps = tuple(steps)
            self.updateGeometry()
            self.update()

    def hasHeightForWidth(self) -> bool:
        """Narrower is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """What all lines need."""
        return math.ceil(sum(high for _, high in self._rows(width)))

    def sizeHint(self) -> QSize:
        """Its width in the inspector."""
        wide = self.theme.px(200)
        return QSize(wide, self.heightForWidth(max(self.width(), wide)))

    def minimumSizeHint(self) -> QSize:
        """Narrow, but with all its lines."""
        return QSize(self.theme.px(120), self.heightForWidth(max(self.width(), self.theme.px(120))))

    def draw(self, painter: QPainter) -> None:
        """All lines; a rule above the result."""
        y = 0.0
        for index, ((name, terms, value), high) in enumerate(self._rows(self.width())):
            last = index == len(self._steps) - 1
            if last and index:
                painter.setPen(self.theme.pen("line_2"))
                painter.drawLine(0, round(y), self.width(), round(y))
            self._draw_step(painter, QRectF(0, y, self.width(), high), name, terms, value, last)
            y += high

    def _draw_step(self, painter: QPainter, row: QRectF, name: str, terms: str, value: float, last: bool) -> None:
        line = self.theme.px(20)
        first = QRectF(row.left(), row.top(), row.width(), line)
        painter.setFont(self.theme.font("label", QFont.Weight.DemiBold if last else None))
        painter.setPen(self.theme.color("accent" if last else "text_1"))
        painter.drawText(first, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, figure(value))
        painter.setFont(self.theme.font("label"))
        painter.setPen(self.theme.color("text_2"))
        metrics = QFontMetricsF(painter.font())
        wide = self._wide(row.width())
        names = self._names() if wide else row.width() - self.theme.px(64)
        text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, names)
        painter.drawText(first, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_3"))
        flags = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft)
        painter.drawText(self._terms_room(row), flags, terms)

    def _wide(self, width: float) -> bool:
        return width >= self.theme.px(WIDE)

    def _names(self) -> float:
        metrics = QFontMetricsF(self.theme.font("label"))
        widest = max((metrics.horizontalAdvance(step[0]) for step in self._steps), default=0.0)
        return min(max(math.ceil(widest), self.theme.px(NAMES)), self.theme.px(WIDEST_NAME))

    def _terms_room(self, row: QRectF) -> QRectF:
        if self._wide(row.width()):
            left = self._names() + self.theme.px(8)
            return row.adjusted(left, self.theme.px(3), -self.theme.px(66), 0)
        return row.adjusted(0, self.theme.px(18), 0, 0)

    def _rows(self, width: float) -> list[tuple[tuple[str, str, float], float]]:
        """Steps with their heights."""
        metrics = QFontMetricsF(self.theme.font("tick"))
        flags = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft)
        rows: list[tuple[tuple[str, str, float], float]] = []
        for step in self._steps:
            room = self._terms_room(QRectF(0, 0, width, 1000))
            high = metrics.boundingRect(room, flags, step[1]).height() if step[1] else 0.0
            line = float(self.theme.px(20))
            whole = max(line, high + self.theme.px(6)) if self._wide(width) else line + high + (4 if high else 0)
            rows.append((step, math.ceil(whole)))
        return rows
