"""Checkup: how every node is doing, from the last step and from a few samples sent through without learning."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from playground.engine.bench import Bench
from playground.engine.messages import Vital
from playground.model.layer import Activation, Layer
from playground.model.saturation import flat_share

SAMPLES = 64
"""So many training samples are sent through, at most."""
MOST_SLOPES = 2**14
"""Where more numbers enter an activation, so many of them stand for all, drawn once: slopes are slow to work out."""


def vitals(bench: Bench, before: dict[str, Tensor] | None) -> dict[str, Vital]:
    """How every node of a graph in evaluation mode is doing.

    ``before`` are the weights before the last step, by ``node.name``; ``None`` where they are not known. Draws nothing,
    and leaves the gradients of the last step as they are.
    """
    graph = bench.graph
    on = bench.part("train", SAMPLES)
    inputs = bench.inputs(on)
    with bench.differentiable():
        targets = bench.tensors.train_targets[:SAMPLES]
        values = graph.run(inputs, ("input", *graph.ids))
        last = values[graph.ids[-1]]
        moving = [id for id in graph.ids if values[id].requires_grad]
        loss = bench.judge.measure(last, targets)
        slopes = torch.autograd.grad(loss, [values[id] for id in moving], allow_unused=True) if moving else ()
    errors = dict(zip(moving, slopes, strict=True))
    found = {}
    for id in graph.ids:
        node = bench.meaning.node(id)
        parameters = dict(graph.module(id).named_parameters())
        old = None if before is None else [before[f"{id}.{name}"] for name in parameters]
        value, entering = bench.real(on, id, values[id]), bench.real(on, node.sources[0], values[node.sources[0]])
        if node.output is not None and node.output.timed:
            value = value.reshape(-1, value.shape[-1])  # a unit of a sequence is one number of every step
        error = errors.get(id)
        error = None if error is None else bench.real(on, id, error)
        found[id] = _vital(list(parameters.values()), old, value, error, _flat(node.layer, entering))
    return found


def _vital(
    learned: Sequence[Tensor], before: Sequence[Tensor] | None, value: Tensor, error: Tensor | None, flat: float
) -> Vital:
    gradients = [parameter.grad for parameter in learned if parameter.grad is not None]
    moves = [] if before is None else [new.detach() - old for new, old in zip(learned, before, strict=True)]
    value = value.detach()
    return Vital(
        gradient=_size(gradients),
        weight=_size([parameter.detach() for parameter in learned]),
        update=_size(moves),
        signal=float(value.std(correction=0)) if value.is_floating_point() else math.nan,
        error=math.nan if error is None else _size([error]),
        dead=_dead(value),
        flat=flat,
    )


def _size(tensors: Sequence[Tensor]) -> float:
    """The root mean square of all numbers together; NaN without any."""
    count = sum(each.numel() for each in tensors)
    if not count:
        return math.nan
    return float(torch.stack([torch.linalg.vector_norm(each) for each in tensors]).norm()) / math.sqrt(count)


def _dead(value: Tensor) -> float:
    """The share of units (axis 1) that are 0 everywhere."""
    if value.dim() < 2 or not value.shape[1]:
        return math.nan
    alive = (value != 0).transpose(0, 1).flatten(1).any(dim=1)
    return 1.0 - float(alive.float().mean())


def _flat(layer: Layer, inputs: Tensor) -> float:
    """The share of an activation's inputs where its curve is flat; NaN for other layers."""
    if not isinstance(layer, Activation):
        return math.nan
    values = inputs.detach().flatten()
    if len(values) > MOST_SLOPES:
        chosen = np.random.default_rng(0).integers(len(values), size=MOST_SLOPES)
        values = values[torch.from_numpy(chosen)]
    return flat_share(layer, values.double().numpy())
