"""How nodes are doing: figures against a direct computation, and that looking changes no number."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from playground.engine.checkup import MOST_SLOPES
from playground.engine.pacing import HEALTH_SECONDS, HEALTH_SHARE, Checkups
from playground.engine.requests import OnExamples, Outputs, Weights
from playground.engine.session import Session
from playground.model.layer import Activation
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
    vital = session.health()["linear_1"]
    everything = np.concatenate([after[name].ravel() for name in after])
    moved = everything - np.concatenate([before[name].ravel() for name in before])
    assert vital.weight == pytest.approx(np.sqrt(np.mean(everything**2)), rel=1e-5)
    assert vital.update == pytest.approx(np.sqrt(np.mean(moved**2)), rel=1e-4)
    assert vital.gradient == pytest.approx(vital.update / 0.2, rel=1e-3)  # plain descent: the step is the rate times it
    assert vital.ratio == pytest.approx(vital.update / vital.weight)
    assert math.isnan(vital.flat)


def test_signal_error_and_flatness_rest_on_64_training_samples() -> None:
    session = Session(tiny())
    for _ in range(50):
        session.step()
    vitals = session.health()
    on = Outputs(OnExamples("train", tuple(range(64))), ("linear_1", "tanh_1"))
    values = session.answer((on,))[0][on]
    assert vitals["tanh_1"].signal == pytest.approx(values["tanh_1"].std(), rel=1e-5)
    flat = (1 - np.tanh(values["linear_1"].astype(np.float64)) ** 2 < 0.05).mean()
    assert vitals["tanh_1"].flat == flat
    assert vitals["tanh_1"].error > 0
    assert math.isnan(vitals["tanh_1"].gradient)
    assert math.isnan(vitals["tanh_1"].update)
    assert vitals["linear_1"].gradient > 0
    assert math.isnan(vitals["linear_1"].update), "no step was watched"


def test_a_dead_unit_is_found() -> None:
    session = Session(with_network(tiny(), stack(layer("linear", units=4), layer("relu"), layer("linear", units=2))))
    session.put("linear_1", "bias", (1,), (-100.0,))
    session.put("linear_1", "bias", (2,), (-100.0,))
    vitals = session.health()
    assert vitals["relu_1"].dead >= 0.5
    assert vitals["relu_1"].flat >= 0.5
    assert vitals["linear_1"].dead == 0


def test_images_have_vitals_too() -> None:
    session = Session(images())
    session.step(watched=True)
    vitals = session.health()
    assert set(vitals) == set(session.experiment.network.ids())
    assert vitals["conv2d_1"].update > 0
    assert vitals["batch_norm_1"].weight == pytest.approx(math.sqrt(0.5), rel=0.1)
    assert vitals["flatten_1"].error > 0
    assert math.isnan(vitals["flatten_1"].weight)


@pytest.mark.parametrize("kind", ["relu", "tanh", "gelu"])
def test_of_very_many_inputs_a_part_stands_for_all(kind: str) -> None:
    network = stack(layer("conv2d", channels=12), layer(kind), layer("flatten"))
    session = Session(experiment(network, data("digits", samples=200)))
    session.put("conv2d_1", "bias", (3,), (40.0,))
    on = Outputs(OnExamples("train", tuple(range(64))), ("conv2d_1",))
    entered = session.answer((on,))[0][on]["conv2d_1"].astype(np.float64)
    assert entered.size > MOST_SLOPES
    curve = session.experiment.network.node(f"{kind}_1").layer
    assert isinstance(curve, Activation)
    steepest = np.abs(curve.slope(np.linspace(-8, 8, 641))).max()
    share = (np.abs(curve.slope(entered)) < 0.05 * steepest).mean()
    first, again = (session.health()[f"{kind}_1"].flat for _ in range(2))
    assert first == pytest.approx(share, abs=0.02)
    assert first == again


def test_gradients_that_training_left_stay() -> None:
    one, other = Session(images()), Session(images())
    one.step(), other.step()
    chance = torch.get_rng_state()
    for _ in range(3):
        one.health()
    assert torch.equal(torch.get_rng_state(), chance)
    assert one.health()["conv2d_1"].gradient == other.health()["conv2d_1"].gradient


def test_looks_take_one_part_in_a_hundred_at_most() -> None:
    checkups = Checkups()
    assert checkups.due(0.0)
    checkups.note(0.05, 10.0)
    assert not checkups.due(10.0 + 0.05 * HEALTH_SHARE - 0.01)
    assert checkups.due(10.0 + 0.05 * HEALTH_SHARE)
    checkups.note(1e-6, 20.0)
    assert not checkups.due(20.0 + 0.9 * HEALTH_SECONDS)
    checkups.stop()
    assert not checkups.due(1e12)
    checkups.forget()
    assert checkups.due(0.0)


def test_data_that_is_a_value_has_vitals() -> None:
    session = Session(experiment(stack(layer("linear", units=3), layer("tanh")), data("sine"), loss="mse"))
    session.step(watched=True)
    assert session.health()["output"].error > 0
