"""The perceptron rule: what F. Rosenblatt's perceptron learned by, 1958."""

from __future__ import annotations

from torch import Tensor, nn
from torch.optim import Optimizer


def perceptron_step(
    network: nn.Module, measure: nn.Module, optimizer: Optimizer, inputs: Tensor, targets: Tensor, most: float
) -> float:
    """Learn from the mistakes in one batch; returns its loss, as it was before the weights moved.

    The network gives one number a sample, (N, 1): above 0 it says class 1. Each mistake stands where else the slope of
    a loss would: 1 where it says 1 and should say 0, −1 the other way round, 0 where it is right. Nothing is learned
    from a loss above ``most``, nor from one that is not a number.
    """
    given = []
    linear = [layer for layer in network.modules() if isinstance(layer, nn.Linear)][-1]
    listening = linear.register_forward_hook(lambda layer, entering, leaving: given.append(leaving))
    outputs = network(inputs)
    listening.remove()
    value: float = measure(outputs, targets).item()
    if value <= most:  # false for what is not a number
        optimizer.zero_grad()
        mistakes = (outputs.detach() > 0).float() - targets
        given[0].backward(mistakes / len(mistakes))  # a step behind it has no slope to go back through
        optimizer.step()
    return value
