"""One update taken apart: it tells what the next step then does, and leaves everything as it was."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.engine.answer_values import Update
from playground.engine.faults import Divergence
from playground.engine.requests import NextUpdate, OnGrid, Outputs, Weights
from playground.engine.session import Session
from playground.model.experiment import Experiment
from playground.model.network import Network, Node
from tests.draws import draws
from tests.engine.setups import data, experiment, layer, stack, tiny, with_optimizer

ASKED = NextUpdate()


def dropping(optimizer: str = "adam", **changes: object) -> Experiment:
    """Dropout draws, Adam remembers: what would give away a step that was not put back."""
    network = stack(layer("linear", units=8), layer("relu"), layer("dropout", rate=0.4), layer("linear", units=4))
    return experiment(network, data("circle"), optimizer, "binary_cross_entropy", learning_rate=0.02)


def images() -> Experiment:
    network = stack(
        layer("conv2d", channels=3), layer("batch_norm"), layer("relu"), layer("max_pool2d"), layer("flatten")
    )
    return experiment(network, data("digits", samples=60), "sgd", learning_rate=0.05, momentum=0.9)


def handing_on() -> Experiment:
    """Many paths read the same numbers, one through a dropout that drops nothing and hands on the tensor itself."""
    nodes = (
        Node("a", layer("linear", units=8)),
        Node("d", layer("dropout", rate=0.0)),
        Node("r", layer("tanh"), ("a",)),
        Node("s", layer("sigmoid"), ("d",)),
        Node("t", layer("gelu"), ("a",)),
        Node("u", layer("add"), ("r", "s", "t", "d")),
        Node("output", layer("output")),
    )
    return experiment(Network(nodes), data("circle"), "adam", "binary_cross_entropy", learning_rate=0.05)


def taken_apart(session: Session, request: NextUpdate = ASKED) -> Update:
    answers, failures = session.answer((request,))
    assert not failures
    found: Update = answers[request]
    return found


def weights(session: Session) -> dict[str, dict[str, np.ndarray]]:
    request = Weights(tuple(node.id for node in session.experiment.nodes))
    found: dict[str, dict[str, np.ndarray]] = session.answer((request,))[0][request]
    return {node: group for node, group in found.items() if group}


@draws(12)
@given(asked=st.lists(st.integers(0, 8), min_size=1, max_size=6), optimizer=st.sampled_from(["adam", "sgd", "rmsprop"]))
def test_learning_goes_on_bit_for_bit(asked: list[int], optimizer: str) -> None:
    session, plain = Session(dropping(optimizer)), Session(dropping(optimizer))
    for steps in asked:
        taken_apart(session)
        assert [session.step() for _ in range(steps)] == [plain.step() for _ in range(steps)]
    taken_apart(session)
    assert session.keep() == plain.keep()


@pytest.mark.parametrize("made", [dropping(), dropping("sgd"), images(), tiny()])
@pytest.mark.parametrize("steps", [0, 7, 24, 25])
def test_it_tells_what_the_next_step_does(made: Experiment, steps: int) -> None:
    session = Session(made)
    for _ in range(steps):
        session.step()
    update = taken_apart(session)
    before = weights(session)
    assert update.loss == session.step()
    assert update.step == session.step_count == steps + 1
    after = weights(session)
    assert update.weights.keys() == before.keys()
    for node, group in before.items():
        for name, value in group.items():
            np.testing.assert_array_equal(update.weights[node][name], value)
            np.testing.assert_array_equal(update.changes[node][name], after[node][name] - value)


def test_values_slopes_and_gradients_belong_together() -> None:
    session = Session(with_optimizer(tiny(), learning_rate=0.1))
    update = taken_apart(session)
    count = len(update.indices)
    assert count == 10
    np.testing.assert_array_equal(update.outputs["input"], session.samples.train_inputs[update.indices])
    # A linear layer's slope is its gradients times what came in: dL/dW = δᵀ x.
    slope = update.gradients["linear_1"].T @ update.outputs["input"]
    np.testing.assert_allclose(update.weight_gradients["linear_1"]["weight"], slope, rtol=1e-4, atol=1e-7)
    np.testing.assert_allclose(
        update.weight_gradients["linear_1"]["bias"], update.gradients["linear_1"].sum(0), rtol=1e-4
    )
    np.testing.assert_allclose(
        update.changes["linear_1"]["weight"], -0.1 * update.weight_gradients["linear_1"]["weight"], rtol=1e-3, atol=1e-7
    )
    assert update.loss_after < update.loss


def test_only_so_many_samples_are_shown() -> None:
    session = Session(tiny())
    update = taken_apart(session, NextUpdate(samples=3))
    assert len(update.indices) == 10
    assert update.outputs["linear_1"].shape == (3, 4)
    assert update.gradients["linear_1"].shape == (3, 4)


def test_the_loss_afterwards_drops_the_same_units() -> None:
    session = Session(dropping("sgd"))
    frozen = Session(with_optimizer(dropping("sgd"), learning_rate=0.0))
    assert taken_apart(frozen).loss_after == taken_apart(frozen).loss
    assert taken_apart(session).loss_after < taken_apart(session).loss


def test_gradients_of_the_last_step_and_other_answers_stay() -> None:
    session = Session(dropping())
    for _ in range(5):
        session.step()
    picture = Outputs(OnGrid(8), ("linear_2",))
    before = session.answer((picture,))[0][picture]["linear_2"]
    answers, failures = session.answer((picture, ASKED, picture))
    assert not failures
    np.testing.assert_array_equal(answers[picture]["linear_2"], before)
    np.testing.assert_array_equal(session.answer((picture,))[0][picture]["linear_2"], before)


def test_while_steps_are_made_it_is_refused_in_words() -> None:
    session = Session(tiny())
    _, failures = session.answer((ASKED,), paused=False)
    assert "while training is paused only" in failures[ASKED]


@pytest.mark.parametrize("number", [1e6, 3e38])
def test_a_loss_that_nothing_can_be_learned_from_is_refused_and_put_back(number: float) -> None:
    session = Session(tiny())
    session.step()
    kept = weights(session)
    session.put("output", "weight", (0,), (number, -number))
    state = torch.get_rng_state()
    _, failures = session.answer((ASKED,))
    assert "too large to learn from" in failures[ASKED]
    assert torch.equal(state, torch.get_rng_state())
    np.testing.assert_array_equal(weights(session)["linear_1"]["weight"], kept["linear_1"]["weight"])
    with pytest.raises(Divergence):
        session.step()


def test_where_a_layer_hands_on_its_input_the_step_is_still_told_bit_for_bit() -> None:
    session = Session(handing_on())
    for _ in range(20):
        update = taken_apart(session)
        before = weights(session)
        assert update.loss == session.step()
        for node, group in weights(session).items():
            for name, value in group.items():
                np.testing.assert_array_equal(update.changes[node][name], value - before[node][name])
    # The path through the dropout that does nothing has a gradient of its own, and not that of all paths together.
    assert not np.array_equal(update.gradients["d"], update.gradients["a"])
