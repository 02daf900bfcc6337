"""Modules that join several paths into one."""

import torch
from torch import Tensor, nn


class Add(nn.Module):
    """The sum of tensors of the same shape, number by number."""

    def forward(self, *parts: Tensor) -> Tensor:
        """Add the parts from the first to the last."""
        total = parts[0]
        for part in parts[1:]:
            total = total + part
        return total


class Concat(nn.Module):
    """Tensors laid side by side along an axis: 1 for units or channels of images, 2 for features of steps."""

    def __init__(self, axis: int = 1) -> None:
        super().__init__()
        self.axis = axis

    def forward(self, *parts: Tensor) -> Tensor:
        """Join the parts in their order."""
        return torch.cat(parts, dim=self.axis)
