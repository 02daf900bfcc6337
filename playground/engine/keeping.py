"""Keeping: states of learning that the trainer holds, for edits that are undone and for experiments to be fixed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from playground.engine import snapshot, state_validation
from playground.engine.messages import MOST_BYTES
from playground.engine.snapshot import Snapshot
from playground.model.difference import difference
from playground.model.experiment import Experiment


@dataclass(frozen=True)
class Checkpoint:
    """What an experiment has learned, to go back to exactly.

    ``experiment`` is the one that learned it, which may be an earlier one where that of the window is broken.
    ``admitted`` says that this process learned it, or let it in; else it still has to be looked at.
    """

    experiment: Experiment
    snapshot: Snapshot
    admitted: bool = True


class CheckpointStore:
    """States by token, of at most ``most_bytes`` in all; ``None`` stands for an experiment that has learned nothing.

    Where they are too large the first one stays, to come back to the beginning, and so do the newest.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._states: dict[str, Checkpoint | None] = {}

    def __contains__(self, token: str) -> bool:
        return token in self._states

    def put(self, token: str, learned: Checkpoint | None) -> None:
        """Hold a state under a new token. What several tokens lead to is held, and counted, once."""
        self._states[token] = learned
        held = {id(state.snapshot): state.snapshot for state in self._states.values() if state is not None}
        sizes = {known: _size(found) for known, found in held.items()}
        while sum(sizes.values()) > self._most_bytes:
            gone = list(sizes)[1 if len(sizes) > 2 else 0]
            del sizes[gone]
            self.forget([name for name, state in self._states.items() if state and id(state.snapshot) == gone])

    def find(self, token: str) -> Checkpoint | None:
        """The state under a token, which stays; ``None`` where there is none or nothing was learned."""
        return self._states.get(token)

    def take(self, token: str) -> Checkpoint | None:
        """Give a state up.

        Raises:
            KeyError: there is none under that token any more.
        """
        return self._states.pop(token)

    def forget(self, tokens: Iterable[str]) -> None:
        """Let states go that nothing leads back to."""
        for token in tokens:
            self._states.pop(token, None)


@dataclass(frozen=True)
class Held:
    """A state that came with an experiment which cannot be trained yet: it waits for the fixing.

    ``agreed`` says that it may go on over other data than those it was learned from: somebody was asked.
    """

    experiment: Experiment
    snapshot: Snapshot
    agreed: bool = False

    @classmethod
    def of(cls, experiment: Experiment, state: bytes) -> Held:
        """Hold a state. Where its data can be read, whoever sends it has asked whether it may go on over them.

        Raises:
            BadState: it is damaged.
        """
        found = snapshot.decode(state)
        state_validation.check_numbers(found)
        return cls(experiment, found, not experiment.data.missing())

    @property
    def step(self) -> int:
        """The step that it stands at."""
        return self.snapshot.step

    @property
    def epoch(self) -> float:
        """Passes over the training data, with fraction."""
        place = self.snapshot.place
        return place.epochs + place.position / max(1, len(place.order))

    def is_for(self, experiment: Experiment) -> bool:
        """Whether an experiment is the one that it waits for, fixed or not."""
        return not difference(self.experiment, experiment).task


def _size(found: Snapshot) -> int:
    """How many bytes a state takes."""
    remembered = [value for entries in found.optimizer.values() for value in entries.values()]
    tensors = [*found.tensors.values(), *remembered, found.random_state, found.place.order, found.place.generator]
    return sum(value.nbytes for value in tensors if hasattr(value, "nbytes"))
