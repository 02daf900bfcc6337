"""The view of which places of feature maps matter to the loss, on one example."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QWidget

from playground.engine.requests import Gradients, Inputs, Request
from playground.model.trace import NodeTrace
from playground.ui.state.focus import Focus
from playground.ui.theme.theme import Theme
from playground.ui.views.base import Question
from playground.ui.views.shared.head_choice import HeadChoice
from playground.ui.views.shared.layer_maps import Array, LayerMapsView

SELECTED, ALL = "Selected layer", "All layers"


class GradientMapsView(LayerMapsView):
    """Where a larger number in a feature map would raise the loss of one example (orange) or lower it (blue)."""

    id: ClassVar[str] = "gradient_maps"
    title: ClassVar[str] = "Gradient maps"
    order: ClassVar[int] = 33
    question: ClassVar[Question] = "How it learns"
    weight: ClassVar[int] = 10
    what: ClassVar[str] = "gradient maps"

    def __init__(self, theme: Theme, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(theme, focus, parent)
        self.mode = HeadChoice(self, "layers", (SELECTED, ALL), "Whose maps")
        self.mode.chosen.connect(self._choose)
        focus.node_changed.connect(self._select)

    def _scene_changed(self) -> None:
        """Say of what the gradient is."""
        super()._scene_changed()
        self._say_of_what()

    def maps_request(self, on: Inputs, nodes: tuple[str, ...]) -> Request:
        """The gradient of the loss; of the largest output where the input has no known answer."""
        return Gradients(on, nodes, "output" if self.focus.given is not None else "loss")

    def shown_nodes(self) -> list[NodeTrace]:
        """The selected layer if it is one on images, else all of them."""
        nodes = self.image_nodes()
        selected = [node for node in nodes if node.id == self.focus.node]
        return selected if selected and self.mode.value == SELECTED else nodes

    def signed(self, values: Array) -> bool:
        """Always: a gradient has a side, even where all of it lies on one."""
        return True

    def describe(self) -> str:
        """The example, and of what the gradient is."""
        said = super().describe()
        return said if self._maps_answer is None else f"{said.removesuffix('.')}, {self._of_what()}."

    def _of_what(self) -> str:
        return "of the largest output" if self.focus.given is not None else "of the loss"

    def _say_of_what(self) -> None:
        end = "largest output" if self.focus.given is not None else "loss"
        tip = f"Orange: if the map were larger there, the {end} would rise; blue: it would fall."
        self.note.show_words(f"gradient {self._of_what()}: orange raises it, blue lowers it", tip)

    def _choose(self, value: str) -> None:
        self._select()

    def _select(self) -> None:
        self._show()
        self.requests_changed.emit()

    def _follow(self) -> None:
        super()._follow()
        self._say_of_what()
