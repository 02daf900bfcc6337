"""Link: the way between the window and the trainer. Commands go out, reports and frames come in. Imports no torch."""

from __future__ import annotations

from typing import Protocol

from playground.engine.commands import TrainerCommand
from playground.engine.messages import Frame, Report


class Link(Protocol):
    """One trainer, wherever it runs. All of this returns at once but ``stop``; one thread may use it.

    Reports add up and none is lost. The trainer makes a run's next frame only after its last was taken, so none is
    made that nobody looks at, and no run waits for another to be looked at.
    """

    def start(self) -> None:
        """Start the trainer; ``Ready`` is reported when torch is loaded and warm.

        Raises:
            OSError: it cannot be started on this machine.
        """

    def send(self, command: TrainerCommand) -> None:
        """Give the trainer a command. Those sent before torch is ready are obeyed as soon as it is, in order."""

    def reports(self) -> list[Report]:
        """Take all reports, oldest first."""

    def frame(self) -> Frame | None:
        """Take a frame, if there is one; all that was reported before it was made is among the reports by then.

        Of several runs it is that of the one which has waited longest.
        """

    def stop(self, timeout: float = 2.0) -> bool:
        """End the trainer after its current step; returns whether it has ended within ``timeout`` seconds."""

    @property
    def alive(self) -> bool:
        """Whether the trainer runs."""

    @property
    def pid(self) -> int:
        """The number of the process that the trainer runs in, 0 before it does."""

    @property
    def heard(self) -> int:
        """How much has come so far from a trainer in a process, which says at least once a second that it is there."""
