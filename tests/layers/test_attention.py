"""Attention and the transformer's block: equal to torch's own, deaf to padding and to the future, open to looks."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from playground.layers.attention import AdditiveAttention, SelfAttention
from playground.layers.transformer import EncoderBlock
from playground.model.fix import Insert, Remove, SetValue
from playground.model.layer import Layer, Refused
from playground.model.network import INPUT
from playground.model.parameters import live_fields_of
from playground.model.signal import Signal, image, sequence, tokens, vector
from playground.modules import tapped
from playground.modules.taps import look_into
from tests.contracts.generated import kinds
from tests.layers.attention_cases import (
    HEADS,
    QUICK,
    WIDTH,
    Case,
    blocks,
    build,
    cases,
    every_layer,
    self_attention,
    step_to_step,
)

assert tapped  # importing it has stated the taps


def refusal(layer: Layer, signal: Signal) -> tuple[str, list[Any]]:
    with pytest.raises(Refused) as caught:
        layer.output(signal)
    return str(caught.value), [edit for fix in caught.value.fixes for edit in fix.edits]


def copied_to(own: nn.MultiheadAttention, module: Any) -> nn.MultiheadAttention:
    """Torch's attention with the numbers that ours has learned."""
    parts = (module.query, module.key, module.value)
    own.load_state_dict(
        {
            "in_proj_weight": torch.cat([part.weight for part in parts]),
            "in_proj_bias": torch.cat([part.bias for part in parts]),
            "out_proj.weight": module.mix.weight,
            "out_proj.bias": module.mix.bias,
        }
    )
    return own


# --------------------------------------------------------------------------------------------------- torch's own


@given(case=cases(self_attention), padded=st.booleans())
@QUICK
def test_it_is_torchs_multihead_attention(case: Case, padded: bool) -> None:
    layer: Any = case.layer
    own = copied_to(nn.MultiheadAttention(WIDTH, layer.heads, batch_first=True).double(), case.module)
    time = case.signal.time
    hidden = torch.ones(time, time, dtype=torch.bool).triu(1) if layer.causal else None
    ours = (case.x, case.mask) if padded else (case.x,)
    expected, weights = own(
        case.x,
        case.x,
        case.x,
        key_padding_mask=~case.mask if padded else None,
        attn_mask=hidden,
        average_attn_weights=False,
    )
    torch.testing.assert_close(case.module(*ours), expected, rtol=0, atol=1e-10)
    torch.testing.assert_close(look_into(case.module, *ours)["attention"], weights, rtol=0, atol=1e-10)


@pytest.mark.parametrize("causal", [False, True])
def test_in_single_precision_it_is_scaled_dot_product_attention(causal: bool) -> None:
    torch.manual_seed(3)
    module: Any = build(SelfAttention(heads=4, causal=causal), sequence(9, 32))
    x = torch.randn(5, 9, 32)
    query, key, value = (module.split(part(x)) for part in (module.query, module.key, module.value))
    taken = nn.functional.scaled_dot_product_attention(query, key, value, is_causal=causal)
    torch.testing.assert_close(module(x), module.mix(taken.transpose(1, 2).flatten(2)), rtol=0, atol=1e-5)


@given(case=cases(blocks), padded=st.booleans())
@QUICK
def test_a_block_is_torchs_encoder_layer(case: Case, padded: bool) -> None:
    layer: Any = case.layer
    own = nn.TransformerEncoderLayer(
        WIDTH,
        layer.heads,
        layer.hidden,
        dropout=0.0,
        activation=layer.activation,
        batch_first=True,
        norm_first=layer.norm == "before",
    ).double()
    copied_to(own.self_attn, case.module.attention)
    pairs = (
        (own.linear1, case.module.expand),
        (own.linear2, case.module.contract),
        (own.norm1, case.module.norm_1),
        (own.norm2, case.module.norm_2),
    )
    for torchs, ours in pairs:
        torchs.load_state_dict(ours.state_dict())
    time = case.signal.time
    hidden = torch.ones(time, time, dtype=torch.bool).triu(1) if layer.causal else None
    expected = own(case.x, src_mask=hidden, src_key_padding_mask=~case.mask if padded else None)
    made = case.module(case.x, case.mask) if padded else case.module(case.x)
    real = case.mask if padded else torch.ones_like(case.mask)
    torch.testing.assert_close(made[real], expected[real], rtol=0, atol=1e-9)


@given(case=cases(kinds(AdditiveAttention)))
@QUICK
def test_additive_attention_is_the_mean_weighted_by_its_scores(case: Case) -> None:
    made, module = case.module(case.x, case.mask), case.module
    for own, x, length in zip(made, case.x, case.lengths, strict=True):
        scores = [module.score.weight[0] @ torch.tanh(module.hidden(x[at])) for at in range(length)]
        shares = torch.stack(scores).softmax(0)
        torch.testing.assert_close(own, shares @ x[:length], rtol=0, atol=1e-10)


