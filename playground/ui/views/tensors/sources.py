"""Which tensors there are to work with: those of the experiment, by name, and those that are typed."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from playground.engine.request_inputs import Inputs, OnExamples
from playground.engine.tensor_requests import HeldTensor
from playground.model.network import INPUT
from playground.model.trace import NodeTrace
from playground.ui.examples.looked_at import looked_at, noun_of, part_inputs
from playground.ui.state.focus import Focus
from playground.ui.state.scene import Scene

TYPED = "typed"
"""The id of what is typed."""
BATCH = 3
"""So many samples are a batch here: a row each, few enough that their numbers can be read."""


@dataclass(frozen=True)
class TensorSource:
    """A tensor that can be chosen: its id, its name, what it is in a sentence, and how a request names it.

    ``tensor`` is ``None`` for what is typed.
    """

    id: str
    name: str
    tip: str
    tensor: HeldTensor | None = None


def sources_of(scene: Scene | None) -> tuple[TensorSource, ...]:
    """What there is to choose, in the order of the network: first what is typed, then batch and right answers."""
    found = [TensorSource(TYPED, "Typed", "Numbers of your own, such as [[1, 2], [3, 4]].")]
    if scene is None:
        return tuple(found)
    noun = noun_of(scene.experiment.data)
    about = f"{BATCH} {noun}s of the data, as the network sees them: the one that is looked at and those after it."
    found.append(TensorSource("batch", "A batch", about, HeldTensor(INPUT)))
    found.append(
        TensorSource("targets", "Its right answers", "What the network is to say of the batch.", HeldTensor(""))
    )
    for node in scene.trace.nodes:
        found += _learned(node)
        leaves = f"What leaves {node.name} for the batch."
        found.append(TensorSource(f"{node.id}:output", f"{node.name} output", leaves, HeldTensor(node.id)))
    return tuple(found)


def dense_layers(scene: Scene | None) -> tuple[NodeTrace, ...]:
    """The layers that give each unit a weighted sum of all numbers of a row, each with what enters it as its source."""
    if scene is None:
        return ()
    found = []
    for node in scene.trace.nodes:
        if _is_dense(node):
            sources = tuple(
                scene.experiment.source_of(node.id) if source == INPUT else source for source in node.sources
            )
            found.append(msgspec.structs.replace(node, sources=sources))
    return tuple(found)


def batch_of(scene: Scene | None, focus: Focus) -> Inputs | None:
    """The example that is looked at and those after it, from the first on behind the last; ``None`` without samples."""
    looked = looked_at(scene, focus)
    inputs = None if scene is None else part_inputs(scene)
    if looked is None or inputs is None or not isinstance(looked.on, OnExamples):
        return None if looked is None else looked.on
    first, count = looked.on.indices[0], min(BATCH, len(inputs))
    return OnExamples(looked.on.part, tuple((first + more) % len(inputs) for more in range(count)))


def entries(sources: tuple[TensorSource, ...]) -> list[tuple[str, str, str]]:
    """As a list of choices has them."""
    return [(source.id, source.name, source.tip) for source in sources]


def _learned(node: NodeTrace) -> list[TensorSource]:
    """A layer's weight and bias, where it has such."""
    if node.layer.starting not in ("plain", "table") or not node.counts:
        return []
    names = {"Weights": "weight", "Biases": "bias"}
    return [
        TensorSource(f"{node.id}:{name}", f"{node.name} {name}", f"What {node.name} learns.", HeldTensor(node.id, name))
        for name in (names[count.name] for count in node.counts if count.name in names)
    ]


def _is_dense(node: NodeTrace) -> bool:
    if node.inputs is None or node.output is None or node.layer.starting != "plain" or not node.counts:
        return False
    entering, leaving = node.inputs[0], node.output
    flat = entering.kind in ("vector", "sequence") and leaving.kind == entering.kind
    return flat and node.counts[0].value == entering.features * leaving.features


def is_biased(node: NodeTrace) -> bool:
    """Whether a layer adds a number of its own to each sum."""
    return len(node.counts) > 1
