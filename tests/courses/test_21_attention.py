"""Rows 21 to 25: attention over the states of a recurrent network, scaled dot products, heads, transformer blocks."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from playground.layers.attention_bare import DotProductAttention, SingleHeadAttention
from playground.model.layer import Layer
from playground.model.recipe import perform
from playground.model.registry import LAYERS
from playground.model.signal import sequence
from playground.model.trace import trace
from tests.courses.course import assert_close, assert_equal, experiment, network, parameters


class AttentionLSTM(nn.Module):
    """Vocabulary 5,000, width 128, a bidirectional LSTM of 128, a linear score a step, two classes."""

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, 128)
        self.lstm = nn.LSTM(128, 128, batch_first=True, bidirectional=True)
        self.attention = nn.Linear(256, 1)
        self.fc = nn.Linear(256, 2)

    def forward(self, tokens: Tensor) -> Tensor:
        states, _ = self.lstm(self.embedding(tokens))
        weights = torch.softmax(self.attention(states), dim=1)
        context = (weights * states).sum(dim=1)
        result: Tensor = self.fc(context)
        return result


def test_attention_over_the_states_of_a_bidirectional_lstm() -> None:
    made = experiment(
        {"kind": "movie_reviews", "vocabulary_size": 4998, "length": 20},
        {"kind": "embedding", "width": 128},
        {"kind": "lstm", "hidden": 128, "bidirectional": True},
        {"kind": "score_attention"},
        {"kind": "output"},
    )
    tokens = torch.randint(1, 5000, (3, 20), generator=torch.Generator().manual_seed(1))  # no padding
    assert_equal(made, AttentionLSTM(5000), 904_963, inputs=tokens)


def module(layer: Layer, width: int, time: int) -> Any:
    torch.manual_seed(2)
    return perform(layer.recipe(sequence(time, width)), lambda file: None).eval()


@pytest.mark.parametrize("causal", [False, True])
@torch.no_grad()
def test_scaled_dot_product_attention_bare_and_causal(causal: bool) -> None:
    x = torch.randn(2, 20, 64, generator=torch.Generator().manual_seed(1))
    bare = module(DotProductAttention(causal=causal), 64, 20)
    assert parameters(bare) == 0
    assert_close(bare(x), functional.scaled_dot_product_attention(x, x, x, is_causal=causal))
    if not causal:
        mask = torch.arange(20) < torch.tensor([20, 7])[:, None]
        theirs = functional.scaled_dot_product_attention(x, x, x, attn_mask=mask[:, None, :])
        assert_close(bare(x, mask), theirs)


@torch.no_grad()
def test_one_head_without_an_output_projection() -> None:
    x = torch.randn(2, 20, 64, generator=torch.Generator().manual_seed(1))
    head = module(SingleHeadAttention(units=16, causal=True, bias=False), 64, 20)
    assert parameters(head) == 3 * 64 * 16
    query, key, value = head.query(x), head.key(x), head.value(x)
    scores = query @ key.transpose(1, 2) / math.sqrt(16)
    later = torch.tril(torch.ones(20, 20)) == 0
    assert_close(head(x), scores.masked_fill(later, float("-inf")).softmax(-1) @ value)


def multi_head(ours: Any, width: int, heads: int) -> nn.MultiheadAttention:
    """Torch's own with the weights of ours."""
    course = nn.MultiheadAttention(width, heads, batch_first=True).eval()
    parts = (ours.query, ours.key, ours.value)
    course.load_state_dict(
        {
            "in_proj_weight": torch.cat([part.weight for part in parts]),
            "in_proj_bias": torch.cat([part.bias for part in parts]),
            "out_proj.weight": ours.mix.weight,
            "out_proj.bias": ours.mix.bias,
        }
    )
    return course


@pytest.mark.parametrize(("width", "time"), [(512, 30), (256, 20)])
@torch.no_grad()
def test_multi_head_self_attention_of_eight_heads(width: int, time: int) -> None:
    ours = module(LAYERS.find("self_attention")(heads=8), width, time)
    course = multi_head(ours, width, 8)
    x = torch.randn(2, time, width, generator=torch.Generator().manual_seed(1))
    assert_close(ours(x), course(x, x, x)[0])
    assert parameters(ours) == parameters(course) == 4 * width * (width + 1)
    if width == 512:  # with a norm and two classes, as the course counts it
        assert parameters(ours) + parameters(nn.LayerNorm(512)) + parameters(nn.Linear(512, 2)) == 1_052_674


