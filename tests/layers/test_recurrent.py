"""Recurrent layers: equal to torch's own, deaf to padding, and open to be looked into."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from playground.layers.recurrent import GRU, LSTM, RNN
from playground.model.fix import Insert, Remove
from playground.model.layer import Layer, Refused
from playground.model.parameters import live_fields_of
from playground.model.recipe import perform
from playground.model.signal import Signal, image, sequence, tokens, vector
from playground.modules import tapped
from playground.modules.taps import look_into
from tests.contracts.generated import kinds
from tests.draws import draws

KINDS = (RNN, LSTM, GRU)
GATES: dict[type[Layer], tuple[str, ...]] = {
    RNN: (),
    LSTM: ("cell", "forget", "input", "output", "candidate"),
    GRU: ("reset", "update", "candidate"),
}
assert tapped  # importing it has stated the taps

any_layer: st.SearchStrategy[Layer] = st.one_of(
    kinds(RNN, dropout=0.0), kinds(LSTM, dropout=0.0), kinds(GRU, dropout=0.0)
)
QUICK = draws(60)


class Case:
    """A layer, its module in float64, and padded sequences with lengths of their own."""

    def __init__(self, layer: Layer, signal: Signal, batch: int, seed: int) -> None:
        torch.manual_seed(seed)
        self.layer, self.signal = layer, signal
        self.module = build(layer, signal).double()
        self.x = torch.randn(batch, signal.time, signal.features, dtype=torch.float64)
        self.lengths = torch.randint(1, signal.time + 1, (batch,)).tolist()
        self.mask = torch.arange(signal.time) < torch.tensor(self.lengths)[:, None]

    def otherwise_padded(self) -> Tensor:
        """The same sequences with something else at padding."""
        return torch.where(self.mask.unsqueeze(2), self.x, 100 * torch.randn_like(self.x))

    def alone(self) -> list[Tensor]:
        """What leaves for each sequence by itself, cut to its own length: each (1, length, units) or (1, units)."""
        return [self.module(self.x[at : at + 1, :length]).detach() for at, length in enumerate(self.lengths)]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    signal = sequence(draw(st.integers(1, 7)), draw(st.integers(1, 4)), padded=True)
    return Case(draw(any_layer), signal, draw(st.integers(1, 5)), draw(st.integers(0, 10_000)))


def build(layer: Layer, *signals: Signal) -> nn.Module:
    module = perform(layer.recipe(*signals), lambda file: None)
    assert isinstance(module, nn.Module)
    return module


def torchs_own(layer: Any, signal: Signal, module: nn.Module) -> nn.Module:
    """Torch's module with the same learned numbers."""
    kind: Any = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[layer.id()]
    more = {"nonlinearity": layer.activation} if isinstance(layer, RNN) else {}
    own = kind(
        signal.features,
        layer.hidden,
        num_layers=layer.layers,
        bidirectional=layer.bidirectional,
        batch_first=True,
        **more,
    )
    assert isinstance(own, nn.RNNBase)
    own.double().load_state_dict(module.state_dict())
    return own


@given(case=cases())
@QUICK
def test_without_padding_it_is_torchs_own(case: Case) -> None:
    layer: Any = case.layer
    every, last = torchs_own(layer, case.signal, case.module)(case.x)
    hidden = last[0] if isinstance(last, tuple) else last
    top = torch.cat(list(hidden[-2 if layer.bidirectional else -1 :]), dim=1)
    expected = top if layer.returns == "last state" else every
    torch.testing.assert_close(case.module(case.x), expected, rtol=0, atol=1e-12)


@given(case=cases())
@QUICK
def test_a_padded_sequence_gives_what_it_gives_alone(case: Case) -> None:
    made = case.module(case.x, case.mask).detach()
    assert made.shape[1:] == case.layer.output(case.signal).array
    for own, alone, length in zip(made, case.alone(), case.lengths, strict=True):
        if case.layer.output(case.signal).kind == "vector":
            torch.testing.assert_close(own, alone[0], rtol=0, atol=1e-9)
        else:
            torch.testing.assert_close(own[:length], alone[0], rtol=0, atol=1e-9)
            assert not own[length:].any()


@given(case=cases())
@QUICK
def test_what_stands_at_padding_changes_nothing_and_gets_no_gradient(case: Case) -> None:
    x, other = case.x.clone().requires_grad_(), case.otherwise_padded().requires_grad_()
    first, second = case.module(x, case.mask), case.module(other, case.mask)
    assert torch.equal(first, second)
    gradients = []
    for made, entered in ((first, x), (second, other)):
        case.module.zero_grad()
        made.square().sum().backward()
        assert entered.grad is not None
        assert not entered.grad[~case.mask].any()
        gradients.append([value.grad for value in case.module.parameters()])
    for one, two in zip(*gradients, strict=True):
        assert one is not None
        torch.testing.assert_close(one, two, rtol=0, atol=1e-9)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("returns", ["every step", "last state"])
