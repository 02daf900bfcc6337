"""SchedulePicture: the shape of a schedule over the run, what has been of it and what comes, and where it is now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground import numerals
from playground.ui.theme.theme import Theme
from playground.ui.widgets.painted import PaintedWidget

Array = npt.NDArray[Any]
HIGH, TICKS = 58, 15
"""Height of the picture and of the line of figures under it, px of the design."""


@dataclass(frozen=True)
class ScheduleShape:
    """What is drawn: rates over steps or epochs (``noun``), float64 (N,) each.

    ``planned`` is what the schedule makes of the base rate over the whole run, ``past`` what was in force up to ``now``
    (NaN before the first step). ``warm_up`` is how long that lasts, 0 without.
    """

    counts: Array
    planned: Array
    past_counts: Array
    past: Array
    now: float
    length: int
    warm_up: int
    noun: str

    @property
    def present(self) -> float:
        """The rate in force now, which may be a place that was gone back to, or at the next step."""
        if len(self.past):
            return float(np.interp(max(self.now, 0.0), self.past_counts, self.past))
        return float(np.interp(max(self.now, 0.0), self.counts, self.planned))


class SchedulePicture(PaintedWidget):
    """Solid is what has been, dashed what comes, and the dot is now, with the rate beside it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "schedule_picture", "Schedule over this run", parent)
        self.shape_shown: ScheduleShape | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as the panel's content, and low."""
        return QSize(self.theme.px(228), self.theme.px(HIGH + TICKS))

    def minimumSizeHint(self) -> QSize:
        """It is always so high."""
        return QSize(self.theme.px(120), self.theme.px(HIGH + TICKS))

    def show_shape(self, shape: ScheduleShape) -> None:
        """Show that from now on."""
        self.shape_shown = shape
        self.setAccessibleDescription(self.describe())
        self.update()

    def describe(self) -> str:
        """Where it stands, in words."""
        shape = self.shape_shown
        if shape is None:
            return ""
        at = numerals.count(int(max(shape.now, 0.0)))
        rate = numerals.setting(float(f"{shape.present:.3g}"))
        return f"learning rate {rate} at {shape.noun} {at} of {numerals.count(shape.length)}"

    def draw(self, painter: QPainter) -> None:
        """The plate, both parts of the line, the dot and the figures under them."""
        shape = self.shape_shown
        if shape is None:
            return
        px = self.theme.px
        plate = QRectF(0.0, 0.0, self.width(), px(HIGH))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("room"))
        painter.drawRoundedRect(plate, px(6), px(6))
        area = plate.adjusted(px(8), px(7), -px(8), -px(6))
        place = _Places(shape, area)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self._draw_warm_up(painter, shape, area, place)
        after = shape.counts >= shape.now
        painter.setPen(self.theme.pen("accent", 1.5, 0.6, dashes=(3, 3)))
        painter.drawPolyline(place.line(shape.counts[after], shape.planned[after]))
        painter.setPen(self.theme.pen("accent", 2))
        painter.drawPolyline(place.line(shape.past_counts, shape.past))
        self._draw_now(painter, shape, area, place)
        self._draw_ticks(painter, shape, area, place)

    def _draw_warm_up(self, painter: QPainter, shape: ScheduleShape, area: QRectF, place: _Places) -> None:
        """A dotted vertical where the warm-up ends, with its word."""
        if not 0 < shape.warm_up < shape.length:
            return
        x = place.at(shape.warm_up, 0.0).x()
        painter.setPen(self.theme.pen("text_3", 1, dashes=(1.5, 3)))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        painter.setFont(self.theme.font("tick"))
        metrics, word = QFontMetricsF(painter.font()), "warm-up"
        painter.setPen(self.theme.color("text_3"))
        wide = metrics.horizontalAdvance(word)
        left = x + self.theme.px(4)
        if left + wide <= area.right():
            painter.drawText(QPointF(left, area.bottom() - metrics.descent()), word)

    def _draw_now(self, painter: QPainter, shape: ScheduleShape, area: QRectF, place: _Places) -> None:
        """The dot, and the rate beside it where there is room."""
        at = place.at(max(shape.now, 0.0), shape.present)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("accent"))
        painter.drawEllipse(at, self.theme.px(4), self.theme.px(4))
        painter.setFont(self.theme.font("tick"))
        metrics = QFontMetricsF(painter.font())
        words = numerals.setting(float(f"{shape.present:.3g}"))
        wide, gap = metrics.horizontalAdvance(words), self.theme.px(8)
        right = at.x() + gap + wide <= area.right()
        x = at.x() + gap if right else at.x() - gap - wide
        line = place.heights(shape, x, x + wide)
        high, space = metrics.ascent(), self.theme.px(3)
        above, below = min([at.y(), *line]) - space, max([at.y(), *line]) + high + space
        y = above if above - high >= area.top() - self.theme.px(4) else below
        y = min(max(y, area.top() + high), area.bottom())
        painter.setPen(self.theme.color("text_1"))
        painter.drawText(QPointF(x, y), words)

    def _draw_ticks(self, painter: QPainter, shape: ScheduleShape, area: QRectF, place: _Places) -> None:
        """The beginning, the end, and between them now, where it covers neither."""
        painter.setFont(self.theme.font("tick"))
        metrics = QFontMetricsF(painter.font())
        base = self.theme.px(HIGH + TICKS) - metrics.descent()
        end = f"{shape.noun} {numerals.count(shape.length)}"
        right = area.right() - metrics.horizontalAdvance(end)
        painter.setPen(self.theme.color("text_3"))
        painter.drawText(QPointF(area.left(), base), "0")
        painter.drawText(QPointF(right, base), end)
        now = numerals.count(int(max(shape.now, 0.0)))
        wide, gap = metrics.horizontalAdvance(now), self.theme.px(8)
        left = place.at(max(shape.now, 0.0), 0.0).x() - wide / 2
        if area.left() + metrics.horizontalAdvance("0") + gap <= left and left + wide + gap <= right:
            painter.setPen(self.theme.color("text_1"))
            painter.drawText(QPointF(left, base), now)


class _Places:
    """Where counts and rates lie in an area: the highest rate is at its top, 0 at its foot."""

    def __init__(self, shape: ScheduleShape, area: QRectF) -> None:
        rates = np.concatenate([shape.planned, shape.past])
        self._top = max(float(np.nanmax(rates)) if len(rates) else 0.0, 1e-30)
        self._wide = max(float(shape.length), shape.now, 1.0)
        self._area = area

    def at(self, count: float, rate: float) -> QPointF:
        """Where one lies."""
        area = self._area
        return QPointF(
            area.left() + min(count / self._wide, 1.0) * area.width(), area.bottom() - rate / self._top * area.height()
        )

    def heights(self, shape: ScheduleShape, left: float, right: float) -> list[float]:
        """The y of all that is drawn between two x."""
        after = shape.counts >= shape.now
        counts = np.concatenate([shape.past_counts, shape.counts[after]])
        rates = np.concatenate([shape.past, shape.planned[after]])
        points = [self.at(*pair) for pair in zip(counts.tolist(), rates.tolist(), strict=True)]
        return [point.y() for point in points if left <= point.x() <= right and np.isfinite(point.y())]

    def line(self, counts: Array, rates: Array) -> QPolygonF:
        """A line through them."""
        return QPolygonF([self.at(*pair) for pair in zip(counts.tolist(), rates.tolist(), strict=True)])
