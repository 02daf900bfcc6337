"""Saving: what lies in a file of what there is, and what would be lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import msgspec

from playground.model.archive import DOCUMENT
from playground.model.experiment import Experiment, Views
from playground.ui.learned import START, Standing

_MOST_CLEAN = 500

Unsaved = Literal["", "all", "weights", "changes"]
"""What no file holds: ``"all"`` there is, the ``"weights"`` alone, or ``"changes"``."""


@dataclass(frozen=True)
class SavedFile:
    """What a file holds: an experiment, and what it had learned (nothing, where the file has no weights)."""

    path: Path
    experiment: Experiment
    standing: Standing

    @property
    def has_weights(self) -> bool:
        """Whether such a file holds weights too."""
        return self.path.suffix.lower() == DOCUMENT


class Saving:
    """Compares the experiment and what it has learned with what is in its file. What is looked at does not count.

    ``standing`` is what is learned now, and ``worth`` says whether that is worth a question before it would be lost.
    ``left_unsaved`` is the latest unsaved experiment that another one took the place of; only undo brings it back.
    """

    def __init__(self, experiment: Experiment, changed: Callable[[], None]) -> None:
        """``changed`` is called when the answers may be others."""
        self._changed = changed
        self._experiment = experiment
        self._clean = [experiment]
        self.held: SavedFile | None = None
        self.standing = START
        self.worth = False
        self.left_unsaved: Experiment | None = None

    @property
    def unsaved(self) -> Unsaved:
        """What no file holds."""
        held = self.held
        if held is None:
            return "all"
        if _without_views(held.experiment) != _without_views(self._experiment):
            return "changes"
        if held.standing == self.standing:
            return ""
        return "changes" if held.has_weights else "weights"

    @property
    def dirty(self) -> bool:
        """Whether there is work to be asked about that no file holds: edits, or learning worth keeping.

        A file with weights has something to lose from the first step on, others only what took long to learn.
        """
        if self.held is not None and self.held.has_weights:
            return bool(self.unsaved)
        now = _without_views(self._experiment)
        learned = self.worth and self.standing != (START if self.held is None else self.held.standing)
        return learned or all(now != _without_views(clean) for clean in self._clean)

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
            self.held = replace(self.held, standing=standing)
        if self.unsaved != before:
            self._changed()

    def load(self, experiment: Experiment, path: Path | None) -> None:
        """Another experiment was opened."""
        self._experiment, self._clean = experiment, [experiment]
        self.held = None if path is None else SavedFile(path, experiment, START)
        self.standing, self.worth = START, False
        self.left_unsaved = None

    def leave(self, new: Experiment) -> SavedFile | None:
        """An experiment takes the place of this one, which nobody needs to save; returns the file of this one."""
        if self.dirty:
            self.left_unsaved = self._experiment
        self._clean = [*self._clean[-_MOST_CLEAN:], new]
        self.worth = False
        left, self.held = self.held, None
        return left

    def save(self, held: SavedFile) -> None:
        """That lies in a file now; it may have been edited, and learning gone on, since it was sent there."""
        self._clean, self.held, self.left_unsaved = [held.experiment], held, None
        self._changed()

    def detach(self) -> None:
        """It is unsaved work that no file holds: it was recovered."""
        self._clean, self.held = [], None
        self._changed()


def _without_views(experiment: Experiment) -> Experiment:
    return msgspec.structs.replace(experiment, views=Views())
