"""Readings: what was read of files that may change. It is kept until somebody reads anew, so names stay under weights.

A reading is told by the path of its file and by the SHA-256 of what was read. Data carry that in their value, so what
they hold never changes under a network; undo goes back to an earlier reading as to any other setting. All of a process
share the readings, the trainer's thread too; a trainer in a process of its own is sent them.
"""

from __future__ import annotations

import hashlib
import os
import threading
from dataclasses import dataclass
from pathlib import Path

from playground.model.disk import look, open_file

MOST_HELD = 64 * 2**20
"""Readings take at most so many bytes in all; past that the oldest go, but never the newest of a file."""

State = tuple[int, ...]
"""What tells that a file was written since, without opening it."""


@dataclass(frozen=True, eq=False)
class FileReading:
    """The beginning of a file as it was once: its bytes, their SHA-256, and whether ``more`` follows.

    Where it could not be read ``trouble`` has the system's error, and there is nothing else.
    """

    path: Path
    content: bytes = b""
    more: bool = False
    sha256: str = ""
    trouble: OSError | None = None


class Readings:
    """The readings of one process; any thread may ask."""

    def __init__(self, most: int = MOST_HELD) -> None:
        self._most = most
        self._lock = threading.RLock()
        self._held: dict[tuple[Path, str], FileReading] = {}
        self._newest: dict[Path, FileReading] = {}
        self._states: dict[Path, tuple[State, str]] = {}

    def find(self, path: Path, sha256: str) -> FileReading | None:
        """The reading of a file that has this SHA-256; ``None`` where it is not held (any more)."""
        with self._lock:
            return self._held.get((path, sha256))

    def hold(self, reading: FileReading) -> None:
        """Hold what another process has read of a file, as the newest reading."""
        with self._lock:
            self._held[reading.path, reading.sha256] = self._newest[reading.path] = reading
            self._let_go()

    def newest(self, path: Path, largest: int) -> FileReading:
        """The newest reading of a file; it is opened only where there is none yet. One that failed stays failed."""
        with self._lock:
            known = self._newest.get(path)
        return known or self.read(path, largest)

    def read(self, path: Path, largest: int) -> FileReading:
        """Read a file as it is now, at most its first ``largest`` bytes; an equal reading that is held stays the same.

        What cannot be read gives a reading with ``trouble``, and leaves the one before the newest.
        """
        try:
            found, state = _read(path, largest)
        except OSError as error:
            failed = FileReading(path, trouble=error.with_traceback(None))
            with self._lock:
                if self._newest.setdefault(path, failed).trouble is not None:
                    self._newest[path] = failed
            return failed
        with self._lock:
            found = self._held.setdefault((path, found.sha256), found)
            self._newest[path], self._states[path] = found, (state, found.sha256)
            self._let_go()
            return found

    def on_disk(self, path: Path, largest: int) -> str | OSError:
        """The SHA-256 of what a file holds now, or why it cannot be read; it is opened only if it was written since."""
        with self._lock:
            state, sha256 = self._states.get(path, ((), ""))
        try:
            if _state(look(path)) != state:
                found, state = _read(path, largest)
                sha256 = found.sha256
        except OSError as error:
            return error.with_traceback(None)
        with self._lock:
            self._states[path] = (state, sha256)
        return sha256

    def forget(self) -> None:
        """Let all readings go."""
        with self._lock:
            self._held.clear()
            self._newest.clear()
            self._states.clear()

    def _let_go(self) -> None:
        size = sum(len(reading.content) for reading in self._held.values())
        for key, reading in list(self._held.items()):
            if size <= self._most:
                return
            if self._newest.get(key[0]) is not reading:
                size -= len(reading.content)
                del self._held[key]


READINGS = Readings()
"""Those of this process."""


def _read(path: Path, largest: int) -> tuple[FileReading, State]:
    with open_file(path) as file:
        state = _state(os.fstat(file.fileno()))
        content = file.read(largest + 1)
    more, content = len(content) > largest, content[:largest]
    return FileReading(path, content, more, hashlib.sha256(content).hexdigest()), state


def _state(found: os.stat_result) -> State:
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino
