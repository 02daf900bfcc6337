"""Keeping: states of learning that the trainer holds, for edits that are undone and for experiments to be mended."""

from __future__ import annotations

from dataclasses import dataclass

from playground.engine import admission, snapshot
from playground.model.difference import difference
from playground.model.experiment import Experiment

MOST_STATES = 6
MOST_BYTES = 256 * 2**20


class Aside:
    """States by token: at most ``MOST_STATES``, of at most ``MOST_BYTES`` in all; the oldest goes first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._states: dict[str, bytes] = {}

    def put(self, token: str, state: bytes) -> None:
        """Hold a state; an empty one is nothing to hold."""
        self._states.pop(token, None)
        if state:
            self._states[token] = state
        while len(self._states) > MOST_STATES or sum(map(len, self._states.values())) > self._most_bytes:
            del self._states[next(iter(self._states))]

    def find(self, token: str) -> bytes:
        """The state under a token; empty where it is gone."""
        return self._states.get(token, b"")


@dataclass(frozen=True)
class Held:
    """A state that came with an experiment which cannot be trained yet: it waits for the mending."""

    experiment: Experiment
    state: bytes
    step: int
    epoch: float

    @classmethod
    def of(cls, experiment: Experiment, state: bytes) -> Held:
        """Hold a state.

        Raises:
            BadState: it is damaged.
        """
        found = snapshot.decode(state)
        admission.check_numbers(found)
        place = found.place
        return cls(experiment, state, found.step, place.epochs + place.position / max(1, len(place.order)))

    def is_for(self, experiment: Experiment) -> bool:
        """Whether an experiment is the one that it waits for, mended or not."""
        return not difference(self.experiment, experiment).task
