"""Accumulation: one step for several batches, so that a batch may be larger than memory has room for."""

from __future__ import annotations

from typing import Any

from torch.optim import Optimizer


class Accumulated:
    """An optimizer that waits for so many batches: until then their gradients add up, and their mean makes the step."""

    def __init__(self, optimizer: Optimizer, batches: int) -> None:
        self.optimizer = optimizer
        self.batches = batches
        self.seen = 0

    @property
    def param_groups(self) -> list[dict[str, Any]]:
        """The groups of the optimizer, each with its settings and its parameters."""
        return self.optimizer.param_groups

    def zero_grad(self) -> None:
        """Forget the gradients if the optimizer has just made its step."""
        if self.seen == 0:
            self.optimizer.zero_grad()

    def step(self) -> None:
        """Count one more batch; with the last one the optimizer makes its step."""
        self.seen += 1
        if self.seen < self.batches:
            return
        for group in self.optimizer.param_groups:
            for weight in group["params"]:
                if weight.grad is not None:
                    weight.grad.div_(self.seen)
        self.seen = 0
        self.optimizer.step()
