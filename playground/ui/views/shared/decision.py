"""Where the network decides otherwise, as straight lines over two units that the output reads directly. No widget."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def decision_cuts(weight: Array, bias: Array | None, bound: float, low: Array, high: Array) -> Array:
    """The straight pieces (C, 2, 2) within a box at which the decision changes.

    ``weight`` (units, 2) and ``bias`` (units,) are those of the output, ``low`` and ``high`` (2,) the box's corners.
    One unit decides at the ``bound``; of several the largest wins, so two classes part where they are equal and no
    third is larger.
    """
    weight = weight.astype(np.float64)
    bias = np.zeros(len(weight)) if bias is None else bias.astype(np.float64)
    if not (np.isfinite(weight).all() and np.isfinite(bias).all()):
        return np.empty((0, 2, 2))
    if len(weight) == 1:
        found = [_piece(weight[0], float(bias[0]) - bound, [], low, high)]
    else:
        found = []
        for one, two in combinations(range(len(weight)), 2):
            others = [index for index in range(len(weight)) if index not in (one, two)]
            beaten = [(weight[one] - weight[other], float(bias[one] - bias[other])) for other in others]
            found.append(_piece(weight[one] - weight[two], float(bias[one] - bias[two]), beaten, low, high))
    pieces = [piece for piece in found if piece is not None]
    return np.array(pieces).reshape(-1, 2, 2)


def _piece(normal: Array, offset: float, beaten: list[tuple[Array, float]], low: Array, high: Array) -> Array | None:
    """The part of the line normal · p + offset = 0 within a box on which every ``beaten`` (n, o) has n · p + o ≥ 0."""
    size = float(normal @ normal)
    if size == 0.0:
        return None
    start = -offset / size * normal
    along = np.array([-normal[1], normal[0]]) / np.sqrt(size)
    conditions = [*beaten]
    for axis in (0, 1):
        unit = np.eye(2)[axis]
        conditions += [(unit, -float(low[axis])), (-unit, float(high[axis]))]
    first, last = -np.inf, np.inf
    for slope, level in conditions:
        change, there = float(slope @ along), float(slope @ start) + level
        if change > 0:
            first = max(first, -there / change)
        elif change < 0:
            last = min(last, -there / change)
        elif there < 0:
            return None
    return np.array([start + first * along, start + last * along]) if first < last else None
