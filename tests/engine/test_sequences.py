"""Sequences in the engine: padding counts for nothing, answers at each step, what goes on inside, layers unfolded."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from playground.engine.requests import Backward, Distributions, Gradients, OnExamples, OnRaw, Outputs, Taps, Verdicts
from playground.engine.session import Session
from playground.model import edits
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.model.network import Network, Node
from playground.model.operating import samples_of
from playground.model.target import IGNORED
from playground.model.trace import trace
from playground.model.unfolding import can_unfold, unfold
from tests.engine.setups import ask, data, experiment, layer, refusal, stack

SOME = OnExamples("test", tuple(range(40)))


def padded(*layers: Any, **changes: Any) -> Experiment:
    """Brackets, whose sequences have lengths of their own, read by these layers."""
    return experiment(
        stack(layer("embedding", width=6), *layers),
        data("brackets", samples=200),
        "adam",
        "binary_cross_entropy",
        learning_rate=0.01,
        **changes,
    )


HEADS = [
    (layer("rnn", hidden=5, returns="last state"),),
    (layer("gru", hidden=4, bidirectional=True, layers=2, returns="last state"),),
    (layer("lstm", hidden=4, bidirectional=True), layer("additive_attention", units=3)),
    (layer("position", form="learned"), layer("encoder_block", heads=2, hidden=8), layer("mean_steps")),
    (layer("linear", units=4), layer("batch_norm"), layer("relu"), layer("max_steps")),
    (layer("conv1d", channels=4), layer("tanh"), layer("max_pool1d"), layer("conv1d", channels=3), layer("last_step")),
    (layer("self_attention", heads=3), layer("layer_norm"), layer("flatten")),
    (layer("conv1d", channels=4, stride=2, padding="causal"), layer("avg_pool1d"), layer("mean_steps")),
]


@pytest.mark.parametrize("layers", HEADS, ids=lambda layers: "-".join(each.id() for each in layers))
def test_the_row_of_padding_in_the_table_never_changes_what_leaves(layers: tuple[Any, ...]) -> None:
    session = Session(padded(*layers))
    for _ in range(5):
        session.step()
    tokens = session.samples.test_inputs[:40]
    assert (tokens == 0).any()
    before, judged = ask(session, Outputs(SOME, ("output",)))["output"], session.evaluate()
    session.put("embedding_1", "weight", (0, 2), (50.0,))
    session.put("embedding_1", "weight", (0, 4), (-70.0,))
    np.testing.assert_array_equal(ask(session, Outputs(SOME, ("output",)))["output"], before)
    assert judged is not None
    again = session.evaluate()
    assert again is not None
    assert [figures.loss for figures in again] == [figures.loss for figures in judged]


@pytest.mark.parametrize("layers", HEADS, ids=lambda layers: "-".join(each.id() for each in layers))
def test_gradients_reach_no_padding_and_agree_with_a_small_change(layers: tuple[Any, ...]) -> None:
    session = Session(padded(*layers))
    for _ in range(5):
        session.step()
    slopes = ask(session, Gradients(SOME, ("embedding_1", "input")))
    mask = session.samples.test_inputs[:40] != 0
    assert not slopes["embedding_1"][~mask].any()
    assert slopes["embedding_1"][mask].any()
    assert not slopes["input"].any()
    chain = ask(session, Backward(OnExamples("test", (3,)), "embedding_1", (0, 1)))
    assert chain.gradient == pytest.approx(float(slopes["embedding_1"][3, 0, 1]), rel=1e-4, abs=1e-6)
    assert chain.kinked or chain.relative_error < 1e-5
    assert "a token is one of many" in refusal(session, Backward(OnExamples("test", (3,)), "input", (0,)))


def test_padding_is_left_out_of_how_numbers_are_spread() -> None:
    session = Session(padded(layer("linear", units=3), layer("mean_steps")))
    session.put("embedding_1", "weight", (0, 0), (1e4,))
    found = ask(session, Distributions("activations", ("embedding_1", "linear_1", "mean_steps_1")))
    real = int((session.samples.train_inputs != 0).sum())
    assert found["embedding_1"].total == real * 6
    assert found["embedding_1"].edges[-1] < 100
    assert found["linear_1"].total == real * 3
    layer_stats = session.health()
    assert layer_stats["embedding_1"].signal < 100
    count = min(samples_of(trace(session.experiment).path), len(session.samples.train_inputs))
    seen = OnExamples("train", tuple(range(count)))
    slopes = ask(session, Gradients(seen, ("embedding_1",)))["embedding_1"] / count  # the loss is the samples' mean
    real = slopes[session.samples.train_inputs[:count] != 0]
    assert layer_stats["embedding_1"].error == pytest.approx(float(np.sqrt(np.square(real).mean())), rel=1e-4)


def reversing(vary: bool = True) -> Session:
    network = stack(layer("embedding", width=8), layer("position"), layer("encoder_block", heads=2, hidden=8))
    on = data("reverse", samples=120, length=5, alphabet=4, vary=vary)
    session = Session(experiment(network, on, "adam", learning_rate=0.01))
    for _ in range(10):
        session.step()
    return session


@pytest.mark.parametrize("vary", [False, True])
def test_figures_at_each_step_count_steps_and_whole_sequences(vary: bool) -> None:
    session = reversing(vary)
    figures = session.evaluate()
    assert figures is not None
    test = figures[1]
    targets = session.samples.test_targets
    said = ask(session, Outputs(OnExamples("test", tuple(range(len(targets)))), ("output",)))["output"].argmax(2)
    real = targets != IGNORED
    assert (not real.all()) is vary
    assert test.accuracy == pytest.approx(float((said == targets)[real].mean()))
    assert test.whole == pytest.approx(float(((said == targets) | ~real).all(1).mean()))
    assert test.confusion is not None
    assert test.confusion.sum() == real.sum()
    judged = ask(session, Verdicts("test"))
    np.testing.assert_array_equal(judged.true, targets)
    np.testing.assert_array_equal(judged.predicted[real], said[real])
    weights = real.sum(1)
    assert (judged.losses * weights).sum() / weights.sum() == pytest.approx(test.loss, rel=1e-5)
    assert judged.confidence.shape == targets.shape


def test_figures_of_one_answer_have_no_whole() -> None:
    figures = Session(padded(layer("mean_steps"))).evaluate()
    assert figures is not None
    assert math.isnan(figures[1].whole)


def test_typed_tokens_are_seen_as_those_of_the_data() -> None:
    session = reversing()
    place = int((session.samples.test_inputs == 0).sum(1).argmax())
    tokens = session.samples.test_inputs[place]
    typed = tuple(float(token) for token in tokens if token)
    assert len(typed) < len(tokens)
    mine = ask(session, Outputs(OnRaw((len(typed),), typed), ("input", "output")))
    theirs = ask(session, Outputs(OnExamples("test", (place,)), ("input", "output")))
    np.testing.assert_array_equal(mine["input"], theirs["input"])
    np.testing.assert_allclose(mine["output"][:, : len(typed)], theirs["output"][:, : len(typed)], rtol=1e-5, atol=1e-6)
    assert "do not fit" in refusal(session, Outputs(OnRaw((9,), (1.0,) * 9), ("output",)))


def test_the_largest_output_of_all_steps_is_never_one_of_padding() -> None:
    network = stack(layer("embedding", width=3), layer("linear", units=2, bias=False))
    session = Session(experiment(network, data("reverse", samples=120, length=5, alphabet=4, vary=True), "adam"))
    session.put("embedding_1", "weight", (0, 0), (1e4,))
    session.put("embedding_1", "weight", (0, 1), (-1e4,))
    mask = session.samples.test_inputs[: len(SOME.indices)] != 0
    slopes = ask(session, Gradients(SOME, ("embedding_1",), "output", -1))["embedding_1"]
    assert not slopes[~mask[: len(slopes)]].any()
    assert slopes[mask[: len(slopes)]].any()


def test_a_file_that_was_changed_is_read_when_that_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "own.txt"
    path.write_text("abcdefghij" * 40, "utf-8")
    made = experiment(
        stack(layer("embedding", width=4), layer("gru", hidden=3)),
        data("own_text", path=str(path), samples=40, length=5),
        "adam",
        learning_rate=0.01,
    )
    session = Session(made)
    session.step()
    path.write_text("zyx" * 100, "utf-8")
    session.replace(session.experiment, fresh=True)
    assert session.samples.train_inputs.max() == 10
    session.step()
    session.replace(edits.set_data(made, made.data.files().read_anew()))
    assert session.samples.train_inputs.max() == 3
    assert session.step_count == 1
    assert math.isfinite(session.step())


def test_taps_tell_what_the_module_computed() -> None:
    session = reversing()
    seen = ask(session, Taps(SOME, ("embedding_1", "encoder_block_1")))
    assert set(seen) == {"encoder_block_1"}  # there is nothing to see in the others
    weights = seen["encoder_block_1"]["attention"]
    tokens = session.samples.test_inputs[: len(weights)]
    assert weights.shape == (len(tokens), 2, 5, 5)
    assert not weights[np.broadcast_to((tokens == 0)[:, None, None, :], weights.shape)].any()
    np.testing.assert_allclose(weights.sum(3), 1.0, atol=1e-6)
    network = stack(layer("embedding", width=4), layer("gru", hidden=3), layer("additive_attention", units=2))
    other = Session(experiment(network, data("names", most=20), "adam", learning_rate=0.01))
    states = ask(other, Taps(SOME, ("gru_1", "additive_attention_1")))
    left = ask(other, Outputs(SOME, ("gru_1", "additive_attention_1")))
    np.testing.assert_allclose(states["gru_1"]["hidden"][:, 0], left["gru_1"], atol=1e-5)
    shares = states["additive_attention_1"]["attention"][:, 0, 0]
    np.testing.assert_allclose(
        np.einsum("nt,ntf->nf", shares, left["gru_1"]), left["additive_attention_1"], rtol=1e-4, atol=1e-5
    )


# ------------------------------------------------------------------------------------------------- unfolding


@pytest.mark.parametrize("norm", ["before", "after"])
def test_a_block_unfolds_into_a_group_that_gives_the_same_numbers_and_folds_back(norm: str) -> None:
    network = stack(layer("embedding", width=8), layer("encoder_block", heads=2, hidden=8, norm=norm))
    made = experiment(network, data("reverse", samples=120, vary=True), "adam", learning_rate=0.01)
    session = Session(made)
    for _ in range(8):
        session.step()
    before = ask(session, Outputs(SOME, ("output",)))["output"]
    assert can_unfold(made, "encoder_block_1")
    assert not can_unfold(made, "embedding_1")
    assert unfold(made, "embedding_1") == made
    parts = unfold(made, "encoder_block_1")
    (group,) = parts.networks["main"].groups
    assert group.name == "Encoder block 1"
    assert trace(parts).problems == ()
    assert trace(parts).parameters == trace(made).parameters
    change = session.replace(parts)
    assert not change.fresh
    assert "encoder_block_1_attention" in change.kept
    np.testing.assert_allclose(ask(session, Outputs(SOME, ("output",)))["output"], before, rtol=1e-5, atol=1e-6)
    assert math.isfinite(session.step())
    learned = ask(session, Outputs(SOME, ("output",)))["output"]
    assert "encoder_block_1" in session.replace(made).kept
    np.testing.assert_allclose(ask(session, Outputs(SOME, ("output",)))["output"], learned, rtol=1e-5, atol=1e-6)


def test_a_block_that_reads_the_data_itself_or_is_read_twice_unfolds_too() -> None:
    nodes = (
        Node("block", layer("encoder_block", heads=1, hidden=4)),
        Node("wide", layer("linear", units=1), ("block",)),
        Node("sum", layer("add"), ("wide", "block")),
        Node("pool", layer("mean_steps")),
        Node("output", layer("output")),
    )
    made = experiment(Network(nodes), data("sine_mix", samples=200, window=6), loss="mse", learning_rate=0.01)
    unfolded = unfold(made, "block")
    for each in (made, unfolded):
        assert trace(each).trainable
        # One feature less its own mean is 0: that is told of the block as it is of its norms.
        assert {"norm" in problem.text.lower() for problem in trace(each).problems} == {True}


# ------------------------------------------------------------------------------------------------- looking ahead


def test_where_the_next_token_is_told_looking_ahead_is_warned_of_and_fixed() -> None:
    made = load_example("shakespeare")
    assert trace(made).problems == ()
    for id in ("encoder_block_1", "encoder_block_2"):
        seeing = edits.set_value(made, f"networks.main.{id}.causal", False)
        (problem,) = trace(seeing).problems
        assert problem.node == id
        assert problem.severity == "warning"
        assert "looks ahead" in problem.text
        (fix,) = problem.fixes
        assert trace(edits.fix(seeing, id, fix)).problems == ()


def test_fixes_lead_from_tokens_and_points_to_a_network_that_trains() -> None:
    network = stack(layer("linear", units=4), layer("tanh"))
    for kind in ("reverse", "names", "sine_mix", "brackets"):
        made = edits.set_data(experiment(network, data("circle"), loss="binary_cross_entropy"), data(kind))
        for _ in range(4):
            errors = trace(made).errors
            if not errors:
                break
            made = edits.fix(made, errors[0].node, errors[0].fixes[0])
        assert trace(made).trainable, kind


def test_a_causal_network_never_sees_the_future() -> None:
    session = Session(edits.set_value(load_example("shakespeare"), "data.samples", 200))
    for _ in range(3):
        session.step()
    first = session.samples.test_inputs[0]
    other = first.copy()
    other[20:] = (other[20:] + 7) % 60
    seen = [
        ask(session, Outputs(OnRaw((len(tokens),), tuple(map(float, tokens))), ("output",)))["output"][0]
        for tokens in (first, other)
    ]
    np.testing.assert_array_equal(seen[0][:20], seen[1][:20])
    assert not np.array_equal(seen[0][20:], seen[1][20:])


def test_live_dropout_of_a_block_is_changed_between_two_steps() -> None:
    made = load_example("sentiment_transformer")
    session = Session(edits.set_value(made, "data.most", 50))
    session.step()
    graph = session._learner.networks.by_role["main"]
    kept = graph.module("encoder_block_1").get_parameter("expand.weight")
    session.replace(edits.set_value(session.experiment, "networks.main.encoder_block_1.dropout", 0.0))
    assert graph is session._learner.networks.by_role["main"]
    assert torch.equal(graph.module("encoder_block_1").get_parameter("expand.weight"), kept)
    assert math.isfinite(session.step())
