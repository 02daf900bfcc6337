"""LinkSwitch: the link to the trainer that is used now, which another one may take the place of."""

from __future__ import annotations

from playground.engine.commands import EndRun, Keep, Pause, Play, StepBatch, StepEpoch, SwitchOff, TrainerCommand
from playground.engine.link import Link
from playground.engine.links import Where, make_link
from playground.engine.messages import Frame, Kept, Report


class LinkSwitch:
    """Passes on what goes out and comes in, and knows of it what another trainer would have to be told again.

    ``where`` says where the trainer runs. Where no process can be started it runs in a thread.
    """

    def __init__(self, where: Where) -> None:
        self.where: Where = where
        self._link = make_link(where)
        self._asked: dict[tuple[int, str], Keep] = {}
        self._off: dict[int, SwitchOff] = {}
        self._playing_on: set[int] = set()

    @property
    def alive(self) -> bool:
        """Whether the trainer runs."""
        return self._link.alive

    @property
    def pid(self) -> int:
        """The number of the process that the trainer runs in."""
        return self._link.pid

    @property
    def heard(self) -> int:
        """How much has come from a trainer in a process."""
        return self._link.heard

    def start(self, begun: Link | None = None) -> None:
        """Start the trainer, or take one in a process that has ``begun``."""
        if begun is not None:
            self.where, self._link = "process", begun
            return
        try:
            self._link.start()
        except OSError:
            self.where, self._link = "thread", make_link("thread")
            self._link.start()

    def send(self, command: TrainerCommand) -> None:
        """Give the trainer a command."""
        if isinstance(command, Keep):
            self._asked[command.run, command.token] = command
        elif isinstance(command, SwitchOff):
            self._off[command.run] = command
        elif isinstance(command, Play) and not command.steps:
            self._playing_on.add(command.run)
        elif isinstance(command, Play | Pause | StepBatch | StepEpoch):
            self._playing_on.discard(command.run)
        elif isinstance(command, EndRun):
            self._forget(command.run)
        self._link.send(command)

    def plays_on(self, run: int) -> bool:
        """Whether steps of a run were asked for without an end."""
        return run in self._playing_on

    def reports(self) -> list[Report]:
        """Take all reports, oldest first."""
        found = self._link.reports()
        for report in found:
            if isinstance(report, Kept):
                self._asked.pop((report.run, report.token), None)
        return found

    def frame(self) -> Frame | None:
        """Take a frame, if there is one."""
        return self._link.frame()

    def stop(self, timeout: float) -> bool:
        """End the trainer; returns whether it has ended in time."""
        return self._link.stop(timeout)

    def exchange(self, where: Where) -> tuple[Keep, ...]:
        """Put another trainer, which knows of nothing yet, in place; returns what is not answered now."""
        self._link.stop(0.0)
        unanswered, self._asked = tuple(self._asked.values()), {}
        self.where, self._link = where, make_link(where)
        self.start()
        return unanswered

    def tell_again(self) -> None:
        """Tell another trainer what it does not learn from the experiment."""
        for command in self._off.values():
            if command.units:
                self._link.send(command)

    def _forget(self, run: int) -> None:
        """Nothing more is to be told or expected of a run."""
        self._asked = {key: command for key, command in self._asked.items() if command.run != run}
        self._off.pop(run, None)
        self._playing_on.discard(run)
