"""ProcessLink: a trainer in a process of its own, which nothing in the window holds up, nor it the window.

Two pipes join the two; nobody else can open them, so no address and no key is needed. Imports no torch.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from queue import SimpleQueue
from typing import BinaryIO, cast

from playground.engine import wire
from playground.engine.commands import RecallState, Replace, Restore, Stop, TrainerCommand, Tune
from playground.engine.mailbox import Mailbox
from playground.engine.messages import Failed, Frame, Lost, Report

_WORKER = "playground.engine.worker_start"
_JOIN_SECONDS = 2.0


class ProcessLink:
    """Owns the process, a thread that writes to it and one that reads from it.

    ``Lost`` is reported where it ended untold. It ends with this process, however that ends.
    """

    def __init__(self) -> None:
        self._mailbox = Mailbox()
        self._outgoing: SimpleQueue[TrainerCommand | wire.Taken | None] = SimpleQueue()
        self._process: subprocess.Popen[bytes] | None = None
        self._threads: tuple[threading.Thread, ...] = ()
        self._ending = False
        self._heard = 0

    def start(self) -> None:
        """Start the process.

        Raises:
            OSError: none can be started.
        """
        process = self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", _WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        writer = threading.Thread(target=self._write, args=(process,), name="commands", daemon=True)
        reader = threading.Thread(target=self._read, args=(process,), name="reports", daemon=True)
        self._threads = (writer, reader)
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        """The number of the process, 0 where none was started."""
        return 0 if self._process is None else self._process.pid

    def send(self, command: TrainerCommand) -> None:
        """Give the process a command."""
        self._outgoing.put(command)

    def reports(self) -> list[Report]:
        """Take all reports, oldest first."""
        return self._mailbox.empty()

    def frame(self) -> Frame | None:
        """Take a frame, if there is one, and let the trainer make another of its run."""
        frame = self._mailbox.take()
        if frame is not None:
            self._outgoing.put(wire.Taken(frame.run))
        return frame

    def stop(self, timeout: float = 2.0) -> bool:
        """End the process after its current step, or by force once ``timeout`` seconds are over."""
        self._ending = True
        process = self._process
        if process is None:
            return True
        self._outgoing.put(Stop())
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_JOIN_SECONDS)
        self._outgoing.put(None)
        for thread in self._threads:
            thread.join(_JOIN_SECONDS)
        return process.poll() is not None

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def heard(self) -> int:
        """How much has come from the process: at least once a second something does, unless it hangs."""
        return self._heard

    # ------------------------------------------------------------------------------------------------ threads

    def _write(self, process: subprocess.Popen[bytes]) -> None:
        """Send what was put, with what was read of files that the data of an experiment name."""
        pipe = cast(BinaryIO, process.stdin)
        sent: dict[str, str] = {}
        with contextlib.suppress(OSError), pipe:  # the process has ended, which the other thread tells
            while (message := self._outgoing.get()) is not None:
                if isinstance(message, Replace | Restore | RecallState | Tune):
                    for reading in message.experiment.data.files().readings():
                        if sent.get(str(reading.path)) != reading.sha256:
                            wire.send(pipe, reading)
                            sent[str(reading.path)] = reading.sha256
                self._send(pipe, message)

    def _send(self, pipe: BinaryIO, message: TrainerCommand | wire.Taken) -> None:
        try:
            wire.send(pipe, message)
        except OSError:
            raise
        except Exception as error:  # such as a kind that no other process can know
            text = f"The trainer cannot be told what was changed: {error}."
            self._mailbox.post(Failed(0, text, repr(error), run=0))

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        pipe = cast(BinaryIO, process.stdout)
        with pipe, contextlib.suppress(EOFError, OSError):
            while True:
                self._take(wire.receive(pipe))
        status = process.wait()
        if not self._ending:
            self._mailbox.post(Lost(_ended(status)))
        self._outgoing.put(None)

    def _take(self, content: bytes) -> None:
        self._heard += 1
        try:
            message = wire.unpack(content)
        except Exception as error:
            message = Failed(0, f"What the trainer said could not be read: {error}.", repr(error), run=0)
        if isinstance(message, Frame):
            self._mailbox.show(message)
        elif message != wire.ALIVE:
            self._mailbox.post(message)


def _environment() -> dict[str, str]:
    """The worker finds all modules where this process does, also those that are not installed."""
    folders = [os.path.abspath(folder) for folder in sys.path]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(folders)}


def _ended(status: int) -> str:
    """Why a process ended, in words that follow *as*."""
    if status >= 0:
        return f"its process ended with status {status}"
    name = signal.Signals(-status).name if -status in list(signal.Signals) else str(-status)
    if -status == getattr(signal, "SIGKILL", 0):
        return "its process was killed, which the system does where memory runs out"
    return f"its process was ended by the signal {name}"
