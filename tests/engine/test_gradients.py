"""Gradients, saliency and verdicts are what a direct computation gives, and leave learning as it is."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from playground.engine.answer_values import Attribution, Judged
from playground.engine.build import Graph, build
from playground.engine.requests import (
    Distributions,
    Gradients,
    OnExamples,
    OnGrid,
    OnRaw,
    Outputs,
    Saliency,
    Verdicts,
    Weights,
)
from playground.engine.session import Session
from playground.model.experiment import Experiment
from playground.model.network import Node
from playground.model.trace import trace
from tests.engine.setups import ask, data, experiment, insert, layer, refusal, stack, tiny


def small_images(**pace: Any) -> Experiment:
    """Digits of 8×8, learned by a convolution, normalisation, pooling, dropout and a dense layer."""
    network = stack(
        layer("conv2d", channels=4),
        layer("batch_norm"),
        layer("relu"),
        layer("max_pool2d"),
        layer("dropout", rate=0.3),
        layer("flatten"),
        layer("linear", units=12),
        layer("tanh"),
    )
    return experiment(network, data("digits", samples=400), "adam", learning_rate=0.01, pace=pace)


def values(loss: str) -> Experiment:
    network = stack(layer("linear", units=6), layer("gelu"))
    return experiment(network, data("bumps", samples=80), loss=loss, learning_rate=0.05)


def trained(setup: Experiment, steps: int = 25) -> Session:
    session = Session(setup)
    for _ in range(steps):
        session.step()
    return session


def forward(session: Session) -> Callable[[Tensor], Tensor]:
    """The network of ``tiny`` and of its like by hand, from the numbers it learned."""
    nodes = [node.id for node in session.experiment.nodes]
    learned = ask(session, Weights(tuple(nodes)))

    def compute(inputs: Tensor) -> Tensor:
        for node in nodes:
            numbers = {name: torch.from_numpy(array).double() for name, array in learned[node].items()}
            inputs = nn.functional.linear(inputs, numbers["weight"], numbers["bias"]) if numbers else inputs.tanh()
        return inputs

    return compute


def test_the_gradient_of_the_loss_is_that_of_each_sample_alone() -> None:
    session = trained(tiny())
    nodes = ("input", "linear_1", "tanh_2", "output")
    found = ask(session, Gradients(OnExamples("test", (0, 5, 9)), nodes))
    compute, inputs = forward(session), torch.from_numpy(session.samples.test_inputs[[0, 5, 9]]).double()
    targets = torch.from_numpy(session.samples.test_targets[[0, 5, 9]]).double()
    for place in range(3):
        leaf = inputs[place : place + 1].clone().requires_grad_()
        loss = nn.functional.binary_cross_entropy_with_logits(compute(leaf), targets[place].view(1, 1))
        (wanted,) = torch.autograd.grad(loss, leaf)
        assert np.allclose(found["input"][place], wanted[0].numpy(), rtol=1e-4, atol=1e-6)
    outputs = ask(session, Outputs(OnExamples("test", (0, 5, 9)), ("output",)))["output"]
    assert np.allclose(found["output"][:, 0], 1 / (1 + np.exp(-outputs[:, 0])) - targets.numpy(), atol=1e-6)
    assert found["linear_1"].shape == (3, 4)
    assert all(array.dtype == np.float32 for array in found.values())


def test_large_samples_in_pieces_give_the_same() -> None:
    session = trained(small_images())
    everyone = tuple(range(300))
    found = ask(session, Gradients(OnExamples("train", everyone), ("input", "conv2d_1")))
    assert found["conv2d_1"].shape[0] == 300
    for index in (0, 249, 250, 299):
        alone = ask(session, Gradients(OnExamples("train", (index,)), ("input", "conv2d_1")))
        for node, array in alone.items():
            assert np.allclose(found[node][index], array[0], atol=1e-6)


def test_the_gradient_of_an_output_is_its_slope() -> None:
    session = trained(small_images())
    on = OnExamples("test", (2,))
    last = ask(session, Outputs(on, ("output",)))["output"][0]
    chosen = ask(session, Gradients(on, ("output", "flatten_1"), "output", 4))
    assert chosen["output"][0].tolist() == [float(unit == 4) for unit in range(10)]
    largest = ask(session, Gradients(on, ("output",), "output"))
    assert int(largest["output"][0].argmax()) == int(last.argmax())
    grid = ask(trained(tiny()), Gradients(OnGrid(9), ("linear_1",), "output"))
    assert grid["linear_1"].shape == (81, 4)


def test_an_input_of_ones_own_has_no_loss_but_an_output() -> None:
    session = trained(tiny())
    point = OnRaw((2,), (1.0, -2.0))
    assert "right answer for this input is not known" in refusal(session, Gradients(point, ("output",)))
    assert ask(session, Gradients(point, ("input",), "output"))["input"].shape == (1, 2)
    assert "none with the index 7" in refusal(session, Saliency(point, unit=7))
    assert "no layer gone" in refusal(session, Gradients(point, ("gone",), "output"))


def test_a_layer_that_hands_on_what_it_gets_has_a_gradient_of_its_own() -> None:
    network = stack(layer("linear", units=6), layer("dropout"))
    network = insert(network, 2, Node("sum", layer("add"), ("dropout_1", "linear_1")))
    session = Session(experiment(network, data("xor")))
    found = ask(session, Gradients(OnExamples("train", (0, 1)), ("linear_1", "dropout_1", "sum")))
    assert np.array_equal(found["dropout_1"], found["sum"])
    assert np.allclose(found["linear_1"], 2 * found["sum"])


def test_what_nothing_rests_on_has_a_gradient_of_zero() -> None:
    network = stack(layer("linear", units=6), layer("relu"))
    network = insert(network, 2, Node("sum", layer("add"), ("linear_1", "linear_1")))
    session = Session(experiment(network, data("xor")))
    assert not ask(session, Gradients(OnExamples("train", (0,)), ("relu_1",)))["relu_1"].any()


def test_units_that_are_switched_off_let_nothing_through() -> None:
    session = trained(tiny())
    request = Gradients(OnExamples("test", (0, 1)), ("linear_1",))
    whole = ask(session, request)["linear_1"]
    session.switch_off((("tanh_1", 2),))
    without = ask(session, request)["linear_1"]
    assert whole[:, 2].any()
    assert not without[:, 2].any()
    assert without[:, 0].any()


@pytest.mark.parametrize("unit", [-1, 3])
def test_integrated_gradients_are_captums(unit: int) -> None:
    session = trained(small_images(), 40)
    on = OnExamples("test", (0, 1, 7))
    found: Attribution = ask(session, Saliency(on, "integrated", unit, 64))
    inputs = torch.from_numpy(session.samples.test_inputs[[0, 1, 7]])
    graph = copied(session)
    rule = import_module("captum.attr").IntegratedGradients(graph)  # late, as it takes seconds
    targets = torch.from_numpy(found.units)
    wanted, delta = rule.attribute(
        inputs, target=targets, n_steps=64, method="riemann_middle", return_convergence_delta=True
    )
    assert np.allclose(found.values, wanted.numpy(), atol=1e-5)
    rise = graph_rise(graph, inputs, found.units)
    assert found.gap == pytest.approx(float((delta.abs() / torch.from_numpy(np.abs(rise))).max()), abs=1e-3)
    assert (found.units == 3).all() or unit == -1


def copied(session: Session) -> Graph:
    """The session's network once more, in evaluation mode, with the numbers that it learned."""
    graph = build(trace(session.experiment).path, 0).eval()
    learned = ask(session, Weights(graph.ids, buffers=True))
    with torch.no_grad():
        for name, tensor in graph.tensors().items():
            node, _, leaf = name.partition(".")
            tensor.copy_(torch.from_numpy(learned[node][leaf]))
    return graph


