"""Edits: pure functions from an experiment to an experiment.

Each checks the values it is given and no more: an experiment may be wrong after an edit, and its trace says how.
Layers are put, moved and linked within the network of the node that is given.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from typing import Any, cast

import msgspec

from playground.model import settings
from playground.model.dataset import DataSet, MissingData
from playground.model.experiment import Experiment
from playground.model.fields import InvalidValue
from playground.model.fix import Connect, Fix, Insert, Remove, SetValue
from playground.model.groups import kept, without
from playground.model.layer import Layer
from playground.model.network import INPUT, Group, Network, Node, fresh_id
from playground.model.objective import Objective
from playground.model.parameters import parameters_of
from playground.model.registry import LAYERS
from playground.model.spelling import one_line


def insert(experiment: Experiment, layer: Layer, before: str) -> tuple[Experiment, str]:
    """Put a layer before a node; also returns the new node's id. What read from above now reads from it."""
    network = experiment.network_of(before)
    place = network.index(before)
    node = Node(experiment.fresh_id(layer), layer)
    nodes = (*network.nodes[:place], node, *network.nodes[place:])
    return _with_nodes(experiment, before, nodes), node.id


def insert_into_path(experiment: Experiment, layer: Layer, id: str) -> Experiment:
    """Put a layer between a node and what it reads from first, wherever that stands."""
    network = experiment.network_of(id)
    place = network.index(id)
    first, *others = network.sources(place)
    new = Node(experiment.fresh_id(layer), layer, (first,))
    node = msgspec.structs.replace(network.nodes[place], inputs=(new.id, *others))
    nodes = (*network.nodes[:place], new, node, *network.nodes[place + 1 :])
    return _with_nodes(experiment, id, _tidy(nodes, keep_unknown=True))


def insert_linked(experiment: Experiment, pieces: tuple[Node, ...], before: str) -> tuple[Experiment, tuple[str, ...]]:
    """Put several nodes with their links before a node; also returns their ids, which are new.

    Links among the pieces stay; those to :data:`INPUT`, and to nothing that is among them, lead to what stands above.
    """
    network = experiment.network_of(before)
    place = network.index(before)
    above = network.nodes[place - 1].id if place else INPUT
    made: list[Node] = []
    new = {INPUT: above}
    for piece in pieces:
        node_id = experiment.fresh_id(piece.layer, frozenset(new.values()))
        inputs = tuple(dict.fromkeys(new.get(source, above) for source in piece.inputs))
        made.append(msgspec.structs.replace(piece, id=node_id, inputs=inputs))
        new[piece.id] = node_id
    nodes = (*network.nodes[:place], *made, *network.nodes[place:])
    return _with_nodes(experiment, before, _tidy(nodes, keep_unknown=True)), tuple(node.id for node in made)


def insert_many(experiment: Experiment, layers: tuple[Layer, ...], before: str) -> tuple[Experiment, tuple[str, ...]]:
    """Put several layers before a node, in order; also returns their ids."""
    ids = []
    for layer in layers:
        experiment, id = insert(experiment, layer, before)
        ids.append(id)
    return experiment, tuple(ids)


def remove(experiment: Experiment, ids: tuple[str, ...]) -> Experiment:
    """Take nodes away, but never the output; who read from them reads from what they read."""
    for role in dict.fromkeys(experiment.role_of(id) for id in ids):
        network = experiment.networks[role]
        gone = {id for id in ids if id in network.ids() and not network.node(id).layer.pinned}
        experiment = _without(experiment, network, gone)
    return experiment


def _without(experiment: Experiment, network: Network, gone: Collection[str]) -> Experiment:
    """With nodes of one network taken away."""
    bridge = {node.id: _earlier_source(network, place) for place, node in enumerate(network.nodes)}

    def standing(source: str) -> str:
        while source in gone:
            source = bridge[source]
        return source

    kept = []
    for node in network.nodes:
        if node.id not in gone:
            inputs = tuple(dict.fromkeys(standing(source) for source in node.inputs))
            kept.append(msgspec.structs.replace(node, inputs=inputs))
    return _with_nodes(experiment, network.nodes[0].id, _tidy(tuple(kept)))


def move(experiment: Experiment, id: str, before: str) -> Experiment:
    """Move a node to stand before another of its network. Links that would look forward fall back to the node above."""
    network = experiment.network_of(id)
    node = network.node(id)
    if node.layer.pinned or id == before or before not in network.ids():
        return experiment
    rest = [other for other in network.nodes if other.id != id]
    place = next(index for index, other in enumerate(rest) if other.id == before)
    nodes = (*rest[:place], node, *rest[place:])
    groups = without(network.groups, id, tuple(other.id for other in nodes))
    return _with_nodes(experiment, id, _tidy(nodes), groups)


