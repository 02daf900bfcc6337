"""RangeTest: a copy of a run learns at a rate that grows from step to step, to see where learning is fast and safe.

After L. Smith, *Cyclical learning rates for training neural networks*, 2017. The run itself is not touched: the copy
has networks, an optimizer, a place in the data and random numbers of its own, and shares the samples alone.
"""

from __future__ import annotations

import math

import msgspec
import torch

from playground.engine.batches import batches_of
from playground.engine.beginning import scale_by_first_batch
from playground.engine.build import meaning_of
from playground.engine.checkpoint import Checkpoint
from playground.engine.evaluator import measure_of
from playground.engine.freezing import freeze
from playground.engine.learner import Learner
from playground.engine.machine import enough_memory
from playground.engine.networks import networks_of
from playground.engine.optimizers import make_optimizers
from playground.engine.placement import device_of
from playground.engine.random_state import RandomState
from playground.engine.tensors import Tensors, load
from playground.model.rate_range import GIVEN_UP, HIGHEST, LOWEST, rate_of
from playground.model.registry import SCHEDULES
from playground.modules.rates import set_rate


class RangeTest:
    """The copy, which is a ``learner``, and the ``rates`` and ``losses`` of its steps so far.

    It goes on from a state of learning, or ``from_start`` begins with the starting weights of its experiment.

    Raises:
        NotTrainable: memory does not suffice for a copy.
    """

    def __init__(
        self,
        start: Checkpoint,
        data: Tensors,
        steps: int,
        lowest: float = LOWEST,
        highest: float = HIGHEST,
        from_start: bool = False,
    ) -> None:
        self._steps, self._lowest, self._highest = steps, lowest, highest
        self.rates: list[float] = []
        self.losses: list[float] = []
        self._given_up = False
        plain = msgspec.structs.replace(start.experiment.training, schedule=next(iter(SCHEDULES.kinds.values()))())
        experiment = msgspec.structs.replace(start.experiment, training=plain)
        RandomState.park()
        with enough_memory():
            traced = meaning_of(experiment)
            networks = networks_of(experiment, traced)
            if from_start:
                scale_by_first_batch(experiment, traced, networks.by_role, data.train_inputs)
            freeze(networks, experiment)
            self._optimizers = make_optimizers(experiment, networks)
            batches = batches_of(experiment, load(experiment), data)
            self.learner = Learner(networks, self._optimizers, RandomState(device_of(experiment)), batches)
            self.learner.configure(
                experiment, measure_of(experiment.objective, experiment.data, data.train_targets, networks), _nothing
            )
            if not from_start:
                self.learner.go_to(start.snapshot)

    @property
    def lasts(self) -> bool:
        """Whether there is another step to make."""
        return len(self.losses) < self._steps and not self._given_up

    def step(self) -> None:
        """Learn from one batch at the next rate; the test is given up where the loss has grown far beyond its least."""
        rate = rate_of(len(self.losses), self._steps, self._lowest, self._highest)
        self.learner.random_state.take()
        set_rate(rate, *self._optimizers.each)
        with torch.enable_grad():
            loss = self.learner.learn()
        found = self.learner.refused if loss is None else loss
        if math.isfinite(found):
            self.rates.append(rate)
            self.losses.append(found)
        least = min(self.losses, default=math.inf)
        self._given_up = loss is None or not found <= GIVEN_UP * max(least, self.losses[0])


def _nothing() -> float:
    """What is found on a test part that nobody looks at."""
    return math.nan
