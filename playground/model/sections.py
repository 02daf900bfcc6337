"""Sections: the questions under which the training panel shows how a network learns, and the settings of each.

A described field says of itself where it belongs (``described(..., section="gradients")``), wherever it stands: in
`Training`, in the experiment, in its optimizer, its objective or the loss of that. What an optimizer has beside its
knobs is about gradients, if it says nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from playground.model.experiment import Experiment
from playground.model.last_answer import keeps_last_answer
from playground.model.parameters import Parameter, parameters_of
from playground.model.settings import set as set_at


@dataclass(frozen=True)
class Section:
    """One question; ``plain`` is its answer in words while all is as by default, and nothing more can be said."""

    id: str
    question: str
    plain: str


SECTIONS = (
    Section("length", "How long?", "until it is paused"),
    Section("schedule", "Schedule", "one rate all along"),
    Section("start", "Starting weights", "as torch draws them"),
    Section("overfitting", "Against overfitting", "nothing"),
    Section("gradients", "Gradients", "taken as they come"),
    Section("machine", "Machine", "all threads but one"),
)


_OF_AVERAGES = "training.freeze_averages"
"""Says something of layers that keep running averages, and nothing where there are none."""


@dataclass(frozen=True)
class Setting:
    """One setting of how a network learns: where it stands, what describes it, its value, and the section it is in.

    ``section`` is empty for a knob of the optimizer, which is always in sight.
    """

    path: str
    parameter: Parameter
    value: Any
    section: str

    @property
    def differs(self) -> bool:
        """Whether it is not what it is by default; never where there is no default."""
        default = self.parameter.default
        return default is not msgspec.NODEFAULT and bool(self.value != default)


def holders(experiment: Experiment) -> tuple[tuple[str, msgspec.Struct], ...]:
    """What holds settings of how a network learns, each with its path."""
    loss = experiment.objective.comparison()
    return (
        ("", experiment),
        ("training", experiment.training),
        ("training.optimizer", experiment.training.optimizer),
        ("objective", experiment.objective),
        *(() if loss is None else (("objective.loss", loss),)),
    )


@keeps_last_answer
def settings_of(experiment: Experiment) -> tuple[Setting, ...]:
    """All settings that are in a section, and the knobs of the optimizer; none of what this network does not have."""
    return tuple(_settings_of(experiment))


def _settings_of(experiment: Experiment) -> Iterator[Setting]:
    optimizer = experiment.training.optimizer
    knobs = {knob.name for knob in optimizer.knobs()}
    for path, holder in holders(experiment):
        for parameter in parameters_of(holder):
            section = parameter.section or ("gradients" if holder is optimizer and parameter.name not in knobs else "")
            at = f"{path}.{parameter.name}".lstrip(".")
            if (section or holder is optimizer) and (at != _OF_AVERAGES or has_averages(experiment)):
                yield Setting(at, parameter, getattr(holder, parameter.name), section)


def has_averages(experiment: Experiment) -> bool:
    """Whether a layer keeps running averages, as batch normalisation does."""
    return any(node.layer.averages for node in experiment.nodes)


def differing(experiment: Experiment) -> tuple[Setting, ...]:
    """Those that are not what they are by default."""
    return tuple(setting for setting in settings_of(experiment) if setting.differs)


def with_defaults(experiment: Experiment, settings: Iterable[Setting]) -> Experiment:
    """The experiment with these settings as they are by default.

    Raises:
        RefusedSetting: the default of one is not allowed beside what else is set.
    """
    for setting in settings:
        experiment = set_at(experiment, setting.path, setting.parameter.default)
    return experiment
