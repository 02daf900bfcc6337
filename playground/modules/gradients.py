"""What is done to gradients right before an optimizer's step, and to weights right after it.

Each is called as torch's hooks are: ``optimizer.register_step_pre_hook(ClipGradients(1.0))``.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import nn
from torch.nn.utils import clip_grad_value_, clip_grads_with_norm_, get_total_norm
from torch.optim import Optimizer


class ClipGradients:
    """Shortens gradients that are too long: all of them together to a norm, or each number to a largest value.

    0 leaves them be. ``figures`` has the norm of all gradients together before and after, under names that begin with
    ``prefix``.
    """

    def __init__(self, norm: float = 0.0, value: float = 0.0, prefix: str = "") -> None:
        self.norm = norm
        self.value = value
        self.figures = {f"{prefix}gradient_norm": math.nan, f"{prefix}clipped_norm": math.nan}
        self._before, self._after = self.figures

    def __call__(self, optimizer: Optimizer, args: Any, kwargs: Any) -> None:
        """Shorten the gradients of all that the optimizer moves, and measure them."""
        weights = moved(optimizer)
        gradients = [weight.grad for weight in weights if weight.grad is not None]
        found = get_total_norm(gradients)
        before = after = found.item()
        if self.value:
            clip_grad_value_(weights, self.value)
            found = get_total_norm(gradients)
            after = found.item()
        if self.norm:
            clip_grads_with_norm_(weights, self.norm, found)
            after = min(after, self.norm)
        self.figures[self._before], self.figures[self._after] = before, after


class AddL1:
    """Lets the sum of all weights' sizes, times a factor, be part of the loss: each is pulled by the same amount.

    Unless ``decay_all``, biases and the weights of norms are left out.
    """

    def __init__(self, factor: float, decay_all: bool = True) -> None:
        self.factor = factor
        self.decay_all = decay_all

    def __call__(self, optimizer: Optimizer, args: Any, kwargs: Any) -> None:
        """Add its gradient, which is the factor with the weight's sign."""
        for weight in moved(optimizer):
            if weight.grad is not None and (self.decay_all or weight.dim() > 1):
                weight.grad.add_(weight.detach().sign(), alpha=self.factor)


class AddNoise:
    """Adds a random number to each gradient, drawn around 0 with a standard deviation."""

    def __init__(self, deviation: float) -> None:
        self.deviation = deviation

    def __call__(self, optimizer: Optimizer, args: Any, kwargs: Any) -> None:
        """Draw from torch's global generator, as dropout does."""
        for weight in moved(optimizer):
            if weight.grad is not None:
                weight.grad.add_(torch.randn_like(weight.grad), alpha=self.deviation)


class LimitNorms:
    """Shortens the weights of each unit that are longer, all together, than a largest norm.

    A unit's weights are a row of its layer's tensor; biases and the weights of norms are left out.
    """

    def __init__(self, most: float) -> None:
        self.most = most

    @torch.no_grad()
    def __call__(self, optimizer: Optimizer, args: Any, kwargs: Any) -> None:
        """Shorten them in place."""
        for weight in moved(optimizer):
            if weight.grad is not None and weight.dim() > 1:
                weight.renorm_(2, 0, self.most)


def moved(optimizer: Optimizer) -> list[nn.Parameter]:
    """All that an optimizer moves."""
    return [weight for group in optimizer.param_groups for weight in group["params"]]
