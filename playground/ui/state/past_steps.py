"""PastSteps: which steps of a run the trainer has recorded, and which of them is looked at instead of now."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from playground.engine.messages import Frame, Recorded
from playground.ui.state.run import Run


class PastSteps(QObject):
    """What of the past can be looked at, and what is. Another network has another past, so it begins at now.

    Signals: ``recorded()`` when other steps can be looked at, ``moved()`` when another step is.
    """

    recorded = Signal()
    moved = Signal()

    def __init__(self, run: Run, parent: QObject) -> None:
        super().__init__(parent)
        self._run = run
        self._recorded = Recorded(0, np.empty(0, np.int64))
        self._at: tuple[int, int] | None = None

    @property
    def steps(self) -> npt.NDArray[np.int64]:
        """The recorded steps of the network of now, growing."""
        there = self._recorded.generation == self._run.generation
        return self._recorded.steps if there else self._recorded.steps[:0]

    @property
    def at(self) -> int | None:
        """The step that is looked at, ``None`` for now."""
        return self._at[1] if self._at is not None and self._at[0] == self._run.generation else None

    def look_at(self, step: int | None) -> None:
        """Look at the newest recorded step at or before one, or at now; training goes on as if nobody did."""
        before, self._at = self.at, None if step is None else (self._run.generation, step)
        if before != self.at:
            self.moved.emit()

    def take(self, report: Recorded) -> None:
        """The trainer tells which steps are recorded."""
        self._recorded = report
        self.recorded.emit()

    def is_wanted(self, frame: Frame) -> bool:
        """Whether a frame is of what is looked at now; one that was on its way meanwhile is not."""
        return frame.generation == self._run.generation and frame.at == self.at
