"""Pooling to any size: windows that fit themselves to the image, so that images of every size leave alike."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, ClassVar

from playground.model import derivations
from playground.model.derivation import Derivation, Place, Region, Term
from playground.model.layer import Floats, Layer, MemoryUse, Picture, Remark
from playground.model.needs import REMOVE, need_image
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.signal import Signal, image
from playground.numerals import counted


class _AdaptivePool(Layer, frozen=True):
    """What both kinds have in common: a window for each pixel that leaves, from ⌊i · n / m⌋ up to ⌈(i + 1) · n / m⌉."""

    group: ClassVar[str] = "Pooling"
    picture: ClassVar[Picture] = "pooled"
    docks: ClassVar[bool] = True
    module: ClassVar[str] = ""
    """Dotted name of torch's module."""

    height: Annotated[
        int, described("How many rows of pixels leave, whatever enters.", ge=1, le=64, unit="px", usual=(1, 7))
    ] = 1
    width: Annotated[
        int, described("How many pixels leave in each row, whatever enters.", ge=1, le=64, unit="px", usual=(1, 7))
    ] = 1

    def output(self, *inputs: Signal) -> Signal:
        """The same channels, each of that size: (channels, height, width)."""
        need_image(inputs[0], "fits windows to")
        return image(inputs[0].channels, self.height, self.width)

    def recipe(self, *inputs: Signal) -> Call:
        """Torch's adaptive pooling; a square is given by its side."""
        size = self.height if self.height == self.width else (self.height, self.width)
        return Call.of(self.module, size)

    def remarks(self, *inputs: Signal) -> tuple[Remark, ...]:
        """A window for each pixel."""
        x = inputs[0]
        if (x.height, x.width) != (self.height, self.width):
            return ()
        text = (
            "{name} hands on what enters as it is, as the image has that size already: set a smaller one, or remove it."
        )
        return (Remark(text, (REMOVE,)),)

    def receptive_field(self, region: Region, *inputs: Signal) -> Region:
        """The pixels under the windows."""
        x = inputs[0]
        return Region(
            region.top * x.height // self.height,
            region.left * x.width // self.width,
            math.ceil(region.bottom * x.height / self.height),
            math.ceil(region.right * x.width / self.width),
        )

    def _seen(self, place: Place, x: Floats) -> tuple[tuple[Term, ...], tuple[int, int, int]]:
        """The pixels under a window, row by row, and their grid."""
        channel, row, column = place
        seen = self.receptive_field(Region(row, column, row + 1, column + 1), image(*x.shape))
        rows, columns = range(seen.top, seen.bottom), range(seen.left, seen.right)
        terms = tuple(Term(0, (channel, i, j), float(x[channel, i, j])) for i in rows for j in columns)
        return terms, (1, len(rows), len(columns))


class AdaptiveAvgPool2d(_AdaptivePool, frozen=True, tag="adaptive_avg_pool2d"):
    """Makes an image of a given size, each pixel the mean of a window: whatever comes in, as much goes out.

    With a size of 1 it is the mean of each whole map. Windows may overlap by a pixel where sizes do not divide.
    """

    label: ClassVar[str] = "AdaptiveAvgPool"
    formula: ClassVar[str] = "y[c, i, j] = mean of x[c, ·, ·] in its window, rows ⌊i n / m⌋ to ⌈(i + 1) n / m⌉"
    aliases: ClassVar[tuple[str, ...]] = ("adaptive_avg_pool", "adaptive_average_pooling")
    module: ClassVar[str] = "torch.nn.AdaptiveAvgPool2d"

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The mean of the window."""
        terms, grid = self._seen(place, inputs[0])
        words = f"The mean of the {counted(len(terms), 'number')} in the window is handed on; each counts alike."
        return derivations.mean(terms, grid, words)


class AdaptiveMaxPool2d(_AdaptivePool, frozen=True, tag="adaptive_max_pool2d"):
    """Makes an image of a given size, each pixel the largest number of a window: whatever comes in, as much goes out.

    With a size of 1 it says whether a pattern was anywhere at all. Windows may overlap by a pixel.
    """

    label: ClassVar[str] = "AdaptiveMaxPool"
    formula: ClassVar[str] = "y[c, i, j] = max of x[c, ·, ·] in its window, rows ⌊i n / m⌋ to ⌈(i + 1) n / m⌉"
    aliases: ClassVar[tuple[str, ...]] = ("adaptive_max_pool", "adaptive_max_pooling")
    nonlinear: ClassVar[bool] = True
    module: ClassVar[str] = "torch.nn.AdaptiveMaxPool2d"

    def memory(self, *inputs: Signal) -> MemoryUse:
        """Also from where each number that leaves came is kept, in whole numbers of 8 bytes."""
        return super().memory(*inputs).with_kept(3 * self.output(*inputs).size)

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The largest number in the window."""
        return derivations.largest(*self._seen(place, inputs[0]))
