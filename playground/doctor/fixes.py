"""Fixes that rules offer: those that change something, and leave what can be trained."""

from __future__ import annotations

import math

from playground.model import edits
from playground.model.experiment import Experiment
from playground.model.fix import Fix, Insert, SetValue
from playground.model.layer import Layer
from playground.model.parameters import parameter_of
from playground.model.trace import trace
from playground.numerals import setting


def use(layer: Layer, nodes: tuple[str, ...]) -> Fix:
    """Put a layer in the place of others; what comes before and after keeps its weights."""
    return Fix(f"Use {layer.label}", *(SetValue(".", layer, node) for node in nodes))


def insert_before(label: str, layers: tuple[Layer, ...], nodes: tuple[str, ...]) -> Fix:
    """Put layers, in order, before each of some nodes."""
    return Fix(label, *(Insert(layer, node) for node in nodes for layer in layers))


def offered(experiment: Experiment, *fixes: Fix | None, trainable: bool = True) -> tuple[Fix, ...]:
    """Those fixes that change something and, unless much else is wrong, leave what can be trained."""
    return tuple(fix for fix in fixes if fix is not None and _helps(fix, experiment, trainable))


def set_rate(rate: float) -> Fix:
    """Learn with another learning rate."""
    return Fix(f"Set learning rate to {setting(rate)}", SetValue("training.optimizer.learning_rate", rate))


def other_rate(experiment: Experiment, factor: float) -> float:
    """The learning rate times a factor, to the nearest of 1, 3, 10 …, and within what is usual where it was beyond."""
    rate = learning_rate(experiment) * factor
    usual = parameter_of(experiment.training.optimizer, "learning_rate").usual
    if usual is not None:
        rate = min(rate, usual[1]) if factor < 1 else max(rate, usual[0])
    return min((_step(place) for place in range(-20, 20)), key=lambda step: abs(math.log(step / max(rate, 1e-9))))


def learning_rate(experiment: Experiment) -> float:
    """The learning rate of the optimizer."""
    return float(getattr(experiment.training.optimizer, "learning_rate", 0.0))


def _step(place: int) -> float:
    """The steps of a knob by hand: 0.1, 0.3, 1, 3 ..."""
    return float(f"{'13'[place % 2]}e{place // 2}")


def _helps(fix: Fix, experiment: Experiment, trainable: bool) -> bool:
    fixed = edits.fix(experiment, "", fix)
    return fixed != experiment and (trace(fixed).trainable or not trainable)
