"""Documents: open, save, recent files, and the question before work would be lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from playground.engine.history import History
from playground.model.disk import is_folder
from playground.model.document import NO_VIEWS, Views
from playground.model.examples import load_example
from playground.model.experiment import Experiment, Training
from playground.model.network import Network, Node
from playground.model.registry import DATA, LAYERS, OBJECTIVES, OPTIMIZERS
from playground.model.spelling import file_name
from playground.ui.forms.questions import ask_other_data, ask_unsaved
from playground.ui.shell.files.document_saver import DocumentSaver
from playground.ui.shell.files.opening import OPENABLE, Opening, ReadFile
from playground.ui.shell.settings import Settings
from playground.ui.state.background import soon
from playground.ui.state.conductor import Conductor
from playground.ui.state.notice import Notice
from playground.ui.state.store import Store, Turn


@dataclass(frozen=True)
class _Wanted:
    """A file that is to be opened: the last edit before it was wanted, and who waits."""

    turn: Turn | None
    then: Callable[[bool], object] | None


class Documents(QObject):
    """The way from the window to files and back. What cannot be read or written is said in one sentence.

    Signals: ``said(Notice)``; ``recent_changed()`` when the list of recent files changed; ``saved(Path)`` when the open
    document lies in its file; ``written(OpenDocument)`` when all of any does, also of one that was left meanwhile;
    ``leaving()`` before another experiment takes the place of unsaved work without a question, as undo brings it back;
    ``opened(Path)`` when a file has been opened, and ``not_opened(Path)`` when it could not be or was cancelled.
    """

    opened = Signal(object)
    not_opened = Signal(object)
    said = Signal(object)
    leaving = Signal()
    recent_changed = Signal()
    saved = Signal(object)
    written = Signal(object)

    def __init__(self, store: Store, conductor: Conductor, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._store = store
        self._conductor = conductor
        self._settings = settings
        self._window = window
        self.saver = DocumentSaver(store, conductor, settings, window)
        self.saver.said.connect(self.said)
        self.saver.saved.connect(self.saved)
        self.saver.written.connect(self.written)
        self.saver.remembered.connect(self._remember)
        self._answered = False
        self._wanted: _Wanted | None = None
        self.opening = Opening(self)
        self.opening.read.connect(self._on_read)
        self.opening.failed.connect(self._on_failed)
        self.opening.cancelled.connect(self._on_cancelled)

    # ------------------------------------------------------------------------------------------------- open

    def ask_open(self) -> None:
        """Ask for a file and open it."""
        if not self.may_leave(self.ask_open):
            return
        name, _ = QFileDialog.getOpenFileName(self._window, "Open an experiment", self._folder(), OPENABLE)
        if name:
            self.open(Path(name))

    def open(self, path: Path, then: Callable[[bool], object] | None = None) -> None:
        """Begin to open a file. It is read on another thread, and until that has succeeded all stays as it is.

        What is open then is gone, so ask ``may_leave`` first; what is edited meanwhile is asked about again. Opening
        something else, or closing the window, cancels it.

        Args:
            path: the file.
            then: is called with whether the file is open now. If not, it could not be read or was cancelled, or the
                person wants to save first, or to stay; after such a save it is called once more.
        """
        self.opening.cancel()
        self._wanted = _Wanted(self._store.turn, then)
        self.opening.begin(path)

    def _on_read(self, found: ReadFile) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is None:
            return
        take = partial(self._take, found, wanted)
        if wanted.turn is self._store.turn or self.may_leave(take):
            take()
        else:
            self._give_up(found.path, wanted)

    def _take(self, found: ReadFile, wanted: _Wanted) -> None:
        """Put what was read in the place of what is open; where its weights are of other data, ask what is meant."""
        goes_on = self._expect_weights(found, f"in {file_name(found.path)} until something is saved there")
        if goes_on is None:
            self._give_up(found.path, wanted)
            return
        self._store.load(found.document.experiment, found.path, found.document.version, found.document.views)
        if not goes_on:
            self._store.saving.note_left_weights()
        self._remember(found.path)
        self.opened.emit(found.path)
        if wanted.then is not None:
            wanted.then(True)

    def _on_failed(self, path: Path, why: Notice) -> None:
        self._settings.forget_file(path)
        self.recent_changed.emit()
        self.said.emit(why)
        self._on_cancelled(path)

    def _on_cancelled(self, path: Path) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self._give_up(path, wanted)

    def _give_up(self, path: Path, wanted: _Wanted) -> None:
        self.not_opened.emit(path)
        if wanted.then is not None:
            wanted.then(False)

    def _expect_weights(self, found: ReadFile, stay: str) -> bool | None:
        """Let what a file has learned go on once it is open; ask, where that was learned from other data.

        ``stay`` says where weights are that are not wanted. False where they are not, and ``None`` where the person
        wants to open nothing.
        """
        document, goes_on = found.document, True
        if found.otherness:
            more = f"Without them learning begins anew; they stay {stay}."
            answer = ask_other_data(self._window, found.otherness, more)
            if answer is None:
                return None
            goes_on = answer
        if document.state is not None and goes_on:
            self._conductor.follower.expect(document.state, found.history or History())
        return goes_on

    def open_new(self) -> None:
        """Begin with an empty network on the first data set."""
        data = next(iter(DATA.kinds.values()))()
        training = Training(optimizer=next(iter(OPTIMIZERS.kinds.values()))())
        objective = next(iter(OBJECTIVES.kinds.values())).suited(data)
        output = next(kind for kind in LAYERS.kinds.values() if kind.pinned)
        networks = {name: Network((Node(output.id(), output()),)) for name in objective.names[:1]}
        experiment = Experiment(data=data, objective=objective, networks=networks, training=training)
        self._begin(experiment, self.open_new)

    def open_example(self, id: str) -> None:
        """Open an example; it has no file until it is saved.

        It is an edit: undo brings back what was there, with its file.
        """
        self._begin(load_example(id), partial(self.open_example, id))

    def open_recovered(self, found: ReadFile) -> bool:
        """Go on with recovered work, which has no file; ask ``may_replace`` first. Undo brings back what was there.

        False where the person wants to open nothing, as its weights are of other data.
        """
        document = found.document
        if self._expect_weights(found, "among the recovered work until it is saved") is None:
            return False
        self._replace(document.experiment, f"Open recovered {document.experiment.name}", document.views)
        came_from = "" if document.copy_of is None else document.copy_of.file
        self._store.saving.detach(Path(came_from) if came_from else None)
        return True

    def may_replace(self, again: Callable[[], object]) -> bool:
        """Whether another experiment may take the place of this one, as an edit.

        Work that has no file comes back by undo, so only changes of a file are asked about, as by ``may_leave``.
        """
        return self._store.path is None or self.may_leave(again)

    def _begin(self, experiment: Experiment, again: Callable[[], None]) -> None:
        if self.may_replace(again):
            self._replace(experiment, f"Open {experiment.name}")

    def _replace(self, experiment: Experiment, label: str, views: Views = NO_VIEWS) -> None:
        self.opening.cancel()
        if self._store.path is None and self._store.dirty:
            self.leaving.emit()
        self._store.replace(experiment, label, views)

    # ------------------------------------------------------------------------------------------------- save

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Save to the experiment's file, or ask for one; then go on with ``then``."""
        self.saver.save(then)

    def save_as(self, then: Callable[[], None] | None = None) -> None:
        """Ask for a file and save there."""
        self.saver.save_as(then)

    def save_to(self, path: Path, then: Callable[[], None] | None = None) -> None:
        """Save to a file: ``.json`` holds the experiment, any other also weights and curves."""
        self.saver.save_to(path, then)

    def _remember(self, path: Path) -> None:
        self._settings.remember_file(path)
        self.recent_changed.emit()

    # ------------------------------------------------------------------------------------------------ leave

    def may_leave(self, then: Callable[[], object]) -> bool:
        """Whether the experiment may be left now.

        With unsaved changes the person is asked: discard says yes, cancel says no, and save says no now but calls
        ``then`` again once the file is written, which may leave without another question.
        """
        answered, self._answered = self._answered, False
        if answered or not self._store.dirty:
            return True
        more, way = "Changes and learned weights that are not saved are lost.", "Save"
        if self._store.saving.needs_document:
            more, way = "Its file holds the experiment alone; what it has learned wants a .playground file.", "Save as…"
        answer = ask_unsaved(self._window, self._store.experiment.name, more, way)
        if answer == "save":
            self.saver.save_all(partial(self._leave_saved, self._store.turn, then))
        return answer == "discard"

    def _leave_saved(self, turn: Turn | None, then: Callable[[], object]) -> None:
        """The file is written: leave, whatever was learned since. What was edited since is asked about."""
        self._answered = self._store.turn is turn
        then()
        self._answered = False

    def _folder(self) -> str:
        """Where files were used last, if that is there: a dialog would wait for a disk that does not answer."""
        for name in self._settings.recent[:1]:
            if soon(partial(is_folder, Path(name).parent), False):
                return str(Path(name).parent)
        return str(Path.home())
