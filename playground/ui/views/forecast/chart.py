"""Forecast chart: a series along time, with what was foretold drawn over it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from playground.numerals import tick
from playground.ui.plots.chart_scale import linear_ticks
from playground.ui.plots.plot import Plot
from playground.ui.plots.plot_box import AxisRange
from playground.ui.plots.plot_curves import DotsItem, LineItem
from playground.ui.theme.theme import Theme

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


class ForecastChart(Plot):
    """Lines along time, a line where the test part begins, and the moment from which a forecast goes on.

    The axis of values holds the series, and lines that leave it up to its span beyond; ``cut`` says whether one goes
    farther. ``pointed(time)`` tells where the pointer is, ``left()`` that it went, ``clicked(time)`` where a click was
    and ``stepped(by)`` that an arrow key moved the moment. The wheel zooms time, a double click fits.
    """

    pointed = Signal(float)
    left = Signal()
    clicked = Signal(float)
    stepped = Signal(int)

    fewest = float(FEWEST)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        self.cut = False
        self._series: ForecastLine | None = None
        self._lines: Sequence[ForecastLine] = ()
        self._whole = (0.0, 1.0)
        self._usual = (0.0, 1.0)
        self._range = self._limits = (-1.0, 1.0)
        self._border: float | None = None
        self._moment: float | None = None
        self._name_time: Callable[[float], str] = tick
        super().__init__(theme, name, title, parent)
        self._drawn: list[LineItem] = []
        self._upright, self._end = LineItem(), DotsItem()
        self.box.add(self._upright, 100)
        self.box.add(self._end, 101)

    def set_series(self, series: ForecastLine, border: float | None, usual: tuple[float, float], end: float) -> None:
        """The data, the time at which testing begins, the times in view at first, and the last time there may be."""
        self._series, self._border = series, border
        self._whole = (float(series.times[0]), max(end, float(series.times[-1])))
        self._usual, self._window = usual, None
        self._fit_values()

    def extend_to(self, end: float) -> None:
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
            self.refresh()

    def line(self, style: Style) -> ForecastLine | None:
        """What is drawn in that style over the series; ``None`` where nothing is."""
        return next((line for line in self._lines if line.style == style), None)

    def set_time_words(self, name: Callable[[float], str]) -> None:
        """How a time is printed along the axis."""
        if name != self._name_time:
            self._name_time = name
            self.refresh()

    def set_moment(self, moment: float | None) -> None:
        """Mark the moment after which the forecast goes on."""
        if moment != self._moment:
            self._moment = moment
            self.refresh()

    def fit(self) -> None:
        """Show the times shown at first."""
        self._window = None
        self._fit_values()

    def look_at(self, low: float, high: float) -> None:
        """Show these times, as far as there are some, and not fewer than can be told apart."""
        wide = min(max(high - low, FEWEST), self._whole[1] - self._whole[0])
        low = min(max(low, self._whole[0]), self._whole[1] - wide)
        self._window = (low, low + wide)
        self._fit_values()

    # ------------------------------------------------------------------------------------------------ as a plot

    @property
    def _whole_x(self) -> tuple[float, float]:
        """All times there may be."""
        return self._whole

    @property
    def _x_in_view(self) -> tuple[float, float]:
        """The times in view: those shown at first where nobody has zoomed."""
        return self._window or self._usual

    @property
    def y_axis(self) -> AxisRange:
        """What holds the series, and lines that stay near."""
        return AxisRange(*self._range)

    def _x_ticks(self) -> Sequence[tuple[float, str]]:
        """Round times, by their names."""
        wanted = max(int(self.box.geometry().width() // self.theme.px(70)), 2)
        return [(time, self._name_time(time)) for time in linear_ticks(*self._x_in_view, wanted)]

    def _y_ticks(self) -> list[float]:
        """Round values along the axis of values."""
        return linear_ticks(*self._range, 5 if self.height() > self.theme.px(120) else 3)

    def _under_key(self) -> tuple[Hashable, ...]:
        """Where the part that is trained on ends."""
        return (self._border, self._x_in_view)

    def _draw_under(self, painter: QPainter, area: QRectF) -> None:
        """The part that is trained on lies on a tinted ground, and says so where there is room."""
        if self._border is None or self._series is None:
            return
        x = float(self.to_pixels(np.array([self._border]), np.zeros(1))[0][0])
        x = min(max(x, area.left()), area.right())
        metrics = QFontMetricsF(painter.font())
        if x > area.left():
            tinted = QRectF(area.left(), area.top(), x - area.left(), area.height())
            painter.fillRect(tinted, self.theme.color("segment", 0.7))
        painter.setPen(self.theme.color("text_3"))
        base, gap = area.bottom() - self.theme.px(4), self.theme.px(4)
        if x - area.left() > metrics.horizontalAdvance("train") + 2 * gap:
            painter.drawText(QPointF(x - gap - metrics.horizontalAdvance("train"), base), "train")
        if area.right() - x > metrics.horizontalAdvance("test") + 2 * gap:
            painter.drawText(QPointF(x + gap, base), "test")

    def _show_items(self, x: AxisRange, y: AxisRange, area: QRectF) -> Sequence[tuple[Array, Array]]:
        """The series, what was foretold over it, and the moment from which it goes on."""
        series = () if self._series is None else (self._series,)
        lines = [line for line in (*series, *self._lines) if len(line.times)]
        while len(self._drawn) < len(lines):
            self._drawn.append(LineItem())
            self.box.add(self._drawn[-1], len(self._drawn))
        while len(self._drawn) > len(lines):
            self.box.removeItem(self._drawn.pop())
        end: tuple[Array, Array] = (np.empty(0), np.empty(0))
        for item, line in zip(self._drawn, lines, strict=True):
            pen = line_pen(self.theme, line.style)
            item.show_line(line.times, line.values, pen, x, y, int(area.width()))
            xs, ys = item.shares
            if line.style == "rolling" and np.isfinite(ys[-1:]).all():
                end = (xs[-1:], ys[-1:])
        self._end.show_dots(*end, self.theme.pen("accent", 7.4))
        self._show_moment(x, area)
        return ()

    def _show_moment(self, x: AxisRange, area: QRectF) -> None:
        at = np.empty(0) if self._moment is None else x.shares(np.full(2, self._moment))
        words = QFontMetricsF(self.theme.font("tick")).height() + self.theme.px(4)  # it strikes no *test* through
        up = np.linspace(min(words / area.height(), 1.0), 1.0, len(at))
        self._upright.show_shares(at, up, self.theme.pen("accent", 1.0, dashes=(3.0, 3.0)))

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
        self.refresh()

    def _in_view(self, line: ForecastLine) -> npt.NDArray[np.bool_]:
        first, last = self._x_in_view
        return np.asarray((line.times >= first) & (line.times <= last))

    # ------------------------------------------------------------------------------------------------ mouse, keys

    def _point(self, at: QPointF | None) -> None:
        """Tell where the pointer is."""
        if at is not None and self.box.geometry().contains(at):
            self.pointed.emit(self._to_values(at)[0])
        else:
            self.left.emit()

    def _click(self, at: QPointF) -> None:
        """Tell where the click was."""
        if self.box.geometry().contains(at):
            self.clicked.emit(self._to_values(at)[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move the moment."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)
            if self._moment is not None:
                self.pointed.emit(self._moment)  # what is there is said as it is under the pointer
            self.setAccessibleDescription(", ".join(self.read_out))
