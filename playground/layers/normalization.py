"""Normalisation: numbers brought to mean 0 and spread 1, so that every layer starts from the same footing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

import numpy as np

from playground.model import derivations
from playground.model.derivation import Derivation, Place, Region, Term
from playground.model.layer import Equation, Floats, Inset, Layer, MemoryUse, OverTime, Remark, Starting
from playground.model.needs import REMOVE
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.signal import Signal
from playground.numerals import counted

Eps = Annotated[
    float,
    described(
        "A small number added under the root, so that a spread of 0 never divides.",
        label="ε",
        gt=0.0,
        le=1.0,
        log=True,
        usual=(1e-6, 1e-3),
        folded=True,
    ),
]


class BatchNorm(Layer, frozen=True, tag="batch_norm"):
    """Brings each unit or feature map to mean 0 and spread 1 over the batch, then scales and shifts it as it learns.

    While testing it uses running means it has kept from training, so one sample's answer does not depend on others.
    """

    in_place: ClassVar[bool] = True
    starting: ClassVar[Starting] = "none"
    averages: ClassVar[bool] = True
    label: ClassVar[str] = "BatchNorm"
    group: ClassVar[str] = "Normalisation"
    formula: ClassVar[str] = "y = γ · (x − μ) / √(σ² + ε) + β   (μ, σ over the batch)"
    aliases: ClassVar[tuple[str, ...]] = ("batchnorm", "batch_normalization", "batch_norm1d", "batch_norm2d", "bn")
    inset: ClassVar[Inset] = "spread"

    eps: Eps = 1e-5
    momentum: Annotated[
        float,
        described(
            "How much of the newest batch enters the running means that are used while testing.",
            ge=0.0,
            le=1.0,
            step=0.01,
            usual=(0.01, 0.3),
            formula="running ← (1 − momentum) · running + momentum · batch",
            folded=True,
        ),
    ] = 0.1

    def output(self, *inputs: Signal) -> Signal:
        """The same shape."""
        return inputs[0]

    def memory(self, *inputs: Signal) -> MemoryUse:
        """Of sequences with padding the real steps are there once more, and their gradients."""
        again = inputs[0].size if inputs[0].padded else 0
        return MemoryUse(inputs[0].size + again, 2 * inputs[0].size + again)

    def recipe(self, *inputs: Signal) -> Call:
        """torch.nn.BatchNorm1d for a vector, BatchNorm2d for an image, over axis 1; our own for a sequence."""
        x = inputs[0]
        keywords = _unless({"eps": self.eps, "momentum": self.momentum}, {"eps": 1e-5, "momentum": 0.1})
        if x.kind == "sequence":
            return Call.of("playground.modules.normalization.BatchNormSteps", x.channels, **keywords)
        name = "BatchNorm2d" if x.kind == "image" else "BatchNorm1d"
        return Call.of(f"torch.nn.{name}", x.channels, **keywords)

    def counts(self, *inputs: Signal) -> tuple[Equation, ...]:
        """A scale and a shift for each unit or channel."""
        channels = inputs[0].channels
        return Equation("Scales", f"{channels}", channels), Equation("Shifts", f"{channels}", channels)

    def over_time(self, *inputs: Signal) -> OverTime:
        """Steps count alike, but padding must not count in the mean and spread."""
        return OverTime(False, masked=inputs[0].padded)

    def smallest_batch(self, *inputs: Signal) -> int:
        """Two samples where one may give one number a channel: vectors, single pixels, sequences with one real step."""
        x = inputs[0]
        return 2 if x.size == x.channels or x.padded else 1

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The number standardised by the running mean and variance of its unit or channel, then scaled and shifted."""
        own, entering = place[1:] if len(place) == 2 else place[:1], float(inputs[0][place])
        middle, variance = float(learned["running_mean"][own]), float(learned["running_var"][own])
        noun = {1: "unit", 2: "feature", 3: "channel"}[len(place)]
        moments = (("running mean", middle), ("running variance", variance))
        words = (
            f"The mean of this {noun} is taken off and its spread divided out, both as kept from the batches of "
            "training, then the learned γ and β scale and shift it."
        )
        numbers = (self.eps, float(learned["weight"][own]), float(learned["bias"][own]))
        return derivations.normalised((Term(0, place, entering),), (1,), entering, moments, numbers, words)


