"""The answer about what goes on inside modules: attention weights, gates, hidden states."""

from __future__ import annotations

from typing import Any

from playground.engine.probe_context import ProbeContext, answers
from playground.engine.requests import Taps
from playground.engine.tensors import as_array
from playground.model.network import INPUT
from playground.modules import tapped
from playground.modules.taps import look_into
from playground.numerals import counted

__all__ = ["tapped", "taps"]  # the modules state their taps as they are imported


@answers(Taps)
def taps(context: ProbeContext, request: Taps) -> dict[str, dict[str, Any]]:
    """What goes on inside each node, (samples, ...) by name; nodes in which there is nothing to see are left out."""
    many = len(context.inputs(request.on))
    context.check_room(context.held(many, request.nodes), f"to look inside with {counted(many, 'sample')}")
    nodes = {id: context.traced.node(id).sources for id in request.nodes}
    wanted = dict.fromkeys((INPUT, *(source for sources in nodes.values() for source in sources)))
    values = context.outputs(request.on, tuple(wanted))
    found = {}
    for id, sources in nodes.items():
        seen = look_into(context.networks.module(id), *context.networks.entering(id, values, sources))
        if seen:
            found[id] = {name: as_array(value) for name, value in seen.items()}
    return found
