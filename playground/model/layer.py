"""Layer: the base of every class on the shelf of layers, and the words it uses to explain itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

import msgspec
import numpy as np
import numpy.typing as npt

from playground.model.derivation import Derivation, DerivationStep, Place, Region, Term
from playground.model.fix import Fix
from playground.model.kind import Kind
from playground.model.recipe import Call
from playground.model.signal import Signal
from playground.numerals import figure

Floats = npt.NDArray[np.floating[Any]]
Picture = Literal["units", "curve", "maps", "pooled", "steps", "heads", "spine", "output"]
Inset = Literal["", "spread", "parts", "dropped"]
Starting = Literal["none", "plain", "table", "inner"]


class Equation(msgspec.Struct, frozen=True):
    """One line of arithmetic with the real numbers: ``Side``, ``(28 + 2·1 − 3) / 1 + 1``, ``28``.

    ``unit`` are words behind the value, where it needs some: *wide*.
    """

    name: str
    terms: str
    value: int
    unit: str = ""


class Remark(msgspec.Struct, frozen=True):
    """A setting without effect, or that nobody means: a sentence that calls the layer ``{name}``, and its fixes."""

    text: str
    fixes: tuple[Fix, ...] = ()


class Refused(ValueError):
    """A layer cannot work on what it is given; the message is for a beginner and may bring fixes.

    The message speaks of the layer as ``{name}``, which the trace replaces by the name on its card.
    """

    def __init__(self, message: str, *fixes: Fix) -> None:
        super().__init__(message)
        self.fixes = fixes


class MemoryUse(msgspec.Struct, frozen=True):
    """About how many numbers of one sample, each of 4 bytes, a training step holds for a layer.

    ``kept`` are those that stay until the backward pass: what leaves, and what is kept inside, such as a mask, or
    scores of every pair of steps. ``gradients`` are those that the backward pass holds at once beside them.
    """

    kept: int
    gradients: int

    def with_kept(self, kept: int) -> MemoryUse:
        """The same, but so many are kept."""
        return MemoryUse(kept, self.gradients)

    def with_gradients(self, gradients: int) -> MemoryUse:
        """The same, but the backward pass holds so many."""
        return MemoryUse(self.kept, gradients)


class OverTime(msgspec.Struct, frozen=True):
    """What a layer makes of the steps of what enters.

    Attributes:
        orders: whether what leaves may rest on where steps stand; else it is the same however they are shuffled.
        looks_ahead: whether what leaves at a step may rest on later steps, so that it cannot predict what comes next.
        masked: whether its module is also given the mask of its input: bool (N, time), true at real steps, after the
            inputs. Only where the input is padded, and the module must keep the padding from counting.
        stride: how many steps that enter one step that leaves stands for; the mask is thinned like that.
    """

    orders: bool
    looks_ahead: bool = False
    masked: bool = False
    stride: int = 1


class Part(msgspec.Struct, frozen=True):
    """One of the layers that a layer unfolds into.

    ``name`` is that of the submodule that it stands for, from which it takes its parameters. ``inputs`` are names
    of earlier parts, or ``"input"`` for what enters the whole; empty means the part before.
    """

    name: str
    layer: Layer
    inputs: tuple[str, ...] = ()


class Layer(Kind, frozen=True):
    """One kind of layer: shape arithmetic, parameter count and recipe, all without torch."""

    picture: ClassVar[Picture] = "spine"
    """What its card shows: a heat map a unit, a curve a row, a map a channel, a strip a step, a matrix a head, or
    nothing (a slim spine). Where a sequence leaves, rows are steps whatever it is."""
    inset: ClassVar[Inset] = ""
    """What a spine shows beside its name: the numbers before and after, the parts it is made of, the share dropped."""
    docks: ClassVar[bool] = False
    """Whether its card docks to the layer before it, row by row (activations, pooling)."""
    merges: ClassVar[bool] = False
    """Whether it takes two or more inputs (Add, Concat)."""
    reads_tokens: ClassVar[bool] = False
    """Whether it takes tokens, whose numbers are names; all others take numbers that can be reckoned with."""
    attends: ClassVar[bool] = False
    """Whether it weighs steps against each other, so that its tap ``attention`` tells who looks at whom."""
    remembers: ClassVar[bool] = False
    """Whether it carries a state from step to step, so that its tap ``hidden`` tells what it remembers."""
    passes_gradients: ClassVar[bool] = True
    """Whether gradients get back through it; without, what stands before it cannot learn by them."""
    nonlinear: ClassVar[bool] = False
    """Whether it is more than a weighted sum of what enters: a network of sums alone draws straight lines alone."""
    link: ClassVar[Literal["", "softmax", "sigmoid"]] = ""
    """What it does that a loss may do once more to the network's answer (see ``Loss.link``)."""
    in_place: ClassVar[bool] = False
    """Whether each feature that leaves is the one that enters at its place, though the layer learns something."""
    starting: ClassVar[Starting] = "inner"
    """How an initializer finds its weights: ``plain``, as ``weight`` and ``bias`` of a layer that sums up; ``table``,
    as a ``weight`` that is looked up; ``inner``, as those of two or more dimensions inside it; ``none``, not at all.
    """
    averages: ClassVar[bool] = False
    """Whether it keeps running averages of what goes through, besides what it learns (batch normalisation)."""
    pinned: ClassVar[bool] = False
    """Whether it is the output, which stays last and sizes itself from the target."""

    @property
    def ending(self) -> str:
        """The activation that its numbers go through last, which a loss may ask for (``Loss.ends``); empty for none."""
        return ""

    def output(self, *inputs: Signal) -> Signal:
        """The signal that leaves, given those that enter (one, or several where ``merges``).

        Raises:
            Refused: it cannot work on them; the message says why, with fixes.
        """
        raise NotImplementedError

    def recipe(self, *inputs: Signal) -> Call:
        """How its torch module is made for those inputs."""
        raise NotImplementedError

    def arithmetic(self, *inputs: Signal) -> tuple[Equation, ...]:
        """How the output's shape comes about, with the real numbers; empty where nothing changes."""
        return ()

    def memory(self, *inputs: Signal) -> MemoryUse:
        """What a training step holds for it: by default what leaves, and the gradients of what leaves and enters."""
        leaving = self.output(*inputs).size
        return MemoryUse(leaving, leaving + sum(signal.size for signal in inputs if signal.kind != "tokens"))

    def counts(self, *inputs: Signal) -> tuple[Equation, ...]:
        """Its parameters by name (Weights, Biases); empty where it learns nothing."""
        return ()

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """How the number at a place of the output comes about for one sample, in evaluation mode, in float64.

        Args:
            place: an index into one sample of the output.
            inputs: what enters, one array a source, each (*input signal).
            learned: its parameters and buffers by torch's names.
        """
        raise NotImplementedError

    def receptive_field(self, region: Region, *inputs: Signal) -> Region:
        """The part of the input image on which a region of the output image rests; the same where nothing slides."""
        return region

    def over_time(self, *inputs: Signal) -> OverTime:
        """What it makes of the steps of what enters: by default each on its own, unless it lays them side by side."""
        return OverTime(any(signal.timed for signal in inputs) and not self.output(*inputs).timed)

    def remarks(self, *inputs: Signal) -> tuple[Remark, ...]:
        """Its settings that have no effect on what enters, or one that nobody means, in words."""
        return ()

    def places(self, *inputs: Signal) -> tuple[Region, ...]:
        """The region of the image that enters of which each step that leaves is made; empty where none is."""
        return ()

    def parts(self, *inputs: Signal) -> tuple[Part, ...]:
        """What it can be unfolded into, in order; empty where it is one piece."""
        return ()

    def dropped(self) -> float:
        """The part of what enters that is set to zero by chance in every training step, 0 to 1."""
        return 0.0

    def blocks(self, name: str) -> tuple[int, int]:
        """Of how many equal blocks the rows and the columns of a learned tensor are made (gates, heads).

        Where it gets more units each block grows on its own. ``name`` is torch's.
        """
        return 1, 1

    def sides(self) -> int:
        """Of how many equal parts side by side the features are made that leave, each of which grows on its own."""
        return 1

    def smallest_batch(self, *inputs: Signal) -> int:
        """The fewest samples a training batch may have for it (2 for batch normalisation over a vector)."""
        return 1