def graph_rise(graph: Graph, inputs: Tensor, units: Any) -> Any:
    """How far the chosen outputs lie above those of an input of zeros."""
    with torch.no_grad():
        rise = graph(inputs) - graph(torch.zeros_like(inputs))
    return rise.numpy()[np.arange(len(units)), units]


def test_integrated_gradients_of_a_line_are_exact_and_more_steps_come_closer() -> None:
    line = Session(experiment(stack(), data("plane", samples=60), loss="mse"))
    exact: Attribution = ask(line, Saliency(OnExamples("test", (0, 1)), "integrated", 0, 1))
    assert exact.gap < 1e-4
    session = trained(tiny())
    gaps = [ask(session, Saliency(OnExamples("test", (0,)), "integrated", 0, steps)).gap for steps in (2, 200)]
    assert gaps[1] < gaps[0]
    assert gaps[1] < 1e-3
    plain: Attribution = ask(session, Saliency(OnExamples("test", (0,))))
    assert np.isnan(plain.gap)
    assert plain.values.shape == (1, 2)


@pytest.mark.parametrize(
    "setup",
    [
        pytest.param(tiny(), id="binary cross-entropy"),
        pytest.param(small_images(), id="cross-entropy"),
        *(pytest.param(values(loss), id=loss) for loss in ("mse", "mae", "huber")),
    ],
)
def test_verdicts_are_those_of_each_sample_alone(setup: Experiment) -> None:
    session = trained(setup)
    found: Judged = ask(session, Verdicts("test", 40))
    count = len(found.losses)
    outputs = ask(session, Outputs(OnExamples("test", tuple(range(count))), ("output",)))["output"]
    targets = session.samples.test_targets[:count]
    figures = session.evaluate()
    assert figures is not None
    if count == len(session.samples.test_targets):
        assert found.losses.mean() == pytest.approx(figures[1].loss, rel=1e-4)
    if setup.data.target().has_values:
        assert len(found.true) == len(found.predicted) == len(found.confidence) == 0
        off = np.abs(outputs - targets)[:, 0]
        assert np.array_equal(np.argsort(found.losses), np.argsort(off))
        return
    assert np.array_equal(found.true, targets)
    two = outputs.shape[1] == 1
    logits = np.concatenate([np.zeros_like(outputs), outputs], axis=1) if two else outputs
    shares = np.exp(logits - logits.max(1, keepdims=True)).astype(np.float64)
    shares /= shares.sum(1, keepdims=True)
    assert np.array_equal(found.predicted, shares.argmax(1))
    assert np.allclose(found.confidence, shares.max(1), atol=1e-6)
    assert np.allclose(found.losses, -np.log(shares[np.arange(count), targets]), atol=1e-5)


