"""DrawnExamples: what augmentation makes of one example, which views show alone or beside something else."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from playground.engine.requests import Augmented
from playground.model.sequences import TokenSet
from playground.numerals import counted
from playground.ui.examples.looked_at import Looked, looked_at
from playground.ui.examples.pictures import example_picture
from playground.ui.plots.chart_note import Note
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.heat import picture
from playground.ui.widgets.heat_colours import largest
from playground.ui.widgets.image_grid import ImageGrid, Tile
from playground.ui.widgets.sample_list import SampleLine, SampleList

Array = npt.NDArray[Any]
DRAWINGS = 9
"""So many are drawn of the one example."""


class DrawnExamples(QWidget):
    """The example as it is, and nine of the changes that chance makes; ``asked()`` tells that others are wanted.

    ``dice`` draws nine others and ``note`` says of what they are; where they stand is for whoever shows it.
    """

    asked = Signal()

    def __init__(self, theme: Theme, focus: Focus, name: str, note: Note, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._focus = theme, focus
        self._scene: Scene | None = None
        self._seed = 0
        self._values: Array | None = None
        self.note = note
        self.dice = IconButton(theme, "dice", f"{name}_dice", "Draw nine others", small=True, parent=self)
        self.dice.clicked.connect(self._on_dice)
        self.grid = ImageGrid(theme, f"{name}_images", "What augmentation makes of the example", self)
        self.list = SampleList(theme, f"{name}_texts", "What augmentation makes of the example", self)
        self._stack = QStackedWidget(self)
        for shown in (self.grid, self.list):
            self._stack.addWidget(shown)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        focus.example_changed.connect(self._follow)
        self.restart()

    def set_scene(self, scene: Scene | None) -> None:
        """Take a changed experiment, whose augmentation may be another."""
        self._scene = scene
        self._show()

    def restart(self) -> None:
        """Forget the drawings."""
        self._values = None
        self.grid.show_tiles(())
        self.list.show_lines(())
        self.note.show_words("")
        self.wait("Getting the data ready to change an example.")

    def wait(self, words: str) -> None:
        """Say it in place of the drawings."""
        for shown in (self.grid, self.list):
            shown.say(words)

    def request(self) -> Augmented | None:
        """What to ask; nothing while there is no example."""
        looked = looked_at(self._scene, self._focus)
        return None if looked is None else Augmented(looked.on, DRAWINGS, self._seed)

    def take(self, answer: Any) -> None:
        """Show the drawings."""
        self._values = np.asarray(answer)
        self._show()

    def apply_theme(self) -> None:
        """Draw the images in the new ink."""
        self._show()

    def describe(self) -> str:
        """Of which example there are how many, and by what."""
        looked = looked_at(self._scene, self._focus)
        if self._values is None or looked is None or self._scene is None:
            return "No drawings yet: the data is not ready."
        kinds = ", ".join(kind.label for kind in self._scene.experiment.training.augmentation)
        return f"{looked.words}, and {counted(len(self._values) - 1, 'drawing')} that {kinds} make of it."

    # ------------------------------------------------------------------------------------------------ inside

    def _show(self) -> None:
        looked, values = looked_at(self._scene, self._focus), self._values
        if looked is None or values is None or self._scene is None or not len(values):
            return
        self.wait("")
        self.note.show_words(f"{looked.words}; in training it is drawn anew in each epoch")
        data = self._scene.experiment.data
        if isinstance(data, TokenSet):
            self._stack.setCurrentWidget(self.list)
            self.list.show_lines([_line(data, place, row) for place, row in enumerate(values.astype(np.int64))])
            return
        self._stack.setCurrentWidget(self.grid)
        most = largest(values)
        self.grid.show_tiles(
            [
                Tile(place, self._picture(self._scene, sample, most), _words(place), False, _tip(place, looked))
                for place, sample in enumerate(values)
            ]
        )

    def _picture(self, scene: Scene, sample: Array, most: float) -> QImage:
        """An image as it is, or the numbers of a sequence as a strip a feature, steps from left to right."""
        if sample.ndim == 3:
            return example_picture(sample, scene, self._theme)
        return picture(np.atleast_2d(sample.T), -most, most, self._theme.signed_table())

    def _on_dice(self) -> None:
        self._seed = random.randrange(1, 1_000_000)
        self.asked.emit()

    def _follow(self) -> None:
        self._values = None
        self.asked.emit()


def _tip(place: int, looked: Looked) -> str:
    return f"Drawing {place} of {looked.words.lower()}." if place else f"{looked.words} as it is."


def _words(place: int) -> str:
    return f"{place}" if place else "as it is"


def _line(data: TokenSet, place: int, tokens: Array) -> SampleLine:
    text = data.vocabulary().write(tokens.tolist())
    return SampleLine(place, -1, text, _words(place), False, text)
