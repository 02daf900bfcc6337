"""The gradient of one number is autograd's, its terms add up to it, and a small change agrees, for every layer kind."""

from __future__ import annotations

import copy
import math
from typing import Any

import numpy as np
import pytest
import torch
from torch.autograd.function import once_differentiable

from playground.engine.answer_values import Chain
from playground.engine.build import build
from playground.engine.requests import Backward, Inputs, OnExamples, OnRaw, Outputs, Weights
from playground.engine.session import Session
from playground.model.experiment import Experiment
from playground.model.layer import Layer
from playground.model.network import Network, Node
from playground.model.registry import LAYERS
from playground.model.trace import trace
from tests.engine.setups import ask, data, experiment, layer, refusal, stack, tiny

KINDS = [kind for kind in LAYERS.kinds.values() if not (kind.pinned or kind.reads_tokens)]
ONE = OnExamples("test", (3,))


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


def on_steps(kind: type[Layer]) -> Experiment | None:
    """A small network with a layer of that kind on a sequence; ``None`` where it does not work on one."""
    head = (Node("rows", layer("rows")), Node("first", layer("linear", units=4)))
    after = (Node("dense", layer("linear", units=5)), Node("output", layer("output")))
    tested = Node("tested", kind(), ("first", "first") if kind.merges else ())
    for between in ((), (Node("flat", layer("flatten")),)):
        nodes = (*head, tested, *between, *after)
        made = experiment(Network(nodes), data("digits", samples=60), "sgd", learning_rate=0.05)
        if trace(made).trainable:
            return made
    return None


def on_patches(kind: type[Layer]) -> Experiment | None:
    """A small network with a layer that makes steps of an image."""
    tested = (
        Node("first", layer("conv2d", channels=2, kernel=2)),
        Node("tested", kind()),
        Node("flat", layer("flatten")),
    )
    after = (Node("dense", layer("linear", units=5)), Node("output", layer("output")))
    made = experiment(Network((*tested, *after)), data("digits", samples=60), "sgd", learning_rate=0.05)
    leaving = trace(made).signal("tested")
    return made if trace(made).trainable and leaving is not None and leaving.timed else None


def reference(session: Session, on: Inputs, node: str, index: tuple[int, ...]) -> tuple[float, float, dict[str, Any]]:
    """Loss, gradient and the node's learned gradients by plain autograd in float64."""
    traced = trace(session.experiment).path
    graph = build(traced, 0).double().eval()
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
    torch.autograd.backward(loss)
    learned = dict(graph.module(node).named_parameters()) if node != "input" else {}
    slope = values[node].grad
    return (
        loss.item(),
        0.0 if slope is None else float(slope[(0, *index)]),
        {name: value.grad.numpy() for name, value in learned.items() if value.grad is not None},
    )


def state(session: Session) -> dict[str, torch.Tensor]:
    graph = session._learner.networks.by_role["main"]
    return copy.deepcopy(graph.state_dict())


def check(session: Session, node: str, shares: tuple[float, ...], on: Inputs = ONE) -> None:
    """Compare the numbers that lie so far along what leaves a node."""
    shape = ask(session, Outputs(on, (node,)))[node].shape[1:]
    for share in shares:
        index = tuple(int(at) for at in np.unravel_index(int(share * math.prod(shape)), shape))
        chain = ask(session, Backward(on, node, index))
        assert isinstance(chain, Chain)
        loss, gradient, learned = reference(session, on, node, index)
        assert chain.loss == pytest.approx(loss, rel=1e-9)
        # Terms of both signs may cancel, so rounding is measured by the sum of their sizes.
        rounding = 1e-13 * (1.0 + math.fsum(abs(term.product) for term in chain.terms))
        assert chain.gradient == pytest.approx(gradient, rel=1e-9, abs=rounding)
        total = math.fsum(term.product for term in chain.terms) + chain.rest
        assert total == pytest.approx(chain.gradient, rel=1e-9, abs=rounding)
        assert agrees(chain), (node, index, chain)
        assert learned.keys() == chain.learned.keys()
        for name, slopes in learned.items():
            size = 1.0 + np.abs(slopes).sum()
            assert np.allclose(chain.learned[name], slopes, rtol=1e-9, atol=1e-13 * size)


