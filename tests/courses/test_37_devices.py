"""Row 37: the device of a run, as courses choose it: CUDA where there is one, else MPS, else the processor."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from playground.engine.machine import devices
from playground.engine.session import Session
from playground.engine.tensors import load, tensors
from playground.modules.epochs import batches, draw_orders
from tests.courses.course import copy_weights, experiment, network


class Course(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.hidden = nn.Linear(2, 8)
        self.out = nn.Linear(8, 1)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.out(torch.relu(self.hidden(x)))
        return out


def test_the_device_that_courses_choose_gives_their_losses() -> None:
    chosen = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    assert chosen in devices()
    device = torch.device(chosen)
    made = experiment(
        {"kind": "circle", "samples": 40, "train_share": 0.5, "noise": 0.1},
        {"kind": "linear", "units": 8},
        {"kind": "relu"},
        loss="binary_cross_entropy",
        training={
            "optimizer": {"kind": "sgd", "learning_rate": 0.1},
            "batch_size": 10,
            "threads": 1,
            "device": {"kind": chosen},
        },
    )
    course, data = Course(), tensors(load(made), made)
    copy_weights(network(made), course)
    course.to(device)
    optimizer, criterion, losses = torch.optim.SGD(course.parameters(), lr=0.1), nn.BCEWithLogitsLoss(), list[float]()
    for order in draw_orders(len(data.train_inputs), 10, 20, torch.Generator().manual_seed(made.seed)):
        for inputs, targets in batches(data.train_inputs, data.train_targets, order, 10):
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(course(inputs), targets)
            torch.autograd.backward(loss)
            optimizer.step()
            losses.append(loss.item())
    session = Session(made)
    assert [session.step() for _ in losses] == pytest.approx(losses, rel=1e-4)
