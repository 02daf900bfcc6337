"""Recovery: unsaved work and what it has learned are copied now and then, so that a crash does not lose them."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer

from playground.engine.history import History
from playground.engine.messages import Kept
from playground.model.archive import DOCUMENT, Document, save
from playground.model.experiment import Experiment
from playground.model.places import user_state
from playground.ui.conductor import Conductor
from playground.ui.documents import document_of
from playground.ui.learned import START, Run, Standing
from playground.ui.store import Store

EVERY_MS = 10_000
"""It is looked this often whether there is something to copy,"""
PLAYING_SECONDS = 30.0
"""but while training goes on not more often than this,"""
SHARE = 50
"""at least this many times the time that the last copy took apart,"""
BYTES_A_SECOND = 4 * 2**20
"""and with no more to be written on average."""
PAUSE_SECONDS = 5.0
"""A pause is copied at once, unless the last copy is younger."""
LAST_MS = 1500
"""At the end the newest weights are waited for no longer."""


@dataclass(frozen=True)
class _Asked:
    """A copy that waits for the trainer's state."""

    experiment: Experiment
    run: Run
    history: History
    at: float


@dataclass(frozen=True)
class _Copy:
    """What is copied: an experiment, with what it had learned and its curves, where the trainer has told them."""

    experiment: Experiment
    kept: Kept | None = None
    history: History = field(default_factory=History)

    def document(self) -> Document:
        """All of it, for a file."""
        return Document(self.experiment) if self.kept is None else document_of(self.experiment, self.kept, self.history)


class Recovery(QObject):
    """Keeps a copy of unsaved work in the state folder, named after this process, until it ends well.

    The trainer gives the state between two steps; a thread of its own writes the file, so that no picture waits for the
    disk. The file is at every instant the old one or the new one, whole.
    """

    def __init__(self, store: Store, conductor: Conductor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._conductor = conductor
        self._path = folder() / f"{os.getpid()}{DOCUMENT}"
        self._asked: dict[str, _Asked] = {}
        self._count = 0
        self._copied: tuple[Experiment, Standing] | None = None
        self._last = _Copy(store.experiment)
        self._left: _Copy | None = None
        self._written: Experiment | None = None
        self._next = 0.0
        self._writer: threading.Thread | None = None
        self._then: Callable[[], None] | None = None
        self._lock = QLockFile(str(self._path.with_suffix(".lock")))
        self._lock.setStaleLockTime(0)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(EVERY_MS)
        conductor.kept.connect(self._on_kept)
        conductor.playing_changed.connect(self._on_playing)

    def keep(self) -> None:
        """Copy unsaved work, with what it has learned, if the copy lacks any of it."""
        experiment, standing = self._store.experiment, self._store.saving.standing
        if not self._is_unsaved() or (self._copied is not None and self._copied == (experiment, standing)):
            return
        if not self._asked:
            self._ask("recovery")
        elif self._written is not experiment:  # the trainer has not answered yet: the experiment at least is copied
            self._write(replace(self._last, experiment=experiment))

    def keep_left(self) -> None:
        """Another experiment is about to take the place of this one, unsaved, and only undo brings it back."""
        self._left = _Copy(self._store.experiment)
        self._ask("left behind")

    def keep_last(self, then: Callable[[], None]) -> None:
        """The program is about to end: copy the newest work, then go on with ``then``."""
        if not self._is_unsaved() or not self._conductor.is_ready:
            then()
            return
        self._then = then
        self._ask("last")
        QTimer.singleShot(LAST_MS, self._go_on)

    def stop(self, keep: bool) -> None:
        """Write no more copies.

        Keep the last one, with the newest work, or remove it, as the work was saved or given up on purpose. Unsaved
        work that an example took the place of was never asked about, so it is kept all the same.
        """
        self._timer.stop()
        self._finish_writing()
        experiment = self._store.experiment
        if keep and self._is_unsaved():
            if self._written is not experiment:
                self._write(replace(self._last, experiment=experiment))
        elif self._left is not None and self._store.saving.left_unsaved is not None:
            self._write(self._left)
        else:
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)
        self._finish_writing()
        self._lock.unlock()

    # ------------------------------------------------------------------------------------------------ inside

    def _is_unsaved(self) -> bool:
        saving = self._store.saving
        return saving.dirty or (bool(saving.unsaved) and saving.standing != START)

    def _look(self) -> None:
        if not self._conductor.playing or time.monotonic() >= self._next:
            self.keep()

    def _on_playing(self, playing: bool) -> None:
        if not playing and time.monotonic() >= self._next - PLAYING_SECONDS + PAUSE_SECONDS:
            self.keep()

    def _ask(self, why: str) -> None:
        self._count += 1
        token, run = f"{why} {self._count}", self._conductor.follower.run
        self._asked[token] = _Asked(self._store.experiment, run, self._conductor.history, time.monotonic())
        self._conductor.keep(token)

    def _on_kept(self, kept: Kept) -> None:
        asked = self._asked.pop(kept.token, None)
        if asked is None:
            return
        copy = _Copy(asked.experiment, kept, asked.history.copy())
        now = time.monotonic()
        self._next = now + max(PLAYING_SECONDS, SHARE * (now - asked.at), len(kept.state) / BYTES_A_SECOND)
        if kept.token.startswith("left"):
            self._left = copy
        else:
            self._last = copy
            self._copied = (asked.experiment, asked.run.at(kept.step))
        self._write(copy)
        self._go_on()

    def _go_on(self) -> None:
        """What waited for the last copy goes on, once."""
        then, self._then = self._then, None
        if then is not None:
            self._finish_writing()
            then()

    def _write(self, copy: _Copy) -> None:
        """Begin to write a copy. Where the disk is still busy with the one before, the next one has it all."""
        if self._writer is not None and self._writer.is_alive() and self._then is None:
            self._copied = None
            return
        self._finish_writing()
        self._written = copy.experiment
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
        self._lock.tryLock(0)
        self._writer = threading.Thread(target=_save, args=(self._path, copy), name="recovery")
        self._writer.start()

    def _finish_writing(self) -> None:
        """Wait for the copy that is being written."""
        if self._writer is not None:
            self._writer.join()
            self._writer = None


def folder() -> Path:
    """Where the copies lie."""
    return user_state() / "recovery"


def left_behind() -> list[Path]:
    """Copies of processes that no longer run, newest first."""
    found = [path for path in folder().glob("*") if path.suffix in (DOCUMENT, ".json") and not _is_held(path)]
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def _save(path: Path, copy: _Copy) -> None:
    """Write a copy; where that fails, the next one may not."""
    with contextlib.suppress(OSError):
        save(path, copy.document())


def _is_held(path: Path) -> bool:
    """Whether the process that writes this copy still runs: then it holds the lock beside it."""
    lock = QLockFile(str(path.with_suffix(".lock")))
    lock.setStaleLockTime(0)
    if not lock.tryLock(0):
        return True
    lock.unlock()
    return False
