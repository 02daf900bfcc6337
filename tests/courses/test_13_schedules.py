"""Rows 13 and 8: schedules as courses set them, and learning rates that are too low, right and too high."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.optim import lr_scheduler

from playground.engine.faults import Divergence
from playground.engine.session import Session
from playground.engine.tensors import load, tensors
from playground.model.experiment import Experiment
from playground.modules.epochs import batches, draw_orders
from tests.courses.course import assert_equal, assert_learns_alike, copy_weights, experiment, network
from tests.draws import seeds

POINTS = {"kind": "circle", "samples": 40, "train_share": 0.5, "noise": 0.1}
BATCH = 10
AN_EPOCH = 2
Make = Callable[[torch.optim.Optimizer], lr_scheduler.LRScheduler]


class Course(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.hidden = nn.Linear(2, 8)
        self.out = nn.Linear(8, 1)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.out(torch.relu(self.hidden(x)))
        return out


def scheduled(schedule: dict[str, Any], rate: float, optimizer: str = "sgd") -> Experiment:
    training = {
        "optimizer": {"kind": optimizer, "learning_rate": rate},
        "batch_size": BATCH,
        "threads": 1,
        "schedule": schedule,
    }
    layers = ({"kind": "linear", "units": 8}, {"kind": "relu"})
    return experiment(POINTS, *layers, loss="binary_cross_entropy", training=training)


def learned_by_the_course(
    made: Experiment, optimizer: str, rate: float, make: Any, epochs: int, each_step: bool
) -> tuple[list[float], list[float]]:
    """Losses and rates of each step of the loop that a course writes, from our start over our batches."""
    course, data = Course(), tensors(load(made), made)
    copy_weights(network(made), course)
    moving: torch.optim.Optimizer = getattr(torch.optim, optimizer)(course.parameters(), lr=rate)
    scheduler, measure, losses, rates = make(moving), nn.BCEWithLogitsLoss(), list[float](), list[float]()
    shuffle, count = torch.Generator().manual_seed(made.seed), len(data.train_inputs)
    for order in draw_orders(count, BATCH, epochs * AN_EPOCH, shuffle):
        for inputs, targets in batches(data.train_inputs, data.train_targets, order, BATCH):
            rates.append(moving.param_groups[0]["lr"])
            moving.zero_grad()
            loss = measure(course(inputs), targets)
            torch.autograd.backward(loss)
            moving.step()
            losses.append(float(loss.detach()))
            if each_step:
                scheduler.step()
        if isinstance(scheduler, lr_scheduler.ReduceLROnPlateau):
            with torch.no_grad():
                scheduler.step(float(measure(course(data.test_inputs), data.test_targets)))
        elif not each_step:
            scheduler.step()
    return losses, rates


STEP = {"kind": "step", "every": 10, "gamma": 0.1}
CASES: dict[str, tuple[dict[str, Any], str, float, Any, int]] = {
    "step 30, 0.1": ({**STEP, "every": 30}, "SGD", 0.1, lambda over: lr_scheduler.StepLR(over, 30, 0.1), 65),
    "step 10, 0.1": (STEP, "SGD", 0.1, lambda over: lr_scheduler.StepLR(over, 10, 0.1), 25),
    "Adam, step 5, 0.5": (
        {"kind": "step", "every": 5, "gamma": 0.5},
        "Adam",
        0.001,
        lambda over: lr_scheduler.StepLR(over, 5, 0.5),
        25,
    ),
    "cosine, T 100": (
        {"kind": "cosine", "over": 100},
        "SGD",
        0.1,
        lambda over: lr_scheduler.CosineAnnealingLR(over, T_max=100),
        110,
    ),
    "one-cycle to 0.01": (
        {"kind": "one_cycle", "over": 40},
        "Adam",
        0.01,
        lambda over: lr_scheduler.OneCycleLR(over, max_lr=0.01, total_steps=40),
        20,
    ),
    "plateau 0.5, 10": (
        {"kind": "plateau", "gamma": 0.5, "patience": 10},
        "SGD",
        2.0,
        lambda over: lr_scheduler.ReduceLROnPlateau(over, factor=0.5, patience=10, eps=0.0),
        60,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_schedule_of_the_courses_gives_their_rates_and_losses(name: str) -> None:
    schedule, optimizer, rate, make, epochs = CASES[name]
    made = scheduled(schedule, rate, optimizer.lower())
    assert_equal(made, Course(), 33)
    each_step = schedule["kind"] == "one_cycle"
    losses, rates = learned_by_the_course(made, optimizer, rate, make, epochs, each_step)
    session, ours, told = Session(made), list[float](), list[float]()
    for _ in range(epochs * AN_EPOCH):
        ours.append(session.step())
        told.append(session.step_figures["learning_rate"])
    np.testing.assert_allclose(told, rates, rtol=1e-12, atol=1e-12 * rate)
    np.testing.assert_allclose(ours[:20], losses[:20], rtol=1e-4, atol=1e-6)
    assert len(set(told)) > 1


@pytest.mark.parametrize(("rate", "momentum"), [(0.001, 0.0), (0.1, 0.0), (0.01, 0.5), (0.01, 0.9)])
def test_a_rate_or_momentum_of_the_courses_learns_as_they_write_it(rate: float, momentum: float) -> None:
    training = {"optimizer": {"kind": "sgd", "learning_rate": rate, "momentum": momentum}, "batch_size": BATCH}
    made = experiment(
        POINTS, {"kind": "linear", "units": 8}, {"kind": "relu"}, loss="binary_cross_entropy", training=training
    )
    assert_learns_alike(
        made, Course(), lambda learned: torch.optim.SGD(learned, lr=rate, momentum=momentum), nn.BCEWithLogitsLoss()
    )


@seeds(0, 1, 2)
def test_a_low_rate_creeps_a_right_one_learns_and_a_high_one_does_not_come_to_rest(seed: int) -> None:
    last = {}
    for name, rate in (("low", 0.0005), ("right", 0.3), ("high", 300.0)):
        training = {"optimizer": {"kind": "sgd", "learning_rate": rate}, "batch_size": BATCH, "threads": 1}
        layers = ({"kind": "linear", "units": 8}, {"kind": "relu"})
        made = experiment(POINTS, *layers, loss="binary_cross_entropy", training=training, seed=seed)
        session, losses = Session(made), list[float]()
        try:
            losses = [session.step() for _ in range(300)]
        except Divergence:
            losses = [float("inf")]
        last[name] = float(np.mean(losses[-20:]))
        start = losses[0]
        if name == "low":
            assert last[name] > 0.8 * start
    assert last["right"] < 0.5 * last["low"]
    assert last["high"] > 5 * last["right"]
