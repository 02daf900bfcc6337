"""Chart: curves over steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy.typing as npt
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from playground import numerals
from playground.ui.plots.chart_best import RingedPlot
from playground.ui.plots.chart_curves import ChartCurve, ChartCurves, CurveGap, curve_pen
from playground.ui.plots.chart_readout import Track
from playground.ui.plots.chart_scale import GrowingRange, axis_end
from playground.ui.plots.plot_box import AxisRange
from playground.ui.theme.theme import Theme

__all__ = ["Chart", "ChartCurve", "CurveGap"]

Array = npt.NDArray[Any]


class Chart(RingedPlot):
    """Curves with a grid, marks where a knob was changed, named reference lines and an axis that ends in the present.

    Ranges grow in steps and never shrink by themselves; ``fit`` (double click) starts them anew. What is set is drawn
    with the next ``show_curves``: ``gap`` is what is filled between two of the ``curves``, ``ticks`` along x are
    (step, words), ``present`` is the one that is always shown, ``span`` are the steps to show instead of all from 0 to
    a round one after the last; marks and named levels belong to ``scales``.
    """

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        self.range_y = GrowingRange()
        self.unit = 1.0
        self.curves: Sequence[ChartCurve] = ()
        self.gap: CurveGap | None = None
        self.ticks: Sequence[tuple[float, str]] = ()
        self.present = (0.0, "")
        self._right = 0.0
        self.span: tuple[float, float] | None = None
        self._hidden: frozenset[str] = frozenset()
        super().__init__(theme, name, title, parent)
        self._items = ChartCurves(theme, self.box)

    # ----------------------------------------------------------------------------------------------- what it shows

    def show_curves(self, curves: Sequence[ChartCurve]) -> None:
        """Show these curves; the range grows to hold them."""
        self.curves = curves
        self.range_y.hold([curve.ys for curve in curves])
        last = max((float(curve.xs[-1]) for curve in curves if len(curve.xs)), default=0.0)
        last = max(last, self.present[0])  # charts of one history end at the same step
        if last > 0:
            self._right = max(self._right, axis_end(last))
        self.refresh()

    def hide_curves(self, names: frozenset[str]) -> None:
        """Leave out those curves whose names begin with these words; the range stays."""
        if names != self._hidden:
            self._hidden = names
            self.refresh()

    def set_log(self, log: bool) -> None:
        """A logarithmic or a linear axis of values."""
        self.range_y.set_log(log)
        self.range_y.hold([curve.ys for curve in self.curves])
        self.refresh()

    def clear(self) -> None:
        """Forget curves, marks, the present and all ranges: another run begins."""
        self.scales.forget()
        self.ticks = ()
        self.present = (0.0, "")
        self.curves = ()
        self.gap = None
        self.ring.best = None
        self.span = None
        self.fit()

    def fit(self) -> None:
        """Let the ranges start anew from what is shown."""
        self.range_y.reset()
        self._right = 0.0
        self._window = None
        self.show_curves(self.curves)
        self.looked.emit(*self._x_in_view)

    # ----------------------------------------------------------------------------------------------- as a plot

    @property
    def _whole_x(self) -> tuple[float, float]:
        """The steps in view where nobody has zoomed."""
        return self.span or (0.0, max(self._right, 1.0))

    @property
    def y_axis(self) -> AxisRange:
        """The range that grows."""
        return AxisRange(self.range_y.low, self.range_y.high, self.range_y.log)

    def _x_ticks(self) -> Sequence[tuple[float, str]]:
        """The present first, then round ones."""
        return (self.present, *self.ticks)

    def _y_words(self, value: float) -> str:
        """A tick in the unit of the chart."""
        value = value * self.unit
        return numerals.log_tick(value) if self.range_y.log else numerals.tick(round(value, 10))

    def tracks(self) -> Sequence[Track]:
        """Those curves that have a name."""
        return [
            Track(curve.name, curve.xs, curve.ys, curve_pen(self.theme, curve).color(), curve.style != "faint")
            for curve in self.curves
            if curve.told and curve.name and len(curve.xs) and not self._is_hidden(curve)
        ]

    def _show_items(self, x: AxisRange, y: AxisRange, area: QRectF) -> Sequence[tuple[Array, Array]]:
        """The gap, the lines, the dots and the rings at the ends."""
        shown = [curve for curve in self.curves if not self._is_hidden(curve)]
        return self._items.show(shown, None if self._hidden else self.gap, x, y, area)

    def _is_hidden(self, curve: ChartCurve) -> bool:
        return any(f"{curve.name} ".startswith(f"{name} ") for name in self._hidden)
