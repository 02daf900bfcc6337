"""PuttingOff: networks that would take much memory are built when training is asked for, and not before."""

from __future__ import annotations

from playground.engine.faults import NotTrainable
from playground.model import memory
from playground.model.experiment import Experiment
from playground.model.trace import trace


class PutOff(NotTrainable):
    """A network is not built yet, as it would take much memory; its card says how much."""

    def __init__(self) -> None:
        super().__init__("The network takes much memory: press Train to build it.", shown=True)


class PuttingOff:
    """Keeps the experiment that waits to be built, and how much memory a person has agreed to."""

    def __init__(self) -> None:
        self._waiting: tuple[Experiment, bool] | None = None
        self._agreed = 0

    def check(self, experiment: Experiment, fresh: bool = False) -> None:
        """Let an experiment be built, or put it off, to learn ``fresh`` or go on; it takes the place of an earlier one.

        Raises:
            PutOff: it would take much memory, and more than was agreed to.
        """
        self._waiting = None
        needed = _needed(experiment)
        if memory.is_large(needed) and needed > self._agreed:
            self._waiting = (experiment, fresh)
            raise PutOff

    def agree(self) -> tuple[Experiment, bool] | None:
        """Somebody wants to train: what was put off is to be built now; ``None`` where nothing was."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._agreed = _needed(waiting[0])
        return waiting

    def forget(self) -> None:
        """Something else was built."""
        self._waiting = None


def _needed(experiment: Experiment) -> int:
    networks = trace(experiment).networks.values()
    return memory.needed(experiment, [node for network in networks for node in network.nodes])
