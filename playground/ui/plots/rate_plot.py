"""RatePlot: the loss over the learning rate, whose axis is logarithmic, with the rates that are suggested."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QWidget

from playground import numerals
from playground.ui.plots.chart_readout import Track
from playground.ui.plots.chart_scale import nice_step
from playground.ui.plots.plot import Plot
from playground.ui.plots.plot_box import AxisRange
from playground.ui.plots.plot_curves import LineItem
from playground.ui.theme.theme import Theme

Array = npt.NDArray[Any]
BELOW, ABOVE = 0.1, 0.5
"""So much of the way from the start to the least loss is shown below and above it: what is beyond is of no use."""
LEAST_SPAN = 0.1
"""It shows at least this part of the loss, or mere noise would look like a valley."""


class RatePlot(Plot):
    """Raw losses faintly, the smoothed line over them. Along x lie decimal logarithms of rates."""

    fewest = 0.2

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        self._logs, self._raw, self._line = np.empty(0), np.empty(0), np.empty(0)
        self._ends = (-6.0, 1.0)
        super().__init__(theme, name, title, parent)
        self._faint, self._solid = LineItem(), LineItem()
        self.box.add(self._faint, 1.0)
        self.box.add(self._solid, 2.0)
        self.write = numerals.loss

    def show_losses(
        self, rates: Array, raw: Array, line: Array, ends: tuple[float, float], marks: Sequence[tuple[float, str]]
    ) -> None:
        """Losses (N,) at rates (N,), and their smoothed line; ``ends`` are the least and the greatest rate."""
        self._logs, self._raw, self._line = np.log10(rates), raw, line
        self._ends = (math.log10(ends[0]), math.log10(ends[1]))
        self.scales.marks = [(math.log10(rate), words) for rate, words in marks]
        self.refresh()

    @property
    def _whole_x(self) -> tuple[float, float]:
        """All rates that are tried."""
        return self._ends

    @property
    def y_axis(self) -> AxisRange:
        """From a little below the least of the line to a little above the loss at the start, in round numbers."""
        line = self._line[np.isfinite(self._line)]
        if not len(line):
            return AxisRange(0.0, 1.0)
        least, first = float(line.min()), max(float(line[0]), float(line[:20].max()))
        span = max(first - least, LEAST_SPAN * abs(first), 1e-12)
        step = nice_step(span * (BELOW + ABOVE + 1.0), 5)
        low = math.floor((least - BELOW * span) / step) * step
        return AxisRange(max(low, 0.0) if least >= 0 else low, math.ceil((first + ABOVE * span) / step) * step)

    def _x_ticks(self) -> Sequence[tuple[float, str]]:
        """Powers of ten."""
        low, high = self._x_in_view
        places = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
        return [(float(place), numerals.log_tick(10.0**place)) for place in places]

    def _x_words(self, x: float) -> str:
        """The rate."""
        return f"learning rate {numerals.setting(float(f'{10.0**x:.2g}'))}"

    def tracks(self) -> Sequence[Track]:
        """The smoothed line, and each batch."""
        return [
            Track("smoothed", self._logs, self._line, self.theme.color("accent")),
            Track("batch", self._logs, self._raw, self.theme.color("accent", 0.4)),
        ]

    def _show_items(self, x: AxisRange, y: AxisRange, area: QRectF) -> Sequence[tuple[Array, Array]]:
        """Both lines."""
        columns = int(area.width() / 2)
        self._faint.show_line(self._logs, self._raw, self.theme.pen("accent", 1, 0.25), x, y, columns)
        self._solid.show_line(self._logs, self._line, self.theme.pen("accent", 2), x, y, columns)
        return [self._solid.shares]

    def _snapped(self, at: QPointF) -> float:
        """The nearest rate that was tried."""
        x = self._to_values(at)[0]
        return float(self._logs[int(np.argmin(np.abs(self._logs - x)))]) if len(self._logs) else x
