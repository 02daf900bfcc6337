"""Network: an ordered tuple of nodes in which a node may look back only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Annotated

import msgspec

from playground.model.initializer import Initializer
from playground.model.layer import Layer
from playground.model.parameters import described
from playground.model.spelling import quoted

INPUT = "input"
"""The name under which nodes refer to the data itself."""

_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,39}")


def is_identifier(text: str) -> bool:
    """Whether a text may be a node's id: a small letter, then small letters, digits and underscores, 40 at most."""
    return _IDENTIFIER.fullmatch(text) is not None


def why_no_identifier(text: str) -> str:
    """Why a text cannot be a node's id and what to do, to follow the text in a sentence; empty where it can."""
    if is_identifier(text):
        return ""
    if not text:
        return "is empty; write a name or leave the id out"
    if len(text) > 40:
        return "is longer than 40 letters; shorten it"
    if is_identifier(text.lower()):
        return f"has capital letters; write '{text.lower()}'"
    allowed = "use small letters from a to z, digits and underscores, a letter first"
    if text[0].isdigit():
        return f"begins with a digit; {allowed}"
    if text[0] == "_":
        return f"begins with an underscore; {allowed}"
    strange = next(letter for letter in text if re.fullmatch("[a-z0-9_]", letter.lower()) is None)
    return f"has {'a space' if strange == ' ' else quoted(strange)} in it; {allowed}"


class Node(msgspec.Struct, frozen=True):
    """One place in a network: a layer, its stable id, and what it reads from.

    ``inputs`` are ids of earlier nodes, or ``"input"`` for the data; empty means the node above. What is described here
    is set of each layer that learns, whatever its kind.
    """

    id: str
    layer: Layer
    inputs: tuple[str, ...] = ()
    initializer: Annotated[
        Initializer | None,
        described(
            "What the weights of this layer are before the first step, its biases aside; another choice starts anew.",
            label="Starting weights",
            absent="as network",
        ),
    ] = None
    frozen: Annotated[
        bool,
        described(
            "Keeps what the layer has learned as it is: no gradient reaches its weights, and no step moves them.",
            formula="requires_grad = False",
            live=True,
        ),
    ] = False
    rate_factor: Annotated[
        float,
        described(
            "How much longer or shorter this layer's steps are than those of the others, as for fine-tuning.",
            label="Rate factor",
            ge=0.001,
            le=1000.0,
            log=True,
            usual=(0.1, 10.0),
            formula="learning rate of the layer = factor · learning rate",
            live=True,
            slider=(0.01, 100.0),
        ),
    ] = 1.0


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A run of neighbouring nodes with a name, such as a residual block; it changes nothing of what is computed.

    ``nodes`` are ids in the network's order, without gaps; a node is in one group at most.
    """

    id: str
    name: str
    nodes: tuple[str, ...]


class Network(msgspec.Struct, frozen=True):
    """Nodes in the order in which they are computed; the output is the last. ``groups`` name runs of them."""

    nodes: tuple[Node, ...]
    groups: tuple[Group, ...] = ()

    def __len__(self) -> int:
        return len(self.nodes)

    def ids(self) -> tuple[str, ...]:
        """Ids of all nodes, in order."""
        return tuple(node.id for node in self.nodes)

    def index(self, wanted: str) -> int:
        """Where a node stands, from 0.

        Raises:
            KeyError: there is no such node.
        """
        for index, node in enumerate(self.nodes):
            if node.id == wanted:
                return index
        raise KeyError(wanted)

    def node(self, wanted: str) -> Node:
        """The node of that id.

        Raises:
            KeyError: there is no such node.
        """
        return self.nodes[self.index(wanted)]

    def sources(self, index: int) -> tuple[str, ...]:
        """What the node at a place reads from, the default (the node above) written out."""
        node = self.nodes[index]
        if node.inputs:
            return node.inputs
        return (self.nodes[index - 1].id if index else INPUT,)

    def group_of(self, wanted: str) -> Group | None:
        """The group that a node is in, if any."""
        return next((group for group in self.groups if wanted in group.nodes), None)


def fresh_id(layer: Layer, taken: Collection[str]) -> str:
    """An id for a new node that is not taken, made from its kind and the first free number, such as ``linear_2``."""
    stem = layer.id()
    number = 1
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"


def stacked(layers: Iterable[Layer], end: tuple[str, Layer], taken: Collection[str] = ()) -> Network:
    """A network of layers one after another, and at its ``end`` an output with its id; no id is one that is taken."""
    nodes: tuple[Node, ...] = ()
    for layer in layers:
        nodes = (*nodes, Node(fresh_id(layer, {*taken, end[0], *(node.id for node in nodes)}), layer))
    return Network((*nodes, Node(*end)))


def display_names(networks: Mapping[str, Network]) -> dict[str, str]:
    """Names on the cards: the layer's label and a number; a spine or the output without one where it is alone.

    Numbers go on from network to network, so that a name means one node. Where there are several networks an output
    is named after its role: *Generator output*.
    """
    totals = Counter(node.layer.label for network in networks.values() for node in network.nodes)
    seen: Counter[str] = Counter()
    names = {}
    for role, network in networks.items():
        for node in network.nodes:
            label = node.layer.label
            if node.layer.pinned and len(networks) > 1:
                names[node.id] = f"{role.replace('_', ' ').capitalize()} {label.lower()}"
                continue
            seen[label] += 1
            alone = totals[label] == 1 and node.layer.picture in ("spine", "output")
            names[node.id] = label if alone else f"{label} {seen[label]}"
    return names
