"""Rules about sequences: steps that know nothing of each other."""

from __future__ import annotations

from typing import ClassVar

from playground.doctor.evidence import Evidence, line
from playground.doctor.finding import Finding
from playground.doctor.proof import Lines
from playground.doctor.remedies import InsertBefore, offered
from playground.doctor.rule import Rule
from playground.doctor.words import share
from playground.model.registry import LAYERS
from playground.model.trace import NodeTrace

STEPS = 200
"""Nothing is said before so many steps: copying, where each step has its answer in it, is learned by then."""


class StepsApart(Rule):
    """Each step is answered for itself: no layer lets it know of the others, as recurrence or attention would."""

    id: ClassVar[str] = "steps_apart"
    title: ClassVar[str] = "Steps know nothing of each other"

    def look(self, evidence: Evidence) -> Finding | None:
        """Each step has an answer, nothing mixes steps, and the task is not learned."""
        target, nodes = evidence.experiment.data.target(), evidence.nodes()
        if not target.steps or evidence.age < STEPS or evidence.learned or any(_mixes(node) for node in nodes):
            return None
        steps, found = evidence.evaluated(evidence.history.train_accuracy)
        if not len(found):
            return None
        guess = evidence.guess() or 0.0
        text = (
            f"No layer lets one step know of another, so each is answered by its own token alone, and "
            f"{share(float(found[-1]))} of {evidence.counted('train')} are right: add a recurrent or an attention "
            "layer."
        )
        # What tells the next token must not see it; anything else may look both ways.
        gru = LAYERS.find("gru")(bidirectional=not target.next)
        mend = InsertBefore(f"Add {gru.label}", (gru,), (nodes[-1].id,))
        proof = Lines("Training accuracy", (line(steps, found),), (guess, "guessing"), unit="%")
        return self.finding(text, proof, offered(evidence.experiment, mend))


def _mixes(node: NodeTrace) -> bool:
    """Whether what leaves at a step rests on other steps too."""
    layer = node.layer
    if layer.remembers or layer.attends or getattr(layer, "kernel", 1) > 1:
        return True
    return node.inputs is not None and layer.looks_ahead(*node.inputs)
