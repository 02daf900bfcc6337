"""ThreadLink: a trainer in a thread of this process. Imports no torch."""

from __future__ import annotations

import importlib
import os
import threading
import traceback
from queue import SimpleQueue
from typing import Protocol, cast

from playground.engine.commands import Stop, TrainerCommand
from playground.engine.mailbox import Mailbox
from playground.engine.messages import Failed, Frame, Report

_TRAINER = "playground.engine.trainer"


class _Loop(Protocol):
    def run(self) -> None: ...


class _Module(Protocol):
    """What the module of the trainer offers, for the type checker, as it cannot be imported here."""

    def Trainer(self, commands: SimpleQueue[TrainerCommand], mailbox: Mailbox) -> _Loop: ...


def load_trainer() -> _Module:
    """Load the trainer's module, and torch with it.

    Raises:
        Exception: of whatever kind, where torch cannot be loaded.
    """
    # The one import by name: here, where it is wanted, so that torch stays out of the window's way.
    return cast(_Module, importlib.import_module(_TRAINER))


def train(commands: SimpleQueue[TrainerCommand], mailbox: Mailbox) -> None:
    """Load torch and obey commands until ``Stop``; where it cannot be loaded, that is reported."""
    try:
        load_trainer().Trainer(commands, mailbox).run()
    except Exception as error:
        text = f"PyTorch could not be loaded, so nothing can be trained: {error}"
        mailbox.post(Failed(0, text, traceback.format_exc(), run=0))


class ThreadLink:
    """Owns the thread ``trainer``. It shares the interpreter with the window, so each holds the other up a little."""

    def __init__(self) -> None:
        self._mailbox = Mailbox()
        self._commands: SimpleQueue[TrainerCommand] = SimpleQueue()
        self._thread = threading.Thread(target=train, args=(self._commands, self._mailbox), name="trainer", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def send(self, command: TrainerCommand) -> None:
        """Give the thread a command."""
        self._commands.put(command)

    def reports(self) -> list[Report]:
        """Take all reports, oldest first."""
        return self._mailbox.empty()

    def frame(self) -> Frame | None:
        """Take a frame, if there is one."""
        return self._mailbox.take()

    def stop(self, timeout: float = 2.0) -> bool:
        """End the thread after its current step; returns whether it has ended within ``timeout`` seconds."""
        self._commands.put(Stop())
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    @property
    def alive(self) -> bool:
        """Whether the thread is running."""
        return self._thread.is_alive()

    @property
    def pid(self) -> int:
        """The number of this process."""
        return os.getpid()

    @property
    def heard(self) -> int:
        """Nothing: a thread hangs only where the whole process does."""
        return 0
