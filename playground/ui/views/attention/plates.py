"""Plates under matrices of attention: where the matrices lie, their labels, and what cannot be seen. No widget."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter

from playground.ui.plots.attention_steps import Attention, every, label_width, paint_label
from playground.ui.theme.theme import Theme

Array = npt.NDArray[Any]
LABELLED = 5
"""From so many pixels a cell on, rows and columns have labels, for one head alone from half as many: below, hardly any
would have room."""


@dataclass(frozen=True)
class Room:
    """Where matrices lie: one box a head, the side of a cell, and the space left of and above each for labels."""

    boxes: tuple[QRectF, ...]
    each: float
    left: float
    top: float


def measured(theme: Theme, shown: Attention, count: int, size: QSize, compact: bool) -> Room:
    """As large as all heads fit, side by side or in several lines.

    Where cells are too small for labels, or ``compact``, there are none.
    """
    metrics = QFontMetricsF(theme.font("tick"))
    footer = 3.0 if compact else metrics.height() + theme.px(6)
    if compact:
        return _fitted(shown, count, size, _Margins(float(theme.px(16)), 3.0, 0.0, theme.px(6), footer), theme.px(40))
    left = label_width(theme, shown.readers, theme.px(64)) + theme.px(6)
    top = (metrics.height() if shown.read.short else label_width(theme, shown.read, theme.px(52)) + 2) + 3
    title = metrics.height() + theme.px(2)
    room = _fitted(shown, count, size, _Margins(left, top, title, theme.px(12), footer), theme.px(40))
    if room.each < (LABELLED if count > 1 else LABELLED / 2):
        room = _fitted(shown, count, size, _Margins(3.0, 2.0, title, theme.px(12), footer), LABELLED)
    return room


@dataclass(frozen=True)
class _Margins:
    """Space left of and above each matrix for labels, for its title above those, between matrices, and at the foot."""

    left: float
    top: float
    title: float
    gap: float
    footer: float


def _fitted(shown: Attention, count: int, size: QSize, margins: _Margins, most: float) -> Room:
    """Matrices in as many columns as makes their cells largest, up to ``most``."""
    left, above, gap = margins.left, margins.title + margins.top, margins.gap
    across, down = max(len(shown.read), 1), max(len(shown.readers), 1)
    best, columns = 0.0, 1
    for tried in range(1, count + 1):
        lines = math.ceil(count / tried)
        wide = (size.width() - 3 - tried * left - (tried - 1) * gap) / tried / across
        high = (size.height() - margins.footer - lines * above - (lines - 1) * gap / 2) / lines / down
        each = min(wide, high, float(most))
        if each > best:
            best, columns = each, tried
    each = float(int(best)) if best >= 4 else max(best, 0.5)
    slot, line = left + each * across + gap, above + each * down + gap / 2
    boxes = tuple(
        QRectF(
            round(left + (index % columns) * slot),
            round(above + (index // columns) * line),
            each * across,
            each * down,
        )
        for index in range(count)
    )
    return Room(boxes, each, left, margins.top)


def draw_unseen(painter: QPainter, theme: Theme, shown: Attention, box: QRectF, each: float) -> None:
    """Hatched, as nothing there is 0: it cannot be looked at."""
    painter.setPen(Qt.PenStyle.NoPen)
    brush = QBrush(theme.color("line_2"), Qt.BrushStyle.BDiagPattern)
    for row, line in enumerate(shown.unseen):
        for start, end in _stretches(line):
            place = QRectF(box.left() + start * each, box.top() + row * each, (end - start) * each, each)
            painter.fillRect(place, brush)


def draw_labels(painter: QPainter, theme: Theme, shown: Attention, box: QRectF, room: Room, seen: QRectF) -> None:
    """What rows and columns stand for, as many as have room, beside one matrix, ``seen`` of which is in view."""
    if room.left < theme.px(8):
        return
    each, gap = room.each, theme.px(4)
    painter.setFont(theme.font("tick"))
    painter.setPen(theme.color("text_3"))
    high = QFontMetricsF(painter.font()).height()
    pictured = bool(shown.readers.pictures)
    tall = max(each, 4.0) if pictured else max(each, high)
    step = every(len(shown.readers), each, theme.px(10) if pictured else 0.85 * high)
    for row in range(0, len(shown.readers), step):
        middle = box.top() + (row + 0.5) * each
        if seen.top() <= middle <= seen.bottom():
            place = QRectF(seen.left() - room.left, middle - tall / 2, room.left - gap, tall)
            paint_label(painter, theme, shown.readers, row, place, right=True)
    _draw_columns(painter, theme, shown, box, room, seen)


def _draw_columns(painter: QPainter, theme: Theme, shown: Attention, box: QRectF, room: Room, seen: QRectF) -> None:
    each, metrics = room.each, QFontMetricsF(painter.font())
    pictured, upright = bool(shown.read.pictures), shown.read.short
    across = theme.px(10) if pictured else metrics.height() * 0.85
    if upright and not pictured:
        across = label_width(theme, shown.read, 1e3) + 2
    step = every(len(shown.read), each, across)
    for column in range(0, len(shown.read), step):
        middle = box.left() + (column + 0.5) * each
        if not seen.left() <= middle <= seen.right():
            continue
        if upright:
            wide = each if pictured else max(each, across)
            place = QRectF(middle - wide / 2, seen.top() - room.top, wide, room.top - 3)
            paint_label(painter, theme, shown.read, column, place)
            continue
        painter.save()
        painter.translate(middle, seen.top() - 4)
        painter.rotate(-90)
        text = metrics.elidedText(shown.read.texts[column], Qt.TextElideMode.ElideRight, room.top - 4)
        painter.drawText(QPointF(0, (metrics.ascent() - metrics.descent()) / 2), text)
        painter.restore()


def draw_gaps(painter: QPainter, theme: Theme, shown: Attention, box: QRectF, seen: QRectF, each: float) -> None:
    """Paper between the cells of one matrix, ``seen`` of which is in view."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(theme.pen("panel", 1.0 if each < 22 else 2.0))
    xs = [box.left() + place * each for place in range(len(shown.read) + 1)]
    ys = [box.top() + place * each for place in range(len(shown.readers) + 1)]
    lines = [QLineF(x, seen.top(), x, seen.bottom()) for x in xs if seen.left() <= x <= seen.right()]
    lines += [QLineF(seen.left(), y, seen.right(), y) for y in ys if seen.top() <= y <= seen.bottom()]
    painter.drawLines(lines)


def _stretches(line: Array) -> list[tuple[int, int]]:
    """Where stretches of true values start and end."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], line, [False]]).astype(np.int8)))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]
