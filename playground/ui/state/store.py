"""Store: holds the experiment. Every edit passes one door with a label; undo is a pair of experiments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec
from PySide6.QtCore import QObject, Signal

from playground.model import edits
from playground.model.change_words import edit_label
from playground.model.dataset import DataSet
from playground.model.document import NO_VIEWS, Views
from playground.model.experiment import Experiment
from playground.model.file_version import FileVersion
from playground.model.trace import Trace, retrace, trace
from playground.ui.state.learned import UndoPoint
from playground.ui.state.saving import OpenDocument, Saving

_LIMIT = 500


@dataclass
class Edit:
    """One entry for undo: the experiments before and after it, and what was learned there.

    ``anew`` says that learning begins at step 0, whatever the experiment; ``inner`` that what was learned was changed
    and the experiment is as it was. ``left`` and ``reached`` are what was learned when its side before and its side
    after was left last; both are ``None`` where nothing but settings changed, under which learning just goes on.
    ``elsewhere`` is the document of the other side, where another experiment takes the place of one.
    """

    label: str
    merge: str
    before: Experiment
    after: Experiment
    anew: bool = False
    inner: bool = False
    left: UndoPoint | None = None
    reached: UndoPoint | None = None
    elsewhere: OpenDocument | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the experiment is after it what it was before it."""
        return self.before == self.after


@dataclass(frozen=True)
class Turn:
    """How the store came to be as it is: an edit was made, more of it (``merged``), taken back or made again."""

    edit: Edit
    way: Literal["made", "merged", "undone", "redone"]

    @property
    def returns(self) -> bool:
        """Whether what was learned on the other side of the edit comes back."""
        return self.way in ("undone", "redone") and self.edit.left is not None


