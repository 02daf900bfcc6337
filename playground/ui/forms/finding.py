"""Finding: which settings somebody means who types a few words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from playground.model.experiment import Experiment
from playground.model.kind import Kind
from playground.model.parameters import Parameter, parameters_of
from playground.model.registry import shelf_of
from playground.model.sections import settings_of
from playground.numerals import count

MOST = 3
"""So many kinds or choices are named that words mean."""


def found(parameter: Parameter, value: Any, text: str) -> str | None:
    """Whether words mean a setting: ``None`` where they do not, and else what is to be said of it.

    Nothing is to be said where they are in its name, or in that of the kind that is chosen; else a sentence says which
    choice, kind or setting inside has them.
    """
    words = text.casefold().split()
    if _has(words, parameter.label):
        return ""
    if _has(words, parameter.name.replace("_", " ")):
        return f"Called {parameter.name} in files."
    if parameter.base is None:
        return _can_be(name for name in map(parameter.word_of, parameter.choices) if _has(words, name))
    inside = [each for each in (value if isinstance(value, tuple) else (value,)) if isinstance(each, Kind)]
    if any(_has(words, *_names(type(kind))) for kind in inside):
        return ""
    if there := [
        f"{kind.label} has {_listed(meant)}." for kind in inside if (meant := _meant_inside(words, type(kind)))
    ]:
        return " ".join(there)
    kinds = list(shelf_of(parameter.base).kinds.values())
    if said := _can_be(name for kind in kinds if (name := _fitting_name(words, kind))):
        return said
    having = [kind.label for kind in kinds if _meant_inside(words, kind)]
    return f"{text.strip().capitalize()} is a setting of {_listed(having)}: choose it there." if having else None


def settings_called(experiment: Experiment, text: str) -> list[tuple[str, str]]:
    """The settings of training that words mean, each by its label, with what it does or where it is found."""
    said = ((each, found(each.parameter, each.value, text)) for each in settings_of(experiment))
    return [(each.parameter.label, note or each.parameter.help) for each, note in said if note is not None]


def _can_be(names: Iterable[str]) -> str | None:
    """What a setting can be that words mean; nothing for none."""
    found = list(names)
    more = [f"{count(len(found) - MOST)} more"] if len(found) > MOST else []
    return f"Can be {_listed([*found[:MOST], *more], 'and' if more else 'or')}." if found else None


def _fitting_name(words: list[str], kind: type[Kind]) -> str:
    """What a kind is called that words mean, with the other name that has them: *Step (step decay)*; else nothing."""
    if _has(words, kind.label):
        return kind.label
    other = next((name.replace("_", " ") for name in _names(kind) if _has(words, name.replace("_", " "))), "")
    return f"{kind.label} ({other})" if other else ""


def _names(kind: type[Kind]) -> tuple[str, ...]:
    return (kind.label, kind.id().replace("_", " "), *kind.aliases)


def _meant_inside(words: list[str], kind: type[Kind]) -> list[str]:
    """The settings of a kind that words mean, by their labels."""
    return [each.label for each in parameters_of(kind) if _has(words, each.label, each.name.replace("_", " "))]


def _has(words: list[str], *names: str) -> bool:
    """Whether all words stand in one of the names, or begin in it."""
    return any(all(word in name.casefold() for word in words) for name in names)


def _listed(names: Iterable[str], word: str = "and") -> str:
    *first, last = names
    return f"{', '.join(first)} {word} {last}" if first else last
