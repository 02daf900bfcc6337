"""Answers to views are what a direct computation gives."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from playground.engine.answers.spread import spread
from playground.engine.probe_context import MOST_NUMBERS
from playground.engine.requests import Distributions, OnExamples, OnGrid, Outputs, Weights
from playground.engine.session import Session
from playground.model.dataset import grid_over
from playground.model.network import Node
from playground.model.trace import trace
from tests.engine.setups import data, experiment, insert, layer, stack, three_blocks, tiny


def learned(session: Session) -> dict[str, dict[str, np.ndarray]]:
    request = Weights(("linear_1", "linear_2", "output", "tanh_1"))
    answers, failures = session.answer((request,))
    assert not failures
    found: dict[str, dict[str, np.ndarray]] = answers[request]
    return found


def test_outputs_on_a_grid_are_those_of_the_formula() -> None:
    session = Session(tiny())
    for _ in range(50):
        session.step()
    request = Outputs(OnGrid(7), ("input", "linear_1", "tanh_1", "output"))
    answers, failures = session.answer((request,))
    weights = learned(session)
    grid = grid_over(session.experiment.data, 7, session.samples)
    values = answers[request]
    assert not failures
    assert np.array_equal(values["input"], grid.inputs)
    hidden = grid.inputs @ weights["linear_1"]["weight"].T + weights["linear_1"]["bias"]
    assert np.allclose(values["linear_1"], hidden, atol=1e-5)
    assert np.allclose(values["tanh_1"], np.tanh(hidden), atol=1e-5)
    assert values["output"].shape == (49, 1)
    assert weights["tanh_1"] == {}


def test_answers_are_copies() -> None:
    session = Session(tiny())
    before = learned(session)
    kept = before["linear_1"]["weight"].copy()
    for _ in range(20):
        session.step()
    assert np.array_equal(before["linear_1"]["weight"], kept)
    assert not np.array_equal(learned(session)["linear_1"]["weight"], kept)


def test_examples_beyond_the_part_are_left_out() -> None:
    session = Session(tiny())
    request = Outputs(OnExamples("test", (0, 3, 100_000)), ("input",))
    answers, _ = session.answer((request,))
    assert np.array_equal(answers[request]["input"], session.samples.test_inputs[[0, 3]])


def test_feature_maps_are_those_of_the_module() -> None:
    session = Session(three_blocks(200))
    session.step()
    request, kernels = Outputs(OnExamples("train", (1,)), ("conv2d_1", "max_pool2d_1")), Weights(("conv2d_1",))
    answers, _ = session.answer((request, kernels))
    kernel = answers[kernels]["conv2d_1"]
    image = torch.from_numpy(session.samples.train_inputs[1:2])
    weight, bias = torch.from_numpy(kernel["weight"]), torch.from_numpy(kernel["bias"])
    maps = nn.functional.conv2d(image, weight, bias, padding="same")
    assert np.allclose(answers[request]["conv2d_1"], maps.numpy(), atol=1e-5)
    assert answers[request]["conv2d_1"].flags.c_contiguous
    assert answers[request]["max_pool2d_1"].shape == (1, 16, 14, 14)


def test_many_samples_of_a_large_network_go_through_in_pieces_and_give_the_same() -> None:
    session = Session(three_blocks(700))
    numbers = sum(node.output.size for node in trace(session.experiment).nodes if node.output is not None)
    count = MOST_NUMBERS // numbers + 20
    everyone = Outputs(OnExamples("train", tuple(range(count))), ("input", "linear_1", "output"))
    others = Outputs(everyone.on, ("max_pool2d_3", "output"))
    answers, failures = session.answer((everyone, others))
    assert not failures
    for place in (0, count - 21, count - 20, count - 1):
        alone = Outputs(OnExamples("train", (place,)), (*everyone.nodes, "max_pool2d_3"))
        values = session.answer((alone,))[0][alone]
        for request in (everyone, others):
            for node in request.nodes:
                assert np.allclose(answers[request][node][place], values[node][0], atol=1e-5)


def test_a_residual_sum_is_the_sum() -> None:
    network = stack(layer("linear", units=6), layer("relu"))
    network = insert(network, 2, Node("sum", layer("add"), ("relu_1", "linear_1")))
    session = Session(experiment(network, data("xor")))
    request = Outputs(OnGrid(3), ("linear_1", "relu_1", "sum"))
    answers, _ = session.answer((request,))
    values = answers[request]
    assert np.array_equal(values["sum"], values["linear_1"] + values["relu_1"])


def test_distributions_count_every_value() -> None:
    session = Session(tiny())
    of_gradients = Distributions("gradients", ("linear_1", "tanh_1"))
    assert session.answer((of_gradients,))[0][of_gradients] == {}
    session.step()
    requests = (
        Distributions("weights", ("linear_1", "tanh_1")),
        of_gradients,
        Distributions("activations", ("linear_1", "tanh_1"), bins=10, samples=100),
    )
    answers, failures = session.answer(requests)
    assert not failures
    assert answers[requests[0]].keys() == {"linear_1"}
    assert answers[requests[0]]["linear_1"].total == 12
    assert answers[of_gradients]["linear_1"].counts.sum() == 12
    activations = answers[requests[2]]["tanh_1"]
    assert activations.counts.sum() == activations.total == 400
    assert activations.counts.shape == (10,)


def test_an_unknown_layer_is_said_and_spoils_no_other_answer() -> None:
    session = Session(tiny())
    good, bad = Outputs(OnGrid(4), ("output",)), Outputs(OnGrid(4), ("gone", "output"))
    on_image = Outputs(OnGrid(4), ("output",))
    answers, failures = session.answer((bad, good))
    assert answers[good]["output"].shape == (16, 1)
    assert failures == {bad: "There is no layer gone in this network."}
    _, failures = Session(three_blocks(100)).answer((on_image,))
    assert "no plane" in failures[on_image]


def test_spread_counts_what_is_not_finite_apart() -> None:
    found = spread(torch.tensor([0.0, 0.0, 1.0, float("nan"), float("inf")]), 4)
    assert (found.total, found.bad, found.zeros) == (5, 2, 0.4)
    assert found.counts.tolist() == [2, 0, 0, 1]
    constant = spread(torch.full((9,), 3.0), 5)
    assert constant.counts.sum() == 9
    assert constant.deviation == 0.0
    assert spread(torch.full((3,), float("nan")), 5).counts.sum() == 0
