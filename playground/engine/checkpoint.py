"""Checkpoint: what an experiment had learned at one step, to go back to exactly."""

from __future__ import annotations

from dataclasses import dataclass

from playground.engine import snapshot, state_validation
from playground.engine.snapshot import Snapshot
from playground.model.difference import difference
from playground.model.experiment import Experiment


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A state of learning, with the experiment that learned it: an earlier one where that of the window is broken.

    ``admitted`` says that this process learned it, or let it in; else it still has to be looked at. ``agreed`` says
    that it may go on over other data than those it was learned from: somebody was asked. ``earlier`` is what its run
    had recorded before it.
    """

    experiment: Experiment
    snapshot: Snapshot
    admitted: bool = True
    agreed: bool = False
    earlier: tuple[Checkpoint, ...] = ()

    @classmethod
    def of_file(cls, experiment: Experiment, state: bytes) -> Checkpoint:
        """A state that comes with an experiment, which may have to be fixed before anything can go on from it.

        Where its data can be read, whoever sends it has asked whether it may go on over them.

        Raises:
            BadState: it is damaged.
        """
        found = snapshot.decode(state)
        state_validation.check_numbers(found)
        return cls(experiment, found, admitted=False, agreed=not experiment.data.missing())

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
