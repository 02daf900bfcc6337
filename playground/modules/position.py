"""Positions: numbers added to each step that tell where in the sequence it stands."""

import math

import torch
from torch import Tensor, nn


class SinusoidalPosition(nn.Module):
    """Adds waves of many lengths: (batch, time, features) to the same. It has nothing to learn.

    Feature 2i gets sin(t / 10000^(2i / features)) and feature 2i + 1 the cosine, with t from 0
    (Vaswani et al., Attention is all you need, 2017, section 3.5).
    """

    def __init__(self, time: int, features: int) -> None:
        super().__init__()
        steps = torch.arange(time).unsqueeze(1)  # (time, 1)
        rates = torch.exp(-math.log(10000.0) * torch.arange(0, features, 2) / features)
        waves = torch.zeros(time, features)
        waves[:, 0::2] = torch.sin(steps * rates)
        waves[:, 1::2] = torch.cos(steps * rates)[:, : features // 2]
        self.register_buffer("waves", waves)

    def forward(self, x: Tensor) -> Tensor:
        """Add the waves of each step."""
        return x + self.get_buffer("waves")


class LearnedPosition(nn.Module):
    """Adds a learned row of numbers to each step: (batch, time, features) to the same."""

    def __init__(self, time: int, features: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(time, features) * 0.02)

    def forward(self, x: Tensor) -> Tensor:
        """Add the row of each step."""
        return x + self.weight
