"""Attention in its plainest forms, as courses come to it: nothing learned, one head alone, one score a step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

import numpy as np

from playground.kit import attending
from playground.layers.attention import Causal, WeightsDropout, seen_by_heads
from playground.model.derivation import Derivation, Place
from playground.model.layer import Equation, Floats, Layer, MemoryUse, OverTime, Picture
from playground.model.needs import need_sequence
from playground.model.parameters import described
from playground.model.recipe import Call
from playground.model.signal import Signal, sequence, vector

_OURS = "playground.modules.attention_bare"


class _OneHead(Layer, frozen=True):
    """What both have in common that look from step to step with one head."""

    group: ClassVar[str] = "Attention"
    picture: ClassVar[Picture] = "heads"
    attends: ClassVar[bool] = True
    nonlinear: ClassVar[bool] = True

    causal: Causal = False

    def over_time(self, *inputs: Signal) -> OverTime:
        """See `seen_by_heads`."""
        return seen_by_heads(inputs[0], self.causal)


class DotProductAttention(_OneHead, frozen=True, tag="dot_product_attention"):
    """Attention bare: each step takes a mean of all steps, weighted by how alike they are, and nothing is learned.

    What enters is query, key and value at once. It is the kernel of all other attention, which learns by which
    features steps are compared.
    """

    label: ClassVar[str] = "Dot-product attention"
    formula: ClassVar[str] = "y = softmax(x xᵀ / √d) x"
    aliases: ClassVar[tuple[str, ...]] = ("scaled_dot_product_attention", "bare_attention")

    def output(self, *inputs: Signal) -> Signal:
        """The same shape."""
        need_sequence(inputs[0], "looks from step to step of")
        return inputs[0]

    def recipe(self, *inputs: Signal) -> Call:
        """Our module DotProductAttention."""
        return Call.of(f"{_OURS}.DotProductAttention", **({"causal": True} if self.causal else {}))

    def memory(self, *inputs: Signal) -> MemoryUse:
        """A share for every pair of steps, and what leaves.

        The gradients of scores and shares of every pair of steps, and of what leaves, and enters in three roles.
        """
        pairs, size = inputs[0].time ** 2, inputs[0].size
        return MemoryUse(pairs + size, 2 * pairs + 3 * size)

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """What is taken from the steps in view."""
        x = np.asarray(inputs[0], np.float64)
        return attending.taken_by_one(x, place, (x, x, x), self.causal)


class SingleHeadAttention(_OneHead, frozen=True, tag="single_head_attention"):
    """One head of attention on its own: it learns what to ask, what to answer and what to say, and hands that on.

    There is no last linear map that mixes heads, as there is only one.
    """

    label: ClassVar[str] = "Single-head attention"
    formula: ClassVar[str] = "y = softmax(Q Kᵀ / √d) V,  Q = x W_Q, K = x W_K, V = x W_V"
    aliases: ClassVar[tuple[str, ...]] = ("one_head_attention", "attention_head")

    units: Annotated[
        int,
        described(
            "How many numbers query, key and value have, and so how many come out for each step.",
            label="Head size",
            ge=1,
            le=4096,
            usual=(8, 64),
            formula="d",
        ),
    ] = 16
    bias: Annotated[
        bool,
        described("Whether query, key and value may shift their sums by numbers of their own.", folded=True),
    ] = True
    dropout: WeightsDropout = 0.0

    def output(self, *inputs: Signal) -> Signal:
        """The head's numbers for each step: (time, units)."""
        x = inputs[0]
        need_sequence(x, "looks from step to step of")
        return sequence(x.time, self.units, x.padded)

    def recipe(self, *inputs: Signal) -> Call:
        """Our module SingleHeadAttention; what is its own default is left out."""
        said: dict[str, Any] = {"causal": True} if self.causal else {}
        if not self.bias:
            said["bias"] = False
        target = f"{_OURS}.SingleHeadAttention"
        return Call.of(target, inputs[0].features, self.units, **said, dropout=self.dropout)

    def memory(self, *inputs: Signal) -> MemoryUse:
        """A share for every pair of steps, query, key, value and what leaves; what is dropped comes on top.

        The gradients of scores and shares of every pair of steps, and of what enters and leaves.
        """
        pairs, leaving = inputs[0].time ** 2, self.units * inputs[0].time
        kept = pairs * (3 if self.dropout else 1) + 4 * leaving
        return MemoryUse(kept, 2 * pairs + inputs[0].size + leaving)

    def counts(self, *inputs: Signal) -> tuple[Equation, ...]:
        """Weights and biases of query, key and value."""
        width, units = inputs[0].features, self.units
        weights = Equation("Weights", f"3 · {units} · {width}", 3 * units * width)
        return (weights, Equation("Biases", f"3 · {units}", 3 * units)) if self.bias else (weights,)

    def arithmetic(self, *inputs: Signal) -> tuple[Equation, ...]:
        """The head's numbers."""
        return (Equation("Features", f"{self.units}", self.units),)

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """What the head takes from the steps in view."""
        x = np.asarray(inputs[0], np.float64)
        query, key, value = (attending.linear(x, learned, name) for name in ("query", "key", "value"))
        return attending.taken_by_one(x, place, (query, key, value), self.causal)


class ScoreAttention(Layer, frozen=True, tag="score_attention"):
    """Sums a sequence up in one row: one linear score a step, made into weights that add up to 1, and the mean by them.

    It is the simplest attention over the states of a recurrent network. Courses call what leaves the context.
    """

    label: ClassVar[str] = "Score attention"
    group: ClassVar[str] = "Attention"
    formula: ClassVar[str] = "y = Σ a[t] x[t],  a = softmax(w · x[t] + b)"
    aliases: ClassVar[tuple[str, ...]] = ("attention_score", "context_attention", "simple_attention")
    picture: ClassVar[Picture] = "units"
    attends: ClassVar[bool] = True
    nonlinear: ClassVar[bool] = True

    def output(self, *inputs: Signal) -> Signal:
        """One number a feature: (units)."""
        need_sequence(inputs[0], "weighs the steps of")
        return vector(inputs[0].features)

    def recipe(self, *inputs: Signal) -> Call:
        """Our module ScoreAttention."""
        return Call.of(f"{_OURS}.ScoreAttention", inputs[0].features)

    def memory(self, *inputs: Signal) -> MemoryUse:
        """Two numbers a step and what leaves are kept; what enters is weighted too, and so has two gradients."""
        return MemoryUse(2 * inputs[0].time + inputs[0].features, 2 * inputs[0].size)

    def over_time(self, *inputs: Signal) -> OverTime:
        """A mean of all steps, which is the same however they are shuffled; padding gets no weight."""
        return OverTime(False, True, inputs[0].padded)

    def counts(self, *inputs: Signal) -> tuple[Equation, ...]:
        """A weight a feature, and a bias, which moves all scores alike and so changes nothing."""
        width = inputs[0].features
        return (Equation("Score", f"1 · {width}", width), Equation("Bias", "1", 1))

    def cell(self, place: Place, inputs: tuple[Floats, ...], learned: Mapping[str, Floats]) -> Derivation:
        """The shares of all steps, times their numbers."""
        x = np.asarray(inputs[0], np.float64)
        scores = attending.linear(x, learned, "score")[:, 0]
        return attending.summed_up(x, place[0], scores, "w · x + b")
