"""What the arithmetic tab looks at: one number, what came in for one example, how it is made; and the words for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from playground.model.derivation import Derivation, Place
from playground.model.network import INPUT
from playground.model.sequences import TokenSet
from playground.numerals import count, figure
from playground.ui.examples.features import choice_of
from playground.ui.examples.looked_at import (
    own_words,
    part_answers,
    part_inputs,
    part_points,
    sample_text,
    sample_words,
)
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.views.shared.number_place import Site, looked_at
from playground.ui.widgets.heat_colours import Table, largest

Array = npt.NDArray[Any]
PADDED = "This step is padding: it fills the sequence up to the common length and counts for nothing."
MOST_VALUES = 4
"""Of a target with more values these are told."""


@dataclass(frozen=True, eq=False)
class NumberLook(Site):
    """A number with what it is made of; ``learned`` are the node's numbers and buffers by torch's names."""

    learned: Mapping[str, Array]
    cell: Derivation

    @property
    def left(self) -> float:
        """The number that really left, 0 where its unit is switched off."""
        return float(self.outputs[self.index])

    @property
    def switched_off(self) -> bool:
        """Whether what left is not what the arithmetic gives, as its unit, and so it, is switched off."""
        return self.left == 0.0 and abs(self.cell.value) > 1e-6


def look_at(site: Site, learned: Any) -> NumberLook | None:
    """Work out the arithmetic of a number; ``None`` for one at a step that is padding, which has none."""
    if site.padded:
        return None
    doubled = {name: np.asarray(part, np.float64) for name, part in learned.items()}
    inputs = tuple(_entering(site, source) for source in site.node.sources)
    with np.errstate(all="ignore"):
        try:
            cell = site.node.layer.cell(site.index, inputs, doubled)
        except ValueError:  # steps laid in one row: the padded ones, which are cut off, have no place to come from
            if len(inputs[0]) == len(site.values[site.node.sources[0]]):
                raise
            return None
    return NumberLook(site.scene, site.node, site.index, site.values, site.named, learned, cell)


def _entering(site: Site, source: str) -> Array:
    """What a node reads: tokens as they are, else float64; for a layer that is told of padding the real steps alone."""
    values = site.values[source]
    numbers = values if values.dtype.kind == "i" else values.astype(np.float64)
    return numbers[: site.real(source)] if site.node.masked else numbers


# ------------------------------------------------------------------------------------------------------ words


def layer_name(scene: Scene, id: str) -> str:
    """A node's name on its card."""
    if id == INPUT:
        return "Input"
    return next((node.name for node in scene.trace.nodes if node.id == id), "Noise")


def row_name(scene: Scene, id: str, row: int) -> str:
    """A unit, channel or feature by itself: ``unit 3``, ``x²`` of the input, the class that an output stands for."""
    signal = scene.trace.signal(id)
    if id == INPUT and signal is not None and signal.kind == "vector":
        return feature_name(scene, row)
    if scene.trace.answer is not None and id == scene.trace.answer.id and scene.trace.answer.layer.pinned:
        interpreter = scene.experiment.interpreter
        if signal is not None and interpreter.gives_each_class and len(interpreter.names) == signal.channels:
            return interpreter.target.class_words(row)
    return f"{row_noun(scene, id)} {count(row + 1)}"


def row_noun(scene: Scene, id: str) -> str:
    """What the units of a layer are called: channels in an image, features at a step of a sequence."""
    signal = scene.trace.signal(id)
    if signal is None or signal.kind == "vector":
        return "unit" if any(node.id == id for node in scene.trace.nodes) or id == INPUT else "number"
    return "channel" if signal.kind == "image" else "feature"


def feature_name(scene: Scene, row: int) -> str:
    """What a number of the input stands for."""
    data = scene.experiment.data
    choice = choice_of(data)
    if choice is not None:
        return choice.labels[choice.places[row]]
    return "x" if data.signal().rows == 1 else f"number {count(row + 1)}"


def place_name(scene: Scene, id: str, index: Place) -> str:
    """A number among those that leave its node: ``unit 3``, ``channel 4, row 10, column 11``, ``step 3, feature 5``."""
    if not index:
        return "padding"
    signal = scene.trace.signal(id)
    if signal is not None and signal.timed:
        step = f"step {count(index[0] + 1)}"
        return step if len(index) == 1 or signal.channels == 1 else f"{step}, {row_name(scene, id, index[1])}"
    where = "".join(f", {axis} {count(at + 1)}" for axis, at in zip(("row", "column"), index[1:], strict=False))
    if id == INPUT and signal is not None and signal.kind == "image" and signal.rows == 1:
        return where.removeprefix(", ")
    return f"{row_name(scene, id, index[0])}{where}"


def number_name(scene: Scene, id: str, index: Place) -> str:
    """A number in a whole: ``Linear 1, unit 3``."""
    return f"{layer_name(scene, id)}, {place_name(scene, id, index)}"


def example_index(scene: Scene, focus: Focus) -> int:
    """Index of the example that is looked at, within its part."""
    inputs = part_inputs(scene)
    return focus.example if inputs is None else min(max(focus.example, 0), max(len(inputs) - 1, 0))


def example_count(scene: Scene) -> int:
    """How many examples there are to look at; 0 before there are samples."""
    inputs = part_inputs(scene)
    return 0 if inputs is None else len(inputs)


def example_words(scene: Scene, focus: Focus) -> str:
    """Which example is looked at: ``Test point 0: x 1.2, y −0.4, class B``, the own input, or a row of noise."""
    if focus.given is not None:
        return own_words(focus)
    index, targets, samples = example_index(scene, focus), part_answers(scene), scene.samples
    node = looked_at(scene, focus)
    if node is not None and scene.experiment.source_of(node.id) not in (INPUT, *scene.experiment.ids()):
        return f"Noise {count(index)}"
    first = sample_words(scene, index)
    if samples is None or targets is None or index >= len(targets):
        return first
    points = part_points(scene)
    parts = []
    if points is not None:
        parts += [f"{axis} {figure(float(at), 2)}" for axis, at in zip("xyz", points[index], strict=False)]
    if text := sample_text(scene, index):
        data = scene.experiment.data
        parts.append(f"“{text}”" if isinstance(data, TokenSet) and data.vocabulary().noun != "letter" else text)
    target = scene.experiment.target
    if target.is_one_of_classes:
        name = target.class_words(int(targets[index]))
        parts.append(name if points is not None or name.startswith("class ") else f"label {name}")
    elif target.has_values and not target.is_input:
        values = np.ravel(targets[index])[:MOST_VALUES]
        parts += [f"target {figure(float(value), 2)}" for value in values]
    return f"{first}: {', '.join(parts)}" if parts else first


# --------------------------------------------------------------------------------------------------- colours


def tint(look: NumberLook, id: str, theme: Theme) -> tuple[float, float, Table]:
    """Lowest and highest value and the colours for what leaves a node: ink, signed around zero, or from zero up."""
    values, scene = look.values[id], look.scene
    if id == INPUT and scene.samples is not None:
        offset, scale = float(scene.samples.offset.ravel()[0]), float(scene.samples.scale.ravel()[0])
        return (0.0 - offset) / scale, (scene.experiment.data.ink - offset) / scale, theme.ink_table()
    most = largest(values) or 1.0
    if float(np.nan_to_num(values).min()) < 0:
        return -most, most, theme.signed_table()
    return 0.0, most, theme.magnitude_table()
