"""Rules about single layers: units that are dead, and curves that are flat where the numbers are."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import numpy as np

from playground.doctor.evidence import Evidence, rate_in_words
from playground.doctor.finding import Finding, Severity, Single
from playground.doctor.fixes import insert_before, learning_rate, offered, other_rate, set_rate, use
from playground.doctor.proof import Bars
from playground.doctor.rule import CausalOrder, Rule
from playground.doctor.words import count, figure, portion, times
from playground.engine.messages import DeadUnit, LayerStats
from playground.model.fix import Fix
from playground.model.layer import Activation, Floats
from playground.model.registry import LAYERS
from playground.model.saturation import by_unit, dead_units
from playground.model.trace import NodeTrace

DEAD = 0.4
"""From this share of dead units on: *as much as 40 % of your network can be dead* when the learning rate is too high
(CS231n, *Commonly used activation functions*); a few are usual."""
FLAT = 0.7
"""From this share of inputs where the slope is below a twentieth of its steepest: then most of the gradient is lost in
this one layer. Trained tanh layers with half of theirs flat still learn well in the shipped examples."""
MOST = 100
"""So many dead units are told one by one."""
DRIVEN = 3.0
"""From so many times their first size on weights were driven there by steps that were too long: a network that learns
a shipped example about doubles them by the time it has learned half of it."""
FAR = np.array([40.0, 60.0])
"""Here every curve does what it does for ever: beyond, a sigmoid is 1 to the last digit."""


class DeadUnits(Rule):
    """Units that give 0 for every sample: a ReLU's slope is 0 there, so no gradient gets through to bring them back."""

    id: ClassVar[str] = "dead"
    title: ClassVar[str] = "Dead units"
    place: ClassVar[CausalOrder] = CausalOrder.FLOW
    explains: ClassVar[tuple[str, ...]] = ("guessing", "never_predicted")
    looks: ClassVar[bool] = True

    def suits(self, evidence: Evidence) -> bool:
        """Whether there is an activation whose units can die."""
        return bool(_activations(evidence, dies))

    def look(self, evidence: Evidence) -> Finding | None:
        """Two in five units of a layer were dead in the last three checkups; any dead unit at all is only noted."""
        nodes = _activations(evidence, dies)
        found, bars = _shares(evidence, nodes, DEAD, "Dead units", lambda stats: stats.dead)
        if found is None:
            some = [node for node, value in zip(nodes, bars.values, strict=True) if value > 0]
            found = max(some, key=lambda node: bars.values[nodes.index(node)], default=None)
        if found is None:
            return None
        bad = tuple(nodes[place].id for place in bars.bad) or (found.id,)
        share_of = bars.values[nodes.index(found)]
        stats = evidence.history.health[-1].layer_stats[found.id]
        told = singles(evidence, found, stats.dead_units, stats.samples)
        return _told(evidence, found, share_of, bad, bars, told)


def about_dead(evidence: Evidence, id: str, entering: Floats) -> Finding | None:
    """What there is to say of the dead units of one activation; ``None`` where it has none.

    ``entering`` is what enters it, (samples, ...), so that this tells of the very numbers that its card counts.
    """
    node = next((each for each in evidence.nodes() if each.id == id), None)
    if node is None or not isinstance(node.layer, Activation):
        return None
    z = by_unit(entering)
    gone = np.flatnonzero(dead_units(node.layer, z))
    if not len(gone):
        return None
    dead = tuple(DeadUnit(int(unit), float(z[:, unit].min()), float(z[:, unit].max())) for unit in gone)
    part = len(dead) / z.shape[1]
    bars = Bars("Dead units", (node.name,), (part,), (DEAD, "too many"), (0,) if part >= DEAD else (), "%")
    told = singles(evidence, node, dead[:MOST], len(entering))
    return _told(evidence, node, part, (id,), bars, told)


def _told(
    evidence: Evidence, node: NodeTrace, part: float, bad: tuple[str, ...], bars: Bars, told: tuple[Single, ...]
) -> Finding:
    """What is said of a layer of which that part is dead; a few are usual."""
    few = part < DEAD
    units = node.output.channels if node.output is not None else 0
    dead, leaky = round(part * units), LAYERS.find("leaky_relu")()
    are = "is dead: it is" if dead == 1 else "are dead: they are"
    gets = "gets" if dead == 1 else "get"
    text = f"{dead} of {units} {noun_of(node)}s of {node.name} {are} 0 for every sample and {gets} no gradient, "
    if few:
        text += f"and the other {units - dead} do the work; a few are usual, and {leaky.label} has none."
    else:
        text += f"so use {leaky.label}."
    rate = other_rate(evidence.experiment, 0.3)
    slower = set_rate(rate) if rate < learning_rate(evidence.experiment) else None
    fixes = offered(evidence.experiment, use(leaky, bad), slower)
    # A network that has learned its task all the same has units to spare.
    severity: Severity = "note" if few else "hint" if evidence.learned else "warning"
    return Finding(DeadUnits.id, DeadUnits.title, text, severity, bars, fixes, node.id, told)