def agrees(chain: Chain) -> bool:
    """Whether a small change gives the gradient, but for what float64 and the step leave open, which is little."""
    largest = max(abs(chain.gradient), abs(chain.checked))
    apart = abs(chain.gradient - chain.checked)
    return not chain.kinked and chain.uncertainty < 1e-6 and apart <= 1e-6 * largest + chain.uncertainty


SHARES = (0.0, 0.37, 0.8)


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["some", "all"])
@pytest.mark.parametrize("kind", KINDS, ids=[kind.id() for kind in KINDS])
def test_the_gradient_is_autograds_before_in_and_after_every_kind_of_layer(kind: type[Layer], whole: bool) -> None:
    made = (on_images(kind), on_rows(kind), on_steps(kind), on_patches(kind))
    setups = [setup for setup in made if setup is not None]
    assert setups
    for setup in setups:
        session = Session(setup)
        for _ in range(3):
            session.step()
        for place, node in enumerate(("input", "first", "dense", "output")):
            check(session, node, SHARES if whole else SHARES[place % 3 :][:1])
        check(session, "tested", SHARES if whole else SHARES[1:])


def test_the_largest_64_terms_are_told_and_the_others_summed() -> None:
    network = stack(layer("conv2d", channels=4, padding="same"), layer("layer_norm"), layer("relu"), layer("flatten"))
    session = Session(experiment(network, data("digits", samples=60)))
    chain = ask(session, Backward(ONE, "conv2d_1", (1, 4, 4)))
    assert len(chain.terms) == 64
    assert chain.left_out > 0
    assert chain.rest != 0.0
    sizes = [abs(term.product) for term in chain.terms]
    assert sizes == sorted(sizes, reverse=True)
    assert all(term.node == "layer_norm_1" for term in chain.terms)
    assert math.fsum(term.product for term in chain.terms) + chain.rest == pytest.approx(chain.gradient, rel=1e-9)


def test_the_output_has_one_term_the_loss() -> None:
    chain = ask(Session(tiny()), Backward(ONE, "output", (0,)))
    (term,) = chain.terms
    assert (term.node, term.index, term.gradient, term.slope) == ("loss", (), 1.0, chain.gradient)
    assert chain.rest == chain.left_out == 0


def test_a_number_that_nothing_rests_on_has_no_terms() -> None:
    network = stack(layer("linear", units=3), layer("relu"))
    network = Network(
        (Node("unread", layer("linear", units=2)), Node("read", layer("tanh"), ("input",)), *network.nodes)
    )
    chain = ask(
        Session(experiment(network, data("circle"), loss="binary_cross_entropy")), Backward(ONE, "unread", (1,))
    )
    assert (chain.gradient, chain.terms, chain.checked, chain.relative_error) == (0.0, (), 0.0, 0.0)
    assert not chain.learned["weight"].any()


def test_units_that_are_switched_off_let_no_gradient_through() -> None:
    session = Session(tiny())
    before = ask(session, Backward(ONE, "linear_1", (2,)))
    session.switch_off((("tanh_1", 2), ("linear_2", 0)))
    cut = ask(session, Backward(ONE, "linear_1", (2,)))
    assert before.gradient != 0.0
    assert (cut.gradient, cut.terms, cut.checked) == (0.0, (), 0.0)
    chain = ask(session, Backward(ONE, "tanh_1", (1,)))
    assert [term.index for term in chain.terms] == [(1,)]
    assert agrees(chain)
    assert ask(session, Backward(ONE, "linear_2", (0,))).value == 0.0


