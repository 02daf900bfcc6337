"""RecoverySearch: looks through the folder of recovery copies on a thread, so that the window never waits for it."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, QTimer, Signal

from playground.model.glance import GivenUp
from playground.ui.recovery_folder import Found, search
from playground.ui.recovery_owner import Owners

_LOOK_MS = 20
AGAIN_MS = 10_000
"""While windows elsewhere are not known to run any more, the folder is looked through again after so long."""


class RecoverySearch(QObject):
    """Looks when told to, and again by itself where copies may come to those found.

    ``found(Found)`` is emitted each time it has looked.
    """

    found = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._owners = Owners()
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self._result: Found | Exception | None = None
        self._wanted = False
        self._timer = QTimer(self)
        self._timer.setObjectName("recovery_search")
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self.begin)

    @property
    def busy(self) -> bool:
        """Whether the folder is being looked through."""
        return self._thread is not None

    def begin(self) -> None:
        """Look through the folder; where that is being done already, once more after it."""
        if self._over.is_set():
            return
        if self._thread is not None:
            self._wanted = True
            return
        self._again.stop()
        self._wanted, self._result = False, None
        # As a daemon: a disk that never answers must not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name="recovered work", daemon=True)
        self._thread.start()
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self._timer.stop()
        self._again.stop()

    def _run(self) -> None:
        try:
            self._result = search(self._owners, self._over.is_set)
        except GivenUp:
            pass
        except Exception as error:  # is raised again in the window
            self._result = error

    def _look(self) -> None:
        if self._thread is None or self._thread.is_alive():
            return
        self._thread = None
        self._timer.stop()
        result = self._result
        if self._wanted:
            self.begin()
        if isinstance(result, Found):
            if result.unsure:
                self._again.start()
            self.found.emit(result)
        elif result is not None:
            raise result