class Activation(Layer, frozen=True):
    """A layer that takes every number through one curve: the curve and its slope, drawn and explained without torch."""

    group: ClassVar[str] = "Activation"
    picture: ClassVar[Picture] = "curve"
    docks: ClassVar[bool] = True
    nonlinear: ClassVar[bool] = True
    starting: ClassVar[Starting] = "none"
    slope_formula: ClassVar[str] = ""
    """The derivative, in the notation of the courses."""
    gain_of: ClassVar[str] = "linear"
    """The activation whose gain ``torch.nn.init.calculate_gain`` knows: this one, or the one that it is most like."""
    leak_field: ClassVar[str] = ""
    """Name of the setting that asks for a small slope on one side, which is meant so and is no flat place."""

    def output(self, *inputs: Signal) -> Signal:
        """The same shape: each number goes through the curve on its own."""
        return inputs[0]

    def worked(self, z: float) -> str:
        """The formula with the number in it, in print: ``max(0, −0.34)``."""
        raise NotImplementedError

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The number, the slope of the curve there, and what the curve makes of it."""
        z = np.asarray(inputs[0][place], np.float64)
        entering, slope, value = float(z), float(self.slope(z)), float(self.curve(z))
        steps = (
            DerivationStep("z", "what enters", entering),
            DerivationStep("slope", self.slope_formula.partition(" = ")[2], slope),
            DerivationStep("a", self.worked(entering), value),
        )
        words = f"{figure(entering)} enters and {figure(value)} leaves; {_through(slope)}."
        return Derivation("curve", (Term(0, place, entering),), (1,), steps, value, words)

    def curve(self, z: Floats) -> Floats:
        """What it makes of each input ``z``, same shape, float64."""
        raise NotImplementedError

    def slope(self, z: Floats) -> Floats:
        """The derivative at each input ``z``, same shape, float64."""
        raise NotImplementedError


class SharingActivation(Layer, frozen=True):
    """An activation whose every number rests on all that enter beside it, so that no one curve tells what it does.

    It works on the units of a row or of a step, or on the channels at each pixel.
    """

    group: ClassVar[str] = "Activation"
    nonlinear: ClassVar[bool] = True

    def share_curve(self, entering: Floats, at: int, z: Floats) -> Floats:
        """What leaves, (len(z), units), as the number at one place of those that enter (units,) runs through ``z``."""
        moving = np.repeat(np.asarray(entering, np.float64)[None], len(z), axis=0)
        moving[:, at] = z
        return self.shared_out(moving)

    def shared_out(self, logits: Floats) -> Floats:
        """What it makes of numbers that enter, (N, units), float64."""
        raise NotImplementedError


def leak_of(layer: Activation) -> float:
    """The small slope that a setting of an activation asks for on one side; 0 for none."""
    return float(getattr(layer, layer.leak_field)) if layer.leak_field else 0.0


def _through(slope: float) -> str:
    """What a slope does to the gradient on its way back, in words."""
    if slope == 0.0:
        return "the curve is flat here, so no gradient gets back"
    if slope == 1.0:
        return "the slope here is 1, so the gradient gets back whole"
    how = "hardly any gradient gets back" if abs(slope) < 0.1 else "the gradient is multiplied by it on its way back"
    return f"the slope here is {figure(slope)}, so {how}"
