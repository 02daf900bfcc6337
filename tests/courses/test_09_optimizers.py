"""Rows 9, 12 and 14 of the courses: optimizers, dropout, batch norm and weight decay, set as courses set them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn

from playground.engine.session import Session
from playground.engine.tensors import load, tensors
from playground.modules.epochs import batches, draw_orders
from tests.courses.course import assert_learns_alike, copy_weights, experiment, network

Made = Callable[[list[nn.Parameter]], torch.optim.Optimizer]
SPIRAL = {"kind": "spiral", "samples": 80}
LAYERS: tuple[dict[str, Any], ...] = (
    {"kind": "linear", "units": 8},
    {"kind": "relu"},
    {"kind": "linear", "units": 8},
    {"kind": "relu"},
    {"kind": "output"},
)
OF_COURSES: dict[str, tuple[dict[str, Any], Made]] = {
    "sgd": ({"kind": "sgd", "learning_rate": 0.01}, lambda of: torch.optim.SGD(of, lr=0.01)),
    "momentum": (
        {"kind": "sgd", "learning_rate": 0.01, "momentum": 0.9},
        lambda of: torch.optim.SGD(of, lr=0.01, momentum=0.9),
    ),
    "momentum low": (
        {"kind": "sgd", "learning_rate": 0.01, "momentum": 0.1},
        lambda of: torch.optim.SGD(of, lr=0.01, momentum=0.1),
    ),
    "nesterov": (
        {"kind": "sgd", "learning_rate": 0.01, "momentum": 0.9, "nesterov": True},
        lambda of: torch.optim.SGD(of, lr=0.01, momentum=0.9, nesterov=True),
    ),
    "adam": ({"kind": "adam"}, lambda of: torch.optim.Adam(of, lr=0.001)),
    "adamw": ({"kind": "adamw", "weight_decay": 0.01}, lambda of: torch.optim.AdamW(of, lr=0.001, weight_decay=0.01)),
    "rmsprop": ({"kind": "rmsprop"}, lambda of: torch.optim.RMSprop(of, lr=0.001)),
    "adagrad": ({"kind": "adagrad"}, lambda of: torch.optim.Adagrad(of, lr=0.01)),
    "adadelta": ({"kind": "adadelta"}, lambda of: torch.optim.Adadelta(of)),
    "nadam": ({"kind": "nadam"}, lambda of: torch.optim.NAdam(of)),
    "radam": ({"kind": "radam"}, lambda of: torch.optim.RAdam(of)),
    "adamax": ({"kind": "adamax"}, lambda of: torch.optim.Adamax(of)),
    "rprop": ({"kind": "rprop"}, lambda of: torch.optim.Rprop(of)),
}


def classifier() -> nn.Sequential:
    """The course's network on points of the plane."""
    return nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 2))


@pytest.mark.parametrize("name", list(OF_COURSES))
def test_rows_9_and_12_every_optimizer_learns_as_torchs_own(name: str) -> None:
    settings, optimizer = OF_COURSES[name]
    training = {"optimizer": settings, "batch_size": 16, "threads": 1}
    made = experiment(SPIRAL, *LAYERS, training=training)
    assert_learns_alike(made, classifier(), optimizer, nn.CrossEntropyLoss())


def test_row_14_dropout_batch_norm_and_weight_decay() -> None:
    layers: tuple[dict[str, Any], ...] = (
        {"kind": "linear", "units": 8},
        {"kind": "batch_norm"},
        {"kind": "relu"},
        {"kind": "dropout", "rate": 0.5},
        {"kind": "output"},
    )
    optimizer = {"kind": "adam", "learning_rate": 0.001, "weight_decay": 1e-5}
    made = experiment(SPIRAL, *layers, training={"optimizer": optimizer, "batch_size": 16, "threads": 1})
    course = nn.Sequential(nn.Linear(2, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 2))
    session = Session(made)
    chance = torch.get_rng_state()  # after the weights were drawn, as a script goes on from there
    ours = [session.step() for _ in range(20)]
    copy_weights(network(made), course)
    torch.set_rng_state(chance)
    data, theirs = tensors(load(made), made), list[float]()
    moving = torch.optim.Adam(course.parameters(), lr=0.001, weight_decay=1e-5)
    course.train()
    shuffle = torch.Generator().manual_seed(made.seed)
    for order in draw_orders(len(data.train_inputs), 16, 20, shuffle):
        for inputs, targets in batches(data.train_inputs, data.train_targets, order, 16):
            moving.zero_grad()
            loss = nn.functional.cross_entropy(course(inputs), targets)
            torch.autograd.backward(loss)
            moving.step()
            theirs.append(float(loss.detach()))
    assert ours == pytest.approx(theirs, rel=1e-4)
