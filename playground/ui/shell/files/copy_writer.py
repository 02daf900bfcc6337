"""CopyWriter: writes and removes recovery copies on a thread of its own, so that no picture waits for the disk."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from playground.model.archive import save
from playground.model.disk import is_there, make_folder, reason
from playground.model.document import CopyOf
from playground.ui.guarding import report
from playground.ui.state.keeper import Work


class CopyWriter:
    """Does what is due, file by file; of several copies for one file only the newest is written."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._due: dict[Path, Callable[[], None]] = {}
        self._thread: threading.Thread | None = None
        self._works = False
        self._failed: dict[Path, str] = {}

    def has_failed(self, path: Path) -> bool:
        """Whether what was due last for a file could not be done: the disk is full, or not there."""
        return bool(self.failure(path))

    def failure(self, path: Path) -> str:
        """Why what was due last for a file could not be done, in words that finish a sentence; empty if it was."""
        with self._lock:
            return self._failed.get(path, "")

    def write(self, path: Path, work: Work, file: Path | None = None) -> None:
        """Write a copy of a document that lies in ``file``. It is at every instant the old one or the new one."""
        copy_of = CopyOf("" if file is None else str(file), work.step if work.state else 0)
        self._do(path, partial(_save, path, work, copy_of))

    def remove(self, path: Path) -> None:
        """Remove a copy."""
        self._do(path, partial(_remove, path))

    def replace(self, old: Path, path: Path, work: Work, file: Path | None = None) -> None:
        """Write a copy, and remove the old one once it is there."""
        self.write(path, work, file)
        self._do(old, partial(_remove_for, old, path))

    def finish(self) -> None:
        """Wait until all is done."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _do(self, path: Path, action: Callable[[], None]) -> None:
        with self._lock:
            self._due[path] = action
            begins = not self._works
            self._works = True
        if begins:
            self.finish()
            self._thread = threading.Thread(target=self._work, name="recovery")
            self._thread.start()

    def _work(self) -> None:
        while True:
            with self._lock:
                path = next(iter(self._due), None)
                if path is None:
                    self._works = False
                    return
                action = self._due.pop(path)
            why = ""
            try:
                action()
            except OSError as error:
                why = reason(error)
            except Exception as error:
                why = "there is a fault in Playground"
                report(error)  # nobody foresaw it; and the next copy is written all the same
            with self._lock:
                self._failed[path] = why


def _save(path: Path, work: Work, copy_of: CopyOf) -> None:
    make_folder(path.parent)
    save(path, dataclasses.replace(work.contents(), copy_of=copy_of))


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)


def _remove_for(old: Path, new: Path) -> None:
    if is_there(new):
        old.unlink(missing_ok=True)
