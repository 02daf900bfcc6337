"""What the embedding map makes of a layer: which layers there are, of how many samples, and a row of numbers each."""

from __future__ import annotations

from typing import Any

import numpy.typing as npt

from playground.model.network import INPUT
from playground.model.signal import Signal
from playground.ui.examples.looked_at import part_inputs
from playground.ui.examples.real_steps import mask_of, mean_over_steps
from playground.ui.state.scene import Scene

Array = npt.NDArray[Any]
MOST, WIDE_MOST, WIDE = 500, 250, 128
"""So many samples are shown, fewer for layers that give out more than 128 numbers: the map follows the training."""


def layers_of(scene: Scene) -> list[tuple[str, str, str]]:
    """Id, name and shape of what can be mapped: what samples go through, and they themselves.

    Tokens, whose numbers are mere names, cannot be, nor what is made of noise, which is no sample.
    """
    entering = scene.trace.path.input
    found = [(node.id, node.name, str(node.output)) for node in scene.trace.path.nodes if node.output is not None]
    return found if entering.kind == "tokens" else [(INPUT, "Input", str(entering)), *found]


def signal_of(scene: Scene | None, id: str) -> Signal | None:
    """What leaves a layer; ``None`` where that is not known, or the layer is there no more."""
    if scene is None or id not in (INPUT, *(node.id for node in scene.trace.nodes)):
        return None
    return scene.trace.signal(id)


def is_over_steps(scene: Scene | None, id: str) -> bool:
    """Whether a sample lies where the mean over its steps does; what enters the network is taken as it is."""
    signal = signal_of(scene, id)
    return signal is not None and signal.kind == "sequence" and id != INPUT


def count_of(scene: Scene | None, id: str) -> int:
    """How many samples are mapped."""
    signal = signal_of(scene, id)
    inputs = None if scene is None else part_inputs(scene)
    if signal is None or inputs is None:
        return 0
    return min(len(inputs), MOST if signal.size <= WIDE else WIDE_MOST)


def rows_of(scene: Scene, id: str, values: Array) -> Array:
    """A row of numbers a sample, (N, numbers), from what leaves a layer, (N, *signal)."""
    inputs = part_inputs(scene)
    if is_over_steps(scene, id) and inputs is not None:
        return mean_over_steps(values, mask_of(scene.trace.path, id, inputs[: len(values)]))
    return values.reshape(len(values), -1)
