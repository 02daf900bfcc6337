"""Convolution: small learned filters that slide over an image."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import numpy as np

from playground.kit.windows import PixelWindow
from playground.model import derivations
from playground.model.derivation import Derivation, Place, Region, Term
from playground.model.fix import Fix, SetValue
from playground.model.layer import Equation, Floats, Layer, MemoryUse, Picture, Refused, Remark, Starting
from playground.model.needs import lopsided, need_image
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.signal import Signal, image
from playground.numerals import counted, figure


class Conv2d(Layer, frozen=True, tag="conv2d"):
    """Slides small learned filters over an image; each filter looks for one pattern and draws one feature map.

    The same few weights are used at every place, so a pattern is found wherever it is.
    """

    starting: ClassVar[Starting] = "plain"
    label: ClassVar[str] = "Conv2d"
    group: ClassVar[str] = "Convolution"
    formula: ClassVar[str] = "z[k, i, j] = b[k] + Σ w[k, c, u, v] · x[c, s·i + d·u − p, s·j + d·v − p]"
    aliases: ClassVar[tuple[str, ...]] = ("convolution", "conv", "convolutional", "filter")
    picture: ClassVar[Picture] = "maps"

    channels: Annotated[
        int, described("How many filters it has, so how many feature maps come out.", ge=1, le=4096, usual=(4, 64))
    ] = 16
    kernel: Annotated[int, described("Side of the square filter.", ge=1, le=31, unit="px", usual=(3, 7))] = 3
    stride: Annotated[
        int, described("How far the filter moves from one place to the next; 2 halves the side.", ge=1, le=16)
    ] = 1
    padding: Annotated[
        int | Literal["same"],
        described(
            "Pixels of zeros put around the image; same puts as many as keep its size.", ge=0, le=32, usual=(0, 3)
        ),
    ] = 0
    dilation: Annotated[
        int, described("Distance between the pixels a filter looks at; 1 is neighbours.", ge=1, le=16, folded=True)
    ] = 1
    bias: Annotated[
        bool, described("Whether each feature map is shifted by a number of its own.", formula="+ b[k]", folded=True)
    ] = True

    @property
    def window(self) -> PixelWindow:
        """The sliding window, its border counted in pixels."""
        added = self.dilation * (self.kernel - 1) if isinstance(self.padding, str) else 2 * self.padding
        return PixelWindow(self.kernel, self.stride, added, self.dilation)

    def output(self, *inputs: Signal) -> Signal:
        """A feature map a filter: (channels, height, width)."""
        x = inputs[0]
        need_image(x, "slides filters over")
        if self.padding == "same" and self.stride > 1:
            self._refuse_same()
        self.window.fit(x)
        return image(self.channels, self.window.side(x.height), self.window.side(x.width))

    def memory(self, *inputs: Signal) -> MemoryUse:
        """What enters is kept once more where an odd number of zeros is put around it."""
        x, added, usual = inputs[0], self.window.added, super().memory(*inputs)
        laid = self.padding == "same" and added % 2
        return usual.with_kept(usual.kept + (x.channels * (x.height + added) * (x.width + added) if laid else 0))

    def recipe(self, *inputs: Signal) -> Call:
        """torch.nn.Conv2d, weight (channels, input channels, kernel, kernel); torch's own defaults are left out.

        Where the padding is the same and odd, as of an even kernel, our EvenConv2d takes its place.
        """
        keywords: dict[str, Any] = {"stride": self.stride, "padding": self.padding, "dilation": self.dilation}
        keywords["bias"] = self.bias
        plain = {"stride": 1, "padding": 0, "dilation": 1, "bias": True}
        said = {name: value for name, value in keywords.items() if value != plain[name]}
        name = "torch.nn.Conv2d"
        if self.padding == "same" and self.stride == 1 and self.window.added % 2:
            name = "playground.modules.convolution.EvenConv2d"
            del said["padding"]
        return Call.of(name, inputs[0].channels, self.channels, self.kernel, **said)

    def remarks(self, *inputs: Signal) -> tuple[Remark, ...]:
        """An even filter has no pixel in its middle, so padding that keeps the size is lopsided."""
        if self.padding != "same":
            return ()
        return lopsided(self.window.added, self.kernel, "above and left", "below and right", "half a pixel")

    def arithmetic(self, *inputs: Signal) -> tuple[Equation, ...]:
        """How the sides of the feature maps come about."""
        return self.window.sums(inputs[0])

    def counts(self, *inputs: Signal) -> tuple[Equation, ...]:
        """A weight for each pixel and channel a filter looks at, and a bias a filter."""
        came, kernel = inputs[0].channels, self.kernel
        terms = f"{self.channels} · {kernel} · {kernel} · {came}"
        weights = Equation("Weights", terms, self.channels * kernel * kernel * came)
        return (weights, Equation("Biases", f"{self.channels}", self.channels)) if self.bias else (weights,)

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The window over all channels times the filter, plus its bias."""
        x, channel, weight = inputs[0], place[0], learned["weight"]
        seen = [term for came in range(len(x)) for term in self.window.seen(x, came, place[1:])]
        grid = (len(x), self.kernel, self.kernel)
        terms = tuple(
            Term(0, term.place, term.value, float(weight[channel][at]), (channel, *at))
            for term, at in zip(seen, np.ndindex(grid), strict=True)
        )
        bias = derivations.bias_of(learned, channel)
        padding = sum(not term.place for term in terms)
        border = f", of which {figure(padding)} are zeros of the padding" if padding else ""
        then = " and adds its bias" if bias is not None else ""
        words = (
            f"Filter {channel + 1} lies on {counted(len(terms), 'number')}{border}, multiplies each by its weight, "
            f"sums the products{then}."
        )
        return derivations.weighted(terms, grid, bias, words)

    def receptive_field(self, region: Region, *inputs: Signal) -> Region:
        """The pixels under the filter, padding included."""
        return self.window.region(region)

    def _refuse_same(self) -> None:
        half = min(32, self.dilation * (self.kernel - 1) // 2)
        raise Refused(
            f"{{name}} has padding same, which keeps the image's size, but stride {self.stride} would shrink it: "
            "set the stride to 1 or the padding to a number.",
            Fix("Set stride to 1", SetValue(".stride", 1)),
            Fix(f"Set padding to {half}", SetValue(".padding", half)),
        )
