"""Runs for the doctor: really trained through a session, with the same reports that a trainer posts."""

from __future__ import annotations

import numpy as np

from playground.doctor import examine
from playground.doctor.evidence import DivergedRun, Evidence
from playground.doctor.finding import Finding
from playground.engine.faults import Divergence
from playground.engine.history import History
from playground.engine.messages import Diverged, Evaluated, Health, Scalars
from playground.engine.session import Session
from playground.model.experiment import Experiment
from playground.model.trace import trace


class Run:
    """An experiment that learns, and what is known of it."""

    def __init__(self, experiment: Experiment) -> None:
        self.session = Session(experiment)
        self.history = History()
        self.trouble: DivergedRun | None = None
        self.since = 0
        self._evaluate()

    def train(self, steps: int, every: int = 20) -> Run:
        """Learn so many steps more, with a look at figures and health every few; a divergence ends it."""
        for _ in range(steps):
            number = self.session.step_count + 1
            try:
                loss = self.session.step(watched=number % every == 0)
            except Divergence as error:
                self._undone(error)
                return self
            told = {name: np.array([value]) for name, value in self.session.step_figures.items()}
            self.history.add_scalars(Scalars(1, number, np.array([loss]), {}, told))
            if number % every == 0:
                self.history.add_health(Health(1, number, self.session.health()))
                self._evaluate()
        return self

    def change(self, experiment: Experiment) -> Run:
        """Go on with a changed experiment."""
        self.session.replace(experiment)
        self.since, self.trouble = self.session.step_count, None
        return self

    @property
    def evidence(self) -> Evidence:
        experiment = self.session.experiment
        traced = trace(experiment)
        return Evidence(experiment, traced, self.session.samples, self.history, self.trouble, False, self.since)

    def findings(self) -> dict[str, Finding]:
        """What the doctor finds now, by rule."""
        return {finding.rule: finding for finding in examine(self.evidence)}

    def said(self) -> list[str]:
        """The rules whose findings are said unasked, in order; what is only noted is not."""
        return [finding.rule for finding in examine(self.evidence) if finding.severity != "note"]

    def _evaluate(self) -> None:
        found = self.session.evaluate(full=True)
        assert found is not None
        seen, new = found[:2]
        report = Evaluated(
            1,
            self.session.step_count,
            self.session.epoch,
            *(seen.loss, seen.accuracy, seen.count),
            *(new.loss, new.accuracy, new.count),
            new.confusion,
        )
        self.history.add_evaluation(report)

    def _undone(self, error: Divergence) -> None:
        losses = self.history.batch_loss
        report = Diverged(1, error.step, error.back_to, str(error), error.suggested_rate, error.loss)
        self.trouble = DivergedRun.of(report, losses.steps[-200:], losses.values[-200:])
        self.history.cut(error.back_to)
