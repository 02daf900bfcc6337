"""How nodes are doing: figures against a direct computation, and that looking changes no number."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from playground.engine.layer_stats import MOST_SLOPES
from playground.engine.pacing import FIRST_LOOKS, HEALTH_SECONDS, HEALTH_SHARE, Checkups
from playground.engine.requests import OnExamples, Outputs, Weights
from playground.engine.session import Session
from playground.model.layer import Activation
from playground.model.operating import operating_samples
from tests.engine.setups import data, experiment, layer, stack, tiny, with_network, with_optimizer
from tests.engine.test_update import dropping, images


def test_looking_changes_no_number() -> None:
    session, plain = Session(dropping()), Session(dropping())
    for step in range(60):
        assert session.step(watched=step % 3 == 0) == plain.step()
        if step % 4:
            session.health()
    assert session.keep() == plain.keep()


def test_sizes_of_weights_gradients_and_updates() -> None:
    session = Session(with_optimizer(tiny(), learning_rate=0.2))
    request = Weights(("linear_1",))
    before = session.answer((request,))[0][request]["linear_1"]
    session.step(watched=True)
    after = session.answer((request,))[0][request]["linear_1"]
    stats = session.health()["linear_1"]
    everything = np.concatenate([after[name].ravel() for name in after])
    moved = everything - np.concatenate([before[name].ravel() for name in before])
    assert stats.weight == pytest.approx(np.sqrt(np.mean(everything**2)), rel=1e-5)
    assert stats.update == pytest.approx(np.sqrt(np.mean(moved**2)), rel=1e-4)
    assert stats.gradient == pytest.approx(stats.update / 0.2, rel=1e-3)  # plain descent: the step is the rate times it
    assert stats.ratio == pytest.approx(stats.update / stats.weight)
    assert math.isnan(stats.flat)


def test_signal_error_and_flatness_rest_on_the_samples_of_the_cards() -> None:
    session = Session(tiny())
    for _ in range(50):
        session.step()
    layer_stats = session.health()
    on = Outputs(OnExamples("train", tuple(range(operating_samples([4])))), ("linear_1", "tanh_1"))
    values = session.answer((on,))[0][on]
    assert layer_stats["tanh_1"].signal == pytest.approx(values["tanh_1"].std(), rel=1e-5)
    flat = (1 - np.tanh(values["linear_1"].astype(np.float64)) ** 2 < 0.05).mean()
    assert layer_stats["tanh_1"].flat == flat
    assert layer_stats["tanh_1"].error > 0
    assert math.isnan(layer_stats["tanh_1"].gradient)
    assert math.isnan(layer_stats["tanh_1"].update)
    assert layer_stats["linear_1"].gradient > 0
    assert math.isnan(layer_stats["linear_1"].update), "no step was watched"


def test_a_dead_unit_is_found() -> None:
    session = Session(with_network(tiny(), stack(layer("linear", units=4), layer("relu"), layer("linear", units=2))))
    session.put("linear_1", "bias", (1,), (-100.0,))
    session.put("linear_1", "bias", (2,), (-100.0,))
    layer_stats = session.health()
    assert layer_stats["relu_1"].dead >= 0.5
    assert layer_stats["relu_1"].flat >= 0.5
    assert layer_stats["linear_1"].dead == 0


def test_images_have_vitals_too() -> None:
    session = Session(images())
    session.step(watched=True)
    layer_stats = session.health()
    assert set(layer_stats) == set(session.experiment.ids())
    assert layer_stats["conv2d_1"].update > 0
    assert layer_stats["batch_norm_1"].weight == pytest.approx(math.sqrt(0.5), rel=0.1)
    assert layer_stats["flatten_1"].error > 0
    assert math.isnan(layer_stats["flatten_1"].weight)


@pytest.mark.parametrize("kind", ["relu", "tanh", "gelu"])
def test_of_very_many_inputs_a_part_stands_for_all(kind: str) -> None:
    network = stack(layer("conv2d", channels=12), layer(kind), layer("flatten"))
    session = Session(experiment(network, data("digits", samples=200)))
    session.put("conv2d_1", "bias", (3,), (40.0,))
    on = Outputs(OnExamples("train", tuple(range(64))), ("conv2d_1",))
    entered = session.answer((on,))[0][on]["conv2d_1"].astype(np.float64)
    assert entered.size > MOST_SLOPES
    curve = session.experiment.node(f"{kind}_1").layer
    assert isinstance(curve, Activation)
    steepest = np.abs(curve.slope(np.linspace(-8, 8, 641))).max()
    share = (np.abs(curve.slope(entered)) < 0.05 * steepest).mean()
    first, again = (session.health()[f"{kind}_1"].flat for _ in range(2))
    assert first == pytest.approx(share, abs=0.02)
    assert first == again


def test_gradients_that_training_left_stay() -> None:
    one, other = Session(images()), Session(images())
    one.step(), other.step()
    random_state = torch.get_rng_state()
    for _ in range(3):
        one.health()
    assert torch.equal(torch.get_rng_state(), random_state)
    assert one.health()["conv2d_1"].gradient == other.health()["conv2d_1"].gradient


def test_looks_take_one_part_in_a_hundred_at_most_in_the_long_run() -> None:
    checkups, step = Checkups(), 2**FIRST_LOOKS
    assert checkups.due(0.0, 0)
    for _ in range(FIRST_LOOKS):
        checkups.note(0.05, 10.0, step)
    assert not checkups.due(10.0 + 0.05 * HEALTH_SHARE - 0.01, 10 * step)
    assert checkups.due(10.0 + 0.05 * HEALTH_SHARE, 10 * step)
    checkups.note(1e-6, 20.0, 10 * step)
    assert not checkups.due(20.0 + 0.9 * HEALTH_SECONDS, 100 * step)
    checkups.stop()
    assert not checkups.due(1e12, 1000 * step)
    checkups.forget()
    assert checkups.due(0.0, 1000 * step)


def test_the_first_looks_come_at_every_doubling_of_the_steps_however_quick_they_are() -> None:
    for start in (0, 5000):
        checkups, seen = Checkups(), list[int]()
        for step in range(start, start + 600):
            if checkups.due(0.0, step):
                checkups.note(1e-3, 0.0, step + 1)
                seen.append(step + 1 - start)
        assert seen == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]


@pytest.mark.parametrize("padded", [False, True])
def test_the_gradient_at_each_step_of_what_enters_a_recurrent_layer(padded: bool) -> None:
    layers = layer("embedding", width=4), layer("rnn", hidden=6, returns="last state")
    made = experiment(
        stack(*layers),
        data("brackets" if padded else "recall"),
        loss="binary_cross_entropy" if padded else "cross_entropy",
    )
    session = Session(made)
    session.step(watched=True)
    by_step = session.health()["rnn_1"].by_step
    assert len(by_step) == session.samples.train_inputs.shape[1]
    known = [size for size in by_step if math.isfinite(size)]
    assert all(size > 0 for size in known)
    assert by_step[-1] == max(known), "at the start a plain recurrent network forgets"
    assert session.health()["output"].by_step == ()


def test_numbers_that_enter_a_recurrent_layer_straight_from_the_data_have_gradients_too() -> None:
    made = experiment(stack(layer("gru", hidden=4, returns="last state")), data("sine_mix"), loss="mse")
    session = Session(made)
    session.step(watched=True)
    assert len(session.health()["gru_1"].by_step) == session.samples.train_inputs.shape[1]


def test_dead_units_are_told_with_what_enters_them() -> None:
    session = Session(
        experiment(stack(layer("linear", units=4), layer("relu")), data("circle"), loss="binary_cross_entropy")
    )
    session.put("linear_1", "bias", (2,), (-50.0,))
    session.step(watched=True)
    stats = session.health()["relu_1"]
    request = Outputs(OnExamples("train", tuple(range(stats.samples))), ("linear_1",))
    entering = session.answer((request,))[0][request]["linear_1"][:, 2]
    (dead,) = [each for each in stats.dead_units if each.unit == 2]
    assert stats.dead == len(stats.dead_units) / 4
    assert dead.lowest == pytest.approx(entering.min())
    assert dead.highest == pytest.approx(entering.max())
    assert dead.highest < 0


def test_data_that_is_a_value_has_vitals() -> None:
    session = Session(experiment(stack(layer("linear", units=3), layer("tanh")), data("sine"), loss="mse"))
    session.step(watched=True)
    assert session.health()["output"].error > 0
