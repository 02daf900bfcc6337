"""The perceptron rule: what F. Rosenblatt's perceptron learned by, 1958."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim import Optimizer


def perceptron_step(
    network: nn.Module, measure: nn.Module, optimizer: Optimizer, inputs: Tensor, targets: Tensor, most: float
) -> float:
    """Learn from the mistakes in one batch; returns its loss, as it was before the weights moved.

    The network gives one number a sample, (N, 1): where its weighted sum is above 0 it says class 1, whatever curve
    stands behind. Each mistake stands where else the slope of a loss would: 1 where it says 1 and should say 0, −1 the
    other way round, 0 where it is right. Nothing is learned from a loss above ``most``, nor from one that is not a
    number.
    """
    given = []
    linear = [layer for layer in network.modules() if isinstance(layer, nn.Linear)][-1]
    listening = linear.register_forward_pre_hook(lambda layer, entering: given.append(entering[0]))
    outputs = network(inputs)
    listening.remove()
    value: float = measure(outputs, targets).item()
    if value <= most:  # false for what is not a number
        optimizer.zero_grad()
        with torch.no_grad():
            sums = functional.linear(given[0], linear.weight, linear.bias)
            says = (sums > 0) | (outputs >= 1)  # a step behind it says 1 at 0, too
            mistakes = (says.to(outputs.dtype) - targets.reshape(len(targets), 1)) / len(targets)
            linear.weight.grad = mistakes.T @ given[0]
            if linear.bias is not None:
                linear.bias.grad = mistakes.sum(0)
        optimizer.step()
    return value
