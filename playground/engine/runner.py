"""Runner: one background thread that trains. Commands go in, the mailbox has what comes out. Imports no torch."""

from __future__ import annotations

import importlib
import threading
import traceback
from queue import SimpleQueue
from typing import Protocol, cast

from playground.engine.commands import Stop, TrainerCommand
from playground.engine.mailbox import Mailbox
from playground.engine.messages import Failed

_TRAINER = "playground.engine.trainer"


class _Loop(Protocol):
    def run(self) -> None: ...


class _Module(Protocol):
    """What the module of the trainer offers, for the type checker, as it cannot be imported here."""

    def Trainer(self, commands: SimpleQueue[TrainerCommand], mailbox: Mailbox) -> _Loop: ...


class Runner:
    """Owns the thread ``trainer``. Torch is loaded in it, so that the window can paint meanwhile.

    ``mailbox`` is for one reader. Commands sent before torch is ready are obeyed as soon as it is, in order.
    """

    def __init__(self) -> None:
        self.mailbox = Mailbox()
        self._commands: SimpleQueue[TrainerCommand] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="trainer", daemon=True)

    def start(self) -> None:
        """Start the thread; ``Ready`` is posted when torch is loaded and warm."""
        self._thread.start()

    def send(self, command: TrainerCommand) -> None:
        """Give the thread a command; returns at once."""
        self._commands.put(command)

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

    def _run(self) -> None:
        try:
            # The one import by name: here, in the thread, so that torch stays out of the window's way.
            module = cast(_Module, importlib.import_module(_TRAINER))
            module.Trainer(self._commands, self.mailbox).run()
        except Exception as error:
            text = f"PyTorch could not be loaded, so nothing can be trained: {error}"
            self.mailbox.post(Failed(0, text, traceback.format_exc()))
