"""Attention at work: layers of any settings with padded sequences, for the tests of what they compute and tell."""

from __future__ import annotations

from typing import Any

import torch
from hypothesis import strategies as st
from torch import Tensor, nn

from playground.layers.attention import AdditiveAttention, SelfAttention
from playground.layers.transformer import EncoderBlock
from playground.model.layer import Layer
from playground.model.recipe import perform
from playground.model.signal import Signal, sequence
from tests.contracts.generated import kinds
from tests.draws import draws

QUICK = draws(50)
HEADS = st.sampled_from((1, 2, 3, 6))
WIDTH = 6

self_attention: st.SearchStrategy[Layer] = HEADS.flatmap(lambda heads: kinds(SelfAttention, heads=heads))
blocks: st.SearchStrategy[Layer] = HEADS.flatmap(lambda heads: kinds(EncoderBlock, heads=heads))
step_to_step = st.one_of(self_attention, blocks)
every_layer = st.one_of(step_to_step, kinds(AdditiveAttention))


class Case:
    """A layer, its module in float64 with random numbers learned, and padded sequences with lengths of their own."""

    def __init__(self, layer: Layer, time: int, batch: int, seed: int) -> None:
        torch.manual_seed(seed)
        self.layer, self.signal = layer, sequence(time, WIDTH, padded=True)
        self.module: Any = build(layer, self.signal).double().eval()
        for value in self.module.parameters():
            nn.init.normal_(value, std=0.7)
        self.x = torch.randn(batch, time, WIDTH, dtype=torch.float64)
        self.lengths = torch.randint(1, time + 1, (batch,)).tolist()
        self.mask = torch.arange(time) < torch.tensor(self.lengths)[:, None]

    def otherwise_padded(self) -> Tensor:
        """The same sequences with something else at padding."""
        return torch.where(self.mask.unsqueeze(2), self.x, 100 * torch.randn_like(self.x))

    def of_steps(self) -> bool:
        """Whether something leaves at each step."""
        return self.layer.output(self.signal).timed


def cases(layer: st.SearchStrategy[Layer]) -> st.SearchStrategy[Case]:
    return st.builds(Case, layer, st.integers(1, 7), st.integers(1, 4), st.integers(0, 10_000))


def build(layer: Layer, *signals: Signal) -> nn.Module:
    module = perform(layer.recipe(*signals), lambda file: None)
    assert isinstance(module, nn.Module)
    return module


def learned_of(module: nn.Module) -> dict[str, Any]:
    return {name: value.detach().numpy() for name, value in module.named_parameters()}
