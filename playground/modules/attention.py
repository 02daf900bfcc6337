"""Attention over sequences laid out as (batch, time, features), written out so that its weights exist.

``mask`` (batch, time) is true at real steps, of which every sequence has one at least; without one all steps are.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional


class SelfAttention(nn.Module):
    """Multi-head self-attention: (batch, time, width) to the same.

    Vaswani et al., Attention is all you need, 2017, section 3.2.
    """

    def __init__(self, width: int, heads: int, causal: bool = False, dropout: float = 0.0) -> None:
        super().__init__()
        self.heads, self.causal, self.dropout = heads, causal, dropout
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.mix = nn.Linear(width, width)

    def split(self, x: Tensor) -> Tensor:
        """One part of the width for each head: (batch, time, width) to (batch, heads, time, width / heads)."""
        return x.view(*x.shape[:2], self.heads, -1).transpose(1, 2)

    def score(self, x: Tensor) -> Tensor:
        """How well each step's query fits each step's key: (batch, heads, time that reads, time that is read)."""
        query, key = self.split(self.query(x)), self.split(self.key(x))
        return query @ key.transpose(2, 3) / math.sqrt(query.shape[3])

    def attend(self, scores: Tensor, mask: Tensor | None = None) -> Tensor:
        """Shares of attention that sum to 1 over what is read; what is hidden gets 0."""
        if self.causal:
            time = scores.shape[3]
            later = torch.ones(time, time, dtype=torch.bool, device=scores.device).triu(1)
            scores = scores.masked_fill(later, float("-inf"))
        if mask is not None:
            scores = scores.masked_fill(~mask[:, None, None, :], float("-inf"))
        return scores.softmax(3)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Let every step take a mean of what the steps it looks at have to say."""
        weights = functional.dropout(self.attend(self.score(x), mask), self.dropout, self.training)
        taken = weights @ self.split(self.value(x))  # (batch, heads, time, width / heads)
        mixed: Tensor = self.mix(taken.transpose(1, 2).flatten(2))
        return mixed


class AdditiveAttention(nn.Module):
    """A mean of all steps, weighted by how much each matters: (batch, time, features) to (batch, features).

    Bahdanau, Cho and Bengio, Neural machine translation by jointly learning to align and translate, 2015.
    """

    def __init__(self, features: int, units: int) -> None:
        super().__init__()
        self.hidden = nn.Linear(features, units)
        self.score = nn.Linear(units, 1, bias=False)

    def attend(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Shares of attention that sum to 1 over the real steps: (batch, time)."""
        scores: Tensor = self.score(torch.tanh(self.hidden(x))).squeeze(2)
        if mask is not None:
            scores = scores.masked_fill(~mask, float("-inf"))
        return scores.softmax(1)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Take the weighted mean."""
        return (self.attend(x, mask).unsqueeze(1) @ x).squeeze(1)


class EncoderBlock(nn.Module):
    """One block of a transformer: attention, then a network for each step, both with a skip link around them."""

    def __init__(
        self,
        width: int,
        heads: int,
        hidden: int,
        norm_first: bool = True,
        activation: str = "gelu",
        dropout: float = 0.0,
        causal: bool = False,
        attention_dropout: float = 0.0,
        hidden_dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.norm_first, self.dropout, self.hidden_dropout = norm_first, dropout, hidden_dropout
        self.norm_1 = nn.LayerNorm(width)
        self.attention = SelfAttention(width, heads, causal, attention_dropout)
        self.norm_2 = nn.LayerNorm(width)
        self.expand = nn.Linear(width, hidden)
        self.nonlinearity = nn.GELU() if activation == "gelu" else nn.ReLU()
        self.contract = nn.Linear(hidden, width)

    def look(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """What each step takes from the others: (batch, time, width) to the same."""
        return functional.dropout(self.attention(x, mask), self.dropout, self.training)

    def feed(self, x: Tensor) -> Tensor:
        """The network for each step: (batch, time, width) to the same."""
        hidden = functional.dropout(self.nonlinearity(self.expand(x)), self.hidden_dropout, self.training)
        return functional.dropout(self.contract(hidden), self.dropout, self.training)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Look at the other steps, then work out what to make of it."""
        if self.norm_first:
            x = x + self.look(self.norm_1(x), mask)
            return x + self.feed(self.norm_2(x))
        x = self.norm_1(x + self.look(x, mask))
        result: Tensor = self.norm_2(x + self.feed(x))
        return result
