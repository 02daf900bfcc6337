"""SchedulePart: sets the learning rate before each step as the experiment's schedule has it."""

from __future__ import annotations

import math
from typing import ClassVar

import msgspec
import torch
from torch import Tensor

from playground.engine.step_parts import State, StepPart, StepPlace
from playground.engine.tuning import tune
from playground.model.places import find_data_file
from playground.model.rate_plan import RatePlan, rate_plan
from playground.model.recipe import perform
from playground.modules.rates import set_momentum, set_rate
from playground.modules.schedules import PlateauWatch

RATE, MOMENTUM = "learning_rate", "momentum"
"""The names of what is told of each step."""


def schedule_part(place: StepPlace) -> StepPart | None:
    """What moves the learning rate; ``None`` where it stays as it is."""
    plan = rate_plan(place.experiment.training, place.batches.count)
    return None if plan is None else SchedulePart(plan, place)


class SchedulePart(StepPart):
    """The base rate is the optimizer's setting; which part of it is in force is a function of steps or epochs.

    One schedule goes by the test loss at the end of each epoch instead: it is looked at before the first step of the
    next one, so that a step that is learned again finds the same.
    """

    name: ClassVar[str] = "schedule"

    def __init__(self, plan: RatePlan, place: StepPlace) -> None:
        super().__init__()
        self._plan = plan
        self._place = place
        self._kind = place.experiment.training.optimizer
        self._base = float(self._kind.settings()["lr"])
        self._share, self._momentum = plan.share_at(), plan.momentum_at()
        self._watch = self._new_watch()
        self._looked = place.batches.epochs
        self._set_for = -1
        self.step_figures = {RATE: math.nan} | ({} if self._momentum is None else {MOMENTUM: math.nan})
        self._make_room()

    def before(self, step: int) -> None:
        """Set the rate of the next step, and the momentum where that moves too."""
        epochs, plan = self._place.batches.epochs, self._plan
        if self._watch is not None and epochs > self._looked:
            self._look(step, epochs)
        at = step if plan.by_step else epochs
        if at == self._set_for:
            return
        self._set_for, optimizers = at, self._place.optimizers.each
        share = self._share(at) if self._watch is None or at < plan.warm_up else self._watch.share
        self.step_figures[RATE] = set_rate(self._base * share, *optimizers)
        if self._momentum is not None:
            self.step_figures[MOMENTUM] = set_momentum(self._momentum(at), *optimizers)

    def state(self) -> dict[str, Tensor]:
        """What came of looking at the test loss so far, where that is done."""
        watch = self._watch
        if watch is None:
            return {}
        numbers = (watch.share, watch.best, watch.waited, watch.resting, self._looked)
        return {"watch": torch.tensor(numbers, dtype=torch.float64)}

    def accepts(self, state: State) -> bool:
        """Whether they are numbers that it can have come to."""
        share, best, *counts = state["watch"].tolist()
        return 0.0 <= share <= 1.0 and not math.isnan(best) and all(0 <= value < 2**53 for value in counts)

    def go_to(self, state: State) -> None:
        """Go on from there; the rate is set anew before the next step."""
        self._set_for = -1
        self._watch, self._looked = self._new_watch(), self._place.batches.epochs
        if self._watch is not None and state:
            share, best, waited, resting, looked = state["watch"].tolist()
            self._watch.share, self._watch.best = share, best
            self._watch.waited, self._watch.resting, self._looked = int(waited), int(resting), int(looked)
        self._make_room()

    def _look(self, step: int, epochs: int) -> None:
        """An epoch is over: look at the test loss, once the warm-up is over too."""
        self._looked, self._set_for = epochs, -1
        over = step if self._plan.by_step else epochs - 1
        if self._watch is not None and over >= self._plan.warm_up:
            self._watch.look(self._place.unseen_loss())

    def _new_watch(self) -> PlateauWatch | None:
        if self._plan.watch is None:
            return None
        made = perform(self._plan.watch, find_data_file)
        assert isinstance(made, PlateauWatch)
        return made

    def _make_room(self) -> None:
        """Where momentum is moved that was off so far, there must be what it is kept in (`Optimizer.late_state`)."""
        field = self._kind.momentum_field
        if self._momentum is not None and field and not getattr(self._kind, field):
            tune(self._place.optimizers, msgspec.structs.replace(self._kind, **{field: 0.5}))
