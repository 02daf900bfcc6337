"""Rules about what a network can express at all: sums of sums are sums."""

from __future__ import annotations

from typing import ClassVar

from playground.doctor.evidence import Evidence
from playground.doctor.finding import Finding
from playground.doctor.fixes import insert_before, offered
from playground.doctor.proof import Lines
from playground.doctor.rule import CausalOrder, Rule
from playground.doctor.words import figure, listed
from playground.model.fix import Fix
from playground.model.registry import LAYERS
from playground.model.trace import NodeTrace

STEPS = 300
"""Nothing is said before so many steps: where straight lines are enough, half the way is made by then."""


class Straight(Rule):
    """Nothing in the network bends, so all its layers together draw one straight line, however many they are."""

    id: ClassVar[str] = "straight"
    title: ClassVar[str] = "Only straight lines"
    place: ClassVar[CausalOrder] = CausalOrder.NETWORK
    explains: ClassVar[tuple[str, ...]] = ("guessing", "never_predicted", "overfitting")
    steps: ClassVar[int] = STEPS

    def suits(self, evidence: Evidence) -> bool:
        """Whether nothing bends."""
        return not any(node.layer.nonlinear for node in evidence.nodes())

    def look(self, evidence: Evidence) -> Finding | None:
        """No layer bends, the loss stands, and the task is far from learned."""
        nodes = evidence.nodes()
        if evidence.age < STEPS or evidence.learned or not evidence.stands(STEPS) or not nodes:
            return None
        if not self.suits(evidence):
            return None
        sums = [node for node in nodes if node.parameters]
        names = listed([node.name for node in sums])
        what = f"{names} have nothing between them that bends" if len(sums) > 1 else f"{names} alone bends nothing"
        text = (
            f"{what}, so the network draws one straight line, and the loss stands at {figure(evidence.now())}: "
            f"{'put an activation between them' if len(sums) > 1 else 'add a hidden layer with an activation'}."
        )
        proof = Lines("Batch loss", (evidence.raw(),), (evidence.start(), "the start"))
        return self.finding(text, proof, offered(evidence.experiment, *_bent(sums)), sums[0].id)


def _bent(sums: list[NodeTrace]) -> tuple[Fix, ...]:
    """An activation before each layer of sums but the first, or a hidden layer where there is but one."""
    if len(sums) == 1:
        layers = (LAYERS.find("linear")(), LAYERS.find("tanh")())
        return (insert_before("Add a hidden layer", layers, (sums[0].id,)),)
    after = tuple(node.id for node in sums[1:])
    return tuple(
        insert_before(f"Put {LAYERS.find(kind).label} between them", (LAYERS.find(kind)(),), after)
        for kind in ("tanh", "relu")
    )
