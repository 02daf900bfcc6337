"""Gradients of what enters, of hidden states and of cells, at every step, beside formulas written out and autograd."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
from torch import Tensor, nn

from playground.engine.requests import Gradients, OnExamples, OnRaw, Outputs, StateGradients
from playground.engine.session import Session
from playground.model.examples import load_example
from playground.modules.recurrent import GRU, LSTM, RNN
from playground.modules.recurrent_states import carried
from tests.engine.setups import data, experiment, layer, stack

TIME, FEATURES, UNITS = 5, 3, 4
KINDS: dict[str, Callable[..., nn.Module]] = {
    "rnn": partial(RNN, FEATURES, UNITS),
    "relu": partial(RNN, FEATURES, UNITS, nonlinearity="relu"),
    "lstm": partial(LSTM, FEATURES, UNITS),
    "gru": partial(GRU, FEATURES, UNITS),
}
SHAPES = list(itertools.product((1, 2), (False, True), (False, True), (False, True)))
"""Layers, both directions, the last state alone, padding."""


def step(kind: str, x: Tensor, h: Tensor, c: Tensor, weights: list[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
    """One step by the formulas of torch's pages: the hidden state, the cell, and the output gate."""
    ahead, back = x @ weights[0].T + weights[2], h @ weights[1].T + weights[3]
    if kind in ("rnn", "relu"):
        return (ahead + back).relu() if kind == "relu" else (ahead + back).tanh(), c, c
    if kind == "lstm":
        i, f, g, o = (ahead + back).chunk(4, 1)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        return o.sigmoid() * c.tanh(), c, o.sigmoid()
    ahead_r, ahead_z, ahead_n = ahead.chunk(3, 1)
    back_r, back_z, back_n = back.chunk(3, 1)
    r, z = (ahead_r + back_r).sigmoid(), (ahead_z + back_z).sigmoid()
    new = (ahead_n + r * back_n).tanh()
    return (1 - z) * new + z * h, c, c


def nudged(kind: str, net: Any, x: Tensor, real: Tensor) -> tuple[Tensor, dict[str, list[list[Tensor]]]]:
    """The states of the top layer, and zeros that were added to every state: their gradients are those of the state."""
    zeros: dict[str, list[list[Tensor]]] = {"h": [], "c": []}
    below, tops, directions = x, [x], 2 if net.bidirectional else 1
    for at, weights in enumerate(net.all_weights):
        if at % directions == 0:
            below, tops = torch.cat(tops, 2), []
        order = list(range(TIME))[:: -1 if at % directions else 1]
        h, c, shown = x.new_zeros(len(x), UNITS), x.new_zeros(len(x), UNITS), {}
        mine: dict[str, dict[int, Tensor]] = {"h": {}, "c": {}}
        for t in order:
            for name in mine:
                mine[name][t] = x.new_zeros(len(x), UNITS, requires_grad=True)
            new, kept, gate = step(kind, below[:, t], h, c, weights)
            if kind == "lstm":
                kept = kept + mine["c"][t]
                new = gate * kept.tanh()
            new = new + mine["h"][t]
            on = real[:, t, None]
            h, c = torch.where(on, new, h), torch.where(on, kept, c)
            shown[t] = torch.where(on, new, torch.zeros_like(new))
        tops.append(torch.stack([shown[t] for t in range(TIME)], 1))
        for name in mine:
            zeros[name].append([mine[name][t] for t in range(TIME)])
    return torch.cat(tops, 2), zeros


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("layers", "both", "last", "padded"), SHAPES)
def test_every_gradient_is_that_of_a_nudge(kind: str, layers: int, both: bool, last: bool, padded: bool) -> None:
    torch.manual_seed(layers + 2 * both + 4 * last)
    net = KINDS[kind](num_layers=layers, bidirectional=both, last=last).double().eval()
    lengths = torch.tensor([TIME, 2, 3]) if padded else torch.full((3,), TIME)
    real = torch.arange(TIME)[None] < lengths[:, None]
    x = torch.randn(3, TIME, FEATURES, dtype=torch.float64)
    made = carried(net, x, real if padded else None)
    assert made is not None
    fused = net(x, real) if padded else net(x)
    torch.testing.assert_close(made.output, fused, rtol=1e-10, atol=1e-12)
    weights = torch.randn_like(fused)

    top, zeros = nudged(kind, net, x, real)
    ends = (top[torch.arange(3), lengths - 1][:, :UNITS], top[:, 0, UNITS:])
    names = ("h", "c") if kind == "lstm" else ("h",)
    assert tuple(made.states) == names
    wanted = slopes((torch.cat(ends, 1) if last else top) * weights, flat(zeros, names))
    found = slopes(made.output * weights, flat(made.states, names))
    for slope, right in zip(found, wanted, strict=True):
        torch.testing.assert_close(slope, right, rtol=1e-9, atol=1e-12)
    for place, slope in enumerate(found):
        assert not slope[~real[:, place % TIME]].any()

    leaf = x.clone().requires_grad_()
    (own,) = slopes((net(leaf, real) if padded else net(leaf)) * weights, [leaf])
    (entering,) = slopes(made.output * weights, [made.entering])
    torch.testing.assert_close(entering, own, rtol=1e-9, atol=1e-12)


