"""Lanes: which networks the canvas shows together. Those that the data goes through stand in one row. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from playground.model.experiment import Experiment
from playground.model.network import INPUT
from playground.model.objective import NOISE, Role
from playground.model.trace import NetworkTrace, NodeTrace, Trace


@dataclass(frozen=True)
class Lane:
    """Networks in a row, of which each reads what the one before it gives.

    ``trace`` is that of all of them as one, and ``sections`` are the nodes of each. ``on_path`` tells that the data
    goes through them, to the answer that is judged; nodes of another lane read its ``source`` in place of the data.
    """

    roles: tuple[Role, ...]
    trace: NetworkTrace
    on_path: bool
    sections: tuple[tuple[str, ...], ...]

    @property
    def label(self) -> str:
        """Its networks by name."""
        first, *rest = (role.label for role in self.roles)
        return " and ".join((first, *(label.lower() for label in rest)))

    @property
    def source(self) -> str:
        """What enters the first network, as the id of the card before it."""
        return self.roles[0].source

    @property
    def reads_noise(self) -> bool:
        """Whether what enters is noise."""
        return self.roles[0].reads == NOISE


def lanes_of(experiment: Experiment, trace: Trace) -> tuple[Lane, ...]:
    """The networks of the path as one lane, each other network as one of its own; in the order of their roles."""
    path = experiment.objective.path
    roles = [role for role in experiment.objective.roles(experiment.data) if role.name in trace.networks]
    lanes: list[Lane] = []
    for role in roles:
        if role.name not in path:
            lanes.append(_alone(role, trace.networks[role.name]))
        elif role.name == path[0]:
            along = tuple(other for name in path for other in roles if other.name == name)
            sections = tuple(_ids(trace.networks[other.name]) for other in along)
            lanes.append(Lane(along, trace.path, True, sections))
    return tuple(lanes)


def lane_with(lanes: tuple[Lane, ...], id: str) -> Lane | None:
    """The lane that a node is in, or that the data enters; ``None`` where there is none."""
    return next((lane for lane in lanes if id == lane.source or id in _ids(lane.trace)), None)


def source_of(experiment: Experiment, card: str, target: str) -> str:
    """What a node reads if it reads from a card, which may stand for what enters its network; empty if it cannot."""
    if card == experiment.source_of(target):
        return INPUT
    return card if card in experiment.network_of(target).ids() else ""


def _alone(role: Role, network: NetworkTrace) -> Lane:
    """A network by itself, whose nodes read what enters it under a name of its own."""

    def reading(node: NodeTrace) -> NodeTrace:
        sources = tuple(role.source if source == INPUT else source for source in node.sources)
        return msgspec.structs.replace(node, sources=sources)

    nodes = tuple(map(reading, network.nodes))
    return Lane((role,), NetworkTrace(network.input, nodes), False, (_ids(network),))


def _ids(network: NetworkTrace) -> tuple[str, ...]:
    return tuple(node.id for node in network.nodes)
