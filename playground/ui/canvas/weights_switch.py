"""WeightsSwitch: which weights all pictures show, in the head above the network, where a mean of them is kept."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from playground.ui.state.shown_weights import ShownWeights
from playground.ui.theme.theme import Theme
from playground.ui.widgets.segmented import SegmentedControl

LEARNING, AVERAGED = "Learning", "Averaged"


class WeightsSwitch(SegmentedControl):
    """Chooses between the weights that learn and the mean of them, for the cards and all views alike."""

    def __init__(self, theme: Theme, shown: ShownWeights, parent: QWidget) -> None:
        super().__init__(theme, (LEARNING, AVERAGED), "canvas_weights", "Which weights are shown", parent)
        self.setToolTip("Cards and all views show the weights that learn, or the mean that is kept of them")
        self._shown = shown
        self.chosen.connect(self._on_chosen)
        shown.changed.connect(self._follow)
        self._follow()

    def _on_chosen(self, word: str) -> None:
        self._shown.show(word == AVERAGED)

    def _follow(self) -> None:
        self.set_value(AVERAGED if self._shown.averaged else LEARNING)
        self.setVisible(self._shown.offered)
