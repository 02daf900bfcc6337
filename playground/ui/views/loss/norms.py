"""NormStrip: the norm of the gradients before they are clipped and after it, under the loss."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QWidget

from playground import numerals
from playground.engine.history import History
from playground.model.step_hooks import FIGURES
from playground.ui.plots.chart import Chart, ChartCurve
from playground.ui.theme.theme import Theme
from playground.ui.views.loss.step_strip import StepStrip, figure_told, short
from playground.ui.views.shared.curves_measured import end

RECENT = 200
"""Of so many last steps it is told how many were clipped."""
SHORTENED = 0.999
"""A norm that is this part of what it was, or more, was not clipped: the rest is rounding."""


class NormStrip(StepStrip):
    """How long gradients are, and how long they are let be. Hidden where nothing is clipped."""

    def __init__(self, theme: Theme, above: Chart, parent: QWidget | None = None) -> None:
        super().__init__(theme, above, "norms", "Gradient norm", parent)

    def show_history(self, history: History | None) -> None:
        """Show the norms, if any were told; of several networks those of the last."""
        curves: list[ChartCurve] = []
        for place, figure in enumerate(FIGURES):
            told = figure_told(history, figure)
            if told is not None:
                name = "after" if place else "before"
                curves.append(ChartCurve(told.steps, told.values, "smooth" if place else "faint", name))
        self.show_curves(curves if len(curves) == len(FIGURES) else (), norms_in_words(history))


def norms_in_words(history: History | None) -> str:
    """The norm before and after the last step, and at how many of the last steps it was clipped; empty without any."""
    told = [figure_told(history, name) for name in FIGURES]
    if told[0] is None or told[1] is None:
        return ""
    before, after = told[0].values, told[1].values
    count = min(len(before), len(after), RECENT)
    share = float(np.mean(after[-count:] < SHORTENED * before[-count:]))
    return f"{short(end(before))} → {short(end(after))}, {numerals.share(share, 0)} clipped"
