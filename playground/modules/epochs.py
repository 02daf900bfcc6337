"""Epochs: in which order samples are learned from, in which batches, and after how many steps a run ends."""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from torch import Tensor


def count_steps(samples: int, size: int) -> int:
    """How many steps an epoch has: one for each batch of that size, of which the last may be smaller."""
    return math.ceil(samples / size)


def steps_to_go(epochs: int, steps: int, an_epoch: int) -> int:
    """How many steps a run has: so many epochs of ``an_epoch`` steps, or so many steps. One may be 0, no limit."""
    return min(limit for limit in (epochs * an_epoch, steps) if limit)


def draw_orders(samples: int, size: int, steps: int, shuffle: torch.Generator) -> Iterator[Tensor]:
    """Shuffle the samples anew for each epoch; the last order ends after so many steps in all."""
    while steps > 0:
        yield torch.randperm(samples, generator=shuffle)[: steps * size]
        steps -= count_steps(samples, size)


def batches(inputs: Tensor, targets: Tensor, order: Tensor, size: int) -> Iterator[tuple[Tensor, Tensor]]:
    """Go through an epoch: the inputs and targets of one batch after the other, in that order."""
    for batch in torch.split(order, size):
        yield inputs.index_select(0, batch), targets.index_select(0, batch)
