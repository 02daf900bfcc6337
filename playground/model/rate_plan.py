"""RatePlan: how the learning rate moves in one run, as the engine does it, a script prints it and a panel draws it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec

from playground.model.experiment import Experiment, Training
from playground.model.recipe import Call, resolve

DEFAULT_EPOCHS = 10
"""How long a run takes that has no limit of its own, where nobody watches it."""
WARM_UP = "playground.modules.schedules.warm_up"


class RatePlan(msgspec.Struct, frozen=True):
    """What is done of a schedule.

    Attributes:
        by_step: whether steps are counted, else epochs.
        length: how many there are in the run.
        warm_up: the first so many are the warm-up's, which begins at the part ``start``.
        share: what gives the part of the base rate that is in force after so many (put in front); ``None`` for all.
        momentum: what gives the momentum likewise; ``None`` where it stays.
        watch: what looks at the test loss of each epoch instead, and has a ``share``; ``None`` where nothing does.
    """

    by_step: bool
    length: int
    warm_up: int
    start: float
    share: Call | None
    momentum: Call | None
    watch: Call | None

    def share_at(self) -> Callable[[int], float]:
        """The part of the base rate after so many steps or epochs; as if nothing were looked at, where something is."""
        after = _whole if self.share is None else _function(self.share)
        if not self.warm_up:
            return after
        return partial(_warmed, resolve(WARM_UP), self.warm_up, self.start, after)

    def momentum_at(self) -> Callable[[int], float] | None:
        """The momentum after so many steps or epochs; ``None`` where it stays the optimizer's."""
        if self.momentum is None:
            return None
        return partial(_shifted, _function(self.momentum), self.warm_up)


def rate_plan(training: Training, samples: int) -> RatePlan | None:
    """How the rate moves where there are so many samples to learn from; ``None`` where it stays as it is."""
    schedule = training.schedule
    by_step = schedule.by == "steps"
    length = run_length(training, samples, by_step)
    after = max(1, length - schedule.warm_up)
    share, momentum, watch = schedule.share(after), schedule.momentum(after), schedule.watch()
    if not schedule.warm_up and share is None and momentum is None and watch is None:
        return None
    return RatePlan(by_step, length, schedule.warm_up, schedule.warm_up_from, share, momentum, watch)


def run_length(training: Training, samples: int, by_step: bool) -> int:
    """How many steps or epochs a run has, of so many samples, the last epoch counted though it may be cut short.

    A run without limits counts as one of ``DEFAULT_EPOCHS`` epochs, which is what it takes where nobody watches it.
    """
    an_epoch = max(1, -(-samples // training.batch_size))
    epochs, steps = limits(training)
    whole = min(limit for limit in (epochs * an_epoch, steps) if limit)
    return whole if by_step else -(-whole // an_epoch)


def limits(training: Training) -> tuple[int, int]:
    """Epochs and steps after which a run without a window ends, 0 for no limit: its own, or ten epochs."""
    return (training.epochs, training.steps) if training.epochs or training.steps else (DEFAULT_EPOCHS, 0)


def schedule_in_words(experiment: Experiment) -> str:
    """What the schedule of an experiment does, within a sentence: *cosine to 0 in 40 epochs, warm-up 2*."""
    training = experiment.training
    length = run_length(training, experiment.data.sizes().train, training.schedule.by == "steps")
    return training.schedule.told(max(1, length - training.schedule.warm_up))


def _function(call: Call) -> Callable[[int], float]:
    """The function of a call, to be given the count."""
    known = dict(call.keywords)
    function = resolve(call.target)
    return partial(_called, function, call.args, known)


def _called(function: Callable[..., float], args: tuple[float, ...], known: dict[str, float], count: int) -> float:
    return function(count, *args, **known)


def _warmed(
    warm_up: Callable[..., float], length: int, start: float, after: Callable[[int], float], count: int
) -> float:
    return warm_up(count, length, start) if count < length else after(count - length)


def _shifted(function: Callable[[int], float], length: int, count: int) -> float:
    return function(max(0, count - length))


def _whole(count: int) -> float:
    return 1.0