def test_a_part_without_samples_is_said() -> None:
    session = Session(experiment(stack(), data("circle", samples=30, train_share=1.0)))
    assert "the test part has no samples" in refusal(session, Verdicts("test"))


@pytest.mark.parametrize("setup", [tiny(), small_images()], ids=["plane", "images"])
def test_asking_changes_nothing_about_learning(setup: Experiment) -> None:
    on = OnExamples("train", (0, 1, 2))
    last = setup.nodes[-1].id
    requests = (
        Gradients(on, ("input", last)),
        Gradients(on, ("input",), "output"),
        Saliency(on),
        Saliency(on, "integrated", -1, 8),
        Verdicts("train", 30),
    )
    slopes = Distributions("gradients", setup.ids())
    alone, asked = Session(setup), Session(setup)
    for _ in range(15):
        assert alone.step() == asked.step()
        random_state, before = torch.get_rng_state(), ask(asked, slopes)
        assert not asked.answer(requests)[1]
        assert torch.equal(torch.get_rng_state(), random_state)
        after = ask(asked, slopes)
        assert before.keys() == after.keys()
        for node, spread in before.items():
            assert np.array_equal(spread.counts, after[node].counts)
            assert (spread.mean, spread.deviation) == (after[node].mean, after[node].deviation)
