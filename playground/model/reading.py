"""Reading: an experiment from plain dictionaries and lists of today's version, strictly, with all problems at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import Any, TypeVar, cast

import msgspec

from playground.model.dataset import DataSet
from playground.model.document import Views
from playground.model.experiment import Experiment, Training
from playground.model.file_limits import (
    LARGEST_EXPERIMENT,
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    LONGEST_PATH,
    MOST_LAYERS,
    MOST_LINKS,
    MOST_VALUES,
)
from playground.model.file_problems import Problems
from playground.model.groups import group_problems
from playground.model.kind import Kind
from playground.model.layer import Layer
from playground.model.migrations import VERSION
from playground.model.network import INPUT, Group, Network, Node, is_identifier, why_no_identifier
from playground.model.objective import Objective
from playground.model.parameters import Parameter, parameter_of, parameters_of
from playground.model.plugins import PLUGINS
from playground.model.registry import DATA, LAYERS, OBJECTIVES, Shelf, UnknownKind, shelf_of
from playground.model.spelling import fault_of, key, quoted, suggestion
from playground.numerals import count

K = TypeVar("K", bound=Kind)
Plain = dict[str, Any]

_SECTIONS = (
    "version",
    "name",
    "description",
    "data",
    "objective",
    "networks",
    "groups",
    "training",
    "seed",
    "views",
    "packages",
)
_PLAIN = re.compile("[A-Za-z0-9_ -]{1,39}")
"""A name that a path may hold as it is."""
_ABSENT: Any = msgspec.UNSET
"""Stands for what is not there, as ``null`` is something else."""


def read_plain(plain: object) -> tuple[Experiment | None, Views, Problems]:
    """The experiment, what was looked at, and their problems; no experiment where none can be made of what is there."""
    reader = _Reader()
    return reader.experiment(plain), reader.views, reader.problems


def read_kind(plain: object, shelf: Shelf[K], path: str) -> tuple[K | None, Problems]:
    """One kind of a shelf from its plain values, which stand at a path such as ``$.data``, and its problems."""
    reader = _Reader()
    return reader.kind(plain, shelf, path), reader.problems


def read_value(value: object, parameter: Parameter, path: str) -> Problems:
    """The problems of a value of a parameter that is no kind, which stands at a path such as ``$.seed``."""
    reader = _Reader()
    reader.value(value, parameter, path)
    return reader.problems


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


class _Reader:
    """Walks plain data once, noting every problem with its path."""

    def __init__(self) -> None:
        self.problems = Problems()
        self.views = Views()
        self._packages: Plain = {}
        """The package that each kind comes from which is not built in, as the file says."""

    def experiment(self, plain: object) -> Experiment | None:
        entries = self._object(plain, "$", "an object")
        if entries is None:
            return None
        self._unknown_keys(entries, _SECTIONS, "$")
        version = entries.get("version", VERSION)
        if type(version) is not int or version != VERSION:
            self._say("$.version", f"{quoted(version)} is not a version; leave it out or write {VERSION}")
        self._packages = self._read_packages(entries.get("packages", {}))
        data = self.kind(entries.get("data", _ABSENT), DATA, "$.data")
        objective = self._objective(entries.get("objective", _ABSENT), data)
        known = self.problems.count
        networks = self._networks(entries.get("networks", _ABSENT), objective)
        if networks is not None and self.problems.count == known:  # of layers that are wrong no run can be told
            networks = self._grouped(networks, entries.get("groups", {}))
        training = self._training(entries.get("training", {}))
        self._read_views(entries.get("views", {}))
        values: Plain = {}
        for name in ("name", "description"):
            longest = LONGEST_NAME if name == "name" else LONGEST_DESCRIPTION
            if name in entries and self._text(entries[name], f"$.{name}", longest):
                values[name] = entries[name]
        seed = parameter_of(Experiment, "seed")
        if "seed" in entries and self.value(entries["seed"], seed, "$.seed"):
            values["seed"] = entries["seed"]
        if data is None or objective is None or networks is None or training is None:
            return None
        return Experiment(data=data, objective=objective, networks=networks, training=training, **values)

    # ------------------------------------------------------------------------------------------------- the network

    def _networks(self, plain: object, objective: Objective | None) -> dict[str, Network] | None:
        entries = self._object(plain, "$.networks", 'an object such as {"main": [...]} with a list of layers')
        if entries is None:
            return None
        # Of an unknown objective nobody knows which networks it has, but what is wrong inside them can be told.
        roles = tuple(filter(is_identifier, entries)) if objective is None else objective.names
        self._unknown_keys(entries, roles, "$.networks")
        missing = [role for role in roles if role not in entries]
        for role in missing:
            self._say("$.networks", f"has no '{role}' network")
        if missing:
            return None
        listed = {role: entries[role] if isinstance(entries[role], list) else [] for role in roles}
        given = [entry.get("id") for network in listed.values() for entry in network if isinstance(entry, dict)]
        ids = _Ids(name for name in given if isinstance(name, str))
        read = {role: self._network(entries[role], f"$.networks.{role}", ids) for role in roles}
        networks = {role: network for role, network in read.items() if network is not None}
        return networks if len(networks) == len(roles) else None

    def _network(self, plain: object, path: str, ids: _Ids) -> Network | None:
        entries = self._list(plain, path, "a list of layers", MOST_LAYERS, "layers")
        if entries is None:
            return None
        nodes: list[Node] = []
        for index, entry in enumerate(entries):
            node = self._node(entry, f"{path}[{index}]", ids)
            if node is not None:
                nodes.append(node)
                ids.used.add(node.id)
        if sum(len(node.inputs) for node in nodes) > MOST_LINKS:
            self._say(path, f"has more than {count(MOST_LINKS)} links in the inputs of its layers")
        outputs = [index for index, node in enumerate(nodes) if node.layer.pinned]
        if not outputs:
            layer = LAYERS.find("output")()
            nodes.append(Node(ids.fresh(layer), layer))
            ids.used.add(nodes[-1].id)
        elif outputs != [len(nodes) - 1]:
            self._say(path, "the output must be the last layer, and there can be only one")
        return Network(tuple(nodes))

    def _node(self, plain: object, path: str, ids: _Ids) -> Node | None:
        entries = self._object(plain, path, "an object with a kind")
        if entries is None:
            return None
        id, inputs = entries.pop("id", _ABSENT), entries.pop("inputs", [])
        names = [parameter.name for parameter in parameters_of(Node)]
        own = self._fields({name: entries.pop(name) for name in names if name in entries}, Node, path)
        layer = self.kind(entries, LAYERS, path)
        if id is not _ABSENT and not self._id(id, ids, f"{path}.id"):
            return None
        sources = self._texts(inputs, f"{path}.inputs", "a list of ids of earlier layers", MOST_LINKS, "links")
        if sources is None or layer is None or own is None:
            return None
        return Node(ids.fresh(layer) if id is _ABSENT else id, layer, sources, **own)

    def _id(self, id: object, ids: _Ids, path: str) -> bool:
        """Whether it can be a node's id; one that is used twice is told, but can."""
        why = why_no_identifier(id) if isinstance(id, str) else "is not a text"
        if id == INPUT:
            why = "is what layers call the data itself; choose another name"
        if why:
            self._say(path, lambda: f"{quoted(id)} {why}")
        elif id in ids.used:
            self._say(path, f"'{id}' is used twice")
        return not why

    def _grouped(self, networks: dict[str, Network], plain: object) -> dict[str, Network]:
        """The networks with their groups of layers, each a run without gaps."""
        entries = self._object(plain, "$.groups", 'an object such as {"main": [...]}')
        if entries is None:
            return networks
        self._unknown_keys(entries, tuple(networks), "$.groups")
        taken: set[str] = set()
        return {
            role: self._with_groups(network, entries.get(role, []), f"$.groups.{role}", taken)
            for role, network in networks.items()
        }

    def _with_groups(self, network: Network, plain: object, path: str, taken: set[str]) -> Network:
        """A network with its groups; ``taken`` are ids of groups of other networks, to which those of its own come."""
        listed = self._list(plain, path, "a list of groups", len(network), "groups, one for each layer")
        made = [self._group(entry, f"{path}[{place}]") for place, entry in enumerate(listed or ())]
        groups = tuple(group for group in made if group is not None)
        if len(groups) < len(made):
            return network
        for problem in group_problems(groups, network, taken):
            self.problems.note(f"{path}: {problem}")
        taken |= {group.id for group in groups}
        return msgspec.structs.replace(network, groups=groups)

    def _group(self, plain: object, path: str) -> Group | None:
        entries = self._object(plain, path, "an object with id, name and nodes")
        if entries is None:
            return None
        before = self.problems.count
        self._unknown_keys(entries, ("id", "name", "nodes"), path)
        id, name = entries.get("id", _ABSENT), entries.get("name", _ABSENT)
        self._text(id, f"{path}.id", LARGEST_EXPERIMENT)  # how long they may be is said with all that they may be
        self._text(name, f"{path}.name", LARGEST_EXPERIMENT)
        nodes = self._texts(entries.get("nodes", _ABSENT), f"{path}.nodes", "a list of ids of layers")
        return None if nodes is None or self.problems.count > before else Group(id, name, nodes)

    # ------------------------------------------------------------------------------------------- training and views

    def _objective(self, plain: object, data: DataSet | None) -> Objective | None:
        """The objective; what is left out is what comes naturally for the data."""
        first = next(iter(OBJECTIVES.kinds))
        entries = {"kind": first} if plain is _ABSENT else plain
        made = self.kind(entries, OBJECTIVES, "$.objective")
        if made is None or data is None or not isinstance(entries, dict):
            return made
        natural = type(made).suited(data)
        left_out = [parameter.name for parameter in parameters_of(made) if parameter.name not in entries]
        return msgspec.structs.replace(made, **{name: getattr(natural, name) for name in left_out})

    def _training(self, plain: object) -> Training | None:
        entries = self._object(plain, "$.training", "an object")
        if entries is None:
            return None
        values = self._fields({"optimizer": {"kind": "sgd"}, **entries}, Training, "$.training")
        return None if values is None else Training(**values)

    def _read_views(self, plain: object) -> None:
        entries = self._object(plain, "$.views", "an object")
        if entries is None:
            return
        before, values = self.problems.count, dict[str, Any]()
        self._unknown_keys(entries, Views.__struct_fields__, "$.views")
        for name in ("selected", "tab"):
            if name in entries and self._text(entries[name], f"$.views.{name}"):
                values[name] = entries[name]
        if "folded" in entries:
            values["folded"] = self._texts(
                entries["folded"], "$.views.folded", "a list of ids of groups", noun="groups"
            )
        example = parameters_of(Views)[0]
        if example.name in entries and self.value(entries[example.name], example, f"$.views.{example.name}"):
            values[example.name] = entries[example.name]
        if self.problems.count == before:
            self.views = Views(**values)

    def _read_packages(self, plain: object) -> Plain:
        entries = self._object(plain, "$.packages", 'an object such as {"kind": "package"}') or {}
        if len(entries) > MOST_LAYERS:
            self._say("$.packages", f"has {count(len(entries))} entries, and there can be only {count(MOST_LAYERS)}")
            return {}
        return {name: package for name, package in entries.items() if self._text(package, "$.packages")}

    # ------------------------------------------------------------------------------------------------- kinds and values

    def kind(self, plain: object, shelf: Shelf[K], path: str) -> K | None:
        """A kind of a shelf, with kinds inside it; nothing where it cannot be made."""
        entries = self._object(plain, path, f"an object with the kind of {shelf.noun}")
        if entries is None:
            return None
        name = entries.pop("kind", _ABSENT)
        if name is _ABSENT:
            self._say(f"{path}.kind", f"is missing; it names the kind of {shelf.noun}")
            return None
        if not isinstance(name, str):
            self._say(f"{path}.kind", f"must be a text that names the kind of {shelf.noun}, not {quoted(name)}")
            return None
        kind = shelf.get(name)
        if kind is None:
            why = PLUGINS.why_missing(self._packages[name]) if name in self._packages else ""
            self.problems.note(lambda: f"{path}.kind: {UnknownKind(name, shelf.noun, list(shelf.kinds), why)}")
            return None
        values = self._fields(entries, kind, path)
        return None if values is None else kind(**values)

    def _fields(self, entries: Plain, struct: type[msgspec.Struct], path: str) -> Plain | None:
        parameters = {parameter.name: parameter for parameter in parameters_of(struct)}
        before = self.problems.count
        self._unknown_keys(entries, tuple(parameters), path)
        values: Plain = {}
        for name, value in entries.items():
            base = parameters[name].base if name in parameters else None
            if base is not None and parameters[name].may_lack(value):
                values[name] = None
            elif base is not None:
                values[name] = self.kind(value, shelf_of(base), f"{path}.{name}")
            elif name in parameters and self.value(value, parameters[name], f"{path}.{name}"):
                values[name] = parameters[name].held(value)
        return values if self.problems.count == before else None

    def value(self, value: object, parameter: Parameter, path: str) -> bool:
        """Whether a parameter takes a value."""
        if parameter.type == "file" and isinstance(value, str) and len(value) > LONGEST_PATH:
            return self._text(value, path, LONGEST_PATH)
        allowed = parameter.allows(value)
        if not allowed:
            self.problems.note(lambda: f"{path}: {parameter.refusal(value)}.")
        return allowed

    # ----------------------------------------------------------------------------------------------------- plain things

    def _object(self, value: object, path: str, words: str) -> Plain | None:
        """A copy of an object's entries."""
        return dict(cast("Plain", value)) if self._is(value, dict, path, words) else None

    def _list(self, value: object, path: str, words: str, most: int = MOST_VALUES, noun: str = "") -> list[Any] | None:
        """The list, if it is one and has no more entries than there may be of what ``noun`` names."""
        if not self._is(value, list, path, words):
            return None
        listed = cast("list[Any]", value)
        if len(listed) > most:
            self._say(path, f"has {count(len(listed))} entries, and there can be only {count(most)} {noun}")
            return None
        return listed

    def _text(self, value: object, path: str, longest: int = LONGEST_NAME) -> bool:
        if not self._is(value, str, path, "a text"):
            return False
        text = cast("str", value)
        if len(text) > longest:
            self._say(path, lambda: f"{quoted(text)} has {count(len(text))} letters; shorten it to {count(longest)}")
            return False
        fault = fault_of(text)
        if fault:
            self._say(path, lambda: f"{quoted(text)} cannot be kept, as {fault}")
        return not fault

    def _texts(
        self, value: object, path: str, words: str, most: int = MOST_LAYERS, noun: str = "layers"
    ) -> tuple[str, ...] | None:
        listed = self._list(value, path, words, most, noun)
        if listed is None:
            return None
        good = [self._text(item, f"{path}[{place}]") for place, item in enumerate(listed)]
        return tuple(listed) if all(good) else None

    def _unknown_keys(self, entries: Plain, known: Collection[str], path: str) -> None:
        for name in entries:
            if name not in known:
                self.problems.note(partial(_no_setting, path, name, known))

    def _is(self, value: object, wanted: type, path: str, words: str) -> bool:
        if isinstance(value, wanted):
            return True
        if value is _ABSENT:
            self._say(path, f"is missing; it must be {words}")
        else:
            self._say(path, lambda: f"must be {words}, not {quoted(value)}")
        return False

    def _say(self, path: str, words: str | Callable[[], str]) -> None:
        self.problems.note(lambda: f"{path}: {words if isinstance(words, str) else words()}.")


def _no_setting(path: str, name: str, known: Collection[str]) -> str:
    shown = name if key(name) and _PLAIN.fullmatch(name) else quoted(name)
    hint = suggestion(name, known)
    hint = f"{hint[0].lower()}{hint[1:]}" if hint else f"known are {', '.join(known) or 'none'}."
    return f"{path}.{shown}: there is no such setting; {hint}"
