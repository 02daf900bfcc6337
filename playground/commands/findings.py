"""Findings: what the training doctor says of a run without a window, as the window says it of the same numbers."""

from __future__ import annotations

from typing import Any

from playground.doctor import examine
from playground.doctor.evidence import Evidence
from playground.doctor.finding import Finding
from playground.engine.history import History
from playground.engine.messages import Health
from playground.model.trace import trace

CHECKED = 3
"""At the ends of so many last epochs it is looked how every layer fares: rules want to see a thing as often as that."""


def is_checked(session: Any, goal: int) -> bool:
    """Whether the step that a session is to make next is one after which it is looked how every layer fares."""
    last = session.step_count + 1 == goal
    near = goal - session.step_count <= CHECKED * steps_an_epoch(session)
    return bool(last or (near and session.steps_to_epoch_end == 1))


def steps_an_epoch(session: Any) -> int:
    """How many steps a pass over the training data takes."""
    count, batch = session.experiment.data.sizes().train, session.experiment.training.batch_size
    return int(-(-count // batch))


def note_health(session: Any, history: History) -> None:
    """Note how every layer fares after a step that was watched."""
    history.add_health(Health(0, session.step_count, session.health()))


def findings(session: Any, history: History) -> tuple[Finding, ...]:
    """What hinders learning, the gravest first; mere hints at what would make it better are left out."""
    experiment = session.experiment
    found = examine(Evidence(experiment, trace(experiment), session.samples, history))
    return tuple(finding for finding in found if finding.severity not in ("hint", "note"))
