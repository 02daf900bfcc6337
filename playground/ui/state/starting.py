"""Starting: whether steps were asked for that the trainer does not make yet, as it still reads data or builds."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from playground.engine.messages import Failed, Report, State, Stopped
from playground.ui.state.run import Run


class Starting(QObject):
    """From when steps are asked for until the trainer says that it makes them, or why it does not.

    Another network, or what was learned of another, ends it too. ``changed()`` when it began or ended unnoticed by
    anything else that shows where learning stands.
    """

    changed = Signal()

    def __init__(self, run: Run, parent: QObject) -> None:
        super().__init__(parent)
        self._run = run
        self._generation = -1

    @property
    def lasts(self) -> bool:
        """Whether steps are still waited for."""
        return self._generation == self._run.generation and not self._run.state.playing

    def begin(self) -> None:
        """Steps were asked for."""
        self._generation = self._run.generation
        self.changed.emit()

    def end(self) -> None:
        """They come, or do not."""
        if self._generation >= 0:
            self._generation = -1
            self.changed.emit()

    def take(self, report: Report) -> None:
        """See whether a report of the trainer ends it."""
        if not isinstance(report, State | Failed | Stopped) or report.run not in (0, self._run.number):
            return
        if not isinstance(report, State) or (report.playing and report.generation == self._generation):
            self.end()
