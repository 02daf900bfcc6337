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
    """One curve, which begins at ``left`` like the chart above it; where it is ``low`` it has no ticks."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self.low = False
        self.left = 0.0
        super().__init__(theme, "rate_chart", "Rate in force: curve", parent)
        self.write = _figure

    def _plot_area(self) -> QRectF:
        """As wide as that of the chart above; where it is low all but a margin of the height."""
        area = super()._plot_area()
        area.setLeft(max(area.left(), self.left))
        if self.low:
            gap = self.theme.px(4)
            area.setTop(gap)
            area.setBottom(self.height() - gap)
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
    """What is in force now in words, and the curve of it. Hidden where nothing moves the rate."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rate_strip")
        self._theme = theme
        self.heading = Label("Rate in force", self)
        self.heading.setProperty("role", "label")
        self.value = Label("", self)
        self.value.setProperty("role", "label")
        self.value.setObjectName("rate_value")
        self.chart = RateChart(theme, self)
        head = QHBoxLayout()
        head.addWidget(self.heading)
        head.addStretch(1)
        head.addWidget(self.value)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(head)
        self._column.addWidget(self.chart)
        self.set_low(False)
        theme.changed.connect(self._measure)

    def set_low(self, low: bool) -> None:
        """Whether there is little room."""
        self.chart.low = low
        self._measure()
        self.chart.refresh()

    def show_history(self, history: History | None, like: Chart) -> None:
        """Show the rate over the steps of another chart, if it was moved."""
        told = None if history is None else history.step_figures.get(RATE)
        shown = told is not None and len(told) > 0
        self.setVisible(shown)
        if history is None or told is None or not shown:
            return
        self.value.setText(rate_in_words(history))
        self.chart.left = like.box.geometry().left()
        self.chart.scales.marks = () if self.chart.low else like.scales.marks
        self.chart.ticks, self.chart.present = like.ticks, like.present
        self.chart.show_curves([ChartCurve(told.steps, told.values, "solid", "rate")])

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
