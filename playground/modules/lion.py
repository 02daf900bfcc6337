"""Lion: an optimizer whose steps all have the same size.

After X. Chen et al., *Symbolic Discovery of Optimization Algorithms*, 2023 (algorithm 2 there).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch.optim import Optimizer


class Lion(Optimizer):
    """Moves every number by the learning rate, up or down as the sign of momentum and gradient together says."""

    def __init__(
        self, params: Iterable[Any], lr: float, betas: tuple[float, float] = (0.9, 0.99), weight_decay: float = 0.0
    ) -> None:
        super().__init__(params, {"lr": lr, "betas": betas, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: Any = None) -> Any:
        """Move all numbers that have a gradient."""
        for group in self.param_groups:
            rate, (beta1, beta2) = group["lr"], group["betas"]
            for weight in group["params"]:
                if weight.grad is None:
                    continue
                known = self.state[weight]
                if not known:
                    known["exp_avg"] = torch.zeros_like(weight)
                mean = known["exp_avg"]
                weight.mul_(1 - rate * group["weight_decay"])
                weight.add_(mean.lerp(weight.grad, 1 - beta1).sign_(), alpha=-rate)
                mean.lerp_(weight.grad, 1 - beta2)
