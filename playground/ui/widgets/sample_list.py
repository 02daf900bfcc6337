"""Sample list: samples line by line, each with a marker, what is said of it, and a figure at the right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from playground.ui.theme.theme import Theme
from playground.ui.widgets.choosing import DOWN, Chooser
from playground.ui.widgets.markers import MarkerGroup, draw_marker

_NONE = np.empty((0, 2))


@dataclass(frozen=True)
class SampleLine:
    """One sample: its key, its class for the marker (−1 for none), words, a figure, whether wrong, and a tooltip.

    A ``text`` that is too long to stand beside all that is written below, in several lines.
    """

    key: int
    marker: int
    words: str
    figure: str
    wrong: bool
    tip: str = ""
    text: str = ""


class SampleList(Chooser):
    """Samples line by line, in columns where there is room; ``chosen(key)`` tells which was clicked or stepped to.

    ``lines`` are all that there are, ``places()`` tells those with room.
    """

    steps = DOWN
    widest = 300
    """Width from which a second column opens, px of the design."""
    most_lines = 3
    """In so many lines at most a text is shown; its tooltip has all of it."""

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.lines: Sequence[SampleLine] = ()

    def show_lines(self, lines: Sequence[SampleLine]) -> None:
        """Show these, as many as there is room for."""
        self.lines = lines
        self.update()

    def draw(self, painter: QPainter) -> None:
        """Marker, words and figure of each line that fits."""
        font = self.theme.font("label")
        metrics = QFontMetricsF(font)
        for line, box in self.places():
            self._draw_line(painter, line, box, font, metrics)

    def line_center(self, index: int) -> QPointF:
        """Where a line can be clicked."""
        return self.places()[index][1].center()

    def _draw_line(self, painter: QPainter, line: SampleLine, box: QRectF, font: QFont, metrics: QFontMetricsF) -> None:
        if line.key == self._current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.color("accent_soft"))
            painter.drawRoundedRect(box, 4, 4)
        x, high = box.left() + self.theme.px(6), self._high()
        base = box.top() + (high - 1 + metrics.ascent() - metrics.descent()) / 2
        if line.marker >= 0:
            group = MarkerGroup(_NONE, self._class_color(line.marker), self.theme.class_marker(line.marker))
            at = QPointF(x + self.theme.px(4), box.top() + (high - 1) / 2)
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
        painter.setPen(self.theme.color("text_1"))
        for part in wrapped(line.text, metrics, self.text_room(line, box.width()), self.most_lines):
            base += metrics.height()
            painter.drawText(QPointF(x, base), part)

    def _class_color(self, marker: int) -> QColor:
        return self.theme.class_color(marker)

    def places(self) -> list[tuple[SampleLine, QRectF]]:
        """Each line that fits with its place, in as many columns as all of them need, if there is room for those."""
        most = max(int(self.width() // self.theme.px(self.widest)), 1)
        found: list[tuple[SampleLine, QRectF]] = []
        for columns in range(1, most + 1):
            found = self._in_columns(columns)
            if len(found) == len(self.lines):
                break
        return found

    def _in_columns(self, columns: int) -> list[tuple[SampleLine, QRectF]]:
        metrics, gap = QFontMetricsF(self.theme.font("label")), self.theme.px(24)
        wide, column, y = (self.width() + gap) / columns - gap, 0, 0.0
        found = []
        for line in self.lines:
            texts = len(wrapped(line.text, metrics, self.text_room(line, wide), self.most_lines)) if line.text else 0
            high = self._high() + math.ceil(texts * metrics.height())
            if y and y + high > self.height():
                column, y = column + 1, 0.0
            if column == columns:
                break
            found.append((line, QRectF(column * (wide + gap), y, wide, high - 1)))
            y += high
        return found

    def _high(self) -> int:
        """Height of a line with nothing below it."""
        return math.ceil(QFontMetricsF(self.theme.font("label")).height()) + self.theme.px(4)

    def text_room(self, line: SampleLine, wide: float) -> float:
        """How wide a text may be in a column of that width."""
        return wide - self.theme.px(12 + (16 if line.marker >= 0 else 0))

    def _things(self) -> list[SampleLine]:
        return [line for line, _ in self.places()]

    def _at(self, position: QPointF) -> SampleLine | None:
        return next((line for line, box in self.places() if box.contains(position)), None)


def wrapped(text: str, metrics: QFontMetricsF, room: float, most: int) -> list[str]:
    """A text in lines no wider than ``room``, broken between words; the last of ``most`` is shortened at its end."""
    lines: list[str] = []
    left = text.split()
    while left and len(lines) < most:
        taken = 1
        while taken < len(left) and metrics.horizontalAdvance(" ".join(left[: taken + 1])) <= room:
            taken += 1
        words = left if len(lines) == most - 1 else left[:taken]
        lines.append(metrics.elidedText(" ".join(words), Qt.TextElideMode.ElideRight, room))
        left = left[taken:]
    return lines
