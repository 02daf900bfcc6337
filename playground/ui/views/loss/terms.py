"""Terms: the named parts of a loss as curves and numbers, where an objective has some."""

from __future__ import annotations

import math

import numpy as np

from playground import numerals as words
from playground.engine.history import History
from playground.engine.series import Series
from playground.ui.plots.chart import ChartCurve
from playground.ui.plots.chart_figures import Figure
from playground.ui.plots.chart_lines import parted
from playground.ui.views.shared.curves_measured import end


def term_curves(history: History) -> list[ChartCurve]:
    """A line for each part: of evaluations with the batches faintly behind them, or of the batches alone."""
    curves = []
    for place, (name, raw) in enumerate(history.terms.items()):
        measured = _measured(history, name)
        if measured is not None:
            joined = history.joined()
            together = joined if len(joined) == len(measured) else np.ones(len(measured), np.bool_)
            xs, ys = parted(measured.steps, measured.values, together)
            curves.append(ChartCurve(xs, ys, "solid", _word(name), dots=True, term=place))
        name = f"{_word(name)} batch"
        curves.append(ChartCurve(raw.steps, raw.values, "smooth" if measured is None else "faint", name, term=place))
    return curves


def term_figures(history: History) -> list[Figure]:
    """The latest value of each part, on what is trained on, under the word that its curve goes by."""
    figures = []
    for place, (name, raw) in enumerate(history.terms.items()):
        value = end((_measured(history, name) or raw).values)
        if not math.isnan(value):
            figures.append(Figure(words.loss(value), _word(name), "solid", place))
    return figures


def _measured(history: History, name: str) -> Series | None:
    """What evaluations of the training part found of a part of the loss; ``None`` where they measure none."""
    series = history.figures.get(f"train_{name}")
    return series if series is not None and len(series) else None


def _word(name: str) -> str:
    return name.replace("_", " ")
