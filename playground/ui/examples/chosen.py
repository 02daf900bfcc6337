"""What views share that follow a group of examples chosen together: the chip that says so, and the words."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QWidget

from playground import numerals as words
from playground.ui.examples.looked_at import part_of, part_targets
from playground.ui.state.focus import Chosen, Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.widgets.chosen_chip import ChosenChip


class ChosenRow(ChosenChip):
    """The chip that follows the focus: *23 chosen: 4 read as 9*, and at a click none in particular is chosen."""

    def __init__(self, theme: Theme, focus: Focus, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self._focus = focus
        focus.chosen_changed.connect(self._follow)
        self.clicked.connect(self._give_up)
        self._follow()

    def _follow(self) -> None:
        chosen = self._focus.chosen
        if chosen is None:
            self.show_words("")
            return
        tip = f"{words.count(len(chosen.indices))} of the {chosen.part} samples, the same in every view; click to look "
        self.show_words(said(chosen), f"{tip}at all again (Esc).")

    def _give_up(self) -> None:
        self._focus.choose_together(None)


def said(chosen: Chosen) -> str:
    """A group in words: *23 chosen: 4 read as 9*."""
    return f"{words.count(len(chosen.indices))} chosen: {chosen.words}"


def of_class(scene: Scene, index: int) -> Chosen | None:
    """All examples of a class; ``None`` where there are none, or where no example as a whole has a class."""
    targets = part_targets(scene)
    if targets is None or targets.ndim > 1:
        return None
    found = tuple(np.flatnonzero(targets == index).tolist())
    return Chosen(part_of(scene), found, f"class {scene.experiment.data.target().names[index]}") if found else None
