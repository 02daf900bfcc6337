"""Answers about gradients: how the loss, or one unit of the output, would change with what leaves the nodes."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from playground.engine.probe_context import ProbeContext, answers
from playground.engine.requests import Gradients, StateGradients
from playground.engine.sample_losses import sample_losses
from playground.engine.tensors import as_array

PIECE = 250
"""Samples that go through the network at once, at most: what leaves each node is kept until gradients are known."""


@answers(Gradients)
def gradients(context: ProbeContext, request: Gradients) -> dict[str, Any]:
    """The gradient with respect to what leaves each node, (samples, *output.shape), sample by sample.

    In evaluation mode samples do not touch each other, so the gradient of a sum over samples holds each one's own.
    A node that the end of the network does not rest on has a gradient of 0.
    """
    with context.differentiable():
        pieces = [_gradients(context, request, inputs, targets) for inputs, targets in pieces_of(context, request)]
    return {
        node: as_array(torch.cat(parts)) for node, parts in zip(request.nodes, zip(*pieces, strict=True), strict=True)
    }


def pieces_of(context: ProbeContext, request: Gradients | StateGradients) -> list[tuple[Tensor, Tensor | None]]:
    """The inputs in pieces that go through at once, each with its targets; ``None`` where the output is asked about.

    Raises:
        ValueError: the loss is asked about, and the right answer is not known.
    """
    inputs, targets = context.inputs(request.on), context.targets(request.on)
    if request.of == "loss" and targets is None:
        raise ValueError("the right answer for this input is not known, so there is no loss to take the gradient of.")
    size = min(PIECE, context.most_with_gradients)
    if request.of == "loss" and targets is not None:
        return list(zip(torch.split(inputs, size), torch.split(targets, size), strict=True))
    return [(piece, None) for piece in torch.split(inputs, size)]


def ends_of(
    context: ProbeContext, request: Gradients | StateGradients, inputs: Tensor, outputs: Tensor, targets: Tensor | None
) -> Tensor:
    """What the gradient is taken of, sample by sample, (samples,): the loss, or one unit of the output."""
    if targets is not None:
        return sample_losses(context.evaluator.measure, outputs, targets)
    mask = context.mask(inputs, context.networks.answer)
    real = outputs if mask is None else outputs.masked_fill(~mask.unsqueeze(2), -torch.inf)
    return picked(outputs, chosen_units(real, request.unit))


def _gradients(context: ProbeContext, request: Gradients, inputs: Tensor, targets: Tensor | None) -> list[Tensor]:
    """The gradients of one piece, in the order of the request's nodes."""
    leaf = inputs.detach().requires_grad_() if inputs.is_floating_point() else inputs
    last = context.networks.answer
    values = context.networks.run(leaf, (*request.nodes, last), context.off)
    ends = ends_of(context, request, inputs, values[last], targets)
    moving = [node for node in request.nodes if values[node].requires_grad]
    gradients = torch.autograd.grad(ends.sum(), [values[node] for node in moving], allow_unused=True) if moving else ()
    found = {node: gradient for node, gradient in zip(moving, gradients, strict=True) if gradient is not None}
    return [found[node] if node in found else torch.zeros_like(values[node]) for node in request.nodes]


def chosen_units(outputs: Tensor, unit: int) -> Tensor:
    """Which unit of the output counts for each sample, int64 (N,); for −1 the one that is largest for it.

    Raises:
        ValueError: the output has no such unit.
    """
    flat = outputs.detach().flatten(1)
    if unit == -1:
        return flat.argmax(1)
    if not 0 <= unit < flat.shape[1]:
        raise ValueError(f"the output has {flat.shape[1]} numbers, so there is none with the index {unit}.")
    return torch.full((len(flat),), unit, dtype=torch.int64)


def picked(outputs: Tensor, units: Tensor) -> Tensor:
    """The chosen unit of each sample's output, (N,)."""
    return outputs.flatten(1).gather(1, units[:, None])[:, 0]
