"""Parts: all that can act around the steps of a run, in the order in which it acts."""

from __future__ import annotations

from collections.abc import Callable

from playground.engine import step_parts
from playground.engine.around_parts import averaging_part, hooks_part, mixing_part, suiting_part, waiting_part
from playground.engine.scaler_part import scaler_part
from playground.engine.schedule_part import schedule_part
from playground.engine.step_parts import StepPart, StepPlace

MAKERS: tuple[Callable[[StepPlace], StepPart | None], ...] = (
    schedule_part,
    mixing_part,
    suiting_part,
    hooks_part,
    averaging_part,
    scaler_part,
    waiting_part,
)
"""Each gives a part, or nothing where the experiment has no use for it."""


def renewed(old: tuple[StepPart, ...], place: StepPlace) -> tuple[StepPart, ...]:
    """The parts for a changed experiment in the place of others; they remember what those did as far as it fits."""
    states = step_parts.states_of(old)
    for before in old:
        before.end()
    made = tuple(part for maker in MAKERS if (part := maker(place)) is not None)
    step_parts.go_to(made, states)
    return made
