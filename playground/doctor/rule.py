"""Rule: the base of every class on the shelf of the doctor."""

from __future__ import annotations

import inspect
from enum import IntEnum
from typing import ClassVar

from playground.doctor.evidence import CHECKUPS, Evidence, evaluations_drawn
from playground.doctor.finding import Finding, Severity, Single
from playground.doctor.proof import Proof
from playground.model.fix import Fix
from playground.numerals import counted


class CausalOrder(IntEnum):
    """Where in the chain of causes a rule stands: what comes first explains what comes later."""

    SETUP = 0
    """The experiment cannot be trained as it is."""
    SCHEDULE = 1
    """How the rate moves over the run."""
    RATE = 2
    """Steps are too long or too short."""
    DATA = 3
    """What the network is given."""
    NETWORK = 4
    """What the network can express at all."""
    FLOW = 5
    """How signals and gradients get through."""
    OUTCOME = 6
    """What comes of it: symptoms that may have any of the causes above."""


class Rule:
    """One thing that goes wrong when networks learn, and how the numbers show it.

    Its docstring tells a learner what it is; its threshold is a constant beside it, with where it comes from.
    ``explains`` are the rules whose findings follow from its own: they yield to it.
    """

    id: ClassVar[str] = ""
    """The stable id."""
    title: ClassVar[str] = ""
    """Two or three words for lists."""
    severity: ClassVar[Severity] = "warning"
    place: ClassVar[CausalOrder] = CausalOrder.OUTCOME
    explains: ClassVar[tuple[str, ...]] = ()
    steps: ClassVar[int] = 0
    """So many steps since the last change are needed before it can judge,"""
    evaluations: ClassVar[int] = 0
    """so many evaluations,"""
    looks: ClassVar[bool] = False
    """and whether the layers must have been looked at, ``CHECKUPS`` times."""

    def look(self, evidence: Evidence) -> Finding | None:
        """What this rule finds in the evidence; ``None`` when all is well, or when there is too little to tell."""
        raise NotImplementedError

    def suits(self, evidence: Evidence) -> bool:
        """Whether there is anything in the experiment that it could be about: *dead units* need a ReLU."""
        return True

    def lacks(self, evidence: Evidence) -> str:
        """What it needs before it can judge, in words: *10 evaluations*; empty where it can."""
        if evidence.age < self.steps:
            return counted(self.steps, "step")
        if evidence.evaluations < self.evaluations:
            # Evaluations close together tell the same, so that there may be as many without telling enough.
            spread = " spread over more steps" if evaluations_drawn(evidence) >= self.evaluations else ""
            return f"{counted(self.evaluations, 'evaluation')}{spread}"
        if self.looks and not evidence.checkups():
            return f"{counted(CHECKUPS, 'look')} at the layers"
        return ""

    @classmethod
    def help(cls) -> str:
        """The docstring, as one cleaned text."""
        return inspect.cleandoc(cls.__doc__ or "")

    def finding(
        self,
        text: str,
        proof: Proof | None,
        fixes: tuple[Fix, ...] = (),
        node: str = "",
        severity: Severity | None = None,
        singles: tuple[Single, ...] = (),
    ) -> Finding:
        """A finding of this rule."""
        return Finding(self.id, self.title, text, severity or self.severity, proof, fixes, node, singles)
