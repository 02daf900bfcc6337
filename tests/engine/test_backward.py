"""The gradient of one number is autograd's, its terms add up to it, and a small change agrees, for every layer kind."""

from __future__ import annotations

import copy
import math
from typing import Any

import numpy as np
import pytest
import torch

from playground.engine.build import build
from playground.engine.requests import Backward, Chain, Inputs, OnExamples, Outputs, Request
from playground.engine.session import Session
from playground.model.experiment import Experiment
from playground.model.layer import Layer
from playground.model.network import Network, Node
from playground.model.registry import LAYERS
from playground.model.trace import trace
from tests.engine.setups import data, experiment, layer

KINDS = [kind for kind in LAYERS.kinds.values() if not kind.pinned]
ONE = OnExamples("test", (3,))


def ask(session: Session, request: Request) -> Any:
    answers, failures = session.answer((request,))
    assert not failures, failures
    return answers[request]


def refusal(session: Session, request: Request) -> str:
    answers, failures = session.answer((request,))
    assert not answers
    return failures[request]


def on_images(kind: type[Layer]) -> Experiment | None:
    """A small network with a layer of that kind on images; ``None`` where it works on rows of numbers alone."""
    first = Node("first", layer("conv2d", channels=3, kernel=3, stride=2))
    tail = (
        Node("curve", layer("tanh"), ("tested",)),
        *(() if kind().id() in ("flatten", "global_avg_pool") else (Node("flat", layer("flatten")),)),
        Node("dense", layer("linear", units=5)),
        Node("output", layer("output")),
    )
    sources = ("first", "first", "other") if kind.merges else ()
    other = (Node("other", layer("conv2d", channels=3, kernel=3, stride=2), ("input",)),) if kind.merges else ()
    nodes = (first, *other, Node("tested", kind(), sources), *tail)
    made = experiment(Network(nodes), data("digits", samples=60), "sgd", learning_rate=0.05)
    return made if trace(made).trainable else None


def on_rows(kind: type[Layer]) -> Experiment | None:
    """A small network with a layer of that kind on rows of numbers; ``None`` where it works on images alone."""
    made = experiment(
        Network(
            (
                Node("first", layer("linear", units=4)),
                Node("tested", kind(), ("first", "input") if kind.merges and kind().id() == "concat" else ()),
                Node("dense", layer("linear", units=3), ("tested",)),
                Node("output", layer("output")),
            )
        ),
        data("circle"),
        loss="binary_cross_entropy",
        learning_rate=0.05,
    )
    return made if trace(made).trainable else None


def reference(session: Session, on: Inputs, node: str, index: tuple[int, ...]) -> tuple[float, float, dict[str, Any]]:
    """Loss, gradient and the node's learned gradients by plain autograd in float64."""
    meaning = trace(session.experiment).network
    graph = build(meaning, 0).double().eval()
    graph.load_state_dict({name: value.double() for name, value in state(session).items()})
    assert isinstance(on, OnExamples)
    samples = session.samples
    inputs = torch.from_numpy(samples.test_inputs[list(on.indices)]).double().requires_grad_()
    targets = torch.from_numpy(samples.test_targets[list(on.indices)])
    values = graph.run(inputs, ("input", *graph.ids))
    for value in values.values():
        value.retain_grad()
    outputs = values[graph.ids[-1]]
    if outputs.shape[1] == 1:
        loss = torch.nn.functional.binary_cross_entropy_with_logits(outputs[:, 0], targets.double())
    else:
        loss = torch.nn.functional.cross_entropy(outputs, targets.long())
    loss.backward()
    learned = dict(graph.module(node).named_parameters()) if node != "input" else {}
    slope = values[node].grad
    return (
        loss.item(),
        0.0 if slope is None else float(slope[(0, *index)]),
        {name: value.grad.numpy() for name, value in learned.items() if value.grad is not None},
    )


def state(session: Session) -> dict[str, torch.Tensor]:
    graph = session._learner.graph
    return copy.deepcopy(graph.state_dict())


def check(session: Session, node: str, on: Inputs = ONE) -> None:
    shape = ask(session, Outputs(on, (node,)))[node].shape[1:]
    for share in (0.0, 0.37, 0.8):
        index = tuple(int(at) for at in np.unravel_index(int(share * math.prod(shape)), shape))
        chain = ask(session, Backward(on, node, index))
        assert isinstance(chain, Chain)
        loss, gradient, learned = reference(session, on, node, index)
        assert chain.loss == pytest.approx(loss, rel=1e-9)
        assert chain.gradient == pytest.approx(gradient, rel=1e-9, abs=1e-13)
        total = math.fsum(term.product for term in chain.terms) + chain.rest
        assert total == pytest.approx(chain.gradient, rel=1e-9, abs=1e-13)
        assert chain.relative_error < 1e-6, (node, index, chain)
        assert learned.keys() == chain.learned.keys()
        for name, slopes in learned.items():
            assert np.allclose(chain.learned[name], slopes, rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("kind", KINDS, ids=[kind.id() for kind in KINDS])
def test_the_gradient_is_autograds_before_in_and_after_every_kind_of_layer(kind: type[Layer]) -> None:
    setups = [setup for setup in (on_images(kind), on_rows(kind)) if setup is not None]
    assert setups
    for setup in setups:
        session = Session(setup)
        for _ in range(3):
            session.step()
        for node in ("input", "first", "tested", "dense", "output"):
            check(session, node)
