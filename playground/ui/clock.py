"""Clock: says when to look into the mailbox and paint, so that painting never takes more than its share of the time."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal

FASTEST_MS = 16
SLOWEST_MS = 100
IDLE_MS = 60
SHARE = 0.12
"""Painting may take at most this share of the wall time while training runs."""


class Clock(QObject):
    """A timer that adapts: ``ticked`` comes 10 to 60 times a second while busy.

    It measures what the main thread really computed since the last tick (processor time, so waiting for the trainer
    does not count) and stretches the interval until that is ``SHARE`` of it: a fast machine shows 60 pictures a
    second, a slow one 10.
    """

    ticked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._spent = time.thread_time()
        self._cost = 0.0
        self._busy = False

    def start(self) -> None:
        """Begin to tick."""
        self._spent = time.thread_time()
        self._timer.start(IDLE_MS)

    def stop(self) -> None:
        """Stop ticking."""
        self._timer.stop()

    def set_busy(self, busy: bool) -> None:
        """Tick at the pace of training, or idly."""
        if busy != self._busy:
            self._busy = busy
            self._spent = time.thread_time()
            self._timer.setInterval(FASTEST_MS if busy else IDLE_MS)

    @property
    def interval(self) -> int:
        """Milliseconds between two ticks now."""
        return self._timer.interval()

    def _tick(self) -> None:
        now = time.thread_time()
        self._cost = 0.7 * self._cost + 0.3 * (now - self._spent)
        self._spent = now
        self.ticked.emit()
        if self._busy:
            wanted = min(max(FASTEST_MS, round(1000 * self._cost / SHARE)), SLOWEST_MS)
            if abs(wanted - self._timer.interval()) > 2:
                self._timer.setInterval(wanted)
