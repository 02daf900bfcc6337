"""ScaleStrip and SkippedStrip: the factor of the loss where gradients are in float16, and how many steps it cost."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from playground import numerals
from playground.engine.history import History
from playground.model.precision import SCALER_FIGURES
from playground.ui.plots.chart import Chart, ChartCurve
from playground.ui.theme.theme import Theme
from playground.ui.views.loss.step_strip import StepStrip, StripSize, figure_told, short
from playground.ui.views.shared.curves_measured import end

SCALE, SKIPPED = SCALER_FIGURES
MOST_WHOLE = 1e7
"""A scale below it is told whole."""


class ScaleStrip(StepStrip):
    """The scale. Hidden where nothing is scaled."""

    def __init__(self, theme: Theme, above: Chart, parent: QWidget | None = None) -> None:
        super().__init__(theme, above, "loss_scale", "Loss scale", parent)

    def show_history(self, history: History | None) -> None:
        """Show the scale, if one was told, of several optimizers the last one's; and say how many were skipped."""
        told = figure_told(history, SCALE)
        curves = () if told is None else (ChartCurve(told.steps, told.values, "solid", "scale"),)
        self.show_curves(curves, scale_in_words(history))


class SkippedStrip(StepStrip):
    """How many steps were skipped so far. Hidden where none was, and where there is little room."""

    def __init__(self, theme: Theme, above: Chart, parent: QWidget | None = None) -> None:
        super().__init__(theme, above, "skipped_steps", "Skipped steps", parent)

    def set_size(self, size: StripSize) -> None:
        """The words about the scale say as much where there is little room."""
        super().set_size(StripSize.HIGH if size is StripSize.HIGH else StripSize.NONE)

    def height_at(self, size: StripSize) -> int:
        """None where there is little room."""
        return super().height_at(size) if size is StripSize.HIGH else 0

    def show_history(self, history: History | None) -> None:
        """Show the count, if it is above 0."""
        told = figure_told(history, SKIPPED)
        now = 0.0 if told is None else end(told.values)
        curves = () if told is None else (ChartCurve(told.steps, told.values, "solid", "skipped"),)
        self.show_curves(curves if now > 0 else (), short(now))


def scale_in_words(history: History | None) -> str:
    """The scale of the last step, and how many steps were skipped; empty where nothing is scaled."""
    scale, skipped = figure_told(history, SCALE), figure_told(history, SKIPPED)
    if scale is None or skipped is None:
        return ""
    count = int(end(skipped.values))
    return f"{_words(end(scale.values))}, {numerals.count(count)} skipped" if count else _words(end(scale.values))


def _words(scale: float) -> str:
    """A scale, which mostly is a power of 2, to all its digits where there are few."""
    return numerals.count(scale) if 100 <= scale < MOST_WHOLE else short(scale)
