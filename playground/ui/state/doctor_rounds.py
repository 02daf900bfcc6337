"""Rounds: lets a finding show only when it stands, and go only when it is gone, so that nothing blinks."""

from __future__ import annotations

from dataclasses import dataclass

from playground.doctor import ordered
from playground.doctor.finding import Finding

STAND = 2
"""A finding must be made in so many looks before it shows."""
GO = 3
"""It stays until so many looks in a row did not make it."""


@dataclass
class _Case:
    finding: Finding
    made: int = 1
    missed: int = 0
    shown: bool = False


class Rounds:
    """The findings of the last looks."""

    def __init__(self) -> None:
        self._cases: dict[str, _Case] = {}

    @property
    def standing(self) -> tuple[Finding, ...]:
        """What is to be shown, causes before symptoms (see ``doctor.ordered``)."""
        return ordered(case.finding for case in self._cases.values() if case.shown)

    @property
    def settled(self) -> bool:
        """Whether looking again at the same numbers would change nothing."""
        return all(case.shown and not case.missed for case in self._cases.values())

    def take(self, findings: tuple[Finding, ...]) -> None:
        """Take what one look found."""
        made = {finding.rule: finding for finding in findings}
        for rule, finding in made.items():
            case = self._cases.get(rule)
            if case is None:
                self._cases[rule] = _Case(finding)
            else:
                case.finding, case.made, case.missed = finding, case.made + 1, 0
                case.shown = case.shown or case.made >= STAND
        for rule in [rule for rule in self._cases if rule not in made]:
            case = self._cases[rule]
            case.missed += 1
            if not case.shown or case.missed >= GO:
                del self._cases[rule]

    def clear(self) -> None:
        """Forget all: the experiment is another."""
        self._cases.clear()
