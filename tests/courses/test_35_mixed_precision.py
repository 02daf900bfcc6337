"""Row 35: mixed precision with a gradient scaler, as courses write it."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch
from torch import Tensor, nn

from playground.engine.session import Session
from playground.engine.tensors import load, tensors
from playground.model.experiment import Experiment
from playground.modules.epochs import batches, draw_orders
from tests.courses.course import copy_weights, experiment, network

BATCH, EPOCHS = 10, 10


class Course(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.hidden = nn.Linear(2, 32)
        self.more = nn.Linear(32, 32)
        self.out = nn.Linear(32, 1)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.out(torch.relu(self.more(torch.relu(self.hidden(x)))))
        return out


def built(precision: dict[str, object]) -> Experiment:
    return experiment(
        {"kind": "circle", "samples": 40, "train_share": 0.5, "noise": 0.1},
        {"kind": "linear", "units": 32},
        {"kind": "relu"},
        {"kind": "linear", "units": 32},
        {"kind": "relu"},
        loss="binary_cross_entropy",
        training={
            "optimizer": {"kind": "adam", "learning_rate": 0.01},
            "batch_size": BATCH,
            "threads": 1,
            "precision": precision,
        },
    )


def as_taught(made: Experiment, dtype: torch.dtype, init_scale: float | None) -> tuple[list[float], list[float]]:
    """The loop of the courses: its losses, and the scale of each step (1 without a scaler)."""
    course, data = Course(), tensors(load(made), made)
    copy_weights(network(made), course)
    optimizer, criterion = torch.optim.Adam(course.parameters(), lr=0.01, fused=True), nn.BCEWithLogitsLoss()
    scaler = torch.amp.GradScaler("cpu", init_scale=init_scale or 1.0, enabled=init_scale is not None)
    losses, scales = list[float](), list[float]()
    shuffle = torch.Generator().manual_seed(made.seed)
    count = len(data.train_inputs)
    for order in draw_orders(count, BATCH, EPOCHS * 2, shuffle):
        for inputs, targets in batches(data.train_inputs, data.train_targets, order, BATCH):
            optimizer.zero_grad()
            with torch.autocast(device_type="cpu", dtype=dtype):
                output = course(inputs)
                loss = criterion(output, targets)
            scales.append(scaler.get_scale())
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()
            losses.append(loss.item())
    return losses, scales


@pytest.mark.parametrize("scale", [65536.0, 2.0**30])
def test_float16_with_a_scaler_gives_the_losses_and_scales_of_the_courses(scale: float) -> None:
    made = built({"kind": "float16", "initial_scale": scale})
    losses, scales = as_taught(made, torch.float16, scale)
    session, ours, told = Session(made), list[float](), list[float]()
    for _ in losses:
        ours.append(session.step())
        told.append(session.step_figures["loss_scale"])
    assert told == scales
    assert ours == pytest.approx(losses, rel=1e-4)
    skipped = sum(one > other for one, other in pairwise(scales))
    assert (skipped > 0) == (scale > 65536.0)
    assert session.step_figures["skipped_steps"] == skipped
    assert ours[-1] < ours[0]


def test_bfloat16_gives_those_of_the_courses_without_one() -> None:
    made = built({"kind": "bfloat16"})
    session = Session(made)
    losses, _ = as_taught(made, torch.bfloat16, None)
    assert [session.step() for _ in losses] == pytest.approx(losses, rel=1e-4)
