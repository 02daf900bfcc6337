"""Attention: each step looks at the others and takes what it needs from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

import numpy as np

from playground.kit import attending
from playground.model.derivation import Derivation, Place
from playground.model.fix import Fix, SetValue
from playground.model.layer import Equation, Floats, Layer, MemoryUse, OverTime, Picture, Refused
from playground.model.needs import need_sequence
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.signal import Signal, vector

Causal = Annotated[
    bool,
    described(
        "Whether each step sees itself and the steps before it alone, as it must to tell what comes next.",
        formula="the later steps get a weight of 0",
    ),
]
WeightsDropout = Annotated[
    float,
    described(
        "The part of the attention weights that is dropped in each training step.",
        ge=0.0,
        lt=1.0,
        unit="%",
        step=0.05,
        usual=(0.0, 0.3),
        live=True,
        folded=True,
        zero="off",
    ),
]


class _MultiHead(Layer, frozen=True):
    """What layers share in which several heads look from step to step, each with its part of the width."""

    group: ClassVar[str] = "Attention"
    picture: ClassVar[Picture] = "heads"
    attends: ClassVar[bool] = True
    nonlinear: ClassVar[bool] = True

    heads: Annotated[
        int,
        described(
            "How many heads look at once, each with a part of the width and an eye for something else.",
            ge=1,
            le=64,
            usual=(1, 8),
            formula="d = width / heads",
        ),
    ] = 4

    def blocks(self, name: str) -> tuple[int, int]:
        """Head by head: the rows of query, key and value, and the columns that mix the heads."""
        of = name.split(".")[-2] if "." in name else ""
        return (self.heads if of in ("query", "key", "value") else 1), (self.heads if of == "mix" else 1)

    def output(self, *inputs: Signal) -> Signal:
        """The same shape."""
        need_sequence(inputs[0], "looks from step to step of")
        need_heads(inputs[0], self.heads)
        return inputs[0]

    def memory(self, *inputs: Signal) -> MemoryUse:
        """For each head a share for every pair of steps; query, key, value, what is taken and what leaves.

        The gradients of each head's scores and shares, and of what enters and leaves.
        """
        pairs = self.heads * inputs[0].time ** 2
        return MemoryUse(pairs + 5 * inputs[0].size, 2 * pairs + 2 * inputs[0].size)

    def arithmetic(self, *inputs: Signal) -> tuple[Equation, ...]:
        """How wide a head is."""
        width = inputs[0].features
        return (Equation("Per head", f"{width} / {self.heads}", width // self.heads, "wide"),)


class SelfAttention(_MultiHead, frozen=True, tag="self_attention"):
    """Lets each step look at all steps and take a weighted mean of what they have to say: the heart of transformers.

    Each step asks with a query and answers with a key; where they fit, the weight is large and the value is taken.
    Several heads look at once.
    """

    label: ClassVar[str] = "Self-attention"
    formula: ClassVar[str] = "softmax(Q Kᵀ / √d) V,  Q = x W_Q, K = x W_K, V = x W_V"
    aliases: ClassVar[tuple[str, ...]] = (
        "attention",
        "multi_head_attention",
        "multihead_attention",
        "mha",
    )

    causal: Causal = False
    dropout: WeightsDropout = 0.0

    def memory(self, *inputs: Signal) -> MemoryUse:
        """Where shares are dropped, those that are left and which ones they were come on top."""
        usual, pairs = super().memory(*inputs), self.heads * inputs[0].time ** 2
        return usual.with_kept(usual.kept + (2 * pairs if self.dropout else 0))

    def over_time(self, *inputs: Signal) -> OverTime:
        """See `seen_by_heads`."""
        return seen_by_heads(inputs[0], self.causal)

    def recipe(self, *inputs: Signal) -> Call:
        """Our module, written out so that its weights can be seen."""
        settings = {"causal": True} if self.causal else {}
        return Call.of(
            "playground.modules.attention.SelfAttention",
            inputs[0].features,
            self.heads,
            **settings,
            dropout=self.dropout,
        )

    def counts(self, *inputs: Signal) -> tuple[Equation, ...]:
        """Weights and biases of query, key, value and of mixing the heads."""
        width = inputs[0].features
        return (
            Equation("Weights", f"4 · {width} · {width}", 4 * width * width),
            Equation("Biases", f"4 · {width}", 4 * width),
        )

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """What each head looks at and takes, mixed."""
        x = np.asarray(inputs[0], np.float64)
        looked = attending.self_attention(x, learned, self.heads, self.causal)
        return attending.attended(x, place, looked, self.causal, learned)


class AdditiveAttention(Layer, frozen=True, tag="additive_attention"):
    """Sums a sequence up in one row: a mean of all steps, weighted by how much each matters, which it learns to tell.

    A small network gives each step a score; the scores become weights that add up to 1, so one can read off which
    words counted.
    """

    label: ClassVar[str] = "Additive attention"
    group: ClassVar[str] = "Attention"
    formula: ClassVar[str] = "y = Σ a[t] x[t],  a = softmax(vᵀ tanh(W x[t] + b))"
    aliases: ClassVar[tuple[str, ...]] = ("bahdanau", "attention_pooling", "bahdanau_attention")
    picture: ClassVar[Picture] = "units"
    attends: ClassVar[bool] = True
    nonlinear: ClassVar[bool] = True

    units: Annotated[
        int, described("How many units the small network has that scores a step.", ge=1, le=4096, usual=(8, 64))
    ] = 16

    def output(self, *inputs: Signal) -> Signal:
        """One number a feature: (units)."""
        need_sequence(inputs[0], "weighs the steps of")
        return vector(inputs[0].features)

    def recipe(self, *inputs: Signal) -> Call:
        """Our module AdditiveAttention."""
        return Call.of("playground.modules.attention.AdditiveAttention", inputs[0].features, self.units)

    def memory(self, *inputs: Signal) -> MemoryUse:
        """The units' numbers at every step, three numbers beside, and what leaves.

        The gradients of the units at every step, and twice of what enters, which is weighted too.
        """
        time, width = inputs[0].time, inputs[0].features
        return MemoryUse((self.units + 3) * time + width, 2 * (self.units + width) * time)

    def over_time(self, *inputs: Signal) -> OverTime:
        """A mean of all steps, which is the same however they are shuffled; padding gets no weight."""
        return OverTime(False, True, inputs[0].padded)

    def counts(self, *inputs: Signal) -> tuple[Equation, ...]:
        """Weights and biases of the units, and a weight of each in the score."""
        width, units = inputs[0].features, self.units
        return (
            Equation("Weights", f"{units} · {width}", units * width),
            Equation("Biases", f"{units}", units),
            Equation("Score", f"1 · {units}", units),
        )

    @np.errstate(all="ignore")  # what is no number any more stays none
    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The shares of all steps, times their numbers."""
        x = np.asarray(inputs[0], np.float64)
        scores = np.tanh(attending.linear(x, learned, "hidden")) @ learned["score.weight"][0]
        return attending.summed_up(x, place[0], scores, "vᵀ tanh(W x + b)")


def seen_by_heads(signal: Signal, causal: bool) -> OverTime:
    """Each step looks at all but padding; if causal at none after it, which tells order, as early ones see fewer."""
    return OverTime(causal, not causal and signal.time > 1, signal.padded)


def need_heads(signal: Signal, heads: int) -> None:
    """Insist that the width can be shared out among the heads.

    Raises:
        Refused: it leaves a rest; the nearest number of heads that does not fixes it.
    """
    width = signal.features
    if width % heads == 0:
        return
    fitting = min((each for each in range(1, min(width, 64) + 1) if width % each == 0), key=lambda n: abs(n - heads))
    raise Refused(
        f"{{name}} shares a width of {width} among {heads} heads, which leaves a rest: choose a number of heads that "
        f"divides {width}, such as {fitting}.",
        Fix(f"Set heads to {fitting}", SetValue(".heads", fitting)),
    )
