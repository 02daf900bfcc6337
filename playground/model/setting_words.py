"""Setting words: what is set, in a few words, as the lines of the training panel's folds have them.

A kind that has better words than its name and what was changed of it has a method ``in_words(around)``, see `Worded`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, runtime_checkable

import msgspec

from playground.model.experiment import Experiment
from playground.model.kind import Kind
from playground.model.parameters import Parameter, parameters_of
from playground.model.rate_plan import schedule_in_words
from playground.model.sections import Section, Setting, holders, settings_of
from playground.model.spelling import elided, one_line
from playground.numerals import count, exact_share, setting

BY_PATH: dict[str, Callable[[Experiment], str]] = {"training.schedule": schedule_in_words}
"""Settings that only the whole experiment can tell of, as a schedule ends where the run does."""
MOST_LETTERS = 36
"""So many letters a fold's line has."""
_AND_MORE = 11
"""Letters of *and 2 more*, with the space before."""


@runtime_checkable
class Worded(Protocol):
    """A kind that says in its own words what is set."""

    def in_words(self, around: msgspec.Struct) -> str:
        """A few words in small letters, *cosine to 0 in 40 epochs*; ``around`` is what holds it, such as `Training`."""
        ...


def in_words(kind: Kind, around: msgspec.Struct) -> str:
    """What a kind is set to: in its own words, or else its name and what is not as by default."""
    if isinstance(kind, Worded):
        return kind.in_words(around)
    found = [
        phrase(parameter, getattr(kind, parameter.name), kind)
        for parameter in parameters_of(type(kind))
        if getattr(kind, parameter.name) != parameter.default
    ]
    return ", ".join([kind.label or kind.id(), *found])


def value_in_words(parameter: Parameter, value: Any, around: msgspec.Struct) -> str:
    """A value as people read it: *off*, *10 %*, *8 epochs*, *cosine*."""
    if isinstance(value, Kind):
        return in_words(value, around)
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return ", ".join(value_in_words(parameter, each, around) for each in value) or "none"
    if isinstance(value, int | float):
        if value == 0 and parameter.zero:
            return parameter.zero
        if parameter.unit == "%":
            return exact_share(value)
        return f"{setting(value)} {parameter.unit}".rstrip()
    return "none" if value is None else one_line(parameter.word_of(str(value))) or "none"


def phrase(parameter: Parameter, value: Any, around: msgspec.Struct) -> str:
    """A setting within a line: *stop at epoch 40*, *bring the best back*, *no Nesterov*; a kind says itself."""
    label = parameter.label
    label = label[:1].lower() + label[1:] if label[1:2].islower() else label
    if parameter.base is not None:
        return value_in_words(parameter, value, around)
    if isinstance(value, bool):
        return label if value else f"no {label}"
    return f"{label} {value_in_words(parameter, value, around)}"


def section_in_words(experiment: Experiment, section: Section) -> tuple[str, ...]:
    """What is set in a section, a phrase a setting: those that differ from their default, or else what holds.

    By default kinds and choices say what they are, and where there are none the section's own words stand.
    """
    around = dict(holders(experiment))
    inside = [each for each in settings_of(experiment) if each.section == section.id]
    differing = [each for each in inside if each.differs]
    plain = [each for each in inside if isinstance(each.value, Kind) or each.parameter.type == "choice"]
    found = [_phrase(experiment, each, around) for each in differing or plain]
    return tuple(found) or (section.plain,)


def _phrase(experiment: Experiment, each: Setting, around: dict[str, msgspec.Struct]) -> str:
    if each.path in BY_PATH:
        return BY_PATH[each.path](experiment)
    return phrase(each.parameter, each.value, around[each.path.rpartition(".")[0]])


def line_of(phrases: Sequence[str], most: int = MOST_LETTERS) -> str:
    """As many phrases as a line has room for; the others are counted: *norm clipped at 1 and 2 more*."""
    whole = ", ".join(phrases)
    if len(whole) <= most:
        return whole
    kept = 1
    while kept + 1 < len(phrases) and len(", ".join(phrases[: kept + 1])) <= most - _AND_MORE:
        kept += 1
    more = len(phrases) - kept
    ending = f" and {count(more)} more" if more else ""
    return elided(", ".join(phrases[:kept]), most - len(ending)) + ending
