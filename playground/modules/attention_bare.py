"""Attention in its plainest forms, over sequences laid out as (batch, time, features).

``mask`` (batch, time) is true at real steps, of which every sequence has one at least; without one all steps are.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional


def shares_of_attention(scores: Tensor, causal: bool, mask: Tensor | None) -> Tensor:
    """Softmax of scores (batch, time that reads, time that is read); what is hidden gets 0."""
    if causal:
        later = torch.ones(scores.shape[1:], dtype=torch.bool, device=scores.device).triu(1)
        scores = scores.masked_fill(later, float("-inf"))
    if mask is not None:
        scores = scores.masked_fill(~mask[:, None, :], float("-inf"))
    return scores.softmax(2)


class DotProductAttention(nn.Module):
    """Scaled dot-product attention of the steps themselves: (batch, time, features) to the same, nothing to learn.

    What enters is query, key and value at once. Vaswani et al., Attention is all you need, 2017, section 3.2.1.
    """

    def __init__(self, causal: bool = False) -> None:
        super().__init__()
        self.causal = causal

    def score(self, x: Tensor) -> Tensor:
        """How alike two steps are: (batch, time that reads, time that is read)."""
        return x @ x.transpose(1, 2) / math.sqrt(x.shape[2])

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Let every step take a mean of the steps that it looks at."""
        return shares_of_attention(self.score(x), self.causal, mask) @ x


class SingleHeadAttention(nn.Module):
    """One head of attention, without a last linear map: (batch, time, width) to (batch, time, units)."""

    def __init__(self, width: int, units: int, causal: bool = False, bias: bool = True, dropout: float = 0.0) -> None:
        super().__init__()
        self.causal, self.dropout = causal, dropout
        self.query = nn.Linear(width, units, bias=bias)
        self.key = nn.Linear(width, units, bias=bias)
        self.value = nn.Linear(width, units, bias=bias)

    def score(self, x: Tensor) -> Tensor:
        """How well each step's query fits each step's key: (batch, time that reads, time that is read)."""
        query, key = self.query(x), self.key(x)
        scores: Tensor = query @ key.transpose(1, 2) / math.sqrt(query.shape[2])
        return scores

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Let every step take a mean of what the steps it looks at have to say."""
        weights = shares_of_attention(self.score(x), self.causal, mask)
        taken: Tensor = functional.dropout(weights, self.dropout, self.training) @ self.value(x)
        return taken


class ScoreAttention(nn.Module):
    """A mean of all steps, weighted by the softmax of a score each: (batch, time, features) to (batch, features)."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.score = nn.Linear(features, 1)

    def attend(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Shares of attention that sum to 1 over the real steps: (batch, time)."""
        scores: Tensor = self.score(x).squeeze(2)
        if mask is not None:
            scores = scores.masked_fill(~mask, float("-inf"))
        return scores.softmax(1)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Take the weighted mean, which courses call the context."""
        return (self.attend(x, mask).unsqueeze(1) @ x).squeeze(1)
