"""Answers that copy what is there: what leaves nodes, and the numbers they learned."""

from __future__ import annotations

from typing import Any

from playground.engine.probe_context import ProbeContext, answers
from playground.engine.requests import BatchOutputs, Outputs, Weights
from playground.engine.tensors import as_array


@answers(BatchOutputs)
@answers(Outputs)
def outputs(context: ProbeContext, request: Outputs) -> dict[str, Any]:
    """What leaves the nodes, (samples, *output.shape)."""
    values = context.outputs(request.on, request.nodes)
    return {node: as_array(values[node]) for node in request.nodes}


@answers(Weights)
def weights(context: ProbeContext, request: Weights) -> dict[str, dict[str, Any]]:
    """Parameters by node and torch's name; with ``buffers`` also those that are kept and not learned."""
    context.check_room(context.learned(request.nodes), "a copy of what was learned")
    found: dict[str, dict[str, Any]] = {}
    for node in request.nodes:
        module = context.networks.module(node)
        found[node] = {name: as_array(value) for name, value in module.named_parameters()}
        if request.buffers:
            found[node] |= {name: as_array(value) for name, value in module.named_buffers()}
    return found
