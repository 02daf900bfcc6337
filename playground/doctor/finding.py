"""Finding: what a rule says, what can be done about it, and the numbers that show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from playground.doctor.proof import Proof
from playground.model.fix import Fix

Severity = Literal["error", "warning", "hint", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "hint", "note")
"""From what stops learning, over what hinders it and what would make it better, to what is told only when asked."""


@dataclass(frozen=True)
class Single:
    """One unit of a layer that a finding is about: its row, its name (*Unit 3*), and what is to be said of it."""

    row: int
    name: str
    text: str


@dataclass(frozen=True)
class Finding:
    """What one rule found: a sentence (what, why, what to do), fixes, and the proof as data for a picture.

    ``rule`` is its id, ``title`` two or three words, ``node`` the layer it is about, empty for none, and ``singles``
    some of its units. ``proof`` is ``None`` where there are no numbers, as for what cannot be trained. ``cause`` is
    the id of the rule whose finding explains this one, empty where nothing does.
    """

    rule: str
    title: str
    text: str
    severity: Severity
    proof: Proof | None = field(compare=False)
    fixes: tuple[Fix, ...] = ()
    node: str = ""
    singles: tuple[Single, ...] = field(default=(), compare=False)
    cause: str = ""
