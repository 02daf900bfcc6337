"""Stopping: what looks at a figure at the end of each epoch and says when training is over, and the best weights."""

from __future__ import annotations

import math

from torch import Tensor, nn

Weights = dict[str, Tensor]


class EarlyStopping:
    """Training is over once so many epochs in a row were no better than the best one."""

    def __init__(self, patience: int, least_change: float = 0.0, warm_up: int = 0, larger: bool = False) -> None:
        """``larger`` figures are better, as of accuracy; the first ``warm_up`` epochs do not count."""
        self.patience, self.least_change, self.warm_up, self.larger = patience, least_change, warm_up, larger
        self.best = -math.inf if larger else math.inf
        self.seen, self.waited = 0, 0

    def take(self, figure: float) -> bool:
        """Take the figure of another epoch; returns whether it is the best so far."""
        self.seen += 1
        if self.seen <= self.warm_up:
            return False
        change = self.least_change
        better = figure > self.best + change if self.larger else figure < self.best - change
        if better:  # false for what is not a number
            self.best, self.waited = figure, 0
        else:
            self.waited += 1
        return better

    @property
    def is_over(self) -> bool:
        """Whether there was nothing better for as long as one has patience."""
        return self.waited >= self.patience


class TargetReached:
    """Training is over once a figure is as good as was wanted."""

    def __init__(self, wanted: float, larger: bool = False) -> None:
        """``larger`` figures are better, as of accuracy."""
        self.wanted, self.larger = wanted, larger
        self.best = -math.inf if larger else math.inf

    def take(self, figure: float) -> bool:
        """Take the figure of another epoch; returns whether it is the best so far."""
        better = figure > self.best if self.larger else figure < self.best
        if better:  # false for what is not a number
            self.best = figure
        return better

    @property
    def is_over(self) -> bool:
        """Whether the best one is as good as was wanted."""
        return self.best >= self.wanted if self.larger else self.best <= self.wanted


def copy_weights(*networks: nn.Module) -> list[Weights]:
    """Copies of all that networks learned, running figures of normalisation among it."""
    return [{name: value.clone() for name, value in network.state_dict().items()} for network in networks]


def put_weights(copies: list[Weights], *networks: nn.Module) -> None:
    """Put copies back in place."""
    for network, weights in zip(networks, copies, strict=True):
        network.load_state_dict(weights)
