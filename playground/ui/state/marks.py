"""ChangeMarks: what is written on the curves where a knob was changed."""

from __future__ import annotations

import time
from dataclasses import dataclass

from playground.engine.history import History
from playground.engine.messages import Marked
from playground.model.change_words import changes_in_words
from playground.model.changes import SettingChange, changes
from playground.model.difference import difference
from playground.model.experiment import Experiment

TOGETHER_SECONDS = 1.5
"""Changes of the same knob that follow each other this closely are one: a slider is being dragged."""


@dataclass(frozen=True)
class _Change:
    """A change that was sent to the trainer: its words, and if it is an edit what there was before and after it.

    ``paths`` are those of the settings that the edit changed; they tell whether the next one is of the same knob.
    """

    at: float
    words: tuple[str, ...]
    before: Experiment | None = None
    after: Experiment | None = None
    paths: tuple[str, ...] = ()

    @property
    def rebuilds(self) -> bool:
        """Whether it asks for another network, on which the trainer reports figures of its own."""
        return self.before is not None and self.after is not None and difference(self.before, self.after).rebuild


class ChangeMarks:
    """Writes a mark for each change; quick changes of the same knob are one, from its first to its last value.

    At which step a change comes only the trainer knows, so each waits until that is told.
    """

    def __init__(self) -> None:
        self._count = 0
        self._waiting: dict[int, _Change] = {}
        self._last: _Change | None = None
        self._mark: tuple[int, str] | None = None
        self._made: dict[tuple[int, str], tuple[SettingChange, ...]] = {}

    def changes_at(self, mark: tuple[int, str]) -> tuple[SettingChange, ...]:
        """What was changed where there is this mark; nothing where it came with a file or is of something else."""
        return self._made.get(mark, ())

    def note_edit(self, old: Experiment, new: Experiment) -> int:
        """Note an edit; returns the token under which the trainer is to tell its step."""
        paths = tuple(change.path for change in changes(old, new))
        return self._wait(_Change(time.monotonic(), changes_in_words(old, new), old, new, paths))

    def note(self, words: str) -> int:
        """Note something else that was done; returns the token under which the trainer is to tell its step."""
        return self._wait(_Change(time.monotonic(), (words,)))

    def settle(self, history: History, report: Marked) -> None:
        """Write the mark of a change, now that its step is known; what is done before the first step leaves none."""
        change = self._waiting.get(report.token)
        # They are answered in turn: for what was noted before this one no answer comes any more.
        self._waiting = {token: later for token, later in self._waiting.items() if token > report.token}
        if change is None:
            return
        if not report.step:
            if change.rebuilds:
                history.note_rebuilt()
            return
        last, words = self._last, change.words
        if last is not None and self._mark is not None and self._mark in history.marks and _follows(last, change):
            history.drop_mark(*self._mark)
            change = _Change(change.at, change.words, last.before, change.after, change.paths)
            if change.before is not None and change.after is not None:
                words = changes_in_words(change.before, change.after)
        self._last = change
        self._mark = (report.step, "; ".join(words)) if words else None
        if self._mark is not None:
            history.add_mark(*self._mark)
            if change.before is not None and change.after is not None:
                self._made[self._mark] = changes(change.before, change.after)

    def forget(self) -> None:
        """Other curves are shown: what comes next is no more of the last change. What waits belongs to those before."""
        self._last = self._mark = None

    def _wait(self, change: _Change) -> int:
        self._count += 1
        self._waiting[self._count] = change
        return self._count


def _follows(last: _Change, change: _Change) -> bool:
    """Whether two changes are one: both edits of the same knob, right after each other."""
    same = last.paths == change.paths and last.before is not None and change.before is not None
    return same and change.at - last.at < TOGETHER_SECONDS