@pytest.mark.parametrize("bidirectional", [False, True])
def test_in_single_precision_a_padded_sequence_is_what_it_is_alone_too(
    kind: Any, returns: str, bidirectional: bool
) -> None:
    layer = kind(hidden=9, layers=2, returns=returns, bidirectional=bidirectional)
    case = Case(layer, sequence(12, 5, padded=True), 6, 1)
    case.module.float()
    case.x = case.x.float()
    made = case.module(case.x, case.mask).detach()
    for own, alone, length in zip(made, case.alone(), case.lengths, strict=True):
        seen = own if returns == "last state" else own[:length]
        torch.testing.assert_close(seen, alone[0], rtol=0, atol=1e-6)


@given(case=cases())
@QUICK
def test_gradients_reach_all_that_it_learns_and_every_real_step(case: Case) -> None:
    x = case.x.clone().requires_grad_()
    case.module(x, case.mask).sum().backward()
    assert all(value.grad is not None and value.grad.isfinite().all() for value in case.module.parameters())
    if getattr(case.layer, "activation", "tanh") == "tanh":  # ReLU may be shut for good
        assert x.grad is not None
        assert bool(((x.grad != 0).any(dim=2) == case.mask).all())


@given(case=cases())
@QUICK
def test_its_taps_are_what_leaves(case: Case) -> None:
    layer: Any = case.layer
    with torch.no_grad():
        made = case.module(case.x, case.mask)
        seen = look_into(case.module, case.x, case.mask)
        unmasked, all_real = look_into(case.module, case.x), case.module(case.x)
    assert tuple(seen) == ("hidden", *GATES[type(layer)])
    ways = 2 if layer.bidirectional else 1
    for name, value in seen.items():
        assert value.shape == (len(case.x), layer.layers * ways, case.signal.time, layer.hidden), name
        assert not value.transpose(1, 2)[~case.mask].any(), name
    _same_states(layer, seen["hidden"][:, -ways:], made, case.lengths)
    _same_states(layer, unmasked["hidden"][:, -ways:], all_real, [case.signal.time] * len(case.x))


def _same_states(layer: Any, top: Tensor, made: Tensor, lengths: list[int]) -> None:
    """``top`` is (batch, directions, time, units)."""
    if layer.returns == "every step":
        expected = torch.cat(list(top.unbind(1)), dim=2)
    else:
        ends = torch.stack([row[0, length - 1] for row, length in zip(top, lengths, strict=True)])
        expected = torch.cat([ends, *(way[:, 0] for way in top[:, 1:].unbind(1))], dim=1)
    torch.testing.assert_close(made, expected, rtol=0, atol=1e-9)


@given(case=cases())
@QUICK
def test_its_gates_make_its_states(case: Case) -> None:
    with torch.no_grad():
        seen = look_into(case.module, case.x, case.mask)
    if isinstance(case.layer, LSTM):
        expected = seen["output"] * seen["cell"].tanh()
        torch.testing.assert_close(seen["hidden"], expected, rtol=0, atol=1e-9)
        assert float(seen["forget"].min()) >= 0.0
    for name in ("forget", "input", "output", "reset", "update"):
        assert name not in seen or 0.0 <= float(seen[name].min()) <= float(seen[name].max()) <= 1.0


