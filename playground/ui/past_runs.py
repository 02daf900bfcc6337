"""Past runs: what was learned before another task took its place, so that undo brings the weights back too."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from playground.engine.history import History
from playground.model.experiment import Experiment, Views

MOST = 6


@dataclass(frozen=True)
class PastRun:
    """A run that an edit ended: the token of its state in the trainer, its curves, and whether it was worth keeping."""

    token: str
    history: History
    learned: bool


class PastRuns:
    """The last few runs that an edit ended, by their experiments. Their states stay with the trainer."""

    def __init__(self) -> None:
        self._runs: list[tuple[Experiment, PastRun]] = []
        self._count = 0

    def leave(self, experiment: Experiment, history: History, learned: bool) -> str:
        """Note that a run ends; returns the token under which the trainer is to keep its state aside."""
        self._count += 1
        token = f"past run {self._count}"
        key = _key(experiment)
        self._runs = [(known, run) for known, run in self._runs if known != key]
        self._runs.append((key, PastRun(token, history, learned)))
        del self._runs[:-MOST]
        return token

    def find(self, experiment: Experiment) -> PastRun | None:
        """The run of exactly that experiment."""
        key = _key(experiment)
        return next((run for known, run in self._runs if known == key), None)


def _key(experiment: Experiment) -> Experiment:
    return msgspec.structs.replace(experiment, views=Views(), name="")
