"""Files: an experiment as JSON that can be written by hand, read strictly, with all problems named at once."""

from __future__ import annotations

import json
import typing
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from playground.model.edits import first_loss
from playground.model.experiment import MAIN, VERSION, Experiment, Training, Views
from playground.model.groups import group_problems
from playground.model.kind import Kind
from playground.model.layer import Layer
from playground.model.learning import Loss
from playground.model.network import INPUT, Group, Network, Node, is_identifier
from playground.model.parameters import Parameter, parameters_of
from playground.model.registry import DATA, LAYERS, LOSSES, OPTIMIZERS, Shelf, UnknownKind

K = TypeVar("K", bound=Kind)
S = TypeVar("S", bound=msgspec.Struct)
Plain = dict[str, Any]

_SECTIONS = ("version", "name", "description", "data", "networks", "groups", "training", "seed", "views")


class FileProblems(ValueError):
    """A file is not an experiment; ``problems`` has a line for each thing wrong, with its path."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def write(experiment: Experiment) -> bytes:
    """An experiment as indented JSON in UTF-8, every value written out."""
    plain = {
        "version": VERSION,
        "name": experiment.name,
        "description": experiment.description,
        "data": msgspec.to_builtins(experiment.data),
        "networks": {name: _write_network(network) for name, network in experiment.networks.items()},
        **_write_groups(experiment),
        "training": msgspec.to_builtins(experiment.training),
        "seed": experiment.seed,
        "views": msgspec.to_builtins(experiment.views),
    }
    return msgspec.json.format(msgspec.json.encode(plain), indent=2) + b"\n"


def read(text: bytes | str) -> Experiment:
    """An experiment from JSON.

    What is left out takes its default; a network without an output gets one at its end.

    Raises:
        FileProblems: unknown keys or kinds, wrong types, values out of range; all of them, each with its path.
    """
    try:
        plain = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise FileProblems([f"This is not JSON that can be read: {error}."]) from error
    return from_plain(plain)


def from_plain(plain: object) -> Experiment:
    """An experiment from plain dictionaries and lists, as JSON has them.

    Raises:
        FileProblems: as for ``read``.
    """
    reader = _Reader()
    experiment = reader.experiment(_migrated(plain))
    if reader.problems or experiment is None:
        raise FileProblems(reader.problems)
    return experiment


def _write_network(network: Network) -> list[Plain]:
    nodes = []
    for node in network.nodes:
        plain = msgspec.to_builtins(node.layer)
        kind = plain.pop("kind")
        if node.layer.pinned:
            plain = {name: value for name, value in plain.items() if name in {p.name for p in node.layer.parameters()}}
        links = {"inputs": list(node.inputs)} if node.inputs else {}
        nodes.append({"kind": kind, "id": node.id, **plain, **links})
    return nodes


def _write_groups(experiment: Experiment) -> Plain:
    """The named runs of layers by network; nothing where there are none."""
    groups = {
        name: [msgspec.to_builtins(group) for group in network.groups]
        for name, network in experiment.networks.items()
        if network.groups
    }
    return {"groups": groups} if groups else {}


def _unique(pairs: list[tuple[str, Any]]) -> Plain:
    names = [name for name, _ in pairs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"the key '{twice}' is written twice in one place")
    return dict(pairs)


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number that can be used here")


def _migrated(plain: object) -> object:
    """Bring an older file to today's schema, one version at a time, on plain dictionaries."""
    if not isinstance(plain, dict) or type(version := plain.get("version", VERSION)) is not int:
        return plain
    if version > VERSION:
        raise FileProblems(
            [f"$.version: this file was made by a newer Playground (version {version}, here {VERSION})."]
        )
    while version < VERSION and version in MIGRATIONS:
        plain = MIGRATIONS[version](plain)
        version += 1
    return plain


MIGRATIONS: dict[int, Callable[[Plain], Plain]] = {}
"""From a schema version to the step that makes the next one of it."""


