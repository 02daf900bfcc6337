"""Rules about how the learning rate moves: one that fades while there is still much to learn, and a missing warm-up."""

from __future__ import annotations

import math
from typing import ClassVar

import msgspec
import numpy as np

from playground.doctor.evidence import Evidence, line
from playground.doctor.finding import Finding
from playground.doctor.fixes import learning_rate, offered, other_rate, set_rate
from playground.doctor.proof import Lines
from playground.doctor.rule import CausalOrder, Rule
from playground.doctor.words import count, figure, setting
from playground.engine.series import Column
from playground.model.fix import Fix, SetValue
from playground.model.parameters import parameter_of
from playground.model.rate_plan import limits, rate_plan
from playground.model.registry import SCHEDULES

FADED = 0.01
"""A rate has faded below this part of its highest: steps a hundredth as long hardly move a network any more."""
ACTIVE = 0.1
"""Above this part it still moves weights well."""
SPENT = 100
"""It has faded for at least so many steps,"""
SHARE = 0.25
"""and for so large a part of the run: every schedule that ends at 0 is low at its very end."""
FELL = 0.03
"""The loss was still falling if it fell by more than this part of itself in the second half of the active steps."""
WHOLE = 0.9
"""Once so much of the way from guessing to perfect is made, it is time to fade."""

EARLY = 100
"""What the loss comes to in so many first steps is due to the start."""
STOOD = 300
"""So many steps tell that it stands there."""
SAME = 0.1
"""It stands where it differs by less than this part of itself."""
STUCK = 0.3
"""And is stuck there where less than this part of the way from guessing to perfect is made."""
BEGINS = 0.5
"""A schedule that begins below this part of the rate warms up by itself."""
WARM_UP = 200
"""The steps of the warm-up that is offered. (A. Vaswani et al., 2017, took 4,000 of 100,000.)"""


class RateFaded(Rule):
    """The schedule has brought the learning rate to almost nothing while the loss was still falling."""

    id: ClassVar[str] = "rate_faded"
    title: ClassVar[str] = "Learning rate fades too early"
    place: ClassVar[CausalOrder] = CausalOrder.SCHEDULE
    explains: ClassVar[tuple[str, ...]] = ("slow", "guessing", "never_predicted")
    steps: ClassVar[int] = 2 * SPENT

    def suits(self, evidence: Evidence) -> bool:
        """Whether anything moves the rate."""
        experiment = evidence.experiment
        return rate_plan(experiment.training, experiment.data.sizes().train) is not None

    def look(self, evidence: Evidence) -> Finding | None:
        """The rate has been below a hundredth of its highest for a quarter of the run, and the loss fell before."""
        told = evidence.history.step_figures.get("learning_rate")
        if told is None or not self.suits(evidence) or not evidence.way < WHOLE:
            return None
        kept = (told.steps > evidence.since) & np.isfinite(told.values)
        steps, rates = told.steps[kept], told.values[kept]
        if len(rates) < SPENT or not rates.max() > 0:
            return None
        high = np.flatnonzero(rates > FADED * rates.max())
        faded = float(steps[high[-1]])
        spent = float(steps[-1]) - faded
        if spent < max(SPENT, SHARE * evidence.age) or not _fell(
            evidence, float(steps[rates > ACTIVE * rates.max()][-1])
        ):
            return None
        text = (
            f"The learning rate is down to {setting(float(f'{rates[-1]:.2g}'))} and has been next to nothing since "
            f"step {count(faded)}, where the loss was still falling: let it fade later."
        )
        level = (FADED * float(rates.max()), "a hundredth of its highest")
        proof = Lines("Learning rate", (line(steps, np.maximum(rates, level[0] * 1e-4)),), level, log=True)
        return self.finding(text, proof, offered(evidence.experiment, *_later(evidence)))


