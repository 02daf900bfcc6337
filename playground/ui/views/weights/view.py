"""The view of the numbers that one layer has learned."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from PySide6.QtWidgets import QWidget

from playground import numerals as words
from playground.engine.messages import Frame
from playground.engine.requests import Request, Weights
from playground.model.trace import NodeTrace
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.framed import FramedView
from playground.ui.views.weights.heat_sheet import Learned, Sheet

Array = npt.NDArray[Any]


class WeightsView(FramedView):
    """Every weight and bias of the selected layer in one picture: point at one to read it."""

    id: ClassVar[str] = "weights"
    title: ClassVar[str] = "Weights"
    order: ClassVar[int] = 50
    question: ClassVar[Question] = "What the layers do"
    weight: ClassVar[int] = 15

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self._answer: dict[str, Array] | None = None
        self.sheet = Sheet(theme, "weights_sheet", "Weights", self)
        self.sheet.told.connect(self._point)
        self.body.addWidget(self.sheet, 1)
        focus.node_changed.connect(self._follow)
        self._restart()
        self.apply_theme()

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Some layer learns numbers."""
        return any(node.parameters for node in scene.trace.nodes)

    @classmethod
    def is_about(cls, node: NodeTrace | None) -> bool:
        """A layer that learns is selected."""
        return node is not None and node.parameters > 0

    def requests(self) -> tuple[Request, ...]:
        """The numbers of the layer that is shown."""
        request = self._request()
        return () if request is None else (request,)

    def _restart(self) -> None:
        """Forget the numbers."""
        self._answer = None
        self.sheet.show_learned(None)
        self.sheet.say("Getting the network ready to show its weights.")
        self.note.show_words("")

    def _wait(self, words: str) -> None:
        """Say it in place of the picture."""
        self.sheet.say(words)

    def set_frame(self, frame: Frame) -> None:
        """Take the layer's present numbers."""
        self.frame = frame
        request, node = self._request(), self._node()
        if request is None or node is None:
            return
        if (answer := frame.answer(request)) is not None:
            self._answer = answer.get(node.id, {})
            self._show()
        elif request in frame.failures:
            self.sheet.say(frame.failures[request])

    def describe(self) -> str:
        """Which layer it is and how large its largest number is."""
        node = self._node()
        if node is None or not self._answer:
            return "No weights yet: the network is not ready."
        limit = words.rounded(self.sheet.limit, 2)
        return f"The {words.count(node.parameters)} numbers of {node.name} lie within ±{limit}."

    # ------------------------------------------------------------------------------------------------ inside

    def _node(self) -> NodeTrace | None:
        """The selected layer, or the nearest one that learns; of two equally near ones the earlier."""
        nodes = () if self.scene is None else self.scene.trace.nodes
        learning = [index for index, node in enumerate(nodes) if node.parameters]
        if not learning:
            return None
        at = next((index for index, node in enumerate(nodes) if node.id == self.focus.node), 0)
        return nodes[min(learning, key=lambda index: abs(index - at))]

    def _request(self) -> Weights | None:
        node = self._node()
        return None if node is None else Weights((node.id,))

    def _show(self) -> None:
        node = self._node()
        if not self._answer or node is None or self.scene is None:
            return
        learned = learned_of(self._answer, self.scene.trace.network_of(node.id).image_behind(node))
        self.sheet.show_learned(learned)
        finite = bool(np.isfinite(learned.weights).any())
        self.sheet.say("" if finite else "The network's weights are not numbers any more.")
        self._point("")

    def _point(self, said: str) -> None:
        node = self._node()
        if node is None or self._answer is None:
            return
        parts = " and ".join(f"{name} {'×'.join(map(str, part.shape))}" for name, part in self._answer.items())
        self.note.show_words(f"{node.name}  {said or parts}")

    def _follow(self) -> None:
        request = self._request()
        self._restart()
        if self.broken:
            self._wait(self.broken)
        elif self.frame is not None and request in self.frame.answers:
            self.set_frame(self.frame)
        self.requests_changed.emit()


def learned_of(parts: dict[str, Array], seen: tuple[int, ...] = ()) -> Learned:
    """A layer's numbers by torch's names: kernels keep their shape, other weights are a table, the rest one row.

    ``seen`` is the shape of the image (channels, height, width) whose pixels enter, if any: the weights of a unit then
    are an image, too.
    """
    biases = parts.get("bias")
    weights = max((part for name, part in parts.items() if name != "bias"), key=lambda part: part.ndim, default=None)
    if weights is None:
        weights, biases = parts["bias"], None
    if weights.ndim == 1:
        return Learned(weights[:, None, None, None], biases, "channel", "weight")
    if weights.ndim == 2 and len(seen) == 3 and weights.shape[1] == np.prod(seen):
        return Learned(weights.reshape(-1, *seen), biases, "unit", "channel")
    if weights.ndim == 2:
        return Learned(weights[:, :, None, None], biases, "unit", "input")
    shape = (*weights.shape[:2], -1, weights.shape[-1])
    return Learned(weights.reshape(shape), biases, "channel", "input")
