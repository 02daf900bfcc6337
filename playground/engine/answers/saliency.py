"""Answers about what counts: how much each input number does for one unit of the output."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from playground.engine.answer_values import Attribution
from playground.engine.answers.gradients import chosen_units, picked
from playground.engine.probe_context import ProbeContext, answers
from playground.engine.requests import Saliency
from playground.engine.tensors import as_array, read_out

PIECE = 256
"""Inputs that go through the network at once, at most."""


@answers(Saliency)
def saliency(context: ProbeContext, request: Saliency) -> Attribution:
    """How much each input number counts, by the gradient at the input or by integrated gradients."""
    with context.differentiable():
        inputs = context.inputs(request.on)
        if not inputs.is_floating_point():
            raise ValueError("tokens are no numbers that could be a little more or less; look at the layer after them.")
        units = chosen_units(_outputs(context, inputs), request.unit)
        if request.method == "gradient":
            return Attribution(as_array(_gradients(context, inputs, units)), read_out(units), math.nan)
        values = _integrated(context, inputs, units, max(request.steps, 1))
        return Attribution(as_array(values), read_out(units), _gap(context, inputs, units, values))


def _integrated(context: ProbeContext, inputs: Tensor, units: Tensor, steps: int) -> Tensor:
    """Integrated gradients from an input of zeros, by the midpoint rule.

    IG = x ∫₀¹ ∂F(αx)/∂x dα ≈ x · mean of ∂F(αₖx)/∂x with αₖ = (k + ½) / steps
    (Sundararajan, Taly and Yan, Axiomatic Attribution for Deep Networks, 2017, equation 3).
    """
    total = torch.zeros(inputs.shape, dtype=torch.float64)
    shares = (torch.arange(steps, dtype=torch.float64) + 0.5) / steps
    many = max(PIECE // max(len(inputs), 1), 1)
    for group in torch.split(shares.float(), many):
        scaled = group.view(-1, 1, *[1] * (inputs.dim() - 1)) * inputs
        gradients = _gradients(context, scaled.flatten(0, 1), units.repeat(len(group)))
        total += gradients.double().view(len(group), *inputs.shape).sum(0)
    return inputs.double() * total / steps


def _gap(context: ProbeContext, inputs: Tensor, units: Tensor, values: Tensor) -> float:
    """How far the sums of the values are from the rise of the output from zeros, relative to it, at worst."""
    if len(inputs) == 0:
        return 0.0
    ends = picked(_outputs(context, inputs), units).double()
    starts = picked(_outputs(context, torch.zeros_like(inputs)), units).double()
    rise, sums = ends - starts, values.flatten(1).sum(1)
    off = (sums - rise).abs()
    relative = torch.where(off == 0, off, off / rise.abs())
    return float(relative.max())


def _gradients(context: ProbeContext, inputs: Tensor, units: Tensor) -> Tensor:
    """The gradient of each sample's chosen unit with respect to that sample, (N, *input.shape)."""
    found, size = [], min(PIECE, context.most_with_gradients)
    for piece, chosen in zip(torch.split(inputs, size), torch.split(units, size), strict=True):
        leaf = piece.detach().requires_grad_()
        last = context.networks.answer
        ends = picked(context.networks.run(leaf, (last,), context.off)[last], chosen)
        (gradient,) = torch.autograd.grad(ends.sum(), leaf, allow_unused=True)
        found.append(torch.zeros_like(piece) if gradient is None else gradient)
    return torch.cat(found) if found else torch.zeros_like(inputs)


def _outputs(context: ProbeContext, inputs: Tensor) -> Tensor:
    """What leaves the network, (N, units), without gradients."""
    last = context.networks.answer
    with torch.no_grad():
        pieces = torch.split(inputs, min(PIECE, context.most))
        return torch.cat([context.networks.run(piece, (last,), context.off)[last] for piece in pieces])
