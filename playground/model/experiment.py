"""Experiment: everything that decides what will be learned, as one immutable value."""

from __future__ import annotations

from typing import Annotated

import msgspec

from playground.model.augmentation import Augmentation
from playground.model.averaging import NoAveraging
from playground.model.dataset import DataSet
from playground.model.device import ComputesOn, Processor
from playground.model.gradient_settings import (
    L1,
    Accumulate,
    ClipNorm,
    ClipValue,
    DecayAll,
    GradientNoise,
    MaxNorm,
    Mixup,
    WeightAveraging,
)
from playground.model.initializer import BiasInitializer, Initializer
from playground.model.interpreter import Array, Interpreter, Reading
from playground.model.layer import Layer
from playground.model.learning import Optimizer
from playground.model.network import INPUT, Group, Network, Node, display_names, fresh_id
from playground.model.objective import Objective, Procedure
from playground.model.parameters import described
from playground.model.precision import Precision
from playground.model.registry import BIAS_INITIALIZERS, INITIALIZERS, PRECISIONS, SCHEDULES
from playground.model.schedule import Schedule
from playground.model.stopping import Stopping
from playground.model.target import Target


def _constant_rate() -> Schedule:
    """The first schedule on the shelf, which leaves the rate as it is."""
    return next(iter(SCHEDULES.kinds.values()))()


