"""Starting: which initializer each layer of a network has, and what is called to fill its weights and biases."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from playground.model.experiment import Experiment
from playground.model.initializer import LINEAR, BiasInitializer, Initializer, Nonlinearity
from playground.model.layer import Activation, leak_of
from playground.model.objective import Role
from playground.model.recipe import Call
from playground.model.traced import NetworkTrace, NodeTrace


class Start(msgspec.Struct, frozen=True):
    """What a layer's weights and biases are filled by once torch has made them; ``None`` leaves them as they are.

    The tensor is still to be put in front of ``weights`` and ``biases``. ``from_batch`` scales the layer by what the
    first batch makes of it, given the network, the layer and the batch.
    """

    weights: Call | None = None
    biases: Call | None = None
    from_batch: Call | None = None


def starts_of(experiment: Experiment, network: NetworkTrace) -> dict[str, Start]:
    """The start of each node that does not begin as torch makes it, by id, in the order of the nodes."""
    own = {node.id: node.initializer for node in experiment.nodes if node.initializer is not None}
    return started(network, experiment.training.initializer, experiment.training.bias_initializer, own)


def started(
    network: NetworkTrace,
    initializer: Initializer,
    bias_initializer: BiasInitializer,
    own: Mapping[str, Initializer] = MappingProxyType({}),
) -> dict[str, Start]:
    """As `starts_of`, for a network with these initializers and those that some nodes have for their own."""
    found = {}
    for node in network.nodes:
        if node.layer.starting == "none" or not node.counts:
            continue
        of_network = None if node.layer.starting == "table" else initializer
        chosen = own.get(node.id, of_network)
        start = Start(
            weights=None if chosen is None else chosen.recipe(follows(network, node.id)),
            biases=bias_initializer.recipe(LINEAR) if has_biases(node) else None,
            from_batch=chosen.from_batch() if chosen is not None and node.layer.starting == "plain" else None,
        )
        if start != _AS_MADE:
            found[node.id] = start
    return found


_AS_MADE = Start()


def has_biases(node: NodeTrace) -> bool:
    """Whether a node may have biases that are filled apart; those inside a layer of several are found there."""
    if node.layer.starting == "plain":
        return any(count.name == "Biases" for count in node.counts)
    return node.layer.starting == "inner"


def path_to(name: str, roles: tuple[Role, ...]) -> tuple[str, ...]:
    """The networks through which numbers come to the end of one: itself, after those that it reads from."""
    reads = next(role.reads for role in roles if role.name == name)
    return (*path_to(reads, roles), name) if any(role.name == reads for role in roles) else (name,)


def follows(network: NetworkTrace, id: str) -> Nonlinearity:
    """The activation that a node's numbers go through next, as initializers know it."""
    behind = activation_behind(network, id)
    layer = None if behind is None else behind.layer
    return Nonlinearity(layer.gain_of, leak_of(layer)) if isinstance(layer, Activation) else LINEAR


def activation_behind(network: NetworkTrace, id: str) -> NodeTrace | None:
    """The activation that a node's numbers go through next: the first on the way to another layer of weights."""
    for node in network.nodes:
        if id not in node.sources:
            continue
        if isinstance(node.layer, Activation):
            return node
        if node.counts and not node.layer.in_place:
            return None
        return activation_behind(network, node.id)
    return None


def in_depth(network: NetworkTrace) -> tuple[str, ...]:
    """The nodes whose numbers tell how a signal fares in depth: each activation, and each sum that goes through none.

    The output is left out, as its numbers are meant to differ from those before it.
    """
    return tuple(
        node.id
        for node in network.nodes
        if isinstance(node.layer, Activation)
        or (
            (node.counts and node.layer.starting != "none" and not node.layer.pinned)
            and activation_behind(network, node.id) is None
        )
    )
