"""Reconstruction: two networks, of which one makes a short code of a sample and the other the sample from its code."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.optim import Optimizer


def reconstruction_step(
    encoder: nn.Module, decoder: nn.Module, measure: nn.Module, optimizer: Optimizer, inputs: Tensor, most: float
) -> float:
    """Learn from one batch; returns its loss, as it was before the weights moved.

    The target is the input itself, its numbers in one row (N, numbers). Nothing is learned from a loss above ``most``,
    nor from one that is not a number.
    """
    code = encoder(inputs)
    loss = measure(decoder(code), inputs.flatten(1))
    value: float = loss.item()
    if value <= most:  # false for what is not a number
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return value


@torch.inference_mode()
def evaluate_reconstruction(
    encoder: nn.Module, decoder: nn.Module, measure: nn.Module, inputs: Tensor, size: int
) -> dict[str, float]:
    """The mean loss over samples, so many at a time. Both networks must be in evaluation mode."""
    total = 0.0
    for piece in torch.split(inputs, size):
        total += float(measure(decoder(encoder(piece)), piece.flatten(1))) * len(piece)
    return {"loss": total / (len(inputs) or math.nan)}  # without samples nothing is known
