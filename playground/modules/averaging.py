"""Averages of weights, kept beside those that learn: they jump about less, and are often a little better.

Each is called after an optimizer's step, as torch's hooks are: ``optimizer.register_step_post_hook(average)``. The
numbers are those of ``torch.optim.swa_utils.AveragedModel``. Buffers, such as the running means of batch norm, are no
weights: there are only those of the network that learns.
"""

from __future__ import annotations

from typing import Any

import torch
from torch.optim import Optimizer


class WeightAverage:
    """The mean of all that an optimizer moves; before its first step the weights themselves.

    ``means`` lie beside ``weights``, in the same order; ``count`` is how many states went into them, and ``steps`` how
    many steps were made.
    """

    def __init__(self, optimizer: Optimizer) -> None:
        self.weights = [weight for group in optimizer.param_groups for weight in group["params"]]
        self.means = [weight.detach().clone() for weight in self.weights]
        self.count = self.steps = 0

    @torch.no_grad()
    def __call__(self, optimizer: Optimizer, args: Any, kwargs: Any) -> None:
        """Let the weights of now go into the mean, if it is time."""
        self.steps += 1
        share = self.share()
        if share > 0:
            torch._foreach_lerp_(self.means, self.weights, share if self.count else 1.0)
            self.count += 1

    def share(self) -> float:
        """Which part of the mean the weights of now become; 0 for none."""
        raise NotImplementedError

    @torch.no_grad()
    def swap(self) -> None:
        """Let weights and means change places; called again, all is as it was."""
        for weight, mean in zip(self.weights, self.means, strict=True):
            kept = weight.detach().clone()
            weight.copy_(mean)
            mean.copy_(kept)


class ExponentialAverage(WeightAverage):
    """A mean in which older weights count less and less: by a factor ``decay`` with every step."""

    def __init__(self, optimizer: Optimizer, decay: float) -> None:
        super().__init__(optimizer)
        self.decay = decay

    def share(self) -> float:
        """What the older ones leave."""
        return 1 - self.decay


class EqualAverage(WeightAverage):
    """A mean in which all weights count alike: those after every ``every`` steps from step ``start`` on."""

    def __init__(self, optimizer: Optimizer, start: int, every: int) -> None:
        super().__init__(optimizer)
        self.start = start
        self.every = every

    def share(self) -> float:
        """One part among all that went in so far."""
        is_time = self.steps >= self.start and (self.steps - self.start) % self.every == 0
        return float(1 / (torch.tensor(self.count) + 1)) if is_time else 0.0  # rounded as torch does it
