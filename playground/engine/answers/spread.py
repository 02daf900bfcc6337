"""Answers about how values are spread."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from playground.engine.answer_values import Spread
from playground.engine.probe_context import ProbeContext, answers
from playground.engine.requests import Distributions
from playground.engine.tensors import read_out


@answers(Distributions)
def distributions(context: ProbeContext, request: Distributions) -> dict[str, Spread]:
    """A histogram a node; nodes without such values are left out."""
    if request.of == "activations":
        on = context.part("train", request.samples)
        values = context.outputs(on, request.nodes)
        return {node: spread(context.real(on, node, values[node]), request.bins) for node in request.nodes}
    # The numbers in one row, those that are finite, and what they are apart from their mean, in float64.
    largest = max((context.learned((node,)) for node in request.nodes), default=0)
    context.check_room(6 * largest, "to count how what was learned is spread")
    found = {node: _learned(context, node, request.of == "gradients") for node in request.nodes}
    return {node: spread(values, request.bins) for node, values in found.items() if values is not None}


def spread(values: Tensor, bins: int) -> Spread:
    """A histogram of all values of a tensor, with its figures; values that are not finite are counted apart."""
    flat = values.detach().reshape(-1).float()
    finite = flat[flat.isfinite()]
    total, good = flat.numel(), finite.numel()
    if good == 0:
        return Spread(np.zeros(bins, np.int64), np.linspace(-0.5, 0.5, bins + 1), math.nan, math.nan, 0.0, total, total)
    low, high = (float(end) for end in finite.aminmax())
    if low == high:
        low, high = low - 0.5 - abs(low) * 1e-3, high + 0.5 + abs(high) * 1e-3
    counts = read_out(torch.histc(finite, bins, low, high)).astype(np.int64)
    mean = finite.mean(dtype=torch.float64)
    deviation = float(torch.sqrt((finite.double() - mean).square().mean()))
    zeros = float((finite == 0).sum()) / total
    return Spread(counts, np.linspace(low, high, bins + 1), float(mean), deviation, zeros, total - good, total)


def _learned(context: ProbeContext, node: str, gradients: bool) -> Tensor | None:
    """All weights of a node, or all their gradients from the last step, in one row; ``None`` without any."""
    values = [value.grad if gradients else value for value in context.networks.module(node).parameters()]
    found = [value.detach().reshape(-1) for value in values if value is not None]
    scale = context.gradient_scale() if gradients else 1.0
    return torch.cat(found) / scale if found else None
