"""RateStrip: the learning rate in force, as a curve under the loss over the same steps."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground import numerals
from playground.engine.history import History
from playground.ui.plots.chart import Chart, ChartCurve
from playground.ui.theme.theme import Theme
from playground.ui.views.shared.curves_measured import end
from playground.ui.widgets.label import Label

RATE, MOMENTUM = "learning_rate", "momentum"
HIGH, LOW = 84, 24
"""Heights of the curve where there is room, and where there is little, px of the design."""


class RateChart(Chart):
    """One curve, which begins at ``left`` like the chart above it; where it is ``low`` it is a mere line."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self.low = False
        self.left = 0.0
        super().__init__(theme, "rate_chart", "Rate in force: curve", parent)
        self.write = _figure

    def _plot_area(self) -> QRectF:
        """As wide as that of the chart above; where it is low all but a margin."""
        if self.low:
            gap = self.theme.px(4)
            return QRectF(self.rect()).adjusted(gap, gap, -gap, -gap)
        area = super()._plot_area()
        area.setLeft(max(area.left(), self.left))
        return area

    def _y_ticks(self) -> list[float]:
        """0 and the top are enough."""
        return [] if self.low else super()._y_ticks()[:: len(super()._y_ticks()) - 1 or 1]

    def _x_ticks(self) -> Sequence[tuple[float, str]]:
        """As those of the loss."""
        return () if self.low else super()._x_ticks()

    def _y_words(self, value: float) -> str:
        """A rate in its shortest form."""
        return _figure(value)


class RateStrip(QWidget):
    """What is in force now in words, and its curve over the steps of the chart ``above``, with which it is zoomed.

    Hidden where nothing moves the rate.
    """

    def __init__(self, theme: Theme, above: Chart, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rate_strip")
        self._theme = theme
        self._above = above
        self._follows = False
        self.heading = Label("Rate in force", self)
        self.heading.setProperty("role", "label")
        self.value = Label("", self)
        self.value.setProperty("role", "label")
        self.value.setObjectName("rate_value")
        self.chart = RateChart(theme, self)
        self._head = QHBoxLayout()
        self._head.addWidget(self.heading)
        self._head.addStretch(1)
        self._head.addWidget(self.value)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._head)
        self.set_low(False)
        theme.changed.connect(self._measure)
        above.looked.connect(self._follow)
        self.chart.looked.connect(self._lead)

    def set_low(self, low: bool) -> None:
        """Whether there is little room: then the curve stands between its name and its value."""
        self.chart.low = low
        self._column.removeWidget(self.chart)
        self._head.removeWidget(self.chart)
        if low:
            self._head.insertWidget(1, self.chart, 100)
        else:
            self._column.addWidget(self.chart)
        self._measure()
        self.chart.refresh()

    def show_history(self, history: History | None) -> None:
        """Show the rate, if it was moved."""
        told = None if history is None else history.step_figures.get(RATE)
        shown = told is not None and len(told) > 0
        self.setVisible(shown)
        if history is None or told is None or not shown:
            return
        self.value.setText(rate_in_words(history))
        above = self._above
        self.chart.left = above.box.geometry().left()
        self.chart.scales.marks = () if self.chart.low else above.scales.marks
        self.chart.ticks, self.chart.present = above.ticks, above.present
        self.chart.show_curves([ChartCurve(told.steps, told.values, "solid", "rate")])

    def _follow(self, low: float, high: float) -> None:
        self._look_at(self.chart, low, high)

    def _lead(self, low: float, high: float) -> None:
        self._look_at(self._above, low, high)

    def _look_at(self, chart: Chart, low: float, high: float) -> None:
        """Let one of the charts show what the other does, which then has nothing to follow."""
        if self.isHidden() or self._follows:
            return
        self._follows = True
        chart.look_at(low, high)
        self._follows = False

    def _measure(self) -> None:
        self._column.setSpacing(self._theme.px(2))
        self.chart.setFixedHeight(self._theme.px(LOW if self.chart.low else HIGH))


def rate_in_words(history: History) -> str:
    """The rate in force, and the momentum where that moves too; empty where neither does."""
    told, momentum = history.step_figures.get(RATE), history.step_figures.get(MOMENTUM)
    if told is None or not len(told):
        return ""
    words = _figure(end(told.values))
    if momentum is not None and len(momentum) and momentum.steps[-1] == told.steps[-1]:
        words += f", momentum {_figure(end(momentum.values))}"
    return words


def _figure(value: float) -> str:
    """A rate, to three digits."""
    return numerals.setting(float(f"{value:.3g}"))
