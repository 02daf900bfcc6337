"""The training doctor: rules that read a run's numbers and say in words what is wrong. One class a rule, walked."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from functools import cache

from playground.doctor.evidence import Evidence
from playground.doctor.finding import SEVERITIES, Finding
from playground.doctor.rule import Rule


@cache
def rules() -> tuple[type[Rule], ...]:
    """Every rule on the shelf, in order of file and line."""
    found: list[type[Rule]] = []
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        local = [kind for kind in vars(module).values() if _belongs(kind, module.__name__)]
        found += sorted(local, key=lambda kind: inspect.getsourcelines(kind)[1])
    return tuple(found)


def examine(evidence: Evidence) -> tuple[Finding, ...]:
    """What all rules find, the gravest first."""
    found = [finding for kind in rules() if (finding := kind().look(evidence)) is not None]
    return tuple(sorted(found, key=lambda finding: SEVERITIES.index(finding.severity)))


def _belongs(kind: object, module: str) -> bool:
    return isinstance(kind, type) and issubclass(kind, Rule) and kind.__module__ == module and bool(kind.id)
