"""Row 39: the complete example, a CNN on colour images with Adam 0.001, StepLR(5, 0.5) and batches of 32."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn
from torch.optim.lr_scheduler import StepLR

from playground.engine.session import Session
from playground.engine.tensors import load, tensors
from playground.modules.epochs import draw_orders
from tests.courses.course import assert_equal, copy_weights, experiment, network

EPOCHS = 11
SAMPLES = 40
"""Of which 32 are learned from: a step an epoch, so that the rate falls twice within few steps."""


def block(entering: int, leaving: int) -> list[nn.Module]:
    return [nn.Conv2d(entering, leaving, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]


def course() -> nn.Module:
    ends = (nn.Flatten(), nn.Linear(2048, 512), nn.ReLU(), nn.Linear(512, 10))
    return nn.Sequential(*block(3, 32), *block(32, 64), *block(64, 128), *ends)


def test_the_complete_example() -> None:
    """Parameters, outputs, and after each epoch loss and learning rate, as the course's own loop has them."""
    blocks = [
        layer
        for channels in (32, 64, 128)
        for layer in (
            {"kind": "conv2d", "channels": channels, "kernel": 3, "padding": "same"},
            {"kind": "relu"},
            {"kind": "max_pool2d", "kernel": 2},
        )
    ]
    made = experiment(
        {"kind": "shapes", "samples": SAMPLES, "train_share": 0.8},
        *blocks,
        {"kind": "flatten"},
        {"kind": "linear", "units": 512},
        {"kind": "relu"},
        training={
            "optimizer": {"kind": "adam", "learning_rate": 0.001},
            "schedule": {"kind": "step", "every": 5, "gamma": 0.5},
            "batch_size": 32,
            "threads": 1,
        },
    )
    model = course()
    assert_equal(made, model, 896 + 18_496 + 73_856 + 2048 * 512 + 512 + 5_130)
    copy_weights(network(made), model)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    scheduler, measure, losses, rates = StepLR(optimizer, 5, 0.5), nn.CrossEntropyLoss(), [], []
    data = tensors(load(made), made)
    for order in draw_orders(32, 32, EPOCHS, torch.Generator().manual_seed(made.seed)):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.zero_grad()
        loss = measure(model(data.train_inputs[order]), data.train_targets[order])
        torch.autograd.backward(loss)
        optimizer.step()
        scheduler.step()
        losses.append(float(loss.detach()))
    session, told = Session(made), []
    ours = []
    for _ in range(EPOCHS):
        ours.append(session.step())
        told.append(session.step_figures["learning_rate"])
    assert sorted(set(rates)) == [0.00025, 0.0005, 0.001]
    np.testing.assert_allclose(told, rates, rtol=1e-12)
    np.testing.assert_allclose(ours, losses, rtol=1e-3, atol=1e-4)
