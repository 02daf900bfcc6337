"""Convolution and pooling along the time of a sequence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from playground.kit.windows import PixelWindow
from playground.model import derivations
from playground.model.derivation import Derivation, Place, Term
from playground.model.fix import Fix, SetValue
from playground.model.layer import Equation, Floats, Layer, MemoryUse, OverTime, Picture, Refused, Remark, Starting
from playground.model.needs import NO_WINDOW, lopsided, need_sequence
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.signal import Signal, sequence
from playground.numerals import counted


class Conv1d(Layer, frozen=True, tag="conv1d"):
    """Slides small learned filters along a sequence; each looks for one pattern of a few neighbouring steps.

    The same few weights are used at every step, so a pattern is found whenever it comes.
    """

    starting: ClassVar[Starting] = "plain"
    label: ClassVar[str] = "Conv1d"
    group: ClassVar[str] = "Convolution"
    formula: ClassVar[str] = "z[t, k] = b[k] + Σ w[k, f, u] · x[s·t + d·u − p, f]"
    aliases: ClassVar[tuple[str, ...]] = ("temporal_convolution", "tcn", "convolution_1d")
    picture: ClassVar[Picture] = "steps"

    channels: Annotated[
        int, described("How many filters it has, so how many numbers leave each step.", ge=1, le=4096, usual=(4, 64))
    ] = 16
    kernel: Annotated[int, described("How many steps a filter looks at.", ge=1, le=63, usual=(3, 7))] = 3
    stride: Annotated[
        int, described("How far the filter moves from one place to the next; 2 halves the steps.", ge=1, le=16)
    ] = 1
    padding: Annotated[
        Literal["none", "same", "causal"],
        described(
            "Zeros put around the sequence: same puts as many on both sides as keep its length, causal puts all of "
            "them before it, so that no step sees a later one."
        ),
    ] = "same"
    dilation: Annotated[
        int, described("Distance between the steps a filter looks at; 1 is neighbours.", ge=1, le=64, folded=True)
    ] = 1
    bias: Annotated[bool, described("Whether each filter adds a number of its own.", formula="+ b[k]", folded=True)] = (
        True
    )

    @property
    def window(self) -> PixelWindow:
        """The sliding window, its border counted in steps."""
        added = 0 if self.padding == "none" else self.dilation * (self.kernel - 1)
        return PixelWindow(self.kernel, self.stride, added, self.dilation)

    @property
    def before(self) -> int:
        """How many zeros stand before the sequence."""
        return self.window.added // 2 if self.padding == "same" else self.window.added

    def output(self, *inputs: Signal) -> Signal:
        """A number a filter at each of its places: (time, channels)."""
        x = inputs[0]
        need_sequence(x, "slides filters along")
        if self.padding == "same" and self.stride > 1:
            raise Refused(
                f"{{name}} has padding same, which keeps the length, but stride {self.stride} would shorten it: set "
                "the stride to 1 or the padding to causal.",
                Fix("Set stride to 1", SetValue(".stride", 1)),
                Fix("Set padding to causal", SetValue(".padding", "causal")),
            )
        _fit(x, self.window)
        return sequence(self.window.side(x.time), self.channels, x.padded)

    def memory(self, *inputs: Signal) -> MemoryUse:
        """What enters is kept once more where zeros are put around it or into its padding."""
        x, laid = inputs[0], self.padding == "causal" or (self.padding == "same" and self.window.added % 2)
        around, usual = (x.time + self.window.added) * x.features if laid else 0, super().memory(*inputs)
        return usual.with_kept(usual.kept + max(around, x.size if x.padded else 0))

    def recipe(self, *inputs: Signal) -> Call:
        """Our Conv1d, torch's own with time as axis 1: weight (channels, features, kernel)."""
        keywords: dict[str, Any] = {"stride": self.stride, "dilation": self.dilation, "bias": self.bias}
        plain = {"stride": 1, "dilation": 1, "bias": True}
        said = {name: value for name, value in keywords.items() if value != plain[name]}
        name = "CausalConv1d" if self.padding == "causal" else "Conv1d"
        if self.padding == "same" and self.stride == 1 and self.window.added % 2:
            name = "EvenConv1d"
        elif self.padding == "same":
            said["padding"] = "same"
        return Call.of(f"playground.modules.convolution.{name}", inputs[0].features, self.channels, self.kernel, **said)

    def remarks(self, *inputs: Signal) -> tuple[Remark, ...]:
        """An even filter has no step in its middle, so padding that keeps the length is lopsided."""
        if self.padding != "same":
            return ()
        return lopsided(self.window.added, self.kernel, "before the sequence", "after it", "half a step")

    def over_time(self, *inputs: Signal) -> OverTime:
        """Each step under a filter has a weight of its own; later ones too, unless all zeros stand before the sequence.

        Padding counts as zeros.
        """
        several = self.kernel > 1
        return OverTime(several, several and self.padding != "causal", inputs[0].padded, self.stride)

    def arithmetic(self, *inputs: Signal) -> tuple[Equation, ...]:
        """How the number of steps comes about."""
        return (Equation("Time", self.window.terms(inputs[0].time), self.window.side(inputs[0].time)),)

    def counts(self, *inputs: Signal) -> tuple[Equation, ...]:
        """A weight for each step and feature a filter looks at, and a bias a filter."""
        came = inputs[0].features
        terms = f"{self.channels} · {self.kernel} · {came}"
        weights = Equation("Weights", terms, self.channels * self.kernel * came)
        return (weights, Equation("Biases", f"{self.channels}", self.channels)) if self.bias else (weights,)

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The steps under the filter times its weights, plus its bias."""
        x, (step, channel), weight = inputs[0], place, learned["weight"]
        terms = []
        for tap, at in enumerate(_under(self.window, step, self.before)):
            for feature in range(x.shape[1]):
                inside = 0 <= at < len(x)
                value = float(x[at, feature]) if inside else 0.0
                own = (channel, feature, tap)
                terms.append(Term(0, (at, feature) if inside else (), value, float(weight[own]), own))
        bias = derivations.bias_of(learned, channel)
        then = " and adds its bias" if bias is not None else ""
        words = (
            f"Filter {channel + 1} lies on {counted(self.kernel, 'step')} with {counted(x.shape[1], 'number')} "
            f"each, multiplies all by its weights, sums the products{then}."
        )
        return derivations.weighted(tuple(terms), (self.kernel, x.shape[1]), bias, words)


class _Pool1d(Layer, frozen=True):
    """What both kinds of pooling along time have in common: a window, and one number a feature for each place."""

    group: ClassVar[str] = "Pooling"
    picture: ClassVar[Picture] = "steps"
    module: ClassVar[str] = ""
    """Dotted name of our module."""

    kernel: Annotated[int, described("How many steps the window covers.", ge=1, le=63, usual=(2, 4))] = 2
    stride: Annotated[
        int,
        described(
            "How far the window moves from one place to the next; by default its own length, so that windows do not "
            "overlap.",
            ge=0,
            le=16,
            zero="as kernel",
        ),
    ] = 0

    @property
    def window(self) -> PixelWindow:
        """The sliding window; a stride of 0 is the kernel."""
        return PixelWindow(self.kernel, self.stride or self.kernel, 0)

    def output(self, *inputs: Signal) -> Signal:
        """The same features at fewer steps: (time, features)."""
        x = inputs[0]
        need_sequence(x, "slides a window along")
        _fit(x, self.window)
        return sequence(self.window.side(x.time), x.features, x.padded)

    def recipe(self, *inputs: Signal) -> Call:
        """Our module, torch's own with time as axis 1."""
        keywords = {"stride": self.stride} if self.window.stride != self.kernel else {}
        return Call.of(self.module, self.kernel, **keywords)

    def over_time(self, *inputs: Signal) -> OverTime:
        """A window begins at its step and takes those after it together; padding must not count."""
        several = self.kernel > 1
        return OverTime(several, several, inputs[0].padded, self.window.stride)

    def remarks(self, *inputs: Signal) -> tuple[Remark, ...]:
        """A window of one step."""
        return () if self.kernel > 1 or self.window.stride > 1 else (NO_WINDOW,)

    def arithmetic(self, *inputs: Signal) -> tuple[Equation, ...]:
        """How the number of steps comes about."""
        return (Equation("Time", self.window.terms(inputs[0].time), self.window.side(inputs[0].time)),)

    def _terms(self, x: Floats, place: Place) -> tuple[Term, ...]:
        """The feature at the steps of the window; those beyond the end of the sequence are left out."""
        step, feature = place
        seen = [at for at in _under(self.window, step, 0) if at < len(x)]
        return tuple(Term(0, (at, feature), float(x[at, feature])) for at in seen)


