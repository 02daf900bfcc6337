"""Unfolding: a layer that is made of others gives way to them, as a group, with all they have learned."""

from __future__ import annotations

import msgspec

from playground.model.experiment import Experiment
from playground.model.grouping import group
from playground.model.network import INPUT, Network, is_identifier
from playground.model.trace import trace


def can_unfold(experiment: Experiment, id: str) -> bool:
    """Whether a node's layer has parts, and they are known and have names left."""
    node = trace(experiment).node(id)
    return node.inputs is not None and node.output is not None and bool(node.layer.parts(*node.inputs))


def unfold(experiment: Experiment, id: str) -> Experiment:
    """Put a layer's parts in its place, named as a group after it; without parts, the experiment as it is.

    Each part's id is that of the layer, an underscore and the part's name (see `part_id`), by which it finds the
    parameters that were its own inside the layer. What is set of the node, such as that it is frozen, holds for each
    part. Who read from the layer reads from the last part.
    """
    role = experiment.role_of(id)
    network, traced = experiment.networks[role], trace(experiment).node(id)
    parts = traced.layer.parts(*traced.inputs) if traced.inputs is not None else ()
    ids = {part.name: part_id(id, part.name) for part in parts}
    if not parts or not all(map(is_identifier, ids.values())) or set(ids.values()) & set(experiment.ids()):
        return experiment
    place = network.index(id)
    entering = network.sources(place)
    whole_node = network.nodes[place]
    made = [
        msgspec.structs.replace(
            whole_node,
            id=ids[part.name],
            layer=part.layer,
            inputs=_links(part.inputs, ids, entering, first=not at),
        )
        for at, part in enumerate(parts)
    ]
    last = made[-1].id
    after = [
        msgspec.structs.replace(node, inputs=tuple(last if source == id else source for source in node.inputs))
        for node in network.nodes[place + 1 :]
    ]
    groups = tuple(other for other in network.groups if id not in other.nodes)
    nodes = (*network.nodes[:place], *made, *after)
    whole = experiment.with_network(role, Network(nodes, groups))
    return group(whole, tuple(node.id for node in made), traced.name)[0]


def part_id(whole: str, part: str) -> str:
    """The id of a part of a layer that was unfolded."""
    return f"{whole}_{part}"


def _links(wanted: tuple[str, ...], ids: dict[str, str], entering: tuple[str, ...], first: bool) -> tuple[str, ...]:
    """What a part reads from in the network: other parts, or what entered the whole."""
    if not wanted:
        return entering if first and entering != (INPUT,) else (INPUT,) if first else ()
    return tuple(source for name in wanted for source in (entering if name == INPUT else (ids[name],)))
