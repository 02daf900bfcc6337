"""Store: holds the experiment. Every edit passes one door with a label; undo is a pair of experiments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal

from playground.model.experiment import Experiment, Views
from playground.model.trace import Trace, trace

_LIMIT = 500


@dataclass
class _Edit:
    label: str
    merge: str
    before: Experiment
    after: Experiment
    back: Callable[[], None] | None = None
    again: Callable[[], None] | None = None


class Store(QObject):
    """The one experiment of the window, its meaning, its past and its file.

    Signals: ``changed(old, new)`` after every edit, undo and redo; ``loaded(new)`` when another experiment takes its
    place; ``status_changed()`` when the name, the file, or what can be undone changes.
    """

    changed = Signal(object, object)
    loaded = Signal(object)
    status_changed = Signal()

    def __init__(self, experiment: Experiment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._experiment = experiment
        self._trace = trace(experiment)
        self._done: list[_Edit] = []
        self._undone: list[_Edit] = []
        self._sealed = True
        self._clean = [experiment]
        self._learned = False
        self._left_unsaved: Experiment | None = None
        self.path: Path | None = None

    @property
    def experiment(self) -> Experiment:
        """The experiment as it is now."""
        return self._experiment

    @property
    def trace(self) -> Trace:
        """What the experiment means now."""
        return self._trace

    @property
    def dirty(self) -> bool:
        """Whether there is work that no file holds: edits, or learning worth keeping. Views do not count."""
        now = _without_views(self._experiment)
        return self._learned or all(now != _without_views(clean) for clean in self._clean)

    @property
    def learned(self) -> bool:
        """Whether what was learned is worth keeping and lies in no file."""
        return self._learned

    @property
    def left_unsaved(self) -> Experiment | None:
        """The latest unsaved experiment that another one took the place of, and that only undo brings back."""
        return self._left_unsaved

    @property
    def undo_label(self) -> str:
        """What undo would take back, empty when nothing."""
        return self._done[-1].label if self._done else ""

    @property
    def redo_label(self) -> str:
        """What redo would do again, empty when nothing."""
        return self._undone[-1].label if self._undone else ""

    def apply(self, new: Experiment, label: str, merge: str = "") -> None:
        """Make an edit. Edits in a row with the same ``merge`` key are one entry until ``seal`` (a slider's drag)."""
        if new == self._experiment:
            return
        last = self._done[-1] if self._done else None
        if last is not None and merge and not self._sealed and last.merge == merge:
            last.after = new
        else:
            self._done.append(_Edit(label, merge, self._experiment, new))
            del self._done[:-_LIMIT]
        self._undone.clear()
        self._sealed = False
        self._become(new)

    def note_deed(self, label: str, back: Callable[[], None], again: Callable[[], None], merge: str = "") -> bool:
        """Note something done to the network itself, which no experiment tells; undo calls ``back``, redo ``again``.

        Deeds in a row with the same ``merge`` key are one entry until ``seal``; true when this one is a new entry.
        """
        last = self._done[-1] if self._done else None
        merged = last is not None and bool(merge) and not self._sealed and last.merge == merge
        if last is not None and merged:
            last.again = again
        else:
            self._done.append(_Edit(label, merge, self._experiment, self._experiment, back, again))
            del self._done[:-_LIMIT]
        self._undone.clear()
        self._sealed = not merge
        self._learned = True
        self.status_changed.emit()
        return not merged

    def replace(self, new: Experiment, label: str) -> None:
        """Put another experiment in place as an edit that can be undone; as it is, nobody needs to save it."""
        if self.dirty:
            self._left_unsaved = self._experiment
        self._clean = [*self._clean[-_LIMIT:], new]
        self._learned = False
        self.apply(new, label)

    def note_learning(self, learned: bool) -> None:
        """Note that what was learned is worth keeping, or that it is gone."""
        if learned != self._learned:
            self._learned = learned
            self.status_changed.emit()

    def refresh(self) -> None:
        """Look again at what lies outside the experiment: files of its data that may have come meanwhile."""
        self._become(self._experiment)

    def seal(self) -> None:
        """End a run of merging edits: the slider was let go."""
        self._sealed = True

    def undo(self) -> None:
        """Take the last edit back."""
        if self._done:
            edit = self._done.pop()
            self._undone.append(edit)
            self._sealed = True
            self._turn(edit.before, edit.back)

    def redo(self) -> None:
        """Do the edit again that was taken back last."""
        if self._undone:
            edit = self._undone.pop()
            self._done.append(edit)
            self._sealed = True
            self._turn(edit.after, edit.again)

    def look(self, views: Views) -> None:
        """Note what is being looked at; no edit, nothing to undo."""
        self._experiment = msgspec.structs.replace(self._experiment, views=views)

    def load(self, experiment: Experiment, path: Path | None) -> None:
        """Put another experiment in place; the past is forgotten."""
        self._done.clear()
        self._undone.clear()
        self._experiment = experiment
        self._clean = [experiment]
        self._learned = False
        self._left_unsaved = None
        self._trace = trace(experiment)
        self.path = path
        self.loaded.emit(experiment)
        self.status_changed.emit()

    def mark_saved(self, path: Path, experiment: Experiment) -> None:
        """That experiment lies in that file; it may have been edited since it was sent there."""
        self._clean = [experiment]
        self._learned = False
        self._left_unsaved = None
        self.path = path
        self.status_changed.emit()

    def detach(self) -> None:
        """Take the experiment as unsaved work that no file holds: it was recovered."""
        self._clean = []
        self.path = None
        self.status_changed.emit()

    def _turn(self, experiment: Experiment, deed: Callable[[], None] | None) -> None:
        if deed is None:
            self._become(self._looking_here(experiment))
        else:
            deed()
            self.status_changed.emit()

    def _looking_here(self, experiment: Experiment) -> Experiment:
        return msgspec.structs.replace(experiment, views=self._experiment.views)

    def _become(self, new: Experiment) -> None:
        old, self._experiment = self._experiment, new
        self._trace = trace(new)
        self.changed.emit(old, new)
        self.status_changed.emit()


def _without_views(experiment: Experiment) -> Experiment:
    return msgspec.structs.replace(experiment, views=Views())