def block_state(ours: Any) -> dict[str, Tensor]:
    """The weights of one of our blocks by the names of torch's."""
    inside = {f"self_attn.{name}": value for name, value in multi_head(ours.attention, 64, 4).state_dict().items()}
    pairs = {"linear1": ours.expand, "linear2": ours.contract, "norm1": ours.norm_1, "norm2": ours.norm_2}
    for name, part in pairs.items():
        inside |= {f"{name}.{key}": value for key, value in part.state_dict().items()}
    return inside


@pytest.mark.parametrize("norm", ["before", "after"])
@pytest.mark.parametrize("activation", ["relu", "gelu"])
@torch.no_grad()
def test_a_transformer_block_of_64_and_512(norm: str, activation: str) -> None:
    dropped = {"dropout": 0.1, "attention_dropout": 0.1, "hidden_dropout": 0.1}
    layer = LAYERS.find("encoder_block")(heads=4, hidden=512, norm=norm, activation=activation, **dropped)
    ours = module(layer, 64, 12)
    course = nn.TransformerEncoderLayer(
        64, 4, 512, dropout=0.1, activation=activation, batch_first=True, norm_first=norm == "before"
    ).eval()
    course.load_state_dict(block_state(ours))
    x = torch.randn(2, 12, 64, generator=torch.Generator().manual_seed(1))
    assert parameters(ours) == parameters(course)
    assert_close(ours(x), course(x))


def test_dropout_lies_in_all_four_places_of_torchs_block() -> None:
    """Each place alone changes what a training step gives; with none it gives what an evaluation gives."""
    x = torch.randn(2, 12, 64, generator=torch.Generator().manual_seed(1))
    for place in ("", "dropout", "attention_dropout", "hidden_dropout"):
        layer = LAYERS.find("encoder_block")(heads=4, hidden=64, **({place: 0.5} if place else {}))
        ours = module(layer, 64, 12)
        expected = ours(x)
        changed = not torch.equal(ours.train()(x), expected)
        assert changed == bool(place)


class Encoder(nn.Module):
    """Embeddings, learned positions, two blocks, the mean over steps, and a linear layer."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(4, 64)
        self.positions = nn.Parameter(torch.zeros(12, 64))
        self.blocks = nn.ModuleList(
            nn.TransformerEncoderLayer(64, 4, 128, dropout=0.1, batch_first=True) for _ in range(2)
        )
        self.fc = nn.Linear(64, 4)

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.embedding(tokens) + self.positions
        for block in self.blocks:
            x = block(x)
        result: Tensor = self.fc(x.mean(1))
        return result


def test_an_encoder_of_two_blocks_with_embeddings_and_learned_positions() -> None:
    block = {
        **{"kind": "encoder_block", "heads": 4, "hidden": 128, "norm": "after", "activation": "relu"},
        **{"dropout": 0.1, "attention_dropout": 0.1, "hidden_dropout": 0.1},
    }
    made = experiment(
        {"kind": "recall", "samples": 200, "length": 12},
        *(
            {"kind": "embedding", "width": 64},
            {"kind": "position", "form": "learned"},
            {"kind": "dropout", "rate": 0.1},
        ),
        *(block, block, {"kind": "mean_steps"}, {"kind": "output"}),
    )
    ours, course = network(made), Encoder().eval()
    assert parameters(ours) == parameters(course) == trace(made).parameters
    layers: list[Any] = list(ours.layers)
    table, place, _, first, second, _, last = layers
    with torch.no_grad():
        course.embedding.weight.copy_(table.weight)
        course.positions.copy_(place.weight)
        for its, mine in zip(course.blocks, (first, second), strict=True):
            its.load_state_dict(block_state(mine))
        course.fc.load_state_dict(last.state_dict())
        tokens = torch.randint(0, 4, (3, 12), generator=torch.Generator().manual_seed(1))
        assert_close(ours(tokens), course(tokens))
