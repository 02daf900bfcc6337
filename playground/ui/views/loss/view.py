"""The view of the loss."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

import numpy as np
from PySide6.QtWidgets import QMenu, QWidget

from playground import numerals as words
from playground.engine.history import History
from playground.engine.pause_rules import LossBelow, PauseRule
from playground.ui.plots.chart import ChartCurve, CurveGap
from playground.ui.plots.chart_best import ChartBest
from playground.ui.plots.chart_figures import Figure, FigureStrip
from playground.ui.plots.chart_note import Note
from playground.ui.plots.chart_scale import smooth
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.loss.means import mean_curves, mean_figures
from playground.ui.views.loss.norms import NormStrip, norms_in_words
from playground.ui.views.loss.rate import RateStrip, rate_in_words
from playground.ui.views.loss.scaler import ScaleStrip, SkippedStrip, scale_in_words
from playground.ui.views.loss.step_strip import StripSize
from playground.ui.views.loss.terms import Words, term_curves, term_figures, term_words
from playground.ui.views.shared.curves import CurveView
from playground.ui.views.shared.curves_measured import Unseen, best_of, gap_between, measured, now, when
from playground.ui.views.shared.head_choice import HeadChoice

WEIGHT = 0.95
"""How much of the smoothed value is kept at each step; the chart says so."""
LEAST = 88
"""Where strips below have curves, the loss keeps so much at least, px of the design, and half of what there is."""
LOW = 220
"""Below this height, px of the design, numbers in two rows are smaller."""
FAINT = "faint: batches"
"""What the line behind the evaluations is."""


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
        self.smoothing = False
        self._words: Words = {}
        self._helps = ""
        super().__init__(theme, focus, parent)
        self.parts = FigureStrip(theme, "loss_parts", "Loss: its parts", self)
        self.parts.hide()
        self.body.insertWidget(self.body.indexOf(self.chart), self.parts)
        self.rate = RateStrip(theme, self.chart, self)
        self.norms = NormStrip(theme, self.chart, self)
        scaler = (ScaleStrip(theme, self.chart, self), SkippedStrip(theme, self.chart, self))
        self.below = (self.rate, self.norms, *scaler)
        for below in self.below:
            below.hide()
            self.body.addWidget(below)
        self.brief = Note("loss_brief", self)
        self.brief.hide()
        self.body.addWidget(self.brief)
        self.figures.hidden_changed.disconnect(self.chart.hide_curves)
        for strip in (self.figures, self.parts):
            strip.hidden_changed.connect(self._hide_curves)
        self.scale = HeadChoice(self, "scale", ("Linear", "Log"), "Scale of the loss")
        self.scale.set_value("Log")
        self.scale.chosen.connect(self._choose_scale)
        self.note.keep_whole()
        self.chart.set_log(True)
        self.chart.write = words.loss

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Every experiment has a loss."""
        return True

    def _scene_changed(self) -> None:
        """Take what the parts are called, and the level of guessing from the loss and the classes."""
        self._note_smoothing()
        if self.scene is None:
            return
        objective = self.scene.experiment.objective
        self._words = term_words(objective)
        self._helps = " ".join(f"{term.label}: {term.help}" for term in objective.terms)
        classes = self.scene.experiment.interpreter.guessed
        if classes:
            level = math.log(classes)
            self.chart.scales.references = [(level, f"guessing, ln {classes} = {words.loss(level)}")]
        else:
            self.chart.scales.references = ()
        self._show()

    def curves(self, history: History) -> list[ChartCurve]:
        """Evaluations of train and what is unseen, and behind them the raw loss of every batch, smoothed too if asked.

        Where a loss has named parts, these have curves of their own.
        """
        raw = history.batch_loss
        curves = measured(history.train_loss, self._unseen(history), history.joined())
        curves += [*term_curves(history, self._words), *mean_curves(history)]
        if self.smoothing:
            curves.append(ChartCurve(raw.steps, self._smooth(history), "smooth", "smoothed"))
        return [*curves, ChartCurve(raw.steps, raw.values, "faint", "batch")]

    def gap(self, history: History) -> CurveGap | None:
        """How much worse the network is on what it has never seen."""
        return gap_between(history.train_loss, self._unseen(history), history.joined())

    def numbers(self, history: History) -> list[Figure]:
        """Train, and what is unseen."""
        figures = [Figure(words.loss(now(history, history.train_loss)), "train", "solid")]
        unseen = self._unseen(history)
        value = now(history, unseen.series)
        if not math.isnan(value):
            figures.append(Figure(words.loss(value), unseen.part, "dashed"))
        return figures

    def best(self, history: History) -> ChartBest | None:
        """On the curve of what is unseen."""
        return best_of(history, history.train_loss, self._unseen(history), "loss", words.loss)

    def describe(self) -> str:
        """Both numbers, when they were measured, and whether they are still those of the network."""
        if self.broken:
            return self.broken
        history = self.history
        if history is None or not self._last:
            return "No loss yet: nothing has been trained."
        said = " and ".join(f"{figure.value} on {figure.word} data" for figure in self.numbers(history))
        parts = ", ".join(f"{figure.word} {figure.value}" for figure in term_figures(history, self._words))
        said += f"; its parts are {parts}" if parts else ""
        said += "".join(f"; of the {figure.word} it is {figure.value}" for figure in mean_figures(history))
        if not len(history.epochs):
            return "No loss yet: nothing has been measured."
        since = f"; the network has changed since and is at step {words.count(self._last)}" if history.outdated else ""
        rate = rate_in_words(history)
        force = f"; the learning rate in force is {rate}" if rate else ""
        norms = norms_in_words(history)
        force += f"; the norm of the gradients is {norms}" if norms else ""
        scale = scale_in_words(history)
        force += f"; the loss scale is {scale}" if scale else ""
        return f"At {when(history)} the loss is {said}{force}{since}."

    def _pause_rule(self, value: float) -> PauseRule:
        """At a loss below it."""
        return LossBelow(float(f"{value:.2g}"))

    def menu(self) -> QMenu:
        """Also: the scale, and whether batches are smoothed."""
        menu = super().menu()
        first = menu.actions()[0]
        for text, checked, slot in (
            ("Logarithmic scale", self.chart.range_y.log, self._set_log),
            (f"Smoothed line through batches, {WEIGHT}", self.smoothing, self.set_smoothing),
        ):
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(checked)
            action.toggled.connect(slot)
            menu.insertAction(first, action)
        menu.insertSeparator(first)
        return menu

    def set_smoothing(self, on: bool) -> None:
        """Draw a smoothed line through the batches, or the batches alone."""
        self.smoothing = on
        self._note_smoothing()
        self.chart.fit()
        self._show()

    def set_dense(self, dense: bool) -> None:
        """Where it is low, the scale moves into the context menu, and the numbers of parts make room."""
        super().set_dense(dense)
        self.scale.setVisible(not dense)
        self.parts.setVisible(not dense and bool(self.parts.words))
        self._share_height()

    def _share_height(self) -> None:
        """Give each strip below the curves as much as leaves at least half to the loss."""
        low = self.height() < self.theme.px(LOW)
        self.parts.set_dense(low)
        self.figures.set_dense(low and (not self.scale.isVisibleTo(self) or self.parts.isVisibleTo(self)))
        strips = [below for below in self.below if below.told]
        if not strips:
            self.brief.hide()
            return
        gap, margins = self.body.spacing(), self.body.contentsMargins()
        room = self.height() - margins.top() - margins.bottom()
        for place in range(self.body.count()):
            item = self.body.itemAt(place)
            if item is not None and item.widget() not in (self.chart, *self.below, self.brief) and not item.isEmpty():
                room -= item.sizeHint().height() + gap
        for size in StripSize:
            taken = sum(below.height_at(size) + gap for below in strips)
            if room - taken >= max(taken, self.theme.px(LEAST)):
                break
        if size is StripSize.NONE:
            self.brief.show_one_of(self._briefly())
        self.brief.setVisible(size is StripSize.NONE)
        for below in strips:
            below.set_size(size)

    def _briefly(self) -> tuple[str, ...]:
        """What strips would show, on one line; the longest first."""
        rate = "" if self.history is None else rate_in_words(self.history)
        norms, scale = norms_in_words(self.history), scale_in_words(self.history)

        def line(of_rate: str, of_norms: str, said: str) -> str:
            told = ((of_rate, rate), (of_norms, said), ("loss scale", scale))
            words = ", ".join(f"{of} {value}" for of, value in told if value)
            return words[:1].upper() + words[1:]

        short = norms.partition(",")[0]
        return line("rate in force", "gradient norm", norms), line("rate", "norm", norms), line("rate", "norm", short)

    def _clear(self) -> None:
        """Let the strips begin anew too."""
        super()._clear()
        for below in self.below:
            below.clear()

    def _wait(self, words: str) -> None:
        """Say it in place of all numbers and curves."""
        super()._wait(words)
        for part in (self.parts, *self.below, self.brief):
            part.hide()

    def _unseen(self, history: History) -> Unseen:
        return Unseen.of(history, "loss", history.test_loss)

    def _show(self) -> None:
        super()._show()
        history = self.history
        found: tuple[Figure, ...] = ()
        if history is not None and not self.broken:
            found = (*term_figures(history, self._words), *mean_figures(history))
        self.parts.show_figures(found, "", history is not None and history.outdated, self._helps)
        self.parts.setVisible(bool(found) and self.scale.isVisibleTo(self))
        for below in self.below:
            below.show_history(None if self.broken else history)
        self._share_height()

    def _hide_curves(self) -> None:
        self.chart.hide_curves(self.figures.hidden | self.parts.hidden)

    def _set_log(self, log: bool) -> None:
        self.scale.set_value("Log" if log else "Linear")
        self.chart.set_log(log)

    def _choose_scale(self, value: str) -> None:
        self.chart.set_log(value == "Log")

    def _note_smoothing(self) -> None:
        self.note.show_words(f"smoothed {WEIGHT}" if self.smoothing else FAINT)

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
