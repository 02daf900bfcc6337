"""Sample list: samples line by line, each with a marker, what is said of it, and a figure at the right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from playground.ui.theme import Theme
from playground.ui.widgets.chart_markers import MarkerGroup, draw_marker
from playground.ui.widgets.choosing import DOWN, Chooser

_NONE = np.empty((0, 2))


@dataclass(frozen=True)
class SampleLine:
    """One sample: its key, its class for the marker (−1 for none), words, a figure, whether wrong, and a tooltip."""

    key: int
    marker: int
    words: str
    figure: str
    wrong: bool
    tip: str = ""


class SampleList(Chooser):
    """Samples line by line, in columns where there is room; ``chosen(key)`` tells which was clicked or stepped to."""

    steps = DOWN
    widest = 300
    """Width from which a second column opens, px of the design."""

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self._lines: Sequence[SampleLine] = ()

    def show_lines(self, lines: Sequence[SampleLine]) -> None:
        """Show these, as many as there is room for."""
        self._lines = lines
        self.update()

    def draw(self, painter: QPainter) -> None:
        """Marker, words and figure of each line that fits."""
        font = self.theme.font("label")
        metrics = QFontMetricsF(font)
        for line, box in self._places():
            self._draw_line(painter, line, box, font, metrics)

    def line_center(self, index: int) -> QPointF:
        """Where a line can be clicked."""
        return self._places()[index][1].center()

    def _draw_line(self, painter: QPainter, line: SampleLine, box: QRectF, font: QFont, metrics: QFontMetricsF) -> None:
        if line.key == self._current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.color("accent_soft"))
            painter.drawRoundedRect(box, 4, 4)
        x = box.left() + self.theme.px(6)
        base = box.center().y() + (metrics.ascent() - metrics.descent()) / 2
        if line.marker >= 0:
            group = MarkerGroup(_NONE, self._class_color(line.marker), self.theme.class_marker(line.marker))
            at = QPointF(x + self.theme.px(4), box.center().y())
            draw_marker(painter, at, group, 3.6 * self.theme.zoom, self.theme.color("panel"))
            x += self.theme.px(16)
        painter.setFont(font)
        figure = metrics.horizontalAdvance(line.figure)
        right = box.right() - self.theme.px(6)
        painter.setPen(self.theme.color("text_1"))
        painter.drawText(QPointF(right - figure, base), line.figure)
        painter.setPen(self.theme.color("error" if line.wrong else "text_2"))
        room = max(right - figure - self.theme.px(8) - x, 0.0)
        painter.drawText(QPointF(x, base), metrics.elidedText(line.words, Qt.TextElideMode.ElideRight, room))

    def _class_color(self, marker: int) -> QColor:
        return self.theme.class_color(marker)

    def _places(self) -> list[tuple[SampleLine, QRectF]]:
        high = math.ceil(QFontMetricsF(self.theme.font("label")).height()) + self.theme.px(4)
        rows = max(int(self.height() // high), 1)
        columns = max(min(int(self.width() // self.theme.px(self.widest)), math.ceil(len(self._lines) / rows)), 1)
        gap = self.theme.px(24)
        wide = (self.width() + gap) / columns - gap
        return [
            (line, QRectF((place // rows) * (wide + gap), (place % rows) * high, wide, high - 1))
            for place, line in enumerate(self._lines[: rows * columns])
        ]

    def _things(self) -> list[SampleLine]:
        return [line for line, _ in self._places()]

    def _at(self, position: QPointF) -> SampleLine | None:
        return next((line for line, box in self._places() if box.contains(position)), None)
