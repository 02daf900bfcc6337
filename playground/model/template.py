"""Template: the base of every class on the shelf of templates: several layers with their links, placed in one go."""

from __future__ import annotations

from typing import ClassVar

from playground.model.kind import Kind
from playground.model.layer import Layer
from playground.model.network import Node
from playground.model.signal import Signal


class Template(Kind, frozen=True):
    """A well-known piece of a network, made to fit what enters it; it arrives as one named group."""

    group: ClassVar[str] = "Templates"
    images: ClassVar[bool] = False
    """Whether it works on images alone; elsewhere the network says what is wrong, as for any layer."""
    sequences: ClassVar[bool] = False
    """Whether it works on sequences alone, of numbers or tokens, and on images as far as it cuts them into steps."""

    def pieces(self, entering: Signal) -> tuple[Node, ...]:
        """Its layers in order, with links among themselves.

        Ids are its own and are replaced by fresh ones. ``"input"`` is what the piece as a whole reads from; no inputs
        means the piece above, or what the whole reads from for the first.

        Args:
            entering: the signal that it will read from.
        """
        raise NotImplementedError


def chain(*layers: Layer) -> tuple[Node, ...]:
    """Pieces that read from one another in a row."""
    return tuple(Node(f"piece_{place}", layer) for place, layer in enumerate(layers))
