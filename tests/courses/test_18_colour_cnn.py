"""Rows 16 and 18: networks of the courses on colour images, their augmentation, and MNIST's CNN."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from playground.engine.augmenting import augmentation_of
from playground.engine.tensors import load, tensors
from playground.modules.augmentation import brightness, flip, rotate
from tests.courses.course import assert_close, assert_equal, assert_learns_alike, experiment

SHAPES: dict[str, Any] = {"kind": "shapes", "samples": 80}
MNIST: dict[str, Any] = {"kind": "mnist", "samples": 64, "test_samples": 32}


def conv(channels: int) -> dict[str, Any]:
    return {"kind": "conv2d", "channels": channels, "kernel": 3, "padding": "same"}


RELU, POOL, FLAT = {"kind": "relu"}, {"kind": "max_pool2d", "kernel": 2}, {"kind": "flatten"}


def block(entering: int, leaving: int) -> list[nn.Module]:
    return [nn.Conv2d(entering, leaving, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]


def test_mnist_cnn_of_390_410_parameters() -> None:
    """Three blocks, 28 to 14 to 7 to 3 pixels a side: 320 + 18,496 + 73,856 + 1,152 · 256 + 256 + 2,570."""
    blocks = (*(conv(32), RELU, POOL), *(conv(64), RELU, POOL), *(conv(128), RELU, POOL))
    made = experiment(MNIST, *blocks, FLAT, {"kind": "linear", "units": 256}, RELU)
    ends = (nn.Flatten(), nn.Linear(128 * 3 * 3, 256), nn.ReLU(), nn.Linear(256, 10))
    assert_equal(made, nn.Sequential(*block(1, 32), *block(32, 64), *block(64, 128), *ends), 390_410)


def test_colours_3_32_64_128_on_32_pixels_512_10() -> None:
    layers = (*(conv(32), RELU, POOL), *(conv(64), RELU, POOL), *(conv(128), RELU, POOL), FLAT)
    made = experiment(SHAPES, *layers, {"kind": "linear", "units": 512}, RELU)
    ends = (nn.Flatten(), nn.Linear(2048, 512), nn.ReLU(), nn.Linear(512, 10))
    course = nn.Sequential(*block(3, 32), *block(32, 64), *block(64, 128), *ends)
    assert_equal(made, course, 896 + 18_496 + 73_856 + 2048 * 512 + 512 + 5_130)


def test_colours_3_32_64_128_with_global_pooling() -> None:
    layers = (*(conv(32), RELU, POOL), *(conv(64), RELU, POOL), conv(128), RELU)
    adam = {"optimizer": {"kind": "adam", "learning_rate": 0.001}, "batch_size": 8}
    made = experiment(SHAPES, *layers, {"kind": "global_avg_pool"}, training=adam)

    def course() -> nn.Module:
        ends = (nn.Conv2d(64, 128, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(128, 10))
        return nn.Sequential(*block(3, 32), *block(32, 64), *ends)

    assert_equal(made, course(), 896 + 18_496 + 73_856 + 1_290)
    assert_learns_alike(
        made, course(), lambda moved: torch.optim.Adam(moved, lr=0.001), nn.functional.cross_entropy, steps=3
    )


def test_flip_rotation_colour_jitter_and_normalisation_by_mean_and_spread() -> None:
    """Row 16: RandomHorizontalFlip, RandomRotation(10), ColorJitter(brightness=0.2), Normalize(mean, std), in order."""
    augmentation = [
        {"kind": "flip"},
        {"kind": "rotate", "degrees": 10, "edge": "zeros"},
        {"kind": "colour_jitter", "brightness": 0.2, "contrast": 0, "saturation": 0},
    ]
    data = {**SHAPES, "normalisation": "standardise"}
    made = experiment(data, FLAT, training={"optimizer": {"kind": "sgd"}, "augmentation": augmentation})
    samples, inputs = load(made), tensors(load(made), made).train_inputs
    mean, spread = (torch.from_numpy(values) / 255 for values in (samples.offset, samples.scale))
    light = inputs * spread + mean  # what ToTensor gives, from 0 to 1
    assert_close(light.mean((0, 2, 3)), mean.ravel())
    augment = augmentation_of(made, samples)
    assert augment is not None
    assert_close(augment(inputs, torch.Generator().manual_seed(3)), (course_changes(light) - mean) / spread)


def course_changes(light: Tensor) -> Tensor:
    generator = torch.Generator().manual_seed(3)
    light = flip(light, generator, True, False, 0.5)
    light = rotate(light, generator, 10.0, "zeros")
    return brightness(light, generator, 0.2)
