"""Rules about recurrent layers: gradients on their way back through time."""

from __future__ import annotations

import math
from typing import ClassVar

import msgspec

from playground.doctor.descent import Guessing
from playground.doctor.evidence import Evidence
from playground.doctor.finding import Finding, Severity
from playground.doctor.fixes import offered, use
from playground.doctor.proof import Lines, ProofLine
from playground.doctor.rule import CausalOrder, Rule
from playground.doctor.words import times
from playground.model.layer import Layer
from playground.model.parameters import parameters_of
from playground.model.registry import LAYERS
from playground.model.trace import NodeTrace

VANISHED = 1e-2
"""The gradient with respect to the first step is this part of that of the last, or less: a plain recurrent network
loses a part of it at each step (S. Hochreiter 1991; Y. Bengio and others 1994)."""
FEWEST = 5
"""Time begins with so many steps."""
STEPS = 100
"""Nothing is said before so many steps: memory may still be learned."""


class _OverTime(Rule):
    """What the rules share: how much less gradient a recurrent layer has at the first step than at the last."""

    title: ClassVar[str] = "Vanishing over time"
    looks: ClassVar[bool] = True
    gated: ClassVar[bool] = False
    """Whether it is about layers with gates, or about those without."""

    def suits(self, evidence: Evidence) -> bool:
        """Whether there is such a recurrent layer."""
        return bool(self._layers(evidence))

    def look(self, evidence: Evidence) -> Finding | None:
        """A hundredth or less of the last step's gradient reaches the first, and the loss stands far from learned."""
        if self.lacks(evidence) or evidence.learned or not evidence.stands(STEPS):
            return None
        nodes = self._layers(evidence)
        lost = [(self._lost(evidence, node), place) for place, node in enumerate(nodes)]
        worst, place = max(((size, place) for size, place in lost if size == size), default=(0.0, 0))
        return self.tell(evidence, nodes[place], worst) if worst >= 1 / VANISHED else None

    def tell(self, evidence: Evidence, node: NodeTrace, lost: float) -> Finding:
        """What is said of a layer whose gradient is that many times smaller at the first step than at the last."""
        raise NotImplementedError

    def proof(self, evidence: Evidence, node: NodeTrace) -> Lines:
        """The size of the gradient over the steps of the sequence."""
        sizes = evidence.checkups()[-1].layer_stats[node.id].by_step
        known = [(float(at + 1), size) for at, size in enumerate(sizes) if size > 0]
        curve = ProofLine(tuple(at for at, _ in known), tuple(size for _, size in known))
        level = (VANISHED * sizes[-1], "a hundredth of the last")
        return Lines("Size of the gradient at each step of the sequence", (curve,), level, log=True)

    def _layers(self, evidence: Evidence) -> list[NodeTrace]:
        """The recurrent layers that it is about."""
        return [each for each in evidence.nodes() if each.layer.remembers and _has_gates(each.layer) == self.gated]

    def _lost(self, evidence: Evidence, node: NodeTrace) -> float:
        """How many times smaller the gradient at the first known step is than at the last, in every last look."""
        found = []
        for report in evidence.checkups():
            stats = report.layer_stats.get(node.id)
            sizes = [] if stats is None else [size for size in stats.by_step if math.isfinite(size)]
            if len(sizes) < FEWEST or not sizes[-1] > 0:
                return math.nan
            found.append(sizes[-1] / max(sizes[0], 1e-30))
        return min(found, default=math.nan)


class Forgets(_OverTime):
    """The gradient shrinks at each step back in time, so what stood first hardly teaches a recurrent layer anything.

    Gates fix it: an LSTM or a GRU can hand its state on unchanged.
    """

    id: ClassVar[str] = "forgets"
    place: ClassVar[CausalOrder] = CausalOrder.FLOW
    explains: ClassVar[tuple[str, ...]] = ("guessing", "never_predicted", "vanishing")
    steps: ClassVar[int] = STEPS

    def tell(self, evidence: Evidence, node: NodeTrace, lost: float) -> Finding:
        """It hardly learns from what stood first, and a layer with gates would."""
        gates = _with_gates(node.layer)
        text = (
            f"At the first step of a sequence the gradient of {node.name} is {times(lost)} smaller than at the last, "
            "so it hardly learns from what stood there: use an LSTM or a GRU, which keep it."
        )
        fixes = (use(layer, (node.id,)) for layer in gates)
        return self.finding(text, self.proof(evidence, node), offered(evidence.experiment, *fixes), node.id)


class GatesForget(_OverTime):
    """The gradient shrinks at each step back in time although the layer has gates that could hand its state on.

    Gates learn what to keep. In a network that has learned nothing yet they keep nothing for long, so this says little
    of why it learns nothing.
    """

    # Told after *No better than guessing*, so not before that can be judged.
    id: ClassVar[str] = "gates_forget"
    severity: ClassVar[Severity] = "hint"
    steps: ClassVar[int] = Guessing.steps
    evaluations: ClassVar[int] = Guessing.evaluations
    gated: ClassVar[bool] = True

    def tell(self, evidence: Evidence, node: NodeTrace, lost: float) -> Finding:
        """Its gates do not keep what stood first."""
        text = (
            f"At the first step of a sequence the gradient of {node.name} is {times(lost)} smaller than at the last, "
            "so its gates have not learned to keep what stood there: shorten the sequences, or let attention look back."
        )
        return self.finding(text, self.proof(evidence, node), (), node.id)


def _has_gates(layer: Layer) -> bool:
    return int(getattr(layer, "gates", 1)) > 1


def _with_gates(layer: Layer) -> tuple[Layer, ...]:
    """Layers with gates that can stand in for a layer without, with as much of its settings as they share."""
    settings = {parameter.name: getattr(layer, parameter.name) for parameter in parameters_of(layer)}
    found = []
    for kind in (LAYERS.find("lstm"), LAYERS.find("gru")):
        own = {parameter.name for parameter in parameters_of(kind)}
        found.append(msgspec.structs.replace(kind(), **{name: settings[name] for name in settings if name in own}))
    return tuple(found)