class Store(QObject):
    """The one experiment of the window, its meaning, its past and its file.

    Signals: ``changed(old, new)`` after every edit, undo and redo of the experiment; ``changed_inside(Turn)`` after
    those of what was learned alone; ``loaded(new)`` when another experiment takes its place; ``status_changed()`` when
    the name, the file, or what can be undone changes.
    """

    changed = Signal(object, object)
    changed_inside = Signal(object)
    loaded = Signal(object)
    status_changed = Signal()

    def __init__(self, experiment: Experiment, parent: QObject | None = None, views: Views = NO_VIEWS) -> None:
        super().__init__(parent)
        experiment = edits.with_files_read_anew(experiment)
        self._experiment = experiment
        self._trace = trace(experiment)
        self._done: list[Edit] = []
        self._undone: list[Edit] = []
        self.turn: Turn | None = None
        """The edit that is being told of by ``changed``; ``None`` where the experiment was only looked at again."""
        self._sealed = True
        self.opened_views = views
        """What was looked at in the open document when it was opened or came back, to be looked at again."""
        self.saving = Saving(experiment, self.status_changed.emit, views)

    @property
    def experiment(self) -> Experiment:
        """The experiment as it is now."""
        return self._experiment

    @property
    def trace(self) -> Trace:
        """What the experiment means now."""
        return self._trace

    @property
    def views(self) -> Views:
        """What is being looked at in the open document."""
        return self.saving.document.views

    @property
    def path(self) -> Path | None:
        """The experiment's file; ``None`` where it has none yet."""
        return None if self.saving.held is None else self.saving.held.path

    @property
    def dirty(self) -> bool:
        """Whether there is work to be asked about that no file holds."""
        return self.saving.dirty

    @property
    def undo_label(self) -> str:
        """What undo would take back, empty when nothing."""
        return self._done[-1].label if self._done else ""

    @property
    def redo_label(self) -> str:
        """What redo would do again, empty when nothing."""
        return self._undone[-1].label if self._undone else ""

    def states(self) -> Iterator[UndoPoint]:
        """All that was learned which undo and redo lead back to."""
        for edit in (*self._done, *self._undone):
            yield from (state for state in (edit.left, edit.reached) if state is not None)

    def apply(self, new: Experiment, label: str, merge: str = "") -> None:
        """Make an edit. Edits in a row with the same ``merge`` key are one entry until ``seal`` (a slider's drag)."""
        new = edits.with_readings(new)
        if new != self._experiment:
            self._note(Edit(label, merge, self._experiment, new))
            self._sealed = False
            self._become(new)

    def set(self, path: str, value: object, dragging: bool = False, label: str = "") -> None:
        """Set what stands at a path of the experiment; what is set while a slider is dragged is one entry for undo.

        Raises:
            InvalidValue: the value is not allowed there; nothing was changed.
        """
        new = edits.set_value(self._experiment, path, value)
        self.apply(new, label or edit_label(self._experiment, new, path), path if dragging else "")

    def touch(self, label: str, merge: str = "", anew: bool = False) -> bool:
        """Note an edit of what was learned alone; ``anew`` throws it away. True when it is a new entry for undo."""
        edit = Edit(label, merge, self._experiment, self._experiment, anew, inner=True)
        entry = self._note(edit)
        self._sealed = not merge
        self.saving.worth = not anew
        self._tell_inside()
        return entry

    def _note(self, edit: Edit) -> bool:
        """Put an edit on the list, or make it part of the last one; true when it is a new entry."""
        last = self._done[-1] if self._done else None
        merged = last is not None and bool(edit.merge) and not self._sealed and last.merge == edit.merge
        if last is not None and merged:
            last.after = edit.after
            self.turn = Turn(last, "merged")
        else:
            self._done.append(edit)
            del self._done[:-_LIMIT]
            self.turn = Turn(edit, "made")
        self._undone.clear()
        return not merged

    def replace(self, new: Experiment, label: str, views: Views = NO_VIEWS) -> None:
        """Put another experiment in place, from its start, as an edit; as it is, nobody needs to save it."""
        new = edits.with_readings(new)
        left = self.saving.leave(new, views)
        self.opened_views = views
        self._note(Edit(label, "", self._experiment, new, anew=True, elsewhere=left))
        self._sealed = True
        self._become(new)

    def refresh(self, data: DataSet | None = None) -> None:
        """Look again at what lies outside the experiment: files of its data that may have come meanwhile.

        ``data`` are the same data with what was read of their files, where somebody has read them already.
        """
        self.turn = None
        if data is None:
            self._become(edits.with_files_read(self._experiment))
        else:
            self._become(msgspec.structs.replace(self._experiment, data=data))

    def seal(self) -> None:
        """End a run of merging edits: the slider was let go."""
        self._sealed = True

    def undo(self) -> None:
        """Take the last edit back."""
        if self._done:
            edit = self._done.pop()
            self._undone.append(edit)
            self._go(Turn(edit, "undone"), edit.before)

    def redo(self) -> None:
        """Do the edit again that was taken back last."""
        if self._undone:
            edit = self._undone.pop()
            self._done.append(edit)
            self._go(Turn(edit, "redone"), edit.after)

    def look(self, views: Views) -> None:
        """Note what is being looked at; no edit, nothing to undo."""
        self.saving.document.views = views

    def load(
        self, experiment: Experiment, path: Path | None, version: FileVersion | None = None, views: Views = NO_VIEWS
    ) -> None:
        """Put another experiment in place, with what was read of the files of its data; the past is forgotten.

        ``version`` is that of its own file as it was read, ``views`` what is looked at.
        """
        experiment = edits.with_readings(experiment)
        self._done.clear()
        self._undone.clear()
        self._experiment = experiment
        self.saving.load(experiment, path, version, views)
        self.opened_views = views
        self._trace = trace(experiment)
        self.loaded.emit(experiment)
        self.status_changed.emit()

    def _go(self, turn: Turn, experiment: Experiment) -> None:
        self.turn, self._sealed = turn, True
        if turn.edit.elsewhere is not None:
            turn.edit.elsewhere = self.saving.come_back(turn.edit.elsewhere)
            self.opened_views = self.views
        if turn.edit.inner:
            self._tell_inside()
        else:
            self._become(experiment)

    def _tell_inside(self) -> None:
        self.changed_inside.emit(self.turn)
        self.status_changed.emit()

    def _drop_empty(self) -> None:
        """A drag that is back where it began leaves nothing to undo, unless more was learned meanwhile."""
        turn = self.turn
        if turn is None or turn.way != "merged" or turn.edit.left is not None or not turn.edit.is_empty:
            return
        if self._done and self._done[-1] is turn.edit:
            self._done.pop()
            self._sealed = True

    def _become(self, new: Experiment) -> None:
        old, self._experiment = self._experiment, new
        self.saving.note(new)
        self._trace = trace(new) if self.turn is None else retrace(self._trace, old, new)
        self.changed.emit(old, new)
        self._drop_empty()
        self.status_changed.emit()
