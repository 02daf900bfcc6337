"""NormStrip: the norm of the gradients before they are clipped and after it, under the loss."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QWidget

from playground import numerals
from playground.engine.history import History
from playground.model.step_hooks import FIGURES
from playground.ui.plots.chart import Chart, ChartCurve
from playground.ui.theme.theme import Theme
from playground.ui.views.loss.step_strip import StepStrip, short
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
        for place, name in enumerate(FIGURES):
            told = None if history is None else _told(history, name)
            if told is not None:
                curves.append(ChartCurve(*told, "smooth" if place else "faint", "after" if place else "before"))
        self.show_curves(curves if len(curves) == len(FIGURES) else (), norms_in_words(history))


def norms_in_words(history: History | None) -> str:
    """The norm before and after the last step, and at how many of the last steps it was clipped; empty without any."""
    pairs = [None if history is None else _told(history, name) for name in FIGURES]
    if pairs[0] is None or pairs[1] is None:
        return ""
    before, after = pairs[0][1], pairs[1][1]
    count = min(len(before), len(after), RECENT)
    share = float(np.mean(after[-count:] < SHORTENED * before[-count:]))
    return f"{short(end(before))} → {short(end(after))}, {numerals.share(share, 0)} clipped"


def _told(history: History, name: str) -> tuple[np.ndarray, np.ndarray] | None:
    """Steps and values of a figure, under its own name or that of a network before it; ``None`` where none was told."""
    found = [series for known, series in history.step_figures.items() if known.endswith(name) and len(series)]
    return (found[-1].steps, found[-1].values) if found else None
