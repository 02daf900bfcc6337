"""Example card: one picture with its words, and beside it an enlarged map when there is one."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.ui.theme.theme import Theme
from playground.ui.widgets.painted import PaintedWidget

LEAST = 34
"""A picture that would be smaller than this under its words, px of the design, stands beside them,"""
PART = 0.4
"""and takes at most this part of the width."""


class ExampleCard(PaintedWidget):
    """A picture on paper with a border, and lines of words below."""

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._picture: QImage | None = None
        self._words: tuple[str, ...] = ()
        self._wrong = False

    def show_example(self, picture: QImage | None, words: tuple[str, ...], wrong: bool = False) -> None:
        """Show a picture with words, or words alone; the last line is in the colour of errors when wrong."""
        whole = tuple(line.replace(" %", "\u00a0%") for line in words)  # no line is broken before its unit
        self._picture, self._words, self._wrong = picture, whole, wrong
        self.update()

    def sizeHint(self) -> QSize:
        """A square picture with two lines below."""
        return QSize(self.theme.px(128), self.theme.px(160))

    def draw(self, painter: QPainter) -> None:
        """Picture, border, words."""
        font = self.theme.font("tick")
        metrics = QFontMetricsF(font)
        heights = [self._wrapped(metrics, line) for line in self._words]
        side = min(self.width() - 2.0, self.height() - sum(heights) - self.theme.px(6))
        if side < self.theme.px(LEAST):
            self._draw_beside(painter)
            return
        box = QRectF(1, 1, side, side)
        y = 1.0
        if self._picture is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            painter.drawImage(box, self._picture)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self.theme.pen("line_2"))
            painter.drawRect(box)
            y = box.bottom() + self.theme.px(3)
        painter.setFont(font)
        for index, (line, high) in enumerate(zip(self._words, heights, strict=True)):
            bad = self._wrong and index == len(self._words) - 1
            painter.setPen(self.theme.color("error" if bad else "text_2"))
            painter.drawText(QRectF(1, y, self.width() - 2, high), int(Qt.TextFlag.TextWordWrap), line)
            y += high

    def _draw_beside(self, painter: QPainter) -> None:
        """Where it is low: the picture, and the words right of it, as far as there is room."""
        side = min(self.height() - 2.0, self.width() * PART) if self._picture is not None else 0.0
        if self._picture is not None and side >= 8:
            painter.drawImage(QRectF(1, 1, side, side), self._picture)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self.theme.pen("line_2"))
            painter.drawRect(QRectF(1, 1, side, side))
        painter.setFont(self.theme.font("tick"))
        left = side + self.theme.px(6) if side else 1.0
        line_high = QFontMetricsF(painter.font()).height()
        whole = int((self.height() - 1) // line_high) * line_high  # no line is cut through
        room = QRectF(left, 1, self.width() - left, whole)
        painter.setClipRect(room)
        for index, line in enumerate(self._words):
            bad = self._wrong and index == len(self._words) - 1
            painter.setPen(self.theme.color("error" if bad else "text_2"))
            flags = int(Qt.TextFlag.TextWordWrap)
            taken = painter.boundingRect(room, flags, line)
            painter.drawText(room, flags, line)
            room.setTop(taken.bottom())

    def _wrapped(self, metrics: QFontMetricsF, line: str) -> float:
        """How high a line of words is, wrapped where it is long: none of it is cut."""
        room = QRectF(0, 0, self.width() - 2, 10_000)
        return math.ceil(metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), line).height())
