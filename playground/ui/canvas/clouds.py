"""Clouds: where the inputs of an activation fall on its curve, a dot each."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor

from playground.model.dataset import Samples
from playground.model.experiment import Experiment
from playground.model.layer import Activation
from playground.ui.canvas import tiles
from playground.ui.canvas.picture import NOTHING, Picture, tiled
from playground.ui.canvas.tiles import Array, Pixels
from playground.ui.theme.theme import Theme
from playground.ui.widgets.heat_colours import largest

POINTS = 60
"""So many of the examples that are looked at are drawn."""
REACH = 4.0
"""Curves are drawn for inputs from −4 to 4; points beyond pile up at the ends, which the legend says."""
DOT = 1.7
"""Radius of an operating point in px of the design."""
MOST_DOTS = 64
"""So many pixels of a feature map show as points."""


class Clouds:
    """Draws operating points on tiles of one size."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._size = (52, 42)
        self._dot = DOT
        self._experiment: Experiment | None = None
        self._samples: Samples | None = None
        self._are_made = False
        self._inks: dict[tuple[int, int], Pixels] = {}

    def set_scale(self, width: float, height: float, scale: float) -> None:
        """Draw for tiles of that size in px of the design, ``scale`` screen pixels each."""
        self._size = (round(width * scale), round(height * scale))
        self._dot = DOT * scale

    def set_scene(self, experiment: Experiment, samples: Samples | None, are_made: bool = False) -> None:
        """Colour the points of these samples, or all alike where they ``are_made`` of noise."""
        self._experiment, self._samples, self._are_made = experiment, samples, are_made
        self._inks.clear()

    def picture(self, layer: Activation, values: Array, rows: slice) -> Picture:
        """The points of the visible units, of inputs (samples, units) or of one sample (1, channels, height, width)."""
        if not len(values):
            return NOTHING
        z, colors = self._points(values[:POINTS], rows)
        wide, high = self._size
        ends = np.clip(z, -REACH, REACH)
        bent = np.asarray(layer.curve(ends.astype(np.float64)))
        low, top = curve_range(layer)
        points, units = z.shape
        at = np.empty((units, points, 2))
        at[..., 0] = ((ends / REACH * 0.44 + 0.5) * wide).T
        at[..., 1] = ((0.92 - (bent - low) / (top - low) * 0.84) * high).T
        at = np.nan_to_num(at.reshape(-1, 2), copy=False, nan=-99.0)
        dots = tiles.stamped((units, high, wide), at, np.repeat(np.arange(units), points), colors, self._dot)
        return tiled(dots, "", clear=True)

    def _points(self, values: Array, rows: slice) -> tuple[Array, Pixels]:
        """Inputs of the visible units (points, units), and a colour for each, unit by unit."""
        if values.ndim == 2 and len(values) > 1:
            z = values[:, rows]
            return z, self._inks_of(*z.shape)
        channels = values[0][rows].reshape(len(values[0][rows]), -1)
        z = channels[:, :: max(1, channels.shape[1] // MOST_DOTS)].T
        return z, tiles.signed(z.T.ravel(), largest(z), self._theme.signed_table())

    def _inks_of(self, count: int, units: int) -> Pixels:
        """Colours of the first training examples, repeated for each unit: they stay from frame to frame."""
        if (count, units) not in self._inks:
            self._inks[count, units] = np.tile(self._example_colors(count), (units, 1))
        return self._inks[count, units]

    def _example_colors(self, count: int) -> Pixels:
        """Colours of the first training examples: of their class, or their value in the signed scale."""
        colors = np.full((count, 4), 255, dtype=np.uint8)
        if self._samples is None or self._experiment is None:
            return colors
        targets = _answers(self._experiment, self._samples, count)
        if self._are_made or _has_classes(self._experiment):
            targets = np.zeros(count, np.int64) if self._are_made else targets
            palette = _rgb([self._theme.class_color(index) for index in range(int(targets.max(initial=0)) + 1)])
            colors[: len(targets), :3] = palette[targets]
            return colors
        values = targets.reshape(len(targets), -1)[:, 0]
        colors[: len(targets)] = tiles.signed(values, largest(values), self._theme.signed_table())
        return colors


def _has_classes(experiment: Experiment) -> bool:
    return experiment.target.has_classes or experiment.data.target().has_classes


def _answers(experiment: Experiment, samples: Samples, count: int) -> Array:
    """What the first training examples are coloured by: what is right for them, or what the data says of them."""
    inputs, targets = samples.train_inputs[:count], samples.train_targets[:count]
    return experiment.objective.right_answers(inputs, targets) if experiment.target.has_classes else targets


def curve_range(layer: Activation) -> tuple[float, float]:
    """Lowest and highest value of an activation over the drawn inputs."""
    bent = np.asarray(layer.curve(np.linspace(-REACH, REACH, 65)))
    low, high = float(bent.min()), float(bent.max())
    return (low, high) if high > low else (low - 1.0, high + 1.0)


def curve_path(layer: Activation) -> Array:
    """An activation's curve as a line (points, 2) from 0 to 1, y downwards, as its dots are placed."""
    z = np.linspace(-REACH, REACH, 65)
    low, high = curve_range(layer)
    y = 0.92 - (np.asarray(layer.curve(z)) - low) / (high - low) * 0.84
    return np.stack([z / REACH * 0.44 + 0.5, y], axis=1)


def _rgb(colors: list[QColor]) -> Array:
    return np.array([[color.red(), color.green(), color.blue()] for color in colors], dtype=np.float64)
