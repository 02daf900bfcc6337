"""Rules about recurrent layers: gradients on their way back through time."""

from __future__ import annotations

import math
from typing import ClassVar

import msgspec

from playground.doctor.evidence import Evidence
from playground.doctor.finding import Finding
from playground.doctor.proof import Lines, ProofLine
from playground.doctor.remedies import Exchange, Remedy, offered
from playground.doctor.rule import Place, Rule
from playground.doctor.words import times
from playground.model.layer import Layer
from playground.model.registry import LAYERS
from playground.model.trace import NodeTrace

VANISHED = 1e-2
"""The gradient with respect to the first step is this part of that of the last, or less: a plain recurrent network
loses a part of it at each step (S. Hochreiter 1991; Y. Bengio and others 1994)."""
FEWEST = 5
"""Time begins with so many steps."""
STEPS = 100
"""Nothing is said before so many steps: memory may still be learned."""


class Forgets(Rule):
    """The gradient shrinks at each step back in time, so what stood first hardly teaches a recurrent layer anything.

    Gates mend it: an LSTM or a GRU can hand its state on unchanged.
    """

    id: ClassVar[str] = "forgets"
    title: ClassVar[str] = "Vanishing over time"
    place: ClassVar[Place] = Place.FLOW
    explains: ClassVar[tuple[str, ...]] = ("guessing", "never_predicted", "vanishing")
    steps: ClassVar[int] = STEPS
    looks: ClassVar[bool] = True

    def look(self, evidence: Evidence) -> Finding | None:
        """A hundredth or less of the last step's gradient reaches the first, and the loss stands far from learned."""
        if evidence.age < STEPS or evidence.learned or not evidence.stands(STEPS):
            return None
        lost = [(self._lost(evidence, node), place) for place, node in enumerate(evidence.nodes())]
        worst, place = max(((size, place) for size, place in lost if size == size), default=(0.0, 0))
        if worst < 1 / VANISHED:
            return None
        node = evidence.nodes()[place]
        sizes = evidence.checkups()[-1].vitals[node.id].by_step
        gated = _gated(node.layer)
        advice = "use an LSTM or a GRU, which keep it" if gated else "shorten the sequences, or let attention look back"
        text = (
            f"At the first step of a sequence the gradient of {node.name} is {times(worst)} smaller than at the last, "
            f"so it hardly learns from what stood there: {advice}."
        )
        known = [(float(at + 1), size) for at, size in enumerate(sizes) if size > 0]
        curve = ProofLine(tuple(at for at, _ in known), tuple(size for _, size in known))
        level = (VANISHED * sizes[-1], "a hundredth of the last")
        proof = Lines("Size of the gradient at each step of the sequence", (curve,), level, log=True)
        return self.finding(text, proof, offered(evidence.experiment, *self._mends(node, gated)), node.id)

    def _lost(self, evidence: Evidence, node: NodeTrace) -> float:
        """How many times smaller the gradient at the first known step is than at the last, in every last look."""
        found = []
        for report in evidence.checkups():
            vital = report.vitals.get(node.id)
            sizes = [] if vital is None else [size for size in vital.by_step if math.isfinite(size)]
            if len(sizes) < FEWEST or not sizes[-1] > 0:
                return math.nan
            found.append(sizes[-1] / max(sizes[0], 1e-30))
        return min(found, default=math.nan)

    def _mends(self, node: NodeTrace, gated: tuple[Layer, ...]) -> tuple[Remedy, ...]:
        return tuple(Exchange(f"Use {layer.label}", layer, (node.id,)) for layer in gated)


def _gated(layer: Layer) -> tuple[Layer, ...]:
    """Layers with gates that can stand in for a layer, with as much of its settings as they share; none for those."""
    if getattr(layer, "gates", 1) > 1:
        return ()
    settings = {parameter.name: getattr(layer, parameter.name) for parameter in layer.parameters()}
    found = []
    for kind in (LAYERS.find("lstm"), LAYERS.find("gru")):
        own = {parameter.name for parameter in kind.parameters()}
        found.append(msgspec.structs.replace(kind(), **{name: settings[name] for name in settings if name in own}))
    return tuple(found)
