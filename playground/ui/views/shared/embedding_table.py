"""The table of an embedding: which node has one, which tokens are mapped, and what lies near a token. No widget."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from playground.model.sequences import TokenSet
from playground.model.signal import PADDING
from playground.model.trace import NodeTrace
from playground.ui.state.scene import Scene

Array = npt.NDArray[Any]


def embeddings(scene: Scene) -> list[NodeTrace]:
    """The nodes that read tokens and learn a row of numbers for each."""
    return [
        node
        for node in scene.trace.nodes
        if node.inputs and node.inputs[0].kind == "tokens" and node.counts and node.layer.reads_tokens
    ]


def table_in(learned: dict[str, Array], vocabulary: int) -> Array | None:
    """The table (vocabulary, width) among what a node learned; ``None`` where there is none."""
    return next((found for found in learned.values() if found.ndim == 2 and len(found) == vocabulary), None)


def counted(scene: Scene) -> Array:
    """How often each token stands in the training sequences, int64 (vocabulary,); padding counts 0."""
    data = scene.experiment.data
    assert isinstance(data, TokenSet)
    size = len(data.vocabulary().texts)
    if scene.samples is None:
        return np.zeros(size, np.int64)
    counts = np.bincount(scene.samples.train_inputs.ravel(), minlength=size)
    if data.signal().padded:
        counts[PADDING] = 0
    return counts[:size]


def nearest(table: Array, token: int, count: int) -> list[tuple[int, float]]:
    """The tokens whose rows point most alike, with the cosine of the angle between, the largest first."""
    rows = table.astype(np.float64)
    lengths = np.linalg.norm(rows, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        alike = rows @ rows[token] / (lengths * lengths[token])
    alike[token] = np.nan
    order = np.argsort(-np.nan_to_num(alike, nan=-2.0), kind="stable")
    return [(int(index), float(alike[index])) for index in order[:count] if np.isfinite(alike[index])]
