"""Batches: which samples each step learns from, in an order that the seed alone decides."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from playground.engine.augmenting import Augment, augmentation_of
from playground.engine.tensors import Tensors
from playground.model.dataset import Samples
from playground.model.experiment import Experiment
from playground.modules.epochs import batches, count_steps, draw_orders


@dataclass(frozen=True)
class DataPosition:
    """Where in the data learning stands: passes done, samples seen of the current one, and its order.

    ``order`` is int64 (samples,), ``generator`` the state of the generator that draws the next orders,
    ``augmentation`` that of the one by which batches are augmented; ``None`` where they are not.
    """

    epochs: int
    position: int
    order: Tensor
    generator: Tensor
    augmentation: Tensor | None = None


class Batches:
    """The training samples in shuffled batches, taken one at a time, from any place in the data.

    ``inputs`` is (N, *signal), ``targets`` (N,) or (N, units). The orders are drawn from a generator of its own, seeded
    once, by `draw_orders`, and cut by `batches`, as they are in a script. What ``augment`` makes of the inputs of a
    batch is drawn from another one, seeded alike.
    """

    def __init__(self, inputs: Tensor, targets: Tensor, size: int, seed: int, augment: Augment | None = None) -> None:
        self._inputs = inputs
        self._targets = targets
        self._size = size
        self._seed = seed
        self._augment = augment
        self._generator = torch.Generator()
        self._generator.manual_seed(seed)
        self._drawing = torch.Generator()
        self._drawing.manual_seed(seed)
        self._order = torch.empty(0, dtype=torch.int64)
        self._rest: Iterator[tuple[Tensor, Tensor]] | None = None
        self._taken = (0, 0)
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
        return count_steps(self.count, self._size)

    @property
    def steps_to_epoch_end(self) -> int:
        """How many batches are left of the current pass; all of them at its start."""
        return count_steps(self.count - self.position, self._size)

    @property
    def augmenting(self) -> Augment | None:
        """What changes the inputs of a batch; ``None`` where nothing does."""
        return self._augment

    @property
    def taken(self) -> Tensor:
        """The samples of the batch that was taken last, int64 (samples,)."""
        start, end = self._taken
        return self._order[start:end]

    def take(self) -> tuple[Tensor, Tensor]:
        """The next batch: inputs and targets, the inputs augmented."""
        if self._rest is None:
            self._rest = self._go_on()
        try:
            batch = next(self._rest)
        except Exception:
            self._rest = None  # it has ended, and the batch is still to be taken
            raise
        start = self.position
        self.position += len(batch[0])
        self._taken = (start, self.position)
        if self.position >= self.count:
            self.epochs, self.position = self.epochs + 1, 0
            self._rest = None
        return batch if self._augment is None else (self._augment(batch[0], self._drawing), batch[1])

    def resize(self, size: int) -> None:
        """Go on with batches of another size, from the same place."""
        self._size = size
        self._rest = None

    def augment(self, augment: Augment | None) -> None:
        """Go on with batches that are augmented otherwise; where they are not, its draws begin anew when they are."""
        self._augment = augment
        if augment is None:
            self._drawing.manual_seed(self._seed)

    def place(self) -> DataPosition:
        """Where learning stands, to come back to."""
        drawn = None if self._augment is None else self._drawing.get_state()
        return DataPosition(self.epochs, self.position, self._order, self._generator.get_state(), drawn)

    def go_to(self, place: DataPosition) -> None:
        """Go on from a place."""
        self.epochs, self.position, self._order = place.epochs, place.position, place.order
        self._generator.set_state(place.generator)
        if place.augmentation is None:
            self._drawing.manual_seed(self._seed)
        else:
            self._drawing.set_state(place.augmentation)
        self._rest, self._taken = None, (0, 0)

    def _go_on(self) -> Iterator[tuple[Tensor, Tensor]]:
        """What is left of the epoch, batch by batch; at its start its order is drawn."""
        if self.position == 0:
            self._order = next(draw_orders(self.count, self._size, sys.maxsize, self._generator))
        return batches(self._inputs, self._targets, self._order[self.position :], self._size)


def batches_of(experiment: Experiment, samples: Samples, data: Tensors) -> Batches:
    """The batches that an experiment learns from, from the start."""
    training, augment = experiment.training, augmentation_of(experiment, samples)
    return Batches(data.train_inputs, data.train_targets, training.batch_size, experiment.seed, augment)
