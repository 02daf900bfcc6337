"""Plates under matrices of attention: where the matrices lie, their labels, and what cannot be seen. No widget."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter

from playground.ui.theme import Theme
from playground.ui.widgets.attention_steps import Attention, every, label_width, paint_label

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Room:
    """Where matrices lie: one box a head, the side of a cell, and the space left of and above each for labels."""

    boxes: tuple[QRectF, ...]
    each: float
    left: float
    top: float


def measured(theme: Theme, shown: Attention, count: int, size: QSize, compact: bool) -> Room:
    """As large as all heads fit, side by side or in several lines."""
    metrics = QFontMetricsF(theme.font("tick"))
    title, gap = metrics.height() + theme.px(2), float(theme.px(8 if compact else 18))
    left, top, foot = 3.0, 2.0, 3.0
    if not compact:
        left = label_width(theme, shown.readers, theme.px(64)) + theme.px(6)
        top = metrics.height() if shown.read.short else label_width(theme, shown.read, theme.px(52)) + 4
        foot = metrics.height() + theme.px(6)
    across, down = max(len(shown.read), 1), max(len(shown.readers), 1)
    best, columns = 0.0, 1
    for tried in range(1, count + 1):
        lines = math.ceil(count / tried)
        wide = (size.width() - 3 - tried * left - (tried - 1) * gap) / tried / across
        high = (size.height() - foot - lines * (title + top) - (lines - 1) * gap / 2) / lines / down
        each = min(wide, high, float(theme.px(40)))
        if each > best:
            best, columns = each, tried
    each = float(int(best)) if best >= 4 else max(best, 0.5)
    slot = left + each * across + gap
    line = title + top + each * down + gap / 2
    boxes = tuple(
        QRectF(
            round(left + (index % columns) * slot),
            round(title + top + (index // columns) * line),
            each * across,
            each * down,
        )
        for index in range(count)
    )
    return Room(boxes, each, left, top)


def draw_unseen(painter: QPainter, theme: Theme, shown: Attention, box: QRectF, each: float) -> None:
    """Hatched, as nothing there is 0: it cannot be looked at."""
    painter.setPen(Qt.PenStyle.NoPen)
    brush = QBrush(theme.color("line_2"), Qt.BrushStyle.BDiagPattern)
    for row, line in enumerate(shown.unseen):
        for start, end in _stretches(line):
            place = QRectF(box.left() + start * each, box.top() + row * each, (end - start) * each, each)
            painter.fillRect(place, brush)


def draw_labels(painter: QPainter, theme: Theme, shown: Attention, box: QRectF, room: Room) -> None:
    """What rows and columns stand for, as many as have room, beside one matrix."""
    each, gap = room.each, theme.px(4)
    painter.setFont(theme.font("tick"))
    painter.setPen(theme.color("text_3"))
    high = QFontMetricsF(painter.font()).height()
    pictured = bool(shown.readers.pictures)
    tall = max(each, 4.0) if pictured else max(each, high)
    step = every(len(shown.readers), each, theme.px(10) if pictured else 0.85 * high)
    for row in range(0, len(shown.readers), step):
        middle = box.top() + (row + 0.5) * each
        place = QRectF(box.left() - room.left, middle - tall / 2, room.left - gap, tall)
        paint_label(painter, theme, shown.readers, row, place, right=True)
    _draw_columns(painter, theme, shown, box, room)


def _draw_columns(painter: QPainter, theme: Theme, shown: Attention, box: QRectF, room: Room) -> None:
    each, metrics = room.each, QFontMetricsF(painter.font())
    pictured, upright = bool(shown.read.pictures), shown.read.short
    across = theme.px(10) if pictured else metrics.height() * 0.85
    if upright and not pictured:
        across = label_width(theme, shown.read, 1e3) + 2
    step = every(len(shown.read), each, across)
    for column in range(0, len(shown.read), step):
        middle = box.left() + (column + 0.5) * each
        if upright:
            wide = each if pictured else max(each, across)
            place = QRectF(middle - wide / 2, box.top() - room.top, wide, room.top - theme.px(1))
            paint_label(painter, theme, shown.read, column, place)
            continue
        painter.save()
        painter.translate(middle, box.top() - theme.px(3))
        painter.rotate(-90)
        text = metrics.elidedText(shown.read.texts[column], Qt.TextElideMode.ElideRight, room.top - 4)
        painter.drawText(QPointF(0, (metrics.ascent() - metrics.descent()) / 2), text)
        painter.restore()


def draw_gaps(painter: QPainter, theme: Theme, shown: Attention, room: Room) -> None:
    """Paper between cells."""
    each = room.each
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(theme.pen("panel", 1.0 if each < 22 else 2.0))
    lines = []
    for box in room.boxes:
        lines += [
            QLineF(box.left() + place * each, box.top(), box.left() + place * each, box.bottom())
            for place in range(len(shown.read) + 1)
        ]
        lines += [
            QLineF(box.left(), box.top() + place * each, box.right(), box.top() + place * each)
            for place in range(len(shown.readers) + 1)
        ]
    painter.drawLines(lines)


def _stretches(line: Array) -> list[tuple[int, int]]:
    """Where stretches of true values start and end."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], line, [False]]).astype(np.int8)))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]
