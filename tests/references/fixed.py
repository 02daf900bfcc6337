"""The fixed numbers that reference pictures are drawn from: networks that have learned nothing, and made-up curves.

What a training achieves differs from processor to processor, so nothing here has been trained: weights are those that
the seed gives, and what is told of the course of a training is written by formulas.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from playground.engine.history import History
from playground.engine.messages import Evaluated, Health, LayerStats, Scalars
from playground.engine.session import Session
from playground.model.experiment import Experiment
from playground.model.trace import trace
from tests.contracts.test_views import EXPERIMENTS, Run

STEPS, EVERY = 200, 10


@cache
def untrained(name: str) -> Run:
    """The experiment of that name before its first step, with curves made by formulas."""
    experiment = EXPERIMENTS[name]
    return Run(Session(experiment), _history(experiment))


def _history(experiment: Experiment) -> History:
    made = History()
    steps = np.arange(1, STEPS + 1)
    made.add_scalars(Scalars(1, 1, 0.2 + np.exp(-steps / 60.0) + 0.05 * np.sin(steps / 3.0)))
    classes = experiment.data.target().count if experiment.data.target().has_classes else 0
    nodes = trace(experiment).nodes
    for step in range(0, STEPS + 1, EVERY):
        made.add_evaluation(_evaluated(step, classes))
        if step:
            made.add_health(Health(1, step, {node.id: _stats(place, step) for place, node in enumerate(nodes)}))
    made.add_mark(STEPS // 2, "Learning rate 0.1 → 0.03")
    return made


def _evaluated(step: int, classes: int) -> Evaluated:
    loss = 0.2 + math.exp(-step / 60.0)
    right = 1.0 - 0.5 * math.exp(-step / 80.0) if classes else math.nan
    counts = None
    if classes:
        counts = np.fromfunction(lambda true, said: (3 * true + 5 * said) % 7, (classes, classes)).astype(np.int64)
        counts[np.diag_indices(classes)] = 40 + np.arange(classes)
    return Evaluated(1, step, step / 4, loss, right, 60, 1.2 * loss, 0.95 * right, 20, counts)


def _stats(place: int, step: int) -> LayerStats:
    gradient = 0.1 * 2.0**place * math.exp(-step / 150.0)
    return LayerStats(gradient, 0.5, 0.0005 * (place + 1), 1.0, gradient / 2, 0.125 * (place % 3), 0.1)