class _Reader:
    """Walks plain data once, collecting every problem with its path."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def experiment(self, plain: object) -> Experiment | None:
        if not self._is(plain, dict, "$", "an object"):
            return None
        plain = typing.cast("Plain", plain)
        self._unknown_keys(plain, _SECTIONS, "$")
        if plain.get("version", VERSION) != VERSION:
            self.problems.append(f"$.version: {plain['version']!r} is not a version; leave it out or write {VERSION}.")
        data = self._kind(plain.get("data"), DATA, "$.data")
        known = len(self.problems)
        networks = self._networks(plain.get("networks"))
        if networks is not None and len(self.problems) == known:  # of layers that are wrong no run can be told
            networks = self._grouped(networks, plain.get("groups", {}))
        training = self._training(plain.get("training", {}), data)
        views = self._struct(plain.get("views", {}), Views, "$.views")
        values: Plain = {}
        for name in ("name", "description"):
            if name in plain and self._is(plain[name], str, f"$.{name}", "a text"):
                values[name] = plain[name]
        seed = next(parameter for parameter in parameters_of(Experiment) if parameter.name == "seed")
        if "seed" in plain and self._value(plain["seed"], seed, "$.seed"):
            values["seed"] = plain["seed"]
        if data is None or networks is None or training is None or views is None:
            return None
        return Experiment(data=data, networks=networks, training=training, views=views, **values)

    def _networks(self, plain: object) -> dict[str, Network] | None:
        if plain is None:
            self.problems.append('$.networks: is missing; write {"main": [...]} with a list of layers.')
            return None
        if not self._is(plain, dict, "$.networks", 'an object such as {"main": [...]}'):
            return None
        plain = typing.cast("Plain", plain)
        self._unknown_keys(plain, (MAIN,), "$.networks")
        if MAIN not in plain:
            self.problems.append(f"$.networks: has no '{MAIN}' network.")
            return None
        network = self._network(plain[MAIN], f"$.networks.{MAIN}")
        return None if network is None else {MAIN: network}

    def _grouped(self, networks: dict[str, Network], plain: object) -> dict[str, Network]:
        """The networks with their groups of layers, each a run without gaps."""
        if not self._is(plain, dict, "$.groups", 'an object such as {"main": [...]}'):
            return networks
        entries = typing.cast("Plain", plain)
        self._unknown_keys(entries, tuple(networks), "$.groups")
        try:
            groups = msgspec.convert(entries.get(MAIN, []), tuple[Group, ...], strict=True)
        except msgspec.ValidationError as error:
            self.problems.append(f"$.groups.{MAIN}: {error}.")
            return networks
        network = networks[MAIN]
        self.problems += [f"$.groups.{MAIN}: {problem}" for problem in group_problems(groups, network)]
        return {**networks, MAIN: msgspec.structs.replace(network, groups=groups)}

    def _network(self, plain: object, path: str) -> Network | None:
        if not self._is(plain, list, path, "a list of layers"):
            return None
        entries = typing.cast("list[Any]", plain)
        nodes: list[Node] = []
        given = [entry.get("id") for entry in entries if isinstance(entry, dict)]
        for index, entry in enumerate(entries):
            node = self._node(entry, f"{path}[{index}]", Network(tuple(nodes)), given)
            if node is not None:
                nodes.append(node)
        outputs = [index for index, node in enumerate(nodes) if node.layer.pinned]
        if not outputs:
            layer = LAYERS.find("output")()
            nodes.append(Node(Network(tuple(nodes)).fresh_id(layer) if "output" in given else "output", layer))
        elif outputs != [len(nodes) - 1]:
            self.problems.append(f"{path}: the output must be the last layer, and there can be only one.")
        return Network(tuple(nodes))

    def _node(self, plain: object, path: str, above: Network, given: list[Any]) -> Node | None:
        if not self._is(plain, dict, path, "an object with a kind"):
            return None
        entry = dict(typing.cast("Plain", plain))
        id, inputs = entry.pop("id", None), entry.pop("inputs", [])
        layer = self._kind(entry, LAYERS, path)
        if id is not None and not (isinstance(id, str) and is_identifier(id) and id != INPUT):
            self.problems.append(f"{path}.id: {id!r} is not a name: use small letters, digits and underscores.")
            return None
        if id is not None and id in above.ids():
            self.problems.append(f"{path}.id: '{id}' is used twice.")
        if not (isinstance(inputs, list) and all(isinstance(source, str) for source in inputs)):
            self.problems.append(f"{path}.inputs: must be a list of ids of earlier layers.")
            return None
        if layer is None:
            return None
        taken = frozenset(name for name in given if isinstance(name, str))
        return Node(id or self._default_id(layer, above, taken), layer, tuple(inputs))

    @staticmethod
    def _default_id(layer: Layer, above: Network, taken: frozenset[str]) -> str:
        return "output" if layer.pinned and "output" not in taken else above.fresh_id(layer, taken)

    def _training(self, plain: object, data: Any) -> Training | None:
        if not self._is(plain, dict, "$.training", "an object"):
            return None
        entry = dict(typing.cast("Plain", plain))
        optimizer = self._kind(entry.pop("optimizer", {"kind": "sgd"}), OPTIMIZERS, "$.training.optimizer")
        chosen = entry.pop("loss", None)
        loss: Loss | None
        if chosen is None and data is not None:
            loss = first_loss(data)
        else:
            loss = self._kind(chosen or {"kind": "cross_entropy"}, LOSSES, "$.training.loss")
        values = self._fields(entry, Training, "$.training", ("optimizer", "loss"))
        if optimizer is None or loss is None or values is None:
            return None
        return Training(optimizer=optimizer, loss=loss, **values)

    def _kind(self, plain: object, shelf: Shelf[K], path: str) -> K | None:
        if not self._is(plain, dict, path, f"an object with the kind of {shelf.noun}"):
            return None
        entry = dict(typing.cast("Plain", plain))
        if not isinstance(name := entry.pop("kind", None), str):
            self.problems.append(f"{path}.kind: is missing; it names the kind of {shelf.noun}.")
            return None
        try:
            kind = shelf.find(name)
        except UnknownKind as error:
            self.problems.append(f"{path}.kind: {error}")
            return None
        values = self._fields(entry, kind, path)
        return None if values is None else kind(**values)

    def _struct(self, plain: object, struct: type[S], path: str) -> S | None:
        try:
            return msgspec.convert(plain, struct, strict=True)
        except msgspec.ValidationError as error:
            self.problems.append(f"{path}: {error}.")
            return None

    def _fields(
        self, entry: Plain, struct: type[msgspec.Struct], path: str, also: tuple[str, ...] = ()
    ) -> Plain | None:
        parameters = {parameter.name: parameter for parameter in parameters_of(struct)}
        before = len(self.problems)
        self._unknown_keys(entry, (*parameters, *also), path)
        values = {}
        for name, value in entry.items():
            if name in parameters and self._value(value, parameters[name], f"{path}.{name}"):
                parameter = parameters[name]
                values[name] = float(value) if parameter.type == "float" and not isinstance(value, str) else value
                if parameter.type == "several":
                    values[name] = tuple(value)
        return values if len(self.problems) == before else None

    def _value(self, value: object, parameter: Parameter, path: str) -> bool:
        if parameter.allows(value):
            return True
        self.problems.append(f"{path}: {json.dumps(value)} is not allowed; allowed is {parameter.range_in_words}.")
        return False

    def _unknown_keys(self, entry: Plain, known: tuple[str, ...], path: str) -> None:
        for name in entry:
            if name not in known:
                self.problems.append(
                    f"{path}.{name}: there is no such setting; known are {', '.join(known) or 'none'}."
                )

    def _is(self, value: object, wanted: type, path: str, words: str) -> bool:
        if isinstance(value, wanted):
            return True
        self.problems.append(
            f"{path}: must be {words}." if value is not None else f"{path}: is missing; it must be {words}."
        )
        return False
