"""Worker: a trainer in a process of its own, started by `process_link` through `worker_start`.

Commands come by its standard input, reports and frames leave by its standard output; whatever else it writes goes to
the standard error. It ends when it is told to, and with the window, however that ends: the pipe ends then, and on Linux
the system ends it even where it hangs.
"""

from __future__ import annotations

import os
import threading
import traceback
from queue import SimpleQueue
from typing import BinaryIO

from playground.engine import wire
from playground.engine.commands import TrainerCommand
from playground.engine.mailbox import Mailbox
from playground.engine.messages import Failed, Frame, Report
from playground.engine.thread_link import train
from playground.model.file_readings import READINGS, FileReading

_LAST_SECONDS = 5.0
"""So long the last reports may take to leave."""
_ALIVE_SECONDS = 1.0
"""After so long without anything to say the trainer says that it is there."""


class PipeMailbox(Mailbox):
    """A mailbox whose reports and frames leave by a pipe, on a thread of its own, so that training never waits.

    The reader says when it has taken a frame; until then no other is wanted, and of those that are made all the same
    the newest waits.
    """

    def __init__(self, pipe: BinaryIO) -> None:
        super().__init__()
        self._pipe = pipe
        self._may_send = True
        self._called = threading.Event()
        self._ending = False
        self._thread = threading.Thread(target=self._write, name="reports", daemon=True)
        self._thread.start()

    def post(self, report: Report) -> None:
        """Add a report, which leaves at once."""
        super().post(report)
        self._called.set()

    def wants_frame(self) -> bool:
        """Whether the reader has taken the last frame."""
        return self._may_send and super().wants_frame()

    def show(self, frame: Frame) -> None:
        """Put a frame, which leaves once the one before was taken."""
        super().show(frame)
        self._called.set()

    def note_taken(self) -> None:
        """The reader has taken a frame."""
        self._may_send = True
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
            # The frame first: all that was reported before it was made is then among the reports.
            frame = self.take() if self._may_send else None
            try:
                if not called:
                    wire.send(self._pipe, wire.ALIVE)
                for report in self.empty():
                    wire.send(self._pipe, report)
                if frame is not None:
                    self._may_send = False
                    wire.send(self._pipe, frame)
            except OSError:
                os._exit(1)  # nobody reads any more
            except Exception as error:
                self._may_send = True
                super().post(_failed("What the trainer had to tell could not be sent", error))
                self._called.set()
                continue
            if ending:
                return


def main() -> None:
    """Train until told to end, or until the window has ended."""
    incoming, outgoing = _own_pipes()
    mailbox, commands = PipeMailbox(outgoing), SimpleQueue[TrainerCommand]()
    threading.Thread(target=_read, args=(incoming, commands, mailbox), name="commands", daemon=True).start()
    train(commands, mailbox)
    mailbox.finish()
    os._exit(0)  # at its end Python looks through all that is alive, which with torch takes seconds


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
        if message == wire.TAKEN:
            mailbox.note_taken()
        elif isinstance(message, FileReading):
            READINGS.hold(message)
        else:
            commands.put(message)


def _failed(what: str, error: Exception) -> Failed:
    return Failed(0, f"{what}: {error}.", "".join(traceback.format_exception(error)))


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
