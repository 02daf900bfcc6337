"""Evaluation: how good a network is on many samples, which go through it in pieces that memory has room for.

The network must be in evaluation mode. Targets are class numbers int64 (N,), or float32 (N, units) as the network
should give them, classes as 0 and 1. With an answer for each step of a sequence they are (N, steps) or
(N, steps, units), and negative at padding.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn


def predicted_classes(outputs: Tensor, bound: float = 0.0) -> Tensor:
    """The class that each output means: of several numbers the largest; a single one is class 1 above the bound."""
    if outputs.shape[-1] == 1:
        return (outputs[..., 0] > bound).long()
    return outputs.argmax(-1)


def true_classes(targets: Tensor) -> Tensor:
    """The class that each target means: it is a class number, or given as numbers of 0 and 1; below 0 at padding."""
    if not targets.is_floating_point():
        return targets
    first = targets[..., 0].long()
    return first if targets.shape[-1] == 1 else torch.where(first < 0, first, targets.argmax(-1))


@torch.inference_mode()
def evaluate_values(
    network: nn.Module, measure: nn.Module, inputs: Tensor, targets: Tensor, size: int
) -> dict[str, float]:
    """The mean loss over samples, so many at a time. There is no accuracy, as values are never exactly right."""
    total = 0.0
    for start in range(0, len(inputs), size):
        piece, wanted = inputs[start : start + size], targets[start : start + size]
        total += float(measure(network(piece), wanted)) * len(piece)
    count = len(inputs) or math.nan  # without samples nothing is known
    return {"loss": total / count, "accuracy": math.nan}


@torch.inference_mode()
def evaluate_classes(
    network: nn.Module, measure: nn.Module, inputs: Tensor, targets: Tensor, size: int, bound: float = 0.0
) -> dict[str, float]:
    """The mean loss over samples, so many at a time, and the share of them whose class is right."""
    total, right = 0.0, 0
    for start in range(0, len(inputs), size):
        piece, wanted = inputs[start : start + size], targets[start : start + size]
        outputs = network(piece)
        total += float(measure(outputs, wanted)) * len(piece)
        right += int((predicted_classes(outputs, bound) == true_classes(wanted)).sum())
    count = len(inputs) or math.nan  # without samples nothing is known
    return {"loss": total / count, "accuracy": right / count}


@torch.inference_mode()
def evaluate_steps(
    network: nn.Module, measure: nn.Module, inputs: Tensor, targets: Tensor, size: int, bound: float = 0.0
) -> dict[str, float]:
    """The mean loss over all steps but padding, the share of them that is right, and of sequences all right."""
    total, steps, right, whole = 0.0, 0, 0, 0
    for start in range(0, len(inputs), size):
        piece, wanted = inputs[start : start + size], targets[start : start + size]
        outputs, true = network(piece), true_classes(wanted)
        is_real = true >= 0  # false at padding
        is_right = predicted_classes(outputs, bound) == true
        total += float(measure(outputs, wanted)) * int(is_real.sum())
        steps += int(is_real.sum())
        right += int((is_right & is_real).sum())
        whole += int((is_right | ~is_real).all(1).sum())
    known = steps or math.nan  # without steps nothing is known
    return {"loss": total / known, "accuracy": right / known, "whole": whole / (len(inputs) or math.nan)}
