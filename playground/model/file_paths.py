"""Paths: the files that an experiment names by hand, meant from the folder that the experiment itself lies in.

In memory they are whole paths, so that it does not matter where the process was started. In a file those that lie in
its folder or below are written from there, so that both can be moved together.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from playground.model.disk import absolute, expanded
from playground.model.experiment import Experiment
from playground.model.network import Network
from playground.model.parameters import parameters_of

S = TypeVar("S", bound=msgspec.Struct)


def whole_from(experiment: Experiment, folder: Path) -> Experiment:
    """The experiment with its files' paths made whole; those that are not yet are meant from a folder."""

    def whole(name: str) -> str:
        # A path that begins with ~ is whole, too: it means the home of whoever opens it.
        known = not name or os.path.isabs(expanded(name))
        return name if known else str(absolute(name, folder))

    return _with_paths(experiment, whole)


def as_seen_from(experiment: Experiment, folder: Path) -> Experiment:
    """The experiment with the paths of files in a folder, or below it, written from there, with slashes."""
    home = absolute(str(folder))

    def seen(name: str) -> str:
        with contextlib.suppress(ValueError):
            short = Path(name).relative_to(home).as_posix()
            return f"./{short}" if short.startswith("~") else short  # else it would mean somebody's home
        return name

    return _with_paths(experiment, seen)


def _with_paths(experiment: Experiment, change: Callable[[str], str]) -> Experiment:
    """The experiment with every path changed; the very same where none is."""
    networks = {role: _in_layers(network, change) for role, network in experiment.networks.items()}
    if any(network is not experiment.networks[role] for role, network in networks.items()):
        experiment = msgspec.structs.replace(experiment, networks=networks)
    training = _inside(experiment.training, change)
    if training is not experiment.training:
        experiment = msgspec.structs.replace(experiment, training=training)
    return _inside(experiment, change)


def _in_layers(network: Network, change: Callable[[str], str]) -> Network:
    layers = [_inside(node.layer, change) for node in network.nodes]
    if all(layer is node.layer for layer, node in zip(layers, network.nodes, strict=True)):
        return network
    pairs = zip(network.nodes, layers, strict=True)
    nodes = tuple(msgspec.structs.replace(node, layer=layer) for node, layer in pairs)
    return msgspec.structs.replace(network, nodes=nodes)


def _inside(struct: S, change: Callable[[str], str]) -> S:
    """A struct with the paths changed in its parameters and in the kinds that it holds; the very same where none is."""
    new: dict[str, object] = {}
    for parameter in parameters_of(struct):
        value = getattr(struct, parameter.name)
        made: object
        if parameter.type == "file":
            made = change(value)
        elif parameter.type == "kinds":
            made = tuple(_inside(kind, change) for kind in value)
        else:
            made = _inside(value, change) if parameter.base else value
        if made != value:
            new[parameter.name] = made
    return msgspec.structs.replace(struct, **new) if new else struct
