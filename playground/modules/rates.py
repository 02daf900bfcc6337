"""Rates: what a schedule changes of optimizers between two steps."""

from __future__ import annotations

from torch.optim import Optimizer


def set_rate(rate: float, *optimizers: Optimizer) -> float:
    """Let optimizers learn at a rate from now on, parts of the network with a factor of their own at theirs."""
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            group["lr"] = rate * group.get("rate_factor", 1.0)
    return rate


def set_momentum(momentum: float, *optimizers: Optimizer) -> float:
    """Let optimizers keep so much of the last step's direction from now on; of Adam's kind it is the first beta."""
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            if "betas" in group:
                group["betas"] = (momentum, *group["betas"][1:])
            else:
                group["momentum"] = momentum
    return momentum
