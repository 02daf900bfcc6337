"""What the arithmetic tab looks at: a node, one of its numbers, what came in for one example; and the words for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from playground.model.cell import Cell, Place
from playground.model.network import INPUT
from playground.model.trace import NodeTrace
from playground.ui.canvas.features import choice_of
from playground.ui.focus import Focus
from playground.ui.theme import Theme
from playground.ui.views.base import Scene
from playground.ui.views.looked_at import own_words
from playground.ui.views.predicted import class_words
from playground.ui.widgets.cell_words import figure
from playground.ui.widgets.chart_words import count
from playground.ui.widgets.heat import Table, largest

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Look:
    """One number that leaves a node, with what it is made of.

    ``values`` are what leaves nodes for the example, each (*output signal), by node id; ``learned`` the node's numbers
    and buffers by torch's names.
    """

    scene: Scene
    node: NodeTrace
    index: Place
    values: Mapping[str, Array]
    learned: Mapping[str, Array]
    cell: Cell

    @property
    def outputs(self) -> Array:
        """What leaves the node: (*output signal)."""
        return self.values[self.node.id]

    @property
    def left(self) -> float:
        """The number that really left, 0 where its unit is switched off."""
        return float(self.outputs[self.index])

    @property
    def switched_off(self) -> bool:
        """Whether what left is not what the arithmetic gives, as its unit, and so it, is switched off."""
        return self.left == 0.0 and abs(self.cell.value) > 1e-6


def looked_at(scene: Scene, focus: Focus) -> NodeTrace | None:
    """The selected node; the first one while the input or nothing is selected; ``None`` where it cannot be run."""
    nodes = scene.trace.network.nodes
    found = next((node for node in nodes if node.id == focus.node), nodes[0] if nodes else None)
    return found if found is not None and found.inputs is not None and found.output is not None else None


def index_of(node: NodeTrace, focus: Focus) -> Place:
    """The number that is looked at: the selected row, and in a map the place pointed at, or else its middle."""
    assert node.output is not None
    row = min(max(focus.row, 0), node.output.rows - 1) if node.id == focus.node else 0
    rest = node.output.shape[1:]
    place: Place = tuple(side // 2 for side in rest)
    if focus.place is not None and len(rest) == 2:
        there = all(0 <= at < side for at, side in zip(focus.place, rest, strict=True))
        place = focus.place if there else place
    return (row, *place)


def look_at(scene: Scene, node: NodeTrace, index: Place, answers: Mapping[str, Array], learned: Any) -> Look:
    """Work out the arithmetic of one number from what leaves the nodes for one sample, (1, *output signal) each."""
    values = {id: np.asarray(part[0]) for id, part in answers.items()}
    inputs = tuple(values[source].astype(np.float64) for source in node.sources)
    doubled = {name: np.asarray(part, np.float64) for name, part in learned.items()}
    with np.errstate(all="ignore"):
        cell = node.layer.cell(index, inputs, doubled)
    return Look(scene, node, index, values, learned, cell)


# ------------------------------------------------------------------------------------------------------ words


def layer_name(scene: Scene, id: str) -> str:
    """A node's name on its card."""
    if id == INPUT:
        return "Input"
    return next((node.name for node in scene.trace.network.nodes if node.id == id), id)


def row_name(scene: Scene, id: str, row: int) -> str:
    """A unit or channel by itself: ``unit 3``, ``x²`` for a feature, the class that a unit of the output stands for."""
    signal = scene.trace.network.signal(id)
    if id == INPUT and signal is not None and signal.kind == "vector":
        return feature_name(scene, row)
    if id != INPUT and scene.trace.network.node(id).layer.pinned:
        names = scene.experiment.data.target().names
        if signal is not None and len(names) == signal.rows and scene.experiment.training.loss.link == "softmax":
            return class_words(scene.experiment.data.target(), row)
    noun = "channel" if signal is not None and signal.kind == "image" else "unit"
    return f"{noun} {count(row + 1)}"


def feature_name(scene: Scene, row: int) -> str:
    """What a number of the input stands for."""
    data = scene.experiment.data
    choice = choice_of(data)
    if choice is not None:
        return choice.labels[choice.places[row]]
    return "x" if data.signal().rows == 1 else f"number {count(row + 1)}"


def place_name(scene: Scene, id: str, index: Place) -> str:
    """A number among those that leave its node: ``unit 3``, ``channel 4, row 10, column 11``."""
    if not index:
        return "padding"
    signal = scene.trace.network.signal(id)
    where = "".join(f", {axis} {count(at + 1)}" for axis, at in zip(("row", "column"), index[1:], strict=False))
    if id == INPUT and signal is not None and signal.kind == "image" and signal.rows == 1:
        return where.removeprefix(", ")
    return f"{row_name(scene, id, index[0])}{where}"


def number_name(scene: Scene, id: str, index: Place) -> str:
    """A number in a whole: ``Linear 1, unit 3``."""
    return f"{layer_name(scene, id)}, {place_name(scene, id, index)}"


def example_index(scene: Scene, focus: Focus) -> int:
    """Index of the example that is looked at, within its part."""
    samples = scene.samples
    if samples is None:
        return focus.example
    part = samples.test_inputs if scene.experiment.data.sizes().test else samples.train_inputs
    return min(max(focus.example, 0), max(len(part) - 1, 0))


def example_words(scene: Scene, focus: Focus) -> str:
    """Which example is looked at: ``Test point 0: x 1.2, y −0.4, class B``, or the own input."""
    if focus.given is not None:
        return own_words(focus)
    data, samples = scene.experiment.data, scene.samples
    test = bool(data.sizes().test)
    index = example_index(scene, focus)
    noun = {"plane": "point", "images": "image"}.get(data.family, "point")
    first = f"{'Test' if test else 'Training'} {noun} {count(index)}"
    if samples is None:
        return first
    targets = samples.test_targets if test else samples.train_targets
    points = samples.test_points if test else samples.train_points
    if index >= len(targets):
        return first
    parts = []
    if points is not None:
        parts += [f"{axis} {figure(float(at), 2)}" for axis, at in zip("xyz", points[index], strict=False)]
    target = data.target()
    if target.kind == "classes":
        name = class_words(target, int(targets[index]))
        parts.append(name if points is not None or name.startswith("class ") else f"label {name}")
    else:
        values = np.atleast_1d(targets[index])
        parts += [f"target {figure(float(value), 2)}" for value in values]
    return f"{first}: {', '.join(parts)}"


# --------------------------------------------------------------------------------------------------- colours


def tint(look: Look, id: str, theme: Theme) -> tuple[float, float, Table]:
    """Lowest and highest value and the colours for what leaves a node: ink, signed around zero, or from zero up."""
    values, scene = look.values[id], look.scene
    if id == INPUT and scene.samples is not None:
        offset, scale = float(scene.samples.offset.ravel()[0]), float(scene.samples.scale.ravel()[0])
        return (0.0 - offset) / scale, (scene.experiment.data.ink - offset) / scale, theme.ink_table()
    most = largest(values) or 1.0
    if float(np.nan_to_num(values).min()) < 0:
        return -most, most, theme.signed_table()
    return 0.0, most, theme.magnitude_table()
