"""Fixes: edits of an experiment that a rule offers, each with the words for its button."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from playground.model import edits
from playground.model.experiment import Experiment
from playground.model.fields import with_field
from playground.model.kind import Kind
from playground.model.layer import Layer, LayerFix
from playground.model.trace import trace
from playground.numerals import setting


@dataclass(frozen=True)
class Fix:
    """A one-click fix: what its button says, and the edit it makes of whatever the experiment is by then."""

    label: str

    def apply(self, experiment: Experiment) -> Experiment:
        """The experiment with the fix; the same one where it has nothing to change any more."""
        raise NotImplementedError


@dataclass(frozen=True)
class SetOptimizer(Fix):
    """Set one field of the optimizer, such as its learning rate."""

    field: str
    value: float

    def apply(self, experiment: Experiment) -> Experiment:
        """With that value, where the optimizer still has such a field."""
        optimizer = experiment.training.optimizer
        if not _takes(optimizer, self.field, self.value):
            return experiment
        return edits.set_value(experiment, "training.optimizer", with_field(optimizer, self.field, self.value))


@dataclass(frozen=True)
class SetEpochs(Fix):
    """Stop after so many passes over the training data."""

    epochs: int

    def apply(self, experiment: Experiment) -> Experiment:
        """With that limit."""
        return edits.set_value(experiment, "training.epochs", self.epochs)


@dataclass(frozen=True)
class SetDataSetting(Fix):
    """Set one parameter of the data, such as its normalisation or the number of samples."""

    field: str
    value: Any

    def apply(self, experiment: Experiment) -> Experiment:
        """With that value, where the data still has such a parameter."""
        if not _takes(experiment.data, self.field, self.value):
            return experiment
        return edits.set_value(experiment, f"data.{self.field}", self.value)


@dataclass(frozen=True)
class SetLayer(Fix):
    """Set one parameter of a layer, such as its number of units."""

    node: str
    field: str
    value: Any

    def apply(self, experiment: Experiment) -> Experiment:
        """With that value, where the layer still stands and has such a parameter."""
        if self.node not in experiment.network.ids():
            return experiment
        if not _takes(experiment.network.node(self.node).layer, self.field, self.value):
            return experiment
        return edits.set_value(experiment, f"networks.main.{self.node}.{self.field}", self.value)


@dataclass(frozen=True)
class ProblemFix(Fix):
    """What a problem of the trace offers, as its card does."""

    node: str
    fix: LayerFix

    def apply(self, experiment: Experiment) -> Experiment:
        """With that fix, where the layer still stands."""
        if self.node and self.node not in experiment.network.ids():
            return experiment
        return edits.fix(experiment, self.node, self.fix)


@dataclass(frozen=True)
class Exchange(Fix):
    """Put a layer in the place of others; what comes before and after keeps its weights."""

    layer: Layer
    nodes: tuple[str, ...]

    def apply(self, experiment: Experiment) -> Experiment:
        """With the layer at those of the nodes that still stand."""
        for node in self.nodes:
            if node in experiment.network.ids():
                experiment = edits.set_value(experiment, f"networks.main.{node}", self.layer)
        return experiment


@dataclass(frozen=True)
class InsertBefore(Fix):
    """Put layers, in order, before each of some nodes."""

    layers: tuple[Layer, ...]
    nodes: tuple[str, ...]

    def apply(self, experiment: Experiment) -> Experiment:
        """With the layers before those of the nodes that still stand."""
        for node in self.nodes:
            if node in experiment.network.ids():
                for layer in self.layers:
                    experiment = edits.insert_into_path(experiment, layer, node)
        return experiment


def offered(experiment: Experiment, *fixes: Fix | None, trainable: bool = True) -> tuple[Fix, ...]:
    """Those fixes that change something and, unless much else is wrong, leave what can be trained."""
    return tuple(fix for fix in fixes if fix is not None and _helps(fix, experiment, trainable))


def set_rate(rate: float) -> Fix:
    """Learn with another learning rate."""
    return SetOptimizer(f"Set learning rate to {setting(rate)}", "learning_rate", rate)


def other_rate(experiment: Experiment, factor: float) -> float:
    """The learning rate times a factor, to the nearest of 1, 3, 10 …, and within what is usual where it was beyond."""
    rate = learning_rate(experiment) * factor
    usual = experiment.training.optimizer.parameter("learning_rate").usual
    if usual is not None:
        rate = min(rate, usual[1]) if factor < 1 else max(rate, usual[0])
    return min((_step(place) for place in range(-20, 20)), key=lambda step: abs(math.log(step / max(rate, 1e-9))))


def learning_rate(experiment: Experiment) -> float:
    """The learning rate of the optimizer."""
    return float(getattr(experiment.training.optimizer, "learning_rate", 0.0))


def _step(place: int) -> float:
    """The steps of a knob by hand: 0.1, 0.3, 1, 3 ..."""
    return float(f"{'13'[place % 2]}e{place // 2}")


def _takes(kind: Kind, field: str, value: object) -> bool:
    return any(parameter.name == field and parameter.allows(value) for parameter in kind.parameters())


def _helps(fix: Fix, experiment: Experiment, trainable: bool) -> bool:
    fixed = fix.apply(experiment)
    return fixed != experiment and (trace(fixed).trainable or not trainable)
