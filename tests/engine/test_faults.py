"""Every row of the reliability measures: one sentence, the last good weights kept, and learning goes on."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from playground.engine.faults import Divergence, LayerFailed, NotTrainable
from playground.engine.requests import Weights
from playground.engine.session import Session
from playground.model import edits
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.model.network import Node
from playground.model.trace import trace
from tests.engine.brittle import Brittle, Spoiling
from tests.engine.setups import (
    data,
    experiment,
    insert,
    layer,
    stack,
    three_blocks,
    tiny,
    with_optimizer,
    with_training,
)


def weights(session: Session) -> list[np.ndarray]:
    request = Weights(("linear_1", "output"))
    answers, _ = session.answer((request,))
    return [array for node in answers[request].values() for array in node.values()]


def loss_on_test_part(session: Session) -> float:
    figures = session.evaluate()
    assert figures is not None
    return figures[1].loss


def relu_on(kind: str, **values: object) -> Experiment:
    return experiment(stack(layer("linear", units=8), layer("relu")), data(kind, **values), learning_rate=0.1)


def learn_until_divergence(session: Session, most: int = 400) -> Divergence:
    try:
        for _ in range(most):
            session.step()
    except Divergence as fault:
        return fault
    raise AssertionError(f"{most} steps went well")


@pytest.mark.parametrize("rate", [1e6, 1e3, 50.0])
def test_a_learning_rate_far_too_high_is_named_and_undone(rate: float) -> None:
    network = stack(layer("linear", units=8), layer("relu"))
    setup = experiment(network, data("sine"), loss="mse", learning_rate=rate)
    session = Session(setup)
    fault = learn_until_divergence(session)
    assert "too high" in str(fault)
    assert fault.suggested_rate == pytest.approx(min(0.3, rate / 10))
    assert session.step_count == fault.back_to < fault.step
    assert all(np.isfinite(array).all() for array in weights(session))
    session.replace(with_optimizer(setup, learning_rate=0.01))
    assert all(np.isfinite(session.step()) for _ in range(50))


def test_the_rate_in_force_is_named_where_a_schedule_moves_it() -> None:
    network = stack(layer("linear", units=8), layer("relu"))
    setup = experiment(network, data("sine"), loss="mse", learning_rate=10.0)
    for path, value in {"schedule": "polynomial", "schedule.warm_up": 40, "schedule.by": "steps", "epochs": 50}.items():
        setup = edits.set_value(setup, f"training.{path}", value)
    session = Session(setup)
    fault = learn_until_divergence(session)
    said = str(fault)
    assert "the learning rate in force, " in said
    assert "is too high (the base rate is 10)" in said
    assert said.endswith("as the base rate.")
    assert 0.0 < float(said.split("in force, ")[1].split(",")[0]) < 10.0
    assert fault.suggested_rate == 0.3


def test_undoing_is_the_same_every_time() -> None:
    setup = experiment(stack(layer("linear", units=8), layer("relu")), data("bumps"), loss="mse", learning_rate=30.0)
    one, other = Session(setup), Session(setup)
    first, second = learn_until_divergence(one), learn_until_divergence(other)
    assert (str(first), first.step, first.back_to) == (str(second), second.step, second.back_to)
    assert one.keep() == other.keep()
    assert learn_until_divergence(one).step == first.step


def test_undoing_goes_back_to_where_it_was_calm() -> None:
    session = Session(tiny())
    for _ in range(100):
        session.step()
    calm, loss = weights(session), loss_on_test_part(session)
    session.replace(with_optimizer(tiny(), learning_rate=1e6))
    fault = learn_until_divergence(session)
    assert fault.back_to == session.step_count == 100
    assert all(np.array_equal(a, b) for a, b in zip(calm, weights(session), strict=True))
    assert loss_on_test_part(session) == loss


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "rmsprop"])
@pytest.mark.parametrize("kind", ["sine", "circle"])
def test_a_rate_dragged_upwards_step_by_step_loses_nothing_of_the_calm_time(kind: str, optimizer: str) -> None:
    network = stack(layer("linear", units=8), layer("relu"))
    loss, rate = ("mse" if kind == "sine" else "binary_cross_entropy"), (0.05 if optimizer == "sgd" else 0.01)
    setup = experiment(network, data(kind), optimizer, loss, learning_rate=rate)
    session = Session(setup)
    for _ in range(300):
        session.step()
    calm, figure = weights(session), loss_on_test_part(session)
    fault = drag_until_divergence(session, setup, rate)
    assert fault.back_to == session.step_count == 300
    assert all(np.array_equal(a, b) for a, b in zip(calm, weights(session), strict=True))
    assert loss_on_test_part(session) == figure
    for _ in range(4):  # what is suggested works, if not at once then soon, and never starts from wrecked weights
        assert fault.suggested_rate is not None
        session.replace(with_optimizer(setup, learning_rate=fault.suggested_rate))
        try:
            learn_until_divergence(session, 200)
        except AssertionError:
            break
        assert loss_on_test_part(session) < 2 * figure
    assert session.step_count >= 500
    assert loss_on_test_part(session) < 2 * figure


def drag_until_divergence(
    session: Session, setup: Experiment, rate: float, factor: float = 2.0, steps: int = 1
) -> Divergence:
    try:
        for _ in range(100):
            rate = min(1e6, rate * factor)
            session.replace(with_optimizer(setup, learning_rate=rate))
            for _ in range(steps):
                session.step()
    except Divergence as fault:
        return fault
    raise AssertionError(f"even learning rate {rate} went well")


@pytest.mark.parametrize("steps", [15, pytest.param(60, marks=pytest.mark.slow)])
def test_a_rate_dragged_slowly_goes_back_to_before_it_spoilt_the_weights(steps: int) -> None:
    setup = load_example("sine")
    session = Session(setup)
    for _ in range(1500):
        session.step()
    assert loss_on_test_part(session) < 0.1
    fault = drag_until_divergence(session, setup, 0.05, 1.15, steps)
    assert loss_on_test_part(session) < 0.3
    assert fault.suggested_rate is not None
    session.replace(with_optimizer(setup, learning_rate=fault.suggested_rate))
    for _ in range(500):
        session.step()
    assert loss_on_test_part(session) < 0.15


def test_undoing_reaches_back_over_another_optimizer_and_batch_size() -> None:
    setup = with_optimizer(tiny(), momentum=0.9)
    session = Session(setup)
    for _ in range(100):
        session.step()
    calm = weights(session)
    session.replace(with_training(setup, batch_size=20))
    session.replace(tiny(optimizer="rmsprop", learning_rate=1e6, momentum=0.5))
    session.step()
    other = tiny(optimizer="rmsprop", learning_rate=1e7, momentum=0.9)
    session.replace(other)
    assert learn_until_divergence(session).back_to == 100
    assert all(np.array_equal(a, b) for a, b in zip(calm, weights(session), strict=True))
    session.replace(with_optimizer(other, learning_rate=0.001))
    assert all(np.isfinite(session.step()) for _ in range(50))


def test_huge_inputs_are_not_blamed_on_the_learning_rate() -> None:
    session = Session(relu_on("circle", seed=9001))  # data of its own, as samples are shared within a process
    session.samples.train_inputs[:] = 3e38
    session.replace(session.experiment, fresh=True)
    fault = learn_until_divergence(session, 2)
    assert "normalisation" in str(fault)
    assert fault.suggested_rate is None
    assert session.step_count == 0


def test_values_that_are_no_numbers_are_refused() -> None:
    session = Session(relu_on("circle", seed=9002))
    session.samples.train_inputs[3, 0] = np.nan
    session.replace(session.experiment, fresh=True)
    fault = learn_until_divergence(session, 30)
    assert str(fault)
    assert session.step_count == fault.back_to


def test_learning_rate_zero_is_remarked_and_moves_nothing() -> None:
    session = Session(with_optimizer(tiny(), learning_rate=0.0))
    before = weights(session)
    for _ in range(30):
        session.step()
    assert all(np.array_equal(a, b) for a, b in zip(before, weights(session), strict=True))
    assert "learning rate is 0" in session.remarks[0]


def test_one_row_is_remarked_and_learned() -> None:
    setup = with_training(relu_on("circle", samples=1, train_share=1.0), batch_size=1)
    session = Session(setup)
    assert "one training sample" in session.remarks[0]
    assert session.step() > session.step()
    figures = session.evaluate()
    assert figures is not None
    assert np.isnan(figures[1].loss)


def test_one_class_and_constant_data_are_remarked_and_learned() -> None:
    session = Session(relu_on("circle", seed=9003))
    session.samples.train_targets[:] = 1
    session.samples.train_inputs[:] = 0.5
    session.replace(session.experiment, fresh=True)
    assert any("of class B" in text for text in session.remarks)
    assert any("look the same" in text for text in session.remarks)
    assert session.step() > session.step()


@pytest.mark.parametrize(
    "setup",
    [
        relu_on("circle", samples=10, train_share=0.0),
        with_training(relu_on("circle", samples=10), batch_size=64),
        with_training(
            experiment(stack(layer("linear"), layer("batch_norm")), data("circle"), learning_rate=0.1), batch_size=1
        ),
        experiment(stack(layer("linear", units=65536), layer("linear", units=65536)), data("circle")),
        experiment(stack(layer("conv2d")), data("circle")),
    ],
    ids=["empty data", "batch beyond the data", "batch normalisation of one", "billions of parameters", "no image"],
)
def test_what_cannot_be_trained_is_said_in_one_sentence(setup: Experiment) -> None:
    with pytest.raises(NotTrainable) as caught:
        Session(setup)
    text = str(caught.value)
    assert text == trace(setup).errors[0].text
    assert text.endswith(".")
    assert "\n" not in text
    session = Session(tiny())
    session.step()
    with pytest.raises(NotTrainable):
        session.replace(setup)
    session.step()
    assert session.step_count == 2


def test_missing_files_are_said(tmp_path: object) -> None:
    setup = three_blocks()
    broken = msgspec.structs.replace(setup, data=data("fashion_mnist", samples=500))
    if not broken.data.files().missing():
        pytest.skip("Fashion-MNIST is on this machine")
    with pytest.raises(NotTrainable):
        Session(broken)


def test_a_session_lives_on_after_a_change_that_fails_and_keeps_weights_for_the_fixed_one() -> None:
    session = Session(tiny())
    for _ in range(20):
        session.step()
    with pytest.raises(NotTrainable):
        session.replace(with_training(tiny(), batch_size=5000))
    assert session.replace(with_training(tiny(), batch_size=5)).kept == ("linear_1", "linear_2", "output")
    assert session.step_count == 20


def test_weights_that_are_no_numbers_are_seen_before_anybody_else_sees_them() -> None:
    setup = experiment(stack(layer("linear", units=4), Spoiling()), data("circle"))
    session = Session(setup)
    before = weights(session)
    session.step()
    with pytest.raises(Divergence, match="gradients"):
        session.check()
    assert session.step_count == 0
    assert all(np.array_equal(a, b) for a, b in zip(before, weights(session), strict=True))
    session.step()
    with pytest.raises(Divergence, match="gradients"):
        session.step()
    assert session.step_count == 0


def test_a_layer_that_raises_is_named_and_learning_is_where_it_was() -> None:
    network = stack(layer("linear", units=4), layer("tanh"))
    plain = Session(experiment(network, data("circle")))
    session = Session(experiment(insert(network, 2, Node("fuse", Brittle(call=5))), data("circle")))
    wanted = [plain.step() for _ in range(10)]
    got = [session.step() for _ in range(4)]
    with pytest.raises(LayerFailed, match="the fuse has blown") as caught:
        session.step()
    assert caught.value.node == "fuse"
    assert session.step_count == 4
    got += [session.step() for _ in range(6)]
    assert got == wanted
