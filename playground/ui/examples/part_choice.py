"""Choosing the part of the data whose samples are looked at: in the menu of every view, and beside the examples."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from playground.model.dataset import PARTS, Part
from playground.ui.examples.looked_at import part_of
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.widgets.segmented import SegmentedControl


def parts_to_choose(scene: Scene | None) -> tuple[Part, ...]:
    """The parts that have samples; none where there is nothing to choose."""
    if scene is None or scene.samples is None:
        return ()
    samples = scene.samples
    found = tuple(part for part in PARTS if len(samples.inputs(part)))
    return found if len(found) > 1 else ()


def offer_parts(menu: QMenu, scene: Scene | None, focus: Focus) -> None:
    """Put the choice into a menu, in front of all that it has."""
    parts = parts_to_choose(scene)
    if scene is None or not parts:
        return
    choice = QMenu("Look at samples of", menu)
    choice.setObjectName("parts_menu")
    for part in parts:
        action = choice.addAction(part.capitalize())
        action.setCheckable(True)
        action.setChecked(part == part_of(scene))
        action.triggered.connect(partial(_look_among, focus, part))
    first = menu.actions()[:1]
    if first:
        menu.insertMenu(first[0], choice)
    else:
        menu.addMenu(choice)


def _look_among(focus: Focus, part: Part, checked: bool = False) -> None:
    focus.look_among(part)


class PartChoice(SegmentedControl):
    """The parts that have samples, side by side; hidden where there is nothing to choose."""

    def __init__(self, theme: Theme, focus: Focus, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, [part.capitalize() for part in PARTS], name, "Samples of", parent)
        self._focus = focus
        self.chosen.connect(self._on_chosen)

    def show_scene(self, scene: Scene | None) -> None:
        """Offer the parts that there are."""
        parts = parts_to_choose(scene)
        self.setVisible(bool(parts))
        if scene is not None and parts:
            self.show_choices([part.capitalize() for part in parts])
            self.set_value(part_of(scene).capitalize())

    def _on_chosen(self, word: str) -> None:
        self._focus.look_among(next(part for part in PARTS if part.capitalize() == word))
