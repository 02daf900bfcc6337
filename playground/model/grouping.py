"""Grouping: edits that make, name, move and dissolve groups of layers. Pure functions, as all edits are."""

from __future__ import annotations

import msgspec

from playground.model import edits
from playground.model.experiment import Experiment
from playground.model.groups import LONGEST_NAME, fresh_group_id, neat
from playground.model.network import INPUT, Group, Network, Node


def group(experiment: Experiment, ids: tuple[str, ...], name: str = "") -> tuple[Experiment, str]:
    """Make the run of layers from the first to the last of ``ids`` a group; also returns its id.

    Groups that the run touches dissolve into it. The output stays outside, and so do layers of another network than
    that of the first. The id is empty where no layer is left.
    """
    if not ids:
        return experiment, ""
    network = experiment.network_of(ids[0])
    places = [place for place, node in enumerate(network.nodes) if node.id in ids and not node.layer.pinned]
    if not places:
        return experiment, ""
    wanted = set(network.ids()[places[0] : places[-1] + 1])
    touched = [other for other in network.groups if wanted & set(other.nodes)]
    wanted |= {id for other in touched for id in other.nodes}
    run = tuple(id for id in network.ids() if id in wanted)
    made = Group(fresh_group_id(experiment.groups), _named(name, experiment.groups), run)
    rest = [other for other in network.groups if other not in touched]
    order = sorted((*rest, made), key=lambda each: network.index(each.nodes[0]))
    return _with_groups(experiment, network, tuple(order)), made.id


def ungroup(experiment: Experiment, id: str) -> Experiment:
    """Dissolve a group; its layers stay."""
    network = _network_with(experiment, id)
    if network is None:
        return experiment
    return _with_groups(experiment, network, tuple(other for other in network.groups if other.id != id))


def rename_group(experiment: Experiment, id: str, name: str) -> Experiment:
    """Give a group another name; an empty one leaves it as it is."""
    short, network = neat(name), _network_with(experiment, id)
    if network is None or not short:
        return experiment
    groups = tuple(msgspec.structs.replace(other, name=short) if other.id == id else other for other in network.groups)
    return _with_groups(experiment, network, groups)


def move_group(experiment: Experiment, id: str, before: str) -> Experiment:
    """Move a group to stand before a node of its network, or before the group that this node is in the middle of."""
    network = _network_with(experiment, id)
    if network is None or before not in network.ids():
        return experiment
    moved = next(other for other in network.groups if other.id == id)
    if before in moved.nodes:
        return experiment
    target = network.group_of(before)
    before = target.nodes[0] if target is not None else before
    taken = [node for node in network.nodes if node.id in moved.nodes]
    rest = [node for node in network.nodes if node.id not in moved.nodes]
    place = next(index for index, node in enumerate(rest) if node.id == before)
    return edits.reordered(experiment, (*rest[:place], *taken, *rest[place:]))


def insert_group(
    experiment: Experiment, pieces: tuple[Node, ...], name: str, before: str
) -> tuple[Experiment, tuple[str, ...]]:
    """Put several linked nodes before a node as one named group; also returns their ids.

    Inside another group, or where there is one piece alone, they just join.
    """
    made, ids = edits.insert_linked(experiment, pieces, before)
    if len(ids) < 2 or made.group_of(ids[0]) is not None:
        return made, ids
    return group(made, ids, name)[0], ids


def pieces_of(network: Network, ids: tuple[str, ...]) -> tuple[Node, ...]:
    """Nodes as pieces to be put elsewhere: links among them stay, all others lead to what will stand above."""
    pieces = []
    above = INPUT
    for place, node in enumerate(network.nodes):
        if node.id in ids:
            sources = tuple(source if source in ids else INPUT for source in network.sources(place))
            inputs = tuple(dict.fromkeys(sources))
            pieces.append(msgspec.structs.replace(node, inputs=() if inputs == (above,) else inputs))
            above = node.id
    return tuple(pieces)


def _named(name: str, groups: tuple[Group, ...]) -> str:
    """The name, with a number where another group has it already."""
    wanted = neat(name) or "Group"
    used = {other.name for other in groups}
    found, number = wanted, 2
    while found in used:
        end = f" {number}"
        found = wanted[: LONGEST_NAME - len(end)].rstrip() + end
        number += 1
    return found


def _network_with(experiment: Experiment, id: str) -> Network | None:
    """The network that has a group of that id."""
    return next(
        (found for found in experiment.networks.values() if any(id == group.id for group in found.groups)), None
    )


def _with_groups(experiment: Experiment, network: Network, groups: tuple[Group, ...]) -> Experiment:
    """With other groups in a network of the experiment."""
    role = experiment.role_of(network.nodes[0].id)
    return experiment.with_network(role, msgspec.structs.replace(network, groups=groups))
