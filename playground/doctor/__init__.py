"""The training doctor: rules that read a run's numbers and say in words what is wrong. One class a rule, walked.

Findings come in a causal order: what is explained by the cause of something else stands after it, and says so.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import TypeGuard, TypeVar

from playground.doctor.evidence import Evidence
from playground.doctor.finding import SEVERITIES, Finding
from playground.doctor.rule import Rule
from playground.model.plugins import PLUGINS, ShelfSpec

T = TypeVar("T")


@cache
def rules() -> tuple[type[Rule], ...]:
    """Every rule on the shelf, causes before symptoms; those of one place in order of file and line.

    Those of other packages come behind.
    """
    found: dict[str, type[Rule]] = {}
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        found |= {kind.id: kind for kind in vars(module).values() if _belongs(kind, module.__name__)}
    PLUGINS.fill(found, ShelfSpec("playground.doctor", "rule", Rule, _names_of, type.__call__))
    return tuple(sorted(found.values(), key=lambda kind: kind.place))


def examine(evidence: Evidence) -> tuple[Finding, ...]:
    """What all rules find, in the order of ``ordered``."""
    looked = (_ask(kind, lambda rule: rule.look(evidence), None) for kind in rules())
    return ordered(finding for finding in looked if finding is not None)


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings with what explains them: first those that nothing explains, the gravest first; then their symptoms.

    Among equals causes come before symptoms.
    """
    found = tuple(findings)
    if not found:  # at the start of the window, before the first rule is needed
        return ()
    shelf = {kind.id: place for place, kind in enumerate(rules())}
    made = sorted(found, key=lambda finding: shelf.get(finding.rule, len(shelf)))
    told = [replace(finding, cause=_cause(finding, made)) for finding in made]
    return tuple(sorted(told, key=lambda finding: (bool(finding.cause), SEVERITIES.index(finding.severity))))


def suited(evidence: Evidence) -> tuple[type[Rule], ...]:
    """The rules that could be about something in this experiment, causes before symptoms."""
    return tuple(kind for kind in rules() if _ask(kind, lambda rule: rule.suits(evidence), False))


def waiting(evidence: Evidence) -> tuple[tuple[type[Rule], str], ...]:
    """The rules that suit but cannot judge yet, each with what it needs, in words: *10 evaluations*."""
    found = ((kind, _ask(kind, lambda rule: rule.lacks(evidence), "")) for kind in suited(evidence))
    return tuple((kind, needed) for kind, needed in found if needed)


def _ask(kind: type[Rule], question: Callable[[Rule], T], otherwise: T) -> T:
    """The answer of a rule. One of another package that fails is told of, and keeps no other from answering."""
    try:
        return question(kind())
    except Exception as error:
        if not PLUGINS.blame("rule", kind, error):
            raise
        return otherwise


def _cause(finding: Finding, made: list[Finding]) -> str:
    """The id of the first rule that explains a finding, empty for none. What is only noted explains nothing."""
    for other in made:
        kind = next((kind for kind in rules() if kind.id == other.rule), None)
        if kind is not None and other.severity != "note" and finding.rule in kind.explains:
            return other.rule
    return ""


def _belongs(kind: object, module: str) -> TypeGuard[type[Rule]]:
    return isinstance(kind, type) and issubclass(kind, Rule) and kind.__module__ == module and bool(kind.id)


def _names_of(kind: type[Rule]) -> list[str]:
    return [kind.id] if kind.id else []
