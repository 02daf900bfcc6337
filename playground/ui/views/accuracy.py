"""The view of the accuracy."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

from PySide6.QtWidgets import QWidget

from playground.engine.history import History
from playground.ui.focus import Focus
from playground.ui.theme import Theme
from playground.ui.views.base import Scene
from playground.ui.views.curves import CurveView, end
from playground.ui.widgets import chart_words as words
from playground.ui.widgets.chart import Curve
from playground.ui.widgets.chart_figures import Figure
from playground.ui.widgets.chart_scale import GrowingRange


class AccuracyView(CurveView):
    """The share of samples whose class is recognised, in train and test data."""

    id: ClassVar[str] = "accuracy"
    title: ClassVar[str] = "Accuracy"
    place: ClassVar[Literal["output", "metrics", "tab"]] = "metrics"
    order: ClassVar[int] = 20

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self.chart.range_y = GrowingRange(0.0, 1.0)
        self.chart.unit = 100.0

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Classes can be right or wrong; values cannot."""
        return scene.experiment.data.target().kind == "classes"

    def curves(self, history: History) -> list[Curve]:
        """Train and test."""
        train, test = history.train_accuracy, history.test_accuracy
        return [Curve(train.steps, train.values), Curve(test.steps, test.values, "dashed")]

    def numbers(self, history: History) -> list[Figure]:
        """Train and test, in per cent."""
        train, test = end(history.train_accuracy.values), end(history.test_accuracy.values)
        figures = [Figure(words.share(train, 1), "train", "solid")]
        if not math.isnan(test):
            figures.append(Figure(words.share(test, 1), "test", "dashed"))
        return figures

    def describe(self) -> str:
        """Both numbers, and on how many samples each rests."""
        if self.broken:
            return self.broken
        latest = self.history.latest if self.history else None
        if latest is None:
            return "No accuracy yet: nothing has been trained."
        parts = [f"{words.share(latest.train_accuracy, 1)} of {words.count(latest.train_count)} training samples"]
        if latest.test_count:
            parts.append(f"{words.share(latest.test_accuracy, 1)} of {words.count(latest.test_count)} test samples")
        return f"At step {words.count(latest.step)} the network is right on {' and on '.join(parts)}."
