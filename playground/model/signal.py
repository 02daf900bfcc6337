"""Signal: what flows between layers, one sample of it, with named axes."""

from __future__ import annotations

import math
from typing import Literal

import msgspec

SignalKind = Literal["vector", "image"]
AXES: dict[str, tuple[str, ...]] = {"vector": ("units",), "image": ("channels", "height", "width")}


class Signal(msgspec.Struct, frozen=True):
    """The shape of one sample between two layers; the batch axis comes before it and is never written.

    ``vector`` has the axis (units), ``image`` has (channels, height, width).
    """

    kind: SignalKind
    shape: tuple[int, ...]

    @property
    def axes(self) -> tuple[str, ...]:
        """Names of the axes, one for each number of ``shape``."""
        return AXES[self.kind]

    @property
    def size(self) -> int:
        """How many numbers one sample has."""
        return math.prod(self.shape)

    @property
    def rows(self) -> int:
        """How many rows a card shows: units of a vector, channels of an image."""
        return self.shape[0]

    @property
    def channels(self) -> int:
        """Channels of an image, units of a vector: the axis that normalisation and dropout by channel work on."""
        return self.shape[0]

    @property
    def units(self) -> int:
        """Length of a vector."""
        return self.shape[0]

    @property
    def height(self) -> int:
        """Rows of pixels of an image."""
        return self.shape[1]

    @property
    def width(self) -> int:
        """Pixels in one row of an image."""
        return self.shape[2]

    def __str__(self) -> str:
        return "×".join(str(number) for number in self.shape)


def vector(units: int) -> Signal:
    """A row of numbers: (units)."""
    return Signal("vector", (units,))


def image(channels: int, height: int, width: int) -> Signal:
    """A picture with channels: (channels, height, width)."""
    return Signal("image", (channels, height, width))
