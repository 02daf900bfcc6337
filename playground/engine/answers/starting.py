"""The answer about starting weights: how signals and gradients fare in depth, on fresh copies that never learn."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec
import numpy as np
import torch
from torch import Tensor

from playground.engine.beginning import scale_by_first_batch, scale_stack
from playground.engine.build import make_graph, meaning_of
from playground.engine.depth_requests import DepthSpread, StartDepth, StartingDepth
from playground.engine.networks import networks_of
from playground.engine.probe_context import ProbeContext, answers
from playground.engine.tensors import read_out, suited
from playground.model.device import Processor
from playground.model.experiment import Experiment
from playground.model.initializer import Initializer
from playground.model.layer import Activation, Layer
from playground.model.network import Network, Node
from playground.model.objective import Role
from playground.model.operating import samples_of
from playground.model.signal import vector
from playground.model.start_verdict import NEAR_END, ends_of
from playground.model.starting import in_depth, started
from playground.model.trace import NetworkTrace, trace_network

Named = Mapping[str, Tensor]

NEARLY_ALL = 0.995
"""The share of each layer's numbers that a picture has room for; what lies beyond is counted at its edge."""
FEWEST = 64
"""So many samples are sent through where a network's cards look at fewer."""
MOST_SORTED = 2**20
"""So many numbers stand for all where a share of them is looked for."""


@answers(StartingDepth)
def starting_depth(context: ProbeContext, request: StartingDepth) -> tuple[StartDepth, ...]:
    """How each initializer starts; nothing of what learns is touched, random numbers included.

    Raises:
        ValueError: it is not known what learns.
    """
    if context.experiment is None:
        raise ValueError("how weights start is told of a run, not of a copy of it.")
    with context.differentiable(), torch.random.fork_rng(devices=[]):
        look = _of_stack if request.stack else _of_networks
        return tuple(look(context, context.experiment, initializer, request) for initializer in request.initializers)


def _of_networks(
    context: ProbeContext, experiment: Experiment, initializer: Initializer, request: StartingDepth
) -> StartDepth:
    """How the experiment's own networks start."""
    training = msgspec.structs.replace(experiment.training, initializer=initializer, device=Processor())
    fresh = msgspec.structs.replace(experiment, training=training)
    traced = meaning_of(fresh)
    enough = max(samples_of(context.traced), FEWEST)
    on = context.part("train", min(request.samples, enough, context.most_with_gradients))
    inputs = context.inputs(on)
    needed = context.learned() + context.held(len(inputs))
    context.check_room(needed, "to look at how weights start")
    networks = networks_of(fresh, traced)
    scale_by_first_batch(fresh, traced, networks.by_role, context.tensors.train_inputs)
    networks.train(len(inputs) > 1)  # of one sample batch normalisation knows no spread
    values = networks.run(inputs, networks.names)
    last = values[networks.answer]
    compares, targets = context.evaluator.compares, suited(context.tensors.train_targets[: len(inputs)], networks)
    loss = context.evaluator.measure(last, targets) if compares else last.sum()
    nodes = tuple(id for id in in_depth(traced.path) if id in networks.path_ids)
    return _depth(traced.path, nodes, values, loss, request.bins)


def _of_stack(
    context: ProbeContext, experiment: Experiment, initializer: Initializer, request: StartingDepth
) -> StartDepth:
    """How a stack of layers starts, whose last numbers are each as likely to be wanted larger as smaller."""
    traced = _trace_of(request.stack)
    torch.manual_seed(experiment.seed)
    starts = started(traced, initializer, experiment.training.bias_initializer)
    graph = make_graph(traced, starts)
    inputs = torch.randn(request.samples, *traced.input.shape)
    scale_stack(graph, starts, inputs)
    values = graph.run(inputs, graph.ids)
    last = values[graph.ids[-1]]
    loss = (last * torch.randn_like(last)).sum() / len(last)
    return _depth(traced, in_depth(traced), values, loss, request.bins)


def _trace_of(stack: Sequence[Layer]) -> NetworkTrace:
    """A stack as a network that reads as many numbers as its first layer has units."""
    nodes = tuple(Node(f"layer_{place + 1}", layer) for place, layer in enumerate(stack))
    names = {node.id: node.id for node in nodes}
    entering = vector(int(getattr(stack[0], "units", 1)))
    return trace_network(Network(nodes), Role("stack", "Stack", "", entering, 0), names)


def _depth(traced: NetworkTrace, nodes: tuple[str, ...], values: Named, loss: Tensor, bins: int) -> StartDepth:
    """How values and gradients are spread at these nodes, given what leaves them and the loss that they lead to."""
    moving = [id for id in nodes if values[id].requires_grad]
    found = torch.autograd.grad(loss, [values[id] for id in moving], allow_unused=True) if moving else ()
    gradients = {id: each for id, each in zip(moving, found, strict=True) if each is not None}
    ends = {id: ends_of(layer) for id in nodes if isinstance(layer := traced.node(id).layer, Activation)}
    bounded = {id: pair for id, pair in ends.items() if pair is not None}
    same = bounded[nodes[0]] if len(bounded) == len(nodes) and len({*bounded.values()}) == 1 else None
    shown = _spread({id: values[id].detach() for id in nodes}, bins, same)
    flat = [_near_ends(values[id], *pair) for id, pair in bounded.items()]
    return StartDepth(replace(shown, flat=sum(flat) / len(flat) if flat else math.nan), _spread(gradients, bins))


def _spread(values: Named, bins: int, ends: tuple[float, float] | None = None) -> DepthSpread:
    """How numbers are spread at each node, counted between ``ends``, or as far as nearly all of them lie."""
    flat = [each.flatten().double() for each in values.values()]
    finite = [each[each.isfinite()] for each in flat]
    low, high = ends or _range_of(finite)
    counts = [torch.histc(each.clamp(low, high), bins, low, high) for each in finite]
    spreads = tuple(_over_samples(each) for each in values.values())
    table = read_out(torch.stack(counts)) if counts else np.zeros((0, bins))
    return DepthSpread(tuple(values), low, high, table.astype(np.int64), spreads)


def _over_samples(values: Tensor) -> float:
    """How far a unit's numbers (N, ...) are spread over the samples, the root mean square over all units.

    What a unit gives whatever enters, such as its bias, is no signal.
    """
    return float(values.double().var(dim=0, correction=0).mean().sqrt())


def _range_of(values: Sequence[Tensor]) -> tuple[float, float]:
    """From where to where nearly all numbers lie: from 0 where none is below it, else as far to each side."""
    sizes = [float(each.abs().quantile(NEARLY_ALL)) for each in (_some(each) for each in values) if len(each)]
    most = max(sizes, default=0.0) or 1.0
    return (0.0 if all(bool((each >= 0).all()) for each in values) else -most), most


def _some(values: Tensor) -> Tensor:
    """At most so many of the numbers, evenly spread, as torch sorts no more than that for a quantile."""
    return values[:: len(values) // MOST_SORTED + 1]


def _near_ends(values: Tensor, low: float, high: float) -> float:
    """The share of numbers that lie beyond ``NEAR_END`` of a range, measured from its middle."""
    away = (values.detach() - (low + high) / 2).abs()
    return float((away > NEAR_END * (high - low) / 2).double().mean())
