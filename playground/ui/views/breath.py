"""Breath: for a view whose question is costly, so that it asks now and then while training goes on."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

BREATH_MS = 1000


class Breath(QObject):
    """After ``hold`` it is ``held`` for a second; ``over()`` when that is past, or was cut short."""

    over = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(BREATH_MS)
        self._timer.timeout.connect(self.over)

    @property
    def held(self) -> bool:
        """Whether to ask nothing for now."""
        return self._timer.isActive()

    def hold(self) -> None:
        """Ask nothing for a while."""
        self._timer.start()

    def cut(self) -> None:
        """Ask again."""
        if self._timer.isActive():
            self._timer.stop()
            self.over.emit()
