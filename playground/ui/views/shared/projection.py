"""Projection: many numbers a sample brought down to two, by principal components. Numbers alone, no widget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from playground import numerals

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Projection:
    """Where samples lie on a map: ``at`` float64 (N, 2), NaN for those whose numbers are not finite.

    ``shares`` are the parts of the variance that lie across and up the map, 0 to 1.
    """

    at: Array
    shares: tuple[float, float]


def component_names(shares: tuple[float, float]) -> tuple[str, str]:
    """What the axes of a map are called, with the shares of the variance that lie along them."""
    across, up = numerals.shares(shares)
    return f"PC 1, {across}", f"PC 2, {up}"


def principal(values: Array) -> Projection:
    """The two directions along which ``values`` (N, D) differ most, and where the samples lie along them.

    The same as the first two columns of U · S of the singular value decomposition of the centred values (K. Pearson,
    On lines and planes of closest fit, 1901), but for the sign, by way of the smaller of the two matrices of products.
    The sample farthest out along a direction lies on its positive side.
    """
    at = np.full((len(values), 2), np.nan)
    good = np.isfinite(values).all(axis=1)
    if not good.any():
        return Projection(at, (0.0, 0.0))
    centred = values[good].astype(np.float64)
    centred -= centred.mean(axis=0)
    few = centred.shape[0] <= centred.shape[1]
    squares, directions = np.linalg.eigh(centred @ centred.T if few else centred.T @ centred)
    squares = np.maximum(squares[::-1], 0.0)
    directions = directions[:, ::-1][:, :2]
    placed = directions * np.sqrt(squares[:2]) if few else centred @ directions
    if placed.shape[1] < 2:
        placed = np.concatenate([placed, np.zeros((len(placed), 1))], axis=1)
    farthest = placed[np.abs(placed).argmax(axis=0), [0, 1]]
    at[good] = placed * np.where(farthest < 0, -1.0, 1.0)
    whole = float(squares.sum())
    parts = [*(squares[:2] / whole if whole > 0 else squares[:2] * 0.0).tolist(), 0.0]
    return Projection(at, (parts[0], parts[1]))


def aligned(new: Projection, before: Projection | None) -> Projection:
    """The same map with axes turned round where most samples would change sides; of the same samples as before."""
    if before is None or before.at.shape != new.at.shape:
        return new
    sides = np.nansum(new.at * before.at, axis=0)
    return Projection(new.at * np.where(sides < 0, -1.0, 1.0), new.shares)


def towards(at: Array, here: int, way: Array) -> int:
    """Which of the places (N, 2) is the next one from ``here`` in the direction ``way`` (2,); −1 where there is none.

    Only what lies more ahead than aside counts, and of that the nearest.
    """
    apart = at - at[here]
    ahead = apart @ (way / (np.linalg.norm(way) or 1.0))
    aside = np.sqrt(np.maximum((apart**2).sum(axis=1) - ahead**2, 0.0))
    far = np.where(ahead > np.maximum(aside, 1e-12), ahead + aside, np.inf)
    return int(far.argmin()) if np.isfinite(far).any() else -1
