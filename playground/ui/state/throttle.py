"""Throttle: something that is asked for often is done at most so often, and the last time asked for is never lost."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal


class Throttle(QObject):
    """``due()`` at the first ``ask``, and then at most once in an interval for all that is asked meanwhile.

    Who does something on their own account holds it instead: while it ``rests`` they leave that out.
    """

    due = Signal()

    def __init__(self, milliseconds: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asked = False
        self._held = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(milliseconds)
        self._timer.timeout.connect(self._over)

    @property
    def rests(self) -> bool:
        """Whether what is asked for now has to wait."""
        return self._timer.isActive()

    def ask(self) -> None:
        """Let it be done: now, or when the interval is over."""
        if self.rests:
            self._asked = True
        else:
            self._held = False
            self._timer.start()
            self.due.emit()

    def hold(self, asked: bool = False) -> None:
        """Rest for an interval from now on, as it was just done; ``asked`` makes it due at the end in any case."""
        self._asked, self._held = asked, True
        self._timer.start()

    def finish(self) -> None:
        """End the rest before its time: what was asked for is due at once."""
        if self.rests:
            self._timer.stop()
            self._over()

    def forget(self) -> None:
        """Nothing is asked for any more, and the next time is due at once."""
        self._timer.stop()
        self._asked = False

    def _over(self) -> None:
        if self._asked:
            self._asked = False
            if not self._held:  # whoever holds it does it now that it rests no more, and holds it again after that
                self._timer.start()
            self.due.emit()
