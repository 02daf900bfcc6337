"""RecoverySearch: looks through the folder of recovery copies on a thread, so that the window never waits for it."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, QTimer, Signal

from playground.model.glance import GivenUp
from playground.ui.shell.recovery.folder import Found, search
from playground.ui.shell.recovery.owner import Owners
from playground.ui.state.background import Background

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
        self._background = Background("recovery_search", self)
        self._background.done.connect(self._tell)
        self._background.free.connect(self.begin)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self.begin)

    @property
    def busy(self) -> bool:
        """Whether the folder is being looked through."""
        return self._background.busy

    def begin(self) -> None:
        """Look through the folder; where that is being done already, once more after it."""
        self._again.stop()
        self._background.begin(self._search)

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self._background.stop()
        self._again.stop()

    def _search(self) -> Found | None:
        try:
            return search(self._owners, self._over.is_set)
        except GivenUp:
            return None

    def _tell(self, found: Found | None) -> None:
        if found is not None:
            if found.unsure:
                self._again.start()
            self.found.emit(found)
