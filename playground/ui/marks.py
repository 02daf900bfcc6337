"""Marks: what is written on the curves where a knob was changed."""

from __future__ import annotations

import time

from playground.engine.history import History
from playground.model.difference import changes_in_words
from playground.model.experiment import Experiment

TOGETHER_SECONDS = 1.5
"""Changes of the same knob that follow each other this closely are one: a slider is being dragged."""


class Marks:
    """Writes a mark for each change; quick changes of the same knob are one, from its first to its last value."""

    def __init__(self) -> None:
        self._before: Experiment | None = None
        self._knobs: tuple[str, ...] = ()
        self._at = 0.0
        self._mark: tuple[int, str] | None = None

    def note(self, history: History, step: int, old: Experiment, new: Experiment) -> None:
        """Note an edit made after a step of a run."""
        words = changes_in_words(old, new)
        knobs = tuple(knob_of(text) for text in words)
        now = time.monotonic()
        same = knobs == self._knobs and now - self._at < TOGETHER_SECONDS and self._mark in history.marks
        if same and self._before is not None and self._mark is not None:
            history.drop_mark(*self._mark)
            words = changes_in_words(self._before, new)
        else:
            self._before = old
        self._knobs, self._at = knobs, now
        self._mark = (step, "; ".join(words)) if words else None
        if self._mark is not None:
            history.add_mark(*self._mark)


def knob_of(words: str) -> str:
    """The knob that a change speaks of: ``Learning rate 0.1 → 0.03`` is about ``Learning rate``."""
    before = words.split(" → ")[0]
    return before.rsplit(" ", 1)[0] if " → " in words else words
