"""The rule about starting weights: how far signals are spread in depth before anything is learned."""

from __future__ import annotations

from typing import ClassVar

from playground.doctor.evidence import Evidence
from playground.doctor.finding import Finding
from playground.doctor.fixes import offered
from playground.doctor.proof import Bars
from playground.doctor.rule import CausalOrder, Rule
from playground.doctor.words import figure
from playground.model.fix import Fix, SetValue
from playground.model.registry import INITIALIZERS
from playground.model.start_verdict import EXPLODES, FADES, verdict
from playground.model.starting import in_depth
from playground.model.trace import NodeTrace

EARLY = 100
"""A report of health tells of the start until so many steps are made: by then weights have hardly moved."""
FEWEST = 3
"""Depth begins with so many layers."""


class StartingSpread(Rule):
    """Weights that start too small or too large: what leaves each layer fades, or explodes, before anything is learned.

    With weights of 0 nothing leaves any layer, and no gradient comes back.
    """

    id: ClassVar[str] = "starting_spread"
    title: ClassVar[str] = "Starting weights"
    place: ClassVar[CausalOrder] = CausalOrder.FLOW
    explains: ClassVar[tuple[str, ...]] = ("vanishing", "exploding_gradients", "guessing", "never_predicted")
    looks: ClassVar[bool] = True

    def suits(self, evidence: Evidence) -> bool:
        """Whether there are enough layers, and a choice of starting weights is for them."""
        return len(_nodes(evidence)) >= FEWEST

    def look(self, evidence: Evidence) -> Finding | None:
        """Early in the run the last layer's spread was a tenth of the first's or less, or ten times it or more."""
        nodes, health = _nodes(evidence), evidence.history.health
        if len(nodes) < FEWEST or not evidence.checkups() or evidence.learned:
            return None
        first = next((report for report in health if report.step > evidence.since), None)
        if first is None or first.step - evidence.since > EARLY or evidence.since:
            return None
        known = [node for node in nodes if node.id in first.layer_stats]
        spreads = [first.layer_stats[node.id].signal for node in known]
        found = verdict(spreads)
        if len(known) < FEWEST or not found.warns:
            return None
        fades = spreads[-1] < spreads[0] or spreads[0] == 0.0
        level = (FADES if fades else EXPLODES) * spreads[0]
        bad = tuple(place for place, spread in enumerate(spreads) if (spread <= level if fades else spread >= level))
        names = tuple(node.name for node in known)
        proof = Bars("Spread of what leaves each layer", names, tuple(spreads), (level, _AT[fades]), bad, log=level > 0)
        fixes = offered(evidence.experiment, *_better())
        return self.finding(_text(known, spreads, fades), proof, fixes, known[0].id)


_AT = {True: "a tenth of the first", False: "ten times the first"}


def _text(nodes: list[NodeTrace], spreads: list[float], fades: bool) -> str:
    first, last = nodes[0].name, nodes[-1].name
    deep = INITIALIZERS.find("kaiming_normal").label
    if spreads[0] == 0.0:
        return f"Nothing but 0 leaves {first}, so no gradient gets back through it: start with other weights ({deep})."
    how = "fades" if fades else "explodes"
    return (
        f"The signal {how} before anything is learned: its spread is {figure(spreads[0])} at {first} and "
        f"{figure(spreads[-1])} at {last}, so start with other weights ({deep})."
    )


def _better() -> tuple[Fix, ...]:
    """Starts that keep the spread."""
    kinds = (INITIALIZERS.find(id) for id in ("kaiming_normal", "lsuv"))
    return tuple(Fix(f"Start with {kind.label}", SetValue("training.initializer", kind())) for kind in kinds)


def _nodes(evidence: Evidence) -> list[NodeTrace]:
    """The layers of the main path whose numbers tell how a signal fares."""
    path = evidence.trace.path
    return [node for id in in_depth(path) if (node := path.node(id)).output is not None]
