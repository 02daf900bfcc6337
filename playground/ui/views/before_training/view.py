"""The view of what there is before training: how the weights start."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground.engine.messages import Frame
from playground.engine.requests import Request
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.before_training.starting_part import StartingPart
from playground.ui.views.framed import FramedView


class BeforeTrainingView(FramedView):
    """How signals and gradients fare in depth before any training, with the chosen starting weights and with others."""

    id: ClassVar[str] = "before_training"
    title: ClassVar[str] = "Before training"
    order: ClassVar[int] = 55
    question: ClassVar[Question] = "How it learns"
    weight: ClassVar[int] = 20

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self.starting = StartingPart(theme, self.note, self)
        self.starting.asked.connect(self.requests_changed)
        self.parts = QHBoxLayout()
        self.parts.addWidget(self.starting, 3)
        self.body.addLayout(self.parts, 1)
        self.apply_theme()

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """There is something to learn."""
        return any(node.parameters for node in scene.trace.nodes)

    def requests(self) -> tuple[Request, ...]:
        """What the parts do not know yet."""
        request = self.starting.request() if self.scene is not None and not self.broken else None
        return () if request is None else (request,)

    def _restart(self) -> None:
        """Forget what was answered."""
        self.starting.restart()

    def _wait(self, words: str) -> None:
        """Say it in place of the picture."""
        self.starting.wait(words)

    def _scene_changed(self) -> None:
        """Ask anew where something is changed that the pictures rest on."""
        self.starting.set_scene(self.scene)

    def set_frame(self, frame: Frame) -> None:
        """Take the answers, or say why there are none."""
        self.frame = frame
        request = self.starting.request()
        if request is not None and request in frame.answers:
            self.starting.take(frame.answers[request])
        elif request is not None and request in frame.failures:
            self._wait(frame.failures[request])

    def apply_theme(self) -> None:
        """Take colours and sizes anew."""
        super().apply_theme()
        self.parts.setSpacing(self.theme.px(24))
        self.starting.apply_theme()

    def describe(self) -> str:
        """What is said of each start."""
        return self.starting.describe()
