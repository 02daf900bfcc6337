"""CurveView: what the views of loss and accuracy share. Numbers on top, curves below, an axis that ends now."""

from __future__ import annotations

import math
from functools import partial
from typing import ClassVar

import numpy as np
from PySide6.QtGui import QContextMenuEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from playground import numerals as words
from playground.engine.history import History
from playground.engine.pause_rules import PauseRule
from playground.ui.plots.chart import Chart, ChartCurve, CurveGap
from playground.ui.plots.chart_best import ChartBest
from playground.ui.plots.chart_figures import Figure, FigureStrip
from playground.ui.plots.chart_scale import linear_ticks
from playground.ui.state.focus import Focus
from playground.ui.state.playback import rule_words
from playground.ui.theme.theme import Theme
from playground.ui.views.framed import FramedView
from playground.ui.views.shared.curves_measured import samples_in_words, when

EMPTY = "Press Train, or Batch, to see the curve."


class CurveView(FramedView):
    """Curves of train and test over steps."""

    of_samples: ClassVar[bool] = False

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self.history: History | None = None
        self._last = 0
        self._asked: float | None = None
        """The height of the chart at which the context menu was asked for."""
        self.figures = FigureStrip(theme, f"{self.id}_figures", f"{self.title}: numbers", self)
        self.chart = Chart(theme, f"{self.id}_chart", f"{self.title}: curves", self)
        self.body.addWidget(self.figures)
        self.body.addWidget(self.chart, 1)
        self.figures.hidden_changed.connect(self.chart.hide_curves)
        self.chart.best_picked.connect(focus.best_wanted)
        self.chart.say(EMPTY)
        self.apply_theme()

    def curves(self, history: History) -> list[ChartCurve]:
        """The curves to draw, train first."""
        raise NotImplementedError

    def gap(self, history: History) -> CurveGap | None:
        """What is filled between two of them."""
        raise NotImplementedError

    def numbers(self, history: History) -> list[Figure]:
        """The numbers to print."""
        raise NotImplementedError

    def best(self, history: History) -> ChartBest | None:
        """Where they were best."""
        raise NotImplementedError

    def _pause_rule(self, value: float) -> PauseRule:
        """What pauses training at a height of the chart."""
        raise NotImplementedError

    def menu(self) -> QMenu:
        """Also: to pause at the height that was clicked."""
        menu = super().menu()
        if self._asked is not None:
            rule = self._pause_rule(self._asked)
            action = menu.addAction(f"Pause when {rule_words(rule)}")
            action.triggered.connect(partial(self._want_pause, rule))
            menu.insertAction(menu.actions()[0], action)
        return menu

    def _want_pause(self, rule: PauseRule, checked: bool = False) -> None:
        self.pause_wanted.emit(rule)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Note at which height of the chart it was asked for."""
        at, area = self.chart.mapFromGlobal(event.globalPos()), self.chart.box.geometry()
        inside = self.chart.isVisible() and not self.chart.message and area.contains(at.toPointF())
        self._asked = self.chart.y_axis.value((area.bottom() - at.y()) / area.height()) if inside else None
        super().contextMenuEvent(event)

    def set_history(self, history: History) -> None:
        """Take the curves; ranges start anew when learning went back or began again."""
        last = history.last_step
        if history is not self.history or last < self._last:
            self._clear()
        self.history, self._last = history, last
        self._show()

    def _clear(self) -> None:
        """Forget curves and ranges: another run begins."""
        self.chart.clear()

    def apply_theme(self) -> None:
        """Take colours and sizes anew."""
        super().apply_theme()
        self.figures.updateGeometry()
        self.figures.update()
        self.chart.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is low, the numbers move up beside the title."""
        super().resizeEvent(event)
        self.set_dense(self.height() < self.theme.px(140))
        self._make_room()

    def set_dense(self, dense: bool) -> None:
        """Numbers beside the title if they have room there with their words, or below it."""
        self.figures.set_dense(dense)
        self.note.setVisible(not dense)
        wanted = self.heading.sizeHint().width() + self.figures.sizeHint().width() + self.theme.px(16)
        beside = dense and wanted <= self.width()
        holder = self.head if beside else self.body
        if holder.indexOf(self.figures) < 0:
            (self.body if beside else self.head).removeWidget(self.figures)
            if beside:
                self.head.insertWidget(1, self.figures, 300)
            else:
                self.body.insertWidget(1, self.figures)

    def _wait(self, words: str) -> None:
        """Say it in place of numbers and curves."""
        self.figures.show_figures(())
        self.chart.say(words)

    def _scene_changed(self) -> None:
        """Print numbers and curves again, for the data and the batches there are now."""
        self._show()

    def _epoch(self, history: History) -> float | None:
        if self.scene is None:
            return None
        experiment = self.scene.experiment
        per_epoch = math.ceil(experiment.data.sizes().train / max(experiment.training.batch_size, 1))
        return epoch_at(history, self._last, per_epoch)

    def _show(self) -> None:
        if self.broken:
            self._wait(self.hindrance)
            return
        history = self.history
        if history is None:
            self.chart.say(EMPTY)
            return
        curves = [curve for curve in self.curves(history) if len(curve.xs)]
        numbers = self.numbers(history) if len(history.epochs) else ()
        self.figures.show_figures(numbers, when(history), history.outdated, samples_in_words(history))
        self.chart.say("" if self._last > 0 and curves else EMPTY)
        self.chart.scales.marks = history.marks
        self.chart.ticks, self.chart.present = axis(history, self._last, self._epoch(history))
        self.chart.gap = self.gap(history)
        self.chart.ring.best = self.best(history)
        self.chart.show_curves(curves)


def epoch_at(history: History, step: float, steps_per_epoch: float) -> float | None:
    """The epoch that a step lies in: counted on from the last evaluation; ``None`` where there is none before it."""
    at = int(np.searchsorted(history.epochs.steps, step, side="right")) - 1
    if at < 0:
        return None
    passed = (step - float(history.epochs.steps[at])) / max(steps_per_epoch, 1.0)
    return float(history.epochs.values[at]) + passed + 1e-9  # a finished epoch is not lost to rounding


def axis(history: History, last: float, now: float | None = None) -> tuple[list[tuple[float, str]], tuple[float, str]]:
    """Round ticks as (step, words) and the present one: in epochs once there are three, in steps before.

    ``now`` is the epoch of the step ``last``; where it is not known, the axis counts in steps.
    """
    epochs = history.epochs
    if now is not None and now >= 3 and len(epochs) > 1:
        values = [value for value in linear_ticks(0.0, now, 4) if value == int(value)]
        known = epochs.values < now
        at = np.interp(values, np.append(epochs.values[known], now), np.append(epochs.steps[known], last))
        ticks = [(float(step), words.tick(value)) for step, value in zip(at, values, strict=True)]
        return ticks, (last, f"epoch {words.count(int(now))}")
    if last <= 0:
        return [], (0.0, "")
    ticks = [(step, words.tick(step)) for step in linear_ticks(0.0, last, 3) if step == int(step)]
    return ticks, (last, f"step {words.count(int(last))}")
