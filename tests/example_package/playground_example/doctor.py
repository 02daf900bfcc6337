"""A rule of the training doctor."""

from __future__ import annotations

from typing import ClassVar

from playground.doctor.evidence import Evidence
from playground.doctor.finding import Finding
from playground.doctor.rule import CausalOrder, Rule


class NeverStill(Rule):
    """Steps of equal length never end in a lowest point: they go back and forth over it."""

    id: ClassVar[str] = "never_still"
    title: ClassVar[str] = "Never still"
    place: ClassVar[CausalOrder] = CausalOrder.RATE
    steps: ClassVar[int] = 20

    def suits(self, evidence: Evidence) -> bool:
        """The optimizer of this package."""
        return evidence.experiment.training.optimizer.id() == "sign_descent"

    def look(self, evidence: Evidence) -> Finding | None:
        """Nothing keeps a weight where it is."""
        if not self.suits(evidence) or self.lacks(evidence):
            return None
        settings = evidence.experiment.training.optimizer.settings()
        text = f"Every weight moves by {settings['lr']:g} at every step: set a dead zone, so that it can come to rest."
        return None if settings["dead_zone"] else self.finding(text, None)
