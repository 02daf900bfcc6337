"""Signal: what flows between layers, one sample of it, with named axes."""

from __future__ import annotations

import math
from typing import Literal

import msgspec

from playground.numerals import count

SignalKind = Literal["vector", "image", "sequence", "tokens"]
AXES: dict[str, tuple[str, ...]] = {
    "vector": ("units",),
    "image": ("channels", "height", "width"),
    "sequence": ("time", "features"),
    "tokens": ("time", "vocabulary"),
}
PADDING = 0
"""The token that fills a sequence up to the common length, where sequences have lengths of their own."""


class Signal(msgspec.Struct, frozen=True):
    """The shape of one sample between two layers; the batch axis comes before it and is never written.

    ``vector`` has the axis (units), ``image`` has (channels, height, width), ``sequence`` has (time, features): a
    row of numbers for each step. ``tokens`` has (time, vocabulary): each step is one of so many tokens, given as its
    number in the vocabulary, so that a sample is int64 (time,); only data has it.

    ``padded`` says that samples may be shorter than ``time``: what lies beyond their own end is padding, which counts
    for nothing. Which steps those are is told by the data, whose token `PADDING` stands there.
    """

    kind: SignalKind
    shape: tuple[int, ...]
    padded: bool = False

    @property
    def axes(self) -> tuple[str, ...]:
        """Names of the axes, one for each number of ``shape``."""
        return AXES[self.kind]

    @property
    def size(self) -> int:
        """How many numbers one sample has."""
        return math.prod(self.array)

    @property
    def array(self) -> tuple[int, ...]:
        """Shape of one sample as an array: that of the signal, but (time,) for tokens."""
        return self.shape[:1] if self.kind == "tokens" else self.shape

    @property
    def timed(self) -> bool:
        """Whether its first axis is time."""
        return self.kind in ("sequence", "tokens")

    @property
    def rows(self) -> int:
        """How many rows a card shows: units of a vector, channels of an image, steps of a sequence."""
        return self.shape[0]

    @property
    def channels(self) -> int:
        """Channels of an image, units of a vector, features of a sequence: the axis that is normalised by channel."""
        return self.shape[1] if self.timed else self.shape[0]

    @property
    def units(self) -> int:
        """Length of a vector."""
        return self.shape[0]

    @property
    def time(self) -> int:
        """Steps of a sequence."""
        return self.shape[0]

    @property
    def features(self) -> int:
        """How many numbers a layer that works on each step alone reads: units of a vector, features of a sequence."""
        return self.shape[-1]

    @property
    def vocabulary(self) -> int:
        """How many different tokens there are, padding included."""
        return self.shape[1]

    @property
    def height(self) -> int:
        """Rows of pixels of an image."""
        return self.shape[1]

    @property
    def width(self) -> int:
        """Pixels in one row of an image."""
        return self.shape[2]

    def __str__(self) -> str:
        return "×".join(count(number) for number in self.shape)


def vector(units: int) -> Signal:
    """A row of numbers: (units)."""
    return Signal("vector", (units,))


def sequence(time: int, features: int, padded: bool = False) -> Signal:
    """A row of numbers for each step: (time, features)."""
    return Signal("sequence", (time, features), padded)


def tokens(time: int, vocabulary: int, padded: bool = False) -> Signal:
    """One of so many tokens for each step: (time, vocabulary)."""
    return Signal("tokens", (time, vocabulary), padded)


def image(channels: int, height: int, width: int) -> Signal:
    """A picture with channels: (channels, height, width)."""
    return Signal("image", (channels, height, width))
