"""CurveView: what the views of loss and accuracy share. Numbers on top, curves below, an axis that ends now."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from playground.engine.history import History
from playground.ui.focus import Focus
from playground.ui.theme import Theme
from playground.ui.views.framed import FramedView
from playground.ui.widgets import chart_words as words
from playground.ui.widgets.chart import Chart, Curve
from playground.ui.widgets.chart_figures import Figure, Figures
from playground.ui.widgets.chart_scale import linear_ticks

EMPTY = "Press Train, or Batch, to see the curve."


class CurveView(FramedView):
    """Curves of train and test over steps."""

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self.history: History | None = None
        self._last = 0.0
        self.figures = Figures(theme, f"{self.id}_figures", f"{self.title}: numbers", self)
        self.chart = Chart(theme, f"{self.id}_chart", f"{self.title}: curves", self)
        self.body.addWidget(self.figures)
        self.body.addWidget(self.chart, 1)
        self.chart.say(EMPTY)
        self.apply_theme()

    def curves(self, history: History) -> list[Curve]:
        """The curves to draw, train first."""
        raise NotImplementedError

    def numbers(self, history: History) -> list[Figure]:
        """The numbers to print."""
        raise NotImplementedError

    def set_history(self, history: History) -> None:
        """Take the curves; ranges start anew when learning went back or began again."""
        last = last_step(history)
        if history is not self.history or last < self._last:
            self.chart.clear()
        self.history, self._last = history, last
        self._show()

    def apply_theme(self) -> None:
        """Take colours and sizes anew."""
        super().apply_theme()
        self.figures.updateGeometry()
        self.figures.update()
        self.chart.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is low, the numbers move up beside the title."""
        super().resizeEvent(event)
        self.set_dense(self.height() < self.theme.px(140))

    def set_dense(self, dense: bool) -> None:
        """Numbers beside the title, or below it."""
        self.figures.set_dense(dense)
        holder = self.head if dense else self.body
        if holder.indexOf(self.figures) < 0:
            (self.body if dense else self.head).removeWidget(self.figures)
            if dense:
                self.head.insertWidget(1, self.figures, 100)
            else:
                self.body.insertWidget(1, self.figures)

    def _show(self) -> None:
        history = self.history
        if history is None:
            return
        curves = [curve for curve in self.curves(history) if len(curve.xs)]
        self.figures.show_figures(self.numbers(history) if curves else ())
        self.chart.say("" if self._last > 0 and curves else EMPTY)
        self.chart.show_marks(history.marks)
        self.chart.show_axis(*axis(history, self._last))
        self.chart.show_curves(curves)


def last_step(history: History) -> float:
    """The step that learning has reached."""
    ends = [float(series.steps[-1]) for series in (history.batch_loss, history.epochs) if len(series)]
    return max(ends, default=0.0)


def axis(history: History, last: float) -> tuple[list[tuple[float, str]], tuple[float, str]]:
    """Round ticks as (step, words) and the present one: in epochs once there are three, in steps before."""
    epochs = history.epochs
    if len(epochs) > 1 and epochs.values[-1] >= 3:
        now = float(np.interp(last, epochs.steps, epochs.values))
        values = [value for value in linear_ticks(0.0, now, 4) if value == int(value)]
        at = np.interp(values, epochs.values, epochs.steps)
        ticks = [(float(step), words.tick(value)) for step, value in zip(at, values, strict=True)]
        return ticks, (last, f"epoch {words.count(int(now))}")
    if last <= 0:
        return [], (0.0, "")
    ticks = [(step, words.tick(step)) for step in linear_ticks(0.0, last, 3) if step == int(step)]
    return ticks, (last, f"step {words.count(int(last))}")


def end(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """The last value, NaN where there is none."""
    return float(values[-1]) if len(values) else float("nan")
