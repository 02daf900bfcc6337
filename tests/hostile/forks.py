"""Runs of the command line in children of one process that has loaded torch already, ended by signals at a moment.

``python -m tests.hostile.forks`` reads one order a line, as JSON, and answers each with one line. An order is
``{"command": [...], "moments": [...], "signals": [...]}``: before each signal a moment is waited for, which is
``["line", n]``, that the child has printed so many lines, or ``["save", n]``, that so many files were begun to be
written beside the one it saves to (``folder``). With ``"terminal": true`` the child runs in a terminal of its own,
which is closed in place of a signal. ``"largest"`` is how many bytes a file may have that it writes, as on a full disk.
The answer has the child's ``status``, ``out`` and ``err``.
"""

from __future__ import annotations

import contextlib
import fcntl
import io
import json
import os
import resource
import select
import signal
import sys
import tempfile
import termios
import traceback
from pathlib import Path
from typing import Any

from playground.cli import main
from tests.waiting import moments

PATIENCE_SECONDS = 30.0


class Child:
    """A run that was begun, with what it has printed so far."""

    def __init__(self, command: list[str], folder: Path, terminal: bool = False, largest: int | None = None) -> None:
        self._folder = folder
        self._begun: set[str] = set()
        self.texts = {1: b"", 2: b""}
        pipes = {number: os.openpty() if terminal else os.pipe() for number in self.texts}
        self.id = os.fork()
        if self.id == 0:
            for number, (outside, end) in pipes.items():
                os.close(outside)
                os.dup2(end, number)
                os.close(end)
            if terminal:
                os.setsid()
                fcntl.ioctl(1, termios.TIOCSCTTY, 0)
            if largest is not None:
                tempfile.tempdir = None  # a process that begins on such a disk finds no folder for temporary files
                resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
            sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
            # As a shell starts a command in the foreground, however these tests were started.
            signal.signal(signal.SIGINT, signal.default_int_handler)
            for ended in (signal.SIGTERM, signal.SIGHUP):
                signal.signal(ended, signal.SIG_DFL)
            status = 70
            try:
                status = main(command)
            except SystemExit as left:
                status = int(left.code or 0)
            except Exception:
                traceback.print_exc()
            finally:
                with contextlib.suppress(OSError):
                    sys.stdout.flush()
                os._exit(status)
        self._ends = {}
        for number, (end, inside) in pipes.items():
            os.close(inside)
            os.set_blocking(end, False)
            self._ends[number] = end

    def read(self) -> bool:
        """Take what was printed since; false once all is read that will ever be."""
        for number, end in list(self._ends.items()):
            try:
                piece = os.read(end, 65536)
            except BlockingIOError:
                continue
            except OSError:  # as a terminal says that nobody writes to it any more
                piece = b""
            self.texts[number] += piece
            if not piece:
                os.close(end)
                del self._ends[number]
        return bool(self._ends)

    def has_come_to(self, kind: str, count: int) -> bool:
        """Whether a moment has come."""
        if kind == "line":
            return self.texts[1].count(b"\n") >= count
        self._begun.update(name for name in os.listdir(self._folder) if name.endswith(".part"))
        return len(self._begun) >= count

    def wait_for(self, kind: str, count: int) -> None:
        """Wait for a moment, or for the end."""
        # A file that is being written is there for some milliseconds.
        patience = 0.0005 if kind == "save" else 1.0
        for _ in moments(PATIENCE_SECONDS, apart=0.0):
            if self.has_come_to(kind, count) or not self.read():
                return
            select.select(list(self._ends.values()), [], [], patience)
        raise AssertionError((kind, count, self.texts))

    def hang_up(self) -> None:
        """Close its terminal."""
        while self._ends:
            os.close(self._ends.popitem()[1])

    def end(self) -> int:
        """Wait for the end, and return the status: as a shell has it."""
        for _ in moments(PATIENCE_SECONDS):
            if self.read():
                select.select(list(self._ends.values()), [], [], 1.0)
            elif (found := os.waitpid(self.id, os.WNOHANG))[0]:
                return os.waitstatus_to_exitcode(found[1])
        os.kill(self.id, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(self.id, 0)[1])


def carry_out(order: dict[str, Any]) -> dict[str, Any]:
    """Begin a run, send its signals, and tell how it ended."""
    terminal = bool(order.get("terminal"))
    child = Child(order["command"], Path(order["folder"]), terminal, order.get("largest"))
    for moment, number in zip(order["moments"], order["signals"], strict=True):
        child.wait_for(*moment)
        if terminal:
            child.hang_up()
        else:
            os.kill(child.id, number)  # until it is waited for, its id is nobody else's
    status = child.end()
    out, err = (text.decode() for text in child.texts.values())
    return {"status": status, "out": out, "err": err}


if __name__ == "__main__":
    with contextlib.redirect_stdout(io.StringIO()):
        main(["train", "xor", "--steps", "1"])  # so that all is loaded that children want
    for line in sys.stdin:
        print(json.dumps(carry_out(json.loads(line))), flush=True)
