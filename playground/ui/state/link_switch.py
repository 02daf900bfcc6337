"""LinkSwitch: the link to the trainer that is used now, which another one may take the place of."""

from __future__ import annotations

from playground.engine.commands import Keep, Pause, Play, StepBatch, StepEpoch, SwitchOff, TrainerCommand
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
        self._asked: dict[str, None] = {}
        self._off = SwitchOff(())
        self.plays_on = False
        """Whether steps were asked for without an end."""

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
            self._asked[command.token] = None
        elif isinstance(command, SwitchOff):
            self._off = command
        elif isinstance(command, Play | Pause | StepBatch | StepEpoch):
            self.plays_on = isinstance(command, Play) and not command.steps
        self._link.send(command)

    def reports(self) -> list[Report]:
        """Take all reports, oldest first."""
        found = self._link.reports()
        for report in found:
            if isinstance(report, Kept):
                self._asked.pop(report.token, None)
        return found

    def frame(self) -> Frame | None:
        """Take the frame, if there is one."""
        return self._link.frame()

    def stop(self, timeout: float) -> bool:
        """End the trainer; returns whether it has ended in time."""
        return self._link.stop(timeout)

    def exchange(self, where: Where) -> tuple[str, ...]:
        """Put another trainer, which knows of nothing yet, in place; returns the tokens of what is not answered now."""
        self._link.stop(0.0)
        unanswered, self._asked = tuple(self._asked), {}
        self.where, self._link = where, make_link(where)
        self.start()
        return unanswered

    def tell_again(self) -> None:
        """Tell another trainer what it does not learn from the experiment."""
        if self._off.units:
            self._link.send(self._off)