@given(case=cases(), share=st.floats(0, 1))
@QUICK
def test_one_number_is_worked_out_for_a_sequence_without_its_padding(case: Case, share: float) -> None:
    layer, length = case.layer, case.lengths[0]
    cut = sequence(length, case.signal.features, padded=True)
    size = layer.output(cut).size
    place = tuple(int(at) for at in np.unravel_index(int(share * (size - 1)), layer.output(cut).array))
    learned = {name: value.detach().numpy() for name, value in case.module.named_parameters()}
    cell = layer.cell(place, (case.x[0, :length].numpy(),), learned)
    made = case.module(case.x, case.mask)[(0, *place)].detach()
    assert math.isclose(cell.value, float(made), abs_tol=1e-9)
    assert cell.kind == "recurrent"
    assert cell.grid == (len(cell.terms) // cut.features, cut.features)


def test_the_lines_of_an_lstm_are_its_gates_and_states() -> None:
    layer = LSTM(hidden=1)
    learned = {
        "weight_ih_l0": np.array([[1.0], [2.0], [3.0], [4.0]]),
        "weight_hh_l0": np.zeros((4, 1)),
        "bias_ih_l0": np.array([0.5, 0.0, 0.0, -1.0]),
        "bias_hh_l0": np.zeros(4),
    }
    cell = layer.cell((0, 0), (np.array([[0.5]]),), learned)
    assert [(step.name, step.terms) for step in cell.steps] == [
        ("forget", "σ(1 + 0 + 0)"),
        ("input", "σ(0.500 + 0 + 0.500)"),
        ("candidate", "tanh(1.500 + 0 + 0)"),
        ("output", "σ(2 + 0 − 1)"),
        ("c before", "0, as this step is read first"),
        ("c", "0.731·0 + 0.731·0.905"),
        ("h", "0.731·tanh(0.662)"),
    ]


def test_it_wants_a_sequence_and_says_how_to_get_one() -> None:
    def refusal(signal: Signal) -> tuple[str, list[Any]]:
        with pytest.raises(Refused) as caught:
            LSTM().output(signal)
        return str(caught.value), [edit for fix in caught.value.fixes for edit in fix.edits]

    text, fixes = refusal(tokens(9, 20))
    assert "tokens" in text
    assert fixes == [Insert("embedding")]
    text, fixes = refusal(image(1, 28, 28))
    assert "walks along the steps of a sequence but gets a 1×28×28 image" in text
    assert Insert("rows") in fixes
    assert refusal(vector(4))[1] == [Remove()]


def test_what_leaves_is_a_state_for_every_step_or_one() -> None:
    assert LSTM(hidden=6).output(sequence(5, 3)) == sequence(5, 6)
    assert GRU(hidden=6, bidirectional=True).output(sequence(5, 3, True)) == sequence(5, 12, True)
    assert RNN(hidden=6, bidirectional=True, returns="last state").output(sequence(5, 3, True)) == vector(12)


def test_it_is_counted_by_gates_layers_and_directions() -> None:
    def lines(layer: Layer) -> list[tuple[str, str, int]]:
        return [(line.name, line.terms, line.value) for line in layer.counts(sequence(5, 3))]

    assert lines(LSTM(hidden=6)) == [
        ("Input weights", "4 · 6 · 3", 72),
        ("State weights", "4 · 6 · 6", 144),
        ("Input biases", "4 · 6", 24),
        ("State biases", "4 · 6", 24),
    ]
    assert lines(RNN(hidden=6))[0] == ("Input weights", "6 · 3", 18)
    deep = lines(GRU(hidden=6, layers=2, bidirectional=True))
    assert len(deep) == 16
    assert deep[0] == ("Input weights, layer 1, forward", "3 · 6 · 3", 54)
    assert deep[-4] == ("Input weights, layer 2, backward", "3 · 6 · (2 · 6)", 216)


def test_only_where_there_are_two_layers_is_anything_dropped() -> None:
    signal = sequence(5, 3)
    assert "dropout" not in dict(LSTM(dropout=0.5).recipe(signal).keywords)
    deep = LSTM(dropout=0.5, layers=2)
    assert dict(deep.recipe(signal).keywords)["dropout"] == 0.5
    module, x = build(deep, signal), torch.randn(2, 5, 3)
    assert not torch.equal(module(x), module(x))
    module.eval()
    assert torch.equal(module(x), module(x))


@pytest.mark.parametrize("kind", KINDS)
def test_between_layers_chance_drops_in_padded_sequences_too(kind: Any) -> None:
    signal = sequence(5, 3, padded=True)
    module = build(kind(dropout=0.5, layers=2, bidirectional=True), signal)
    x, mask = torch.randn(2, 5, 3), torch.arange(5) < torch.tensor([[3], [5]])
    assert not torch.equal(module(x, mask), module(x, mask))
    module.eval()
    assert torch.equal(module(x, mask), module(x, mask))


def test_who_sees_later_steps_says_so() -> None:
    signal = sequence(5, 3)
    assert not LSTM().over_time(signal).looks_ahead
    assert LSTM(bidirectional=True).over_time(signal).looks_ahead
    assert LSTM(returns="last state").over_time(signal).looks_ahead
    assert LSTM().over_time(sequence(5, 3, True)).masked
    assert not LSTM().over_time(signal).masked


def test_dropout_can_be_changed_between_two_steps_and_nothing_else() -> None:
    for kind in KINDS:
        assert live_fields_of(kind()) == {"dropout"}
        assert msgspec.structs.replace(kind(), dropout=0.2) != kind()