def reordered(experiment: Experiment, nodes: tuple[Node, ...]) -> Experiment:
    """The same nodes of a network in another order. Links that would look forward fall back to the node above."""
    return _with_nodes(experiment, nodes[0].id, _tidy(nodes))


def connect(experiment: Experiment, id: str, sources: tuple[str, ...]) -> Experiment:
    """Let a node read from those earlier nodes; the node above alone is written as the default."""
    network = experiment.network_of(id)
    place, nodes = network.index(id), list(network.nodes)
    nodes[place] = msgspec.structs.replace(nodes[place], inputs=sources)
    return _with_nodes(experiment, id, _tidy(tuple(nodes), keep_unknown=True))


def replace_layer(experiment: Experiment, id: str, layer: Layer) -> tuple[Experiment, str]:
    """Put another layer in a node's place under an id of its own, which is returned too; links and groups follow."""
    network = experiment.network_of(id)
    new = experiment.fresh_id(layer)

    def named(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(new if other == id else other for other in ids)

    nodes = tuple(
        Node(new, layer, node.inputs) if node.id == id else msgspec.structs.replace(node, inputs=named(node.inputs))
        for node in network.nodes
    )
    groups = tuple(msgspec.structs.replace(group, nodes=named(group.nodes)) for group in network.groups)
    return _with_nodes(experiment, id, nodes, groups), new


def freeze(experiment: Experiment, ids: Collection[str], frozen: bool = True) -> Experiment:
    """Let the weights of those nodes stay as they are, or learn again."""
    for role, network in experiment.networks.items():
        nodes = tuple(
            msgspec.structs.replace(node, frozen=frozen) if node.id in ids and node.frozen is not frozen else node
            for node in network.nodes
        )
        if nodes != network.nodes:
            experiment = experiment.with_network(role, msgspec.structs.replace(network, nodes=nodes))
    return experiment


def set_data(experiment: Experiment, data: DataSet) -> Experiment:
    """Learn other data; what was chosen of the objective, such as a loss, stays as far as it fits them.

    Where data of another kind has fewer samples than a batch, as a truth table has, a batch takes all of them.
    """
    objective, training = experiment.objective.following(experiment.data, data), experiment.training
    if type(data) is not type(experiment.data) and not data.problems():
        there = data.sizes().train
        training = msgspec.structs.replace(training, batch_size=min(training.batch_size, there) or training.batch_size)
    return msgspec.structs.replace(experiment, data=data, objective=objective, training=training)


def set_objective(experiment: Experiment, objective: Objective) -> Experiment:
    """Learn something else of the same data. Networks whose role it has too stay; it brings the others."""
    networks, made = dict[str, Network](), dict[str, Network]()
    for name in objective.names:
        if name in experiment.networks:
            networks[name] = experiment.networks[name]
    if len(networks) < len(objective.names):
        made = objective.networks(experiment.data)
    taken = {id for network in networks.values() for id in network.ids()}
    for name in objective.names:
        if name not in networks:
            networks[name] = _renamed(made[name], taken)
            taken |= {*networks[name].ids()}
    return msgspec.structs.replace(
        experiment, objective=objective, networks={name: networks[name] for name in objective.names}
    )


def _renamed(network: Network, taken: Collection[str]) -> Network:
    """The same network with other ids for those that are taken."""
    new: dict[str, str] = {}
    for node in network.nodes:
        new[node.id] = fresh_id(node.layer, {*taken, *network.ids(), *new.values()}) if node.id in taken else node.id

    def named(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(new.get(id, id) for id in ids)

    return Network(
        tuple(msgspec.structs.replace(node, id=new[node.id], inputs=named(node.inputs)) for node in network.nodes),
        tuple(msgspec.structs.replace(group, nodes=named(group.nodes)) for group in network.groups),
    )


def set_value(experiment: Experiment, path: str, value: Any) -> Experiment:
    """Set what stands at a path (see `playground.model.settings`), and what must follow from it.

    With other data that is the loss, see `set_data`; with another objective, its networks and what fits the data, see
    `set_objective`. A file of data that is chosen, be it the same again, is read as it is now.

    Raises:
        InvalidValue: the path leads nowhere, or the value is not allowed.
    """
    new = settings.set(experiment, path, value)
    if settings.steps_of(path)[0] == "objective":
        return set_objective(experiment, _fitting(experiment, new.objective, value))
    if new.data is experiment.data:
        return new
    parameter = settings.parameter_at(experiment, path)
    chosen = parameter is not None and parameter.type == "file"
    return set_data(experiment, with_data_read_anew(new.data) if chosen else new.data)


def _fitting(experiment: Experiment, objective: Objective, value: Any) -> Objective:
    """An objective as it fits the data, where it was chosen by name: what the old one has too stays."""
    old, data = experiment.objective, experiment.data
    if type(objective) is type(old) or not isinstance(value, str):
        return objective
    shared = [parameter.name for parameter in parameters_of(objective) if hasattr(old, parameter.name)]
    values = {name: getattr(objective, name) for name in shared}
    return msgspec.structs.replace(type(objective).suited(data), **values).following(data, data)


def with_data_read_anew(data: DataSet) -> DataSet:
    """The data with what their files hold now; as they are where those are of no use."""
    with contextlib.suppress(MissingData):
        return data.files().read_anew()
    return data


def with_readings(experiment: Experiment) -> Experiment:
    """The same experiment with what is known of the files of its data; none is opened that somebody tried to read."""
    return _with_data(experiment, experiment.data.files().read_if_new())


def with_files_read(experiment: Experiment) -> Experiment:
    """The same experiment with what was read of the files of its data, so that they stay what they are."""
    return _with_data(experiment, experiment.data.files().read())


def with_files_read_anew(experiment: Experiment) -> Experiment:
    """The same experiment with what the files of its data hold now; what was read last where that is of no use."""
    try:
        return _with_data(experiment, experiment.data.files().read_anew())
    except MissingData:
        return with_files_read(experiment)


def _with_data(experiment: Experiment, data: DataSet) -> Experiment:
    """The experiment with other data; the very same where they are its own."""
    return experiment if data is experiment.data else msgspec.structs.replace(experiment, data=data)


def rename(experiment: Experiment, name: str) -> Experiment:
    """Give the experiment another name, as one line that can be seen; an empty one becomes *Untitled*."""
    return msgspec.structs.replace(experiment, name=one_line(name) or "Untitled")


def fix(experiment: Experiment, node: str, fix: Fix) -> Experiment:
    """Carry out a fix; ``node`` is the layer that complains, empty where none does.

    What cannot be done any more, as a layer is gone or another has come, is left out; so it may be the same one.
    """
    for edit in fix.at(node).edits:
        with contextlib.suppress(KeyError, InvalidValue):
            experiment = _fixed(experiment, edit)
    return experiment


def _fixed(experiment: Experiment, edit: SetValue | Insert | Connect | Remove) -> Experiment:
    """With one edit of a fix.

    Raises:
        KeyError: there is no such layer any more.
        InvalidValue: it has no such setting, or none with that value.
    """
    if isinstance(edit, SetValue):
        inside = edit.path.startswith(".")
        path = f"{settings.layer_path(experiment, edit.node)}{edit.path}".rstrip(".") if inside else edit.path
        return set_value(experiment, path, edit.value)
    if isinstance(edit, Insert):
        layer = LAYERS.find(edit.layer)() if isinstance(edit.layer, str) else cast("Layer", edit.layer)
        return insert_into_path(experiment, layer, edit.node)
    if isinstance(edit, Connect):
        return connect(experiment, edit.node, edit.sources)
    return remove(experiment, (edit.node,))


def _earlier_source(network: Network, place: int) -> str:
    """What a node reads from first; the node above where that link looks forward, so that following links ends."""
    above = [INPUT, *network.ids()[:place]]
    return next((source for source in network.sources(place) if source in above), above[-1])


def _with_nodes(
    experiment: Experiment, among: str, nodes: tuple[Node, ...], groups: tuple[Group, ...] | None = None
) -> Experiment:
    """With other nodes in the network that has a node called ``among`` so far."""
    role = experiment.role_of(among)
    groups = kept(experiment.networks[role].groups if groups is None else groups, tuple(node.id for node in nodes))
    return experiment.with_network(role, Network(nodes, groups))


def _tidy(nodes: tuple[Node, ...], keep_unknown: bool = False) -> tuple[Node, ...]:
    """Drop links that look forward, and write a lone link to the node above as the default."""
    seen = [INPUT]
    tidied = []
    for node in nodes:
        inputs = tuple(source for source in node.inputs if keep_unknown or source in seen)
        if inputs == (seen[-1],):
            inputs = ()
        tidied.append(msgspec.structs.replace(node, inputs=inputs))
        seen.append(node.id)
    return tuple(tidied)