def flat(states: dict[str, list[list[Tensor]]], names: tuple[str, ...]) -> list[Tensor]:
    """Every state, by name, layer and direction, and step."""
    return [tensor for name in names for way in states[name] for tensor in way]


def slopes(ends: Tensor, of: list[Tensor]) -> list[Tensor]:
    """Gradients of a sum, 0 where it does not rest on a tensor."""
    made = torch.autograd.grad(ends.sum(), of, allow_unused=True, retain_graph=True)
    return [torch.zeros_like(tensor) if slope is None else slope for tensor, slope in zip(of, made, strict=True)]


def test_a_module_without_a_state_has_none() -> None:
    assert carried(nn.Linear(2, 2), torch.zeros(1, 2)) is None


# -------------------------------------------------------------------------------------------------------- the answer


def session_of(*layers: Any, **settings: Any) -> Session:
    made = Session(experiment(stack(layer("embedding", width=4), *layers), data("recall", samples=60, **settings)))
    for _ in range(3):
        made.step()
    return made


def ask(session: Session, *requests: Any) -> dict[Any, Any]:
    answers, failures = session.answer(requests)
    assert not failures
    return dict(answers)


def test_what_enters_has_the_gradient_that_the_layer_before_it_has() -> None:
    session = session_of(layer("lstm", hidden=5, returns="last state"), length=6, vary=True)
    on = OnExamples("test", (0, 1, 2, 3))
    asked = Gradients(on, ("embedding_1",), "loss"), StateGradients(on, ("lstm_1", "embedding_1"), "loss")
    answers = ask(session, *asked)
    found = answers[asked[1]]
    assert set(found) == {"lstm_1"}
    assert {name: values.shape for name, values in found["lstm_1"].items()} == {
        "x": (4, 1, 6, 4),
        "h": (4, 1, 6, 5),
        "c": (4, 1, 6, 5),
    }
    before = answers[asked[0]]["embedding_1"]
    np.testing.assert_allclose(found["lstm_1"]["x"][:, 0], before, rtol=1e-4, atol=1e-6 * np.abs(before).max())
    padding = session.samples.test_inputs[:4] == 0
    assert padding.any()
    assert all(not values[:, 0][padding].any() for values in found["lstm_1"].values())


def test_one_of_two_layers_is_told_of_as_if_it_stood_alone() -> None:
    session = session_of(
        layer("gru", hidden=3, bidirectional=True), layer("rnn", hidden=2, returns="last state"), length=5
    )
    on = OnRaw((5,), (0.0, 1.0, 2.0, 3.0, 1.0))
    both = StateGradients(on, ("gru_1", "rnn_1"), "output")
    alone = StateGradients(on, ("gru_1",), "output")
    answers = ask(session, both, alone)
    assert answers[both]["gru_1"]["h"].shape == (1, 2, 5, 3)
    assert answers[both]["rnn_1"]["x"].shape == (1, 1, 5, 6)
    for name in ("x", "h"):
        wanted = answers[alone]["gru_1"][name]
        np.testing.assert_allclose(answers[both]["gru_1"][name], wanted, rtol=1e-4, atol=1e-6 * np.abs(wanted).max())


def test_asking_changes_nothing() -> None:
    session = session_of(layer("lstm", hidden=3, returns="last state"), length=5)
    on = OnExamples("test", (0, 1))
    outputs = Outputs(on, ("output",))
    before = ask(session, outputs)[outputs]["output"]
    ask(session, StateGradients(on, ("lstm_1",), "loss"))
    assert np.array_equal(ask(session, outputs)[outputs]["output"], before)
    twin = session_of(layer("lstm", hidden=3, returns="last state"), length=5)
    assert [session.step() for _ in range(3)] == [twin.step() for _ in range(3)]


def test_of_an_unknown_answer_there_is_no_loss() -> None:
    session = session_of(layer("rnn", hidden=2, returns="last state"), length=5)
    asked = StateGradients(OnRaw((5,), (0.0, 1.0, 2.0, 3.0, 1.0)), ("rnn_1",), "loss")
    answers, failures = session.answer((asked,))
    assert not answers
    assert "not known" in failures[asked]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_cell_carries_the_error_back_where_a_plain_network_loses_it(seed: int) -> None:
    reached = {}
    for id, node, name in (("recall_lstm", "lstm_1", "c"), ("recall_rnn", "rnn_1", "h")):
        session = Session(_seeded(load_example(id), seed))
        for _ in range(400):
            session.step()
        asked = StateGradients(OnExamples("test", tuple(range(64))), (node,), "loss")
        lengths = np.linalg.norm(ask(session, asked)[asked][node][name][:, 0], axis=2).mean(0)
        reached[id] = lengths.min() / lengths.max()
    assert reached["recall_lstm"] > 0.03
    assert reached["recall_rnn"] < 0.003


def _seeded(made: Any, seed: int) -> Any:
    return msgspec.structs.replace(made, seed=seed)
