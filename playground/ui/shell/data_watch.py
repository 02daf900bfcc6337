"""DataWatch: says as soon as files of the data are not what was read any more, and offers to read them anew."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from playground.model import edits
from playground.model.dataset import DataSet
from playground.model.source_files import Changed
from playground.ui.panels.data_reader import DataReader, anew
from playground.ui.shell.notices import Notices
from playground.ui.state.background import Background
from playground.ui.state.conductor import Conductor
from playground.ui.state.notice import Notice
from playground.ui.state.store import Store

EVERY_MS = 5000
"""It is looked this often, as well as when the window comes to the front and when training begins."""
READ_ANEW = "Read anew"
_TOPIC = "data"


@dataclass(frozen=True)
class _Found:
    """What a look at some data has found: the data with what can be read of their files, and what has changed."""

    looked_at: DataSet
    data: DataSet
    change: Changed | None


class DataWatch(QObject):
    """Looks now and then whether the files that were read are still the same. A look opens none that was not written.

    It looks on a thread, one at a time, as a network share that hangs may take minutes to answer. Files that could not
    be read, or were of no use, are taken as soon as they are there.
    """

    def __init__(
        self, store: Store, conductor: Conductor, notices: Notices, reader: DataReader, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._notices = notices
        self._reader = reader
        self._said: dict[str, Changed] = {}  # of each reading, the change that was told last
        self._change: Changed | None = None
        self._told_of: DataSet | None = None
        self._background = Background("data_watch_look", self)
        self._background.done.connect(self._take)
        self._background.free.connect(self.look)
        self._timer = QTimer(self)
        self._timer.setObjectName("data_watch")
        self._timer.timeout.connect(self.look)
        self._timer.start(EVERY_MS)
        conductor.playing_changed.connect(self._on_playing)
        store.changed.connect(self._on_changed)
        store.loaded.connect(self._on_changed)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.applicationStateChanged.connect(self._on_state)

    @property
    def busy(self) -> bool:
        """Whether it looks now."""
        return self._background.busy

    def look(self) -> None:
        """Begin to look; where it looks already, once more after that."""
        data = self._store.experiment.data
        if data.files().refs:
            self._background.begin(partial(_look_at, data))

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()
        self._background.stop()
        self._reader.cancel()

    def read_anew(self) -> None:
        """Read the files anew, as an edit. Where they hold nothing of use, that is said, and nothing changes."""
        self._reader.begin(anew, self._take_anew)

    def _take_anew(self, data: DataSet, why: str) -> None:
        if why:
            self._say(f"{why} Work goes on with what was read.", "error")
        else:
            self._store.apply(edits.set_data(self._store.experiment, data), READ_ANEW)

    def _take(self, found: _Found) -> None:
        """Take what was found, unless other data are there by now: then look at those."""
        if found.looked_at == self._store.experiment.data:
            self._show(found)
        else:
            self.look()

    def _show(self, found: _Found) -> None:
        if found.data != found.looked_at:
            self._store.refresh(found.data)
        data, change = found.data, found.change
        if change != self._change:
            self._withdraw()
        reading = data.files().fingerprint()
        if change is None:
            self._said.pop(reading, None)
        elif self._said.get(reading) != change:
            self._said[reading] = change
            self._change = change
            self._say(f"{change.words} {_what_it_means(data)}" if change.now else change.words, "warning")

    def _say(self, text: str, severity: str) -> None:
        """Say it instead of what was said before: there is never more than one strip about the data."""
        self._notices.withdraw_about(_TOPIC)
        self._told_of = self._store.experiment.data
        self._notices.say(Notice(text, severity, label=READ_ANEW, action=self.read_anew, topic=_TOPIC))

    def _withdraw(self) -> None:
        self._notices.withdraw_about(_TOPIC)
        self._change, self._told_of = None, None

    def _on_state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.look()

    def _on_playing(self, playing: bool) -> None:
        if playing:
            self.look()

    def _on_changed(self) -> None:
        """Other data, or another reading of them, make untrue what is said."""
        told, data = self._told_of, self._store.experiment.data
        if told is not None:
            before, now = told.files(), data.files()
            if before.refs != now.refs:  # should they come back, what they have missed is news again
                self._said.pop(before.fingerprint(), None)
                self._withdraw()
            elif before.fingerprint() != now.fingerprint():
                self._withdraw()
            self.look()


def _look_at(data: DataSet) -> _Found:
    read = data.files().read()
    return _Found(data, read, read.files().changed())


def _what_it_means(data: DataSet) -> str:
    return (
        f"Reading it anew keeps what was learned of the {data.names().nouns} it still has; undo brings back the rest."
    )
