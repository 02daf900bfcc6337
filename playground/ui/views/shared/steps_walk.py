"""Walk: goes over all places of a map or all steps of a sequence by itself, slowly, and stops at the last one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStyle, QWidget

from playground.ui.theme.theme import Theme
from playground.ui.views.shared.number_place import Site
from playground.ui.widgets.buttons import IconButton

SLOWEST, FASTEST, WHOLE = 400, 60, 40_000
"""Milliseconds that the window rests at a place at most and at least, and that it takes for all places about."""

Where = tuple[tuple[int, int], tuple[int, int]]
"""Height and width of a map, and the place on it; steps are the rows of a map of one column."""


def where_of(site: Site) -> Where | None:
    """The map or the real steps that a number stands among; ``None`` where it is the only place."""
    if site.timed:
        real = site.real(site.node.id)
        return ((real, 1), (min(site.index[0], real - 1), 0)) if real > 1 else None
    if site.outputs.ndim != 3:
        return None
    _, row, column = site.index
    height, width = site.outputs.shape[1:]
    return ((height, width), (row, column)) if height * width > 1 else None


class Walk(IconButton):
    """Starts the walk at the first place and stops it; where motion is not wanted, each click is one place.

    ``moved(row, column)`` asks for the next place. ``where`` tells the map and the present place, ``None`` for no map.
    """

    moved = Signal(int, int)

    def __init__(self, theme: Theme, where: Callable[[], Where | None], parent: QWidget | None = None) -> None:
        super().__init__(theme, "play", "arithmetic_play", "Go over all places", "Slide", True, parent)
        self._where = where
        self._beat = QTimer(self)
        self._beat.setObjectName("arithmetic_beat")
        self._beat.setSingleShot(True)
        self._beat.timeout.connect(self.step)
        self.clicked.connect(self.toggle)

    @property
    def walking(self) -> bool:
        """Whether the window moves by itself."""
        return self._beat.isActive()

    def toggle(self) -> None:
        """Start at the first place, or stop where it is."""
        where = self._where()
        if where is None or self.walking:
            self.stop()
        elif not self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration):
            self.step()
            self.stop()
        else:
            self.set_icon("pause")
            self._rest(where)
            self.moved.emit(0, 0)

    def step(self) -> None:
        """Go to the next place, row by row; stop at the last."""
        where = self._where()
        if where is None:
            self.stop()
            return
        (height, width), (row, column) = where
        following = row * width + column + 1
        if following >= height * width:
            self.stop()
            return
        self._rest(where)
        self.moved.emit(following // width, following % width)

    def stop(self) -> None:
        """Stay where it is."""
        self._beat.stop()
        self.set_icon("play")

    def _rest(self, where: Where) -> None:
        height, width = where[0]
        self._beat.start(int(np.clip(WHOLE / (height * width), FASTEST, SLOWEST)))
