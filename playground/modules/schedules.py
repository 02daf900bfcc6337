"""Schedules: which part of the base learning rate is in force, as functions of the steps or epochs that are over.

``count`` is 0 at the first step or epoch. Each gives what the scheduler of ``torch.optim.lr_scheduler`` with the like
name makes of a base rate of 1. They are plain arithmetic, so that a step costs next to nothing, and so that a run can
be taken up at any step.
"""

from __future__ import annotations

import math


def warm_up(count: int, length: int, start: float) -> float:
    """From a part of the rate in a straight line up to all of it (LinearLR)."""
    return start + (1.0 - start) * min(count, length) / length


def step_decay(count: int, every: int, gamma: float) -> float:
    """Times gamma at regular distances (StepLR)."""
    return gamma ** (count // every)


def multi_step_decay(count: int, milestones: tuple[int, ...], gamma: float) -> float:
    """Times gamma at each milestone (MultiStepLR)."""
    passed: int = sum(count >= milestone for milestone in milestones)
    return gamma**passed


def exponential_decay(count: int, gamma: float) -> float:
    """Times gamma each time (ExponentialLR)."""
    return gamma**count


def polynomial_decay(count: int, length: int, power: float) -> float:
    """Down to 0, in a straight line where the power is 1 (PolynomialLR)."""
    left = 1.0 - min(count, length) / length
    return math.pow(left, power)


def cosine_decay(count: int, length: int, lowest: float) -> float:
    """Down to a lowest part along half a wave of the cosine, and after that up again (CosineAnnealingLR)."""
    return lowest + (1.0 - lowest) * (1.0 + math.cos(math.pi * count / length)) / 2.0


def cosine_restarts(count: int, first: int, growth: int, lowest: float) -> float:
    """Down along half a wave of the cosine again and again, each longer by a factor (CosineAnnealingWarmRestarts)."""
    length = first
    if growth == 1:
        count %= length
    while count >= length:
        count, length = count - length, length * growth
    return cosine_decay(count, length, lowest)


def triangles(count: int, up: int, down: int, lowest: float, height: float) -> float:
    """Up and down in straight lines again and again, each top ``height`` times as high as the last (CyclicLR)."""
    cycle, at = divmod(count, up + down)
    share = at / up if at <= up else (up + down - at) / down
    return lowest + (1.0 - lowest) * share * height**cycle


def one_cycle(
    count: int, length: int, rise: float, start: float, top: float, end: float, straight: bool = False
) -> float:
    """From a start to a top in the part ``rise`` of the run and on to an end, along waves or lines (OneCycleLR)."""
    count, turn = min(count, length - 1), rise * length - 1.0
    if turn > 0.0 and count <= turn:
        share, old, new = count / turn, start, top
    else:
        share, old, new = (count - turn) / (length - 1.0 - turn), top, end
    return old + (new - old) * (share if straight else (1.0 - math.cos(math.pi * share)) / 2.0)


class PlateauWatch:
    """Makes the rate smaller where a loss no longer falls (ReduceLROnPlateau). ``share`` is the part in force."""

    def __init__(self, patience: int, gamma: float, threshold: float, cooldown: int, lowest: float) -> None:
        self.patience, self.gamma, self.threshold = patience, gamma, threshold
        self.cooldown, self.lowest = cooldown, lowest
        self.share, self.best, self.waited, self.resting = 1.0, math.inf, 0, 0

    def look(self, loss: float) -> None:
        """Take the loss at the end of an epoch."""
        if loss < self.best * (1.0 - self.threshold):
            self.best, self.waited = loss, 0
        else:
            self.waited += 1
        if self.resting > 0:
            self.resting, self.waited = self.resting - 1, 0
        if self.waited > self.patience:
            self.share = max(self.share * self.gamma, self.lowest)
            self.resting, self.waited = self.cooldown, 0
