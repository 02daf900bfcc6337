"""Attending: the arithmetic of attention in float64, for one sequence, as layers tell how a number comes about.

T is time, F the width, H the heads, d = F / H.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from playground.model.derivation import Derivation, DerivationStep, Mixture, Place, Term
from playground.model.derivations import MOST_TERMS, Floats, written_sum
from playground.model.layer import Activation
from playground.model.probabilities import softmax
from playground.numerals import counted, figure


@dataclass(frozen=True)
class AttentionPass:
    """One pass of self-attention: scores and weights (H, T, T), values (H, T, d), what is taken and mixed (T, F)."""

    scores: Floats
    weights: Floats
    values: Floats
    taken: Floats
    mixed: Floats


@np.errstate(all="ignore")  # what is no number any more stays none
def self_attention(
    x: Floats, learned: Mapping[str, Floats], heads: int, causal: bool, prefix: str = ""
) -> AttentionPass:
    """Multi-head self-attention of a sequence (T, F), softmax(Q Kᵀ / √d) V, mixed by a last linear map."""
    query, key, value = (_split(linear(x, learned, f"{prefix}{name}"), heads) for name in ("query", "key", "value"))
    scores = query @ key.transpose(0, 2, 1) / np.sqrt(query.shape[2])
    if causal:
        scores = np.where(np.triu(np.ones(scores.shape[1:], bool), 1), -np.inf, scores)
    weights = softmax(scores)
    taken = (weights @ value).transpose(1, 0, 2).reshape(x.shape)
    return AttentionPass(scores, weights, value, taken, linear(taken, learned, f"{prefix}mix"))


def linear(x: Floats, learned: Mapping[str, Floats], name: str) -> Floats:
    """A linear map, x Wᵀ + b, with the weights of that name."""
    result: Floats = x @ learned[f"{name}.weight"].T.astype(np.float64)
    return result + learned[f"{name}.bias"] if f"{name}.bias" in learned else result


def layer_norm(x: Floats, learned: Mapping[str, Floats], name: str, eps: float = 1e-5) -> Floats:
    """Each step brought to mean 0 and spread 1, scaled and shifted."""
    standard = (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + eps)
    result: Floats = standard * learned[f"{name}.weight"] + learned[f"{name}.bias"]
    return result


@dataclass(frozen=True)
class Block:
    """One pass of a transformer block: its attention, the sum after it, what the feed-forward part adds, the end."""

    looked: AttentionPass
    between: Floats
    fed: Floats
    result: Floats


@np.errstate(all="ignore")  # what is no number any more stays none
def encoder_block(
    x: Floats, learned: Mapping[str, Floats], heads: int, causal: bool, norm_first: bool, activation: Activation
) -> Block:
    """A block of a sequence (T, F), with the norms before its two parts or after their sums."""
    entering = layer_norm(x, learned, "norm_1") if norm_first else x
    looked = self_attention(entering, learned, heads, causal, "attention.")
    summed: Floats = x + looked.mixed
    between = summed if norm_first else layer_norm(summed, learned, "norm_1")
    reading = layer_norm(between, learned, "norm_2") if norm_first else between
    fed = linear(activation.curve(linear(reading, learned, "expand")), learned, "contract")
    result = between + fed
    return Block(looked, between, fed, result if norm_first else layer_norm(result, learned, "norm_2"))


def seen(x: Floats, step: int, causal: bool) -> tuple[Term, ...]:
    """All numbers of the steps that a step can see, in order."""
    last = step + 1 if causal else len(x)
    return tuple(Term(0, (at, feature), float(x[at, feature])) for at in range(last) for feature in range(x.shape[1]))


@np.errstate(all="ignore")  # what is no number any more stays none
def attended(x: Floats, place: Place, looked: AttentionPass, causal: bool, learned: Mapping[str, Floats]) -> Derivation:
    """How one number that leaves self-attention comes about.

    Through the row of mix that makes this feature, what a head takes from a step is one number; a head's share of the
    result is their sum weighted by its attention.
    """
    step, feature = place
    terms = seen(x, step, causal)
    visible = len(terms) // x.shape[1]
    bias = float(learned["mix.bias"][feature])
    mixtures = mixtures_of(looked, place, visible, learned)
    weights = looked.weights[:, step, :visible]
    heads = tuple(
        tuple(Term(0, (), number, weight) for number, weight in zip(each.values, each.weights, strict=True))
        for each in mixtures
    )
    totals = tuple(each.total for each in mixtures)
    strongest = int(np.argmax(np.abs(totals)))
    most = int(weights[strongest].argmax())
    total, sign = sum(totals), "−" if bias < 0 else "+"
    steps = (
        DerivationStep(
            "weight",
            f"of step {most + 1} in head {strongest + 1}, {share(looked.scores[strongest, step, :visible], most)}",
            float(weights[strongest, most]),
        ),
        *(DerivationStep(f"head {at + 1}", written_sum(head), totals[at]) for at, head in enumerate(heads)),
        DerivationStep("sum", written_sum(tuple(Term(0, (), each) for each in totals)), total),
        DerivationStep("bias", "learned", bias),
        DerivationStep("y", f"{figure(total)} {sign} {figure(abs(bias))}", total + bias),
    )
    words = (
        f"Step {step + 1} can see {counted(visible, 'step')}. Each head sums up what they say to feature "
        f"{feature + 1}, weighted by its attention; head {strongest + 1} adds most here and looks at step "
        f"{most + 1} above all."
    )
    return Derivation("attended", terms, (visible, x.shape[1]), steps, total + bias, words, mixtures)


@np.errstate(all="ignore")  # what is no number any more stays none
def mixtures_of(
    looked: AttentionPass, place: Place, visible: int, learned: Mapping[str, Floats], prefix: str = ""
) -> tuple[Mixture, ...]:
    """What each head takes from the ``visible`` first steps for one feature of one step, through that row of mix."""
    step, feature = place
    row = learned[f"{prefix}mix.weight"][feature].reshape(len(looked.weights), -1)  # (H, d)
    said = np.einsum("htd,hd->ht", looked.values[:, :visible], row)
    scores, weights = looked.scores[:, step, :visible], looked.weights[:, step, :visible]
    numbers = zip(scores.tolist(), weights.tolist(), said.tolist(), strict=True)
    return tuple(
        Mixture(f"head {at}", tuple(each[0]), tuple(each[1]), tuple(each[2])) for at, each in enumerate(numbers, 1)
    )


@np.errstate(all="ignore")  # what is no number any more stays none
def summed_up(x: Floats, feature: int, scores: Floats, scored: str) -> Derivation:
    """How one number comes about that sums a sequence (T, F) up: the mean of a feature, weighted by all steps' shares.

    ``scores`` (T,) become the shares by softmax; ``scored`` is how a score comes about, in print.
    """
    shares, at = softmax(scores), int(np.argmax(softmax(scores)))
    parts = tuple(Term(0, (), float(row[feature]), float(share)) for row, share in zip(x, shares, strict=True))
    value = float(sum(part.product for part in parts))
    steps = (
        DerivationStep("score", f"of step {at + 1}, {scored}, the highest of {figure(len(x))}", float(scores[at])),
        DerivationStep("weight", f"of step {at + 1}, {share(scores, at)}", float(shares[at])),
        DerivationStep("y", written_sum(parts), value),
    )
    words = (
        f"Each of {counted(len(x), 'step')} gets a weight, the largest, {figure(float(shares[at]))}, at step "
        f"{at + 1}; feature {feature + 1} is the mean weighted by them."
    )
    mixture = Mixture("", tuple(scores.tolist()), tuple(shares.tolist()), tuple(x[:, feature].tolist()))
    return Derivation("attended", seen(x, 0, False), x.shape, steps, value, words, (mixture,))


@np.errstate(all="ignore")  # what is no number any more stays none
def taken_by_one(x: Floats, place: Place, parts: tuple[Floats, Floats, Floats], causal: bool) -> Derivation:
    """How one number comes about that a single head takes: query, key and value (T, d) of each step are ``parts``."""
    query, key, values = parts
    step, feature = place
    visible = step + 1 if causal else len(x)
    scores = query[step] @ key[:visible].T / np.sqrt(query.shape[1])
    shares = softmax(scores)
    most = int(shares.argmax())
    pairs = zip(values[:visible, feature].tolist(), shares.tolist(), strict=True)
    taken = tuple(Term(0, (), said, weight) for said, weight in pairs)
    value = float(sum(each.product for each in taken))
    steps = (
        DerivationStep("score", f"of step {most + 1}, q · k / √{figure(query.shape[1])}", float(scores[most])),
        DerivationStep("weight", f"of step {most + 1}, {share(scores, most)}", float(shares[most])),
        DerivationStep("y", written_sum(taken), value),
    )
    words = (
        f"Step {step + 1} can see {counted(visible, 'step')} and looks at step {most + 1} above all; number "
        f"{feature + 1} is the mean of what they have to say, weighted by its attention."
    )
    mixture = Mixture("", tuple(scores.tolist()), tuple(shares.tolist()), tuple(values[:visible, feature].tolist()))
    terms = seen(x, step, causal)
    return Derivation("attended", terms, (visible, x.shape[1]), steps, value, words, (mixture,))


def share(scores: Floats, at: int) -> str:
    """One share of a softmax in print: ``e^1.02 / (e^0.14 + e^1.02)``, of many scores the first and an ellipsis."""
    shown = [f"e^{figure(float(score))}" for score in scores[:MOST_TERMS]]
    more = " + …" if len(scores) > MOST_TERMS else ""
    return f"e^{figure(float(scores[at]))} / ({' + '.join(shown)}{more})"


def _split(x: Floats, heads: int) -> Floats:
    return x.reshape(len(x), heads, -1).transpose(1, 0, 2)
