"""What the view of hidden states asks about, and what answers are about: layers, steps, tokens."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from playground.engine.requests import OnExamples, Outputs, StateGradients, Taps
from playground.model.answer_words import inked
from playground.model.network import INPUT
from playground.model.sequences import TokenSet
from playground.model.trace import NodeTrace
from playground.ui.examples.looked_at import Looked, part_inputs, part_of, step_texts
from playground.ui.examples.real_steps import mask_of
from playground.ui.state.scene import Scene
from playground.ui.views.framed import FramedView
from playground.ui.views.hidden_states.gradient_reach import Reach, reach_of
from playground.ui.views.hidden_states.state_axis import Course
from playground.ui.views.shared.number_place import reading

Array = npt.NDArray[Any]
MANY = 64
"""Samples over which the mean gradient is taken."""


class StatesView(FramedView):
    """A view of layers that carry a state from step to step."""

    @classmethod
    def suits(cls, scene: Scene) -> bool:
        """Some layer carries a state from step to step."""
        return any(node.layer.remembers for node in scene.trace.nodes)

    @classmethod
    def is_about(cls, node: NodeTrace | None) -> bool:
        """A layer that carries a state is selected."""
        return node is not None and node.layer.remembers


def recurrent(scene: Scene | None) -> list[NodeTrace]:
    """The recurrent layers that can be computed, in order."""
    nodes = () if scene is None else scene.trace.nodes
    found = [node for node in nodes if node.layer.remembers and node.inputs and node.output is not None]
    return [reading(scene, node) for node in found] if scene is not None else []


def states_asked(looked: Looked, node: NodeTrace) -> tuple[Taps, Outputs]:
    """What a layer holds, and what enters it and the network."""
    return Taps(looked.on, (node.id,)), Outputs(looked.on, tuple(dict.fromkeys((INPUT, node.sources[0]))))


def gradients_asked(scene: Scene, looked: Looked, many: bool) -> StateGradients:
    """The gradients inside each recurrent layer, for what is looked at or for many samples.

    Of an input of one's own the right answer is not known, so there is no loss: it is the output's gradient.
    """
    nodes = tuple(node.id for node in recurrent(scene))
    if many:
        return StateGradients(OnExamples(part_of(scene), tuple(range(MANY))), nodes, "loss")
    return StateGradients(looked.on, nodes, "output" if looked.target is None else "loss")


def reaches_of(scene: Scene, found: dict[str, dict[str, Array]], tokens: Array | None) -> tuple[Reach, ...]:
    """How far the gradients reach in each recurrent layer.

    ``found`` are the gradients by node and letter, (samples, layers · directions, steps, numbers); ``tokens`` (samples,
    time) tell the padding.
    """
    path, made = scene.trace.path, []
    for node in recurrent(scene):
        if node.id in found:
            mask = None if tokens is None else mask_of(path, node.sources[0], tokens)
            shares = {
                of: np.stack([reach_of(gradients[:, way], mask) for way in range(gradients.shape[1])])
                for of, gradients in found[node.id].items()
            }
            made.append(Reach(node.name, shares))
    return tuple(made)


def many_tokens(scene: Scene) -> Array | None:
    """The inputs of the samples over which the mean is taken."""
    inputs = part_inputs(scene)
    return None if inputs is None else inputs[:MANY]


def course_of(scene: Scene, looked: Looked, node: NodeTrace, steps: int, ends: dict[str, Array]) -> Course | None:
    """The steps of what enters a layer: tokens where they are those of the data, else the numbers that enter."""
    source = node.sources[0]
    if source not in ends:
        return None
    data, given = scene.experiment.data, ends[INPUT]
    mask = mask_of(scene.trace.path, source, given)
    real = steps if mask is None else int(mask[0].sum())
    if isinstance(data, TokenSet) and data.signal().kind == "tokens":
        if given.shape[1] != steps or not np.isfinite(given).all():
            return Course(steps, real)
        texts = step_texts(scene, looked, given[0].astype(np.int64).tolist())
        return Course(steps, real, tuple(map(inked, texts)))
    return Course(steps, real, (), ends[source][0])
