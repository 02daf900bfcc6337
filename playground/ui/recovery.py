"""Recovery: unsaved work is kept aside every few seconds, so that a crash does not lose the experiment."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer

from playground.model.experiment import Experiment
from playground.model.files import write
from playground.model.places import user_state
from playground.ui.store import Store

EVERY_MS = 10_000


class Recovery(QObject):
    """Keeps a copy of unsaved work in the state folder, named after this process, until it ends well."""

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._path = folder() / f"{os.getpid()}.json"
        self._kept: object = None
        self._lock = QLockFile(str(self._path.with_suffix(".lock")))
        self._lock.setStaleLockTime(0)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.keep)
        self._timer.start(EVERY_MS)

    def keep(self) -> None:
        """Write the copy if there is unsaved work that it lacks."""
        if self._store.dirty:
            self._write(self._store.experiment)
        elif self._store.saving.left_unsaved is not None:
            self._write(self._store.saving.left_unsaved)

    def _write(self, experiment: Experiment) -> None:
        if experiment is self._kept:
            return
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.tryLock(0)
            fresh = self._path.with_suffix(".new")
            fresh.write_bytes(write(experiment))
            os.replace(fresh, self._path)
            self._kept = experiment

    def stop(self, keep: bool) -> None:
        """Write no more copies.

        Keep the last one, with the newest work, or remove it, as the work was saved or given up on purpose. Unsaved
        work that an example took the place of was never asked about, so it is kept all the same.
        """
        self._timer.stop()
        if keep or self._store.saving.left_unsaved is not None:
            self.keep() if keep else self._write(self._store.saving.left_unsaved or self._store.experiment)
        else:
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)
        self._lock.unlock()


def folder() -> Path:
    """Where the copies lie."""
    return user_state() / "recovery"


def left_behind() -> list[Path]:
    """Copies of processes that no longer run, newest first."""
    found = [path for path in folder().glob("*.json") if not _is_held(path)]
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def _is_held(path: Path) -> bool:
    """Whether the process that writes this copy still runs: then it holds the lock beside it."""
    lock = QLockFile(str(path.with_suffix(".lock")))
    lock.setStaleLockTime(0)
    if not lock.tryLock(0):
        return True
    lock.unlock()
    return False
