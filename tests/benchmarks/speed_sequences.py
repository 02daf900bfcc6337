"""S1 and S2 over sequences: the engine beside plain PyTorch loops, and the window with attention in view beside it."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from playground.engine.session import Session
from playground.model.examples import load_example
from playground.modules.recurrent import LSTM
from tests.benchmarks.frame import Result
from tests.benchmarks.speed_engine import compare, plain_steps
from tests.benchmarks.speed_window import live
from tests.engine.setups import with_training


class PlainAttention(nn.Module):
    """Multi-head self-attention by hand, its weights at hand as a learner's code would have them."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.mix = (nn.Linear(width, width) for _ in range(4))

    def forward(self, x: Tensor) -> Tensor:
        """Attend: (batch, time, width) to the same."""
        batch, time, width = x.shape
        q, k, v = (
            part(x).view(batch, time, self.heads, -1).transpose(1, 2) for part in (self.query, self.key, self.value)
        )
        weights = (q @ k.transpose(2, 3) / math.sqrt(q.shape[3])).softmax(3)
        return torch.as_tensor(self.mix((weights @ v).transpose(1, 2).reshape(batch, time, width)))


class PlainReverse(nn.Module):
    """The network of the example *Reverse the letters*, written by hand."""

    def __init__(self, vocabulary: int, time: int, width: int, heads: int, hidden: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, width)
        self.position = nn.Parameter(torch.randn(time, width) * 0.02)
        self.norm_1, self.norm_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = PlainAttention(width, heads)
        self.expand, self.contract = nn.Linear(width, hidden), nn.Linear(hidden, width)
        self.output = nn.Linear(width, vocabulary)

    def forward(self, tokens: Tensor) -> Tensor:
        """Logits of the letter at each step, classes as axis 1 as torch's loss wants them."""
        x = self.embedding(tokens) + self.position
        x = x + self.attention(self.norm_1(x))
        x = x + self.contract(functional.gelu(self.expand(self.norm_2(x))))
        return torch.as_tensor(self.output(x)).transpose(1, 2)


class PlainBiLSTM(nn.Module):
    """Embedding, one bidirectional LSTM over packed sequences, its last states, dropout, output: as in tutorials."""

    def __init__(self, vocabulary: int, width: int, hidden: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, width, padding_idx=0)
        self.lstm = nn.LSTM(width, hidden, batch_first=True, bidirectional=True)
        self.dropout = nn.Dropout(0.5)
        self.output = nn.Linear(2 * hidden, 1)

    def forward(self, tokens: Tensor) -> Tensor:
        """A logit for each text."""
        lengths = (tokens != 0).sum(1)
        packed = nn.utils.rnn.pack_padded_sequence(
            self.embedding(tokens), lengths, batch_first=True, enforce_sorted=False
        )
        _, (states, _) = self.lstm(packed)
        return torch.as_tensor(self.output(self.dropout(torch.cat([states[0], states[1]], dim=1))))


class SameBiLSTM(nn.Module):
    """The same out of the session's own module."""

    def __init__(self, vocabulary: int, width: int, hidden: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, width, padding_idx=0)
        self.lstm = LSTM(width, hidden, last=True, bidirectional=True)
        self.dropout = nn.Dropout(0.5)
        self.output = nn.Linear(2 * hidden, 1)

    def forward(self, tokens: Tensor) -> Tensor:
        """A logit for each text."""
        return torch.as_tensor(self.output(self.dropout(self.lstm(self.embedding(tokens), tokens != 0))))


def engine_reverse() -> Result:
    """S1: steps a second of a session over a hand-written loop, the example that reverses letters."""
    session = Session(load_example("reverse"))
    inputs, targets = (torch.from_numpy(part) for part in (session.samples.train_inputs, session.samples.train_targets))
    torch.manual_seed(0)
    network = PlainReverse(12, 8, 32, 4, 64)
    optimizer = torch.optim.Adam(network.parameters(), 0.003, fused=True)
    return compare(session, plain_steps(network, nn.CrossEntropyLoss(), optimizer, inputs, targets, 64), 60)


def engine_bilstm() -> Result:
    """S1: the same with the example of sentiment by a BiLSTM; the plain loop packs sequences, as tutorials do."""
    return _bilstm(PlainBiLSTM)


def engine_bilstm_unpacked() -> Result:
    """S1: the same beside a plain loop over the very modules of the session, so that only the engine differs."""
    return _bilstm(SameBiLSTM)


def _bilstm(kind: type[PlainBiLSTM | SameBiLSTM]) -> Result:
    session = Session(load_example("sentiment_bilstm"))
    inputs, classes = (torch.from_numpy(part) for part in (session.samples.train_inputs, session.samples.train_targets))
    torch.manual_seed(0)
    network = kind(session.experiment.data.signal().vocabulary, 32, 32)
    optimizer = torch.optim.Adam(network.parameters(), 0.003, fused=True)
    targets = classes.float().unsqueeze(1)
    return compare(session, plain_steps(network, nn.BCEWithLogitsLoss(), optimizer, inputs, targets, 32), 12)


def live_reverse() -> Result:
    """S2, S3: the example that reverses letters in the window, the attention view open, over a session alone."""
    return live(load_example("reverse"), 500, "attention")


def live_bilstm() -> Result:
    """S2, S3: the sentiment example with a BiLSTM, hidden states and gates open."""
    return live(with_training(load_example("sentiment_bilstm"), epochs=0), 150, "hidden_states")


BENCHMARKS = {
    "engine_reverse": engine_reverse,
    "engine_bilstm": engine_bilstm,
    "engine_bilstm_unpacked": engine_bilstm_unpacked,
    "live_reverse": live_reverse,
    "live_bilstm": live_bilstm,
}
