"""A template: two layers that are placed in one go."""

from __future__ import annotations

from typing import ClassVar

from playground.model.network import Node
from playground.model.registry import LAYERS
from playground.model.signal import Signal
from playground.model.template import Template, chain


class SnakeLayer(Template, frozen=True, tag="snake_layer"):
    """Eight units, each with a wave on its ramp."""

    label: ClassVar[str] = "Snake layer"
    formula: ClassVar[str] = "y = snake(W x + b)"

    def pieces(self, entering: Signal) -> tuple[Node, ...]:
        """A Linear and a Snake; what is no row of numbers is flattened first."""
        flat = (LAYERS.find("flatten")(),) if entering.kind == "image" else ()
        return chain(*flat, LAYERS.find("linear")(units=8), LAYERS.find("snake")())
