"""Means: the loss of the mean of the weights beside that of the weights that learn, where one is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy.typing as npt

from playground import numerals
from playground.engine.history import History
from playground.engine.series import Series
from playground.model.averaging import BESIDE
from playground.ui.plots.chart import ChartCurve
from playground.ui.plots.chart_figures import Figure
from playground.ui.plots.chart_lines import parted
from playground.ui.views.shared.curves_measured import end, joined_for

Array = npt.NDArray[Any]

WORDS = dict(zip(BESIDE, ("mean of weights", "weights that learn"), strict=True))
"""What is measured beside, by what begins the names of its figures."""


def mean_curves(history: History) -> list[ChartCurve]:
    """The test loss of what is measured beside, over the evaluations that have it.

    It is broken where lines are not true: a mean begins anew with another network.
    """
    return [
        ChartCurve(*_parted(history, series), "dashed", f"test, {words}", dots=True, term=place)
        for words, series, place in _beside(history)
    ]


def mean_figures(history: History) -> list[Figure]:
    """The latest of it, under the words that its curve goes by."""
    return [
        Figure(numerals.loss(end(series.values)), words, "dashed", place) for words, series, place in _beside(history)
    ]


def _parted(history: History, series: Series) -> tuple[Array, Array]:
    return parted(series.steps, series.values, joined_for(history, series.steps))


def _beside(history: History) -> Iterator[tuple[str, Series, int]]:
    """What is measured beside, in words; its test losses; and the place of its colour behind those of named parts."""
    for prefix, words in WORDS.items():
        series = history.figures.get(f"test_{prefix}_loss")
        if series is not None and len(series) and series.steps[-1] == history.last_evaluation:
            yield words, series, len(history.terms)
