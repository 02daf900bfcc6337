"""Finding: which settings somebody means who types a few words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from playground.model.experiment import Experiment
from playground.model.kind import Kind
from playground.model.parameters import Parameter, parameters_of
from playground.model.registry import shelf_of
from playground.model.sections import settings_of


def found(parameter: Parameter, value: Any, text: str) -> str | None:
    """Whether words mean a setting: ``None`` where they do not, and else what is to be said of it.

    Nothing is to be said where they mean it by its name, by a kind that it may be, or by a setting inside it; a
    sentence where they mean a setting of a kind that is not chosen.
    """
    words = text.casefold().split()
    if _has(words, parameter.label, parameter.name.replace("_", " ")):
        return ""
    if parameter.base is None:
        named = (parameter.word_of(choice) for choice in parameter.choices)
        return "" if any(_has(words, name) for name in named) else None
    inside = [each for each in (value if isinstance(value, tuple) else (value,)) if isinstance(each, Kind)]
    if any(_means_inside(words, type(kind)) for kind in inside):
        return ""
    kinds = list(shelf_of(parameter.base).kinds.values())
    if any(_has(words, kind.label, kind.id().replace("_", " "), *kind.aliases) for kind in kinds):
        return ""
    having = [kind.label for kind in kinds if _means_inside(words, kind)]
    return f"{text.strip().capitalize()} is a setting of {_listed(having)}: choose it there." if having else None


def settings_called(experiment: Experiment, text: str) -> list[tuple[str, str]]:
    """The settings of training that words mean, each by its label, with what it does or where it is found."""
    said = ((each, found(each.parameter, each.value, text)) for each in settings_of(experiment))
    return [(each.parameter.label, note or each.parameter.help) for each, note in said if note is not None]


def _means_inside(words: list[str], kind: type[Kind]) -> bool:
    return any(_has(words, each.label, each.name.replace("_", " ")) for each in parameters_of(kind))


def _has(words: list[str], *names: str) -> bool:
    """Whether all words stand in one of the names, or begin in it."""
    return any(all(word in name.casefold() for word in words) for name in names)


def _listed(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
