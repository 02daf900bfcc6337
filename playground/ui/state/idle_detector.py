"""IdleDetector: whether learning stands, told from the frames that come; costly questions wait for it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

QUIET_MS = 800
"""So long after the last new step learning is taken to stand."""


class IdleDetector(QObject):
    """Watches the steps of frames. ``changed()`` when learning begins to move, and when it stands again."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.moving = False
        self._step = -1
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(QUIET_MS)
        self._timer.timeout.connect(self._rest)

    def note(self, step: int) -> None:
        """A frame of that step came."""
        before, self._step = self._step, step
        if before in (-1, step):
            return
        self._timer.start()
        if not self.moving:
            self.moving = True
            self.changed.emit()

    def forget(self) -> None:
        """Another network: its first frame tells nothing."""
        self._step = -1
        self._rest()

    def _rest(self) -> None:
        self._timer.stop()
        if self.moving:
            self.moving = False
            self.changed.emit()