class Training(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the networks learn: optimizer, how much of the data goes into a step, and how long."""

    optimizer: Annotated[Optimizer, described("How gradients become a change of the weights.")]
    batch_size: Annotated[
        int,
        described(
            "How many samples one step looks at before it moves the weights.",
            ge=1,
            le=65536,
            log=True,
            usual=(8, 128),
            live=True,
        ),
    ] = 16
    epochs: Annotated[
        int,
        described(
            "Stop after this many passes over the training data.",
            label="Stop at epoch",
            ge=0,
            le=1_000_000,
            zero="no limit",
            section="length",
        ),
    ] = 0
    steps: Annotated[
        int,
        described(
            "Stop after this many steps in all.",
            label="Stop at step",
            ge=0,
            le=1_000_000_000,
            zero="no limit",
            folded=True,
            section="length",
        ),
    ] = 0
    initializer: Annotated[
        Initializer,
        described(
            "What weights are before the first step; another choice starts anew. It is for weights that are multiplied "
            "and summed up (two or more dimensions). Embeddings keep torch's own start, unless one is set for that "
            "layer, and so do scales and shifts of normalisation.",
            label="Weights",
            section="start",
        ),
    ] = msgspec.field(default_factory=INITIALIZERS.usual)
    bias_initializer: Annotated[
        BiasInitializer,
        described(
            "What biases are before the first step; another choice starts anew. Shifts of normalisation stay 0.",
            label="Biases",
            section="start",
        ),
    ] = msgspec.field(default_factory=BIAS_INITIALIZERS.usual)
    freeze_averages: Annotated[
        bool,
        described(
            "Whether frozen batch normalisation also keeps its running mean and spread, and works with them instead of "
            "those of the batch; off, they follow the batches, as in torch where only the gradient is switched off.",
            label="Freeze averages",
            folded=True,
            zero="frozen averages move",
            section="start",
        ),
    ] = True
    threads: Annotated[
        int,
        described(
            "How many processor threads torch may use.",
            ge=0,
            le=256,
            zero="all but one",
            folded=True,
            section="machine",
        ),
    ] = 0
    augmentation: Annotated[
        tuple[Augmentation, ...],
        described(
            "How each sample is changed by chance, anew whenever it is learned from; what is tested stays as it is.",
            folded=True,
            live=True,
            section="overfitting",
        ),
    ] = ()
    schedule: Annotated[
        Schedule, described("How the learning rate moves while it learns.", live=True, section="schedule")
    ] = msgspec.field(default_factory=_constant_rate)
    clip_norm: ClipNorm = 0.0
    clip_value: ClipValue = 0.0
    accumulate: Accumulate = 1
    gradient_noise: GradientNoise = 0.0
    decay_all: DecayAll = True
    seconds: Annotated[
        float,
        described(
            "Stop after so many seconds of training in all; a file that is saved with this limit goes on counting.",
            ge=0.0,
            le=1_000_000.0,
            unit="s",
            label="Stop after",
            zero="no limit",
            folded=True,
            section="length",
        ),
    ] = 0.0
    stopping: Annotated[
        tuple[Stopping, ...],
        described(
            "What ends training before its limits, by how good it is; of several, whichever comes first.",
            label="Stops",
            folded=True,
            section="length",
        ),
    ] = ()
    l1: L1 = 0.0
    max_norm: MaxNorm = 0.0
    mixup: Mixup = 0.0
    averaging: WeightAveraging = NoAveraging()
    device: ComputesOn = Processor()
    precision: Annotated[
        Precision, described("With how many digits the network computes while it learns.", section="machine")
    ] = msgspec.field(default_factory=PRECISIONS.usual)

    def problems(self) -> tuple[str, ...]:
        """What is wrong with settings of its kinds together, one sentence each."""
        kinds = (self.optimizer, self.schedule, self.initializer, self.bias_initializer)
        return tuple(text for kind in kinds for text in kind.problems())


class Experiment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Data, objective, networks and training; the same value gives the same numbers everywhere.

    There is a network for each role of the objective, in their order, under its name.
    """

    name: str = "Untitled"
    description: str = ""
    data: Annotated[DataSet, described("What is learned.")]
    objective: Annotated[Objective, described("What is made small, and which networks there are for it.")]
    networks: dict[str, Network]
    training: Training
    seed: Annotated[
        int,
        described(
            "Decides the starting weights, the order of batches and dropout.",
            label="Weights seed",
            ge=0,
            le=2**31 - 1,
            section="start",
        ),
    ] = 0

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes of all networks, role after role."""
        return tuple(node for network in self.networks.values() for node in network.nodes)

    def ids(self) -> tuple[str, ...]:
        """Ids of all nodes, role after role; no two are the same."""
        return tuple(node.id for node in self.nodes)

    def node(self, id: str) -> Node:
        """The node of that id.

        Raises:
            KeyError: there is no such node.
        """
        return self.network_of(id).node(id)

    def role_of(self, id: str) -> str:
        """The role of the network that a node is in.

        Raises:
            KeyError: there is no such node.
        """
        for role, network in self.networks.items():
            if id in network.ids():
                return role
        raise KeyError(id)

    def network_of(self, id: str) -> Network:
        """The network that a node is in.

        Raises:
            KeyError: there is no such node.
        """
        return self.networks[self.role_of(id)]

    def source_of(self, id: str) -> str:
        """What enters the network that a node is in, by its id: ``"input"``, ``"input:<role>"`` for noise, or a node.

        Raises:
            KeyError: there is no such node.
        """
        wanted = self.role_of(id)
        role = next((role for role in self.objective.roles(self.data) if role.name == wanted), None)
        if role is None:
            return INPUT
        before = self.networks.get(role.reads)
        return before.nodes[-1].id if before is not None and before.nodes else role.source

    def source_name(self, id: str) -> str:
        """What enters the network that a node is in: *Input*, *Noise*, or the name of the node that gives it.

        Raises:
            KeyError: there is no such node.
        """
        source = self.source_of(id)
        return self.names().get(source, "Input" if source == INPUT else "Noise")

    def with_network(self, role: str, network: Network) -> Experiment:
        """The experiment with another network in a role."""
        return msgspec.structs.replace(self, networks={**self.networks, role: network})

    def fresh_id(self, layer: Layer, taken: frozenset[str] = frozenset()) -> str:
        """An id for a new node that no node of any network has, see `fresh_id`."""
        return fresh_id(layer, taken.union(self.ids()))

    def names(self) -> dict[str, str]:
        """Names of all nodes on their cards, by id, see `display_names`."""
        return display_names(self.networks)

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups of all networks, role after role; their ids differ."""
        return tuple(group for network in self.networks.values() for group in network.groups)

    def group_of(self, id: str) -> Group | None:
        """The group that a node is in, if any."""
        return next((group for group in self.groups if id in group.nodes), None)

    def step(self) -> Procedure:
        """What learns from one batch: the objective's step, or that of an optimizer which brings its own."""
        found, own = self.objective.step(), self.training.optimizer.procedure
        return msgspec.structs.replace(found, target=own) if own and self.objective.takes_other_steps else found

    @property
    def target(self) -> Target:
        """What the answers at the end of the path are judged by."""
        return self.objective.target(self.data)

    @property
    def interpreter(self) -> Interpreter:
        """What the numbers at the end of the path mean."""
        return self.objective.interpreter(self.data)

    def read(self, outputs: Array) -> Reading:
        """What answers mean, (N, units), or (N, steps, units) with one for each step."""
        return self.interpreter.read(outputs)
