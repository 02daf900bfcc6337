"""FileWriter: writes a document, a large one on a thread of its own, over nothing that somebody else wrote."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, QTimer, Signal

from playground.model.archive import Document, save
from playground.model.disk import look, reason
from playground.model.file_version import FileVersion, is_changed

LARGE = 4 * 2**20
"""From so many bytes on a thread writes, as it would take longer than a picture may wait."""
LAST_SECONDS = 10.0
"""So long is waited at the end for a disk that does not answer; the file is whole then as it was before."""
_LOOK_MS = 10


@dataclass(frozen=True)
class WriteOrder:
    """A document that is to be written into a file.

    ``held`` is what the file held when it was read or written last, ``None`` where there was none; what else it holds
    now is replaced only if ``overwrite`` says that the person wants it.
    """

    path: Path
    document: Document
    held: FileVersion | None = None
    overwrite: bool = False


@dataclass(frozen=True)
class Written:
    """What the file holds now; ``anew`` says that it had been removed since it was read or written last."""

    version: FileVersion
    anew: bool = False


@dataclass(frozen=True)
class NotWritten:
    """Why it was not written, in words that finish a sentence; the file is as it was."""

    why: str


Outcome = Written | NotWritten | Literal["changed"]
"""``"changed"``: the file holds what somebody else wrote, and is as it was."""


def write(order: WriteOrder) -> Outcome:
    """Write a document into its file."""
    anew = False
    try:
        try:
            look(order.path)
        except FileNotFoundError:
            anew = order.held is not None
        if not order.overwrite and is_changed(order.path, order.held):
            return "changed"
        return Written(save(order.path, order.document), anew)
    except OSError as error:
        return NotWritten(reason(error))
    except MemoryError:
        return NotWritten("there is too little memory")


class FileWriter(QObject):
    """Carries out one order at a time. ``done(Outcome)`` tells what came of it."""

    done = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: threading.Thread | None = None
        self._outcome: Outcome | None = None
        self._timer = QTimer(self)
        self._timer.setObjectName("file_writer")
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)

    def write(self, order: WriteOrder) -> None:
        """Write a document; a small one is written at once."""
        size = len(order.document.state or b"")
        with contextlib.suppress(OSError):
            size = max(size, look(order.path).st_size)  # which is read, to be compared
        if size < LARGE:
            self.done.emit(write(order))
            return
        # As a daemon: a disk that never answers must not keep the program from ending.
        self._thread = threading.Thread(target=self._run, args=(order,), name="save", daemon=True)
        self._thread.start()
        self._timer.start()

    def finish(self) -> None:
        """Wait until what is being written is, as the window closes."""
        if self._thread is not None:
            self._thread.join(LAST_SECONDS)
            self._look()

    def _run(self, order: WriteOrder) -> None:
        try:
            self._outcome = write(order)
        except Exception as error:
            self._outcome = NotWritten(f"{type(error).__name__}: {error}")

    def _look(self) -> None:
        if self._thread is None or self._thread.is_alive():
            return
        self._thread.join()
        self._thread = None
        self._timer.stop()
        self.done.emit(self._outcome)
