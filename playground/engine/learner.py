"""Learner: all that a step changes, in one place. It can be copied into a snapshot and put back exactly."""

from __future__ import annotations

import math
from collections import ChainMap
from collections.abc import Callable, Mapping

from torch import Tensor, nn

from playground.engine import placement, snapshot, step_parts
from playground.engine.batches import Batches
from playground.engine.networks import Networks
from playground.engine.optimizers import Optimizers
from playground.engine.parts import renewed
from playground.engine.procedures import prepared
from playground.engine.random_state import RandomState
from playground.engine.snapshot import Snapshot, StoppingState
from playground.engine.step_parts import StepPart, StepPlace
from playground.engine.tensors import kept
from playground.engine.tuning import tune
from playground.model.experiment import Experiment
from playground.model.origin import UNTOLD
from playground.modules.training_step import ceiling

Step = Callable[[Tensor, Tensor, float], float | dict[str, float]]
"""Learns from inputs and targets unless a loss is above a bound; returns the loss, or it with its parts by name."""


class Learner:
    """Networks, optimizers, batches and chance of one run, and how a step is made of them. Lives in one thread.

    ``first_loss`` is that of the run's first step, beside which a loss is judged; ``refused`` the loss that was too
    large to learn from, 0 before there was one. ``terms`` are the named parts of the last loss, and ``step_figures``
    what else is told of the last step by name. ``parts`` act around each step. ``origin`` tells which data it learns
    from, and ``stopping`` is what a kind of stopping knows.
    """

    def __init__(self, networks: Networks, optimizer: Optimizers, random_state: RandomState, batches: Batches) -> None:
        self.networks = networks
        self.optimizer = optimizer
        self.random_state = random_state
        self.batches = batches
        self.step_count = 0
        self.first_loss: float | None = None
        self.refused = 0.0
        self.origin = UNTOLD
        self.terms: dict[str, float] = {}
        self.step_figures: ChainMap[str, float] = ChainMap()
        self.parts: tuple[StepPart, ...] = ()
        self.stopping: StoppingState | None = None
        self._ceiling = ceiling()

    def configure(self, experiment: Experiment, measure: nn.Module, unseen_loss: Callable[[], float]) -> None:
        """Take the step and the settings of training, and what depends on the modules, as they are from now on.

        ``unseen_loss`` gives the loss of the whole part by which is told how good the networks are (`Sizes.judged`).
        """
        objective = experiment.objective
        self.measure, self._unseen_loss = measure, unseen_loss
        placement.compute(self.networks, experiment)
        self.parameters = list(self.networks.parameters())
        self.terms = {term.name: self.terms.get(term.name, math.nan) for term in objective.terms}
        self.tune(experiment)

    def tune(self, experiment: Experiment) -> None:
        """Take other settings of the optimizer, and of what acts around its steps."""
        self.settings = experiment.training.optimizer
        self.refused = 0.0
        self._bound(self.first_loss)
        tune(self.optimizer, self.settings)
        place = StepPlace(experiment, self.networks, self.optimizer, self.batches, self._unseen_loss)
        self.parts = renewed(self.parts, place)
        self.step_figures.maps[:] = [part.step_figures for part in self.parts]
        measure = self.measure
        for part in self.parts:
            measure = part.measured(measure)
        known = {**self.networks.by_name, "measure": measure, **self.optimizer.for_steps}
        self._step: Step = prepared(experiment.step(), known, ("inputs", "targets", "most"))
        # Only what acts is called, so that a plain step costs nothing more.
        self._before = tuple(part.before for part in self.parts if type(part).before is not StepPart.before)
        self._altered = tuple(part.altered for part in self.parts if type(part).altered is not StepPart.altered)

    def take(self) -> tuple[Tensor, Tensor]:
        """The next batch, as it is learned from."""
        inputs, targets = self.batches.take()
        for alter in self._altered:
            inputs, targets = alter(inputs, targets)
        return inputs, targets

    def gradient_scale(self) -> float:
        """By how much the gradients that lie with the weights now are larger than they are."""
        return math.prod(part.gradient_scale for part in self.parts)

    def learn(self) -> float | None:
        """One step; its loss, or ``None`` (and nothing learned) where the loss cannot be learned from."""
        for act in self._before:
            act(self.step_count)
        inputs, targets = self.take()
        found = self._step(inputs, targets, self._ceiling)
        loss = found if isinstance(found, float) else self._whole(found)
        if not loss <= self._ceiling:  # also true for what is not a number
            self.refused = loss
            return None
        if self.first_loss is None:
            self._bound(loss)
        self.step_count += 1
        return loss

    def _whole(self, found: Mapping[str, float]) -> float:
        """The whole loss of several parts; where one of them cannot be learned from, that one."""
        self.terms.update({name: value for name, value in found.items() if name in self.terms})
        return next((value for value in found.values() if not value <= self._ceiling), found["loss"])

    def is_finite(self) -> bool:
        """Whether all weights are finite numbers."""
        if math.isfinite(sum(float(value.detach().sum()) for value in self.parameters)):
            return True  # one that is not would have spoilt the sum
        return all(bool(value.isfinite().all()) for value in self.parameters)  # great ones may do that too

    def gradients_are_finite(self) -> bool:
        """Whether the gradients that the last step left are."""
        gradients = [parameter.grad for parameter in self.parameters if parameter.grad is not None]
        return all(bool(gradient.isfinite().all()) for gradient in gradients)

    def weights(self) -> dict[str, Tensor]:
        """Copies of all that is learned, by ``node.name``."""
        return {name: kept(value) for name, value in self.networks.learned().items()}

    def snapshot(self) -> Snapshot:
        """A copy of all that a step changes."""
        return Snapshot(
            self.step_count,
            self.batches.place(),
            self.random_state.state(),
            snapshot.copies(self.networks),
            snapshot.remembered(self.networks, self.optimizer),
            self.first_loss,
            self.origin,
            step_parts.states_of(self.parts),
            self.stopping,
        )

    def go_to(self, place: Snapshot) -> None:
        """Go on exactly from a snapshot of this network, or of one that ``state_validation.validate_state`` let in."""
        snapshot.put_back(place, self.networks, self.optimizer)
        snapshot.hand_over(self.optimizer, self.optimizer)  # of what was frozen then and learns now
        tune(self.optimizer, self.settings)  # a place may be older than a setting that it lacks
        self.batches.go_to(place.place)
        step_parts.go_to(self.parts, place.parts)
        self.random_state.go_to(place.random_state)
        self.step_count, self.stopping = place.step, place.stopping
        self._bound(place.first_loss)

    def _bound(self, first: float | None) -> None:
        """Judge losses beside that of the run's first step from now on, ``None`` where there was none yet."""
        self.first_loss = first
        self._ceiling = ceiling(math.inf if first is None else first)
