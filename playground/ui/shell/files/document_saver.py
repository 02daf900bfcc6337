"""DocumentSaver: the way from the window to files, with a question before anybody's work would be overwritten."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from playground.model.archive import DOCUMENT, SUFFIXES, holds_weights
from playground.model.disk import is_folder, is_same, is_there
from playground.model.file_names import proposed_name, with_known_suffix, without_foreign_ending
from playground.model.file_version import FileVersion
from playground.model.spelling import file_name
from playground.ui.forms.questions import ask_overwrite, ask_with_ending
from playground.ui.shell.files.file_writer import FileWriter, NotWritten, Outcome, Unsure, WriteOrder, Written
from playground.ui.shell.settings import Settings
from playground.ui.state.background import soon
from playground.ui.state.conductor import Conductor
from playground.ui.state.keeper import Keeper, Work
from playground.ui.state.learned import START
from playground.ui.state.notice import Notice
from playground.ui.state.saving import SavedFile
from playground.ui.state.store import Store

FILTER = "Playground (*.playground *.json)"


@dataclass(frozen=True)
class _Save:
    """A document that waits to be written, and what goes on once it is."""

    path: Path
    then: Callable[[], None] | None
    overwrite: bool
    work: Work


class DocumentSaver(QObject):
    """Saves documents, one after the other. What cannot be written is said in one sentence, with a way out.

    Signals: ``said(Notice)``; ``saved(Path)`` when the open document lies in its file; ``written(OpenDocument)`` when
    all of any document does, also of one that was left meanwhile; ``remembered(Path)`` when a file was written;
    ``found_again()`` when the file of the open document holds again what it held.
    """

    said = Signal(object)
    saved = Signal(object)
    written = Signal(object)
    remembered = Signal(object)
    found_again = Signal()

    def __init__(self, store: Store, conductor: Conductor, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._store = store
        self._settings = settings
        self._window = window
        self._keeper = Keeper(store, conductor, "save", self)
        self._closes: Callable[[], object] | None = None
        self._waiting: deque[_Save] = deque()
        self._present: _Save | None = None
        self._unsure = Unsure()
        self._writer = FileWriter(self)
        self._writer.done.connect(self._on_done)
        self._writer.looked.connect(self._on_looked)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.applicationStateChanged.connect(self._on_application)
        # The answer of the trainer comes in the middle of the window's clock, where no question may be asked.
        self._asking = QTimer(self)
        self._asking.setObjectName("asking")
        self._asking.setSingleShot(True)
        self._asking.timeout.connect(self._ask)
        store.changed.connect(self._on_changed)

    # ------------------------------------------------------------------------------------------------- begin

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Save to the experiment's file, or ask for one; then go on with ``then``.

        A file whose weights were not wanted when it was opened, or do not fit, is overwritten only after a question.
        """
        path, answer = self._store.path, "overwrite"
        if path is not None and self._store.saving.document.left_weights:
            text = f"“{file_name(path)}” holds weights that are not used here."
            answer = ask_overwrite(self._window, text, "They would be lost for what was learned here.")
        if path is None or answer == "elsewhere":
            self.save_as(then)
        elif answer == "overwrite":
            self.save_to(path, then)

    def save_all(self, then: Callable[[], None] | None = None) -> None:
        """Save with what was learned: ask for a file that holds that, too, where the experiment's own does not."""
        if self._store.saving.needs_document:
            self.save_as(then)
        else:
            self.save(then)

    def save_as(self, then: Callable[[], None] | None = None) -> None:
        """Ask for a file and save there."""
        name, _ = QFileDialog.getSaveFileName(self._window, "Save the experiment", str(self._proposed()), FILTER)
        if not name:
            return
        own = with_known_suffix(Path(name), SUFFIXES)
        if _is_own(self._store.saving.held, own):
            self.save_to(own, then)
            return
        path, answer = ask_with_ending(self._window, Path(name), SUFFIXES)
        if answer == "overwrite":
            self.save_to(path, then, overwrite=soon(partial(is_there, path), False))
        elif answer == "elsewhere":
            self.save_as(then)

    def save_to(self, path: Path, then: Callable[[], None] | None = None, overwrite: bool = False) -> None:
        """Save to a file: ``.json`` holds the experiment, any other also weights and curves.

        What the file holds that is not this document as it was read or saved last is overwritten only after a
        question, unless ``overwrite`` says that it was asked.
        """
        if holds_weights(path):
            begin = partial(self._begin, path, then, overwrite)
            self._keeper.ask(begin, partial(self._on_not_kept, path, then))
        else:
            self._begin(path, then, overwrite, Work(self._store.saving.document, self._store.experiment))

    def look_at_file(self) -> None:
        """See whether the file still holds what it held: another program may have removed or written it."""
        held = self._store.saving.held
        if held is not None and held.version is not None and not self.busy:
            self._writer.look_at(held.path, held.version)

    # --------------------------------------------------------------------------------------------------- end

    @property
    def busy(self) -> bool:
        """Whether anything is still to be written."""
        return self._keeper.waits or self._present is not None or bool(self._waiting)

    def has_written(self, then: Callable[[], object]) -> bool:
        """Whether the window may close as far as saves go that are not yet written.

        If not, ``then`` is called once they are. Asked a second time it says yes, as a step may take long.
        """
        if not self.busy or self._closes is not None:
            self._closes = None
            return True
        self._closes = then
        self.said.emit(Notice("The window closes once the file is written.", topic="hint"))
        return False

    def finish(self) -> None:
        """The window closes for good: wait for what is being written."""
        self._writer.finish()

    # ------------------------------------------------------------------------------------------------ inside

    def _proposed(self) -> Path:
        """The experiment's file, as one that holds weights too, or the one that it was recovered from.

        Without one, its name, where files were used last.
        """
        own = self._store.path or self._store.saving.document.came_from
        recent = [Path(name).parent for name in self._settings.recent[:1]]
        folders = [] if own is None else [own.parent]
        there = (folder for folder in (*folders, *recent) if soon(partial(is_folder, folder), False))
        folder = next(there, Path.home())
        name = proposed_name(self._store.experiment.name, DOCUMENT, "experiment")
        if own is not None and own.suffix.lower() in SUFFIXES:
            name = without_foreign_ending(own.stem) + (own.suffix if holds_weights(own) else DOCUMENT)
        return folder / name

    def _begin(self, path: Path, then: Callable[[], None] | None, overwrite: bool, work: Work) -> None:
        self._waiting.append(_Save(path, then, overwrite, work))
        self._next()

    def _next(self) -> None:
        if self._present is not None or not self._waiting:
            return
        self._present = save = self._waiting.popleft()
        held = save.work.document.held
        version = held.version if held is not None and _is_own(held, save.path) else None
        self._writer.write(WriteOrder(save.path, save.work.contents(), version, save.overwrite))

    def _on_application(self, state: Qt.ApplicationState) -> None:
        """Back from another program: it may have changed the file."""
        if state == Qt.ApplicationState.ApplicationActive:
            self.look_at_file()

    def _on_changed(self, *_: object) -> None:
        """Where undo leads to another document, its file may have become that of another meanwhile."""
        turn = self._store.turn
        if turn is not None and turn.edit.elsewhere is not None:
            self.look_at_file()

    def _on_looked(self, path: Path, version: FileVersion, there: bool) -> None:
        saving = self._store.saving
        held = saving.held
        if held is None or (held.path, held.version) != (path, version) or held.there == there or self.busy:
            return  # it was saved anew meanwhile, or nothing is new
        saving.note_there(saving.document, there)
        if there:
            self.found_again.emit()
            return
        text = f"{file_name(path)} was changed or removed by another program: what is open here is not saved any more."
        self.said.emit(Notice(text, "warning", label="Save as…", action=partial(self.save_as, None), topic="save"))

    def _on_done(self, outcome: Outcome) -> None:
        save = self._present
        if save is None:
            return
        if isinstance(outcome, Unsure):
            self._unsure = outcome
            if not outcome.unreadable:
                self._note_lost(save)
            self._asking.start(0)
            return
        self._present = None
        if isinstance(outcome, Written):
            self._note_written(save, outcome)
        elif isinstance(outcome, NotWritten):
            self._say_failure(save.path, save.then, outcome.why)
        self._next()

    def _note_lost(self, save: _Save) -> None:
        held = save.work.document.held
        if _is_own(held, save.path):
            self._store.saving.note_there(save.work.document, False)

    def _ask(self) -> None:
        """Somebody else has written the file, or may have: ask what is to become of it."""
        save = self._present
        if save is None:
            return
        held, why = save.work.document.held, self._unsure.unreadable
        own = "was changed by another program or window meanwhile."
        if why:
            own = f"cannot be read any more, as {why}, so nobody can tell whether another program has changed it."
        what = own if _is_own(held, save.path) else "is there already."
        answer = ask_overwrite(self._window, f"“{file_name(save.path)}” {what}", "What it holds now would be lost.")
        self._present = None
        if answer == "overwrite":
            self._waiting.appendleft(replace(save, overwrite=True))
        else:
            self._closes = None
        self._next()
        if answer == "elsewhere":
            self.save_as(save.then)

    def _on_not_kept(self, path: Path, then: Callable[[], None] | None, work: Work, why: str) -> None:
        self._say_failure(path, then, why.rstrip("."))

    def _say_failure(self, path: Path, then: Callable[[], None] | None, why: str) -> None:
        self._closes = None
        text = f"{file_name(path)} could not be saved, as {why}: choose another place."
        self.said.emit(Notice(text, "error", label="Save as…", action=partial(self.save_as, then), topic="save"))

    def _note_written(self, save: _Save, outcome: Written) -> None:
        """Where the document was left meanwhile the file is its own still, not that of the one now open."""
        saving, work = self._store.saving, save.work
        is_open = work.document is saving.document
        known = work.document.held is not None and not work.document.held.there  # that it was gone has been said
        saving.save(work.document, SavedFile(save.path, work.experiment, work.standing, outcome.version))
        self.remembered.emit(save.path)
        if outcome.anew and not known:
            self.said.emit(Notice(f"{file_name(save.path)} was not there any more: it was written anew.", topic="hint"))
        if is_open:
            self.saved.emit(save.path)
        if holds_weights(save.path) or (is_open and saving.standing == START):
            self.written.emit(work.document)
        elif is_open:
            self._say_without_weights(save.path)
        if self._closes is not None and not self.busy:
            closes, self._closes = self._closes, None
            closes()
        elif is_open and save.then is not None:
            save.then()

    def _say_without_weights(self, path: Path) -> None:
        text = f"{file_name(path)} holds the experiment alone: what it has learned is not saved."
        self.said.emit(Notice(text, "info", label="Save as…", action=partial(self.save_as, None), topic="hint"))


def _is_own(held: SavedFile | None, path: Path) -> bool:
    """Whether a path, such as one through a link, leads to the file of a document, which would hold as much there.

    Where its disk does not answer it is taken for another one, so that nothing in it is overwritten unasked.
    """
    if held is None or held.has_weights != holds_weights(path):
        return False
    return held.path == path or soon(partial(is_same, held.path, path), False)
