"""Templates of transformers: what they are made of on tokens, numbers and images, and that they train there."""

from __future__ import annotations

import math

import pytest
import torch

from playground.engine.build import build
from playground.engine.carrying import carry
from playground.engine.session import Session
from playground.model import edits, grouping
from playground.model.experiment import Experiment
from playground.model.registry import LAYERS, TEMPLATES
from playground.model.signal import image
from playground.model.trace import trace
from playground.model.unfolding import can_unfold, unfold
from tests.model.networks import experiment


def placed(template: str, data: str) -> Experiment:
    """The template alone before the output."""
    start, kind = experiment(data=data), TEMPLATES.find(template)
    pieces = kind().pieces(start.data.signal())
    return grouping.insert_group(start, pieces, kind.label, "output")[0]


def ids(made: Experiment) -> list[str]:
    return [node.layer.id() for node in made.nodes]


@pytest.mark.parametrize("data", ["brackets", "names", "adding", "digits", "sine_mix"])
def test_an_encoder_trains_where_one_answer_is_wanted(data: str) -> None:
    made = placed("transformer_encoder", data)
    assert trace(made).trainable, trace(made).errors
    session = Session(made)
    assert math.isfinite(session.step() + session.step())


@pytest.mark.parametrize("data", ["shakespeare", "reverse"])
def test_a_language_model_trains_where_each_step_has_an_answer_and_never_looks_ahead(data: str) -> None:
    made = placed("causal_language_model", data)
    assert trace(made).trainable, trace(made).errors
    assert not trace(made).problems
    session = Session(made)
    assert math.isfinite(session.step() + session.step())


def test_tokens_are_embedded_and_images_cut_into_patches() -> None:
    end = ["position", "encoder_block", "encoder_block", "layer_norm", "mean_steps", "output"]
    assert ids(placed("transformer_encoder", "brackets")) == ["embedding", *end]
    assert ids(placed("transformer_encoder", "digits")) == ["patches", "linear", *end]
    assert ids(placed("transformer_encoder", "adding")) == ["linear", *end]
    cut = TEMPLATES.find("transformer_encoder")().pieces(image(1, 11, 13))[0].layer
    assert cut.id() == "rows", "patches of single pixels would be too many steps"


@pytest.mark.parametrize("norm", ["before", "after"])
@pytest.mark.parametrize("data", ["brackets", "reverse"])
def test_a_block_that_is_unfolded_goes_on_with_the_same_numbers(norm: str, data: str) -> None:
    start = experiment(data=data)
    layers = (LAYERS.find("embedding")(width=12), LAYERS.find("encoder_block")(heads=3, norm=norm))
    mean = () if start.data.target().steps else (LAYERS.find("mean_steps")(),)
    start, _ = edits.insert_many(start, layers + mean, "output")
    block = next(node.id for node in start.nodes if node.layer.id() == "encoder_block")
    assert can_unfold(start, block)
    made = unfold(start, block)
    assert trace(made).trainable, trace(made).errors
    assert len(made.networks["main"].groups[0].nodes) == len(made.nodes) - len(start.nodes) + 1
    whole, apart = build(trace(start).path, 1).eval(), build(trace(made).path, 2).eval()
    carry(whole, apart)
    inputs = torch.from_numpy(start.data.load().train_inputs[:50])
    with torch.no_grad():
        assert torch.equal(whole(inputs), apart(inputs))


def test_a_block_laid_out_is_what_a_block_unfolds_into() -> None:
    pieces = TEMPLATES.find("unfolded_encoder_block")().pieces(experiment(data="brackets").data.signal())
    look, feed = "layer_norm self_attention dropout add", "layer_norm linear gelu linear dropout add"
    assert [piece.layer.id() for piece in pieces] == f"embedding {look} {feed}".split()
    assert [piece.inputs for piece in pieces if piece.layer.merges] == [
        ("piece_0", "dropout_1"),
        ("add_1", "dropout_2"),
    ]
