"""Batches: which samples each step learns from, in an order that the seed alone decides."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class DataPosition:
    """Where in the data learning stands: passes done, samples seen of the current one, and its order.

    ``order`` is int64 (samples,), ``generator`` the state of the generator that draws the next orders.
    """

    epochs: int
    position: int
    order: Tensor
    generator: Tensor


class Batches:
    """The training samples in shuffled batches; the last batch of an epoch may be smaller.

    ``inputs`` is (N, *signal), ``targets`` (N,) or (N, units). Each epoch's order is
    ``torch.randperm(N, generator=g)``, where ``g`` is a generator of its own, seeded once.
    """

    def __init__(self, inputs: Tensor, targets: Tensor, size: int, seed: int) -> None:
        self._inputs = inputs
        self._targets = targets
        self._size = size
        self._channels_last = inputs.dim() == 4
        self._generator = torch.Generator()
        self._generator.manual_seed(seed)
        self._order = torch.empty(0, dtype=torch.int64)
        self._waiting: list[Tensor] = []
        self.taken = self._order
        """The samples of the batch that was taken last, int64 (samples,)."""
        self.count = len(inputs)
        self.epochs = 0
        self.position = 0

    @property
    def epoch(self) -> float:
        """Passes over the data, with fraction."""
        return self.epochs + self.position / self.count

    @property
    def size(self) -> int:
        """How many samples a batch has."""
        return min(self._size, self.count)

    @property
    def steps_an_epoch(self) -> int:
        """How many batches one pass has."""
        return -(-self.count // self._size)

    @property
    def steps_to_epoch_end(self) -> int:
        """How many batches are left of the current pass; all of them at its start."""
        return -(-(self.count - self.position) // self._size)

    def take(self) -> tuple[Tensor, Tensor]:
        """The next batch: inputs and targets."""
        if not self._waiting:
            self._wait()
        self.taken = index = self._waiting.pop()
        self.position += len(index)
        if self.position >= self.count:
            self.epochs += 1
            self.position = 0
        inputs = self._inputs.index_select(0, index)
        if self._channels_last:
            inputs = inputs.contiguous(memory_format=torch.channels_last)
        return inputs, self._targets.index_select(0, index)

    def resize(self, size: int) -> None:
        """Go on with batches of another size, from the same place."""
        self._size = size
        self._waiting = []

    def place(self) -> DataPosition:
        """Where learning stands, to come back to."""
        return DataPosition(self.epochs, self.position, self._order, self._generator.get_state())

    def go_to(self, place: DataPosition) -> None:
        """Go on from a place."""
        self.epochs, self.position, self._order = place.epochs, place.position, place.order
        self._generator.set_state(place.generator)
        self._waiting = []

    def _wait(self) -> None:
        """Cut what is left of the epoch into batches, last first, as they are popped from the end."""
        if self.position == 0:
            self._order = torch.randperm(self.count, generator=self._generator)
        self._waiting = list(torch.split(self._order[self.position :], self._size))
        self._waiting.reverse()
