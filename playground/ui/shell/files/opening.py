"""Opening: a file is read and checked on a thread of its own, and what is open stays until that has succeeded."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from playground.engine.history import History
from playground.model import edits
from playground.model.archive import DOCUMENT, load
from playground.model.disk import reason
from playground.model.document import Document
from playground.model.file_limits import MEGABYTE
from playground.model.file_problems import NO_EXPERIMENT, FileProblems, NoExperiment
from playground.model.origin import otherness, read_origin
from playground.model.problem_words import in_words
from playground.model.spelling import file_name
from playground.numerals import count
from playground.ui.state.notice import Notice

OPENABLE = "Playground (*.playground *.json *.PLAYGROUND *.JSON);;All files (*)"
"""What a person who opens a file is shown of a folder."""
ENDINGS = (DOCUMENT, ".json")
SOON_SECONDS = 0.3
"""Reading that takes longer is told of, and can be cancelled."""
_LOOK_MS = 10


@dataclass(frozen=True)
class ReadFile:
    """What a file holds, read and checked whole, with what the files of its data hold now.

    ``history`` goes with its state of learning; ``otherness`` is one sentence, where that was learned from other data.
    """

    path: Path
    document: Document
    history: History | None = None
    otherness: str = ""


class _Cancelled(Exception):
    """Nobody waits for this file any more."""


@dataclass(eq=False)
class _Reading:
    """One file that is being read; written by its thread, read by the window."""

    path: Path
    began: float = field(default_factory=time.monotonic)
    cancelled: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)
    progress: tuple[int, int] = (0, 0)
    found: ReadFile | Exception | None = None

    def run(self) -> None:
        """Read the file, whatever comes of it."""
        try:
            self._check()
            document = load(self.path, self._note)
            self._check()
            self.found = _whole(self.path, document)
        except _Cancelled:
            pass
        except Exception as error:  # is raised again in the window, where it is not foreseen
            self.found = error
        self.done.set()

    def words(self) -> str:
        """How far it has come."""
        name, (read, size) = file_name(self.path), self.progress
        if read >= size:
            return f"Checking {name}…" if size else f"Reading {name}…"
        return f"Reading {name}: {count(read // MEGABYTE)} of {count(-(-size // MEGABYTE))} MB"

    def _note(self, read: int, size: int) -> None:
        self.progress = (read, size)
        self._check()

    def _check(self) -> None:
        if self.cancelled.is_set():
            raise _Cancelled


def _whole(path: Path, document: Document) -> ReadFile:
    """With all that takes long to find out."""
    document = replace(document, experiment=edits.with_files_read_anew(document.experiment))
    if document.state is None:
        return ReadFile(path, document)
    history = History.from_columns(document.history or {}, document.marks)
    history.joined()  # known from then on
    return ReadFile(path, document, history, otherness(read_origin(document.state), document.experiment.data))


class Opening(QObject):
    """Reads files for the window, one at a time: another one takes the place of one that is still being read.

    Signals: ``read(ReadFile)`` once a file has been read; ``failed(Path, Notice)`` when it cannot be, with what to say;
    ``cancelled(Path)`` when nobody wants it any more; ``progressed(str)`` with what is to be said while it takes
    longer, and with nothing at the end. A file that has been read waits until no dialog and no menu is open.
    """

    read = Signal(object)
    failed = Signal(object, object)
    cancelled = Signal(object)
    progressed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reading: _Reading | None = None
        self._timer = QTimer(self)
        self._timer.setObjectName("opening")
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def busy(self) -> bool:
        """Whether a file is being read."""
        return self._reading is not None

    def begin(self, path: Path) -> None:
        """Read a file; one of the signals tells what has come of it."""
        self.cancel()
        reading = self._reading = _Reading(path)
        # As a daemon: a disk that never answers must not keep the program from ending.
        threading.Thread(target=reading.run, name="opening", daemon=True).start()
        self._timer.start()

    def cancel(self) -> None:
        """Want the file no more that is being read, if one is."""
        reading = self._end()
        if reading is not None:
            reading.cancelled.set()
            self.cancelled.emit(reading.path)

    def wait(self, seconds: float = SOON_SECONDS) -> None:
        """Wait for the file for so long, at the start of the window, which then shows it at once."""
        if self._reading is not None:
            self._reading.done.wait(seconds)
            self._look()

    def _look(self) -> None:
        reading = self._reading
        if reading is None:
            return
        if not reading.done.is_set():
            if time.monotonic() - reading.began >= SOON_SECONDS:
                self.progressed.emit(reading.words())
        elif not _is_busy():
            self._end()
            self._tell(reading)

    def _end(self) -> _Reading | None:
        reading, self._reading = self._reading, None
        self._timer.stop()
        if reading is not None:
            self.progressed.emit("")
        return reading

    def _tell(self, reading: _Reading) -> None:
        found = reading.found
        if isinstance(found, ReadFile):
            self.read.emit(found)
        elif found is not None:
            self.failed.emit(reading.path, _why_not(reading.path, found))
            if not isinstance(found, FileProblems | OSError | MemoryError):
                raise found


def _is_busy() -> bool:
    """Whether somebody is about to do something with what is open now: in a dialog or menu, or with the mouse held."""
    widget = QApplication.activeModalWidget() or QApplication.activePopupWidget()
    return widget is not None or QApplication.mouseButtons() != Qt.MouseButton.NoButton


def _why_not(path: Path, error: Exception) -> Notice:
    """What is said of a file that cannot be opened: the first problem, and all that are told of in the details."""
    name = file_name(path)
    if isinstance(error, NoExperiment):
        return Notice(no_experiment(path), "error", str(path))
    if isinstance(error, FileProblems):
        lines = error.problems
        more = f" ({count(error.count - 1)} more in the details)" if error.count > 1 else ""
        return Notice(f"{name} could not be opened: {in_words(lines[0])}{more}", "error", "\n".join(lines))
    if isinstance(error, OSError):
        return Notice(f"{name} could not be opened, as {reason(error)}.", "error", str(path))
    if isinstance(error, MemoryError):
        return Notice(f"{name} could not be opened, as there is not enough memory for it.", "error")
    return Notice(f"{name} could not be opened, because of a fault in Playground.", "error")


def no_experiment(path: Path) -> str:
    """What is said of a file that is not an experiment at all."""
    return f"{file_name(path)} is {NO_EXPERIMENT}"


def is_openable(path: Path) -> bool:
    """Whether a file's name ends as those of experiments do."""
    return path.suffix.lower() in ENDINGS