# ------------------------------------------------------------------------------------------- padding, the future


@given(case=cases(every_layer))
@QUICK
def test_what_stands_at_padding_changes_nothing_and_gets_no_gradient(case: Case) -> None:
    x, other = case.x.clone().requires_grad_(), case.otherwise_padded().requires_grad_()
    gradients = []
    made = []
    for entered in (x, other):
        case.module.zero_grad()
        leaving = case.module(entered, case.mask)
        assert bool(leaving.isfinite().all())
        made.append(leaving[case.mask] if case.of_steps() else leaving)
        made[-1].square().sum().backward()
        assert entered.grad is not None
        assert not entered.grad[~case.mask].any()
        gradients.append([value.grad.clone() for value in case.module.parameters()])
    assert torch.equal(*made)
    for one, two in zip(*gradients, strict=True):
        torch.testing.assert_close(one, two, rtol=1e-9, atol=1e-9)


@given(case=cases(every_layer))
@QUICK
def test_a_padded_sequence_gives_what_it_gives_alone(case: Case) -> None:
    made = case.module(case.x, case.mask)
    for at, length in enumerate(case.lengths):
        alone = case.module(case.x[at : at + 1, :length])[0]
        torch.testing.assert_close(made[at, :length] if case.of_steps() else made[at], alone, rtol=0, atol=1e-9)


@given(
    case=cases(
        st.one_of(
            HEADS.flatmap(lambda h: kinds(SelfAttention, heads=h, causal=True)),
            HEADS.flatmap(lambda h: kinds(EncoderBlock, heads=h, causal=True)),
        )
    ),
    share=st.floats(0, 1),
)
@QUICK
def test_a_causal_layer_sees_no_future(case: Case, share: float) -> None:
    now = int(share * (case.signal.time - 1))
    other = case.x.clone()
    other[:, now + 1 :] += 10 * torch.randn_like(other[:, now + 1 :])
    assert not case.layer.over_time(case.signal).looks_ahead
    for more in ((), (torch.ones_like(case.mask),)):
        first, second = case.module(case.x, *more), case.module(other, *more)
        assert torch.equal(first[:, : now + 1], second[:, : now + 1])
    x = case.x.clone().requires_grad_()
    case.module(x)[:, now].sum().backward()
    assert x.grad is not None
    assert not x.grad[:, now + 1 :].any()


@given(case=cases(step_to_step))
@QUICK
def test_who_is_not_causal_sees_every_step(case: Case) -> None:
    layer = msgspec.structs.replace(case.layer, causal=False)
    case = Case(layer, case.signal.time, len(case.x), 5)
    x = case.x.clone().requires_grad_()
    (case.module(x)[:, 0] * torch.randn(WIDTH, dtype=torch.float64)).sum().backward()
    assert x.grad is not None
    assert bool((x.grad != 0).any(dim=2).all())
    assert case.layer.over_time(case.signal).looks_ahead == (case.signal.time > 1)


# ---------------------------------------------------------------------------------------------------------- taps


