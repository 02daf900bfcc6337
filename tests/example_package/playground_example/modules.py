"""What runs: modules, losses, optimizers and steps of torch. Exported scripts hold a copy of these."""

from __future__ import annotations

import math
from collections.abc import Iterable

import torch
from torch import Tensor, nn


class Note(nn.Module):
    """Changes nothing; ``words`` are for whoever reads the network."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words

    def extra_repr(self) -> str:
        """The words, where the module is printed."""
        return repr(self.words)

    def forward(self, x: Tensor) -> Tensor:
        """The same."""
        return x


class Snake(nn.Module):
    """A wave on a ramp: x + sin²(frequency · x) / frequency (Liu, Hartwig and Ueda, 2020)."""

    def __init__(self, frequency: float) -> None:
        super().__init__()
        self.frequency = frequency

    def forward(self, x: Tensor) -> Tensor:
        """The same shape."""
        return x + torch.sin(self.frequency * x) ** 2 / self.frequency


class SignDescent(torch.optim.Optimizer):
    """Moves every weight by the same length against its gradient; where a gradient is small, not at all."""

    def __init__(self, weights: Iterable[Tensor], lr: float, dead_zone: float) -> None:
        super().__init__(weights, {"lr": lr, "dead_zone": dead_zone})

    @torch.no_grad()
    def step(self) -> None:  # type: ignore[override]
        """One step."""
        for group in self.param_groups:
            for weight in group["params"]:
                if weight.grad is not None:
                    moves = weight.grad.abs() > group["dead_zone"]
                    weight.sub_(group["lr"] * torch.sign(weight.grad) * moves)


class LogCosh(nn.Module):
    """The mean of ln cosh(e) for errors e; written so that large errors do not overflow."""

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """One number for outputs and targets of the same shape."""
        size = (outputs - targets).abs()
        return (size + torch.log1p(torch.exp(-2.0 * size)) - math.log(2.0)).mean()


def sparse_step(
    network: nn.Module,
    measure: nn.Module,
    optimizer: torch.optim.Optimizer,
    inputs: Tensor,
    targets: Tensor,
    most: float,
    strength: float,
) -> dict[str, float]:
    """Learn from one batch; returns its loss and the parts of it, as they were before the weights moved."""
    error = measure(network(inputs), targets)
    penalty = strength * torch.stack([weight.abs().sum() for weight in network.parameters()]).sum()
    loss = error + penalty
    value: float = loss.item()
    if value <= most:  # false for what is not a number
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return {"loss": value, "error": error.item(), "penalty": penalty.item()}
