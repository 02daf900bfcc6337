"""Checkup: how every node is doing, from the last step and from a few samples sent through without learning."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from playground.engine.messages import DeadUnit, LayerStats
from playground.engine.probe_context import ProbeContext
from playground.engine.requests import OnExamples
from playground.engine.tensors import read_out, suited
from playground.model.layer import Activation, Layer
from playground.model.network import INPUT
from playground.model.operating import samples_of
from playground.model.saturation import dead_units, flat_share
from playground.model.signal import Signal

FEWEST = 64
"""At least so many training samples are sent through, and at most those that cards look at too.

Fewer are where so many would take much memory.
"""
MOST_SLOPES = 2**14
"""Where more numbers enter an activation, so many of them stand for all, drawn once: slopes are slow to work out."""
MOST_UNITS = 100
"""So many dead units of a layer are told one by one."""


def layer_stats(context: ProbeContext, before: dict[str, Tensor] | None) -> dict[str, LayerStats]:
    """How every node of networks in evaluation mode is doing.

    ``before`` are the weights before the last step, by ``node.name``; ``None`` where they are not known. Draws nothing,
    and leaves the gradients of the last step as they are.
    """
    networks = context.networks
    on = context.part("train", min(max(samples_of(context.traced), FEWEST), context.most_with_gradients))
    inputs = context.inputs(on)
    with context.differentiable():
        if any(node.layer.remembers and INPUT in node.sources for node in context.traced.nodes):
            inputs = inputs.detach().requires_grad_(inputs.is_floating_point())
        targets = suited(context.tensors.train_targets[: len(inputs)], networks)
        values = networks.run(inputs, networks.names)
        last = values[networks.answer]
        moving = [id for id in networks.names if values[id].requires_grad] if context.evaluator.compares else []
        loss = context.evaluator.measure(last, targets) if context.evaluator.compares else last.sum()
        gradients = torch.autograd.grad(loss, [values[id] for id in moving], allow_unused=True) if moving else ()
    errors = dict(zip(moving, gradients, strict=True))
    return {id: _of_node(context, on, id, values, errors, before) for id in networks.ids}


def _of_node(
    context: ProbeContext,
    on: OnExamples,
    id: str,
    values: Mapping[str, Tensor],
    errors: Mapping[str, Tensor | None],
    before: dict[str, Tensor] | None,
) -> LayerStats:
    """How one node is doing, from what leaves all and from the loss's gradients with respect to that."""
    node = context.traced.node(id)
    source = node.sources[0]
    parameters = dict(context.networks.module(id).named_parameters())
    old = None if before is None else [before[f"{id}.{name}"] for name in parameters]
    value = _by_unit(context.real(on, id, values[id]).detach(), node.output)
    entering = context.real(on, source, values[source]).detach()
    error, back = errors.get(id), errors.get(source)
    dead = _dead_units(node.layer, value, _by_unit(entering, node.inputs[0] if node.inputs else None))
    by_step: tuple[float, ...] = ()
    if node.layer.remembers and back is not None:
        by_step = _by_step(back, context.mask(context.inputs(on), source))
    learned = list(parameters.values())
    moves = [] if old is None else [new.detach() - each for new, each in zip(learned, old, strict=True)]
    return LayerStats(
        gradient=_size([each.grad for each in learned if each.grad is not None]) / context.gradient_scale(),
        weight=_size([parameter.detach() for parameter in learned]),
        update=_size(moves),
        signal=float(value.std(correction=0)) if value.is_floating_point() else math.nan,
        error=math.nan if error is None else _size([context.real(on, id, error)]),
        dead=_dead(value) if dead is None else len(dead) / value.shape[1],
        flat=_flat(node.layer, entering),
        dead_units=(dead or ())[:MOST_UNITS],
        by_step=by_step,
        samples=len(values[id]),
    )


def _by_unit(value: Tensor, signal: Signal | None) -> Tensor:
    """What leaves a node with its units along axis 1: a unit of a sequence is one number of every step."""
    return value.reshape(-1, value.shape[-1]) if signal is not None and signal.timed else value


def _by_step(back: Tensor, mask: Tensor | None) -> tuple[float, ...]:
    """The size of a gradient (samples, time, features) at each step, those of padded samples moved to end together."""
    squares = back.detach().square().mean(-1)
    if mask is None:
        return tuple(squares.mean(0).sqrt().tolist())
    moved = torch.full_like(squares, math.nan)
    for place, row in enumerate(mask):
        real = squares[place][row]
        moved[place, len(row) - len(real) :] = real
    return tuple(moved.nanmean(0).sqrt().tolist())


def _dead_units(layer: Layer, value: Tensor, entering: Tensor) -> tuple[DeadUnit, ...] | None:
    """The dead units of an activation, given what leaves and enters, units along axis 1; ``None`` for other layers."""
    if not isinstance(layer, Activation) or value.dim() < 2 or not value.shape[1]:
        return None
    silent = (value == 0).transpose(0, 1).flatten(1).all(dim=1)
    places = torch.nonzero(silent).flatten()
    if not len(places):
        return ()
    z = read_out(entering.transpose(0, 1).flatten(1)[places].double())  # (silent units, inputs)
    dead = dead_units(layer, z.T)
    return tuple(
        DeadUnit(int(place), float(row.min()), float(row.max()))
        for place, row, gone in zip(places.tolist(), z, dead, strict=True)
        if gone
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
    return flat_share(layer, read_out(values.double()))
