"""A training step for optimizers that work the loss out several times over the same batch, such as L-BFGS."""

from __future__ import annotations

import torch
from torch import Tensor, nn


def closure_step(
    network: nn.Module,
    measure: nn.Module,
    optimizer: torch.optim.Optimizer,
    inputs: Tensor,
    targets: Tensor,
    most: float,
) -> float:
    """Learn from one batch; returns its loss, as it was before the weights moved.

    Nothing is learned from a loss above ``most``, nor from one that is not a number.
    """
    first = [measure(network(inputs), targets)]
    value: float = first[0].item()

    def loss_and_gradients() -> float:
        """The loss with the weights as they are, which leaves its gradients; the first one is known already."""
        optimizer.zero_grad()
        loss = first.pop() if first else measure(network(inputs), targets)
        loss.backward()
        found: float = loss.item()
        return found

    if value <= most and optimizer.param_groups[0]["lr"] > 0:  # a search along a jump of length 0 finds no end
        optimizer.step(loss_and_gradients)
    return value
