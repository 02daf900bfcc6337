"""A view. It asks for the parameters, and paints how large they are, layer by layer."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent

from playground import numerals
from playground.engine.messages import Frame
from playground.engine.requests import Request, Weights
from playground.ui.state.scene import Scene
from playground.ui.views.base import Question, View


class WeightNorms(View):
    """How large the weights of each layer are, all of them together."""

    id: ClassVar[str] = "weight_norms"
    title: ClassVar[str] = "Weight norms"
    question: ClassVar[Question] = "What the layers do"
    weight: ClassVar[int] = 5

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Some layer learns numbers."""
        return any(node.parameters for node in scene.trace.nodes)

    def requests(self) -> tuple[Request, ...]:
        """All that is learned."""
        return () if self.scene is None else (Weights(self.scene.experiment.ids()),)

    def set_scene(self, scene: Scene) -> None:
        """Begin anew where the network is another."""
        if self.scene is None or self.scene.generation != scene.generation:
            self.frame = None
        self.scene = scene
        self.requests_changed.emit()
        self.update()

    def set_frame(self, frame: Frame) -> None:
        """Show its numbers."""
        self.frame = frame
        self.update()

    def apply_theme(self) -> None:
        """Paint in the new colours."""
        self.update()

    def describe(self) -> str:
        """The layers with their norms."""
        return ", ".join(self._lines()) or "No weights yet."

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line a layer."""
        with QPainter(self) as painter:
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "\n".join(self._lines()))

    def _lines(self) -> list[str]:
        """The root of the summed squares of what each layer has learned."""
        answer = {} if self.frame is None else self.frame.answers.get(self.requests()[0], {})
        return [
            f"{node}: {numerals.rounded(float(np.sqrt(sum((each**2).sum() for each in learned.values()))), 2)}"
            for node, learned in answer.items()
            if learned
        ]
