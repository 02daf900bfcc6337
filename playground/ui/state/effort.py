"""Effort: when what was learned is worth a question before it would be lost."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QObject

from playground.engine.messages import State
from playground.model.archive import holds_weights
from playground.ui.state.store import Store

LONG_SECONDS = 60.0
"""Learning that took this long is worth keeping, even of an experiment that was never saved."""


class Effort(QObject):
    """Watches how long was learned since the last save, and tells the store."""

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._seconds = 0.0
        self._last: float | None = None

    def note(self, state: State) -> None:
        """Take where learning stands."""
        now = time.monotonic()
        if self._last is not None:
            self._seconds += now - self._last
        self._last = now if state.playing else None
        if state.step and state.playing and self._seconds >= LONG_SECONDS:
            self._store.saving.note_worth(True)

    def note_saved(self, path: Path) -> None:
        """The open document lies in a file, which may hold what was learned, too."""
        if holds_weights(path):
            self.forget()

    def forget(self) -> None:
        """What was learned is gone, or lies in a file."""
        self._seconds = 0.0
        self._store.saving.note_worth(False)
