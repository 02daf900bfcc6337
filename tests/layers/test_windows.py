"""Sliding windows: every small combination of side, kernel, stride, padding and dilation, held against torch."""

from __future__ import annotations

import itertools
import warnings
from typing import Literal

import pytest
import torch

from playground.layers.convolution import Conv2d
from playground.layers.pooling import AvgPool2d, MaxPool2d
from playground.model.layer import Layer, Refused
from playground.model.recipe import perform
from playground.model.signal import image

PADDINGS: tuple[int | Literal["same"], ...] = (0, 1, 2, "same")


def sides(layer: Layer, height: int, width: int) -> tuple[int, ...] | None:
    """What the layer says leaves it, or ``None`` where it refuses."""
    try:
        return layer.output(image(1, height, width)).shape[1:]
    except Refused:
        return None


def torch_sides(layer: Layer, height: int, width: int) -> tuple[int, ...] | None:
    """What torch makes of it, or ``None`` where it refuses."""
    try:
        module = perform(layer.recipe(image(1, height, width)), lambda file: None)
        return tuple(module(torch.zeros(1, 1, height, width)).shape[2:])
    except (RuntimeError, ValueError):
        return None


@pytest.mark.parametrize("padding", PADDINGS)
def test_convolution(padding: int | Literal["same"]) -> None:
    for kernel, stride, dilation, side in itertools.product((1, 2, 3, 4), (1, 2, 3), (1, 2, 3), range(1, 10)):
        layer = Conv2d(1, kernel, stride, padding, dilation)
        assert sides(layer, side, 11) == torch_sides(layer, side, 11), (layer, side)


@pytest.mark.parametrize("kind", [MaxPool2d, AvgPool2d])
def test_pooling(kind: type[MaxPool2d] | type[AvgPool2d]) -> None:
    for kernel, stride, padding, side in itertools.product((1, 2, 3, 4), (0, 1, 2, 3), (0, 1, 2, 3), range(1, 10)):
        layer = kind(kernel, stride, padding)
        assert sides(layer, side, 7) == torch_sides(layer, side, 7), (layer, side)


def test_the_sum_is_written_with_the_real_numbers() -> None:
    def terms(layer: Layer, height: int = 28, width: int = 28) -> list[tuple[str, str, int]]:
        return [(line.name, line.terms, line.value) for line in layer.arithmetic(image(1, height, width))]

    assert terms(Conv2d(padding=1)) == [("Side", "(28 + 2·1 − 3) / 1 + 1", 28)]
    assert terms(Conv2d(padding="same", kernel=5)) == [("Side", "(28 + 2·2 − 5) / 1 + 1", 28)]
    assert terms(Conv2d(padding="same", kernel=4)) == [("Side", "(28 + 3 − 4) / 1 + 1", 28)]
    assert terms(Conv2d(stride=2)) == [("Side", "⌊(28 + 2·0 − 3) / 2⌋ + 1", 13)]
    assert terms(Conv2d(dilation=2)) == [("Side", "(28 + 2·0 − 2·(3 − 1) − 1) / 1 + 1", 24)]
    assert terms(MaxPool2d(), 28, 14) == [
        ("Height", "(28 + 2·0 − 2) / 2 + 1", 14),
        ("Width", "(14 + 2·0 − 2) / 2 + 1", 7),
    ]


def test_a_stride_of_zero_is_the_kernel() -> None:
    assert MaxPool2d(kernel=3).output(image(2, 9, 9)) == MaxPool2d(kernel=3, stride=3).output(image(2, 9, 9))
    assert MaxPool2d(kernel=3).recipe(image(2, 9, 9)) == MaxPool2d(kernel=3, stride=3).recipe(image(2, 9, 9))


@pytest.mark.parametrize(("kernel", "dilation"), [(2, 1), (4, 1), (4, 3), (6, 1)])
def test_an_even_filter_that_keeps_the_size_gives_what_torchs_own_gives(kernel: int, dilation: int) -> None:
    """Torch's own makes the same zeros, but warns of the copy that it makes."""
    layer = Conv2d(3, kernel, 1, "same", dilation)
    ours = perform(layer.recipe(image(2, 7, 9)), lambda file: None)
    torchs = torch.nn.Conv2d(2, 3, kernel, padding="same", dilation=dilation)
    torchs.load_state_dict(ours.state_dict())
    x = torch.randn(2, 2, 7, 9, generator=torch.Generator().manual_seed(0))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = torchs(x)
    torch.testing.assert_close(ours(x), expected)
