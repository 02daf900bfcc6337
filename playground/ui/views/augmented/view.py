"""The view of what augmentation makes of one example."""

from __future__ import annotations

import random
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QStackedWidget, QWidget

from playground.engine.requests import Augmented
from playground.model.sequences import TokenSet
from playground.numerals import counted
from playground.ui.examples.looked_at import Looked, looked_at
from playground.ui.examples.pictures import example_picture
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.framed import AskingView
from playground.ui.widgets.buttons import IconButton
from playground.ui.widgets.heat import picture
from playground.ui.widgets.heat_colours import largest
from playground.ui.widgets.image_grid import ImageGrid, Tile
from playground.ui.widgets.sample_list import SampleLine, SampleList

Array = npt.NDArray[Any]
DRAWINGS = 9
"""So many are drawn of the one example."""


class AugmentedView(AskingView):
    """What the network gets to see of one example: the example as it is, and nine of the changes that chance makes."""

    id: ClassVar[str] = "augmented"
    title: ClassVar[str] = "What it gets to see"
    order: ClassVar[int] = 27
    question: ClassVar[Question] = "What comes in"
    weight: ClassVar[int] = 45

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self._seed = 0
        self._values: Array | None = None
        self.dice = IconButton(theme, "dice", "augmented_dice", "Draw nine others", small=True, parent=self)
        self.dice.clicked.connect(self._on_dice)
        self.head.addWidget(self.dice)
        self.grid = ImageGrid(theme, "augmented_images", "What augmentation makes of the example", self)
        self.list = SampleList(theme, "augmented_texts", "What augmentation makes of the example", self)
        self._stack = QStackedWidget(self)
        for shown in (self.grid, self.list):
            self._stack.addWidget(shown)
        self.body.addWidget(self._stack, 1)
        focus.example_changed.connect(self._follow)
        self._restart()
        self.apply_theme()

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Samples are changed before they are learned from."""
        return bool(scene.experiment.training.augmentation)

    def _restart(self) -> None:
        """Forget the drawings."""
        self._values = None
        self.grid.show_tiles(())
        self.list.show_lines(())
        self.note.show_words("")
        self._wait("Getting the data ready to change an example.")

    def _scene_changed(self) -> None:
        """Ask anew, as augmentation may be another."""
        self.requests_changed.emit()
        self._show()

    def _wait(self, words: str) -> None:
        """Say it in place of the drawings."""
        for shown in (self.grid, self.list):
            shown.say(words)

    def take(self, answer: Any) -> None:
        """Show the drawings."""
        self._values = np.asarray(answer)
        self._show()

    def apply_theme(self) -> None:
        """Draw the images in the new ink."""
        super().apply_theme()
        self._show()

    def describe(self) -> str:
        """Of which example there are how many, and by what."""
        looked = looked_at(self.scene, self.focus)
        if self._values is None or looked is None or self.scene is None:
            return "No drawings yet: the data is not ready."
        kinds = ", ".join(kind.label for kind in self.scene.experiment.training.augmentation)
        return f"{looked.words}, and {counted(len(self._values) - 1, 'drawing')} that {kinds} make of it."

    # ------------------------------------------------------------------------------------------------ inside

    def _request(self) -> Augmented | None:
        looked = looked_at(self.scene, self.focus)
        return None if looked is None else Augmented(looked.on, DRAWINGS, self._seed)

    def _show(self) -> None:
        looked, values = looked_at(self.scene, self.focus), self._values
        if looked is None or values is None or self.scene is None or not len(values):
            return
        self._wait("")
        self.note.show_words(f"{looked.words}; in training it is drawn anew in each epoch")
        data = self.scene.experiment.data
        if isinstance(data, TokenSet):
            self._stack.setCurrentWidget(self.list)
            self.list.show_lines([_line(data, place, row) for place, row in enumerate(values.astype(np.int64))])
            return
        self._stack.setCurrentWidget(self.grid)
        most = largest(values)
        self.grid.show_tiles(
            [
                Tile(place, self._picture(self.scene, sample, most), _words(place), False, self._tip(place, looked))
                for place, sample in enumerate(values)
            ]
        )

    def _picture(self, scene: Scene, sample: Array, most: float) -> QImage:
        """An image as it is, or the numbers of a sequence as a strip a feature, steps from left to right."""
        if sample.ndim == 3:
            return example_picture(sample, scene, self.theme)
        return picture(np.atleast_2d(sample.T), -most, most, self.theme.signed_table())

    def _tip(self, place: int, looked: Looked) -> str:
        return f"Drawing {place} of {looked.words.lower()}." if place else f"{looked.words} as it is."

    def _on_dice(self) -> None:
        self._seed = random.randrange(1, 1_000_000)
        self.requests_changed.emit()

    def _follow(self) -> None:
        self._values = None
        self.requests_changed.emit()


def _words(place: int) -> str:
    return f"{place}" if place else "as it is"


def _line(data: TokenSet, place: int, tokens: Array) -> SampleLine:
    text = data.vocabulary().write(tokens.tolist())
    return SampleLine(place, -1, text, _words(place), False, text)
