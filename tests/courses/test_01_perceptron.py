"""Row 1: a perceptron with three inputs, with a step and then with a sigmoid of its own."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from playground.engine.session import Session
from playground.engine.tensors import load, tensors
from playground.model.fix import SetValue
from playground.model.trace import trace
from playground.modules.epochs import batches
from tests.courses.course import assert_equal, assert_learns_alike, experiment, network

POINTS = {"kind": "gaussians", "samples": 200, "features": ["x", "y", "xy"]}
SGD = {"optimizer": {"kind": "sgd", "learning_rate": 0.1}, "batch_size": 16}


class Perceptron(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(3, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.linear(x))


def test_a_perceptron_with_a_sigmoid_has_four_parameters_and_learns_as_the_course_writes_it() -> None:
    made = experiment(POINTS, {"kind": "output", "activation": "sigmoid"}, loss="bce_on_probabilities", training=SGD)
    assert_equal(made, Perceptron(), 4)
    course = Perceptron()
    assert_learns_alike(made, course, lambda learned: torch.optim.SGD(learned, lr=0.1), nn.BCELoss())


def test_with_a_step_it_answers_0_or_1_and_says_that_no_gradient_gets_back() -> None:
    made = experiment(POINTS, {"kind": "output", "id": "output", "activation": "step"}, loss="mse", training=SGD)
    graph, inputs = network(made), torch.randn(40, 3, generator=torch.Generator().manual_seed(1))
    linear = graph.module("output")
    assert isinstance(linear, nn.Linear)
    sums = functional.linear(inputs, linear.weight, linear.bias)
    torch.testing.assert_close(graph(inputs), torch.heaviside(sums, torch.ones(())).detach())
    graph(inputs).sum().backward()
    assert linear.weight.grad is not None
    assert not linear.weight.grad.any()
    (problem,) = trace(made).problems
    assert problem.severity == "warning"
    assert "no gradient gets back" in problem.text
    assert problem.fixes[0].edits == (SetValue(".activation", "sigmoid"),)


def test_the_perceptron_rule_trains_it_with_its_step() -> None:
    rule = {"optimizer": {"kind": "perceptron", "learning_rate": 0.5}, "batch_size": 1}
    made = experiment(POINTS, {"kind": "output", "id": "output", "activation": "step"}, loss="mse", training=rule)
    assert trace(made).problems == ()
    session, graph = Session(made), network(made)
    linear, data = graph.module("output"), tensors(load(made), made)
    assert isinstance(linear, nn.Linear)
    weight, bias = linear.weight.detach().clone()[0], linear.bias.detach().clone()
    shuffle = torch.Generator().manual_seed(made.seed)
    ours, theirs = [], []
    for (x,), (wanted,) in batches(data.train_inputs, data.train_targets, torch.randperm(100, generator=shuffle), 1):
        ours.append(session.step())
        said = float(weight @ x + bias >= 0)
        theirs.append((said - float(wanted)) ** 2)
        weight += 0.5 * (float(wanted) - said) * x
        bias += 0.5 * (float(wanted) - said)
    assert ours == theirs
    figures = session.evaluate()
    assert figures is not None
    assert figures[0].accuracy > 0.9