@given(case=cases(step_to_step))
@QUICK
def test_its_taps_are_shares_that_rest_on_queries_and_keys(case: Case) -> None:
    layer: Any = case.layer
    with torch.no_grad():
        seen = look_into(case.module, case.x, case.mask)
    batch, time, heads = len(case.x), case.signal.time, layer.heads
    assert {name: value.shape for name, value in seen.items()} == {
        "attention": (batch, heads, time, time),
        "scores": (batch, heads, time, time),
        **dict.fromkeys(("query", "key", "value"), (batch, heads, time, WIDTH // heads)),
    }
    weights = seen["attention"]
    torch.testing.assert_close(weights.sum(3), torch.ones(batch, heads, time, dtype=torch.float64))
    assert not weights.transpose(1, 3)[~case.mask].any(), "padding is looked at"
    assert not layer.causal or not weights.triu(1).any(), "the future is looked at"
    scores = seen["query"] @ seen["key"].transpose(2, 3) / (WIDTH // heads) ** 0.5
    torch.testing.assert_close(seen["scores"], scores, rtol=0, atol=1e-10)


@given(case=cases(self_attention))
@QUICK
def test_its_taps_make_what_leaves(case: Case) -> None:
    with torch.no_grad():
        seen = look_into(case.module, case.x, case.mask)
        taken = (seen["attention"] @ seen["value"]).transpose(1, 2).flatten(2)
        torch.testing.assert_close(case.module(case.x, case.mask), case.module.mix(taken), rtol=0, atol=1e-10)


@given(case=cases(kinds(AdditiveAttention)))
@QUICK
def test_the_taps_of_pooling_make_what_leaves(case: Case) -> None:
    with torch.no_grad():
        weights = look_into(case.module, case.x, case.mask)["attention"]
        made = case.module(case.x, case.mask)
    assert weights.shape == (len(case.x), 1, 1, case.signal.time)
    assert not weights[:, 0, 0][~case.mask].any()
    torch.testing.assert_close((weights[:, 0] @ case.x)[:, 0], made, rtol=0, atol=1e-10)


# --------------------------------------------------------------------------------------------------------- parts


@given(case=cases(blocks), padded=st.booleans())
@QUICK
def test_the_parts_of_a_block_give_what_it_gives(case: Case, padded: bool) -> None:
    values: dict[str, Tensor] = {INPUT: case.x}
    signals = {INPUT: case.signal if padded else sequence(case.signal.time, WIDTH)}
    inside, before, used = dict(case.module.named_children()), INPUT, set()
    with torch.no_grad():
        for part in case.layer.parts(signals[INPUT]):
            sources = part.inputs or (before,)
            entering = tuple(signals[name] for name in sources)
            module = build(part.layer, *entering).double().eval()
            if part.name in inside:
                module.load_state_dict(inside[part.name].state_dict())
                used.add(part.name)
            given_to = [values[name] for name in sources]
            more = [case.mask] if part.layer.over_time(*entering).masked else []
            values[part.name] = module(*given_to, *more)
            signals[part.name], before = part.layer.output(*entering), part.name
        whole = case.module(case.x, case.mask) if padded else case.module(case.x)
    assert {name for name, child in inside.items() if list(child.parameters())} <= used
    assert torch.equal(values[before], whole)


def test_a_block_of_either_form_is_made_of_what_it_is_made_of() -> None:
    def shape(layer: EncoderBlock) -> list[str]:
        return [part.layer.id() for part in layer.parts(sequence(5, WIDTH))]

    half = ["self_attention", "dropout", "add"], ["linear", "gelu", "linear", "dropout", "add"]
    assert shape(EncoderBlock(heads=2, dropout=0.1)) == ["layer_norm", *half[0], "layer_norm", *half[1]]
    after = EncoderBlock(heads=2, norm="after", activation="relu", dropout=0.1)
    assert shape(after) == [*half[0], "layer_norm", "linear", "relu", "linear", "dropout", "add", "layer_norm"]
    assert "dropout" not in shape(EncoderBlock(heads=2))


# ------------------------------------------------------------------------------------------------ chance, refusals


@pytest.mark.parametrize("layer", [SelfAttention(heads=2), EncoderBlock(heads=2)], ids=lambda layer: layer.id())
def test_chance_drops_in_training_alone(layer: Any) -> None:
    signal = sequence(5, WIDTH)
    assert live_fields_of(layer) == {"dropout"}
    module, x = build(msgspec.structs.replace(layer, dropout=0.5), signal), torch.randn(2, 5, WIDTH)
    assert not torch.equal(module(x), module(x))
    module.eval()
    assert torch.equal(module(x), module(x))


def test_a_dropped_weight_leaves_what_is_looked_at_as_it_is() -> None:
    module = build(SelfAttention(heads=2, dropout=0.9), sequence(5, WIDTH)).train()
    x = torch.randn(2, 5, WIDTH)
    torch.testing.assert_close(look_into(module, x)["attention"].sum(3), torch.ones(2, 2, 5))


@pytest.mark.parametrize("layer", [SelfAttention(heads=4), EncoderBlock(heads=4)], ids=lambda layer: layer.id())
@given(width=st.integers(1, 40), heads=st.integers(1, 64))
@QUICK
def test_heads_that_do_not_share_the_width_are_refused_with_fixes_that_work(layer: Any, width: int, heads: int) -> None:
    layer = msgspec.structs.replace(layer, heads=heads)
    signal = sequence(5, width)
    if width % heads == 0:
        assert layer.output(signal) == signal
        return
    text, edits = refusal(layer, signal)
    assert f"{heads} heads" in text
    assert edits
    for edit in edits:
        assert isinstance(edit, SetValue)
        assert msgspec.structs.replace(layer, **{edit.path[1:]: edit.value}).output(signal) == signal


@pytest.mark.parametrize("layer", [SelfAttention(), EncoderBlock(), AdditiveAttention()], ids=lambda layer: layer.id())
def test_it_wants_a_sequence_and_says_how_to_get_one(layer: Layer) -> None:
    text, edits = refusal(layer, tokens(9, 20))
    assert "tokens" in text
    assert edits == [Insert("embedding")]
    text, edits = refusal(layer, image(1, 28, 28))
    assert "a sequence but gets a 1×28×28 image" in text
    assert edits[0] == Insert("patches")
    assert refusal(layer, vector(4))[1] == [Remove()]
