"""Sampling: how a text goes on, token by token, from what a network expects next. Numbers alone, no torch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from playground.model.probabilities import softmax

Array = npt.NDArray[Any]


def read_window(tokens: Sequence[int], length: int) -> tuple[tuple[int, ...], int]:
    """The last ``length`` tokens as a network reads them, and the place whose output tells the next one.

    A text that is shorter stands at the start; token 0 fills the rest, and a causal network cannot see it.
    """
    kept = tuple(tokens[-length:])
    return (*kept, *([0] * (length - len(kept)))), len(kept) - 1


def tempered(shares: Array, temperature: float) -> Array:
    """Shares (classes,) at a temperature: pⁱ ∝ p^(1/t); at 0 the likeliest gets all. NaN stays NaN."""
    shares = np.clip(shares.astype(np.float64), 0.0, None)
    if not np.isfinite(shares).all() or not shares.sum() > 0:
        return np.full(len(shares), np.nan)
    if temperature == 0.0:
        return np.asarray(np.arange(len(shares)) == shares.argmax(), np.float64)
    with np.errstate(divide="ignore"):
        logits = np.log(shares) / temperature
    return softmax(logits)


def drawn(shares: Array, seed: int, place: int) -> int:
    """The token that chance draws from finite shares (classes,); the same seed has the same luck at each place."""
    luck = np.random.default_rng((seed, place)).random()
    token = int(np.searchsorted(np.cumsum(shares), luck * shares.sum(), side="right"))
    return min(token, len(shares) - 1)