class NoWarmUp(Rule):
    """Attention that begins with full steps can be led astray before it has anything to go by, and never comes back."""

    id: ClassVar[str] = "no_warm_up"
    title: ClassVar[str] = "Warm-up missing"
    place: ClassVar[CausalOrder] = CausalOrder.SCHEDULE
    explains: ClassVar[tuple[str, ...]] = ("exploding", "restless", "guessing", "never_predicted", "slow")
    steps: ClassVar[int] = STOOD

    def suits(self, evidence: Evidence) -> bool:
        """Whether steps attend to each other, and the first steps are as long as any."""
        if not any(node.layer.attends for node in evidence.nodes()):
            return False
        experiment = evidence.experiment
        plan = rate_plan(experiment.training, experiment.data.sizes().train)
        return plan is None or plan.share_at()(0) >= BEGINS

    def look(self, evidence: Evidence) -> Finding | None:
        """Learning was undone in the first steps, or the loss has stood since then, far from what there is to learn."""
        if not self.suits(evidence) or evidence.since > 0:
            return None
        rate = learning_rate(evidence.experiment)
        trouble = evidence.trouble
        if trouble is not None and trouble.report.step <= EARLY:
            steps, losses = np.array(trouble.steps), np.array(trouble.losses)
            return self._tell(
                evidence, f"The loss went astray at step {count(trouble.report.step)}", rate, steps, losses
            )
        steps, losses = evidence.batches()
        if len(losses) < STOOD or not evidence.way < STUCK or not _is_long(evidence):
            return None
        pieces = [float(np.mean(part)) for part in np.array_split(losses[EARLY // 2 :], 6)]
        if max(pieces) - min(pieces) > SAME * pieces[-1]:
            return None
        return self._tell(
            evidence, f"The loss has stood at {figure(pieces[-1])} since the first steps", rate, steps, losses
        )

    def _tell(self, evidence: Evidence, what: str, rate: float, steps: Column, losses: Column) -> Finding:
        text = (
            f"{what}: at learning rate {setting(rate)} they are too long for attention that knows nothing yet. Let the "
            "rate warm up, and reset."
        )
        fixes = (_warm_up(evidence), set_rate(other_rate(evidence.experiment, 0.1)))
        proof = Lines("Batch loss", (line(steps, losses),), (evidence.start(), "the start"))
        return self.finding(text, proof, offered(evidence.experiment, *fixes))


def _fell(evidence: Evidence, until: float) -> bool:
    """Whether the batch loss was still falling in the second half of the steps up to one."""
    steps, losses = evidence.batches()
    window = losses[steps <= until]
    window = window[len(window) // 2 :]
    part = len(window) // 4
    return part > 0 and bool(window[-part:].mean() < (1.0 - FELL) * window[:part].mean())


def _is_long(evidence: Evidence) -> bool:
    """Whether the rate is in the upper part of what is usual, or beyond: a low one needs no warm-up."""
    usual = parameter_of(evidence.experiment.training.optimizer, "learning_rate").usual
    return usual is None or learning_rate(evidence.experiment) >= usual[1] / 3.0


def _later(evidence: Evidence) -> tuple[Fix, ...]:
    """What lets the rate fade later: the whole run for it, a gentler factor, or no fading at all."""
    training, found = evidence.experiment.training, list[Fix]()
    if getattr(training.schedule, "over", 0) and (training.epochs or training.steps):
        epochs, steps = limits(training)
        end = f"{count(epochs)} epochs" if epochs else f"{count(steps)} steps"
        found.append(Fix(f"Let it take all {end}", SetValue("training.schedule.over", 0)))
    gamma = getattr(training.schedule, "gamma", 1.0)
    if gamma < 1.0:
        gentler = round(gamma**0.25, 3)
        found.append(Fix(f"Set factor γ to {setting(gentler)}", SetValue("training.schedule.gamma", gentler)))
    constant = next(iter(SCHEDULES.kinds.values()))
    found.append(Fix(f"Set schedule to {constant.label}", SetValue("training.schedule", constant.id())))
    return tuple(found)


def _warm_up(evidence: Evidence) -> Fix:
    """So many steps of warm-up, or as many epochs as have them."""
    training = evidence.experiment.training
    schedule, an_epoch = training.schedule, max(1, evidence.experiment.data.sizes().train // training.batch_size)
    if schedule.by == "steps" or schedule.share(1) is None:
        warm = msgspec.structs.replace(schedule, by="steps", warm_up=WARM_UP)
        return Fix(f"Warm up for {count(WARM_UP)} steps", SetValue("training.schedule", warm))
    epochs = math.ceil(WARM_UP / an_epoch)
    words = "1 epoch" if epochs == 1 else f"{count(epochs)} epochs"
    return Fix(f"Warm up for {words}", SetValue("training.schedule.warm_up", epochs))
