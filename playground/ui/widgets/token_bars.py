"""Token bars: a bar a token, the largest first, as many as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from playground.ui.theme.theme import Theme
from playground.ui.widgets.class_bars import Bar, ClassBars

BAR_HEIGHT = 13
"""Height that a bar needs, px of the design."""


class TokenBars(ClassBars):
    """Bars of which only the first ones are shown where it is low: none is squeezed until nobody can read it."""

    def __init__(
        self, theme: Theme, name: str, title: str, clickable: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, name, title, clickable, parent)
        self._all: Sequence[Bar] = ()

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show the first of these, as many as fit."""
        self._all = bars
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many as fit now."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        super().show_bars(self._all[: max(self.height() // self.theme.px(BAR_HEIGHT), 1)])
