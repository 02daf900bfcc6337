"""The view of what augmentation makes of one example."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from playground.engine.requests import Augmented
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.framed import AskingView
from playground.ui.views.shared.drawn_examples import DrawnExamples


class AugmentedView(AskingView):
    """What the network gets to see of one example: the example as it is, and nine of the changes that chance makes."""

    id: ClassVar[str] = "augmented"
    title: ClassVar[str] = "What it gets to see"
    order: ClassVar[int] = 27
    question: ClassVar[Question] = "What comes in"
    weight: ClassVar[int] = 45

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self.drawn = DrawnExamples(theme, focus, self.id, self.note, self)
        self.drawn.asked.connect(self.requests_changed)
        self.head.addWidget(self.drawn.dice)
        self.body.addWidget(self.drawn, 1)
        self.apply_theme()

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Samples are changed before they are learned from."""
        return bool(scene.experiment.training.augmentation)

    def _restart(self) -> None:
        """Forget the drawings."""
        self.drawn.restart()

    def _scene_changed(self) -> None:
        """Ask anew, as augmentation may be another."""
        self.drawn.set_scene(self.scene)
        self.requests_changed.emit()

    def _wait(self, words: str) -> None:
        """Say it in place of the drawings."""
        self.drawn.wait(words)

    def take(self, answer: Any) -> None:
        """Show the drawings."""
        self.drawn.take(answer)

    def apply_theme(self) -> None:
        """Draw the images in the new ink."""
        super().apply_theme()
        self.drawn.apply_theme()

    def describe(self) -> str:
        """Of which example there are how many, and by what."""
        return self.drawn.describe()

    def _request(self) -> Augmented | None:
        return None if self.scene is None else self.drawn.request()
