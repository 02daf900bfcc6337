"""Backs: what a layer learned, as pictures on the back of its card: a mosaic of kernels, or weights as an image."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from math import ceil, sqrt

import numpy as np

from playground.ui.canvas.cards import Card
from playground.ui.canvas.picture import NOTHING, Picture
from playground.ui.canvas.results import signed_tiles
from playground.ui.canvas.tiles import Array
from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat_colours import largest

MOST_PARTS = 64
"""Of so many input channels the kernels are drawn; the foot of the card says so where there are more."""


def laid(cards: tuple[Card, ...], turned: Collection[str], gradients: bool) -> tuple[Card, ...]:
    """The cards as they lie: those with a back and one of these ids turned over, all with values or gradients."""
    cards = tuple(_with_gradients(card) for card in cards) if gradients else cards
    return tuple(_over(card) if card.id in turned and card.turns else card for card in cards)


def back(card: Card, weight: Array, rows: slice, theme: Theme) -> Picture:
    """What the visible units of a card learned, (units, channels, height, width) or flat, on one signed scale."""
    if weight.ndim == 2 and card.seen:
        weight = weight.reshape(len(weight), *card.seen)
    if weight.ndim != 4:
        return NOTHING
    kernels = weight[rows, :MOST_PARTS]
    kept = ~np.isnan(mosaic(np.zeros_like(kernels)))
    return replace(signed_tiles(mosaic(kernels), largest(weight), theme, kept), smooth=False)


def mosaic(kernels: Array) -> Array:
    """Kernels (units, channels, height, width) side by side in squares (units, high, wide), parted by lines of NaN."""
    units, parts, high, wide = kernels.shape
    side = ceil(sqrt(parts))
    grid = np.full((units, side * side, high + 1, wide + 1), np.nan, dtype=np.float32)
    grid[:, :parts, :high, :wide] = kernels
    rows = grid.reshape(units, side, side, high + 1, wide + 1).transpose(0, 1, 3, 2, 4)
    return rows.reshape(units, side * (high + 1), side * (wide + 1))[:, :-1, :-1]


def _with_gradients(card: Card) -> Card:
    """The card with gradients; what shows heads or answers has a gradient for each number of a step instead."""
    return replace(card, shows_gradients=True, face="steps" if card.face in ("heads", "answers") else card.face)


def _over(card: Card) -> Card:
    parts = card.seen[0] if card.seen else card.reads
    count = f"{MOST_PARTS} of {parts}" if parts > MOST_PARTS else ""
    return replace(card, back=True, footer=count or ("weights" if card.seen else "kernels"))
