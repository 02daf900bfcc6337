"""Files: an experiment as JSON that can be written by hand, read strictly, with all problems named at once."""

from __future__ import annotations

from typing import Any

import msgspec

from playground.model.dataset import DataSet
from playground.model.document import NO_VIEWS, Views
from playground.model.experiment import Experiment, Training
from playground.model.file_limits import LARGEST_EXPERIMENT, MEGABYTE
from playground.model.file_problems import FileProblems
from playground.model.json_text import BadJson, parse
from playground.model.kind import Kind, kinds_inside
from playground.model.migrations import VERSION, migrated
from playground.model.network import Network, Node
from playground.model.parameters import parameters_of
from playground.model.plugins import PLUGINS
from playground.model.reading import read_plain

__all__ = ["FileProblems", "both_from_plain", "from_plain", "read", "read_both", "to_plain", "write"]

Plain = dict[str, Any]
_ALWAYS = ("optimizer", "batch_size", "epochs", "steps", "threads")
"""Settings of training that every file has, so that one can be written by the pattern of another."""


def write(experiment: Experiment, views: Views = NO_VIEWS) -> bytes:
    """An experiment as indented JSON in UTF-8, and what was looked at, if anything was."""
    return msgspec.json.format(msgspec.json.encode(to_plain(experiment, views)), indent=2) + b"\n"


def to_plain(experiment: Experiment, views: Views = NO_VIEWS) -> Plain:
    """An experiment as the plain dictionaries and lists of a file, all values that a plain one has written out."""
    return {
        "version": VERSION,
        "name": experiment.name,
        "description": experiment.description,
        "data": _write_data(experiment.data),
        "objective": write_kind(experiment.objective),
        "networks": {name: _write_network(network) for name, network in experiment.networks.items()},
        **_write_groups(experiment),
        "training": _write_training(experiment.training),
        "seed": experiment.seed,
        **({} if views == NO_VIEWS else {"views": msgspec.to_builtins(views)}),
        **_write_packages(experiment),
    }


def read(text: bytes | str) -> Experiment:
    """An experiment from JSON of any version, without what was looked at.

    What is left out takes its default; a network without an output gets one at its end.

    Raises:
        FileProblems: unknown keys or kinds, wrong types, values out of range, each with its path; or it is too large.
    """
    return read_both(text)[0]


def read_both(text: bytes | str) -> tuple[Experiment, Views]:
    """An experiment from JSON of any version, and what was being looked at.

    Raises:
        FileProblems: as for ``read``.
    """
    if len(text) > LARGEST_EXPERIMENT:
        raise FileProblems([f"The experiment is larger than {LARGEST_EXPERIMENT // MEGABYTE} MB."])
    try:
        plain = parse(text)
    except BadJson as error:
        raise FileProblems([str(error)]) from error
    return both_from_plain(plain)


def from_plain(plain: object) -> Experiment:
    """An experiment from plain dictionaries and lists, as JSON has them.

    Raises:
        FileProblems: as for ``read``.
    """
    return both_from_plain(plain)[0]


def both_from_plain(plain: object) -> tuple[Experiment, Views]:
    """An experiment from plain dictionaries and lists, as JSON has them, and what was being looked at.

    Raises:
        FileProblems: as for ``read``.
    """
    experiment, views, problems = read_plain(migrated(plain))
    if problems.count or experiment is None:
        raise problems.as_error()
    return experiment, views


def write_kind(made: Kind) -> Plain:
    """A layer or data set as plain values: its kind and its parameters, not what the program sets by itself."""
    return {"kind": made.id(), **_write_fields(made)}


def _write_fields(struct: msgspec.Struct) -> Plain:
    """The described parameters of a struct, those that are kinds with all that is in them."""
    values = {parameter.name: getattr(struct, parameter.name) for parameter in parameters_of(struct)}
    return {name: _write_value(value) for name, value in values.items()}


def _write_value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_write_value(item) for item in value]
    return write_kind(value) if isinstance(value, Kind) else msgspec.to_builtins(value)


def _write_data(data: DataSet) -> Plain:
    """The data; the part for validation only where there is one."""
    written = write_kind(data)
    return written if data.validation else {name: value for name, value in written.items() if name != "validation"}


def _write_training(training: Training) -> Plain:
    """The settings of training; those that a plain run has no use for only where they are not their defaults."""
    written = _write_fields(training)
    plain = {parameter.name: parameter.default for parameter in parameters_of(Training)}
    return {name: value for name, value in written.items() if name in _ALWAYS or getattr(training, name) != plain[name]}


def _write_network(network: Network) -> list[Plain]:
    return [write_node(node) for node in network.nodes]


def write_node(node: Node) -> Plain:
    """A node as plain values: its layer's, its links where it has any, and what is set of it beside that."""
    plain = write_kind(node.layer)
    kind = plain.pop("kind")
    links = {"inputs": list(node.inputs)} if node.inputs else {}
    plainest = Node(node.id, node.layer)
    own = {name: value for name, value in _write_fields(node).items() if getattr(node, name) != getattr(plainest, name)}
    return {"kind": kind, "id": node.id, **plain, **links, **own}


def _write_groups(experiment: Experiment) -> Plain:
    """The named runs of layers by network; nothing where there are none."""
    groups = {
        name: [msgspec.to_builtins(group) for group in network.groups]
        for name, network in experiment.networks.items()
        if network.groups
    }
    return {"groups": groups} if groups else {}


def _write_packages(experiment: Experiment) -> Plain:
    """Which package each kind comes from that is not built in, so that whoever lacks it knows; nothing for none."""
    layers = [node.layer for node in experiment.nodes]
    structs = (experiment, experiment.training, *layers, *experiment.nodes)
    kinds: list[Kind] = [*layers, *(kind for struct in structs for kind in kinds_inside(struct))]
    found = {kind.id(): package for kind in kinds if (package := PLUGINS.package_of(type(kind)))}
    return {"packages": found} if found else {}
