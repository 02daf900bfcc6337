"""NetworkReader: the networks of an experiment from plain lists of layers, with ids, links and groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from playground.model.file_limits import LARGEST_EXPERIMENT, MOST_LAYERS, MOST_LINKS
from playground.model.groups import group_problems
from playground.model.layer import Layer
from playground.model.network import INPUT, Group, Network, Node, is_identifier, why_no_identifier
from playground.model.objective import Objective
from playground.model.parameters import parameters_of
from playground.model.plain_reader import ABSENT, PlainReader
from playground.model.registry import LAYERS
from playground.model.spelling import quoted
from playground.numerals import count


class _Ids:
    """The ids of a network's layers: those ``used`` so far, and those that the file ``given`` to any of them."""

    def __init__(self, given: Iterable[str]) -> None:
        self.used: set[str] = set()
        self._given = frozenset(given)
        self._numbers: Counter[str] = Counter()

    def fresh(self, layer: Layer) -> str:
        """An id for a layer that has none: its kind with the first free number, as `fresh_id` makes it."""
        if layer.pinned and "output" not in self._given | self.used:
            return "output"
        stem = layer.id()
        while True:
            self._numbers[stem] += 1
            id = f"{stem}_{self._numbers[stem]}"
            if id not in self.used and id not in self._given:
                return id


class NetworkReader:
    """Reads networks with the help of a `PlainReader`, which notes their problems."""

    def __init__(self, plain: PlainReader) -> None:
        self._plain = plain

    def networks(self, plain: object, objective: Objective | None) -> dict[str, Network] | None:
        """The network of each role of an objective, without groups; nothing where one cannot be made."""
        entries = self._plain.entries_of(plain, "$.networks", 'an object such as {"main": [...]} with a list of layers')
        if entries is None:
            return None
        # Of an unknown objective nobody knows which networks it has, but what is wrong inside them can be told.
        roles = tuple(filter(is_identifier, entries)) if objective is None else objective.names
        self._plain.unknown_keys(entries, roles, "$.networks")
        missing = [role for role in roles if role not in entries]
        for role in missing:
            self._plain.say("$.networks", f"has no '{role}' network")
        if missing:
            return None
        listed = {role: entries[role] if isinstance(entries[role], list) else [] for role in roles}
        given = [entry.get("id") for network in listed.values() for entry in network if isinstance(entry, dict)]
        ids = _Ids(name for name in given if isinstance(name, str))
        read = {role: self._network(entries[role], f"$.networks.{role}", ids) for role in roles}
        networks = {role: network for role, network in read.items() if network is not None}
        return networks if len(networks) == len(roles) else None

    def grouped(self, networks: dict[str, Network], plain: object) -> dict[str, Network]:
        """The networks with their groups of layers, each a run without gaps."""
        entries = self._plain.entries_of(plain, "$.groups", 'an object such as {"main": [...]}')
        if entries is None:
            return networks
        self._plain.unknown_keys(entries, tuple(networks), "$.groups")
        taken: set[str] = set()
        return {
            role: self._with_groups(network, entries.get(role, []), f"$.groups.{role}", taken)
            for role, network in networks.items()
        }

    def _network(self, plain: object, path: str, ids: _Ids) -> Network | None:
        entries = self._plain.list_of(plain, path, "a list of layers", MOST_LAYERS, "layers")
        if entries is None:
            return None
        nodes: list[Node] = []
        for index, entry in enumerate(entries):
            node = self._node(entry, f"{path}[{index}]", ids)
            if node is not None:
                nodes.append(node)
                ids.used.add(node.id)
        if sum(len(node.inputs) for node in nodes) > MOST_LINKS:
            self._plain.say(path, f"has more than {count(MOST_LINKS)} links in the inputs of its layers")
        outputs = [index for index, node in enumerate(nodes) if node.layer.pinned]
        if not outputs:
            layer = LAYERS.find("output")()
            nodes.append(Node(ids.fresh(layer), layer))
            ids.used.add(nodes[-1].id)
        elif outputs != [len(nodes) - 1]:
            self._plain.say(path, "the output must be the last layer, and there can be only one")
        return Network(tuple(nodes))

    def _node(self, plain: object, path: str, ids: _Ids) -> Node | None:
        entries = self._plain.entries_of(plain, path, "an object with a kind")
        if entries is None:
            return None
        id, inputs = entries.pop("id", ABSENT), entries.pop("inputs", [])
        names = [parameter.name for parameter in parameters_of(Node)]
        own = self._plain.fields_of({name: entries.pop(name) for name in names if name in entries}, Node, path)
        layer = self._plain.kind(entries, LAYERS, path)
        if id is not ABSENT and not self._id(id, ids, f"{path}.id"):
            return None
        sources = self._plain.texts_of(inputs, f"{path}.inputs", "a list of ids of earlier layers", MOST_LINKS, "links")
        if sources is None or layer is None or own is None:
            return None
        return Node(ids.fresh(layer) if id is ABSENT else id, layer, sources, **own)

    def _id(self, id: object, ids: _Ids, path: str) -> bool:
        """Whether it can be a node's id; one that is used twice is told, but can."""
        why = why_no_identifier(id) if isinstance(id, str) else "is not a text"
        if id == INPUT:
            why = "is what layers call the data itself; choose another name"
        if why:
            self._plain.say(path, lambda: f"{quoted(id)} {why}")
        elif id in ids.used:
            self._plain.say(path, f"'{id}' is used twice")
        return not why

    def _with_groups(self, network: Network, plain: object, path: str, taken: set[str]) -> Network:
        """A network with its groups; ``taken`` are ids of groups of other networks, to which those of its own come."""
        listed = self._plain.list_of(plain, path, "a list of groups", len(network), "groups, one for each layer")
        made = [self._group(entry, f"{path}[{place}]") for place, entry in enumerate(listed or ())]
        groups = tuple(group for group in made if group is not None)
        if len(groups) < len(made):
            return network
        for problem in group_problems(groups, network, taken):
            self._plain.problems.note(f"{path}: {problem}")
        taken |= {group.id for group in groups}
        return msgspec.structs.replace(network, groups=groups)

    def _group(self, plain: object, path: str) -> Group | None:
        entries = self._plain.entries_of(plain, path, "an object with id, name and nodes")
        if entries is None:
            return None
        before = self._plain.problems.count
        self._plain.unknown_keys(entries, ("id", "name", "nodes"), path)
        id, name = entries.get("id", ABSENT), entries.get("name", ABSENT)
        self._plain.is_text(
            id, f"{path}.id", LARGEST_EXPERIMENT
        )  # how long they may be is said with all that they may be
        self._plain.is_text(name, f"{path}.name", LARGEST_EXPERIMENT)
        nodes = self._plain.texts_of(entries.get("nodes", ABSENT), f"{path}.nodes", "a list of ids of layers")
        return None if nodes is None or self._plain.problems.count > before else Group(id, name, nodes)
