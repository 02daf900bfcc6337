"""RateStrip: the learning rate in force, as a curve under the loss over the same steps."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from playground.engine.history import History
from playground.ui.plots.chart import Chart, ChartCurve
from playground.ui.theme.theme import Theme
from playground.ui.views.loss.step_strip import StepStrip, short
from playground.ui.views.shared.curves_measured import end

RATE, MOMENTUM = "learning_rate", "momentum"


class RateStrip(StepStrip):
    """The rate, where something moves it."""

    def __init__(self, theme: Theme, above: Chart, parent: QWidget | None = None) -> None:
        super().__init__(theme, above, "rate", "Rate in force", parent)

    def show_history(self, history: History | None) -> None:
        """Show the rate, if it was moved."""
        told = None if history is None else history.step_figures.get(RATE)
        if history is None or told is None or not len(told):
            self.show_curves((), "")
        else:
            self.show_curves([ChartCurve(told.steps, told.values, "solid", "rate")], rate_in_words(history))


def rate_in_words(history: History) -> str:
    """The rate in force, and the momentum where that moves too; empty where neither does."""
    told, momentum = history.step_figures.get(RATE), history.step_figures.get(MOMENTUM)
    if told is None or not len(told):
        return ""
    words = short(end(told.values))
    if momentum is not None and len(momentum) and momentum.steps[-1] == told.steps[-1]:
        words += f", momentum {short(end(momentum.values))}"
    return words
