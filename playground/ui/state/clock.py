"""Clock: says when to look into the mailbox and when to paint, so that painting never takes more than its share."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal

BUSY_MS = 16
IDLE_MS = 60
SLOWEST_SECONDS = 0.09
"""A picture comes at least this often while training, whatever it costs."""
LOOKS = 3
"""Looks into the mailbox for each picture, where pictures are slow and nothing else is waited for."""
EARLY = 0.004
"""A picture that is due within so many seconds is painted now, rather than a whole tick later."""
SHARE = 0.1
"""Painting may take at most this share of the wall time while training runs."""


class Clock(QObject):
    """A timer for looking into the mailbox, and a pace for pictures that adapts: 11 to 60 a second.

    The cost of a picture is what the main thread really computed since the one before (processor time, so waiting for
    the trainer does not count). The next is due when that is ``SHARE`` of the time gone by: a fast machine shows 60
    pictures a second, a slow one 10. Looks into the mailbox fall together with pictures, so that none waits once it is
    there; a slow machine looks less often, as each look holds up the trainer a little.
    """

    ticked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.ticked)
        self._spent = time.thread_time()
        self._cost = 0.0
        self._due = 0.0

    def start(self) -> None:
        """Begin to tick."""
        self._timer.start(IDLE_MS)

    def stop(self) -> None:
        """Stop ticking."""
        self._timer.stop()

    def set_busy(self, busy: bool, hurried: bool) -> None:
        """Tick at the pace of pictures, or idly; ``hurried`` while something is waited for."""
        wanted = (BUSY_MS if hurried else max(BUSY_MS, int(1000 * self.pause / LOOKS))) if busy else IDLE_MS
        if wanted != self._timer.interval():
            self._timer.setInterval(wanted)

    def picture_is_due(self) -> bool:
        """Whether a picture may be painted now."""
        return time.monotonic() >= self._due - EARLY

    def note_picture(self) -> None:
        """Note that a picture is being handed out now; what it costs decides when the next is due."""
        spent = time.thread_time()
        self._cost = 0.7 * self._cost + 0.3 * (spent - self._spent)
        self._spent = spent
        self._due = time.monotonic() + min(self._cost / SHARE, SLOWEST_SECONDS)

    @property
    def strained(self) -> bool:
        """Whether pictures cost more than their share at the slowest pace."""
        return self._cost / SHARE > SLOWEST_SECONDS

    @property
    def pause(self) -> float:
        """Seconds between two pictures, as it is now."""
        return min(max(self._cost / SHARE, BUSY_MS / 1000), SLOWEST_SECONDS)
