"""Rules about sequences: steps that know nothing of each other, of their order, or of what comes later."""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec

from playground.doctor.evidence import Evidence, measured
from playground.doctor.finding import Finding
from playground.doctor.fixes import insert_before, offered
from playground.doctor.proof import Lines
from playground.doctor.rule import CausalOrder, Rule
from playground.doctor.words import listed, portion
from playground.model.fix import Fix, SetValue
from playground.model.parameters import parameters_of
from playground.model.registry import LAYERS
from playground.model.trace import NodeTrace

STEPS = 200
"""Nothing is said before so many steps: copying, where each step has its answer in it, is learned by then."""
WHOLE = 0.9
"""A network that made so much of the way lacks nothing."""
SYMPTOMS = ("guessing", "never_predicted")


class _Sequences(Rule):
    """What the rules share: the training accuracy, beside guessing."""

    place: ClassVar[CausalOrder] = CausalOrder.NETWORK
    explains: ClassVar[tuple[str, ...]] = SYMPTOMS
    steps: ClassVar[int] = STEPS
    evaluations: ClassVar[int] = 1

    def right(self, evidence: Evidence) -> str:
        """How many answers are right, in words."""
        _, found = evidence.evaluated(evidence.history.train_accuracy)
        return f"{portion(float(found[-1]))} of {evidence.counted('train')} are right"

    def proof(self, evidence: Evidence) -> Lines:
        """Training accuracy over the steps."""
        drawn = measured(evidence, evidence.history.train_accuracy)
        return Lines("Training accuracy", (drawn,), (evidence.guess() or 0.0, "guessing"), unit="%")

    def judged(self, evidence: Evidence) -> bool:
        """Whether there are classes, and so many steps and evaluations that something can be said."""
        _, found = evidence.evaluated(evidence.history.train_accuracy)
        return bool(evidence.guess() is not None and len(found)) and evidence.age >= STEPS


class StepsApart(_Sequences):
    """Each step is answered for itself: no layer lets it know of the others, as recurrence or attention would."""

    id: ClassVar[str] = "steps_apart"
    title: ClassVar[str] = "Steps know nothing of each other"

    def suits(self, evidence: Evidence) -> bool:
        """Whether each step has an answer of its own, and no layer mixes steps."""
        tags = evidence.experiment.target.is_class_at_each_step
        return tags and not any(_mixes(node) for node in evidence.nodes())

    def look(self, evidence: Evidence) -> Finding | None:
        """Each step has an answer, nothing mixes steps, and the task is not learned."""
        target, nodes = evidence.experiment.target, evidence.nodes()
        if not self.suits(evidence) or not self.judged(evidence) or evidence.learned:
            return None
        text = (
            f"No layer lets one step know of another, so each is answered by its own token alone, and "
            f"{self.right(evidence)}: add a recurrent or an attention layer."
        )
        # What tells the next token must not see it; anything else may look both ways.
        gru = LAYERS.find("gru")(bidirectional=not target.next)
        fix = insert_before(f"Add {gru.label}", (gru,), (nodes[-1].id,))
        return self.finding(text, self.proof(evidence), offered(evidence.experiment, fix))


class NoOrder(_Sequences):
    """Attention takes a sequence for a bag: nothing tells it where a step stands, so first is as last to it."""

    id: ClassVar[str] = "no_order"
    title: ClassVar[str] = "Order of steps unknown"

    def suits(self, evidence: Evidence) -> bool:
        """Whether steps attend to each other, and no layer tells where they stand."""
        nodes = evidence.nodes()
        if any(node.inputs is not None and node.layer.over_time(*node.inputs).orders for node in nodes):
            return False
        classes = evidence.experiment.target.has_classes
        return classes and any(node.layer.attends for node in nodes)

    def look(self, evidence: Evidence) -> Finding | None:
        """Steps attend to each other, no layer tells where they stand, and the task is not learned."""
        nodes = evidence.nodes()
        attending = [node for node in nodes if node.layer.attends]
        if not self.suits(evidence) or not self.judged(evidence) or evidence.learned or not evidence.stands(STEPS):
            return None
        position = LAYERS.find("position")(form="learned")
        names = listed([node.name for node in attending])
        text = (
            f"Nothing tells {names} where a step stands, so the steps might as well be shuffled, and "
            f"{self.right(evidence)}: add a {position.label} layer before."
        )
        fix = insert_before(f"Add {position.label}", (position,), (attending[0].id,))
        return self.finding(text, self.proof(evidence), offered(evidence.experiment, fix), attending[0].id)


class LooksBack(_Sequences):
    """Each step sees itself and those before it alone: an answer that hangs on what comes later cannot be told."""

    id: ClassVar[str] = "looks_back"
    title: ClassVar[str] = "Later steps unseen"

    def suits(self, evidence: Evidence) -> bool:
        """Whether each step has an answer, and layers mix steps of which none looks ahead."""
        target, nodes = evidence.experiment.target, evidence.nodes()
        if not target.is_class_at_each_step or target.next:
            return False
        ahead = any(node.inputs is not None and node.layer.over_time(*node.inputs).looks_ahead for node in nodes)
        return not ahead and any(_mixes(node) for node in nodes)

    def look(self, evidence: Evidence) -> Finding | None:
        """Each step has an answer, layers mix steps but none looks ahead, and learning came to a halt on the way."""
        if not self.suits(evidence) or not self.judged(evidence):
            return None
        if not evidence.way < WHOLE or not evidence.stands(STEPS):
            return None
        mixing = [node for node in evidence.nodes() if _mixes(node)]
        text = (
            f"No step sees those after it, as {listed([node.name for node in mixing])} looks back alone, and "
            f"{self.right(evidence)}: let each step see the whole sequence."
        )
        fixes = [fix for node in mixing for fix in _openings(node)]
        return self.finding(text, self.proof(evidence), offered(evidence.experiment, *fixes), mixing[0].id)


def _mixes(node: NodeTrace) -> bool:
    """Whether what leaves at a step rests on other steps too."""
    layer = node.layer
    if layer.remembers or layer.attends or getattr(layer, "kernel", 1) > 1:
        return True
    return node.inputs is not None and layer.over_time(*node.inputs).looks_ahead


def _openings(node: NodeTrace) -> list[Fix]:
    """Each setting of a layer that lets it look ahead, and leaves what leaves it a sequence."""
    found: list[Fix] = []
    entering = node.inputs or ()
    for parameter in parameters_of(node.layer):
        values: tuple[Any, ...] = parameter.choices if parameter.type == "choice" else ()
        for value in (True, False) if parameter.type == "bool" else values:
            other = msgspec.structs.replace(node.layer, **{parameter.name: value})
            if other == node.layer or not other.over_time(*entering).looks_ahead or not other.output(*entering).timed:
                continue
            said = f"to {value}" if isinstance(value, str) else "on" if value else "off"
            label = f"Set {parameter.label.lower()} of {node.name} {said}"
            found.append(Fix(label, SetValue(f".{parameter.name}", value, node.id)))
    return found
