"""Rule: the base of every class on the shelf of the doctor."""

from __future__ import annotations

import inspect
from typing import ClassVar

from playground.doctor.evidence import Evidence
from playground.doctor.finding import Finding, Severity
from playground.doctor.proof import Proof
from playground.doctor.remedies import Remedy


class Rule:
    """One thing that goes wrong when networks learn, and how the numbers show it.

    Its docstring tells a learner what it is; its threshold is a constant beside it, with where it comes from.
    """

    id: ClassVar[str] = ""
    """The stable id."""
    title: ClassVar[str] = ""
    """Two or three words for lists."""
    severity: ClassVar[Severity] = "warning"

    def look(self, evidence: Evidence) -> Finding | None:
        """What this rule finds in the evidence; ``None`` when all is well, or when there is too little to tell."""
        raise NotImplementedError

    @classmethod
    def help(cls) -> str:
        """The docstring, as one cleaned text."""
        return inspect.cleandoc(cls.__doc__ or "")

    def finding(
        self,
        text: str,
        proof: Proof,
        remedies: tuple[Remedy, ...] = (),
        node: str = "",
        severity: Severity | None = None,
    ) -> Finding:
        """A finding of this rule."""
        return Finding(self.id, self.title, text, severity or self.severity, proof, remedies, node)
