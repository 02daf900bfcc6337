"""A training step: what happens to the weights when a network learns from one batch."""

from __future__ import annotations

import math
import sys

from torch import Tensor, nn
from torch.optim import Optimizer

LOSS_GROWTH = 1e4  # a loss this many times that of the first step counts as diverged, though it is finite still
LEAST_LOSS = 0.1  # a first loss below this counts as this much, as the first batch may have been a lucky one


def ceiling(first: float = math.inf) -> float:
    """The greatest loss that is learned from, given that of the first step; before it, any finite one."""
    return min(sys.float_info.max, LOSS_GROWTH * max(first, LEAST_LOSS))


def train_step(
    network: nn.Module, measure: nn.Module, optimizer: Optimizer, inputs: Tensor, targets: Tensor, most: float
) -> float:
    """Learn from one batch; returns its loss, as it was before the weights moved.

    Nothing is learned from a loss above ``most``, nor from one that is not a number.
    """
    loss = measure(network(inputs), targets)
    value: float = loss.item()
    if value <= most:  # false for what is not a number
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return value
