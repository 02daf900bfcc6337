"""Findings: what the training doctor says of a run without a window, as the window says it of the same numbers."""

from __future__ import annotations

from typing import Any

from playground.doctor import examine
from playground.doctor.evidence import Evidence
from playground.doctor.finding import Finding
from playground.engine.history import History
from playground.model.trace import trace

CHECKED = 3
"""At the ends of so many last epochs it is looked how every layer fares: rules want to see a thing as often as that."""


class LastEpochs:
    """When it is looked how every layer fares in a run up to a goal: at its end and the ends of its last epochs.

    It goes by steps alone, so that the same run always finds the same.
    """

    def __init__(self, session: Any, goal: int) -> None:
        self._session = session
        self._goal = goal
        self._stopped = False

    def soon(self) -> int | None:
        """After how many steps the next one is watched; ``None`` where none of this epoch is, or it is the next."""
        return max(self._left() - 1, 0) or None

    def due(self, now: float, step: int) -> bool:
        """Whether the step after this one is to be watched."""
        return self._left() == 1 and not self._stopped

    def note(self, seconds: float, end: float, step: int) -> None:
        """What a look costs does not matter."""

    def stop(self) -> None:
        """Look no more."""
        self._stopped = True

    def forget(self) -> None:
        """Nothing is known that could be forgotten."""

    def _left(self) -> int:
        """How many steps are left of an epoch that is among the last; else 0."""
        session = self._session
        near = self._goal - session.step_count < session.steps_left(epochs=CHECKED + 1)
        return int(session.steps_to_epoch_end) if near else 0


def findings(session: Any, history: History) -> tuple[Finding, ...]:
    """What hinders learning, the gravest first; mere hints at what would make it better are left out."""
    experiment = session.experiment
    found = examine(Evidence(experiment, trace(experiment), session.samples, history))
    return tuple(finding for finding in found if finding.severity not in ("hint", "note"))
