"""The view of the loss."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

import numpy as np
from PySide6.QtWidgets import QMenu, QWidget

from playground.engine.history import History
from playground.ui.focus import Focus
from playground.ui.theme import Theme
from playground.ui.views.base import Question, Scene
from playground.ui.views.curves import CurveView, end
from playground.ui.widgets import chart_words as words
from playground.ui.widgets.chart import Curve
from playground.ui.widgets.chart_figures import Figure
from playground.ui.widgets.chart_scale import smooth
from playground.ui.widgets.segmented import SegmentedControl

WEIGHT = 0.95
"""How much of the smoothed value is kept at each step; the chart says so."""
MANY = 100
"""From this many steps an epoch on, the train line is the smoothed batch loss: evaluations are too far apart."""


class LossView(CurveView):
    """How wrong the network is, on what it trains on and on what it has never seen."""

    id: ClassVar[str] = "loss"
    title: ClassVar[str] = "Loss"
    place: ClassVar[Literal["output", "metrics", "tab"]] = "metrics"
    order: ClassVar[int] = 10
    question: ClassVar[Question] = "How it learns"
    weight: ClassVar[int] = 50

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        self._smoothed = np.empty(0)
        self._steps_seen = np.empty(0)
        self._smoothing: bool | None = None
        super().__init__(theme, focus, parent)
        self.scale = SegmentedControl(theme, ("Linear", "Log"), "loss_scale", "Scale of the loss", self)
        self.scale.set_value("Log")
        self.scale.chosen.connect(self._choose_scale)
        self.head.addWidget(self.scale)
        self.note.keep_whole()
        self.chart.set_log(True)

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Every experiment has a loss."""
        return True

    @property
    def smoothing(self) -> bool:
        """Whether the train line is the smoothed loss of batches, rather than evaluations."""
        if self._smoothing is not None or self.scene is None:
            return bool(self._smoothing)
        experiment = self.scene.experiment
        return experiment.data.sizes().train >= MANY * experiment.training.batch_size

    def scene_changed(self) -> None:
        """Take the level of guessing from the loss and the classes."""
        self._note_smoothing()
        if self.scene is None:
            return
        target = self.scene.experiment.data.target()
        link = self.scene.experiment.training.loss.link
        if target.kind == "classes" and link != "identity" and target.count > 1:
            classes = target.count if link == "softmax" else 2
            level = math.log(classes)
            self.chart.show_references([(level, f"guessing, ln {classes} = {words.loss(level)}")])
        else:
            self.chart.show_references(())
        self._show()

    def curves(self, history: History) -> list[Curve]:
        """Train, test, and behind a smoothed train line the raw loss of every batch."""
        test = Curve(history.test_loss.steps, history.test_loss.values, "dashed")
        if not self.smoothing:
            return [Curve(history.train_loss.steps, history.train_loss.values), test]
        raw = history.batch_loss
        return [Curve(raw.steps, self._smooth(history)), test, Curve(raw.steps, raw.values, "faint")]

    def numbers(self, history: History) -> list[Figure]:
        """Train and test."""
        train = end(self._smoothed) if self.smoothing else end(history.train_loss.values)
        figures = [Figure(words.loss(train), "train", "solid")]
        test = end(history.test_loss.values)
        if not math.isnan(test):
            figures.append(Figure(words.loss(test), "test", "dashed"))
        return figures

    def describe(self) -> str:
        """Both numbers, and when."""
        if self.broken:
            return self.broken
        history = self.history
        if history is None or not self._last:
            return "No loss yet: nothing has been trained."
        said = " and ".join(f"{figure.value} on {figure.word} data" for figure in self.numbers(history))
        smoothed = f", the train figure smoothed by {WEIGHT}" if self.smoothing else ""
        return f"After {words.count(int(self._last))} steps the loss is {said}{smoothed}."

    def menu(self) -> QMenu:
        """Also: the scale, and whether batches are smoothed."""
        menu = super().menu()
        first = menu.actions()[0]
        for text, checked, slot in (
            ("Logarithmic scale", self.chart.range_y.log, self._set_log),
            (f"Train line from batches, smoothed {WEIGHT}", self.smoothing, self.set_smoothing),
        ):
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(checked)
            action.toggled.connect(slot)
            menu.insertAction(first, action)
        menu.insertSeparator(first)
        return menu

    def set_smoothing(self, on: bool) -> None:
        """Draw the train line from batches, smoothed, or from evaluations."""
        self._smoothing = on
        self._note_smoothing()
        self.chart.fit()
        self._show()

    def set_dense(self, dense: bool) -> None:
        """Where it is low, the scale moves into the context menu."""
        super().set_dense(dense)
        self.scale.setVisible(not dense)
        self.note.setVisible(not dense)

    def _set_log(self, log: bool) -> None:
        self.scale.set_value("Log" if log else "Linear")
        self.chart.set_log(log)

    def _choose_scale(self, value: str) -> None:
        self.chart.set_log(value == "Log")

    def _note_smoothing(self) -> None:
        self.note.show_words(f"smoothed {WEIGHT}" if self.smoothing else "")

    def _smooth(self, history: History) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """The moving average of the batches; only new ones are worked out while the old ones stand."""
        raw = history.batch_loss
        known = len(self._smoothed)
        same = 0 < known <= len(raw) and bool(raw.steps[known - 1] == self._steps_seen[-1])
        if not same or raw.steps[0] != self._steps_seen[0]:
            known = 0
        if known < len(raw):
            finite = raw.values[np.isfinite(raw.values)]
            start = float(self._smoothed[known - 1]) if known else float(finite[0]) if len(finite) else math.nan
            fresh = smooth(raw.values[known:], WEIGHT, start)
            self._smoothed = np.concatenate([self._smoothed[:known], fresh])
            self._steps_seen = raw.steps[[0, -1]].copy()
        return self._smoothed
