"""Pictures of examples, as they are shown wherever an image stands for its sample: in ink, or in their own colours."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from playground.model.dataset import DataSet
from playground.model.signal import Signal
from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat import image
from playground.ui.widgets.heat_colours import Table, colours, true_colours

Array = npt.NDArray[Any]
COLOURS = 3
"""Red, green and blue: so many channels are shown as one picture in its own colours."""


def is_picture(signal: Signal) -> bool:
    """Whether a sample is one picture: an image in one ink, or of red, green and blue."""
    return signal.kind == "image" and signal.channels in (1, COLOURS)


def pixel_colours(raw: Array, data: DataSet, theme: Theme) -> Table:
    """Raw images (..., channels, height, width) as uint8 (..., height, width, 4) RGBA.

    Red, green and blue are shown as they are; of any other number of channels the first one is in ink on paper.
    """
    if raw.shape[-3] == COLOURS:
        return true_colours(raw, data.ink)
    return colours(np.asarray(raw[..., 0, :, :]), 0.0, data.ink, theme.ink_table())


def example_picture(pixels: Array, scene: Scene, theme: Theme) -> QImage:
    """An input image (channels, height, width) with its normalisation taken back."""
    raw = pixels if scene.samples is None else scene.samples.raw(pixels)
    return image(pixel_colours(raw, scene.experiment.data, theme))
