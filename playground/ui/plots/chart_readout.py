"""Read-out: the values of all curves at the step under the pointer, and where that is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from playground.numerals import count
from playground.ui.theme.theme import Theme

Array = npt.NDArray[Any]
Rows = list[tuple[str, str, QColor | None]]
"""The lines of a table: a name, a value and the colour of what they belong to, if any."""
SNAP = 6.0
"""A measured point so near the pointer is what is read, px."""


@dataclass(frozen=True)
class Track:
    """What a read-out knows of a curve: its name, its points, float64 (N,), and its colour.

    ``exact`` ones attract the pointer: they were measured at few steps.
    """

    name: str
    xs: Array
    ys: Array
    color: QColor
    exact: bool = True


@dataclass(frozen=True)
class CurveReading:
    """One curve's value at a step, or at the last step before it at which it was measured."""

    name: str
    step: float
    value: float
    color: QColor


def snap(tracks: Sequence[Track], step: float, tolerance: float) -> float:
    """The step that is read where the pointer is at ``step``: a measured one within ``tolerance``, or a whole one."""
    near = [
        float(track.xs[at])
        for track in tracks
        if track.exact and len(track.xs)
        for at in _around(track.xs, step)
        if np.isfinite(track.ys[at])
    ]
    best = min(near, key=lambda known: abs(known - step), default=None)
    return best if best is not None and abs(best - step) <= tolerance else float(round(step))


def read(tracks: Sequence[Track], step: float) -> list[CurveReading]:
    """The value of each curve at a step, or at the last one before it; curves that begin later have none.

    Of curves with one name the one that was measured last is read.
    """
    found: dict[str, CurveReading] = {}
    for track in tracks:
        last = int(np.searchsorted(track.xs, step + 1e-9, side="right"))
        good = np.flatnonzero(np.isfinite(track.ys[max(last - 1000, 0) : last]))
        if not len(good):
            continue
        at = max(last - 1000, 0) + int(good[-1])
        reading = CurveReading(track.name, float(track.xs[at]), float(track.ys[at]), track.color)
        if track.name not in found or found[track.name].step <= reading.step:
            found[track.name] = reading
    return list(found.values())


def draw_readout(
    painter: QPainter,
    theme: Theme,
    area: QRectF,
    pointer: QPointF,
    step: float,
    lines: Sequence[tuple[CurveReading, float]],
    write: Callable[[float], str],
    where: str = "",
) -> None:
    """A vertical at the pointer, a dot on each curve, (reading, pixel y), and a table of their values beside it.

    Where there is not room for all, those nearest to the pointer are written.
    """
    x = pointer.x()
    painter.setPen(theme.pen("text_3", 1))
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
    for reading, y in lines:
        if reading.step == step and area.top() - 4 <= y <= area.bottom() + 4:
            painter.setPen(theme.pen("panel", 1))
            painter.setBrush(reading.color)
            painter.drawEllipse(QPointF(x, y), 3.5 * theme.zoom, 3.5 * theme.zoom)
    high = QFontMetricsF(theme.font("tick")).height()
    most = max(int((area.height() - 2 * theme.px(6)) // high) - 1, 1)
    near = sorted(range(len(lines)), key=lambda index: abs(lines[index][1] - pointer.y()))[:most]
    draw_table(painter, theme, area, x, readout_rows(step, [lines[index][0] for index in sorted(near)], write, where))


def readout_rows(step: float, readings: Sequence[CurveReading], write: Callable[[float], str], where: str = "") -> Rows:
    """The table of a read-out: name, value and colour of each line; where one was measured earlier it says so.

    ``where`` says at what it is read, by itself the step.
    """
    rows: Rows = [(where or f"step {count(step)}", "", None)]
    for each in readings:
        when = "" if each.step == step else f" at {count(each.step)}"
        rows.append((f"{each.name}{when}", write(each.value), each.color))
    return rows


def rows_in_words(rows: Rows) -> list[str]:
    """The lines of a table as they are read: *train 0.003*."""
    return [f"{name} {value}".strip() for name, value, _ in rows]


def draw_table(painter: QPainter, theme: Theme, area: QRectF, x: float, rows: Rows) -> None:
    """A small table on paper of its own at the top of an area, beside the pixel ``x``; its first line stands out."""
    plain, bold = theme.font("tick"), theme.font("tick", QFont.Weight.DemiBold)
    metrics, pad, swatch = QFontMetricsF(bold), theme.px(6), theme.px(10)
    names = max(metrics.horizontalAdvance(name) for name, _, _ in rows)
    values = max(metrics.horizontalAdvance(value) for _, value, _ in rows)
    wide = 2 * pad + swatch + names + (theme.px(10) + values if values else 0)
    high = 2 * pad + len(rows) * metrics.height()
    left = x + theme.px(8) if x + theme.px(8) + wide <= area.right() else x - theme.px(8) - wide
    box = QRectF(max(left, 0.0), max(min(area.top(), painter.viewport().height() - high), 0.0), wide, high)
    painter.setPen(theme.pen("line_2", 1))
    painter.setBrush(theme.color("panel", 0.94))
    painter.drawRoundedRect(box, 4, 4)
    for index, (name, value, color) in enumerate(rows):
        first = index == 0
        base = box.top() + pad + index * metrics.height() + metrics.ascent()
        if color is not None:
            painter.fillRect(QRectF(box.left() + pad, base - metrics.ascent() / 2, swatch - 4, 2.5), color)
        painter.setFont(bold if first else plain)
        painter.setPen(theme.color("text_1" if first else "text_2"))
        painter.drawText(QPointF(box.left() + pad + (0 if color is None else swatch), base), name)
        painter.setFont(bold)
        painter.setPen(theme.color("text_1"))
        painter.drawText(QPointF(box.right() - pad - metrics.horizontalAdvance(value), base), value)


def _around(xs: Array, step: float) -> list[int]:
    """The indices of the points on both sides of a step."""
    after = int(np.searchsorted(xs, step))
    return [at for at in (after - 1, after) if 0 <= at < len(xs)]
