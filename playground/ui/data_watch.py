"""DataWatch: says once that files of the data are not what was read any more, and offers to read them anew."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from playground.model import edits
from playground.model.contents import Changed
from playground.model.dataset import DataSet, MissingData
from playground.ui.conductor import Conductor, Notice
from playground.ui.notices import Notices
from playground.ui.store import Store

EVERY_MS = 5000
"""It is looked this often, as well as when the window comes to the front and when training begins."""
READ_ANEW = "Read anew"


class DataWatch(QObject):
    """Looks now and then whether the files that were read are still the same. A look opens none that was not written.

    Files that could not be read, or were of no use, are taken as soon as they are there.
    """

    def __init__(self, store: Store, conductor: Conductor, notices: Notices, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._notices = notices
        self._said: set[tuple[str, Changed]] = set()
        self._change: Changed | None = None
        self._text = ""
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

    def look(self) -> None:
        """Look now, and say what is new."""
        data = self._store.experiment.data
        if data.read_files() != data:
            self._store.refresh()
            data = self._store.experiment.data
        found = data.changed()
        if found != self._change:
            self._withdraw()
        if found is not None and (data.fingerprint(), found) not in self._said:
            self._said.add((data.fingerprint(), found))
            self._change = found
            self._say(f"{found.words} {_what_it_means(data)}" if found.now else found.words, "warning")

    def read_anew(self) -> None:
        """Read the files anew, as an edit. Where they hold nothing of use, that is said, and nothing changes."""
        experiment = self._store.experiment
        try:
            data = experiment.data.read_files_anew()
        except MissingData as error:
            self._say(f"{error} Work goes on with what was read.", "error")
            return
        self._store.apply(edits.set_data(experiment, data), READ_ANEW)

    def _say(self, text: str, severity: str) -> None:
        self._text = text
        self._notices.say(Notice(text, severity, label=READ_ANEW, action=self.read_anew, topic="data"))

    def _withdraw(self) -> None:
        self._notices.withdraw(self._text)
        self._change, self._text = None, ""

    def _on_state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.look()

    def _on_playing(self, playing: bool) -> None:
        if playing:
            self.look()

    def _on_changed(self) -> None:
        """Other data, or another reading of them, make untrue what is said."""
        if self._change is not None:
            self.look()


def _what_it_means(data: DataSet) -> str:
    return f"Reading it anew keeps what was learned of the {data.nouns()} it still has; undo brings back the rest."
