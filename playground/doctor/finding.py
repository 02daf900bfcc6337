"""Finding: what a rule says, what can be done about it, and the numbers that show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from playground.doctor.proof import Proof
from playground.doctor.remedies import Remedy

Severity = Literal["error", "warning", "hint"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "hint")
"""From what stops learning, over what hinders it, to what would make it better."""


@dataclass(frozen=True)
class Finding:
    """What one rule found: a sentence (what, why, what to do), remedies, and the proof as data for a picture.

    ``rule`` is its id, ``title`` two or three words, ``node`` the layer it is about, empty for none.
    """

    rule: str
    title: str
    text: str
    severity: Severity
    proof: Proof = field(compare=False)
    remedies: tuple[Remedy, ...] = ()
    node: str = ""
