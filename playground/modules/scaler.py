"""What torch's gradient scaler needs around a step: gradients that are scaled on their way back, and divided before it.

After P. Micikevicius et al., *Mixed Precision Training*, 2018. A step of the courses reads::

    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    scaler.step(optimizer)
    scaler.update()

Here the scaler stands around the loss and the optimizer, so that any step that calls ``loss.backward()`` and
``optimizer.step()`` does that, with the same numbers.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer


class ScaledLoss(nn.Module):
    """A measure whose value is what it is, while the gradients that come from it are multiplied by the scale."""

    def __init__(self, measure: nn.Module, scaler: torch.amp.GradScaler) -> None:
        super().__init__()
        self.measure = measure
        self.scaler = scaler

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """Compare as the measure does; the way back begins with the scale in the place of 1."""
        loss: Tensor = self.measure(outputs, targets)
        if loss.grad_fn is not None:
            loss.grad_fn.register_prehook(lambda gradients: tuple(map(self.scaler.scale, gradients)))
        return loss


class ScaledOptimizer:
    """An optimizer that divides gradients by the scale before its step, and skips the step where some are infinite.

    ``skipped`` counts the steps that were. ``figures`` has the scale of the last step and that count, under names that
    begin with ``prefix``.
    """

    def __init__(self, optimizer: Optimizer, scaler: torch.amp.GradScaler, prefix: str = "") -> None:
        self.optimizer = optimizer
        self.scaler = scaler
        self.prefix = prefix
        self.skipped = 0
        self.figures = {f"{prefix}loss_scale": scaler.get_scale(), f"{prefix}skipped_steps": 0.0}

    @property
    def param_groups(self) -> list[dict[str, Any]]:
        """The groups of the optimizer, each with its settings and its parameters."""
        return self.optimizer.param_groups

    def zero_grad(self) -> None:
        """Forget the gradients."""
        self.optimizer.zero_grad()

    def step(self) -> None:
        """Divide, which whatever is done to gradients before a step comes after; make the step; find the next scale."""
        scale = self.scaler.get_scale()
        self.scaler.unscale_(self.optimizer)
        self.scaler.step(self.optimizer)
        self.scaler.update()
        self.skipped += self.scaler.get_scale() < scale
        self.figures[f"{self.prefix}loss_scale"] = scale
        self.figures[f"{self.prefix}skipped_steps"] = float(self.skipped)
