"""Kernels: small filters that image processing has names for, and what they make of an image. Numpy alone."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Rows = tuple[tuple[float, ...], ...]


class NamedKernel(msgspec.Struct, frozen=True):
    """A filter by its usual name: ``rows`` of numbers, 3 by 3, and in one sentence what it does."""

    id: str
    label: str
    words: str
    rows: Rows


def _scaled(rows: Rows, factor: float) -> Rows:
    return tuple(tuple(value * factor for value in row) for row in rows)


NAMED = (
    NamedKernel("identity", "Identity", "Copies the image as it is.", ((0, 0, 0), (0, 1, 0), (0, 0, 0))),
    NamedKernel(
        "box_blur", "Blur", "Gives each pixel the mean of its neighbourhood.", _scaled(((1, 1, 1),) * 3, 1 / 9)
    ),
    NamedKernel(
        "gaussian",
        "Gaussian",
        "Blurs softly: near pixels count more than far ones.",
        _scaled(((1, 2, 1), (2, 4, 2), (1, 2, 1)), 1 / 16),
    ),
    NamedKernel(
        "sharpen",
        "Sharpen",
        "Adds what sets a pixel apart from its neighbours.",
        ((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
    ),
    NamedKernel(
        "edge",
        "Edge",
        "Answers where brightness changes, whatever the direction.",
        ((-1, -1, -1), (-1, 8, -1), (-1, -1, -1)),
    ),
    NamedKernel(
        "laplacian",
        "Laplacian",
        "The second derivative: answers at thin lines and edges.",
        ((0, 1, 0), (1, -4, 1), (0, 1, 0)),
    ),
    NamedKernel(
        "sobel_x", "Sobel x", "Answers at upright edges: darker on one side.", ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1))
    ),
    NamedKernel(
        "sobel_y", "Sobel y", "Answers at level edges: darker above or below.", ((-1, -2, -1), (0, 0, 0), (1, 2, 1))
    ),
    NamedKernel(
        "diagonal",
        "Diagonal",
        "Answers at strokes that fall from left to right.",
        ((2, -1, -1), (-1, 2, -1), (-1, -1, 2)),
    ),
    NamedKernel(
        "emboss", "Emboss", "Looks like light from one side on a relief.", ((-2, -1, 0), (-1, 1, 1), (0, 1, 2))
    ),
)
"""The filters of the textbooks (Gonzalez and Woods, Digital Image Processing; I. Sobel, 1968)."""


def centred(rows: Rows, side: int) -> Array:
    """A kernel in the middle of a larger one of an odd side, zeros around it: float64 (side, side)."""
    small = np.array(rows, np.float64)
    border = (side - len(small)) // 2
    return np.pad(small, border)


def slide(image: Array, kernel: Array, bias: float = 0.0) -> Array:
    """Slide a kernel (k, k), k odd, over an image (height, width), as torch's Conv2d does: float64 of the same size.

    A cross-correlation, so the kernel is not turned over; zeros lie round the image, k // 2 of them on each side.
    """
    side = len(kernel)
    padded = np.pad(image.astype(np.float64), side // 2)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (side, side))
    found: Array = np.einsum("ijkl,kl->ij", windows, kernel) + bias
    return found


def patch(image: Array, row: int, column: int, side: int) -> Array:
    """What a kernel of that side sees at a place: float64 (side, side), zeros beyond the image's edge."""
    padded = np.pad(image.astype(np.float64), side // 2)
    return padded[row : row + side, column : column + side]
