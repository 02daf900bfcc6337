"""CloudPicking: which point of a cloud the pointer is on, a click means, and an arrow key leads to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Qt, Signal

from playground.ui.plots.cloud import Cloud
from playground.ui.views.shared.projection import towards

Array = npt.NDArray[Any]


class CloudPicking(QObject):
    """Points (N, 2) that ``places`` gives are pointed at and picked; ``here`` is the picked one, -1 for none.

    ``pointed`` is the one under the pointer, -1 for none, and ``pointed_changed()`` tells of another. ``picked(place)``
    is a click, -1 beside all points, or the nearest point on the side to which an arrow key points: the first of all
    where none was picked.
    """

    pointed_changed = Signal()
    picked = Signal(int)

    def __init__(self, cloud: Cloud, places: Callable[[], Array | None], here: Callable[[], int]) -> None:
        super().__init__(cloud)
        self._cloud = cloud
        self._places = places
        self._here = here
        self.pointed = -1
        cloud.pointed.connect(self._point)
        cloud.left.connect(self._leave)
        cloud.clicked.connect(self._click)
        cloud.stepped.connect(self._step)

    def forget(self) -> None:
        """Other points come, so the pointer is on none."""
        self.pointed = -1

    def _nearest(self, x: float, y: float) -> int:
        at = self._places()
        return -1 if at is None else self._cloud.nearest(np.nan_to_num(at, nan=1e12), x, y)

    def _point(self, x: float, y: float) -> None:
        place = self._nearest(x, y)
        if place != self.pointed:
            self.pointed = place
            self._cloud.setCursor(Qt.CursorShape.PointingHandCursor if place >= 0 else Qt.CursorShape.ArrowCursor)
            self.pointed_changed.emit()

    def _leave(self) -> None:
        if self.pointed >= 0:
            self.pointed = -1
            self.pointed_changed.emit()

    def _click(self, x: float, y: float) -> None:
        self.picked.emit(self._nearest(x, y))

    def _step(self, x: float, y: float) -> None:
        at, here = self._places(), self._here()
        if at is None or not len(at):
            return
        there = 0 if here < 0 else towards(at, here, np.array([x, y]) - at[here])
        if there >= 0:
            self.picked.emit(there)
