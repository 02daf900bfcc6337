"""Pictures: what the cards show of a frame, made when a card is painted and kept until the next frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from PySide6.QtGui import QColor, QImage

from playground.engine.messages import Frame
from playground.model.dataset import Samples
from playground.model.experiment import Experiment
from playground.model.layer import Activation
from playground.ui.canvas import tiles
from playground.ui.canvas.asking import GRID_SIDE, Asking
from playground.ui.canvas.cards import Card
from playground.ui.canvas.states import ENOUGH, State, state_of
from playground.ui.canvas.tiles import Array, Pixels
from playground.ui.theme import Theme
from playground.ui.widgets.heat_classes import class_colours

REACH = 4.0
"""Curves are drawn for inputs from −4 to 4; points beyond pile up at the ends, which the legend says."""
DOT = 1.7
"""Radius of an operating point in px of the design."""
ROOMY = 42.0
"""From this side on a tile has room for numbers with all their zeros: ``−0.0079``."""


@dataclass(frozen=True)
class Picture:
    """What one card shows in its visible rows.

    ``image`` stacks one tile a row; ``paths`` has a line a row, (points, 2) from 0 to 1 with y downwards; ``numbers``
    are printed in the cells; ``bars`` are shares of the longest bar with their ``colors``.
    """

    image: QImage | None = None
    smooth: bool = False
    scale: str = ""
    paths: tuple[Array, ...] = ()
    numbers: tuple[str, ...] = ()
    bars: Array | None = None
    colors: Pixels | None = None
    caption: tuple[str, ...] = ()
    pixels: Pixels | None = None


NOTHING = Picture()


class Pictures:
    """Makes the pictures of all cards from the latest frame, each when it is asked for first."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._experiment: Experiment | None = None
        self._samples: Samples | None = None
        self._asking: Asking | None = None
        self._frame: Frame | None = None
        self._example = 0
        self._made: dict[tuple[str, int, int], Picture] = {}
        self._inks: dict[int, Pixels] = {}
        self._curve_size = (52, 42)
        self._number: Callable[[float], str] = tiles.short
        self._dot = DOT

    def set_scale(self, width: float, height: float, scale: float) -> None:
        """Dots on curves are drawn for tiles of that size in px of the design, ``scale`` screen pixels each."""
        self._curve_size = (round(width * scale), round(height * scale))
        self._number = tiles.short if height >= ROOMY else tiles.brief
        self._dot = DOT * scale
        self._made.clear()

    @property
    def frame(self) -> Frame | None:
        """The frame that is shown, ``None`` before the first."""
        return self._frame

    def set_scene(self, experiment: Experiment, samples: Samples | None, asking: Asking, example: int) -> None:
        """Show another experiment, samples or example; the frame stays until it is told to go."""
        self._experiment, self._samples, self._asking, self._example = experiment, samples, asking, example
        self._made.clear()
        self._inks.clear()

    def set_frame(self, frame: Frame | None) -> None:
        """Show another frame."""
        self._frame = frame
        self._made.clear()

    def of(self, card: Card, first: int, count: int) -> Picture:
        """The picture of a card's rows; empty where nothing is known yet."""
        key = (card.id, first, count)
        if key not in self._made:
            self._made[key] = self._make(card, slice(first, first + count))
        return self._made[key]

    def biases(self, card: Card) -> tuple[Array, float] | None:
        """A layer's biases (units,) and the end of their scale, ``None`` where it has none or nothing is known."""
        learned = self._asking.learned(self._frame, card.id) if self._asking else None
        if not learned or "bias" not in learned:
            return None
        bias = learned["bias"]
        return bias, tiles.limit_of(bias)

    def state(self, card: Card) -> State | None:
        """How an activation is doing on the examples that show as points; ``None`` where they are too few to tell."""
        values = self._asking.operating(self._frame, card.sources[0]) if self._asking and card.judged else None
        if values is None or not isinstance(card.layer, Activation) or len(values) < ENOUGH:
            return None
        return state_of(card.layer, values)

    def _make(self, card: Card, rows: slice) -> Picture:
        if self._experiment is None or self._asking is None or card.broken or card.unknown or card.face == "spine":
            return NOTHING
        if card.face == "image":
            return self._example_picture()
        if card.face == "curve":
            return self._cloud(card, rows)
        values = self._asking.picture(self._frame, card.id)
        if values is None or not len(values):
            return NOTHING
        axes = len(self._experiment.data.domain)
        if card.face == "surface":
            return self._surface(card, values)
        if card.face == "bars":
            return self._bars(values, rows)
        if axes == 2:
            return self._planes(values, rows)
        if axes == 1:
            return self._plots(values, rows)
        return self._maps(card, values[0], rows)

    def _planes(self, values: Array, rows: slice) -> Picture:
        """Units over the plane; all pictures of the card share one symmetric scale."""
        limit = tiles.limit_of(values)
        planes = tiles.over_plane(values, GRID_SIDE)[rows]
        return self._tiled(tiles.signed(planes, limit, self._theme.signed_table()), tiles.scale_words(-limit, limit))

    def _plots(self, values: Array, rows: slice) -> Picture:
        """Units over x, as lines on one shared scale."""
        limit = tiles.limit_of(values) or 1.0
        x = np.linspace(0, 1, len(values))
        lines = [np.stack([x, 0.5 - 0.44 * column / limit], axis=1) for column in values.T[rows]]
        return Picture(paths=tuple(lines), scale=tiles.scale_words(-limit, limit))

    def _maps(self, card: Card, values: Array, rows: slice) -> Picture:
        """Channels of an image (channels, height, width), or single numbers (units,), for one example."""
        limit = tiles.limit_of(values)
        from_zero = card.face == "pooled" and bool((values >= 0).all())
        table = self._theme.magnitude_table() if from_zero else self._theme.signed_table()
        color = tiles.magnitude if from_zero else tiles.signed
        scale = tiles.scale_words(0.0 if from_zero else -limit, limit)
        shown = values[rows]
        if shown.ndim == 1:
            picture = self._tiled(color(shown[:, None, None], limit, table), scale)
            return replace(picture, numbers=tuple(map(self._number, shown)), smooth=False)
        return self._tiled(color(shown, limit, table), scale)

    def _tiled(self, pixels: Pixels, scale: str) -> Picture:
        count, height, width = pixels.shape[:3]
        stacked = np.ascontiguousarray(pixels.reshape(count * height, width, 4))
        return Picture(_image(stacked), smooth=height >= 28, scale=scale, pixels=stacked)

    def _cloud(self, card: Card, rows: slice) -> Picture:
        """Where the inputs of an activation fall on its curve, one tile a unit or channel."""
        layer = card.layer
        if not isinstance(layer, Activation) or self._asking is None:
            return NOTHING
        values = self._asking.operating(self._frame, card.sources[0])
        if values is None or not len(values):
            return NOTHING
        z, colors = self._operating_points(values, rows)
        wide, high = self._curve_size
        bent = np.asarray(layer.curve(np.clip(z, -REACH, REACH).astype(np.float64)))
        low, top = curve_range(layer)
        x = (np.clip(z, -REACH, REACH) / REACH * 0.44 + 0.5) * wide
        y = (0.92 - (bent - low) / (top - low) * 0.84) * high
        points, units = z.shape
        at = np.nan_to_num(np.stack([x.T.ravel(), y.T.ravel()], axis=1), nan=-99.0)
        dots = tiles.stamped((units, high, wide), at, np.repeat(np.arange(units), points), colors, self._dot)
        stacked = dots.reshape(units * high, wide, 4)
        return Picture(_image(stacked, clear=True), smooth=True, pixels=stacked)

    def _operating_points(self, values: Array, rows: slice) -> tuple[Array, Pixels]:
        """Inputs of the visible units (points, units), and a colour for each, unit by unit."""
        if values.ndim == 2 and len(values) > 1:
            z = values[:, rows]
            return z, np.tile(self._inks_of(len(values)), (z.shape[1], 1))
        channels = values[0][rows].reshape(len(values[0][rows]), -1)
        z = channels[:, :: max(1, channels.shape[1] // 64)].T
        limit = tiles.limit_of(z)
        return z, tiles.signed(z.T.ravel(), limit, self._theme.signed_table())

    def _inks_of(self, count: int) -> Pixels:
        if count not in self._inks:
            self._inks[count] = self._example_colors(count)
        return self._inks[count]

    def _example_colors(self, count: int) -> Pixels:
        """Colours of the first training examples: of their class, or their value in the signed scale."""
        colors = np.full((count, 4), 255, dtype=np.uint8)
        if self._samples is None or self._experiment is None:
            return colors
        targets = self._samples.train_targets[:count]
        if self._experiment.data.target().kind == "classes":
            palette = _rgb([self._theme.class_color(index) for index in range(int(targets.max(initial=0)) + 1)])
            colors[: len(targets), :3] = palette[targets]
            return colors
        values = targets.reshape(len(targets), -1)[:, 0]
        colors[: len(targets)] = tiles.signed(values, tiles.limit_of(values), self._theme.signed_table())
        return colors

    def _surface(self, card: Card, values: Array) -> Picture:
        """The output over the plane, or as a curve over x."""
        experiment = self._experiment
        if experiment is None:
            return NOTHING
        caption = _caption(experiment)
        if len(experiment.data.domain) == 1:
            return replace(self._plots(values, slice(0, values.shape[1])), caption=caption)
        link = experiment.training.loss.link
        shares = tiles.shares_of(values, link)
        side = GRID_SIDE
        if link == "softmax":
            pixels = class_colours(shares.reshape(side, side, -1)[::-1], self._theme)
            scale = "0 to 1" if shares.shape[1] == 2 else ""
            return replace(self._tiled(pixels[None], scale), caption=caption)
        planes = tiles.over_plane(shares, side)[:1]
        if link == "sigmoid":
            pixels = tiles.between(planes, 0.0, 1.0, self._theme.probability_table())
            return replace(self._tiled(pixels, "0 to 1"), caption=caption)
        return replace(self._planes(values, slice(0, 1)), caption=caption)

    def _bars(self, values: Array, rows: slice) -> Picture:
        """The answer for one example: a share a class, or a value a unit."""
        if self._experiment is None:
            return NOTHING
        link = self._experiment.training.loss.link
        answer = tiles.shares_of(values, link)[0]
        limit = 1.0 if link != "identity" else tiles.limit_of(answer) or 1.0
        shown = answer[rows]
        table = self._theme.magnitude_table() if link != "identity" else self._theme.signed_table()
        color = tiles.magnitude if link != "identity" else tiles.signed
        return Picture(
            bars=np.abs(shown) / limit,
            colors=color(shown, limit, table),
            numbers=tuple(f"{value:.2f}".replace("-", "−") for value in shown),
            scale="0 to 1" if link != "identity" else tiles.scale_words(-limit, limit),
        )

    def _example_picture(self) -> Picture:
        """The chosen example as it lies in the data, in ink."""
        samples, experiment = self._samples, self._experiment
        if samples is None or experiment is None:
            return NOTHING
        part, inputs, targets = example_part(samples)
        if not len(inputs):
            return NOTHING
        place = min(self._example, len(inputs) - 1)
        raw = inputs[place, 0] * samples.scale.reshape(-1)[0] + samples.offset.reshape(-1)[0]
        pixels = tiles.between(raw[None], 0.0, experiment.data.ink, self._theme.ink_table())
        target: Any = targets[place]
        names = experiment.data.target().names
        label = f"label {names[int(target)]}" if experiment.data.target().kind == "classes" else ""
        return replace(self._tiled(pixels, ""), caption=(f"{part} image {place}", label))


def example_part(samples: Samples) -> tuple[str, Array, Array]:
    """The part from which examples are chosen: its name, inputs and targets; test, or train where that is empty."""
    if len(samples.test_inputs):
        return "Test", samples.test_inputs, samples.test_targets
    return "Train", samples.train_inputs, samples.train_targets


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


def _caption(experiment: Experiment) -> tuple[str, ...]:
    link = experiment.training.loss.link
    names = experiment.data.target().names
    if link == "sigmoid":
        return "Linear, then sigmoid", f"p({names[-1]})"
    if link == "softmax":
        return "Linear, then softmax", f"{len(names)} classes"
    return "Linear", ", ".join(names) if experiment.data.target().kind == "values" else ""


def _rgb(colors: list[QColor]) -> Array:
    return np.array([[color.red(), color.green(), color.blue()] for color in colors], dtype=np.float64)


def _image(pixels: Pixels, clear: bool = False) -> QImage:
    """An image over an array that its picture keeps alive."""
    height, width = pixels.shape[:2]
    kind = QImage.Format.Format_RGBA8888_Premultiplied if clear else QImage.Format.Format_RGBA8888
    return QImage(pixels.data, width, height, 4 * width, kind)
