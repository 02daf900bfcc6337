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


class Starves(nn.Module):
    """Passes everything on, but finds no memory from one call on, so often; counted in training or in evaluation."""

    def __init__(self, call: int, times: int, training: bool) -> None:
        super().__init__()
        self._call, self._times, self._when, self._calls = call, times, training, 0

    def forward(self, inputs: Tensor) -> Tensor:
        """The same values."""
        self._calls += self.training == self._when
        if self.training == self._when and self._call <= self._calls < self._call + self._times:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 40960000000 bytes.")
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


class Starving(Layer, frozen=True, tag="starving"):
    """A layer whose module finds no memory."""

    call: int = 5
    times: int = 1
    training: bool = True

    def output(self, *inputs: Signal) -> Signal:
        return inputs[0]

    def recipe(self, *inputs: Signal) -> Call:
        return Call.of("tests.engine.brittle.Starves", self.call, self.times, self.training)


class Spoiling(Layer, frozen=True, tag="spoiling"):
    """A layer whose gradient is no number."""

    def output(self, *inputs: Signal) -> Signal:
        return inputs[0]

    def recipe(self, *inputs: Signal) -> Call:
        return Call.of("tests.engine.brittle.SpoilsGradients")


class TimesThreads(nn.Module):
    """Gives the values times torch's number of threads, which is one of the process."""

    def forward(self, inputs: Tensor) -> Tensor:
        """The values, larger."""
        return inputs * torch.get_num_threads()


class Threaded(Layer, frozen=True, tag="threaded"):
    """A layer whose answer tells with how many threads it was computed."""

    def output(self, *inputs: Signal) -> Signal:
        return inputs[0]

    def recipe(self, *inputs: Signal) -> Call:
        return Call.of("tests.engine.brittle.TimesThreads")
