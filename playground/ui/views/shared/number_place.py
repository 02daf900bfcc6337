"""Places: which number of a node the arithmetic tab looks at, as the focus tells it, and what steps stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from playground.model.answer_words import inked
from playground.model.derivation import Place
from playground.model.network import INPUT
from playground.model.sequences import TokenSet
from playground.model.trace import NodeTrace
from playground.ui.examples.real_steps import mask_of
from playground.ui.examples.token_texts import token_texts
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Site:
    """One number that leaves a node, and what leaves nodes for the example: ``values``, each (*output.array), by id.

    ``named`` is what the steps of the input are called, empty where it has no tokens.
    """

    scene: Scene
    node: NodeTrace
    index: Place
    values: Mapping[str, Array]
    named: tuple[str, ...]

    @property
    def outputs(self) -> Array:
        """What leaves the node: (*output signal)."""
        return self.values[self.node.id]

    @property
    def timed(self) -> bool:
        """Whether the number is one of a step: its index is (step, feature)."""
        return self.outputs.ndim == 2

    def real(self, id: str) -> int:
        """How many steps of what leaves a node are no padding, ``"input"`` for the data; all rows where none can be."""
        mask = mask_of(self.scene.trace.path, id, self.values[INPUT][None])
        return len(self.values[id]) if mask is None else int(mask.sum())

    @property
    def padded(self) -> bool:
        """Whether the number stands at a step that is padding."""
        return self.timed and self.index[0] >= self.real(self.node.id)

    def texts(self, id: str) -> tuple[str, ...]:
        """What the steps of a node stand for, the texts of their tokens; empty where they are not the data's tokens."""
        entering, data = self.scene.trace.path.input, self.scene.experiment.data
        signal = self.scene.trace.signal(id)
        if signal is None or not signal.timed or entering.kind != "tokens" or not isinstance(data, TokenSet):
            return ()
        if signal.time != entering.time:
            return ()
        return tuple(map(inked, self.named))


class Places:
    """Reads the number that is looked at off the focus, and writes another one into it.

    A unit and a channel are the selected row. In an image the place in the map is the cell that is pointed at, its
    middle before there is one. In a sequence the selected row is the step, and the cell (0, feature). A card that shows
    matrices of attention has its heads for rows, and the cell is the step that reads with the one that is read: there
    the feature is remembered here.
    """

    def __init__(self, focus: Focus) -> None:
        self._focus = focus
        self._features: dict[str, int] = {}

    def index(self, node: NodeTrace) -> Place:
        """The number of a node that is looked at."""
        assert node.output is not None
        shape, place = node.output.shape, self._focus.place
        row = max(self._focus.row, 0) if node.id == self._focus.node else 0
        if not node.output.timed:
            rest = shape[1:]
            middle = tuple(side // 2 for side in rest)
            return (min(row, shape[0] - 1), *(place if place is not None and within(place, rest) else middle))
        if shows_heads(node):
            step, feature = 0 if place is None else place[0], self._features.get(node.id, 0)
        else:
            step, feature = row, 0 if place is None else place[1]
        return min(step, shape[0] - 1), feature if feature < shape[1] else 0

    def head(self, node: NodeTrace) -> int:
        """Which of the heads is looked at, where a card has heads for rows."""
        return self._focus.row if shows_heads(node) and node.id == self._focus.node else 0

    def choose(self, node: NodeTrace, index: Place) -> None:
        """Look at another number of a node."""
        focus = self._focus
        if len(index) != 2:
            focus.select(node.id, index[0])
            if len(index) == 3:
                focus.point_at((index[1], index[2]))
        elif shows_heads(node):
            self._features[node.id] = index[1]
            focus.select(node.id, self.head(node))
            read = index[0] if focus.place is None else focus.place[1]
            focus.point_at((index[0], read))
        else:
            focus.select(node.id, index[0])
            focus.point_at((0, index[1]))

    def choose_head(self, node: NodeTrace, head: int) -> None:
        """Look at another head of a node."""
        if shows_heads(node):
            self._focus.select(node.id, head)


def shows_heads(node: NodeTrace) -> bool:
    """Whether a node's card has heads for rows, not steps."""
    return node.layer.picture == "heads" and node.output is not None and node.output.timed


def within(place: tuple[int, ...], shape: tuple[int, ...]) -> bool:
    """Whether there is such a place in an array of that shape."""
    return len(place) == len(shape) and all(0 <= at < side for at, side in zip(place, shape, strict=True))


def looked_at(scene: Scene, focus: Focus) -> NodeTrace | None:
    """The selected node; the first one while the input or nothing is selected; ``None`` where it cannot be run.

    It reads from what enters its network under the name that answers have for it, see ``reading``.
    """
    nodes = scene.trace.nodes
    found = next((node for node in nodes if node.id == focus.node), nodes[0] if nodes else None)
    runs = found is not None and found.inputs is not None and found.output is not None
    return reading(scene, found) if found is not None and runs else None


def reading(scene: Scene, node: NodeTrace) -> NodeTrace:
    """A node whose sources are named as answers name them: not the input of its network but what gives it."""
    entering = scene.experiment.source_of(node.id)
    if entering == INPUT or INPUT not in node.sources:
        return node
    sources = tuple(entering if source == INPUT else source for source in node.sources)
    return msgspec.structs.replace(node, sources=sources)


def site_of(scene: Scene, focus: Focus, node: NodeTrace, index: Place, answers: Mapping[str, Array]) -> Site | None:
    """A number among what leaves the nodes for one sample, (1, *output.array) each.

    ``None`` for an answer of nothing, or of tokens that are none.
    """
    if not all(len(part) for part in answers.values()):
        return None
    values = {id: np.asarray(part[0]) for id, part in answers.items()}
    if scene.trace.path.input.kind == "tokens":
        if not np.isfinite(values[INPUT]).all():
            return None
        values[INPUT] = values[INPUT].astype(np.int64)
    data, named = scene.experiment.data, tuple[str, ...]()
    if isinstance(data, TokenSet):
        named = token_texts(data, values[INPUT].tolist(), focus.inputs(data), focus.given_as.texts)
    return Site(scene, node, index, values, named)
