"""Dropping: a file that is dropped on the window is opened; what is dropped with it, or is none, is told of by name."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QUrl, Signal

from playground.doctor.words import listed
from playground.model.disk import is_folder
from playground.model.spelling import file_name
from playground.numerals import count
from playground.ui.shell.files.opening import is_openable, no_experiment
from playground.ui.state.background import Background

NAMED = 4
"""So many of what was dropped at once are named."""


class Dropping(QObject):
    """Takes what is dropped: one file alone is opened, as nobody can tell which of several is meant.

    Signals: ``wanted(Path)`` with the file that is to be opened; ``said(str)`` with why none is.
    """

    wanted = Signal(object)
    said = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = Path()
        self._background = Background("dropped", self)
        self._background.done.connect(self._tell)
        self._background.free.connect(self._look)

    def takes(self, data: QMimeData) -> bool:
        """Whether there is a file of this machine in what is dragged."""
        return any(url.isLocalFile() for url in data.urls())

    def take(self, data: QMimeData) -> None:
        """Take what was dropped: one of the signals tells what has come of it."""
        urls = data.urls()
        if len(urls) != 1:
            self.said.emit(_several([_named(url) for url in urls]))
            return
        self._path = Path(urls[0].toLocalFile())
        if is_openable(self._path):
            self.wanted.emit(self._path)
        else:
            self._look()

    def stop(self) -> None:
        """The window closes: nothing more is told."""
        self._background.stop()

    def _tell(self, words: str) -> None:
        self.said.emit(words)

    def _look(self) -> None:
        """Not by the window, as the disk of a folder may not answer."""
        self._background.begin(partial(_why_not, self._path))


def _why_not(path: Path) -> str:
    """What is said of something whose name is not that of an experiment."""
    return f"{file_name(path)} is a folder: drop a file of it." if is_folder(path) else no_experiment(path)


def _several(names: list[str]) -> str:
    """What is said of several."""
    more = len(names) - NAMED
    named = [*names[:NAMED], f"{count(more)} more"] if more > 0 else names
    return f"{listed(named)} were dropped at once: drop only the one that is to be opened."


def _named(url: QUrl) -> str:
    return file_name(url.toLocalFile() if url.isLocalFile() else url.toDisplayString())
