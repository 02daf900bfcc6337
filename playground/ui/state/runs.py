"""Runs: all that the trainer learns for the window. One is the current one, whose experiment is the store's."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Signal

from playground.engine.commands import EndRun, RunCommand
from playground.engine.messages import FIRST_RUN
from playground.model.experiment import Experiment
from playground.ui.state.run import Run


class Runs(QObject):
    """The current run and those beside it, in the order of their numbers. A number is never given twice.

    ``changed()`` says that one was added or has ended.
    """

    changed = Signal()

    def __init__(self, experiment: Experiment, send: Callable[[RunCommand], None], parent: QObject) -> None:
        super().__init__(parent)
        self._send = send
        self.current = Run(FIRST_RUN, experiment, send)
        self._beside: dict[int, Run] = {}
        self._last = FIRST_RUN

    def __iter__(self) -> Iterator[Run]:
        yield self.current
        yield from self._beside.values()

    @property
    def beside(self) -> tuple[Run, ...]:
        """All but the current one."""
        return tuple(self._beside.values())

    @property
    def any_plays(self) -> bool:
        """Whether steps of one of them are being made."""
        return any(run.state.playing for run in self)

    def find(self, number: int) -> Run | None:
        """The run of a number; ``None`` where it has ended."""
        return self.current if number == self.current.number else self._beside.get(number)

    def add(self, experiment: Experiment) -> Run:
        """Let another experiment begin to learn beside the current one; it waits to be played."""
        self._last += 1
        run = self._beside[self._last] = Run(self._last, experiment, self._send)
        run.begin()
        self.changed.emit()
        return run

    def end(self, run: Run) -> None:
        """Let the trainer forget a run beside the current one."""
        del self._beside[run.number]
        run.send(EndRun())
        self.changed.emit()
