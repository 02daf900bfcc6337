"""Forecast chart: a series along time, with what was foretold drawn over it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from playground.numerals import tick
from playground.ui.plots.chart_lines import draw_line
from playground.ui.plots.chart_scale import linear_ticks, thin
from playground.ui.theme.theme import Theme
from playground.ui.widgets.painted import PaintedWidget

Array = npt.NDArray[Any]
Style = Literal["series", "each", "rolling", "fan"]
SPARE = 1.25
"""An axis so many times longer than what it holds is fitted anew; a shorter one stays, so that it rarely moves."""
PAD = 0.06
"""Room above and below the series, as a share of its range."""
FEWEST = 12
"""So many steps are in view at least."""


@dataclass(frozen=True)
class ForecastLine:
    """One line along time: float64 times and values (N,), and how it is drawn; what is no number breaks it.

    ``series`` is the data, ``each`` the forecasts of one step each, ``rolling`` what goes on from its own forecasts,
    ``fan`` several steps at once.
    """

    times: Array
    values: Array
    style: Style


def line_pen(theme: Theme, style: Style) -> QPen:
    """How a line of that style is drawn."""
    match style:
        case "series":
            return theme.pen("text_3", 1.3)
        case "each":
            return theme.pen("accent", 1.5, dashes=(4, 3))
        case "rolling":
            return theme.pen("accent", 2.2)
        case _:
            return theme.pen("accent", 1.2, 0.55)


class ForecastChart(PaintedWidget):
    """Lines along time, a line where the test part begins, and the moment from which a forecast goes on.

    The axis of values holds the series, and lines that leave it up to its span beyond; ``cut`` says whether one goes
    farther. ``pointed(time)`` tells where the pointer is, ``left()`` that it went, ``clicked(time)`` where a click was
    and ``stepped(by)`` that an arrow key moved the moment. The wheel zooms time, a double click fits.
    """

    pointed = Signal(float)
    left = Signal()
    clicked = Signal(float)
    stepped = Signal(int)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, title, parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.cut = False
        self._series: ForecastLine | None = None
        self._lines: Sequence[ForecastLine] = ()
        self._whole = (0.0, 1.0)
        self._usual = (0.0, 1.0)
        self._view: tuple[float, float] | None = None
        self._range = self._limits = (-1.0, 1.0)
        self._border: float | None = None
        self._moment: float | None = None
        self._words = ""
        self._name_time: Callable[[float], str] = tick
        self._key = 0

    def set_series(self, series: ForecastLine, border: float | None, usual: tuple[float, float], end: float) -> None:
        """The data, the time at which testing begins, the times in view at first, and the last time there may be."""
        self._series, self._border = series, border
        self._key += 1
        self._whole = (float(series.times[0]), max(end, float(series.times[-1])))
        self._usual, self._view = usual, None
        self._fit_values()

    def reach(self, end: float) -> None:
        """Let the times in view at first go on to ``end``, or to the end of the series where that is later."""
        if self._series is not None:
            last = min(max(end, float(self._series.times[-1])), self._whole[1])
            if last != self._usual[1]:
                self._usual = (self._usual[0], last)
                self._fit_values()

    def set_lines(self, lines: Sequence[ForecastLine]) -> None:
        """What is drawn over the series."""
        self._lines = lines
        if self._series is not None:
            low, high = self._range
            self._fit_values()
            if high - low < SPARE * (self._range[1] - self._range[0]):
                self._range = (min(low, self._range[0]), max(high, self._range[1]))

    def line(self, style: Style) -> ForecastLine | None:
        """What is drawn in that style over the series; ``None`` where nothing is."""
        return next((line for line in self._lines if line.style == style), None)

    def set_time_words(self, name: Callable[[float], str]) -> None:
        """How a time is printed along the axis."""
        if name != self._name_time:
            self._name_time = name
            self._key += 1
            self.update()

    def set_moment(self, moment: float | None) -> None:
        """Mark the moment after which the forecast goes on."""
        if moment != self._moment:
            self._moment = moment
            self.update()

    def set_words(self, words: str) -> None:
        """A line in the corner, for what the pointer is on."""
        if words != self._words:
            self._words = words
            self.update()

    @property
    def times_in_view(self) -> tuple[float, float]:
        """The first and the last time in view."""
        return self._view or self._usual

    def fit(self) -> None:
        """Show the times shown at first."""
        self._view = None
        self._fit_values()

    def look_at(self, low: float, high: float) -> None:
        """Show these times, as far as there are some, and not fewer than can be told apart."""
        wide = min(max(high - low, FEWEST), self._whole[1] - self._whole[0])
        low = min(max(low, self._whole[0]), self._whole[1] - wide)
        self._view = (low, low + wide)
        self._fit_values()

    def plot_area(self) -> QRectF:
        """Where the lines lie."""
        metrics = QFontMetricsF(self.theme.font("tick"))
        left = max(metrics.horizontalAdvance(tick(value)) for value in self._ticks()) + self.theme.px(8)
        gap, bottom = self.theme.px(6), metrics.height() + self.theme.px(4)
        return QRectF(left, gap, max(self.width() - left - gap, 10.0), max(self.height() - gap - bottom, 10.0))

    def to_pixels(self, times: Array, values: Array) -> tuple[Array, Array]:
        """Where times and values lie on the widget, px."""
        area = self.plot_area()
        (first, last), (low, high) = self.times_in_view, self._range
        across = area.left() + (times - first) / (last - first) * area.width()
        return across, area.bottom() - (values - low) / (high - low) * area.height()

    # ------------------------------------------------------------------------------------------------ painting

    def draw(self, painter: QPainter) -> None:
        """Grid, border, series, forecasts, moment, words."""
        if self._series is None:
            return
        area, series = self.plot_area(), self._series

        def still(inner: QPainter) -> None:
            self._draw_axes(inner, area)
            inner.setClipRect(area.adjusted(-1, -1, 1, 1))
            self._draw_border(inner, area)
            self._draw_trace(inner, series, area)

        self.layer(painter, "still", (self._key, self._range, self.times_in_view), still, ground=True)
        painter.setClipRect(area.adjusted(-1, -1, 1, 1))
        for trace in self._lines:
            self._draw_trace(painter, trace, area)
        self._draw_moment(painter, area)
        painter.setClipping(False)
        if self._words:
            self._draw_words(painter, area)

    def _draw_trace(self, painter: QPainter, trace: ForecastLine, area: QRectF) -> None:
        if not len(trace.times):
            return
        painter.setPen(line_pen(self.theme, trace.style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        times, values = thin(trace.times, trace.values, *self.times_in_view, int(area.width()))
        xs, ys = self.to_pixels(times, values)
        draw_line(painter, xs, ys)
        if trace.style == "rolling" and np.isfinite(ys[-1:]).all():
            painter.setBrush(self.theme.color("accent"))
            painter.drawEllipse(QPointF(float(xs[-1]), float(ys[-1])), 2.6 * self.theme.zoom, 2.6 * self.theme.zoom)

    def _draw_border(self, painter: QPainter, area: QRectF) -> None:
        """The part that is trained on lies on a tinted ground, and says so where there is room."""
        if self._border is None:
            return
        (x,), _ = self.to_pixels(np.array([self._border]), np.zeros(1))
        x = float(min(max(x, area.left()), area.right()))
        painter.setFont(self.theme.font("tick"))
        metrics = QFontMetricsF(painter.font())
        if x > area.left():
            painter.fillRect(
                QRectF(area.left(), area.top(), x - area.left(), area.height()), self.theme.color("segment", 0.7)
            )
        painter.setPen(self.theme.color("text_3"))
        base, gap = area.bottom() - self.theme.px(4), self.theme.px(4)
        if x - area.left() > metrics.horizontalAdvance("train") + 2 * gap:
            painter.drawText(QPointF(x - gap - metrics.horizontalAdvance("train"), base), "train")
        if area.right() - x > metrics.horizontalAdvance("test") + 2 * gap:
            painter.drawText(QPointF(x + gap, base), "test")

    def _draw_moment(self, painter: QPainter, area: QRectF) -> None:
        if self._moment is None:
            return
        (x,), _ = self.to_pixels(np.array([self._moment]), np.zeros(1))
        painter.setPen(self.theme.pen("accent", 1.0, dashes=(3.0, 3.0)))
        words = QFontMetricsF(self.theme.font("tick")).height() + self.theme.px(4)  # it strikes no *test* through
        painter.drawLine(QPointF(float(x), area.top()), QPointF(float(x), area.bottom() - words))

    def _draw_axes(self, painter: QPainter, area: QRectF) -> None:
        painter.setFont(self.theme.font("tick"))
        metrics = QFontMetricsF(painter.font())
        ticks = self._ticks()
        self.draw_heights(painter, area, ticks, self.to_pixels(np.zeros(len(ticks)), np.array(ticks))[1])
        right = -1e9
        for time in linear_ticks(*self.times_in_view, max(int(area.width() // self.theme.px(70)), 2)):
            said = self._name_time(time)
            wide = metrics.horizontalAdvance(said)
            x = float(self.to_pixels(np.array([time]), np.zeros(1))[0][0])
            x = min(max(x - wide / 2, 0.0), self.width() - wide)
            if x > right:
                painter.drawText(QPointF(x, self.height() - metrics.descent()), said)
                right = x + wide + self.theme.px(8)

    def _draw_words(self, painter: QPainter, area: QRectF) -> None:
        painter.setFont(self.theme.font("tick"))
        metrics = QFontMetricsF(painter.font())
        words = metrics.elidedText(self._words, Qt.TextElideMode.ElideRight, area.width() - 12)
        box = QRectF(area.left() + 2, area.top() + 2, metrics.horizontalAdvance(words) + 8, metrics.height() + 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("panel", 0.88))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(self.theme.color("text_1"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _ticks(self) -> list[float]:
        return linear_ticks(*self._range, 5 if self.height() > self.theme.px(120) else 3)

    def _fit_values(self) -> None:
        """Hold the series in view, and then the lines over it."""
        if self._series is None:
            return
        here = self._series.values[self._in_view(self._series)]
        here = here[np.isfinite(here)] if len(here) else self._series.values
        low, high = float(here.min()), float(here.max())
        room = (high - low) or 1.0
        self._limits = (low - room, high + room)
        self._range = (low - PAD * room, high + PAD * room)
        self._grow()

    def _grow(self) -> None:
        """Hold the lines too, as far as they stay near; with room to spare, so that it does not move every frame."""
        low, high = self._range
        pad = PAD * (high - low)
        seen = [line.values[self._in_view(line)] for line in self._lines]
        self.cut = any(bool(((part < self._limits[0]) | (part > self._limits[1])).any()) for part in seen)
        for part in seen:
            near = np.clip(part[np.isfinite(part)], *self._limits)
            if len(near):
                least, most = float(near.min()), float(near.max())
                low, high = (least - pad if least < low else low), (most + pad if most > high else high)
        self._range = (low, high)
        self.update()

    def _in_view(self, line: ForecastLine) -> npt.NDArray[np.bool_]:
        first, last = self.times_in_view
        return np.asarray((line.times >= first) & (line.times <= last))

    # ------------------------------------------------------------------------------------------------ mouse, keys

    def _time_at(self, x: float) -> float:
        area = self.plot_area()
        first, last = self.times_in_view
        return first + (x - area.left()) / area.width() * (last - first)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell where the pointer is."""
        if self.plot_area().contains(event.position()):
            self.pointed.emit(self._time_at(event.position().x()))
        else:
            self.left.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the pointer went."""
        self.left.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell where the click was."""
        if event.button() == Qt.MouseButton.LeftButton and self.plot_area().contains(event.position()):
            self.clicked.emit(self._time_at(event.position().x()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit."""
        self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom time round the pointer."""
        first, last = self.times_in_view
        at = self._time_at(event.position().x())
        factor = 0.8 ** (event.angleDelta().y() / 120)
        self.look_at(at - (at - first) * factor, at + (last - at) * factor)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move the moment."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)
