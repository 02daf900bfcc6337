"""What every schedule on the shelf must keep: at every step it is torch's, in words, and pure."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.optim import lr_scheduler

from playground.engine.session import Session
from playground.model.experiment import Training
from playground.model.parameters import parameters_of
from playground.model.rate_plan import rate_plan
from playground.model.registry import OPTIMIZERS, SCHEDULES
from playground.model.schedule import Schedule
from playground.modules.schedules import PlateauWatch
from tests.contracts.generated import kinds
from tests.draws import draws
from tests.model.networks import experiment

BASE = 0.3
CLOSE = 1e-12
MOST = 40
Scheduler = lr_scheduler.LRScheduler
COUNTS, PARTS = st.integers(1, MOST), st.floats(0.05, 0.95)
KINDS = list(SCHEDULES.kinds.values())
EVERY = pytest.mark.parametrize("kind", KINDS, ids=[kind.id() for kind in KINDS])


ALONE = ("one_cycle", "cyclic")
"""Those of torch that take the rate for themselves as they are made, so that none can stand before them."""


def optimizer(name: str = "SGD", **settings: Any) -> torch.optim.Optimizer:
    made = getattr(torch.optim, name)([torch.nn.Parameter(torch.zeros(1))], lr=BASE, **settings)
    assert isinstance(made, torch.optim.Optimizer)
    return made


def one_cycle(made: Any, over: torch.optim.Optimizer, length: int) -> Scheduler:
    return lr_scheduler.OneCycleLR(
        over,
        max_lr=BASE,
        total_steps=made.over or length,
        pct_start=made.rise,
        anneal_strategy="linear" if made.shape == "lines" else "cos",
        cycle_momentum=made.moves_momentum,
        base_momentum=made.momentum_low,
        max_momentum=made.momentum_high,
        div_factor=1 / made.start,
        final_div_factor=made.start / made.end,
    )


def cyclic(made: Any, over: torch.optim.Optimizer, length: int) -> Scheduler:
    return lr_scheduler.CyclicLR(
        over,
        base_lr=made.lowest * BASE,
        max_lr=BASE,
        step_size_up=made.up,
        step_size_down=made.down,
        scale_fn=lambda cycle: made.height ** (cycle - 1.0),
        scale_mode="cycle",
        cycle_momentum=False,
    )


def milestones(made: Any) -> list[int]:
    return [int(part) for part in made.milestones.split(", ")]


TORCH: dict[str, Callable[[Any, torch.optim.Optimizer, int], Scheduler]] = {
    "constant": lambda made, over, length: lr_scheduler.ConstantLR(over, 1.0, length),
    "step": lambda made, over, length: lr_scheduler.StepLR(over, made.every, made.gamma),
    "multi_step": lambda made, over, length: lr_scheduler.MultiStepLR(over, milestones(made), made.gamma),
    "exponential": lambda made, over, length: lr_scheduler.ExponentialLR(over, made.gamma),
    "polynomial": lambda made, over, length: lr_scheduler.PolynomialLR(over, made.over or length, made.power),
    "cosine": lambda made, over, length: lr_scheduler.CosineAnnealingLR(over, made.over or length, made.lowest * BASE),
    "cosine_restarts": lambda made, over, length: lr_scheduler.CosineAnnealingWarmRestarts(
        over, made.first, made.growth, made.lowest * BASE
    ),
    "one_cycle": one_cycle,
    "cyclic": cyclic,
}
FIELDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "constant": {},
    "step": {"every": COUNTS, "gamma": PARTS},
    "multi_step": {"milestones": st.lists(COUNTS, min_size=1).map(lambda at: ", ".join(map(str, at))), "gamma": PARTS},
    "exponential": {"gamma": PARTS},
    "polynomial": {"over": st.integers(0, MOST), "power": st.floats(0.5, 3.0)},
    "cosine": {"over": st.integers(0, MOST), "lowest": PARTS},
    "cosine_restarts": {"first": COUNTS, "growth": st.integers(1, 3), "lowest": PARTS},
    "one_cycle": {
        "over": st.integers(5, MOST),
        "rise": st.floats(0.25, 0.75),
        "start": PARTS,
        "end": st.floats(1e-6, 0.5),
        "shape": st.sampled_from(("cosine", "lines")),
        "momentum_low": PARTS,
        "momentum_high": PARTS,
    },
    "cyclic": {"up": COUNTS, "down": COUNTS, "lowest": PARTS, "height": PARTS},
}


def made_by_torch(schedule: Schedule, over: torch.optim.Optimizer, length: int) -> Scheduler:
    """Torch's scheduler of that kind, after a warm-up where there is one."""
    after = TORCH[schedule.id()](schedule, over, length - schedule.warm_up)
    if not schedule.warm_up:
        return after
    first = lr_scheduler.LinearLR(over, schedule.warm_up_from, total_iters=schedule.warm_up)
    return lr_scheduler.SequentialLR(over, [first, after], [schedule.warm_up])