class Saturated(Rule):
    """Sigmoid or tanh units pushed to their ends, where the curve is flat: hardly any gradient gets back through them.

    In a network that has learned its task that is no fault: its units have made up their minds.
    """

    id: ClassVar[str] = "saturated"
    title: ClassVar[str] = "Saturated units"
    place: ClassVar[CausalOrder] = CausalOrder.FLOW
    explains: ClassVar[tuple[str, ...]] = ("vanishing", "guessing", "never_predicted", "overfitting")
    looks: ClassVar[bool] = True

    def suits(self, evidence: Evidence) -> bool:
        """Whether there is an activation that is flat at both ends."""
        return bool(_activations(evidence, squashes))

    def look(self, evidence: Evidence) -> Finding | None:
        """Most inputs of a squashing curve lie on its flat ends while the network is still far from having learned."""
        nodes = _activations(evidence, squashes)
        found, bars = _shares(evidence, nodes, FLAT, "Inputs on flat parts of the curve", lambda stats: stats.flat)
        if found is None or evidence.learned:
            return None
        part, bad = bars.values[nodes.index(found)], tuple(nodes[place].id for place in bars.bad)
        where = "lies where its curve is flat, so hardly any gradient gets back"
        text = f"{portion(part)} of what enters {found.name} {where}"
        relu = LAYERS.find("relu")()
        fixes: tuple[Fix, ...] = (add_norm(bad), use(relu, bad))
        rate, driven = other_rate(evidence.experiment, 0.1), _driven(evidence, found)
        if driven >= DRIVEN and rate < learning_rate(evidence.experiment):
            high = rate_in_words(evidence)
            text = (
                f"Learning rate {high} is too high: it has driven the weights before {found.name} to {times(driven)} "
                f"their first size, and {portion(part)} of what enters it lies where its curve is flat, so lower the "
                "rate and draw new weights."
            )
            return self.finding(text, bars, offered(evidence.experiment, set_rate(rate), *fixes), found.id)
        text += " through it: bring its inputs nearer to 0 with a BatchNorm, or use ReLU."
        return self.finding(text, bars, offered(evidence.experiment, *fixes), found.id)


def _activations(evidence: Evidence, are: Callable[[Activation], bool]) -> list[NodeTrace]:
    """The activations of which that is true."""
    return [node for node in evidence.nodes() if isinstance(node.layer, Activation) and are(node.layer)]


def _driven(evidence: Evidence, node: NodeTrace) -> float:
    """How many times as large as at the first look the weights are that make what enters a node."""
    source = next((each for each in evidence.nodes() if each.id == node.sources[0]), None)
    if source is None or not evidence.history.health:
        return 0.0
    sizes = [report.layer_stats.get(source.id) for report in (evidence.history.health[0], evidence.history.health[-1])]
    first, now = (stats.weight if stats is not None else 0.0 for stats in sizes)
    return now / first if first > 0 else 0.0


def noun_of(node: NodeTrace) -> str:
    """What a unit of a layer is called: channels of an image, features of a sequence."""
    signal = node.output
    if signal is None:
        return "unit"
    return "channel" if signal.kind == "image" else "feature" if signal.timed else "unit"


def singles(evidence: Evidence, node: NodeTrace, dead: tuple[DeadUnit, ...], samples: int) -> tuple[Single, ...]:
    """Each of these dead units of an activation: what enters it, whether it can recover, and what helps."""
    noun = noun_of(node)
    again = _recovery(evidence, node)
    return tuple(
        Single(
            each.unit,
            f"{noun.capitalize()} {each.unit + 1}",
            f"What enters {noun} {each.unit + 1} of {node.name} lies between {figure(each.lowest)} and "
            f"{figure(each.highest)} for all {count(samples)} samples, where its curve is flat. {again}",
        )
        for each in dead
    )


def _recovery(evidence: Evidence, node: NodeTrace) -> str:
    """Whether a dead unit of an activation can come back, and what helps."""
    known = {each.id: each for each in evidence.nodes()}
    own, above = known.get(node.sources[0]), False
    reached = list(own.sources) if own is not None else []
    while reached:
        each = known.get(reached.pop())
        if each is not None:
            above = above or bool(each.parameters)
            reached += each.sources
    helps = "a curve that leaks, a lower learning rate, or new weights help"
    if above:
        return f"It may recover only if the layers before it change what it is given: {helps}."
    return f"It cannot recover, as what it is made of is data that never changes: {helps}."


def dies(layer: Activation) -> bool:
    """Whether its curve is exactly 0 and flat for all negative numbers, and has a slope for others."""
    flat = not layer.slope(-FAR).any() and not layer.slope(np.array([-0.01])).any()
    return layer.passes_gradients and flat and not layer.curve(-FAR).any()


def squashes(layer: Activation) -> bool:
    """Whether its curve is flat at both ends, and has a slope between them."""
    return layer.passes_gradients and not np.diff(layer.curve(FAR)).any() and not np.diff(layer.curve(-FAR)).any()


def add_norm(nodes: tuple[str, ...]) -> Fix:
    """The fix that normalises what enters some layers."""
    norm = LAYERS.find("batch_norm")()
    return insert_before(f"Add {norm.label}", (norm,), nodes)


def _shares(
    evidence: Evidence, nodes: list[NodeTrace], level: float, title: str, measure: Callable[[LayerStats], float]
) -> tuple[NodeTrace | None, Bars]:
    """The node whose share is worst and at the level or above, and all nodes' shares as bars."""
    values = [evidence.steady(node.id, measure)[0] for node in nodes]
    known = [0.0 if np.isnan(value) else value for value in values]
    bad = tuple(place for place, value in enumerate(known) if value >= level)
    bars = Bars(title, tuple(node.name for node in nodes), tuple(known), (level, "too many"), bad, "%")
    return (nodes[max(bad, key=lambda place: known[place])] if bad else None), bars
