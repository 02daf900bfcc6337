"""Pictures of examples, as they are shown wherever an image stands for its sample."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from playground.ui.state.scene import Scene
from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat import picture

Array = npt.NDArray[Any]


def example_picture(pixels: Array, scene: Scene, theme: Theme) -> QImage:
    """An input image (channels, height, width) in ink on paper, its normalisation taken back."""
    samples = scene.samples
    raw = pixels[0] if samples is None else samples.raw(pixels[0])
    return picture(np.asarray(raw), 0.0, scene.experiment.data.ink, theme.ink_table())
