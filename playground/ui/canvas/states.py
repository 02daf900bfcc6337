"""States: how an activation is doing on a few examples, in two words for the foot of its card. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.model.layer import Activation
from playground.model.saturation import by_unit, dead_and_flat
from playground.numerals import portion
from playground.ui.canvas.tiles import Array

ENOUGH = 30
"""With fewer examples nothing is claimed."""
MUCH = 0.8
"""From this share on being flat is worth a warning."""


@dataclass(frozen=True)
class CardStatus:
    """Words for the foot of a card, empty where nothing is to be said, and whether they warn."""

    words: str
    warns: bool


def state_of(layer: Activation, values: Array) -> CardStatus:
    """How an activation is doing on its inputs (examples, units): dead units before anything else, or how much is flat.

    What *dead* and *flat* mean is in ``model.saturation``.
    """
    z = by_unit(values)
    if not z.size or not np.isfinite(z).all():
        return CardStatus("", False)
    gone, flat = dead_and_flat(layer, z)
    dead = int(gone.sum())
    if dead:
        return CardStatus(f"{dead} dead", True)
    return CardStatus(f"{portion(flat)} flat" if flat else "", flat >= MUCH)