def test_what_cannot_be_answered_is_said() -> None:
    session = Session(tiny())
    assert "has no label, so there is no loss" in refusal(session, Backward(OnRaw((2,), (1.0, 2.0)), "linear_1", (0,)))
    assert "one example, not for 2" in refusal(session, Backward(OnExamples("test", (0, 1)), "linear_1", (0,)))
    assert "no layer gone" in refusal(session, Backward(ONE, "gone", (0,)))
    assert "is 4, so there is no number [4]" in refusal(session, Backward(ONE, "linear_1", (4,)))
    assert "no number [0, 0]" in refusal(session, Backward(ONE, "linear_1", (0, 0)))


def test_looking_leaves_learning_as_it_is() -> None:
    looked, alone = Session(tiny()), Session(tiny())
    for _ in range(5):
        ask(looked, Backward(ONE, "tanh_1", (0,)))
        looked.step()
        alone.step()
    assert all(
        torch.equal(one, other) for one, other in zip(state(looked).values(), state(alone).values(), strict=True)
    )


def test_a_tiny_gradient_is_checked_as_well_as_a_large_one() -> None:
    session = Session(tiny())
    session.put("output", "bias", (0,), (-18.0,))
    outcomes = [ask(session, Backward(OnExamples("test", (at,)), "output", (0,))) for at in range(12)]
    assert min(chain.gradient for chain in outcomes if chain.gradient > 0) < 1e-6
    assert all(chain.relative_error < 1e-4 for chain in outcomes)


class Once(torch.autograd.Function):
    """The square, whose slope cannot be differentiated again."""

    @staticmethod
    def forward(ctx: Any, x: torch.Tensor) -> torch.Tensor:
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, slope: torch.Tensor) -> torch.Tensor:
        (x,) = ctx.saved_tensors
        found: torch.Tensor = 2 * x * slope
        return found


class Square(torch.nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        apply: Any = Once.apply
        found: torch.Tensor = apply(x)
        return found


def test_a_module_that_can_be_followed_back_only_once_has_terms_too() -> None:
    session = Session(tiny())
    session._learner.networks.put("tanh_1", Square())
    chain = ask(session, Backward(ONE, "linear_1", (1,)))
    (term,) = chain.terms
    assert (term.node, term.index) == ("tanh_1", (1,))
    assert term.slope == pytest.approx(2 * chain.value)
    assert agrees(chain)


def test_a_tie_in_max_pooling_is_said_to_be_a_kink() -> None:
    network = stack(layer("conv2d", channels=2), layer("relu"), layer("max_pool2d"), layer("flatten"))
    session = Session(experiment(network, data("digits", samples=60)))
    session.put("conv2d_1", "bias", (0,), (-50.0,))  # so that all that leaves its ReLU is 0, and every window a tie
    tied = ask(session, Backward(ONE, "relu_1", (0, 0, 0)))
    assert tied.value == 0.0
    assert tied.kinked
    assert tied.relative_error > 0.1
    free = ask(session, Backward(ONE, "flatten_1", (3,)))
    assert not free.kinked


def test_the_bottom_of_a_valley_is_no_kink() -> None:
    line = experiment(stack(layer("linear", units=1)), data("plane"), loss="mse", learning_rate=0.1)
    session = Session(line)
    at = ask(session, Outputs(ONE, ("output",)))["output"][0, 0]
    target = float(session.samples.test_targets[3].item())
    bias = float(ask(session, Weights(("output",)))["output"]["bias"][0])
    session.put("output", "bias", (0,), (bias + target - float(at),))
    chain = ask(session, Backward(ONE, "output", (0,)))
    assert abs(chain.gradient) < 1e-5
    assert agrees(chain)


def test_a_gradient_of_0_is_no_kink_and_one_lost_in_rounding_is_not_compared() -> None:
    session = Session(tiny())
    for bias, comparable in ((-400.0, False), (-16.0, False), (-5.0, True)):
        session.put("linear_1", "bias", (1,), (bias,))
        chain = ask(session, Backward(ONE, "linear_1", (1,)))
        assert chain.comparable is comparable
        assert agrees(chain)
