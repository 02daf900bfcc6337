"""StepPace: how many steps a second a run makes: as many as it can, or few enough to be looked at one by one."""

from __future__ import annotations

import time


class StepPace:
    """Tells when the next step is due. A step that took longer than its time is not made up for."""

    def __init__(self) -> None:
        self._seconds = 0.0
        self._due = 0.0

    @property
    def is_slow(self) -> bool:
        """Whether there is a pause between steps."""
        return self._seconds > 0.0

    def set(self, steps_a_second: int) -> None:
        """Make so many a second from now on, 0 for as many as can be."""
        self._seconds = 1.0 / steps_a_second if steps_a_second > 0 else 0.0
        self._due = min(self._due, time.perf_counter() + self._seconds)

    def is_due(self) -> bool:
        """Whether the next step may be made."""
        return not self.is_slow or time.perf_counter() >= self._due

    def rest(self) -> float:
        """Seconds until then."""
        return max(self._due - time.perf_counter(), 0.0) if self.is_slow else 0.0

    def note_step(self) -> None:
        """A step is made now."""
        now = time.perf_counter()
        on_time = self._due + self._seconds
        self._due = on_time if on_time > now else now + self._seconds
