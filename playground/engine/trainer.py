"""Trainer: holds the runs, each around a session of its own, and shares time among those that play.

Runs in a thread or a process of its own.
"""

from __future__ import annotations

from collections import deque
from queue import SimpleQueue

import torch

from playground.engine.commands import EndRun, Stop, TrainerCommand
from playground.engine.inbox import Inbox
from playground.engine.machine import devices, warm_up
from playground.engine.mailbox import Mailbox
from playground.engine.messages import MOST_BYTES, Ready
from playground.engine.trainer_run import TrainerRun


class Trainer:
    """The loop of the thread: while idle it waits for a command, while some run plays it looks for one in between.

    Runs that have something to do take turns, each for one slice of steps or one evaluation at a time.
    """

    def __init__(self, commands: SimpleQueue[TrainerCommand], mailbox: Mailbox) -> None:
        self._inbox = Inbox(commands)
        self._mailbox = mailbox
        self._runs: dict[int, TrainerRun] = {}
        self._turns: deque[TrainerRun] = deque()

    def run(self) -> None:
        """Get torch ready, then obey until ``Stop``. Exceptions are reported by the run they happen in."""
        warm_up()
        self._mailbox.post(Ready(torch.__version__, torch.get_num_threads(), devices()))
        while True:
            run = None if self._inbox.waits() else self._next()
            if run is not None:
                run.turn()
                continue
            command = self._inbox.next(self._rest())
            if command is None:
                continue
            if isinstance(command, Stop):
                return
            if isinstance(command, EndRun):
                self._end(command.run)
            else:
                self._find(command.run).obey(command)

    def _next(self) -> TrainerRun | None:
        """Of the runs that have something to do the one whose last turn is longest ago."""
        for run in self._turns:
            if run.waits_for_turn:
                self._turns.remove(run)
                self._turns.append(run)
                return run
        return None

    def _rest(self) -> float | None:
        """After how many seconds some run has something to do again; ``None`` where none has before it is told."""
        return min((rest for run in self._turns if (rest := run.rest()) is not None), default=None)

    def _find(self, number: int) -> TrainerRun:
        """The run of a number, which begins with the first command for it."""
        run = self._runs.get(number)
        if run is None:
            run = self._runs[number] = TrainerRun(number, self._inbox, self._mailbox)
            self._turns.append(run)
            self._share_memory()
        return run

    def _end(self, number: int) -> None:
        run = self._runs.pop(number, None)
        if run is not None:
            self._turns.remove(run)
            run.end()
            self._mailbox.forget(number)
            self._share_memory()

    def _share_memory(self) -> None:
        """The tapes of all runs together take no more than one alone may."""
        for run in self._turns:
            run.limit_tape(MOST_BYTES // len(self._turns))
