"""Row 3: multilayer perceptrons of the courses: 784-256-256-10."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from tests.courses.course import assert_equal, experiment

RELU: dict[str, Any] = {"kind": "relu"}


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
