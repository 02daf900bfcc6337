"""Operating points: on which training examples cards and views look at what enters the activations."""

from __future__ import annotations

from collections.abc import Iterable

from playground.engine.requests import OnExamples
from playground.model.layer import Activation
from playground.model.trace import NetworkTrace

SAMPLES = 200
"""So many of the first training samples, fewer where layers are so wide that there would be too many numbers."""
VALUES = 60_000
FEWEST = 4


def examples_of(network: NetworkTrace) -> OnExamples:
    """The samples on which the activations of a network are looked at."""
    nodes = [node for node in network.nodes if isinstance(node.layer, Activation)]
    return operating_examples(node.inputs[0].size for node in nodes if node.inputs)


def operating_examples(sizes: Iterable[int]) -> OnExamples:
    """The samples, given how many numbers of one sample enter each activation of a network."""
    widest = max([*sizes, 1])
    return OnExamples("train", tuple(range(min(max(VALUES // widest, FEWEST), SAMPLES))))
