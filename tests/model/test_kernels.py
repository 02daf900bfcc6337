"""Kernels slide as torch's convolution does."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from playground.model import kernels
from tests.draws import draws


@given(st.integers(0, 10_000), st.sampled_from([3, 5, 7]), st.integers(3, 12), st.floats(-2, 2))
@draws(40)
def test_sliding_is_torchs_convolution_with_same_padding(seed: int, side: int, size: int, bias: float) -> None:
    chance = np.random.default_rng(seed)
    image, kernel = chance.normal(size=(size, size + 1)), chance.normal(size=(side, side))
    found = kernels.slide(image, kernel, bias)
    wanted = functional.conv2d(
        torch.from_numpy(image)[None, None],
        torch.from_numpy(kernel)[None, None],
        torch.tensor([bias], dtype=torch.float64),
        padding=side // 2,
    )[0, 0]
    assert np.allclose(found, wanted.numpy(), atol=1e-12)
    row, column = size // 2, size // 3
    assert np.isclose((kernels.patch(image, row, column, side) * kernel).sum() + bias, found[row, column])


def test_named_kernels_do_what_their_names_say() -> None:
    named = {kernel.id: kernels.centred(kernel.rows, 3) for kernel in kernels.NAMED}
    flat = np.ones((9, 9))
    inside = (slice(2, -2), slice(2, -2))
    for id in ("identity", "box_blur", "gaussian", "sharpen"):
        assert np.allclose(kernels.slide(flat, named[id])[inside], 1.0), "brightness stays"
    for id in ("edge", "laplacian", "sobel_x", "sobel_y", "diagonal"):
        assert np.allclose(kernels.slide(flat, named[id])[inside], 0.0), "nothing happens on plain paper"
    upright = np.repeat([[0.0] * 4 + [1.0] * 5], 9, axis=0)
    assert kernels.slide(upright, named["sobel_x"])[inside].max() == 4.0
    assert np.allclose(kernels.slide(upright, named["sobel_y"])[inside], 0.0)


def test_a_small_kernel_lies_in_the_middle_of_a_larger_one() -> None:
    rows = kernels.NAMED[0].rows
    assert kernels.centred(rows, 5)[2, 2] == 1.0
    assert kernels.centred(rows, 5).sum() == 1.0
