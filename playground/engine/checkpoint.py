"""Checkpoint: what an experiment had learned at one step, to go back to exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from playground.engine import snapshot, state_validation
from playground.engine.faults import BadState
from playground.engine.learner import Learner
from playground.engine.snapshot import Snapshot
from playground.model.difference import difference
from playground.model.experiment import Experiment


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A state of learning, with the experiment that learned it: an earlier one where that of the window is broken.

    ``admitted`` says that this process learned it, or let it in; else it still has to be looked at. ``agreed`` says
    that it may go on over other data than those it was learned from: somebody was asked. ``earlier`` is what its run
    had recorded before it, and ``from_start`` says that this began with the starting weights.
    """

    experiment: Experiment
    snapshot: Snapshot
    admitted: bool = True
    agreed: bool = False
    earlier: tuple[Checkpoint, ...] = ()
    from_start: bool = False

    @classmethod
    def of_file(
        cls, experiment: Experiment, state: bytes, earlier: Sequence[bytes] = (), from_start: bool = False
    ) -> Checkpoint:
        """A state that comes with an experiment, which may have to be fixed before anything can go on from it.

        Where its data can be read, whoever sends it has asked whether it may go on over them.

        Raises:
            BadState: it is damaged.
        """
        found = snapshot.decode(state)
        state_validation.check_numbers(found)
        before = tuple(cls(experiment, known, admitted=False) for known in _readable(earlier))
        agreed = not experiment.data.files().missing()
        return cls(experiment, found, admitted=False, agreed=agreed, earlier=before, from_start=from_start)

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
        """Whether an experiment is the one that learned it, fixed or not."""
        return not difference(self.experiment, experiment).task

    def recorded_before(
        self, learner: Learner, experiment: Experiment, start: Checkpoint | None
    ) -> tuple[Checkpoint, ...]:
        """What is known of its run before it, as far as a learner could go on from there.

        ``start`` is the state of the starting weights.
        """
        known = [replace(state, experiment=experiment, admitted=True) for state in self.earlier]
        first = (start,) if self.from_start and start is not None else ()
        return (*first, *(state for state in known if state_validation.is_fitting(state.snapshot, learner, experiment)))


def _readable(states: Sequence[bytes]) -> Iterator[Snapshot]:
    """Those of some states that are not damaged."""
    for state in states:
        with suppress(BadState):
            yield snapshot.decode(state)
