"""Saving: what lies in a file of what there is, and what would be lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import msgspec

from playground.model.archive import holds_weights
from playground.model.document import NO_VIEWS, Views
from playground.model.experiment import Experiment
from playground.model.file_version import FileVersion
from playground.ui.state.learned import START, Standing

Unsaved = Literal["", "all", "weights", "changes"]
"""What no file holds: ``"all"`` there is, the ``"weights"`` alone, or ``"changes"``."""


@dataclass(frozen=True)
class SavedFile:
    """What a file holds: an experiment, and what it had learned (nothing, where the file has no weights).

    ``version`` is that of the file then, ``None`` where nobody knows it; ``there`` says that it still held it when it
    was looked at last.
    """

    path: Path
    experiment: Experiment
    standing: Standing
    version: FileVersion | None = None
    there: bool = True

    @property
    def has_weights(self) -> bool:
        """Whether such a file holds weights too."""
        return holds_weights(self.path)


@dataclass(eq=False)
class OpenDocument:
    """What will lie in one file. Opening something puts another in its place; undo puts the same object back.

    ``clean`` is the experiment that nobody needs to save, ``None`` where there is none; ``held`` is what its file
    holds, ``None`` where it has no file yet; ``came_from`` is the file that recovered work once belonged to;
    ``left_weights`` says that its file holds weights which are nowhere else, as they were not wanted or do not fit.
    ``views`` is what is looked at, or was when it was left.
    """

    clean: Experiment | None
    held: SavedFile | None = None
    came_from: Path | None = None
    left_weights: bool = False
    views: Views = NO_VIEWS


class Saving:
    """Compares the experiment and what it has learned with what is in its file. What is looked at does not count.

    ``document`` is the one that is open; ``standing`` is what is learned now, and ``worth`` says whether that is worth
    a question before it would be lost.
    """

    def __init__(self, experiment: Experiment, changed: Callable[[], None], views: Views = NO_VIEWS) -> None:
        """``changed`` is called when the answers may be others."""
        self._changed = changed
        self._experiment = experiment
        self.document = OpenDocument(experiment, views=views)
        self.standing = START
        self.worth = False

    @property
    def held(self) -> SavedFile | None:
        """What the file of the open document holds."""
        return self.document.held

    @property
    def unsaved(self) -> Unsaved:
        """What no file holds."""
        held = self.held
        if held is None:
            return "all"
        if not held.there or _as_written(held.experiment) != _as_written(self._experiment):
            return "changes"
        if held.standing == self.standing:
            return ""
        return "changes" if held.has_weights else "weights"

    @property
    def dirty(self) -> bool:
        """Whether there is work to be asked about that no file holds: edits, or learning worth keeping.

        A file with weights has something to lose from the first step on, others only what took long to learn.
        """
        if self.held is not None and (self.held.has_weights or not self.held.there):
            return bool(self.unsaved)
        now = _as_written(self._experiment)
        learned = self.worth and self.standing != (START if self.held is None else self.held.standing)
        clean = self.document.clean
        return learned or clean is None or now != _as_written(clean)

    @property
    def needs_document(self) -> bool:
        """Whether the file lacks what was learned, which would be worth a question, as such a file never holds it."""
        held = self.held
        return held is not None and not held.has_weights and self.worth and self.standing != held.standing

    def note_left_weights(self) -> None:
        """What the file of the open document had learned is not wanted here, or does not fit."""
        self.document.left_weights = True

    def note(self, experiment: Experiment) -> None:
        """The experiment is this one now."""
        self._experiment = experiment

    def note_worth(self, worth: bool) -> None:
        """What was learned is worth keeping, or is gone."""
        if worth != self.worth:
            self.worth = worth
            self._changed()

    def note_standing(self, standing: Standing, opened: bool = False) -> None:
        """That is learned now; ``opened`` says that it comes out of the file, which holds just that."""
        before = self.unsaved
        self.standing = standing
        if opened and self.held is not None:
            self.document.held = replace(self.held, standing=standing)
        if self.unsaved != before:
            self._changed()

    def load(
        self, experiment: Experiment, path: Path | None, version: FileVersion | None = None, views: Views = NO_VIEWS
    ) -> None:
        """Another experiment was opened; ``version`` is that of its file, ``views`` what is looked at in it."""
        self._experiment = experiment
        held = None if path is None else SavedFile(path, experiment, START, version)
        self.document = OpenDocument(experiment, held, views=views)
        self.standing, self.worth = START, False

    def leave(self, new: Experiment, views: Views = NO_VIEWS) -> OpenDocument:
        """An experiment takes the place of this one, which nobody needs to save; returns the document of this one."""
        self.worth = False
        left, self.document = self.document, OpenDocument(new, views=views)
        return left

    def come_back(self, document: OpenDocument) -> OpenDocument:
        """A document that was left is open again; returns the one that is left for it."""
        left, self.document = self.document, document
        return left

    def save(self, document: OpenDocument, held: SavedFile) -> None:
        """That lies in a file now, of a document which may have been edited, learned on, or been left since."""
        document.clean, document.held, document.left_weights = held.experiment, held, False
        self._changed()

    def note_there(self, document: OpenDocument, there: bool) -> None:
        """Whether its file still holds what it held; if not, nothing of it is saved any more."""
        if document.held is not None and document.held.there != there:
            document.held = replace(document.held, there=there)
            self._changed()

    def detach(self, came_from: Path | None = None) -> None:
        """It is unsaved work that no file holds: it was recovered. Its document lay in ``came_from``, if in a file."""
        self.document.clean, self.document.held, self.document.came_from = None, None, came_from
        self._changed()


def _as_written(experiment: Experiment) -> Experiment:
    """What of an experiment counts: not what was read of its data's files."""
    return msgspec.structs.replace(experiment, data=experiment.data.files().unread())
