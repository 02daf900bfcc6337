"""Rules about single layers: units that are dead, and curves that are flat where the numbers are."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import numpy as np

from playground.doctor.evidence import Evidence
from playground.doctor.finding import Finding
from playground.doctor.proof import Bars
from playground.doctor.remedies import Exchange, InsertBefore, Remedy, learning_rate, offered, other_rate, set_rate
from playground.doctor.rule import Rule
from playground.doctor.words import share
from playground.engine.messages import Vital
from playground.model.layer import Activation
from playground.model.registry import LAYERS
from playground.model.trace import NodeTrace

DEAD = 0.4
"""From this share of dead units on: *as much as 40 % of your network can be dead* when the learning rate is too high
(CS231n, *Commonly used activation functions*); a few are usual."""
FLAT = 0.7
"""From this share of inputs where the slope is below a twentieth of its steepest: then most of the gradient is lost in
this one layer. Trained tanh layers with half of theirs flat still learn well in the shipped examples."""
FAR = np.array([40.0, 60.0])
"""Here every curve does what it does for ever: beyond, a sigmoid is 1 to the last digit."""


class DeadUnits(Rule):
    """Units that give 0 for every sample: a ReLU's slope is 0 there, so no gradient gets through to bring them back."""

    id: ClassVar[str] = "dead"
    title: ClassVar[str] = "Dead units"

    def look(self, evidence: Evidence) -> Finding | None:
        """Two in five units of a layer, or more, were 0 for all samples looked at, in the last three checkups."""
        nodes = [node for node in evidence.nodes() if isinstance(node.layer, Activation) and dies(node.layer)]
        found, bars = _shares(evidence, nodes, DEAD, "Dead units", lambda vital: vital.dead)
        if found is None:
            return None
        part, bad = bars.values[nodes.index(found)], tuple(nodes[place].id for place in bars.bad)
        units = found.output.channels if found.output is not None else 0
        noun = "channels" if found.output is not None and found.output.kind == "image" else "units"
        leaky = LAYERS.find("leaky_relu")()
        text = (
            f"{round(part * units)} of {units} {noun} of {found.name} are dead: they are 0 for every sample and get no "
            f"gradient, so use {leaky.label}."
        )
        rate = other_rate(evidence.experiment, 0.3)
        slower = set_rate(rate) if rate < learning_rate(evidence.experiment) else None
        remedies = offered(evidence.experiment, Exchange(f"Use {leaky.label}", leaky, bad), slower)
        # A network that has learned its task all the same has units to spare.
        return self.finding(text, bars, remedies, found.id, "hint" if evidence.learned else None)


class Saturated(Rule):
    """Sigmoid or tanh units pushed to their ends, where the curve is flat: hardly any gradient gets back through them.

    In a network that has learned its task that is no fault: its units have made up their minds.
    """

    id: ClassVar[str] = "saturated"
    title: ClassVar[str] = "Saturated units"

    def look(self, evidence: Evidence) -> Finding | None:
        """Most inputs of a squashing curve lie on its flat ends while the network is still far from having learned."""
        nodes = [node for node in evidence.nodes() if isinstance(node.layer, Activation) and squashes(node.layer)]
        found, bars = _shares(evidence, nodes, FLAT, "Inputs on flat parts of the curve", lambda vital: vital.flat)
        if found is None or evidence.learned:
            return None
        part, bad = bars.values[nodes.index(found)], tuple(nodes[place].id for place in bars.bad)
        text = (
            f"{share(part)} of what enters {found.name} lies where its curve is flat, so hardly any gradient gets "
            "back through it: bring its inputs nearer to 0 with a BatchNorm, or use ReLU."
        )
        relu = LAYERS.find("relu")()
        remedies = offered(evidence.experiment, add_norm(bad), Exchange(f"Use {relu.label}", relu, bad))
        return self.finding(text, bars, remedies, found.id)


def dies(layer: Activation) -> bool:
    """Whether its curve is exactly 0 and flat for all negative numbers."""
    return not layer.curve(-FAR).any() and not layer.slope(-FAR).any() and not layer.slope(np.array([-0.01])).any()


def squashes(layer: Activation) -> bool:
    """Whether its curve is flat at both ends."""
    return not np.diff(layer.curve(FAR)).any() and not np.diff(layer.curve(-FAR)).any()


def add_norm(nodes: tuple[str, ...]) -> Remedy:
    """The mend that normalises what enters some layers."""
    norm = LAYERS.find("batch_norm")()
    return InsertBefore(f"Add {norm.label}", (norm,), nodes)


def _shares(
    evidence: Evidence, nodes: list[NodeTrace], level: float, title: str, measure: Callable[[Vital], float]
) -> tuple[NodeTrace | None, Bars]:
    """The node whose share is worst and at the level or above, and all nodes' shares as bars."""
    values = [evidence.steady(node.id, measure)[0] for node in nodes]
    known = [0.0 if np.isnan(value) else value for value in values]
    bad = tuple(place for place, value in enumerate(known) if value >= level)
    bars = Bars(title, tuple(node.name for node in nodes), tuple(known), (level, "too many"), bad, "%")
    return (nodes[max(bad, key=lambda place: known[place])] if bad else None), bars
