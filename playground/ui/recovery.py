"""Recovery: unsaved work is kept aside every few seconds, so that a crash loses none of it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

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
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.keep)
        self._timer.start(EVERY_MS)

    def keep(self) -> None:
        """Write the copy if there is unsaved work that it lacks."""
        experiment = self._store.experiment
        if not self._store.dirty or experiment is self._kept:
            return
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._path.with_suffix(".new")
            fresh.write_bytes(write(experiment))
            os.replace(fresh, self._path)
            self._kept = experiment

    def stop(self, keep: bool) -> None:
        """Write no more copies: keep the last one with the newest work, or remove it, as the work is cared for."""
        self._timer.stop()
        if keep:
            self.keep()
            return
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)


def folder() -> Path:
    """Where the copies lie."""
    return user_state() / "recovery"


def left_behind() -> list[Path]:
    """Copies of processes that no longer run, newest first."""
    found = [path for path in folder().glob("*.json") if path.stem.isdigit() and not _runs(int(path.stem))]
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def _runs(process: int) -> bool:
    if process == os.getpid():
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
