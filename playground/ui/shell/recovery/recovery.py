"""Recovery: unsaved work and what it has learned are copied now and then, so that a crash does not lose them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from playground.engine.history import History
from playground.model.archive import DOCUMENT
from playground.model.document import CopyOf
from playground.model.experiment import Experiment
from playground.ui.shell.files.copy_writer import CopyWriter
from playground.ui.shell.files.opening import ReadFile
from playground.ui.shell.recovery.owner import Owner
from playground.ui.state.conductor import Conductor
from playground.ui.state.keeper import Keeper, Work
from playground.ui.state.learned import START, Standing
from playground.ui.state.notice import Notice
from playground.ui.state.saving import OpenDocument
from playground.ui.state.store import Store

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


@dataclass
class _Copy:
    """The copy of one document: its file, and the work that lies in it or will.

    ``experiment`` and ``standing`` are what was copied with all that was learned; ``written`` is the latest experiment
    that was written; ``left`` is the one that another took the place of, unsaved and without a question. Where the
    document is recovered work, ``kept`` are former copies that hold more than is learned now.
    """

    path: Path
    work: Work
    copied: tuple[Experiment, Standing] | None = None
    written: Experiment | None = None
    left: Experiment | None = None
    is_recovered: bool = False
    kept: list[Path] = field(default_factory=list)


class Recovery(QObject):
    """Keeps a copy of each document with unsaved work in the state folder, under a random name.

    The trainer gives the state between two steps; a thread of its own writes the files. A copy goes as soon as its work
    lies in the document's own file, or was given up. ``said(Notice)`` tells of copies that cannot be written.
    """

    said = Signal(object)

    def __init__(self, store: Store, conductor: Conductor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._conductor = conductor
        self._keeper = Keeper(store, conductor, "recovery", self)
        self._writer = CopyWriter()
        self._copies: dict[OpenDocument, _Copy] = {}
        self._next = 0.0
        self._asked_at = 0.0
        self._then: Callable[[], None] | None = None
        self._told = ""
        self._owner = Owner()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(EVERY_MS)
        conductor.playing_changed.connect(self._on_playing)
        store.changed.connect(self._on_changed)

    def keep(self) -> None:
        """Copy unsaved work, with what it has learned, if its copy lacks any of it."""
        self._let_go()
        self._tell_failure()
        if self._copies:
            self._owner.hold()  # where that failed before, a copy may be written by now that nobody seems to own
        document, experiment = self._store.saving.document, self._store.experiment
        if not self._timer.isActive() or not self._is_unsaved():
            return
        copy = self._copy_of(document)
        if copy.copied == (experiment, self._store.saving.standing) and not self._writer.has_failed(copy.path):
            return
        if not self._keeper.waits_for(document):
            self._ask()
        else:  # the trainer has not answered yet: the experiment at least is copied
            self._write_edited(copy, experiment)

    def keep_left(self) -> None:
        """Another experiment is about to take the place of this one, unsaved, and only undo brings it back."""
        self._copy_of(self._store.saving.document).left = self._store.experiment
        self._ask()

    def keep_last(self, then: Callable[[], None]) -> None:
        """The program is about to end: copy the newest work, then go on with ``then``."""
        if self._is_unsaved() and self._conductor.is_ready:
            self._copy_of(self._store.saving.document)
            self._ask()
        if self._keeper.waits and self._conductor.is_ready:
            self._then = then
            QTimer.singleShot(LAST_MS, self, self._go_on)
        else:
            then()

    def forget(self, document: OpenDocument) -> None:
        """A document lies in its own file now, or was given up: its copy is needed no more."""
        copy = self._copies.pop(document, None)
        if copy is not None:
            for path in (copy.path, *copy.kept):
                self._writer.remove(path)

    def claim(self, path: Path) -> Path | None:
        """Make a copy that a window left behind one of this window's; ``None`` where another window was first."""
        return self._owner.claim(path)

    def give_back(self, claimed: Path, path: Path) -> None:
        """A copy that was claimed is not opened after all."""
        self._owner.give_back(claimed, path)

    def adopt(self, found: ReadFile) -> None:
        """A copy that was claimed has just been opened: from now on it is that of the open document.

        Its file stays as it is until the next copy takes its place.
        """
        document, experiment, path = self._store.saving.document, self._store.experiment, found.path
        history = History() if found.history is None else found.history.copy()
        copy_of = found.document.copy_of or CopyOf(steps=history.last_step)
        work = Work(document, experiment, state=found.document.state or b"", step=copy_of.steps, history=history)
        copy = self._copies[document] = _Copy(path, work, written=experiment, is_recovered=True)
        if path.suffix != DOCUMENT:  # an experiment alone, as JSON
            copy.path = self._owner.new_path()
            self._writer.replace(path, copy.path, work, document.came_from)

    def stop(self, keep: bool) -> None:
        """Write no more copies.

        Keep that of the open document, with the newest work, or remove it, as the work was saved or given up on
        purpose. Unsaved work that an example took the place of was never asked about, so it is kept all the same.
        """
        self._timer.stop()
        self._let_go()
        document = self._store.saving.document
        if keep and self._is_unsaved():
            self._write_edited(self._copy_of(document), self._store.experiment)
        else:
            self.forget(document)
        for copy in self._copies.values():
            if copy.left is not None:
                self._write_edited(copy, copy.left)
        self._writer.finish()
        self._owner.release()

    # ------------------------------------------------------------------------------------------------ inside

    def _is_unsaved(self) -> bool:
        saving = self._store.saving
        return saving.dirty or (bool(saving.unsaved) and saving.standing != START)

    def _look(self) -> None:
        self._owner.beat()
        if not self._conductor.playing or time.monotonic() >= self._next:
            self.keep()

    def _on_playing(self, playing: bool) -> None:
        if not playing and time.monotonic() >= self._next - PLAYING_SECONDS + PAUSE_SECONDS:
            self.keep()

    def _tell_failure(self) -> None:
        """Say once why unsaved work cannot be copied; said again where it fails once more after it succeeded."""
        why = next((why for copy in self._copies.values() if (why := self._writer.failure(copy.path))), "")
        if why and why != self._told:
            text = f"Unsaved work cannot be copied aside, as {why}: save it, or a crash would lose it."
            self.said.emit(Notice(text, "warning"))
        self._told = why

    def _on_changed(self, old: Experiment, new: Experiment) -> None:
        """Undo and redo lead away from recovered work without a word, so it is not given up by them."""
        turn = self._store.turn
        copy = None if turn is None or turn.edit.elsewhere is None else self._copies.get(turn.edit.elsewhere)
        if copy is not None and copy.is_recovered and copy.left is None:
            copy.left = old

    def _copy_of(self, document: OpenDocument) -> _Copy:
        """The copy of the open document."""
        if document not in self._copies:
            self._owner.hold()
            self._copies[document] = _Copy(self._owner.new_path(), Work(document, self._store.experiment))
        return self._copies[document]

    def _let_go(self) -> None:
        """Remove copies whose work was given up, or is as its file has it: by undo, or with an answered question."""
        saving = self._store.saving
        for document, copy in list(self._copies.items()):
            if document is saving.document:
                copy.left = None  # it came back: it is asked about again
            if copy.left is None and (document is not saving.document or not saving.unsaved):
                self.forget(document)

    def _ask(self) -> None:
        self._asked_at = time.monotonic()
        self._keeper.ask(self._on_answered, self._on_failed)

    def _on_answered(self, work: Work) -> None:
        now = time.monotonic()
        self._next = now + max(PLAYING_SECONDS, SHARE * (now - self._asked_at), len(work.state) / BYTES_A_SECOND)
        copy = self._copies.get(work.document)
        if copy is not None:
            if copy.is_recovered and not copy.kept and work.step < copy.work.step:
                # Gone back, or begun anew: what it was recovered for is there until it is saved or refused.
                copy.kept.append(copy.path)
                copy.path = self._owner.new_path()
            copy.work = replace(work, history=work.history.copy())
            copy.copied = (work.experiment, work.standing)
            self._write(copy)
        self._after_answer()

    def _on_failed(self, work: Work, why: str) -> None:
        """What was learned could not be told: the last copy stays, with the experiment as it is edited now."""
        copy = self._copies.get(work.document)
        if copy is not None:
            self._write_edited(copy, work.experiment)
        self._after_answer()

    def _after_answer(self) -> None:
        """The trainer answers in order: once it has answered all, it has told of the newest."""
        if not self._keeper.waits:
            self._go_on()

    def _go_on(self) -> None:
        """What waited for the last copy goes on, once."""
        then, self._then = self._then, None
        if then is not None:
            then()

    def _write_edited(self, copy: _Copy, experiment: Experiment) -> None:
        """Write an edited experiment with what is known of its learning, if that is not what was written last."""
        if copy.written is not experiment:
            copy.work = copy.work.edited(experiment)
            self._write(copy)

    def _write(self, copy: _Copy) -> None:
        copy.written = copy.work.experiment
        self._owner.hold()
        document = copy.work.document
        file = document.came_from if document.held is None else document.held.path
        self._writer.write(copy.path, copy.work, file)
