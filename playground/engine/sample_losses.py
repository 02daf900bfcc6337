"""Judging: the loss of every sample on its own, where training only needs their mean."""

from __future__ import annotations

import torch
from torch import Tensor

from playground.engine.evaluator import LossFunction


def sample_losses(measure: LossFunction, outputs: Tensor, targets: Tensor) -> Tensor:
    """Each sample's own loss, (N,), from outputs (N, units) and targets in the loss's form.

    It is what the loss makes of a batch with that sample alone, worked out for all of them at once.
    """

    def alone(output: Tensor, target: Tensor) -> Tensor:
        return measure(output.unsqueeze(0), target.unsqueeze(0))

    each = getattr(measure, "each", None)
    if each is not None:  # what cannot be worked out for all at once tells them itself
        found: Tensor = each(outputs, targets)
        return found
    if len(outputs) == 0:
        return outputs.flatten(1).sum(1)  # empty too, and autograd can follow it
    return torch.vmap(alone)(outputs, targets)
