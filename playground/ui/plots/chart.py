"""Chart: curves over steps, painted straight so that a refresh costs the trainer next to nothing."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QWidget

from playground import numerals
from playground.ui.plots.chart_curves import ChartCurve, CurveGap, curve_pen, draw_end, draw_gap, draw_points
from playground.ui.plots.chart_lines import crosses, draw_line
from playground.ui.plots.chart_notes import PAD, Placed, place_marks, place_references
from playground.ui.plots.chart_readout import (
    SNAP,
    CurveReading,
    Track,
    draw_readout,
    read,
    readout_rows,
    rows_in_words,
    snap,
)
from playground.ui.plots.chart_scale import GrowingRange, axis_end, linear_ticks, log_ticks, thin
from playground.ui.theme.theme import Theme
from playground.ui.widgets.painted import PaintedWidget

__all__ = ["Chart", "ChartCurve", "CurveGap"]

Array = npt.NDArray[Any]


class Chart(PaintedWidget):
    """Curves with a grid, marks where a knob was changed, named reference lines and an axis that ends in the present.

    Ranges grow in steps and never shrink by themselves; ``fit`` (double click) starts them anew. The wheel zooms x.
    Where the pointer is, the values of all curves are read; ``write`` puts such a value into words.
    """

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.range_y = GrowingRange()
        self.unit = 1.0
        self._curves: Sequence[ChartCurve] = ()
        self._marks: Sequence[tuple[int, str]] = ()
        self._references: Sequence[tuple[float, str]] = ()
        self._x_ticks: Sequence[tuple[float, str]] = ()
        self._present = (0.0, "")
        self._right = 0.0
        self._span: tuple[float, float] | None = None
        self._window: tuple[float, float] | None = None
        self._gap: CurveGap | None = None
        self._placed: Placed = []
        self._pointer: QPointF | None = None
        self.write: Callable[[float], str] | None = None
        self.setMouseTracking(True)

    # ----------------------------------------------------------------------------------------------- what it shows

    def show_curves(self, curves: Sequence[ChartCurve]) -> None:
        """Show these curves; the range grows to hold them."""
        self._curves = curves
        self.range_y.hold([curve.ys for curve in curves])
        last = max((float(curve.xs[-1]) for curve in curves if len(curve.xs)), default=0.0)
        last = max(last, self._present[0])  # charts of one history end at the same step
        if last > 0:
            self._right = max(self._right, axis_end(last))
        self.update()

    def show_gap(self, gap: CurveGap | None) -> None:
        """What is filled between two curves."""
        self._gap = gap

    def show_marks(self, marks: Sequence[tuple[int, str]]) -> None:
        """Dotted verticals at steps, with their words."""
        self._marks = marks

    def show_references(self, references: Sequence[tuple[float, str]]) -> None:
        """Dotted, named levels; drawn where they fall into the range."""
        self._references = references

    def show_axis(self, ticks: Sequence[tuple[float, str]], present: tuple[float, str]) -> None:
        """Ticks along x as (step, words), and the present one, which is always shown."""
        self._x_ticks = ticks
        self._present = present

    def show_span(self, first: float, last: float) -> None:
        """Show these steps, instead of all from 0 to a round one after the last."""
        self._span = (first, last) if last > first else None
        self._window = None

    def set_log(self, log: bool) -> None:
        """A logarithmic or a linear axis of values."""
        self.range_y.set_log(log)
        self.range_y.hold([curve.ys for curve in self._curves])
        self.update()

    def clear(self) -> None:
        """Forget curves, marks, the present and all ranges: another run begins."""
        self._marks = ()
        self._x_ticks = ()
        self._present = (0.0, "")
        self._curves = ()
        self._gap = None
        self._span = None
        self._placed = []
        self.fit()

    def fit(self) -> None:
        """Let the ranges start anew from what is shown."""
        self.range_y.reset()
        self._right = 0.0
        self._window = None
        self.show_curves(self._curves)

    @property
    def curves(self) -> Sequence[ChartCurve]:
        """The curves it shows."""
        return self._curves

    @property
    def filled(self) -> CurveGap | None:
        """What it fills between two of them."""
        return self._gap

    @property
    def read_out(self) -> list[str]:
        """What is read under the pointer, a line each: *step 300*, *train 0.003*; empty where there is none."""
        if self._pointer is None:
            return []
        step, found = self._reading(self._pointer, self.plot_area())
        rows = readout_rows(step, found, self.write or self._words) if found else []
        return rows_in_words(rows)

    @property
    def _whole(self) -> tuple[float, float]:
        """The steps in view where nobody has zoomed."""
        return self._span or (0.0, max(self._right, 1.0))

    @property
    def steps_in_view(self) -> tuple[float, float]:
        """The steps that are in view."""
        return self._window or self._whole

    # ----------------------------------------------------------------------------------------------- painting

    def plot_area(self) -> QRectF:
        """Where the curves lie; ticks are left of it and below."""
        font = QFontMetricsF(self.theme.font("tick"))
        texts = [self._words(value) for value in self._y_ticks()]
        left = max((font.horizontalAdvance(text) for text in texts), default=0.0) + self.theme.px(8)
        bottom = font.height() + self.theme.px(4)
        gap = self.theme.px(6)
        top = font.height() + self.theme.px(5) if self._marks else gap  # marks have their words above the curves
        return QRectF(left, top, max(self.width() - left - gap, 10), max(self.height() - bottom - top, 10))

    def draw(self, painter: QPainter) -> None:
        """Grid and verticals from a kept layer, the curves, the words where no curve runs, and what is read."""
        area = self.plot_area()
        low, high = self.steps_in_view
        scale = (self.range_y.low, self.range_y.high, self.range_y.log, low, high)
        notes = (*scale, tuple(self._marks), tuple(self._references))

        def background(inner: QPainter) -> None:
            self._draw_grid(inner, area)
            self._draw_note_lines(inner, area)

        # Without verticals nothing of the grid moves as the axis of steps grows.
        self.layer(painter, "grid", notes if self._marks else (*scale[:3], notes[-1]), background, ground=True)
        self._draw_x_ticks(painter, area)
        painter.save()
        ring = self.theme.px(4.5)  # the rings at the curves' ends are whole even where a curve ends at a border
        painter.setClipRect(area.adjusted(-1, -ring, ring, ring))
        lines = self._draw_curves(painter, area)
        painter.restore()
        if self._marks or self._references:
            self._draw_note_words(painter, area, notes, lines)
        if self._pointer is not None:
            self._draw_readout(painter, area, self._pointer)

    def _draw_grid(self, painter: QPainter, area: QRectF) -> None:
        painter.setFont(self.theme.font("tick"))
        for value in self._y_ticks():
            y = float(self._to_y(np.array([value]), area)[0])
            painter.setPen(self.theme.pen("grid"))
            painter.drawLine(QPointF(area.left(), round(y) + 0.5), QPointF(area.right(), round(y) + 0.5))
            painter.setPen(self.theme.color("text_3"))
            box = QRectF(0, y - 10, area.left() - self.theme.px(6), 20)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._words(value))

    def _draw_x_ticks(self, painter: QPainter, area: QRectF) -> None:
        """The present first, then round ticks that do not touch it or each other."""
        painter.setFont(self.theme.font("tick"))
        painter.setPen(self.theme.color("text_3"))
        metrics = QFontMetricsF(painter.font())
        taken: list[tuple[float, float]] = []
        for value, words in (self._present, *self._x_ticks):
            if not words or not self.steps_in_view[0] <= value <= self.steps_in_view[1]:
                continue
            wide = metrics.horizontalAdvance(words)
            x = float(self._to_x(np.array([value]), area)[0]) - wide / 2
            x = min(max(x, area.left() - self.theme.px(4)), area.right() + self.theme.px(5) - wide)
            if any(x < end and x + wide > start for start, end in taken):
                continue
            taken.append((x - self.theme.px(8), x + wide + self.theme.px(8)))
            painter.drawText(QPointF(x, self.height() - metrics.descent()), words)

    def _draw_note_lines(self, painter: QPainter, area: QRectF) -> None:
        """A dotted vertical at each mark and a dotted level at each reference."""
        painter.setPen(self.theme.pen("text_3", 1, dashes=(1.5, 3)))
        for x, _ in self._marks_in_view(area):
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        for y, _ in self._references_in_view(area):
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))

    def _draw_note_words(
        self, painter: QPainter, area: QRectF, notes: tuple[object, ...], lines: Sequence[tuple[Array, Array]]
    ) -> None:
        """The words of marks above the curves, and those of references where no curve runs; from a kept layer."""
        metrics = QFontMetricsF(self.theme.font("tick"))
        row = QRectF(area.left(), 0.0, area.width(), metrics.height())
        space = self.theme.px(2)

        def covers(box: QRectF) -> bool:
            wide = box.adjusted(-space, -space, space, space)
            return any(crosses(xs, ys, wide) for xs, ys in lines)

        levels = self._references_in_view(area)
        self._placed = place_references(levels, area, metrics, covers, self._placed)
        placed = [*place_marks(self._marks_in_view(area), row, metrics, self.theme.px(40)), *self._placed]

        def foreground(inner: QPainter) -> None:
            inner.setFont(self.theme.font("tick"))
            inner.setPen(self.theme.color("text_2"))
            for box, words in placed:
                inner.drawText(QPointF(box.left() + PAD, box.top() + metrics.ascent()), words)

        where = tuple(box.getRect() for box, _ in placed)
        self.layer(painter, "words", (*notes, where), foreground)

    def _marks_in_view(self, area: QRectF) -> list[tuple[float, str]]:
        low, high = self.steps_in_view
        seen = [(step, words) for step, words in self._marks if low <= step <= high]
        xs = self._to_x(np.array([step for step, _ in seen], dtype=np.float64), area)
        return [(round(x) + 0.5, words) for x, (_, words) in zip(xs.tolist(), seen, strict=True)]

    def _references_in_view(self, area: QRectF) -> list[tuple[float, str]]:
        seen = [(value, words) for value, words in self._references if self.range_y.low < value < self.range_y.high]
        ys = self._to_y(np.array([value for value, _ in seen], dtype=np.float64), area)
        return [(round(y) + 0.5, words) for y, (_, words) in zip(ys.tolist(), seen, strict=True)]

    def _draw_curves(self, painter: QPainter, area: QRectF) -> list[tuple[Array, Array]]:
        """The gap, the lines, the dots and the rings at the ends; returns the pixels (xs, ys) of each line."""
        order = ("faint", "smooth", "dashed", "solid")
        curves = sorted((curve for curve in self._curves if len(curve.xs)), key=lambda each: order.index(each.style))
        if self._gap is not None and len(self._gap.xs):
            low, high = self._to_y(self._gap.low, area), self._to_y(self._gap.high, area)
            draw_gap(painter, self.theme, self._to_x(self._gap.xs, area), low, high)
        lines = [self._points(curve, area) for curve in curves]
        for curve, (xs, ys) in zip(curves, lines, strict=True):
            painter.setPen(curve_pen(self.theme, curve.style))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            dense = curve.style == "faint" and len(xs) > area.width() / 2  # a band, which needs no smooth border
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, not dense)
            draw_line(painter, xs, ys)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if curve.dots:
                draw_points(painter, self.theme, curve.style, self._to_x(curve.xs, area), self._to_y(curve.ys, area))
        for curve, (xs, ys) in zip(curves, lines, strict=True):
            if curve.end and curve.style in ("solid", "dashed"):
                draw_end(painter, self.theme, curve.style, xs, ys)
        return lines

    def _points(self, curve: ChartCurve, area: QRectF) -> tuple[Array, Array]:
        low, high = self.steps_in_view
        xs, ys = thin(curve.xs, curve.ys, low, high, int(area.width() / 2))  # two points a column: one for each pixel
        return self._to_x(xs, area), self._to_y(ys, area)

    # ----------------------------------------------------------------------------------------------- scales

    def _y_ticks(self) -> list[float]:
        wanted = min(max(self.height() // self.theme.px(28), 2), 5)
        ticks = log_ticks if self.range_y.log else linear_ticks
        return ticks(self.range_y.low, self.range_y.high, wanted)

    def _words(self, value: float) -> str:
        return numerals.log_tick(value * self.unit) if self.range_y.log else numerals.tick(round(value * self.unit, 10))

    def _to_x(self, values: Array, area: QRectF) -> Array:
        low, high = self.steps_in_view
        return np.asarray(area.left() + (values - low) / (high - low) * area.width())

    def _to_y(self, values: Array, area: QRectF) -> Array:
        low, high = self.range_y.low, self.range_y.high
        if self.range_y.log:
            with np.errstate(invalid="ignore", divide="ignore"):
                values = np.where(values > 0, np.log(values), np.nan)
            low, high = math.log(low), math.log(high)
        return np.asarray(area.bottom() - (values - low) / (high - low) * area.height())

    # ----------------------------------------------------------------------------------------------- read-out

    def _tracks(self) -> list[Track]:
        """What is read of each curve: those with a name."""
        return [
            Track(curve.name, curve.xs, curve.ys, curve_pen(self.theme, curve.style).color(), curve.style != "faint")
            for curve in self._curves
            if curve.name and len(curve.xs)
        ]

    def _reading(self, pointer: QPointF, area: QRectF) -> tuple[float, list[CurveReading]]:
        """The step under the pointer and the value of each curve there."""
        low, high = self.steps_in_view
        tracks = self._tracks()
        at = low + (pointer.x() - area.left()) / area.width() * (high - low)
        step = snap(tracks, at, SNAP * self.theme.zoom / area.width() * (high - low))
        return step, read(tracks, step)

    def _draw_readout(self, painter: QPainter, area: QRectF, pointer: QPointF) -> None:
        step, found = self._reading(pointer, area)
        if not found:
            return
        ys = self._to_y(np.array([reading.value for reading in found]), area).tolist()
        where = QPointF(float(self._to_x(np.array([step]), area)[0]), pointer.y())
        lines = list(zip(found, ys, strict=True))
        draw_readout(painter, self.theme, area, where, step, lines, self.write or self._words)

    # ----------------------------------------------------------------------------------------------- mouse

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the values under the pointer."""
        self._point(event.position() if self.plot_area().contains(event.position()) else None)

    def leaveEvent(self, event: QEvent) -> None:
        """Read nothing any more."""
        self._point(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom x around the pointer."""
        area = self.plot_area()
        low, high = self.steps_in_view
        at = low + (event.position().x() - area.left()) / area.width() * (high - low)
        factor = 0.8 ** (event.angleDelta().y() / 120)
        new_low, new_high = at - (at - low) * factor, at + (high - at) * factor
        first, last = self._whole
        if new_low <= first and new_high >= last:
            self._window = None
        elif new_high - new_low >= 4:
            self._window = (max(new_low, first), min(new_high, last))
        event.accept()
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit."""
        self.fit()

    def _point(self, pointer: QPointF | None) -> None:
        if pointer != self._pointer:
            self._pointer = pointer
            self.update()
