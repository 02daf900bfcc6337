"""Classes over the plane as colours: one way for the big picture and for the card."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor

from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat_colours import NO_NUMBER_RGBA, Table, colours

Array = npt.NDArray[Any]
STRONGEST = 0.6
"""How much of a class's colour shows where it is certain, so that points of that colour stay visible on it."""


def class_colours(chances: Array, theme: Theme, decision: bool = False) -> Table:
    """Colours for class probabilities (height, width, classes): uint8 (height, width, 4) RGBA.

    Two classes run over the probability scale, from the first to the second. More take the colour of the most
    probable one, paler the nearer it is to a mere guess. A ``decision`` shows the winner alone, at full strength.
    Values that are not numbers have their own colour.
    """
    count = chances.shape[-1]
    if count == 2:
        second = chances[..., 1]
        if decision:
            second = np.where(np.isfinite(second), (second > 0.5) * 1.0, np.nan)
        return colours(second, 0.0, 1.0, theme.probability_table())
    paper = _rgb([theme.color("panel")])[0]
    hues = _rgb([theme.class_color(index) for index in range(count)])
    good = np.asarray(np.isfinite(chances).all(axis=-1))
    known = np.where(good[..., None], chances, 1.0 / count)
    guess = 1.0 / count
    sure = np.ones(known.shape[:-1]) if decision or count < 2 else (known.max(axis=-1) - guess) / (1.0 - guess)
    mixed = paper + STRONGEST * sure.clip(0.0, 1.0)[..., None] * (hues[known.argmax(axis=-1)] - paper)
    rgba = np.full((*known.shape[:-1], 4), 255, dtype=np.uint8)
    rgba[..., :3] = mixed.round()
    rgba[~good] = NO_NUMBER_RGBA
    return rgba


def _rgb(hues: list[QColor]) -> npt.NDArray[np.float64]:
    return np.array([[hue.red(), hue.green(), hue.blue()] for hue in hues], dtype=np.float64)
