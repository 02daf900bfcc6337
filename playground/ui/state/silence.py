"""Silence: whether the trainer's process hangs, which says that it is there once a second whatever else it does."""

from __future__ import annotations

LONGEST_SECONDS = 10.0
"""A process that has said nothing for so long does not run: it was stopped, or others take the whole machine."""
_MOST_SECONDS = 0.5
"""At most so much is counted between two looks: where the window itself stood still, the trainer's word waits."""


class Silence:
    """Counts how long nothing was heard."""

    def __init__(self) -> None:
        self._heard = -1
        self._looked = 0.0
        self.seconds = 0.0

    @property
    def too_long(self) -> bool:
        """Whether the process hangs."""
        return self.seconds >= LONGEST_SECONDS

    def look(self, heard: int, now: float) -> None:
        """``heard`` is how much has come from the trainer so far."""
        if heard != self._heard:
            self._heard, self.seconds = heard, 0.0
        else:
            self.seconds += min(now - self._looked, _MOST_SECONDS)
        self._looked = now
