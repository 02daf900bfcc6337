"""Rules about gradients on their way back through depth: they vanish, or explode."""

from __future__ import annotations

import math
from typing import ClassVar

from playground.doctor.evidence import Evidence
from playground.doctor.finding import Finding
from playground.doctor.fixes import learning_rate, offered, other_rate, set_rate, use
from playground.doctor.proof import Bars
from playground.doctor.rule import CausalOrder, Rule
from playground.doctor.units import add_norm, squashes
from playground.doctor.words import count, times
from playground.model.fix import Fix
from playground.model.layer import Activation
from playground.model.registry import LAYERS
from playground.model.trace import NodeTrace

VANISHED = 1e-2
"""The gradient that reaches the first layer is this part of the one at the last, or less. A layer of sigmoids takes
three quarters or more away each time (S. Hochreiter 1991; X. Glorot and Y. Bengio 2010); three in a row reach this."""
EXPLODED = 1e3
"""The gradient grows this many times on its way back (Y. Bengio and others 1994); healthy networks keep it within a
factor of ten or so."""
FEWEST = 3
"""Depth begins with so many layers that learn."""


class _Depth(Rule):
    """What both rules share: how large the gradient is at each layer that learns."""

    place: ClassVar[CausalOrder] = CausalOrder.FLOW
    explains: ClassVar[tuple[str, ...]] = ("guessing", "never_predicted")
    looks: ClassVar[bool] = True

    def suits(self, evidence: Evidence) -> bool:
        """Whether there are enough layers that learn."""
        return len(_learning(evidence)) >= FEWEST

    def sizes(self, evidence: Evidence) -> tuple[list[NodeTrace], list[float]]:
        """The main path's learning layers, from the input on, and the size of the gradient at what leaves each.

        The size is the root mean square times the root of how many numbers leave: the length of the whole gradient,
        so that wide layers and narrow ones compare.
        """
        nodes = _learning(evidence)
        sizes = []
        for node in nodes:
            high = evidence.steady(node.id, lambda stats: stats.error)[1]
            sizes.append(high * math.sqrt(node.output.size) if node.output is not None else math.nan)
        return nodes, sizes

    def bars(self, nodes: list[NodeTrace], sizes: list[float], level: tuple[float, str], bad: tuple[int, ...]) -> Bars:
        """The sizes as bars on a log scale."""
        names = tuple(node.name for node in nodes)
        return Bars("Size of the gradient at each layer", names, tuple(sizes), level, bad, log=True)


class Vanishing(_Depth):
    """The gradient shrinks at every layer on its way back, so the first layers hardly learn: the deeper, the worse."""

    id: ClassVar[str] = "vanishing"
    title: ClassVar[str] = "Vanishing gradients"

    def look(self, evidence: Evidence) -> Finding | None:
        """A hundredth or less of the last layer's gradient reaches the first, and the task is not learned yet."""
        nodes, sizes = self.sizes(evidence)
        if len(nodes) < FEWEST or evidence.learned or not all(size > 0 for size in sizes):
            return None
        lost = sizes[-1] / sizes[0]
        if lost < 1 / VANISHED:
            return None
        level = VANISHED * sizes[-1]
        bad = tuple(place for place, size in enumerate(sizes) if size <= level)
        text = (
            f"The gradient at {nodes[0].name} is {times(lost)} smaller than at {nodes[-1].name}, so the first layers "
            f"hardly learn: {self._advice(evidence)}."
        )
        proof = self.bars(nodes, sizes, (level, "a hundredth"), bad)
        return self.finding(text, proof, offered(evidence.experiment, *self._fixes(evidence)), nodes[0].id)

    def _advice(self, evidence: Evidence) -> str:
        if _squashing(evidence):
            return "use ReLU, whose slope is 1, or add BatchNorm"
        return "add BatchNorm, or take layers away"

    def _fixes(self, evidence: Evidence) -> tuple[Fix, ...]:
        relu, squashing = LAYERS.find("relu")(), _squashing(evidence)
        norm = add_norm(tuple(node.id for node in _activations(evidence)))
        return (use(relu, squashing), norm) if squashing else (norm,)


class Explodes(_Depth):
    """The gradient grows at every layer on its way back, so that a small step at the output is a huge one in front."""

    id: ClassVar[str] = "exploding_gradients"
    title: ClassVar[str] = "Exploding gradients"

    def look(self, evidence: Evidence) -> Finding | None:
        """The gradient at the first layer is a thousand times that at the last."""
        nodes, sizes = self.sizes(evidence)
        if len(nodes) < FEWEST or not all(size > 0 for size in sizes) or sizes[0] < EXPLODED * sizes[-1]:
            return None
        level = EXPLODED * sizes[-1]
        bad = tuple(place for place, size in enumerate(sizes) if size >= level)
        text = (
            f"The gradient at {nodes[0].name} is {count(sizes[0] / sizes[-1])} times that at {nodes[-1].name}, so the "
            "first layers make wild steps: add BatchNorm, or lower the learning rate."
        )
        rate = other_rate(evidence.experiment, 0.1)
        slower = set_rate(rate) if rate < learning_rate(evidence.experiment) else None
        norm = add_norm(tuple(node.id for node in _activations(evidence)))
        proof = self.bars(nodes, sizes, (level, "a thousand times"), bad)
        return self.finding(text, proof, offered(evidence.experiment, norm, slower), nodes[0].id)


def _learning(evidence: Evidence) -> list[NodeTrace]:
    return [node for node in evidence.nodes() if any(sum.name == "Weights" for sum in node.counts)]


def _activations(evidence: Evidence) -> list[NodeTrace]:
    return [node for node in evidence.nodes() if isinstance(node.layer, Activation)]


def _squashing(evidence: Evidence) -> tuple[str, ...]:
    return tuple(
        node.id for node in _activations(evidence) if isinstance(node.layer, Activation) and squashes(node.layer)
    )
