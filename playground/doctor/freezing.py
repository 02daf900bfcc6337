"""The rule about frozen layers: where nothing is left to learn, or too little."""

from __future__ import annotations

from typing import ClassVar

from playground.doctor.evidence import Evidence
from playground.doctor.finding import Finding, Severity
from playground.doctor.fixes import offered
from playground.doctor.proof import Bars
from playground.doctor.rule import CausalOrder, Rule
from playground.doctor.words import count, figure, portion
from playground.model.fix import Fix, SetValue

STEPS = 300
"""So many steps without a better loss tell that what is not frozen does not suffice."""
LITTLE = 0.01
"""Less than this part of the numbers learns: fine-tuning of a head alone leaves about that (J. Yosinski and others,
*How transferable are features in deep neural networks?*, 2014, where more layers thawed did better)."""


class FrozenLayers(Rule):
    """Frozen layers keep what they have learned. Where all are frozen, or nearly all, nothing is left to learn."""

    id: ClassVar[str] = "frozen"
    title: ClassVar[str] = "Frozen layers"
    place: ClassVar[CausalOrder] = CausalOrder.SETUP
    explains: ClassVar[tuple[str, ...]] = ("untrainable", "guessing", "never_predicted", "slow", "vanishing")

    def suits(self, evidence: Evidence) -> bool:
        """Whether anything is frozen."""
        return evidence.trace.trained < evidence.trace.parameters

    def look(self, evidence: Evidence) -> Finding | None:
        """Nothing learns, or one number in a hundred or fewer, and that does not get the loss down."""
        trained, all_of_them = evidence.trace.trained, evidence.trace.parameters
        if trained == all_of_them:
            return None
        if trained and (trained > LITTLE * all_of_them or evidence.learned or not self._stands(evidence)):
            return None
        frozen = [node for node in evidence.trace.nodes if node.parameters and not node.trained]
        severity: Severity = "warning" if trained else "error"
        if trained:
            text = (
                f"Only {count(trained)} of {count(all_of_them)} parameters ({portion(trained / all_of_them, 1)}) learn "
                f"and the loss stands at {figure(evidence.now())}: unfreeze {frozen[-1].name} too."
            )
        else:
            text = f"All {count(all_of_them)} parameters are frozen, so nothing can learn: unfreeze {frozen[-1].name}."
        names, values = ("learn", "frozen"), (trained, all_of_them - trained)
        proof = Bars("Parameters", names, values, (all_of_them, "all"), bad=(0,))
        last = Fix(f"Unfreeze {frozen[-1].name}", SetValue(".frozen", False, frozen[-1].id))
        every = Fix("Unfreeze all", *(SetValue(".frozen", False, node.id) for node in frozen))
        fixes = (last, every) if len(frozen) > 1 else (last,)
        return self.finding(text, proof, offered(evidence.experiment, *fixes), frozen[-1].id, severity)

    @staticmethod
    def _stands(evidence: Evidence) -> bool:
        return evidence.age >= STEPS and evidence.stands(STEPS)
