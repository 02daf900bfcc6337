"""Which steps of sequences are real: what views leave out of their pictures is padding. No widget."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from playground.model.dataset import DataSet
from playground.model.masking import padded_nodes
from playground.model.sequences import TokenSet
from playground.model.signal import PADDING
from playground.model.trace import NetworkTrace

Array = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]


def mask_of(network: NetworkTrace, id: str, inputs: Array) -> Mask | None:
    """Which steps of what leaves a node (``"input"`` for the data) are real, (N, time); ``None`` where all are.

    ``inputs`` are the samples' tokens, (N, time).
    """
    masking = padded_nodes(network).get(id)
    if masking is None:
        return None
    mask: Mask = np.asarray(inputs != PADDING)
    for step, time in masking:
        mask = mask[:, ::step][:, :time]
    return mask


def mean_over_steps(values: Array, mask: Mask | None) -> Array:
    """The mean of each feature over the real steps, (N, features), from what leaves a layer, (N, time, features)."""
    if mask is None:
        return np.asarray(values.mean(axis=1))
    kept = np.where(mask[:, :, None], values, 0.0)  # so that no number of a padded step gets in, whatever it is
    return np.asarray(kept.sum(axis=1) / np.maximum(mask.sum(axis=1), 1)[:, None], values.dtype)


def step_noun(data: DataSet) -> str:
    """What one step is called: a letter, a word, or just a step."""
    return data.vocabulary().noun if isinstance(data, TokenSet) else "step"