class MaxPool1d(_Pool1d, frozen=True, tag="max_pool1d"):
    """Keeps the largest number of every few steps: says whether a pattern came, and roughly when.

    It has nothing to learn. Padding never wins.
    """

    label: ClassVar[str] = "MaxPool1d"
    formula: ClassVar[str] = "y[t, f] = max of x[·, f] in window t"
    aliases: ClassVar[tuple[str, ...]] = ("max_pooling_1d", "temporal_max_pool")
    nonlinear: ClassVar[bool] = True
    module: ClassVar[str] = "playground.modules.convolution.MaxPool1d"

    def memory(self, *inputs: Signal) -> MemoryUse:
        """From where each number came is kept too, in whole numbers of 8 bytes; with padding what enters as well."""
        leaving = self.output(*inputs).size
        padded = inputs[0].size + leaving // 2 if inputs[0].padded else 0
        return super().memory(*inputs).with_kept(3 * leaving + padded)

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The largest number in the window."""
        terms = self._terms(inputs[0], place)
        return derivations.largest(terms, (len(terms), 1))


class AvgPool1d(_Pool1d, frozen=True, tag="avg_pool1d"):
    """Gives the mean of every few steps: a shorter, calmer sequence.

    It has nothing to learn. Padding counts for nothing.
    """

    label: ClassVar[str] = "AvgPool1d"
    formula: ClassVar[str] = "y[t, f] = mean of x[·, f] in window t"
    aliases: ClassVar[tuple[str, ...]] = ("avg_pooling_1d", "temporal_avg_pool")
    module: ClassVar[str] = "playground.modules.convolution.AvgPool1d"

    def memory(self, *inputs: Signal) -> MemoryUse:
        """With padding what enters is weighted by what is real, which is kept and has a gradient of its own."""
        usual, weighted = super().memory(*inputs), inputs[0].size if inputs[0].padded else 0
        return MemoryUse(usual.kept + weighted, usual.gradients + weighted)

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The mean of the window."""
        terms = self._terms(inputs[0], place)
        words = f"The mean of {counted(len(terms), 'step')} in the window is handed on; each counts alike."
        return derivations.mean(terms, (len(terms), 1), words)


def _under(window: PixelWindow, step: int, before: int) -> list[int]:
    """The steps under the window at a place, counted in the sequence; those below 0 are padding."""
    first = step * window.stride - before
    return [first + window.dilation * tap for tap in range(window.kernel)]


def _fit(x: Signal, window: PixelWindow) -> None:
    """Insist that the window has at least one place on the sequence.

    Raises:
        Refused: it covers more steps than there are; a smaller kernel fixes it.
    """
    room = x.time + window.added
    if room >= window.extent:
        return
    fitting = math.floor((room - 1) / window.dilation) + 1
    covers = counted(window.extent, "step")
    raise Refused(
        f"{{name}} has a kernel that covers {covers} but gets a sequence of only {x.time}: lower the kernel to "
        f"{fitting} or less.",
        Fix(f"Set kernel to {fitting}", SetValue(".kernel", fitting)),
    )
