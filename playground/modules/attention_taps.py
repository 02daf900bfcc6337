"""Taps of attention: who looks at whom, and the queries, keys and values behind it."""

from __future__ import annotations

from torch import Tensor

from playground.modules.attention import AdditiveAttention, EncoderBlock, SelfAttention
from playground.modules.attention_bare import (
    DotProductAttention,
    ScoreAttention,
    SingleHeadAttention,
    shares_of_attention,
)
from playground.modules.taps import taps

Seen = dict[str, Tensor]


@taps(SelfAttention)
def attention_taps(module: SelfAttention, x: Tensor, mask: Tensor | None = None) -> Seen:
    """Weights and scores (batch, heads, time, time); query, key and value (batch, heads, time, width / heads)."""
    scores = module.score(x)
    parts = {name: module.split(getattr(module, name)(x)) for name in ("query", "key", "value")}
    return {"attention": module.attend(scores, mask), "scores": scores, **parts}


@taps(EncoderBlock)
def block_taps(module: EncoderBlock, x: Tensor, mask: Tensor | None = None) -> Seen:
    """Those of its attention, which reads what is normalised where the norm comes first."""
    return attention_taps(module.attention, module.norm_1(x) if module.norm_first else x, mask)


@taps(AdditiveAttention)
def pooling_taps(module: AdditiveAttention, x: Tensor, mask: Tensor | None = None) -> Seen:
    """The share of each step, and its score before the softmax: both (batch, 1, 1, time)."""
    scores = module.score(module.hidden(x).tanh()).squeeze(2)
    return {"attention": module.attend(x, mask)[:, None, None, :], "scores": scores[:, None, None, :]}


@taps(DotProductAttention)
def bare_taps(module: DotProductAttention, x: Tensor, mask: Tensor | None = None) -> Seen:
    """Those of a single head, whose query, key and value are what enters."""
    scores = module.score(x)
    parts = dict.fromkeys(("query", "key", "value"), x[:, None])
    weights = shares_of_attention(scores, module.causal, mask)
    return {"attention": weights[:, None], "scores": scores[:, None], **parts}


@taps(SingleHeadAttention)
def single_head_taps(module: SingleHeadAttention, x: Tensor, mask: Tensor | None = None) -> Seen:
    """Those of a single head."""
    scores = module.score(x)
    parts = {name: getattr(module, name)(x)[:, None] for name in ("query", "key", "value")}
    weights = shares_of_attention(scores, module.causal, mask)
    return {"attention": weights[:, None], "scores": scores[:, None], **parts}


@taps(ScoreAttention)
def score_taps(module: ScoreAttention, x: Tensor, mask: Tensor | None = None) -> Seen:
    """The share of each step, and its score before the softmax: both (batch, 1, 1, time)."""
    scores = module.score(x).squeeze(2)
    return {"attention": module.attend(x, mask)[:, None, None, :], "scores": scores[:, None, None, :]}
