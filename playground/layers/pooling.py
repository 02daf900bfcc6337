"""Pooling: an image made smaller, window by window."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

import numpy as np

from playground.kit.windows import PixelWindow
from playground.model import derivations
from playground.model.derivation import Derivation, Place, Region, Term
from playground.model.fix import Fix, SetValue
from playground.model.layer import Equation, Floats, Layer, MemoryUse, Picture, Refused, Remark
from playground.model.needs import NO_WINDOW, need_image
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.signal import Signal, image, vector
from playground.numerals import counted, figure


class _Pool(Layer, frozen=True):
    """What both kinds of pooling have in common: a window, and one number for each of its places."""

    group: ClassVar[str] = "Pooling"
    picture: ClassVar[Picture] = "pooled"
    docks: ClassVar[bool] = True
    module: ClassVar[str] = ""
    """Dotted name of torch's module."""

    kernel: Annotated[int, described("Side of the square window.", ge=1, le=31, unit="px", usual=(2, 3))] = 2
    stride: Annotated[
        int,
        described(
            "How far the window moves from one place to the next; by default its own side, so windows do not overlap.",
            ge=0,
            le=16,
            zero="as kernel",
        ),
    ] = 0
    padding: Annotated[
        int,
        described("Pixels put around the image, half the kernel at most.", ge=0, le=15, folded=True),
    ] = 0

    @property
    def window(self) -> PixelWindow:
        """The sliding window; a stride of 0 is the kernel's side."""
        return PixelWindow(self.kernel, self.stride or self.kernel, 2 * self.padding)

    def output(self, *inputs: Signal) -> Signal:
        """The same channels, each smaller: (channels, height, width)."""
        x = inputs[0]
        need_image(x, "slides a window over")
        if self.padding > self.kernel // 2:
            self._refuse_padding()
        self.window.fit(x)
        return image(x.channels, self.window.side(x.height), self.window.side(x.width))

    def recipe(self, *inputs: Signal) -> Call:
        """Torch's pooling; what is torch's own default is left out."""
        keywords: dict[str, Any] = {}
        if self.window.stride != self.kernel:
            keywords["stride"] = self.stride
        if self.padding:
            keywords["padding"] = self.padding
        return Call.of(self.module, self.kernel, **keywords)

    def remarks(self, *inputs: Signal) -> tuple[Remark, ...]:
        """A window of one pixel."""
        return () if self.kernel > 1 or self.window.stride > 1 else (NO_WINDOW,)

    def arithmetic(self, *inputs: Signal) -> tuple[Equation, ...]:
        """How the sides of the smaller maps come about."""
        return self.window.sums(inputs[0])

    def receptive_field(self, region: Region, *inputs: Signal) -> Region:
        """The pixels under the windows, padding included."""
        return self.window.region(region)

    def _refuse_padding(self) -> None:
        half = self.kernel // 2
        raise Refused(
            f"{{name}} has padding {self.padding} but a {self.kernel}×{self.kernel} kernel, so some windows would see "
            f"padding alone: lower the padding to {half} or raise the kernel.",
            Fix(f"Set padding to {half}", SetValue(".padding", half)),
        )


class MaxPool2d(_Pool, frozen=True, tag="max_pool2d"):
    """Keeps the largest number of each window: says whether a pattern was there, and roughly where.

    It has nothing to learn. Padding never wins, as it counts as −∞.
    """

    label: ClassVar[str] = "MaxPool"
    formula: ClassVar[str] = "y[c, i, j] = max of x[c, ·, ·] in window (i, j)"
    aliases: ClassVar[tuple[str, ...]] = ("maxpool", "max_pool", "subsampling")
    nonlinear: ClassVar[bool] = True
    module: ClassVar[str] = "torch.nn.MaxPool2d"

    def memory(self, *inputs: Signal) -> MemoryUse:
        """Also from where each number that leaves came is kept, in whole numbers of 8 bytes."""
        return super().memory(*inputs).with_kept(3 * self.output(*inputs).size)

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The largest number in the window."""
        terms = tuple(self.window.seen(inputs[0], place[0], place[1:], -math.inf))
        return derivations.largest(terms, (1, self.kernel, self.kernel))


class AvgPool2d(_Pool, frozen=True, tag="avg_pool2d"):
    """Gives the mean of each window: a smaller, softer image.

    It has nothing to learn. Padding counts as zeros, which darkens the border.
    """

    label: ClassVar[str] = "AvgPool"
    formula: ClassVar[str] = "y[c, i, j] = mean of x[c, ·, ·] in window (i, j)"
    aliases: ClassVar[tuple[str, ...]] = ("avgpool", "avg_pool", "average_pooling", "mean_pool")
    module: ClassVar[str] = "torch.nn.AvgPool2d"

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The mean of the window."""
        terms = tuple(self.window.seen(inputs[0], place[0], place[1:]))
        padding = sum(not term.place for term in terms)
        border = f", {figure(padding)} of them zeros of the padding," if padding else ""
        words = (
            f"The mean of the {counted(len(terms), 'number')} in the window{border} is handed on; each counts alike."
        )
        return derivations.mean(terms, (1, self.kernel, self.kernel), words)


class GlobalAvgPool(Layer, frozen=True, tag="global_avg_pool"):
    """Sums each feature map up in one number, its mean, and so turns an image into a row of numbers.

    It often stands in for Flatten at the end of a convolutional network, which then needs far fewer weights.
    """

    label: ClassVar[str] = "GlobalAvgPool"
    group: ClassVar[str] = "Pooling"
    formula: ClassVar[str] = "y[c] = mean of x[c, ·, ·]"
    aliases: ClassVar[tuple[str, ...]] = ("gap", "global_average_pooling", "global_pool")
    picture: ClassVar[Picture] = "pooled"
    docks: ClassVar[bool] = True

    def output(self, *inputs: Signal) -> Signal:
        """One number a channel: (units)."""
        need_image(inputs[0], "averages the maps of")
        return vector(inputs[0].channels)

    def recipe(self, *inputs: Signal) -> Call:
        """Our module GlobalAvgPool2d: (batch, channels, height, width) to (batch, channels)."""
        return Call.of("playground.modules.pooling.GlobalAvgPool2d")

    def arithmetic(self, *inputs: Signal) -> tuple[Equation, ...]:
        """One number a map."""
        return (Equation("Units", f"{inputs[0].channels} · 1", inputs[0].channels),)

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The mean of the whole map."""
        channel, (_, height, width) = place[0], inputs[0].shape
        terms = tuple(
            Term(0, (channel, *at), value)
            for at, value in zip(np.ndindex(height, width), inputs[0][channel].ravel().tolist(), strict=True)
        )
        count = counted(len(terms), "pixel")
        words = f"The mean of all {count} of map {channel + 1}; where in the map they are is lost."
        return derivations.mean(terms, (1, height, width), words)

    def receptive_field(self, region: Region, *inputs: Signal) -> Region:
        """The whole map."""
        return Region(0, 0, inputs[0].height, inputs[0].width)
