"""Row 3: multilayer perceptrons of the courses: 784-256-256-10, 20-64-32-16-1 with dropout, 10-64-64-3."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from tests.courses.course import assert_equal, assert_learns_alike, experiment

RELU: dict[str, Any] = {"kind": "relu"}
ADAM = {"optimizer": {"kind": "adam", "learning_rate": 0.001}, "batch_size": 32}


def linear(units: int) -> dict[str, Any]:
    return {"kind": "linear", "units": units}


def test_an_mlp_over_images_of_784_pixels() -> None:
    layers = ({"kind": "flatten"}, linear(256), RELU, linear(256), RELU, {"kind": "output"})
    made = experiment({"kind": "mnist", "samples": 100, "test_samples": 10}, *layers)
    course = nn.Sequential(
        *(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 10))
    )
    images = torch.rand(8, 1, 28, 28, generator=torch.Generator().manual_seed(1))
    assert_equal(made, course, 269_322, inputs=images)


def test_an_mlp_of_20_columns_with_dropout_that_ends_in_a_sigmoid() -> None:
    dropout = {"kind": "dropout", "rate": 0.2}
    hidden = (linear(64), RELU, dropout, linear(32), RELU, dropout, linear(16), RELU)
    data = {"kind": "column_sum", "samples": 200, "columns": 20}
    made = experiment(data, *hidden, {"kind": "output", "activation": "sigmoid"}, loss="bce_on_probabilities")
    course = nn.Sequential(
        *(nn.Linear(20, 64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, 32), nn.ReLU(), nn.Dropout(0.2)),
        *(nn.Linear(32, 16), nn.ReLU(), nn.Linear(16, 1), nn.Sigmoid()),
    )
    assert_equal(made, course, 3_969)


def test_an_mlp_of_10_columns_and_three_classes_learns_as_the_course_writes_it() -> None:
    data = {"kind": "table_clouds", "samples": 200, "columns": 10, "classes": 3}
    made = experiment(data, linear(64), RELU, linear(64), RELU, {"kind": "output"}, training=ADAM)
    course = nn.Sequential(nn.Linear(10, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 3))
    assert_equal(made, course, 10 * 64 + 64 + 64 * 64 + 64 + 64 * 3 + 3)
    assert_learns_alike(made, course, lambda learned: torch.optim.Adam(learned, lr=0.001), nn.CrossEntropyLoss())
