"""Inbox: the commands that wait for the trainer, and what can be told from those that wait."""

from __future__ import annotations

from collections import deque
from queue import Empty, SimpleQueue

from playground.engine.commands import Keep, Mark, Put, Replace, Stop, SwitchOff, TrainerCommand, Tune, Watch
from playground.model.difference import difference

PATIENT = (Watch, Keep)
"""Of these, none is in the way of an evaluation: what views want to see may wait, and so may a file."""
CHANGES = (*PATIENT, Replace, Tune, Put, SwitchOff)
"""Of these, none is in the way of figures that belong before it."""


class Inbox:
    """Commands in the order in which they were sent."""

    def __init__(self, commands: SimpleQueue[TrainerCommand]) -> None:
        self._commands = commands
        self._waiting: deque[TrainerCommand] = deque()

    def waits(self) -> bool:
        """Take in what was sent; returns whether anything waits."""
        while not self._commands.empty():
            self._waiting.append(self._commands.get())
        return bool(self._waiting)

    def next(self, seconds: float | None = None) -> TrainerCommand | None:
        """The next command; waits for it where there is none, with ``seconds`` at most so long."""
        try:
            return self._waiting.popleft() if self._waiting else self._commands.get(timeout=seconds)
        except Empty:
            return None

    def is_called(self) -> bool:
        """Whether a command was just sent: asked between two steps, so it must cost nothing."""
        return not self._commands.empty()

    def is_urgent(self, patient: tuple[type[TrainerCommand], ...] = PATIENT) -> bool:
        """Whether a command waits that must not wait for an evaluation, as those of the ``patient`` kinds may."""
        self.waits()
        return any(not isinstance(command, patient) for command in self._waiting)

    def outruns(self, command: Replace) -> bool:
        """Whether what is wanted by now does not rest on this: other data of the same kind, or more of the same drag.

        Without that, one who drags a slider of a large text or network would wait for each of its places.
        """
        self.waits()
        after = next((other for other in self._waiting if _concerns(other, command)), None)
        if not isinstance(after, Replace):
            return False
        if command.since and command.since == after.since:
            return True
        change = difference(command.experiment, after.experiment)
        return change.data and not (change.task or change.structure or change.loss or change.optimizer)


def _concerns(other: TrainerCommand, command: Replace) -> bool:
    """Whether one that waits may rest on what a command leads to: it is said to the same run, and changes something."""
    return isinstance(other, Stop) or (other.run == command.run and not isinstance(other, Watch | Mark))
