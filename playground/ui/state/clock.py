"""Clock: says when to look into the mailbox and when to paint, so that painting never takes more than its share."""

from __future__ import annotations

import time
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer, Signal

BUSY_MS = 16
IDLE_MS = 60
LOOKS = 3
"""Looks into the mailbox for each picture, where pictures are slow and nothing else is waited for."""
EARLY = 0.004
"""A picture that is due within so many seconds is painted now, rather than a whole tick later."""


class Pace(NamedTuple):
    """How often pictures come while training.

    ``share`` is the most that painting may take of the wall time, ``slowest`` the most seconds between two pictures.
    """

    share: float
    slowest: float


BESIDE = Pace(0.25, 0.06)
"""With the trainer in a process of its own, which painting doesn't hold up: 16 to 60 pictures a second."""
SHARING = Pace(0.1, 0.09)
"""With the trainer in a thread, which waits while the window paints: 11 to 60."""


class Clock(QObject):
    """A timer for looking into the mailbox, and a pace for pictures that adapts, up to 60 a second.

    The cost of a picture is what the main thread really computed since the one before (processor time, so waiting for
    the trainer does not count). The next is due when that is the ``share`` of its pace of the time gone by: a fast
    machine shows 60 pictures a second, a slow one 11 to 16. Looks into the mailbox fall together with pictures, so that
    none waits once it is there; a slow machine looks less often, as each look holds up the trainer a little.
    """

    ticked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pace = SHARING
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.ticked)
        self._spent = time.thread_time()
        self._cost = 0.0
        self._due = 0.0

    def start(self, pace: Pace) -> None:
        """Begin to tick."""
        self._pace = pace
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
        self._due = time.monotonic() + min(self._cost / self._pace.share, self._pace.slowest)

    @property
    def strained(self) -> bool:
        """Whether pictures cost more than their share at the slowest pace."""
        return self._cost / self._pace.share > self._pace.slowest

    @property
    def pause(self) -> float:
        """Seconds between two pictures, as it is now."""
        return min(max(self._cost / self._pace.share, BUSY_MS / 1000), self._pace.slowest)