class LayerNorm(Layer, frozen=True, tag="layer_norm"):
    """Brings all numbers of each sample together to mean 0 and spread 1, then scales and shifts each as it learns.

    Other samples of the batch play no part, so it works the same while training and testing. Of a sequence each step is
    normalised alone, everywhere with the same scales and shifts.
    """

    in_place: ClassVar[bool] = True
    starting: ClassVar[Starting] = "none"
    label: ClassVar[str] = "LayerNorm"
    group: ClassVar[str] = "Normalisation"
    formula: ClassVar[str] = "y = γ · (x − μ) / √(σ² + ε) + β   (μ, σ over one sample)"
    aliases: ClassVar[tuple[str, ...]] = ("layernorm", "layer_normalization", "ln")
    nonlinear: ClassVar[bool] = True
    inset: ClassVar[Inset] = "spread"

    eps: Eps = 1e-5

    def output(self, *inputs: Signal) -> Signal:
        """The same shape."""
        return inputs[0]

    def remarks(self, *inputs: Signal) -> tuple[Remark, ...]:
        """One number less its own mean is 0, whatever it is."""
        if math.prod(_normalised(inputs[0])) > 1:
            return ()
        text = (
            "{name} gives the same for every sample, as one number less its own mean is 0, so nothing can be learned "
            "through it: remove it, or let several numbers enter."
        )
        return (Remark(text, (REMOVE,)),)

    def recipe(self, *inputs: Signal) -> Call:
        """torch.nn.LayerNorm over all axes but the batch, of a sequence over the features of each step."""
        shape = _normalised(inputs[0])
        keywords = _unless({"eps": self.eps}, {"eps": 1e-5})
        return Call.of("torch.nn.LayerNorm", shape if len(shape) > 1 else shape[0], **keywords)

    def counts(self, *inputs: Signal) -> tuple[Equation, ...]:
        """A scale and a shift for every number of a sample, or of a step."""
        shape = _normalised(inputs[0])
        terms, size = " · ".join(str(number) for number in shape), math.prod(shape)
        return Equation("Scales", terms, size), Equation("Shifts", terms, size)

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The number standardised by the mean and variance of its whole sample or step, then scaled and shifted."""
        *step, _ = place if len(place) == 2 else (0,)
        x, own = inputs[0][tuple(step)], place[len(step) :]
        count, what = counted(x.size, "number"), "step" if step else "sample"
        pairs = zip(np.ndindex(x.shape), x.ravel().tolist(), strict=True)
        terms = tuple(Term(0, (*step, *at), value) for at, value in pairs)
        moments = ((f"mean of {count}", float(x.mean())), (f"variance of {count}", float(x.var())))
        words = (
            f"The mean of all {count} of this {what} is taken off and their spread divided out, then the learned γ and "
            "β of this place scale and shift it."
        )
        numbers = (self.eps, float(learned["weight"][own]), float(learned["bias"][own]))
        return derivations.normalised(terms, x.shape, float(x[own]), moments, numbers, words)

    def receptive_field(self, region: Region, *inputs: Signal) -> Region:
        """The whole image, since each number rests on the mean of all."""
        x = inputs[0]
        return Region(0, 0, x.height, x.width) if x.kind == "image" else region


def _normalised(signal: Signal) -> tuple[int, ...]:
    """The axes that are brought to mean 0 together: all of a sample, or the features of a step."""
    return signal.shape[1:] if signal.kind == "sequence" else signal.shape


def _unless(keywords: dict[str, Any], plain: dict[str, Any]) -> dict[str, Any]:
    """The keywords that differ from torch's own defaults."""
    return {name: value for name, value in keywords.items() if value != plain[name]}
