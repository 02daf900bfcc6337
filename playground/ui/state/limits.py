"""Limits: what is said where a training stopped at its own limit or cannot begin, and how it goes on."""

from __future__ import annotations

from playground.engine.messages import State, Stopped
from playground.model.experiment import Experiment, Training
from playground.model.parameters import parameter_of
from playground.model.traced import Trace
from playground.numerals import count

_NOUNS = {
    "epochs": ("epoch", "Stop at epoch"),
    "steps": ("step", "Stop at step"),
    "seconds": ("second", "Stop after"),
}
"""What a limit counts, and how its field is called."""


def reached_in_words(experiment: Experiment, field: str) -> str:
    """That a limit is reached, and where it is set."""
    noun, called = _NOUNS[field]
    return f"Training stops at {noun} {count(getattr(experiment.training, field))}, as is set under “{called}”."


def stopped_in_words(report: Stopped) -> str:
    """That a kind of stopping ended training, at which epoch and why."""
    return f"Stopped at epoch {count(report.epoch)}. {report.why}."


def back_in_words(report: Stopped) -> str:
    """That the weights in force are the best ones; empty where they are the last."""
    return "" if report.best is None else f"The weights of epoch {count(report.best.epoch)}, the best, are back."


def ways(experiment: Experiment, field: str, state: State) -> tuple[tuple[str, int], ...]:
    """What can be done about a limit that is reached: words, and the limit after it (0 is none).

    The next one is as much again, until it lies beyond where learning stands.
    """
    limit = max(int(getattr(experiment.training, field)), 1)
    reached = {"epochs": int(state.epoch), "steps": state.step}.get(field, limit)
    wanted = limit * (max(reached, limit) // limit + 1)
    parameter = parameter_of(Training, field)
    further = ((f"Go on to {_NOUNS[field][0]} {count(wanted)}", wanted),) if parameter.allows(wanted) else ()
    return (*further, ("Remove limit", 0))


def waits_in_words(is_ready: bool, traced: Trace) -> str:
    """Why nothing can be trained yet; empty where it can."""
    if not is_ready:
        return "PyTorch is getting ready: training can begin in a moment."
    return "" if traced.trainable else f"Training has to wait: {traced.errors[0].text}"
