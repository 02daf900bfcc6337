"""Runs with other digits: the script has the same numbers, every way back leads to the same place, views stay right."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from playground.engine.answer_values import Update
from playground.engine.faults import BadState, LayerFailed
from playground.engine.range_test import RangeTest
from playground.engine.requests import (
    Distributions,
    Gradients,
    NextUpdate,
    OnExamples,
    OnGrid,
    Outputs,
    Saliency,
    Verdicts,
    Weights,
)
from playground.engine.session import Session
from playground.engine.snapshot import decode, encode
from playground.model.averaging import ExponentialMean
from playground.model.difference import difference
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.model.precision import Precision
from playground.model.registry import INITIALIZERS, OPTIMIZERS, PRECISIONS
from playground.model.trace import trace
from tests.contracts.test_examples import small
from tests.contracts.test_exports_run import by_script
from tests.engine.setups import ask, data, experiment, layer, stack, tiny, with_training
from tests.export.test_python import session_lines


def precision(kind: str, **settings: Any) -> Precision:
    return PRECISIONS.find(kind)(**settings)


OTHERS = {
    "bfloat16": precision("bfloat16"),
    "float16": precision("float16", interval=3),
    "overflowing": precision("float16", initial_scale=2.0**40, backoff=0.01),
    "float64": precision("float64"),
}
EVERY = pytest.mark.parametrize("name", list(OTHERS))
AROUND: dict[str, Any] = {
    "clip_norm": 0.2, "accumulate": 2, "gradient_noise": 0.01, "l1": 0.001, "max_norm": 0.5, "mixup": 0.4,
    "averaging": ExponentialMean(decay=0.8),
}  # fmt: skip


def made(name: str = "", optimizer: str = "adamw", **training: Any) -> Experiment:
    """A small network over the spiral, in few batches an epoch."""
    network = stack(layer("linear", units=6), layer("layer_norm"), layer("tanh"), layer("dropout", rate=0.2))
    chosen = {"precision": OTHERS[name]} if name else {}
    rate: dict[str, Any] = {} if optimizer == "lbfgs" else {"learning_rate": 0.01}
    pace = {"batch_size": 12, "threads": 1, **chosen, **training}
    return experiment(network, data("spiral", samples=60), optimizer, pace=pace, **rate)


def learn(session: Session, steps: int) -> list[float]:
    return [session.step() for _ in range(steps)]


# ------------------------------------------------------------------------------------------------------ equal numbers


@EVERY
@pytest.mark.parametrize("around", [{}, AROUND], ids=["plain", "all around"])
def test_a_script_has_the_numbers_of_the_engine_bit_for_bit(
    name: str, around: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = made(name, **around)
    assert not trace(wanted).errors
    lines = session_lines(wanted, 9)
    assert by_script(wanted, monkeypatch, 9) == lines
    assert lines != session_lines(made(**around), 9)


@EVERY
@pytest.mark.parametrize("id", ["moons_gan", "moons_autoencoder", "digits_cnn", "names_gru"])
def test_so_it_is_with_every_objective_and_with_images_and_sequences(
    name: str, id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = with_training(small(load_example(id)), precision=OTHERS[name])
    if id == "digits_cnn":
        wanted = with_training(wanted, initializer=INITIALIZERS.find("lsuv")())
    assert by_script(wanted, monkeypatch, 2) == session_lines(wanted, 2)


def test_what_a_machine_cannot_compute_with_few_digits_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """As an LSTM in float16 on most processors, which torch only finds out as it computes."""

    def fails(layer: torch.nn.Module, inputs: torch.Tensor) -> torch.Tensor:
        raise RuntimeError("could not create a primitive\nmore")

    session = Session(made("float16"))
    monkeypatch.setattr(torch.nn.Tanh, "forward", fails)
    with pytest.raises(LayerFailed) as failed:
        session.step()
    assert str(failed.value) == (
        "The layer tanh_1 could not compute in Float16 here (could not create a primitive): choose another precision."
    )


def test_in_float64_all_is_float64_and_begins_where_float32_does() -> None:
    session, plain = Session(made("float64")), Session(made())
    first, other = decode(session.keep()).tensors, decode(plain.keep()).tensors
    assert all(value.dtype == torch.float64 for value in first.values())
    assert all(torch.equal(first[key].float(), other[key]) for key in first)
    assert np.float64(np.float32(loss := session.step())) != loss
    assert loss == pytest.approx(plain.step(), rel=1e-6)


def test_with_few_digits_learning_is_nearly_the_same() -> None:
    plain = learn(Session(made()), 10)
    for name in ("bfloat16", "float16"):
        assert learn(Session(made(name)), 10) == pytest.approx(plain, rel=0.03)


# ------------------------------------------------------------------------------------------------- ways back, changes


@EVERY
def test_a_kept_state_goes_on_bit_for_bit_in_another_session(name: str) -> None:
    whole = Session(made(name, **AROUND))
    learn(whole, 7)
    state = whole.keep()
    other = Session(made(name, **AROUND))
    other.restore(state)
    assert other.keep() == state
    assert learn(other, 6) == learn(whole, 6)
    assert other.keep() == whole.keep()


@EVERY
def test_going_back_taking_apart_and_a_range_test_change_nothing(name: str) -> None:
    session, plain = Session(made(name)), Session(made(name))
    learn(session, 4)
    there = session.checkpoint()
    after = learn(session, 5)
    session.resume(there)
    assert isinstance(ask(session, NextUpdate()), Update)
    test = RangeTest(session.checkpoint(), session.tensors, 6)
    while test.lasts:
        test.step()
    assert test.losses
    session.evaluate()
    assert learn(session, 5) == after
    learn(plain, 9)
    assert session.keep() == plain.keep()


@EVERY
@pytest.mark.parametrize("optimizer", ["adamw", "sgd", "muon"])
def test_it_changes_between_two_steps_and_nothing_is_forgotten(name: str, optimizer: str) -> None:
    session = Session(made(optimizer=optimizer, averaging=ExponentialMean(decay=0.8)))
    learn(session, 3)
    before = decode(session.keep())
    change = session.replace(made(name, optimizer, averaging=ExponentialMean(decay=0.8)))
    assert not change.fresh
    after = decode(session.keep())
    assert set(before.parts) <= set(after.parts)
    for mine, its in (
        (before.tensors, after.tensors),
        (before.parts, after.parts),
        *zip(before.optimizer.values(), after.optimizer.values(), strict=True),
    ):
        assert all(torch.equal(mine[key].double(), its[key].double()) for key in mine)
    learn(session, 4)
    session.replace(made(optimizer=optimizer, averaging=ExponentialMean(decay=0.8)))
    assert not session.step_figures
    assert {value.dtype for value in decode(session.keep()).tensors.values()} == {torch.float32}
    learn(session, 2)
    assert session.step_count == 9


@pytest.mark.parametrize(("name", "seen"), [("float64", 1), ("bfloat16", 1), ("float16", 0)])
def test_gradients_that_wait_go_on_unless_they_are_scaled_otherwise(name: str, seen: int) -> None:
    session = Session(made(accumulate=3))
    for wanted in (made(name, accumulate=3), made(accumulate=3)):
        learn(session, 1)
        before = decode(session.keep()).parts
        kept = before["waiting/optimizer/seen"] if seen else torch.tensor(0)
        assert difference(session.experiment, wanted).forgets is not bool(seen)
        session.replace(wanted)
        after = decode(session.keep()).parts
        assert after["waiting/optimizer/seen"] == kept
        weight = "waiting/optimizer/linear_1.weight"
        assert torch.equal(after[weight], before[weight].to(after[weight]) * min(int(kept), 1))
    learn(session, 3)


def test_gradients_that_wait_are_shown_without_their_scale() -> None:
    asked, spreads, sizes = Distributions("gradients", ("linear_1",)), list[float](), list[float]()
    for wanted in (made(accumulate=3), made("float16", accumulate=3)):
        session = Session(wanted)
        learn(session, 2)
        spreads.append(session.answer([asked], paused=True)[0][asked]["linear_1"].deviation)
        sizes.append(session.health()["linear_1"].gradient)
    assert spreads[1] == pytest.approx(spreads[0], rel=0.05)
    assert sizes[1] == pytest.approx(sizes[0], rel=0.05)


def test_lbfgs_and_the_perceptron_rule_learn_in_all_that_needs_no_scaler() -> None:
    for name in ("bfloat16", "float64"):
        session = Session(made(optimizer="lbfgs"))
        learn(session, 2)
        session.replace(made(name, "lbfgs"))
        learn(session, 3)
        one = with_training(tiny(), optimizer=OPTIMIZERS.find("perceptron")(), precision=OTHERS[name])
        alone = replace_network(one)
        assert not trace(alone).errors
        learn(Session(alone), 3)


def replace_network(old: Experiment) -> Experiment:
    """The same with nothing but its output."""
    from_output = stack()
    return experiment(
        from_output,
        old.data,
        "perceptron",
        "binary_cross_entropy",
        pace={"precision": old.training.precision, "threads": 1},
    )


def test_a_scaler_is_refused_in_a_sentence_where_an_optimizer_has_its_own_steps() -> None:
    (found,) = trace(made("float16", "lbfgs")).errors
    assert found.text.endswith("compute in BFloat16, or choose another optimizer.")
    assert found.fixes


# ------------------------------------------------------------------------------------------------------- the scaler


def test_steps_are_skipped_until_the_scale_fits_and_then_it_grows() -> None:
    session = Session(made("overflowing"))
    weights = decode(session.keep()).tensors
    session.step()
    assert session.step_figures == {"loss_scale": 2.0**40, "skipped_steps": 1.0}
    assert all(torch.equal(value, weights[name]) for name, value in decode(session.keep()).tensors.items())
    learn(session, 20)
    assert 1 <= session.step_figures["skipped_steps"] <= 4
    grown = Session(made("float16"))
    learn(grown, 7)
    assert grown.step_figures == {"loss_scale": 4 * 65536.0, "skipped_steps": 0.0}


def test_a_shorter_interval_counts_at_once() -> None:
    session = Session(made("float16", precision=precision("float16", interval=100)))
    learn(session, 10)
    session.replace(made("float16", precision=precision("float16", interval=5)))
    learn(session, 2)
    assert session.step_figures["loss_scale"] == 2 * 65536.0


def test_a_state_that_was_tampered_with_is_refused() -> None:
    session = Session(made("float16"))
    learn(session, 4)
    found = decode(session.keep())
    for wrong in (
        {"scaler/scale": torch.tensor(float("inf"), dtype=torch.float64)},
        {"scaler/scale": torch.tensor(-1.0, dtype=torch.float64)},
        {"scaler/unskipped": torch.tensor(-1)},
        {"scaler/optimizer/skipped": torch.tensor(2.0)},
    ):
        with pytest.raises(BadState):
            session.restore(encode(replace(found, parts=found.parts | wrong)))
    learn(session, 1)


# ------------------------------------------------------------------------------------------------------------ views


@EVERY
def test_what_views_show_is_what_the_weights_give(name: str) -> None:
    session = Session(made(name))
    learn(session, 3)
    plain = Session(made())
    kept = decode(session.keep())
    plain.restore(encode(replace(decode(plain.keep()), tensors={key: v.float() for key, v in kept.tensors.items()})))
    on = OnExamples("test", (0, 1, 2))
    for request in (
        Outputs(on, ("linear_1", "output")),
        Outputs(OnGrid(4), ("output",)),
        Weights(("linear_1",)),
        Gradients(on, ("linear_1",), "loss"),
        Saliency(on, "gradient", 0),
        Saliency(on, "integrated", 0),
        Verdicts("test", 5),
        Distributions("activations", ("linear_1",)),
    ):
        assert_alike(ask(session, request), ask(plain, request))
    for node, stats in session.health().items():
        assert stats.signal == pytest.approx(plain.health()[node].signal, rel=1e-4), node


def assert_alike(one: Any, other: Any) -> None:
    """The same numbers to five digits, and arrays of the same kinds."""
    if isinstance(one, dict):
        assert one.keys() == other.keys()
        for name in one:
            assert_alike(one[name], other[name])
    elif isinstance(one, np.ndarray):
        assert one.dtype == other.dtype
        np.testing.assert_allclose(one, other, rtol=2e-5, atol=2e-5)
    elif hasattr(one, "__dataclass_fields__"):
        assert_alike(vars(one), vars(other))
    elif isinstance(one, float):
        assert one == pytest.approx(other, rel=1e-3, abs=1e-4, nan_ok=True)


@EVERY
def test_weights_are_set_by_hand_and_recorded_steps_looked_at(name: str) -> None:
    session = Session(made(name))
    learn(session, 3)
    session.put("linear_1", "bias", (0,), (0.25,))
    assert ask(session, Weights(("linear_1",)))["linear_1"]["bias"][0] == 0.25
    found = session.past.answer(session.step_count, [Outputs(OnExamples("test", (0,)), ("output",))])
    assert not found.failures
    learn(session, 2)
