"""Past runs: what was learned before another task took its place, so that undo brings the weights back too."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from playground.engine.history import History
from playground.engine.messages import Kept
from playground.model.experiment import Experiment, Views

MOST = 6


@dataclass
class _Run:
    token: str
    experiment: Experiment
    history: History
    state: bytes = b""


class PastRuns:
    """The last few runs that an edit ended, each with its experiment, its curves, and its state once that has come."""

    def __init__(self) -> None:
        self._runs: list[_Run] = []
        self._count = 0

    def leave(self, experiment: Experiment, history: History) -> str:
        """Note that a run ends; returns the token under which its state is to be asked for."""
        self._count += 1
        token = f"past run {self._count}"
        self._runs = [run for run in self._runs if run.experiment != _key(experiment)]
        self._runs.append(_Run(token, _key(experiment), history))
        del self._runs[:-MOST]
        return token

    def take(self, kept: Kept) -> None:
        """Take the state that was asked for."""
        for run in self._runs:
            if run.token == kept.token:
                run.state = kept.state

    def find(self, experiment: Experiment) -> tuple[bytes, History] | None:
        """State and curves of a run of exactly that experiment, if its state has come."""
        key = _key(experiment)
        for run in self._runs:
            if run.experiment == key and run.state:
                return run.state, run.history
        return None


def _key(experiment: Experiment) -> Experiment:
    return msgspec.structs.replace(experiment, views=Views(), name="")
