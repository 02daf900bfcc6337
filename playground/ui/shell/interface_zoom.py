"""InterfaceZoom: how large text and controls are, as large as is wanted and the window has room for."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, Signal

from playground.ui.theme.measures import zoom_that_fits
from playground.ui.theme.theme import ZOOMS, Theme


class InterfaceZoom(QObject):
    """Keeps the wanted zoom, and gives the theme what fits the window.

    Signals: ``said(str)`` when the window is too small for more.
    """

    said = Signal(str)

    def __init__(self, theme: Theme, wanted: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.wanted = wanted
        """What was asked for; a window that is made larger comes back to it."""

    def fit(self, size: QSize) -> None:
        """Take the largest zoom up to the wanted one that a window of that size has room for."""
        self._theme.set_zoom(self._fitting(self.wanted, size))

    def step(self, direction: int, size: QSize) -> None:
        """Zoom in (1), out (−1) or back to 100 % (0), in a window of that size."""
        nearest = min(range(len(ZOOMS)), key=lambda index: abs(ZOOMS[index] - self._theme.zoom))
        wanted = ZOOMS[min(max(nearest + direction, 0), len(ZOOMS) - 1)] if direction else 1.0
        fitting = self._fitting(wanted, size)
        if fitting < wanted:
            largest = round(100 * fitting)
            self.said.emit(f"The interface zooms in to {largest} % in a window of this size: make the window larger.")
        self.wanted = fitting
        self._theme.set_zoom(fitting)

    def _fitting(self, wanted: float, size: QSize) -> float:
        return zoom_that_fits(wanted, ZOOMS, size.width(), size.height())
