"""NameFinder: a field in which examples are found by their names, such as *cat*."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit, QWidget

from playground.model.dataset import PARTS, Part
from playground.numerals import count, counted
from playground.ui.examples.looked_at import names_of, part_of
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.widgets.image_grid import Tile

LONGEST_WORD = 60
"""No more letters than this are looked for."""


@dataclass(frozen=True)
class FoundExample:
    """An example that was found: its part, its place there, its name and its class."""

    part: Part
    index: int
    name: str
    label: str


class NameFinder(QLineEdit):
    """What is typed is looked for in names and classes: each word begins one of theirs."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scene: Scene | None = None
        self.setObjectName("picker_find")
        self.setAccessibleName("Find by name")
        self.setPlaceholderText("Find, such as cat")
        self.setToolTip("Type a part of a name, or of a class.")
        self.setClearButtonEnabled(True)
        self.setMaxLength(LONGEST_WORD)
        self.apply_theme()

    def apply_theme(self) -> None:
        """Take measures anew."""
        self.setFixedWidth(self._theme.px(150))

    def set_scene(self, scene: Scene | None) -> None:
        """Look for examples of these data from now on."""
        self._scene = scene

    @property
    def has_names(self) -> bool:
        """Whether these data have names to be found by."""
        return self._scene is not None and bool(self._names(part_of(self._scene)))

    @property
    def wanted(self) -> bool:
        """Whether anything is looked for."""
        return self.has_names and bool(_words(self.text()))

    def found(self) -> list[FoundExample]:
        """What fits, first of the part that examples are chosen from, then of the others."""
        if self._scene is None or self._scene.samples is None:
            return []
        wanted, first = _words(self.text()), part_of(self._scene)
        parts: tuple[Part, ...] = (first, *(part for part in PARTS if part != first))
        return [
            example for part in parts for example in self._of(part) if _fits(wanted, f"{example.name} {example.label}")
        ]

    def told(self, found: list[FoundExample]) -> str:
        """How many there are of which part; or that there are none."""
        if self._scene is None:
            return ""
        first = part_of(self._scene)
        here = sum(example.part == first for example in found)
        words = f"“{self.text().strip()}”"
        if not found:
            return f"Nothing is called {words}: try another word, such as face, flag or food."
        others = f", {counted(len(found) - here, 'image')} of other parts" if len(found) > here else ""
        return f"{words}: {counted(here, f'{first} image')}{others}"

    def tile(self, place: int, example: FoundExample, picture: QImage) -> Tile:
        """One of them by its place among all, its name below; one of another part says so."""
        other = "" if self._scene is not None and example.part == part_of(self._scene) else example.part
        tip = f"{example.name}: {example.label}, {example.part} image {count(example.index)}."
        return Tile(place, picture, example.name, False, tip, other)

    def _names(self, part: Part) -> tuple[str, ...]:
        return () if self._scene is None else names_of(self._scene.experiment.data, part)

    def _of(self, part: Part) -> list[FoundExample]:
        if self._scene is None or self._scene.samples is None:
            return []
        classes = self._scene.experiment.data.target().names
        targets = self._scene.samples.targets(part).tolist()
        named = zip(self._names(part), targets, strict=False)
        return [FoundExample(part, index, name, classes[label]) for index, (name, label) in enumerate(named)]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _fits(wanted: list[str], text: str) -> bool:
    """Whether each word begins one of the text."""
    words = _words(text)
    return all(any(word.startswith(part) for word in words) for part in wanted)
