"""The words around a matrix of counts: the names of the classes, and what its colours mean."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from playground.numerals import count
from playground.ui.theme.theme import Theme


def short_names(names: Sequence[str]) -> list[str]:
    """The names of classes, cut to four letters."""
    return [name if len(name) <= 4 else f"{name[:3]}." for name in names]


def upright(metrics: QFontMetricsF, names: Sequence[str], each: float) -> bool:
    """Whether columns of ``each`` px are too narrow for their names side by side, but not for upright ones."""
    across = max((metrics.horizontalAdvance(name) for name in short_names(names)), default=0.0)
    return metrics.height() * 0.8 <= each <= across + 2


def draw_row_names(
    painter: QPainter, theme: Theme, names: Sequence[str], area: QRectF, places: Sequence[QRectF]
) -> None:
    """Names left of the rows in view, of which ``places`` are the cells; as many as have room."""
    each = places[0].height()
    every = max(math.ceil(QFontMetricsF(painter.font()).height() * 0.8 / max(each, 1.0)), 1)
    for index, (name, place) in enumerate(zip(short_names(names), places, strict=True)):
        middle = place.center().y()
        if index % every == 0 and area.top() <= middle <= area.bottom():
            box = QRectF(0, middle - 8, area.left() - theme.px(4), 16)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name)


def draw_column_names(painter: QPainter, names: Sequence[str], area: QRectF, places: Sequence[QRectF]) -> float:
    """Names below the columns in view, upright where they are narrow; returns where they end, px."""
    metrics, shown = QFontMetricsF(painter.font()), short_names(names)
    each = places[0].width()
    across = max((metrics.horizontalAdvance(name) for name in shown), default=0.0)
    turned = upright(metrics, names, each)
    every = 1 if turned or each > across + 2 else int((across + 2) // each) + 1
    for index, (name, place) in enumerate(zip(shown, places, strict=True)):
        middle = place.center().x()
        if index % every == 0 and area.left() <= middle <= area.right():
            _draw_column_name(painter, name, QPointF(middle, area.bottom() + 1), turned)
    return area.bottom() + (across + 2 if turned else metrics.height())


def _draw_column_name(painter: QPainter, name: str, at: QPointF, turned: bool) -> None:
    metrics = QFontMetricsF(painter.font())
    wide = metrics.horizontalAdvance(name)
    if not turned:
        painter.drawText(QPointF(at.x() - wide / 2, at.y() + metrics.ascent()), name)
        return
    painter.save()
    painter.translate(at.x() + (metrics.ascent() - metrics.descent()) / 2, at.y() + wide + 1)
    painter.rotate(-90)
    painter.drawText(QPointF(0, 0), name)
    painter.restore()


def draw_foot(painter: QPainter, theme: Theme, room: tuple[float, float, float], most: int) -> None:
    """What lies across and down, and what the colours mean, as far as there is room: from left, below top, to wide."""
    left, top, wide = room
    metrics = QFontMetricsF(painter.font())
    base, words = top + metrics.ascent(), ""
    for words in ("across predicted, down true", "predicted →, true ↓", ""):
        if metrics.horizontalAdvance(words) <= wide - theme.px(8):
            break
    length = metrics.horizontalAdvance(words)
    left = max(min(left, wide - theme.px(8) - length), 0.0)
    painter.drawText(QPointF(left, base), words)
    end, bar = f"{count(most)} errors" if most > 1 else "1 error", theme.px(40)
    x = left + length + theme.px(16)
    needed = metrics.horizontalAdvance("0") + bar + metrics.horizontalAdvance(end) + theme.px(8)
    if not most or x + needed > wide:
        return
    painter.drawText(QPointF(x, base), "0")
    x += metrics.horizontalAdvance("0") + theme.px(4)
    table = theme.magnitude_table()
    for place in range(bar):
        shade = QColor(*table[round(255 * place / max(bar - 1, 1))].tolist())
        painter.fillRect(QRectF(x + place, base - metrics.ascent() * 0.7, 1, metrics.ascent() * 0.7), shade)
    painter.drawText(QPointF(x + bar + theme.px(4), base), end)
