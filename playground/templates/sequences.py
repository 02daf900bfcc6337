"""Templates of recurrent networks that read a sequence and sum it up in one row of numbers."""

from __future__ import annotations

from typing import ClassVar

from playground.model.layer import Layer
from playground.model.network import Node
from playground.model.registry import LAYERS
from playground.model.signal import Signal
from playground.model.template import Template, chain

WIDTH = 32
"""Numbers for each token, and of each state."""


class BiLSTMClassifier(Template, frozen=True, tag="bilstm_classifier"):
    """Reads a sequence from both ends and keeps the two last states, enough to tell of what kind the whole is."""

    label: ClassVar[str] = "BiLSTM classifier"
    formula: ClassVar[str] = "[LSTM→(x), LSTM←(x)] → Dropout"
    aliases: ClassVar[tuple[str, ...]] = ("bidirectional lstm", "sentiment", "text classification")
    sequences: ClassVar[bool] = True

    def pieces(self, entering: Signal) -> tuple[Node, ...]:
        """An Embedding where tokens enter, a bidirectional LSTM that hands on its last state, and Dropout."""
        lstm = LAYERS.find("lstm")(hidden=WIDTH, bidirectional=True, returns="last state")
        return chain(*_as_steps(entering), lstm, LAYERS.find("dropout")(rate=0.3))


class AttentionRNN(Template, frozen=True, tag="attention_rnn"):
    """Reads a sequence step by step, then learns which steps to look at and takes their weighted mean (Bahdanau)."""

    label: ClassVar[str] = "Attention RNN"
    formula: ClassVar[str] = "y = Σₜ aₜ hₜ,  a = softmax(vᵀ tanh(W h + b))"
    aliases: ClassVar[tuple[str, ...]] = ("gru with attention", "recurrent attention", "bahdanau")
    sequences: ClassVar[bool] = True

    def pieces(self, entering: Signal) -> tuple[Node, ...]:
        """An Embedding where tokens enter, a GRU that hands on the states of all steps, and additive attention."""
        gru = LAYERS.find("gru")(hidden=WIDTH, bidirectional=True)
        return chain(*_as_steps(entering), gru, LAYERS.find("additive_attention")())


def _as_steps(entering: Signal) -> tuple[Layer, ...]:
    """What makes a sequence of numbers of what enters: Embedding for tokens, the rows of an image."""
    if entering.kind == "tokens":
        return (LAYERS.find("embedding")(width=WIDTH),)
    return (LAYERS.find("rows")(),) if entering.kind == "image" else ()
