"""Setting words: what is set, in a few words, as the lines of the training panel's folds have them.

A kind that has better words than its name and what was changed of it has a method ``in_words(around)``, see `Worded`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, runtime_checkable

import msgspec

from playground.model.experiment import Experiment, Training
from playground.model.kind import Kind
from playground.model.parameters import Parameter, parameter_of, parameters_of
from playground.model.rate_plan import schedule_in_words
from playground.model.sections import Section, Setting, holders, settings_of
from playground.model.spelling import one_line
from playground.numerals import count, counted, exact_share, setting

BY_PATH: dict[str, Callable[[Experiment], str]] = {
    "training.schedule": schedule_in_words,
    "training.epochs": lambda experiment: counted(experiment.training.epochs, "epoch"),
    "training.steps": lambda experiment: counted(experiment.training.steps, "step"),
    "training.seconds": lambda experiment: f"{setting(experiment.training.seconds)} s",
    "training.bias_initializer": lambda experiment: _biases(experiment.training),
    "training.accumulate": lambda experiment: f"{count(experiment.training.accumulate)} batches a move",
}
"""Settings that are said in fewer words than their name and value, or by what else is set, as a schedule is."""


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
    """A setting within a line: *clip norm at 1*, *bring the best back*, *no Nesterov*; a kind says itself."""
    label = _lowered(parameter.label)
    if parameter.base is not None:
        return value_in_words(parameter, value, around)
    if isinstance(value, bool):
        return label if value else parameter.zero or f"no {label}"
    return f"{label} {value_in_words(parameter, value, around)}"


def section_in_words(experiment: Experiment, section: Section) -> tuple[str, ...]:
    """What is set in a section, a phrase a setting: those that differ from their default, or else what holds.

    What matters most comes first: what is set of training, then what belongs to the experiment as a whole, as its seed.
    By default kinds and choices say what they are, and where there are none the section's own words stand.
    """
    around = dict(holders(experiment))
    inside = [each for each in settings_of(experiment) if each.section == section.id]
    inside.sort(key=lambda each: "." not in each.path)
    differing = [each for each in inside if each.differs]
    plain = [each for each in inside if isinstance(each.value, Kind) or each.parameter.type == "choice"]
    words = [words for each in differing or plain for words in _phrases(experiment, each, around) if words]
    return tuple(words) or (section.plain,)


def _phrases(experiment: Experiment, each: Setting, around: dict[str, msgspec.Struct]) -> Iterator[str]:
    """The phrase of a setting; of a row of kinds one for each."""
    holder = around[_above(each)]
    if each.path in BY_PATH:
        yield BY_PATH[each.path](experiment)
    elif isinstance(each.value, tuple) and each.parameter.base is not None:
        yield from (_lowered(in_words(kind, holder)) for kind in each.value)
    else:
        yield phrase(each.parameter, each.value, holder)


def line_of(phrases: Sequence[str], fits: Callable[[str], bool]) -> str:
    """As many phrases as a line has room for, with dots in the place of the others: *40 epochs, patience 5, …*.

    One that has no room by itself is said all the same: whoever paints it cuts it.
    """
    for kept in range(len(phrases), 0, -1):
        line = ", ".join(phrases[:kept]) + (", …" if kept < len(phrases) else "")
        if fits(line):
            return line
    return ", ".join((*phrases[:1], *(["…"] if len(phrases) > 1 else [])))


def _biases(training: Training) -> str:
    """How biases start; nothing where torch's own is left to them, as everywhere."""
    own = training.bias_initializer
    is_usual = own == parameter_of(Training, "bias_initializer").default
    return "" if is_usual else f"biases {_lowered(own.words())}"


def _above(each: Setting) -> str:
    """The path of what holds a setting."""
    return each.path.rpartition(".")[0]


def _lowered(words: str) -> str:
    """Words as they stand within a line; names such as *SGD* keep their letters."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words
