"""Saturation: where the curve of an activation is flat, and which units are dead. One meaning for all who say so.

Cards, the tab *Activation curves* and the checkup of the engine count by it, so that they can differ in the samples
they look at and in nothing else.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from playground.model.layer import Activation, Floats, leak_of

FLAT = 0.05
"""A slope below this share of the curve's steepest lets next to no gradient through."""
_STEEPEST_WITHIN = np.linspace(-8.0, 8.0, 641)


@lru_cache(maxsize=64)
def flat_below(layer: Activation) -> float:
    """The slope below which the curve of an activation counts as flat: a small slope that was asked for is not.

    A curve without any slope, such as a step, is flat everywhere.
    """
    below = FLAT * float(np.abs(layer.slope(_STEEPEST_WITHIN)).max()) or float(np.finfo(np.float64).tiny)
    leak = leak_of(layer)
    return min(below, leak) if leak > 0 else below


def flat_share(layer: Activation, inputs: Floats) -> float:
    """The share of finite inputs, of any shape, that fall where the curve is flat; NaN without any."""
    z = np.asarray(inputs, np.float64)
    z = z[np.isfinite(z)]
    return float((np.abs(layer.slope(z)) < flat_below(layer)).mean()) if z.size else float("nan")


def dead_units(layer: Activation, inputs: Floats) -> npt.NDArray[np.bool_]:
    """Which units (units,) are dead on their inputs (inputs, units): always 0, and no gradient gets back through them.

    A unit with an input that is no number is not called dead.
    """
    z = np.asarray(inputs, np.float64)
    with np.errstate(invalid="ignore"):
        return _silent(layer, z, np.asarray(layer.slope(z)))


def dead_and_flat(layer: Activation, inputs: Floats) -> tuple[npt.NDArray[np.bool_], float]:
    """``dead_units`` and ``flat_share`` of finite inputs (inputs, units), from slopes that are worked out once."""
    z = np.asarray(inputs, np.float64)
    slope = np.asarray(layer.slope(z))
    return _silent(layer, z, slope), float((np.abs(slope) < flat_below(layer)).mean())


def _silent(layer: Activation, z: Floats, slope: Floats) -> npt.NDArray[np.bool_]:
    """Which units are 0 wherever they look; only those without any slope need to be worked out."""
    silent = np.asarray((slope == 0).all(axis=0))
    if silent.any():
        silent[silent] = (np.asarray(layer.curve(z[:, silent])) == 0).all(axis=0)
    return silent


def by_unit(values: Floats) -> Floats:
    """What enters an activation, (samples, ...), as (inputs, units).

    A unit of a sequence is one of its features, of an image one of its channels, wherever it stands.
    """
    last = np.moveaxis(values, 1, -1) if values.ndim == 4 else values
    return last.reshape(-1, last.shape[-1]) if values.size else values.reshape(0, 0)
