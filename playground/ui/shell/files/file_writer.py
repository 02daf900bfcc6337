"""FileWriter: writes documents on a thread of its own, over nothing that somebody else wrote, and looks after files."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from playground.model.archive import save
from playground.model.disk import look, reason
from playground.model.document import Document
from playground.model.file_version import FileVersion, is_changed, still_holds

SOON_SECONDS = 0.15
"""So long is waited for a file at once; what takes longer goes on while the window does."""
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


@dataclass(frozen=True)
class Unsure:
    """Writing would lose what somebody else wrote, or might; the file is as it was.

    ``unreadable`` says why it cannot be read, so that nobody can tell, in words that finish a sentence.
    """

    unreadable: str = ""


Outcome = Written | NotWritten | Unsure


def write(order: WriteOrder) -> Outcome:
    """Write a document into its file."""
    anew = False
    try:
        try:
            look(order.path)
        except FileNotFoundError:
            anew = order.held is not None
        if not order.overwrite and (unsure := _unsure(order)):
            return unsure
        return Written(save(order.path, order.document), anew)
    except OSError as error:
        return NotWritten(reason(error))
    except MemoryError:
        return NotWritten("there is too little memory")


def _unsure(order: WriteOrder) -> Unsure | None:
    try:
        return Unsure() if is_changed(order.path, order.held) else None
    except OSError as error:
        return Unsure(reason(error))


class _Job(threading.Thread):
    """Something that is done on a thread; ``result`` is what came of it."""

    def __init__(self, name: str, job: Callable[[], object]) -> None:
        # As a daemon: a disk that never answers must not keep the program from ending.
        super().__init__(name=name, daemon=True)
        self._job = job
        self.result: object = None

    def run(self) -> None:
        """Do it, whatever comes of it."""
        try:
            self.result = self._job()
        except Exception as error:  # nobody foresaw it; all the same the window must not wait for ever
            self.result = NotWritten(f"{type(error).__name__}: {error}")


class FileWriter(QObject):
    """Writes one document at a time, and looks at one file at a time.

    Signals: ``done(Outcome)`` tells what came of an order, ``looked(Path, FileVersion, bool)`` whether a file still
    holds what it held.
    """

    done = Signal(object)
    looked = Signal(object, object, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._writing: _Job | None = None
        self._looking: _Job | None = None
        self._looked_at: tuple[Path, FileVersion] | None = None
        self._timer = QTimer(self)
        self._timer.setObjectName("file_writer")
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._take)

    def write(self, order: WriteOrder) -> None:
        """Write a document. What is done soon is told before this returns, all else later."""
        self._writing = _Job("save", partial(write, order))
        self._writing.start()
        self._writing.join(SOON_SECONDS)
        self._timer.start()
        self._take()

    def look_at(self, path: Path, held: FileVersion) -> None:
        """See whether a file still holds what it held, unless the answer to an earlier question is still to come."""
        if self._looking is None:
            self._looked_at = (path, held)
            self._looking = _Job("look", partial(still_holds, path, held))
            self._looking.start()
            self._timer.start()

    def finish(self) -> None:
        """Wait until what is being written is, as the window closes."""
        for job in (self._writing, self._looking):
            if job is not None:
                job.join(LAST_SECONDS)
        self._take()

    def _take(self) -> None:
        """Tell what was done meanwhile."""
        writing, looking = self._writing, self._looking
        if looking is not None and not looking.is_alive():
            self._looking = None
            if self._looked_at is not None:
                self.looked.emit(*self._looked_at, bool(looking.result))
        if writing is not None and not writing.is_alive():
            self._writing = None
            self.done.emit(writing.result)
        if self._writing is None and self._looking is None:
            self._timer.stop()
