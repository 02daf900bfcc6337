"""Operating points: on how many training samples it is looked at what enters the activations."""

from __future__ import annotations

from collections.abc import Iterable

from playground.model.layer import Activation, SharingActivation
from playground.model.trace import NetworkTrace

SAMPLES = 200
"""So many of the first training samples, fewer where layers are so wide that there would be too many numbers."""
VALUES = 60_000
FEWEST = 4


def samples_of(network: NetworkTrace) -> int:
    """How many samples, for the activations of a network."""
    nodes = [node for node in network.nodes if isinstance(node.layer, Activation | SharingActivation)]
    return operating_samples(node.inputs[0].size for node in nodes if node.inputs)


def operating_samples(sizes: Iterable[int]) -> int:
    """How many samples, given how many numbers of one sample enter each activation of a network."""
    widest = max([*sizes, 1])
    return min(max(VALUES // widest, FEWEST), SAMPLES)
