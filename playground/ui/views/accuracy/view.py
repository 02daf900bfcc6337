"""The view of the accuracy."""

from __future__ import annotations

import math
from functools import partial
from typing import ClassVar, Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtWidgets import QWidget

from playground import numerals as words
from playground.engine.history import History
from playground.engine.pause_rules import AccuracyAbove, PauseRule
from playground.ui.examples.looked_at import noun_of
from playground.ui.examples.real_steps import step_noun
from playground.ui.plots.chart import ChartCurve, CurveGap
from playground.ui.plots.chart_best import ChartBest
from playground.ui.plots.chart_figures import Figure
from playground.ui.plots.chart_lines import parted
from playground.ui.plots.chart_note import Note
from playground.ui.plots.chart_scale import GrowingRange
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.shared.curves import CurveView
from playground.ui.views.shared.curves_measured import Unseen, best_of, bridges, end, gap_between, measured, now

Bools = npt.NDArray[np.bool_]
LEAP = 0.15
"""Evaluations further apart than this are not joined: between them nobody knows where it stood."""


class AccuracyView(CurveView):
    """The share of samples whose class is recognised, in train and test data; of steps, where each has an answer."""

    id: ClassVar[str] = "accuracy"
    title: ClassVar[str] = "Accuracy"
    place: ClassVar[Literal["output", "metrics", "tab"]] = "metrics"
    order: ClassVar[int] = 20
    question: ClassVar[Question] = "How it learns"
    weight: ClassVar[int] = 50

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self.chart.range_y = GrowingRange(0.0, 1.0)
        self.chart.unit = 100.0
        self.chart.write = partial(words.share, decimals=1)
        self.whole = Note("accuracy_whole", self)
        self.whole.setToolTip("A sequence is right as a whole where all of its steps are; the faint line is of these.")
        self.body.insertWidget(2, self.whole)
        self.whole.hide()

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Classes can be right or wrong; values cannot."""
        return scene.experiment.target.has_classes

    def set_dense(self, dense: bool) -> None:
        """Where it is low there is no line for whole sequences."""
        super().set_dense(dense)
        self._show_whole()

    def set_history(self, history: History) -> None:
        """Take the curves, and the share of whole sequences."""
        super().set_history(history)
        self._show_whole()

    def _scene_changed(self) -> None:
        """Say of what the share is."""
        noun = "" if self.scene is None else step_noun(self.scene.experiment.data)
        self.heading.setText(f"{noun.capitalize()}s right" if self._stepwise else self.title)
        super()._scene_changed()
        self._show_whole()

    def curves(self, history: History) -> list[ChartCurve]:
        """Train and what is unseen, and faintly the share of whole sequences."""
        parts = (history.train_accuracy, _unseen(history), _joined(history))
        curves = [*measured(*parts), *bridges(history, *parts)]
        if self._stepwise:
            whole = history.test_whole if math.isfinite(end(history.test_whole.values)) else history.train_whole
            joined = history.joined() & _near(whole.values)
            curves.append(ChartCurve(*parted(whole.steps, whole.values, joined), "faint", "whole", dots=True))
        return curves

    def gap(self, history: History) -> CurveGap | None:
        """How much less of what it has never seen is recognised."""
        return gap_between(history.train_accuracy, _unseen(history), _joined(history))

    def numbers(self, history: History) -> list[Figure]:
        """Train and what is unseen, in per cent."""
        train, unseen = now(history, history.train_accuracy), _unseen(history)
        figures, value = [Figure(words.portion(train, 1), "train", "solid")], now(history, unseen.series)
        if not math.isnan(value):
            figures.append(Figure(words.portion(value, 1), unseen.part, "dashed"))
        return figures

    def best(self, history: History) -> ChartBest | None:
        """On the curve of what is unseen."""
        written = partial(words.portion, decimals=1)
        return best_of(history, history.train_accuracy, _unseen(history), "accuracy", written)

    def _pause_rule(self, value: float) -> PauseRule:
        """At an accuracy above it."""
        return AccuracyAbove(min(max(round(value, 3), 0.0), 1.0))

    def describe(self) -> str:
        """Both numbers, and on how many samples each rests."""
        if self.broken:
            return self.broken
        latest = self.history.latest if self.history else None
        if latest is None:
            return "No accuracy yet: nothing has been trained."
        of = f"the {self._nouns()[0]}s of " if self._stepwise else ""
        parts = [f"{words.portion(latest.train_accuracy, 1)} of {of}{words.count(latest.train_count)} training samples"]
        if latest.validation_count:
            held = words.portion(latest.validation_figures.get("accuracy", math.nan), 1)
            parts.append(f"{held} of {of}{words.count(latest.validation_count)} validation samples")
        if latest.test_count:
            parts.append(
                f"{words.portion(latest.test_accuracy, 1)} of {of}{words.count(latest.test_count)} test samples"
            )
        *first, last = parts
        listed = f"{', on '.join(first)} and on {last}" if first else last
        said = f"At step {words.count(latest.step)} the network is right on {listed}."
        return f"{said} {self._whole_words()}." if self._stepwise else said

    @property
    def _stepwise(self) -> bool:
        return self.scene is not None and self.scene.experiment.target.is_at_each_step

    def _nouns(self) -> tuple[str, str]:
        """What a step and what a sample is called."""
        data = None if self.scene is None else self.scene.experiment.data
        return ("step", "sample") if data is None else (step_noun(data), noun_of(data))

    def _whole_words(self) -> str:
        """How many sequences are right as a whole: *Whole sequences: 41.0 % train, 38.2 % test*."""
        latest = None if self.history is None else self.history.latest
        if latest is None:
            return ""
        parts = [(latest.train_whole, "train"), (latest.test_whole, "test")]
        known = [f"{words.portion(share, 1)} {part}" for share, part in parts if math.isfinite(share)]
        return f"Whole {self._nouns()[1]}s: {', '.join(known)}" if known else ""

    def _show_whole(self) -> None:
        said = self._whole_words() if self._stepwise and not self.broken else ""
        self.whole.show_words(said)
        self.whole.setVisible(bool(said) and self.height() >= self.theme.px(140))


def _unseen(history: History) -> Unseen:
    """What is told of samples that are not learned from."""
    return Unseen.of(history, "accuracy", history.test_accuracy)


def _joined(history: History) -> Bools:
    """Where a line between evaluations is true: the loss ran along one, and the accuracies are near each other."""
    near = _near(history.train_accuracy.values) & _near(history.test_accuracy.values)
    return history.joined() & near & _near(_unseen(history).series.values)


def _near(values: npt.NDArray[np.float64]) -> Bools:
    """For each value whether the next one is near, (count,); what is not known stands in nobody's way."""
    known = np.where(np.isfinite(values), values, np.nan)
    far = np.abs(np.diff(known, append=known[-1:])) > LEAP
    return np.asarray(~far, dtype=np.bool_)