def rates_of_torch(schedule: Schedule, over: torch.optim.Optimizer, length: int, most: int) -> list[dict[str, Any]]:
    """The settings of torch's optimizer at so many counts."""
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the argument that torch's own SequentialLR gives
        scheduler = made_by_torch(schedule, over, length)
        for _ in range(most):
            found.append(dict(over.param_groups[0]))
            over.step()
            scheduler.step()
    return found


def planned(schedule: Schedule, length: int) -> tuple[Callable[[int], float], Callable[[int], float] | None]:
    """The part of the base rate, and the momentum, as a run of so many epochs or steps has it."""
    pace: dict[str, Any] = {"epochs": length} if schedule.by == "epochs" else {"steps": length}
    plan = rate_plan(Training(OPTIMIZERS.find("sgd")(), batch_size=10, schedule=schedule, **pace), 40)
    return (lambda count: 1.0, None) if plan is None else (plan.share_at(), plan.momentum_at())


def test_every_schedule_is_compared_with_one_of_torch() -> None:
    assert TORCH.keys() | {"plateau"} == SCHEDULES.kinds.keys()


@pytest.mark.parametrize("kind", TORCH)
@given(data=st.data())
@draws(60)
def test_at_every_step_it_is_the_rate_of_torchs_scheduler(kind: str, data: st.DataObject) -> None:
    values = data.draw(st.fixed_dictionaries(FIELDS[kind]))
    warm = 0 if kind in ALONE else data.draw(st.sampled_from((0, 0, 1, 7)))
    unit: Any = data.draw(st.sampled_from(("epochs", "steps")))
    schedule = SCHEDULES.find(kind)(**values, warm_up=warm, warm_up_from=data.draw(PARTS), by=unit)
    length = max(values.get("over", 0) or MOST, warm + 5)
    share, _ = planned(schedule, length)
    most = length if kind == "one_cycle" else 2 * length  # where torch's ends with an error
    for count, settings in enumerate(rates_of_torch(schedule, optimizer(), length, most)):
        assert BASE * share(count) == pytest.approx(settings["lr"], rel=CLOSE, abs=CLOSE * BASE), count


@pytest.mark.parametrize("name", ["SGD", "Adam"])
def test_one_cycle_moves_momentum_as_torchs_does(name: str) -> None:
    kind: Any = SCHEDULES.find("one_cycle")
    schedule = kind(over=30)
    _, momentum = planned(schedule, 30)
    assert momentum is not None
    for count, settings in enumerate(rates_of_torch(schedule, optimizer(name), 30, 30)):
        wanted = settings["betas"][0] if "betas" in settings else settings["momentum"]
        assert momentum(count) == pytest.approx(wanted, rel=CLOSE)


@given(
    losses=st.lists(st.floats(0.0, 2.0) | st.just(math.nan), min_size=1, max_size=60),
    patience=st.integers(0, 4),
    gamma=PARTS,
    threshold=st.floats(0.0, 0.5),
    cooldown=st.integers(0, 3),
    lowest=st.floats(0.0, 0.5),
)
@draws(200)
def test_the_plateau_is_that_of_torch(
    losses: list[float], patience: int, gamma: float, threshold: float, cooldown: int, lowest: float
) -> None:
    over = optimizer()
    theirs = lr_scheduler.ReduceLROnPlateau(
        over, "min", gamma, patience, threshold, "rel", cooldown, min_lr=lowest * BASE, eps=0.0
    )
    ours = PlateauWatch(patience, gamma, threshold, cooldown, lowest)
    for loss in losses:
        theirs.step(loss)
        ours.look(loss)
        assert BASE * ours.share == pytest.approx(over.param_groups[0]["lr"], rel=CLOSE)


@EVERY
@given(data=st.data())
@draws(30)
def test_it_says_what_it_does_and_what_cannot_be(kind: type[Schedule], data: st.DataObject) -> None:
    schedule, length = data.draw(kinds(kind)), data.draw(COUNTS)
    words = schedule.told(length)
    assert words
    assert not words.endswith(".")
    assert ("warm-up" in words) is bool(schedule.warm_up)
    assert all(text.endswith(".") for text in schedule.problems())
    if not schedule.problems():
        share, _ = planned(schedule, length)
        assert all(0.0 <= share(count) <= 1.0 for count in range(3 * MOST))


@EVERY
def test_all_its_settings_may_change_between_two_steps(kind: type[Schedule]) -> None:
    assert all(parameter.live for parameter in parameters_of(kind))
    assert {"warm_up", "warm_up_from", "by"} <= {parameter.name for parameter in parameters_of(kind)}


@EVERY
def test_a_run_can_be_made_with_it_and_is_told_its_rate(kind: type[Schedule]) -> None:
    made = experiment({"kind": "linear", "units": 2}, data="circle", training={"threads": 1, "epochs": 2})
    training = msgspec.structs.replace(made.training, schedule=kind(warm_up=1))
    session = Session(msgspec.structs.replace(made, training=training))
    session.step()
    base = getattr(training.optimizer, "learning_rate", 0.0)
    assert session.step_figures["learning_rate"] == base * 0.01
