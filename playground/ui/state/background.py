"""Background: a job on a thread of its own, whose outcome the window takes, so that no disk is ever waited for.

`soon` is for a question that the window needs an answer to at once: a disk that hangs costs it a moment, not more.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

_LOOK_MS = 20
SOON_SECONDS = 0.15
"""So long is waited for a disk at once; nearly all have answered by then."""
Answer = TypeVar("Answer")


def soon(job: Callable[[], Answer], otherwise: Answer) -> Answer:
    """What a job returns that only looks at the disk; where that takes too long or fails, the ``otherwise``."""
    found: list[Answer] = []
    # As a daemon: a disk that never answers must not keep the program from ending.
    thread = threading.Thread(target=lambda: found.append(job()), name="look_soon", daemon=True)
    thread.start()
    thread.join(SOON_SECONDS)
    return found[0] if found else otherwise


class Background(QObject):
    """Does one job at a time.

    Signals, on the window's thread: ``done(object)`` with what a job returned, and before it ``free()`` where another
    one was asked for meanwhile, which was not begun. What a job raises is raised again in the window.
    """

    done = Signal(object)
    free = Signal()

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        """``name`` is that of the thread and the timer."""
        super().__init__(parent)
        self._name = name
        self._thread: threading.Thread | None = None
        self._asked = False
        self._outcome: object = None
        self._error: Exception | None = None
        self._over = False
        self._timer = QTimer(self)
        self._timer.setObjectName(name)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._take)

    @property
    def busy(self) -> bool:
        """Whether a job is being done."""
        return self._thread is not None

    def begin(self, job: Callable[[], object]) -> None:
        """Do a job, unless one is being done."""
        if self._over:
            return
        if self._thread is not None:
            self._asked = True
            return
        self._asked, self._outcome, self._error = False, None, None
        # As a daemon: a disk that never answers must not keep the program from ending.
        self._thread = threading.Thread(target=self._run, args=(job,), name=self._name, daemon=True)
        self._thread.start()
        self._timer.start()

    def wait(self, seconds: float = SOON_SECONDS) -> None:
        """Wait so long for what is being done; what is done by then is told before this returns."""
        if self._thread is not None:
            self._thread.join(seconds)
            self._take()

    def stop(self) -> None:
        """Begin and tell nothing more; a job that is being done is not waited for."""
        self._over = True
        self._timer.stop()

    def _run(self, job: Callable[[], object]) -> None:
        try:
            self._outcome = job()
        except Exception as error:
            self._error = error

    def _take(self) -> None:
        if self._thread is None or self._thread.is_alive():
            return
        self._thread = None
        self._timer.stop()
        outcome, error = self._outcome, self._error
        if self._asked:
            self.free.emit()
        if error is not None:
            raise error
        self.done.emit(outcome)
