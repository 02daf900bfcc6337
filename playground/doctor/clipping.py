"""A rule about clipping: gradients that are shortened nearly always."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from playground.doctor.evidence import Evidence, line
from playground.doctor.finding import Finding
from playground.doctor.fixes import offered
from playground.doctor.proof import Lines
from playground.doctor.rule import CausalOrder, Rule
from playground.doctor.words import figure, portion, setting
from playground.engine.series import Column
from playground.model.fix import Fix, SetValue
from playground.model.step_hooks import FIGURES

STEPS = 200
"""So many last steps are looked at: the first ones of a run are often steep."""
MOST = 0.5
"""Clipping is there for a few steep steps. Where it acts at more than half of them, it sets how far all steps go."""
SHORTENED = 0.999
"""A norm that is this part of what it was, or more, was not shortened: the rest is rounding."""
RARE = 0.9
"""The bound that is offered lets so many of the steps pass as they are."""


class Clipping(Rule):
    """Gradients are clipped at most steps, so their length says nothing any more: every step is about as long.

    Meant is clipping for the few steep places. Where it always acts it is a lower learning rate in disguise.
    """

    id: ClassVar[str] = "clipping"
    title: ClassVar[str] = "Clipping nearly always"
    place: ClassVar[CausalOrder] = CausalOrder.RATE
    explains: ClassVar[tuple[str, ...]] = ("slow",)
    steps: ClassVar[int] = STEPS

    def suits(self, evidence: Evidence) -> bool:
        """Whether anything is clipped."""
        training = evidence.experiment.training
        return bool(training.clip_norm or training.clip_value)

    def look(self, evidence: Evidence) -> Finding | None:
        """More than half of the last steps had their gradients shortened."""
        if not self.suits(evidence) or evidence.age < STEPS:
            return None
        for steps, before, after in _norms(evidence):
            share = float(np.mean(after < SHORTENED * before)) if len(steps) == STEPS else 0.0
            if share > MOST:
                return self._tell(evidence, steps, before, after, share)
        return None

    def _tell(self, evidence: Evidence, steps: Column, before: Column, after: Column, share: float) -> Finding:
        training, usual = evidence.experiment.training, float(np.quantile(before, RARE))
        bound = float(f"{usual:.1g}")
        text = (
            f"Clipping shortened the gradients of {portion(share)} of the last {STEPS} steps, from a norm of "
            f"{figure(float(np.median(before)))} to {figure(float(np.median(after)))} in the median, so it sets the "
            "length of nearly every step: raise it, and lower the learning rate if the loss jumps then."
        )
        fix = Fix(f"Clip norm at {setting(bound)}", SetValue("training.clip_norm", bound))
        level = training.clip_norm or float(np.median(after))
        words = "clipped at" if training.clip_norm else "after clipping"
        proof = Lines("Norm of the gradients", (line(steps, before),), (level, words), log=True)
        return self.finding(text, proof, offered(evidence.experiment, fix if 0 < training.clip_norm < bound else None))


def _norms(evidence: Evidence) -> list[tuple[Column, Column, Column]]:
    """Of each optimizer the last steps, and the norms of its gradients before clipping and after it."""
    known, found = evidence.history.step_figures, []
    for name, series in known.items():
        other = known.get(name.replace(*FIGURES))
        if name.endswith(FIGURES[0]) and other is not None:
            first = int(np.searchsorted(series.steps, evidence.since, side="right"))
            count = min(len(series.steps), len(other.steps)) - first
            rows = slice(first + max(count - STEPS, 0), first + count)
            there = np.isfinite(series.values[rows])
            found.append((series.steps[rows][there], series.values[rows][there], other.values[rows][there]))
    return found
