"""What acts around a step in a session: the script has the same numbers, and every way back leads to the same place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from playground.engine.answer_values import Update
from playground.engine.faults import BadState
from playground.engine.requests import NextUpdate
from playground.engine.session import Session
from playground.engine.snapshot import decode, encode
from playground.model.averaging import EqualMean, ExponentialMean
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.model.network import Network
from playground.model.trace import trace
from playground.ui.panels.update_words import stage_words
from tests.contracts.test_examples import small
from tests.contracts.test_exports_run import by_script
from tests.engine.setups import data, experiment, layer, stack, with_training
from tests.export.test_python import session_lines

NETWORK = stack(layer("linear", units=6), layer("layer_norm"), layer("tanh"), layer("dropout", rate=0.2))
SETTINGS: dict[str, dict[str, Any]] = {
    "norm": {"clip_norm": 0.2},
    "value": {"clip_value": 0.02},
    "accumulation": {"accumulate": 3},
    "noise": {"gradient_noise": 0.01},
    "l1": {"l1": 0.001, "decay_all": False},
    "largest norm": {"max_norm": 0.5},
    "decay": {"decay_all": False},
    "mixup": {"mixup": 0.4},
    "ema": {"averaging": ExponentialMean(decay=0.8)},
    "swa": {"averaging": EqualMean(start=3, every=2, in_force=True)},
    "all": {
        "clip_norm": 0.2, "clip_value": 0.05, "accumulate": 2, "gradient_noise": 0.01, "l1": 0.001, "max_norm": 0.5,
        "decay_all": False, "mixup": 0.4, "averaging": ExponentialMean(decay=0.8, in_force=True),
    },
}  # fmt: skip
EVERY = pytest.mark.parametrize("name", list(SETTINGS))


def made(optimizer: str = "adamw", network: Network = NETWORK, **training: Any) -> Experiment:
    """A small network over the spiral, in few batches an epoch."""
    on = data("spiral", samples=60)
    rate: dict[str, Any] = {} if optimizer in ("lbfgs", "adadelta") else {"learning_rate": 0.01}
    return experiment(network, on, optimizer, pace={"batch_size": 12, "threads": 1, **training}, **rate)


def learn(session: Session, steps: int) -> list[float]:
    return [session.step() for _ in range(steps)]


@EVERY
def test_a_script_has_the_numbers_of_the_engine_bit_for_bit(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = made(**SETTINGS[name])
    assert not trace(wanted).errors
    lines = session_lines(wanted, 9)
    assert by_script(wanted, monkeypatch, 9) == lines
    assert lines != session_lines(made(), 9)


@EVERY
def test_a_kept_state_goes_on_bit_for_bit_in_another_session(name: str) -> None:
    whole = Session(made(**SETTINGS[name]))
    learn(whole, 7)
    state = whole.keep()
    other = Session(made(**SETTINGS[name]))
    other.restore(state)
    assert other.keep() == state
    assert learn(other, 6) == learn(whole, 6)
    assert other.evaluate() is not None
    assert str(other.evaluate()) == str(whole.evaluate())
    assert other.keep() == whole.keep()


@EVERY
def test_going_back_and_taking_apart_change_nothing(name: str) -> None:
    session, plain = Session(made(**SETTINGS[name])), Session(made(**SETTINGS[name]))
    learn(session, 4)
    there = session.checkpoint()
    after = learn(session, 5)
    session.resume(there)
    answers, failures = session.answer((NextUpdate(),))
    assert not failures
    assert isinstance(answers[NextUpdate()], Update)
    session.evaluate()
    assert learn(session, 5) == after
    learn(plain, 9)
    assert session.keep() == plain.keep()


@EVERY
def test_it_is_switched_on_and_off_between_two_steps_and_nothing_is_forgotten(name: str) -> None:
    session = Session(made())
    learn(session, 3)
    before = decode(session.keep())
    change = session.replace(made(**SETTINGS[name]))
    assert not change.fresh
    after = decode(session.keep())
    for mine, its in (
        (before.tensors, after.tensors),
        *zip(before.optimizer.values(), after.optimizer.values(), strict=True),
    ):
        assert all(np.array_equal(mine[key], its[key]) for key in mine)
    learn(session, 4)
    session.replace(made())
    assert not session.step_figures
    assert not decode(session.keep()).parts
    learn(session, 2)
    assert session.step_count == 9


def test_means_go_on_through_a_change_of_settings_and_begin_anew_with_another_network() -> None:
    session = Session(made(averaging=ExponentialMean(decay=0.8)))
    learn(session, 5)
    kept = means(session)
    session.replace(made(averaging=ExponentialMean(decay=0.9), clip_norm=0.3))
    assert all(np.array_equal(value, kept[name]) for name, value in means(session).items())
    wider = stack(layer("linear", units=6), layer("layer_norm"), layer("tanh"), layer("linear", units=4))
    session.replace(made(network=wider, averaging=ExponentialMean(decay=0.9)))
    weights = decode(session.keep()).tensors
    begun = means(session)
    assert begun.pop("counts").tolist() == [0, 0]
    assert all(np.array_equal(value, weights[name]) for name, value in begun.items())
    learn(session, 2)


def means(session: Session) -> dict[str, Any]:
    """What is kept beside the weights, by the names of the parameters."""
    found = decode(session.keep()).parts
    return {name.removeprefix("averages/optimizer/"): value for name, value in found.items()}


def test_both_are_evaluated_and_a_switch_says_which_counts() -> None:
    beside, before = (Session(made(averaging=ExponentialMean(decay=0.9, in_force=on))) for on in (False, True))
    assert learn(beside, 8) == learn(before, 8)
    one, other = beside.evaluate(), before.evaluate()
    assert one is not None
    assert other is not None
    for mine, its in zip(one, other, strict=True):
        assert mine.named["averaged_loss"] == its.loss != mine.loss == its.named["learning_loss"]
        assert mine.named["averaged_accuracy"] == its.accuracy


@pytest.mark.parametrize("name", ["accumulation", "ema"])
def test_a_state_that_was_tampered_with_is_refused(name: str) -> None:
    session = Session(made(**SETTINGS[name]))
    learn(session, 4)
    found = decode(session.keep())
    count = next(key for key in found.parts if key.endswith(("seen", "counts")))
    weight = next(key for key in found.parts if key.endswith("linear_1.weight"))
    for wrong in (
        {count: -1 - found.parts[count]},
        {count: found.parts[count].float()},
        {weight: found.parts[weight][:1]},
        {weight: found.parts[weight] * float("nan")},
    ):
        with pytest.raises(BadState):
            session.restore(encode(replace(found, parts=found.parts | wrong)))
    learn(session, 1)


def test_what_cannot_be_is_said_in_a_sentence_with_a_fix() -> None:
    def problem(wrong: Experiment) -> tuple[str, bool]:
        (found,) = trace(wrong).errors
        return found.text, bool(found.fixes)

    said, fixed = problem(made("lbfgs", clip_norm=1.0))
    assert fixed
    assert said.endswith("set clip norm at back, or choose another optimizer.")
    embedded = stack(layer("embedding"), layer("gru", hidden=3, returns="last state"))
    said, fixed = problem(experiment(embedded, data("parity"), pace={"mixup": 0.5}))
    assert fixed
    assert "between two tokens there is nothing" in said
    gan = load_example("moons_gan")
    said, fixed = problem(with_training(gan, mixup=0.5))
    assert fixed
    assert said == "Mixup cannot be used here, as Adversarial compares no answers that could be blended: switch it off."


def test_each_network_of_a_gan_has_hooks_and_means_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    gan = load_example("moons_gan")
    settings = {"clip_norm": 0.1, "accumulate": 2, "averaging": ExponentialMean(decay=0.9), "threads": 1}
    wanted = with_training(small(gan), **settings)
    session = Session(wanted)
    learn(session, 3)
    assert set(session.step_figures) == {
        f"{role}_{name}" for role in wanted.objective.names for name in ("gradient_norm", "clipped_norm")
    }
    assert by_script(wanted, monkeypatch, 4) == session_lines(wanted, 4)


def test_taking_apart_tells_of_clipping_and_of_gradients_that_wait() -> None:
    session = Session(made(clip_norm=1e-3, accumulate=2))
    said = words_of(session)
    assert said[3].endswith("Nothing moves yet: the gradients wait for those of more batches.")
    learn(session, 1)
    said = words_of(session)
    assert "is clipped to 0.001: so they stand here." in said[2]
    assert "Nothing moves yet" not in said[3]


def words_of(session: Session) -> tuple[str, ...]:
    answers, failures = session.answer((NextUpdate(),))
    assert not failures, failures
    return stage_words(answers[NextUpdate()], session.experiment, trace(session.experiment), session.samples)
