"""Networks: the networks of an experiment as one, so that whoever asks of a node need not know in which one it is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import msgspec
import torch
from torch import Tensor, nn

from playground.engine import placement
from playground.engine.build import Graph, make_graph
from playground.engine.tensors import suited
from playground.model.experiment import Experiment
from playground.model.masking import Masking
from playground.model.network import INPUT
from playground.model.objective import DATA, NOISE
from playground.model.starting import starts_of
from playground.model.trace import NetworkTrace, NodeTrace, Trace

NOISE_REACH = 2.5
"""How far a plane of noise reaches to either side, in standard deviations."""


class RoleNetwork(msgspec.Struct, frozen=True):
    """One network among several: its role, its trace, and what enters it: ``"data"``, ``"noise"`` or another role."""

    role: str
    trace: NetworkTrace
    reads: str = DATA

    @property
    def source(self) -> str:
        """What its first nodes read from, as a source: the data, or the noise of this role."""
        return f"{INPUT}:{self.role}" if self.reads == NOISE else INPUT


class Networks(nn.Module):
    """One graph a role, in the order in which they are computed; with one role it is as fast as its graph.

    ``forward`` goes along the ``path``, the roles that the data goes through to the answer that is judged. ``run`` has
    what leaves any node: a network that reads noise is given some of its own, one row for each sample. Nodes, tensors
    and masks are found by ids, which are unique among all networks.
    """

    def __init__(self, parts: tuple[RoleNetwork, ...], graphs: tuple[Graph, ...], path: tuple[str, ...]) -> None:
        super().__init__()
        self.each = nn.ModuleList(graphs)
        self.by_role = dict(zip((part.role for part in parts), graphs, strict=True))
        self._parts = parts
        self._path = tuple(self.by_role[role] for role in path)
        self.ids = tuple(id for graph in graphs for id in graph.ids)
        self._still: tuple[nn.Module, ...] = ()
        self.masking: dict[str, Masking] = {id: masking for graph in graphs for id, masking in graph.masking.items()}

    def hold_still(self, ids: Collection[str]) -> None:
        """Keep these nodes in evaluation mode from now on, so that their running averages stay as they are."""
        training = self.training
        self._still = tuple(self.module(id) for id in ids)
        self.train(training)

    def train(self, mode: bool = True) -> Networks:
        """Change the mode of all nodes but those that are held still."""
        super().train(mode)
        for module in self._still:
            module.eval()
        return self

    @property
    def by_name(self) -> dict[str, nn.Module]:
        """What steps and evaluations are given: each network by its role, and all of the path as one."""
        return {"network": self._path[0] if len(self._path) == 1 else self, **self.by_role}

    @property
    def names(self) -> tuple[str, ...]:
        """Whatever ``run`` can keep: the data, the noise of roles that read some, and all nodes."""
        return (INPUT, *(part.source for part in self._parts if part.reads == NOISE), *self.ids)

    @property
    def path_ids(self) -> tuple[str, ...]:
        """The nodes that the data goes through."""
        return tuple(id for graph in self._path for id in graph.ids)

    @property
    def answer(self) -> str:
        """The node whose output is judged."""
        return self._path[-1].ids[-1]

    def forward(self, inputs: Tensor) -> Tensor:
        """What leaves the last node of the path."""
        for graph in self._path:
            inputs = graph(inputs)
        return inputs

    def switched(self, off: Mapping[str, tuple[int, ...]]) -> dict[str, Callable[[Tensor], Tensor]]:
        """As ``by_name``, with these units (rows of axis 1) by node giving 0."""

        def of(network: Networks | Graph, last: str) -> Callable[[Tensor], Tensor]:
            return lambda piece: network.run(piece, (last,), off)[last]

        return {
            "network": of(self, self.answer),
            **{role: of(graph, graph.ids[-1]) for role, graph in self.by_role.items()},
        }

    def noise(self, rows: int, seed: int = 0) -> dict[str, Tensor]:
        """So many rows of noise for each role that reads some, (rows, numbers), from a seed of their own.

        The first rows are the same however many there are: torch draws numbers in blocks of 16.
        """
        whole = -(-rows // 16) * 16
        return {
            part.role: suited(torch.randn(whole, *part.trace.input.shape, generator=_seeded(seed))[:rows], self)
            for part in self._parts
            if part.reads == NOISE
        }

    def noise_plane(self, side: int) -> dict[str, Tensor]:
        """Noise for each role that reads some, evenly over the first two of its numbers; others are 0.

        (side · side, numbers), row by row from the lowest second number up, the first fastest, as a grid over
        the data's plane is.
        """
        axis = torch.linspace(-NOISE_REACH, NOISE_REACH, side)
        second, first = torch.meshgrid(axis, axis, indexing="ij")
        planes = {}
        for part in self._parts:
            if part.reads == NOISE:
                rows = torch.zeros(side * side, part.trace.input.size)
                rows[:, :2] = torch.stack([first.flatten(), second.flatten()], dim=1)[:, : rows.shape[1]]
                planes[part.role] = suited(rows.reshape(-1, *part.trace.input.shape), self)
        return planes

    def made(self, noise: Mapping[str, Tensor], off: Mapping[str, tuple[int, ...]] | None = None) -> Tensor:
        """What the first network that reads noise makes of it.

        Raises:
            ValueError: none does.
        """
        for part in self._parts:
            if part.reads == NOISE:
                graph = self.by_role[part.role]
                return graph.run(noise[part.role], graph.ids[-1:], off)[graph.ids[-1]]
        raise ValueError("no network here makes anything of noise.")

    def run(
        self,
        inputs: Tensor,
        keep: Collection[str],
        off: Mapping[str, tuple[int, ...]] | None = None,
        noise: Mapping[str, Tensor] | None = None,
    ) -> dict[str, Tensor]:
        """What leaves these nodes (``"input"`` for the inputs themselves), as of ``Graph.run``.

        What enters a network that reads noise is kept under ``"input:<role>"``; where no ``noise`` is given it is
        drawn, always the same.

        Raises:
            KeyError: there is no such node.
        """
        if len(self._parts) == 1:
            return self._path[0].run(inputs, keep, off)
        found = {INPUT: inputs}
        wanted = self._wanted(frozenset(keep))
        for part in self._parts:
            if part.role not in wanted:
                continue
            graph = self.by_role[part.role]
            if part.reads == NOISE:
                entering = (noise if noise is not None else self.noise(len(inputs)))[part.role]
            else:
                entering = inputs if part.reads == DATA else found[self.by_role[part.reads].ids[-1]]
            values = graph.run(entering, (INPUT, *wanted[part.role]), off)
            entered = values.pop(INPUT)
            if part.reads in (DATA, NOISE):
                found[part.source] = entered
            found |= values
        missing = [name for name in keep if name not in found]
        if missing:
            raise KeyError(missing[0])
        return {name: found[name] for name in (INPUT, *found) if name in keep}

    def module(self, id: str) -> nn.Module:
        """The module of a node.

        Raises:
            KeyError: there is no such node.
        """
        return self._graph_of(id).module(id)

    def put(self, id: str, module: nn.Module) -> None:
        """Put another module in a node's place.

        Raises:
            KeyError: there is no such node.
        """
        self._graph_of(id).put(id, module)

    def learning(self, ids: Collection[str]) -> tuple[str, ...]:
        """Those of these nodes that learn anything."""
        return tuple(id for id in ids if any(True for _ in self.module(id).parameters()))

    def entering(self, id: str, values: Mapping[str, Tensor], sources: tuple[str, ...]) -> tuple[Tensor, ...]:
        """What a node's module is called with, from what left its sources; see ``Graph.entering``."""
        return self._graph_of(id).entering(id, values, sources)

    def learned(self) -> dict[str, nn.Parameter]:
        """Every learned tensor under its node's id and torch's name, such as ``linear_1.weight``."""
        return {name: value for graph in self.by_role.values() for name, value in graph.learned().items()}

    def tensors(self) -> dict[str, Tensor]:
        """Every learned tensor and every buffer (running means) under its node's id and torch's name."""
        return {name: value for graph in self.by_role.values() for name, value in graph.tensors().items()}

    def blamed(self, error: Exception) -> str:
        """The node whose module was at work when an exception was raised; empty when it was none of them."""
        return next((id for graph in self.by_role.values() if (id := graph.blamed(error))), "")

    def _graph_of(self, id: str) -> Graph:
        for graph in self.by_role.values():
            if id in graph.ids:
                return graph
        raise KeyError(id)

    def _wanted(self, keep: frozenset[str]) -> dict[str, tuple[str, ...]]:
        """The roles that must be computed, each with the nodes that are kept of it."""
        wanted: dict[str, tuple[str, ...]] = {}
        read: set[str] = set()
        for part in reversed(self._parts):
            graph = self.by_role[part.role]
            kept = [id for id in graph.ids if id in keep or (part.role in read and id == graph.ids[-1])]
            if kept or (part.reads == NOISE and part.source in keep):
                wanted[part.role] = tuple(kept)
                read.add(part.reads)
        return wanted


