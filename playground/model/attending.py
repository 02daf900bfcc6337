"""Attending: the arithmetic of attention in float64, for one sequence, as layers tell how a number comes about.

T is time, F the width, H the heads, d = F / H.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from playground.model.cell import Cell, Place, Step, Term
from playground.model.cells import Floats, figure, many, written_sum
from playground.model.layer import Activation


@dataclass(frozen=True)
class Looked:
    """One pass of self-attention: ``weights`` (H, T, T), ``values`` (H, T, d), ``taken`` and ``mixed`` (T, F)."""

    weights: Floats
    values: Floats
    taken: Floats
    mixed: Floats


def self_attention(x: Floats, learned: Mapping[str, Floats], heads: int, causal: bool, prefix: str = "") -> Looked:
    """Multi-head self-attention of a sequence (T, F), softmax(Q Kᵀ / √d) V, mixed by a last linear map."""
    query, key, value = (_split(linear(x, learned, f"{prefix}{name}"), heads) for name in ("query", "key", "value"))
    scores = query @ key.transpose(0, 2, 1) / np.sqrt(query.shape[2])
    if causal:
        scores = np.where(np.triu(np.ones(scores.shape[1:], bool), 1), -np.inf, scores)
    weights = softmax(scores)
    taken = (weights @ value).transpose(1, 0, 2).reshape(x.shape)
    return Looked(weights, value, taken, linear(taken, learned, f"{prefix}mix"))


def linear(x: Floats, learned: Mapping[str, Floats], name: str) -> Floats:
    """A linear map, x Wᵀ + b, with the weights of that name."""
    result: Floats = x @ learned[f"{name}.weight"].T.astype(np.float64)
    return result + learned[f"{name}.bias"] if f"{name}.bias" in learned else result


def layer_norm(x: Floats, learned: Mapping[str, Floats], name: str, eps: float = 1e-5) -> Floats:
    """Each step brought to mean 0 and spread 1, scaled and shifted."""
    standard = (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + eps)
    result: Floats = standard * learned[f"{name}.weight"] + learned[f"{name}.bias"]
    return result


def softmax(scores: Floats) -> Floats:
    """Shares along the last axis."""
    raised = np.exp(scores - scores.max(-1, keepdims=True))
    result: Floats = raised / raised.sum(-1, keepdims=True)
    return result


@dataclass(frozen=True)
class Block:
    """One pass of a transformer block: its attention, the sum after it, what the feed-forward part adds, the end."""

    looked: Looked
    between: Floats
    fed: Floats
    result: Floats


def encoder_block(
    x: Floats, learned: Mapping[str, Floats], heads: int, causal: bool, norm_first: bool, bend: Activation
) -> Block:
    """A block of a sequence (T, F), with the norms before its two parts or after their sums."""
    entering = layer_norm(x, learned, "norm_1") if norm_first else x
    looked = self_attention(entering, learned, heads, causal, "attention.")
    summed: Floats = x + looked.mixed
    between = summed if norm_first else layer_norm(summed, learned, "norm_1")
    reading = layer_norm(between, learned, "norm_2") if norm_first else between
    fed = linear(bend.curve(linear(reading, learned, "expand")), learned, "contract")
    result = between + fed
    return Block(looked, between, fed, result if norm_first else layer_norm(result, learned, "norm_2"))


def seen(x: Floats, step: int, causal: bool) -> tuple[Term, ...]:
    """All numbers of the steps that a step can see, in order."""
    last = step + 1 if causal else len(x)
    return tuple(Term(0, (at, feature), float(x[at, feature])) for at in range(last) for feature in range(x.shape[1]))


def attended(x: Floats, place: Place, looked: Looked, causal: bool, learned: Mapping[str, Floats]) -> Cell:
    """How one number that leaves self-attention comes about."""
    step, feature = place
    terms = seen(x, step, causal)
    visible = len(terms) // x.shape[1]
    row, bias = learned["mix.weight"][feature], float(learned["mix.bias"][feature])
    parts = tuple(Term(0, (), float(a), float(w)) for a, w in zip(looked.taken[step], row, strict=True))
    total = float(sum(part.product for part in parts))
    sign = "−" if bias < 0 else "+"
    steps = (
        *(_looks(looked.weights[head, step, :visible], head) for head in range(len(looked.weights))),
        Step("sum", written_sum(parts), total),
        Step("bias", "learned", bias),
        Step("y", f"{figure(total)} {sign} {figure(abs(bias))}", total + bias),
    )
    words = (
        f"Step {step + 1} can see {many(visible, 'step')}. Each head takes the mean of their values, weighted by its "
        f"attention; feature {feature + 1} mixes what {many(len(looked.weights), 'head')} took."
    )
    return Cell("attended", terms, (visible, x.shape[1]), steps, total + bias, words)


def _looks(shares: Floats, head: int) -> Step:
    """The largest shares of one head; the value is the largest."""
    order = np.argsort(-shares, kind="stable")[:3]
    listed = ", ".join(f"step {at + 1}: {figure(float(shares[at]))}" for at in order)
    more = ", …" if len(shares) > len(order) else ""
    return Step(f"head {head + 1}", f"looks at {listed}{more}", float(shares[order[0]]))


def _split(x: Floats, heads: int) -> Floats:
    return x.reshape(len(x), heads, -1).transpose(1, 0, 2)
