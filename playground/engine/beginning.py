"""Beginning: all that a run starts with, made in the order that the recipe of numbers states (see ``session``)."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from playground.engine.batches import batches_of
from playground.engine.build import Graph
from playground.engine.learner import Learner
from playground.engine.networks import networks_of
from playground.engine.optimizers import make_optimizers
from playground.engine.placement import device_of
from playground.engine.random_state import RandomState
from playground.engine.tensors import Tensors, suited, tensors
from playground.model.dataset import Samples
from playground.model.experiment import Experiment
from playground.model.objective import NOISE
from playground.model.places import find_data_file
from playground.model.recipe import Call, perform
from playground.model.starting import Start, path_to, starts_of
from playground.model.trace import Trace
from playground.modules.epochs import draw_orders
from playground.modules.starting import noise_for


def begin(experiment: Experiment, traced: Trace, samples: Samples) -> tuple[Learner, Tensors]:
    """What learns, before its first step, and the samples that it learns from as tensors.

    Raises:
        NotTrainable: there is nothing to learn.
    """
    networks = networks_of(experiment, traced)
    data = tensors(samples, experiment)
    scale_by_first_batch(experiment, traced, networks.by_role, data.train_inputs)
    optimizer = make_optimizers(experiment, networks)
    chance = RandomState(device_of(experiment))
    return Learner(networks, optimizer, chance, batches_of(experiment, samples, data)), data


def scale_by_first_batch(experiment: Experiment, traced: Trace, graphs: Mapping[str, Graph], inputs: Tensor) -> None:
    """Scale the layers whose initializer looks at the first batch, network after network, each in the nodes' order.

    ``graphs`` are the networks by role, and ``inputs`` the training part, (N, *signal). A network that reads noise is
    given some, drawn from a generator of its own; one that reads another gets what that makes of the first batch.
    """
    roles = experiment.objective.roles(experiment.data)
    starts = {role.name: starts_of(experiment, traced.networks[role.name]) for role in roles}
    if not any(start.from_batch for each in starts.values() for start in each.values()):
        return
    size = experiment.training.batch_size
    order = next(draw_orders(len(inputs), size, 1, torch.Generator().manual_seed(experiment.seed)))
    first = inputs.index_select(0, order)
    for role in roles:
        names = path_to(role.name, roles)
        graph, source = graphs[role.name], next(each for each in roles if each.name == names[0])
        noise = source.reads == NOISE
        entering = suited(noise_for(first, source.input.shape) if noise else first, graph)
        whole = graph if len(names) == 1 else nn.Sequential(*(graphs[name] for name in names))
        for id, start in starts[role.name].items():
            if start.from_batch is not None:
                _call(start.from_batch, whole, graph.module(id), entering)


def scale_stack(graph: Graph, starts: Mapping[str, Start], inputs: Tensor) -> None:
    """Scale the layers of one network whose initializer looks at a batch, given these inputs."""
    for id, start in starts.items():
        if start.from_batch is not None:
            _call(start.from_batch, graph, graph.module(id), inputs)


def _call(call: Call, *first: object) -> None:
    perform(Call(call.target, (*first, *call.args), call.keywords), find_data_file)
