"""Terms: the named parts of a loss as curves and numbers, where an objective has some."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from playground import numerals
from playground.engine.history import History
from playground.engine.series import Series
from playground.model.objective import Objective
from playground.ui.plots.chart import ChartCurve
from playground.ui.plots.chart_figures import Figure
from playground.ui.plots.chart_lines import parted
from playground.ui.views.shared.curves_measured import end

Words = Mapping[str, str]
"""What parts are called, by their names in the history."""


def term_words(objective: Objective) -> Words:
    """What the parts of an objective's loss are called within a sentence."""
    return {term.name: f"{term.label[:1].lower()}{term.label[1:]}" for term in objective.terms}


def term_curves(history: History, words: Words) -> list[ChartCurve]:
    """A line for each part: of evaluations with the batches faintly behind them, or of the batches alone."""
    curves = []
    for place, (name, raw) in enumerate(history.terms.items()):
        measured = _measured(history, name)
        if measured is not None:
            joined = history.joined()
            together = joined if len(joined) == len(measured) else np.ones(len(measured), np.bool_)
            xs, ys = parted(measured.steps, measured.values, together)
            curves.append(ChartCurve(xs, ys, "solid", _word(words, name), dots=True, term=place))
        name = f"{_word(words, name)} batch"
        curves.append(ChartCurve(raw.steps, raw.values, "smooth" if measured is None else "faint", name, term=place))
    return curves


def term_figures(history: History, words: Words) -> list[Figure]:
    """The latest value of each part, on what is trained on, under the word that its curve goes by."""
    figures = []
    for place, (name, raw) in enumerate(history.terms.items()):
        value = end((_measured(history, name) or raw).values)
        if not math.isnan(value):
            figures.append(Figure(numerals.loss(value), _word(words, name), "solid", place))
    return figures


def _measured(history: History, name: str) -> Series | None:
    """What evaluations of the training part found of a part of the loss; ``None`` where they measure none."""
    series = history.figures.get(f"train_{name}")
    return series if series is not None and len(series) else None


def _word(words: Words, name: str) -> str:
    return words.get(name) or name.replace("_", " ")