def _seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def networks_of(experiment: Experiment, traced: Trace) -> Networks:
    """Build the modules of all networks in order, right after seeding torch's global generator, each with its start."""
    parts = _parts(experiment, traced)
    torch.manual_seed(experiment.seed)
    graphs = tuple(make_graph(part.trace, starts_of(experiment, part.trace)) for part in parts)
    made = Networks(parts, graphs, experiment.objective.path)
    placement.place(made, experiment)
    return made


def whole_trace(experiment: Experiment, traced: Trace) -> NetworkTrace:
    """The nodes of all networks as one trace that begins with the data; each reads from what ``Networks.run`` keeps."""
    parts = _parts(experiment, traced)
    if len(parts) == 1:
        return parts[0].trace
    ends = {part.role: part.trace.nodes[-1].id for part in parts if part.trace.nodes}
    nodes = [_reading(node, ends.get(part.reads, part.source)) for part in parts for node in part.trace.nodes]
    return NetworkTrace(experiment.data.signal(), tuple(nodes))


def _reading(node: NodeTrace, entering: str) -> NodeTrace:
    """A node that reads from what enters its network under another name."""
    if INPUT not in node.sources:
        return node
    sources = tuple(entering if source == INPUT else source for source in node.sources)
    return msgspec.structs.replace(node, sources=sources)


def _parts(experiment: Experiment, traced: Trace) -> tuple[RoleNetwork, ...]:
    roles = experiment.objective.roles(experiment.data)
    return tuple(RoleNetwork(role.name, traced.networks[role.name], role.reads) for role in roles)
