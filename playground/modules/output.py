"""The last layer of a network that ends in a curve of its own."""

import torch
from torch import Tensor, nn


class ActivatedLinear(nn.Linear):
    """A linear layer, and a curve that its sums go through: (..., inputs) to (..., units)."""

    def __init__(self, inputs: int, units: int, activation: str, bias: bool = True) -> None:
        super().__init__(inputs, units, bias)
        self.activation = activation

    def forward(self, x: Tensor) -> Tensor:
        """Weigh, sum and bend."""
        sums = super().forward(x)
        if self.activation == "sigmoid":
            return sums.sigmoid()
        if self.activation == "tanh":
            return sums.tanh()
        if self.activation == "softmax":
            return sums.softmax(-1)
        if self.activation == "log_softmax":
            return sums.log_softmax(-1)
        return torch.clamp(torch.sign(sums) + 1, max=1)  # a step: 1 for what is 0 or more
