"""Worker: a trainer in a process of its own, started by `process_link` through `worker_start`.

Commands come by its standard input, reports and frames leave by its standard output; whatever else it writes goes to
the standard error. It ends when it is told to, and with the window, however that ends: the pipe ends then, and on Linux
the system ends it even where it hangs.
"""

from __future__ import annotations

import contextlib
import gc
import os
import threading
import traceback
from queue import SimpleQueue
from typing import BinaryIO

from playground.engine import wire
from playground.engine.commands import TrainerCommand
from playground.engine.mailbox import Mailbox
from playground.engine.messages import Failed, Frame, Report
from playground.engine.thread_link import load_trainer, train
from playground.model.file_readings import READINGS, FileReading

_LAST_SECONDS = 5.0
"""So long the last reports may take to leave."""
_ALIVE_SECONDS = 1.0
"""After so long without anything to say the trainer says that it is there."""


class PipeMailbox(Mailbox):
    """A mailbox whose reports and frames leave by a pipe, on a thread of its own, so that training never waits.

    The reader says when it has taken a run's frame; until then no other of that run is wanted, and of those that are
    made all the same the newest waits.
    """

    def __init__(self, pipe: BinaryIO) -> None:
        super().__init__()
        self._pipe = pipe
        self._untaken: set[int] = set()
        self._called = threading.Event()
        self._ending = False
        self._thread = threading.Thread(target=self._write, name="reports", daemon=True)
        self._thread.start()

    def post(self, report: Report) -> None:
        """Add a report, which leaves at once."""
        super().post(report)
        self._called.set()

    def wants_frame(self, run: int) -> bool:
        """Whether the reader has taken the last frame of a run."""
        return run not in self._untaken and super().wants_frame(run)

    def show(self, frame: Frame) -> None:
        """Put a frame, which leaves once the one before was taken."""
        super().show(frame)
        self._called.set()

    def forget(self, run: int) -> None:
        """A run has ended."""
        super().forget(run)
        self._untaken.discard(run)

    def note_taken(self, run: int) -> None:
        """The reader has taken the frame of a run."""
        self._untaken.discard(run)
        self._called.set()

    def finish(self) -> None:
        """Let what was reported leave."""
        self._ending = True
        self._called.set()
        self._thread.join(_LAST_SECONDS)

    def _write(self) -> None:
        while True:
            called = self._called.wait(_ALIVE_SECONDS)
            self._called.clear()
            ending = self._ending
            # The frames first: all that was reported before they were made is then among the reports.
            frames = self._take_those_wanted()
            try:
                if not called:
                    wire.send(self._pipe, wire.ALIVE)
                for message in (*self.empty(), *frames):
                    self._send(message)
            except OSError:
                os._exit(1)  # nobody reads any more
            if ending:
                return

    def _take_those_wanted(self) -> list[Frame]:
        """Take the frames of all runs whose last one was taken by the reader."""
        frames = []
        while (frame := self.take(but_of=self._untaken)) is not None:
            self._untaken.add(frame.run)
            frames.append(frame)
        return frames

    def _send(self, message: Report | Frame) -> None:
        """Send one, or say that it cannot be; what comes after it leaves all the same.

        Raises:
            OSError: nobody reads any more.
        """
        try:
            wire.send(self._pipe, message)
        except OSError:
            raise
        except Exception as error:
            if isinstance(message, Frame):
                self._untaken.discard(message.run)
            wire.send(self._pipe, _failed("What the trainer had to tell could not be sent", error))


def main() -> None:
    """Train until told to end, or until the window has ended."""
    incoming, outgoing = _own_pipes()
    mailbox, commands = PipeMailbox(outgoing), SimpleQueue[TrainerCommand]()
    threading.Thread(target=_read, args=(incoming, commands, mailbox), name="commands", daemon=True).start()
    _load()
    train(commands, mailbox)
    mailbox.finish()
    os._exit(0)  # at its end Python looks through all that is alive, which with torch takes seconds


def _load() -> None:
    """Load torch, and look for garbage from then on, but not among what is there: it stays. `train` says what fails."""
    with contextlib.suppress(Exception):
        load_trainer()
    gc.freeze()
    gc.enable()


def _read(pipe: BinaryIO, commands: SimpleQueue[TrainerCommand], mailbox: PipeMailbox) -> None:
    """Pass commands on as they come; end the process where the window has ended."""
    while True:
        try:
            content = wire.receive(pipe)
        except (EOFError, OSError):
            os._exit(1)
        try:
            message = wire.unpack(content)
        except Exception as error:
            mailbox.post(_failed("What was sent to the trainer could not be read", error))
            continue
        if isinstance(message, wire.Taken):
            mailbox.note_taken(message.run)
        elif isinstance(message, FileReading):
            READINGS.hold(message)
        else:
            commands.put(message)


def _failed(what: str, error: Exception) -> Failed:
    return Failed(0, f"{what}: {error}.", "".join(traceback.format_exception(error)), run=0)


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The two pipes to the window, out of reach of whatever else reads or prints."""
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    try:
        os.dup2(2, 1)
    except OSError:  # there is no standard error where no terminal belongs to the window
        os.dup2(nothing, 1)
    return incoming, outgoing
