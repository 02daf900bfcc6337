"""Masking: which layers are told of padding, and how the mask is thinned on the way to them."""

from __future__ import annotations

from playground.model.network import INPUT
from playground.model.trace import NetworkTrace

Masking = tuple[tuple[int, int], ...]
"""How the mask of the data becomes that of a later signal: each time every so manyth step is kept, so many in all."""


def masking_of(network: NetworkTrace) -> dict[str, Masking]:
    """How the mask is thinned for each node whose module is given one."""
    leaving = _leaving(network)
    return {node.id: leaving[node.sources[0]] for node in network.nodes if node.masked and node.sources[0] in leaving}


def padded_nodes(network: NetworkTrace) -> dict[str, Masking]:
    """The mask of what leaves each node (``"input"`` for the data) whose steps may be padding."""
    return {id: masking for id, masking in _leaving(network).items() if _is_padded(network, id)}


def _is_padded(network: NetworkTrace, id: str) -> bool:
    signal = network.signal(id)
    return signal is not None and signal.padded


def _leaving(network: NetworkTrace) -> dict[str, Masking]:
    leaving: dict[str, Masking] = {INPUT: ()}
    for node in network.nodes:
        entering = leaving.get(node.sources[0])
        if entering is None or node.inputs is None or node.output is None or not node.output.timed:
            continue
        step, time = node.layer.over_time(*node.inputs).stride, node.output.time
        changed = step != 1 or time != node.inputs[0].time
        leaving[node.id] = (*entering, (step, time)) if changed else entering
    return leaving
