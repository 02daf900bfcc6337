"""Rows 19 and 20: recurrent networks over vectors of 10 and 100 numbers, and over sentences in three classes."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from playground.engine.tensors import load, tensors
from playground.model.trace import trace
from tests.courses.course import assert_close, assert_equal, copy_weights, experiment, network, parameters

KINDS = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}


def vectors(sensors: int, classes: int) -> dict[str, Any]:
    return {"kind": "turning_point", "samples": 60, "length": 8, "sensors": sensors, "classes": classes}


class LastState(nn.Module):
    """A recurrent network, of whose last layer the last state goes into a linear layer."""

    def __init__(self, kind: str, entering: int, hidden: int, layers: int, classes: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.recurrent = KINDS[kind](entering, hidden, layers, batch_first=True, dropout=dropout)
        self.head = nn.Linear(hidden, classes)

    def forward(self, inputs: Tensor) -> Tensor:
        outputs, _ = self.recurrent(inputs)
        scores: Tensor = self.head(outputs[:, -1])
        return scores


def counted(kind: str, entering: int, hidden: int, layers: int, classes: int) -> int:
    gates = {"rnn": 1, "lstm": 4, "gru": 3}[kind]
    widths = [entering, *[hidden] * (layers - 1)]
    recurrent = sum(gates * (width * hidden + hidden * hidden + 2 * hidden) for width in widths)
    return recurrent + hidden * classes + classes


@pytest.mark.parametrize("kind", KINDS)
def test_10_to_20_in_two_layers_with_dropout_last_state_to_5(kind: str) -> None:
    layer = {"kind": kind, "hidden": 20, "layers": 2, "dropout": 0.2, "returns": "last state"}
    made = experiment(vectors(10, 5), layer)
    assert_equal(made, LastState(kind, 10, 20, 2, 5, 0.2), counted(kind, 10, 20, 2, 5))


def test_rnn_10_64_5() -> None:
    made = experiment(vectors(10, 5), {"kind": "rnn", "hidden": 64, "returns": "last state"})
    assert_equal(made, LastState("rnn", 10, 64, 1, 5), counted("rnn", 10, 64, 1, 5))


def test_lstm_100_256_in_two_layers_to_2() -> None:
    layer = {"kind": "lstm", "hidden": 256, "layers": 2, "returns": "last state"}
    made = experiment(vectors(100, 2), layer, loss="cross_entropy")
    assert_equal(made, LastState("lstm", 100, 256, 2, 2), counted("lstm", 100, 256, 2, 2))


class Sentences(nn.Module):
    """Embedding, bidirectional LSTM of two layers, dropout, and a linear layer on the two last states."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(10_000, 128)
        self.recurrent = nn.LSTM(128, 256, 2, batch_first=True, dropout=0.3, bidirectional=True)
        self.dropout = nn.Dropout(0.3)
        self.head = nn.Linear(512, 3)

    def forward(self, tokens: Tensor) -> Tensor:
        lengths = (tokens != 0).sum(1)
        packed = nn.utils.rnn.pack_padded_sequence(self.embedding(tokens), lengths, True, enforce_sorted=False)
        _, (states, _) = self.recurrent(packed)
        scores: Tensor = self.head(self.dropout(torch.cat([states[-2], states[-1]], 1)))
        return scores


def test_embedding_of_10_000_and_a_bilstm_of_256_in_two_layers_to_three_classes() -> None:
    lstm = {"kind": "lstm", "hidden": 256, "layers": 2, "dropout": 0.3, "bidirectional": True, "returns": "last state"}
    made = experiment(
        {"kind": "text_sources", "most": 2000, "vocabulary_size": 9_998, "length": 12, "train_share": 0.95},
        *({"kind": "embedding", "width": 128}, lstm, {"kind": "dropout", "rate": 0.3}),
    )
    assert made.data.target().names == ("customer", "critic", "Shakespeare")
    recurrent = 2 * 4 * ((128 * 256 + 256 * 256 + 512) + (512 * 256 + 256 * 256 + 512))
    inputs = tensors(load(made), made).train_inputs[:8]
    ours, course = network(made), Sentences()
    assert parameters(course) == parameters(ours) == trace(made).parameters == 1_280_000 + recurrent + 1_539
    copy_weights(ours, course)
    course.eval()
    with torch.no_grad():
        assert_close(ours(inputs), course(inputs))
