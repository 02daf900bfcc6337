"""Sequences drawn by chance: what the tasks share, in numpy alone.

Each function stands on its own, as exported scripts print them word for word. N is the number of samples, T the number
of steps of the longest sequence.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from playground.model.target import IGNORED

Array = npt.NDArray[Any]


def draw_lengths(random: np.random.Generator, samples: int, least: int, length: int, vary: bool) -> Array:
    """How many steps each sequence has, int64 (N,): any number from ``least`` to ``length``, or all ``length``."""
    return random.integers(least, length + 1, samples) if vary else np.full(samples, length)


def pad_tokens(tokens: Array, lengths: Array, vary: bool) -> Array:
    """Where lengths vary, put 0 (padding) beyond each length and count the tokens from 1; else leave them as they are.

    Takes tokens from 0 on, int64 (N, T), and lengths (N,). Returns int64 (N, T).
    """
    inside = np.arange(tokens.shape[1]) < lengths[:, None]
    return np.where(inside, tokens + 1, 0) if vary else tokens


def ignore_padding(answers: Array, lengths: Array) -> Array:
    """The class of each step, with the mark of what is ignored beyond each length: int64 (N, T)."""
    inside = np.arange(answers.shape[1]) < lengths[:, None]
    return np.where(inside, answers, IGNORED)
