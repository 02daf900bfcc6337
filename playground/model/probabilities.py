"""Probabilities: how logits become shares, without overflow and without losing the small ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]


def softmax(logits: npt.ArrayLike, axis: int = -1) -> Floats:
    """eᶻ / Σ eᶻ along an axis, float64; the largest logit is taken off first, which changes no share.

    A row that holds NaN or ∞, or nothing but −∞, is NaN, as in torch.
    """
    values = np.asarray(logits, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        raised = np.exp(values - values.max(axis=axis, keepdims=True))
        shares: Floats = raised / raised.sum(axis=axis, keepdims=True)
    return shares


def sigmoid(logits: npt.ArrayLike) -> Floats:
    """1 / (1 + e⁻ᶻ), float64; far to the left it is eᶻ to the last digit, as in torch. NaN stays NaN."""
    values = np.asarray(logits, dtype=np.float64)
    raised = np.exp(-np.abs(values))
    shares: Floats = np.where(values >= 0, 1.0, raised) / (1.0 + raised)
    return np.where(np.isnan(values), np.nan, shares)


def sigmoid_slope(logits: npt.ArrayLike) -> Floats:
    """σ′(z) = σ(z) · (1 − σ(z)) = e⁻|ᶻ| / (1 + e⁻|ᶻ|)², float64, in which nothing cancels. NaN stays NaN."""
    raised = np.exp(-np.abs(np.asarray(logits, dtype=np.float64)))
    slopes: Floats = raised / (1.0 + raised) ** 2
    return slopes
