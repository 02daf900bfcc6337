"""What the network's numbers mean to people: probabilities, classes, and the words for both. No widget."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from playground.model.dataset import Target
from playground.ui.widgets.token_pieces import inked

Array = npt.NDArray[Any]
NOT_NUMBERS = "The network's answers are not numbers any more."
"""What views say when nothing finite comes out."""
Link = Literal["softmax", "sigmoid", "identity"]


def shares(outputs: Array, link: Link) -> Array:
    """Probability of each class, (N, classes), from what leaves the network, (N, units).

    A single sigmoid unit gives the probability of the second class, so two columns come out.
    """
    outputs = outputs.astype(np.float64, copy=False)
    if link == "sigmoid":
        second = 1.0 / (1.0 + np.exp(-np.clip(outputs[:, 0], -700.0, 700.0)))
        return np.stack([1.0 - second, second], axis=1)
    if link == "softmax":
        with np.errstate(invalid="ignore"):
            raised = np.exp(outputs - outputs.max(axis=1, keepdims=True))
            return np.asarray(raised / raised.sum(axis=1, keepdims=True))
    if outputs.shape[1] == 1:
        second = np.clip(outputs[:, 0], 0.0, 1.0)
        return np.stack([1.0 - second, second], axis=1)
    return outputs


def class_words(target: Target, index: int) -> str:
    """A class in words: its name, with *class* before a mere letter."""
    name = inked(target.names[index])
    return f"class {name}" if len(name) == 1 and name.isalpha() else name
