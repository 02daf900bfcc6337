"""States: how an activation is doing on a few examples, in two words for the foot of its card. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.model.layer import Activation
from playground.ui.canvas.tiles import Array

ENOUGH = 30
"""With fewer examples nothing is claimed."""
FLAT = 0.1
"""Where the slope is smaller than this, hardly any gradient comes through."""
MUCH = 80
"""From this share on, in percent, being flat is worth a warning."""


@dataclass(frozen=True)
class State:
    """Words for the foot of a card, empty where nothing is to be said, and whether they warn."""

    words: str
    warns: bool


def state_of(layer: Activation, values: Array) -> State:
    """How an activation is doing on its inputs (examples, units).

    A unit is dead when exactly 0 leaves it for every example, and no gradient comes back. An input is flat where the
    slope is under 0.1.
    """
    z = values.reshape(len(values), -1).astype(np.float64)
    if not z.size or not np.isfinite(z).all():
        return State("", False)
    slope = np.abs(np.asarray(layer.slope(z)))
    dead = int(((np.asarray(layer.curve(z)) == 0) & (slope == 0)).all(axis=0).sum())
    if dead:
        return State(f"{dead} dead", True)
    flat = round(100 * float((slope < FLAT).mean()))
    return State(f"{flat} % flat" if flat else "", flat >= MUCH)
