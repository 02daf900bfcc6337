"""Layers that go wrong while training, as a faulty layer of somebody's own would."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from playground.model.layer import Layer
from playground.model.recipe import Call
from playground.model.signal import Signal


class BreaksOnce(nn.Module):
    """Passes everything on, but raises an exception once, at that call in training mode."""

    def __init__(self, call: int) -> None:
        super().__init__()
        self._left = call

    def forward(self, inputs: Tensor) -> Tensor:
        """The same values."""
        self._left -= self.training
        if self._left == 0:
            raise RuntimeError("the fuse has blown")
        return inputs


class SpoilsGradients(nn.Module):
    """Passes everything on; its gradient is no number, as the slope of a root at 0 is infinite."""

    def forward(self, inputs: Tensor) -> Tensor:
        """The same values."""
        return inputs + torch.sqrt(inputs * 0)


class Brittle(Layer, frozen=True, tag="brittle"):
    """A layer whose module raises an exception at one of its calls."""

    call: int = 5

    def output(self, *inputs: Signal) -> Signal:
        return inputs[0]

    def recipe(self, *inputs: Signal) -> Call:
        return Call.of("tests.engine.brittle.BreaksOnce", self.call)


class Spoiling(Layer, frozen=True, tag="spoiling"):
    """A layer whose gradient is no number."""

    def output(self, *inputs: Signal) -> Signal:
        return inputs[0]

    def recipe(self, *inputs: Signal) -> Call:
        return Call.of("tests.engine.brittle.SpoilsGradients")
