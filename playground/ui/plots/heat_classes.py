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


def class_colours(chances: Array, theme: Theme, decided: Array | None = None) -> Table:
    """Colours for class probabilities (height, width, classes): uint8 (height, width, 4) RGBA.

    Two classes run over the probability scale, from the first to the second. More take the colour of the most
    probable one, paler the nearer it is to a mere guess. Where it is given what is ``decided``, classes (height,
    width), they alone are shown, at full strength. Values that are not numbers have their own colour.
    """
    count, good = chances.shape[-1], np.asarray(np.isfinite(chances).all(axis=-1))
    if count == 2:
        second = chances[..., 1] if decided is None else np.where(good, decided * 1.0, np.nan)
        return colours(second, 0.0, 1.0, theme.probability_table())
    paper = _rgb([theme.color("panel")])[0]
    hues = _rgb([theme.class_color(index) for index in range(count)])
    known = np.where(good[..., None], chances, 1.0 / count)
    guess = 1.0 / count
    sure = (
        np.ones(known.shape[:-1]) if decided is not None or count < 2 else (known.max(axis=-1) - guess) / (1.0 - guess)
    )
    shown = known.argmax(axis=-1) if decided is None else decided
    mixed = paper + STRONGEST * sure.clip(0.0, 1.0)[..., None] * (hues[shown] - paper)
    rgba = np.full((*known.shape[:-1], 4), 255, dtype=np.uint8)
    rgba[..., :3] = mixed.round()
    rgba[~good] = NO_NUMBER_RGBA
    return rgba


def _rgb(hues: list[QColor]) -> npt.NDArray[np.float64]:
    return np.array([[hue.red(), hue.green(), hue.blue()] for hue in hues], dtype=np.float64)
