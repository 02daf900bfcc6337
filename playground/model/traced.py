"""What a trace holds: for each node its name, shapes and arithmetic, for the whole all that is wrong, in words."""

from __future__ import annotations

from typing import Literal

import msgspec

from playground.model.fix import Fix
from playground.model.layer import Equation, Layer
from playground.model.network import INPUT
from playground.model.signal import Signal


class Problem(msgspec.Struct, frozen=True):
    """Something wrong, in one sentence, with its fixes. Errors keep *Train* waiting, warnings do not.

    ``section`` is ``"network"``, ``"data"`` or ``"training"``; ``node`` is empty where it concerns no single node.
    """

    text: str
    section: Literal["network", "data", "training"]
    severity: Literal["error", "warning"] = "error"
    node: str = ""
    fixes: tuple[Fix, ...] = ()


class NodeTrace(msgspec.Struct, frozen=True):
    """What one node means: its name on the card, what comes in, what goes out, and what it learns.

    ``layer`` is the layer as it will be built (the output's units filled in). ``inputs`` and ``output`` are ``None``
    where they cannot be known because something before is wrong.
    """

    id: str
    name: str
    layer: Layer
    sources: tuple[str, ...]
    inputs: tuple[Signal, ...] | None
    output: Signal | None
    arithmetic: tuple[Equation, ...] = ()
    counts: tuple[Equation, ...] = ()
    problems: tuple[Problem, ...] = ()
    frozen: bool = False

    @property
    def parameters(self) -> int:
        """How many numbers it learns."""
        return sum(count.value for count in self.counts)

    @property
    def trained(self) -> int:
        """How many of them training moves: none where it is frozen."""
        return 0 if self.frozen else self.parameters

    @property
    def masked(self) -> bool:
        """Whether its module is given the mask of what it reads from first (see `OverTime`)."""
        return self.inputs is not None and self.output is not None and self.layer.over_time(*self.inputs).masked


class NetworkTrace(msgspec.Struct, frozen=True):
    """What one network means, node by node in order."""

    input: Signal
    nodes: tuple[NodeTrace, ...]

    @property
    def parameters(self) -> int:
        """How many numbers it learns in all."""
        return sum(node.parameters for node in self.nodes)

    @property
    def trained(self) -> int:
        """How many of them training moves, those of frozen nodes left out."""
        return sum(node.trained for node in self.nodes)

    def node(self, wanted: str) -> NodeTrace:
        """The node of that id.

        Raises:
            KeyError: there is no such node.
        """
        for node in self.nodes:
            if node.id == wanted:
                return node
        raise KeyError(wanted)

    def signal(self, wanted: str) -> Signal | None:
        """What leaves a node, or the data for ``"input"``; ``None`` where it cannot be known."""
        return self.input if wanted == INPUT else self.node(wanted).output

    def image_behind(self, node: NodeTrace) -> tuple[int, ...]:
        """Shape of the image whose pixels enter a node one by one, laid flat and at most bent; empty where none do."""
        here, flat = node, node.inputs[0] if node.inputs else None
        while flat is not None and flat.kind == "vector" and here.inputs and len(here.sources) == 1:
            entering = here.inputs[0]
            if entering.kind == "image":
                return entering.shape if entering.size == flat.size and entering.height * entering.width > 1 else ()
            if entering != flat or here.sources[0] == INPUT:
                return ()
            here = self.node(here.sources[0])
            if here.counts:
                return ()
        return ()


class Trace(msgspec.Struct, frozen=True):
    """What an experiment means: a trace for each network, and everything that is wrong.

    ``path`` is the way from the data to the answer: the networks that the data goes through, as one.
    """

    networks: dict[str, NetworkTrace]
    problems: tuple[Problem, ...]
    path: NetworkTrace

    @property
    def nodes(self) -> tuple[NodeTrace, ...]:
        """The nodes of all networks, role after role."""
        return tuple(node for network in self.networks.values() for node in network.nodes)

    def node(self, id: str) -> NodeTrace:
        """The node of that id.

        Raises:
            KeyError: there is no such node.
        """
        return self.network_of(id).node(id)

    def network_of(self, id: str) -> NetworkTrace:
        """The network that a node is in.

        Raises:
            KeyError: there is no such node.
        """
        for network in self.networks.values():
            if any(node.id == id for node in network.nodes):
                return network
        raise KeyError(id)

    def signal(self, id: str) -> Signal | None:
        """What leaves a node, the data for ``"input"``, or the noise of a role for ``"input:<role>"``.

        ``None`` where it cannot be known.

        Raises:
            KeyError: there is no such node.
        """
        if id == INPUT:
            return self.path.input
        role = id.removeprefix(f"{INPUT}:")
        return self.node(id).output if role == id else self.networks[role].input

    @property
    def answer(self) -> NodeTrace | None:
        """The node whose numbers are the answer about the data: the last of the path, ``None`` without any."""
        return self.path.nodes[-1] if self.path.nodes else None

    @property
    def parameters(self) -> int:
        """How many numbers all networks learn."""
        return sum(network.parameters for network in self.networks.values())

    @property
    def trained(self) -> int:
        """How many of them training moves, those of frozen nodes left out."""
        return sum(network.trained for network in self.networks.values())

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep *Train* waiting."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def trainable(self) -> bool:
        """Whether nothing is in the way of training."""
        return not self.errors
