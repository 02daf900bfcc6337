"""DataReader: files of data are read on a thread, since a network share that hangs may take minutes to answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer

from playground.model.dataset import DataSet, MissingData
from playground.model.spelling import file_name
from playground.numerals import counted
from playground.ui.panels.reading_strip import ReadingStrip
from playground.ui.state.background import Background
from playground.ui.state.store import Store

TOLD_SECONDS = 0.3
"""Reading that takes longer is told of, and can be cancelled."""
_LOOK_MS = 100
Read = Callable[[DataSet], DataSet]
Take = Callable[[DataSet, str], None]


def anew(data: DataSet) -> DataSet:
    """A way to read: what the files hold now."""
    return data.files().read_anew()


def where_nothing_was(data: DataSet) -> DataSet:
    """A way to read: only what could not be read before, or was of no use."""
    return data.files().read()


@dataclass(frozen=True)
class _Wish:
    """Data of which files are to be read, how, and who takes what came of it."""

    change: Callable[[DataSet], DataSet]
    of: DataSet
    read: Read
    take: Take


class DataReader(QObject):
    """Reads the files of data, one wish at a time: another takes the place of one that is still waited for.

    What is read soon is taken before `begin` returns. What takes longer is told in the strip, where it can be
    cancelled; then nothing changes.
    """

    def __init__(self, store: Store, strip: ReadingStrip | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._strip = strip
        self._background: Background | None = None
        self._wish: _Wish | None = None
        self._began = 0.0
        self._timer = QTimer(self)
        self._timer.setObjectName("data_reader")
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._tell)
        store.loaded.connect(self.cancel)
        if strip is not None:
            strip.cancelled.connect(self.cancel)

    @property
    def busy(self) -> bool:
        """Whether something is being read."""
        return self._background is not None

    def begin(self, read: Read, take: Take, change: Callable[[DataSet], DataSet] = lambda data: data) -> None:
        """Read files of the present data.

        Args:
            read: is called on a thread with the data, and returns them with what was read; may raise `MissingData`.
            take: is called with what was read, or with the data as they were and why they could not be.
            change: what is to be changed of the data before. Where other data of the same kind are there in the end,
                it is made of those, and they are read.
        """
        self.cancel()
        data = change(self._store.experiment.data)
        self._wish = _Wish(change, self._store.experiment.data, read, take)
        self._background = Background("data_reader", self)
        self._background.done.connect(self._on_done)
        self._began = time.monotonic()
        self._timer.start()
        self._background.begin(lambda: _outcome(read, data))
        self._background.wait()

    def cancel(self) -> None:
        """Want nothing more of what is being read; a disk that hangs is left to itself."""
        background, self._background, self._wish = self._background, None, None
        self._timer.stop()
        if background is not None:
            background.stop()
            background.deleteLater()
            if self._strip is not None:
                self._strip.say("")

    def _on_done(self, outcome: tuple[DataSet, str]) -> None:
        wish, now = self._wish, self._store.experiment.data
        self.cancel()
        if wish is None or type(now) is not type(wish.of):
            return
        if now != wish.of:
            self.begin(wish.read, wish.take, wish.change)
        else:
            wish.take(*outcome)

    def _tell(self) -> None:
        if self._background is not None and not self._background.busy:
            self.cancel()  # what it raised, which nobody foresaw, was told
        if self._strip is None or self._wish is None:
            return
        seconds = time.monotonic() - self._began
        if seconds >= TOLD_SECONDS:
            names = ", ".join(file_name(file.name) for file in self._wish.change(self._wish.of).files().refs[:1])
            self._strip.say(f"Reading {names}… ({counted(int(seconds), 'second')})")


def _outcome(read: Read, data: DataSet) -> tuple[DataSet, str]:
    try:
        return read(data), ""
    except MissingData as error:
        return data, str(error)
