"""Every optimizer in a session: the script has the same numbers, and every way back leads to the same place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest
import torch

from playground.engine.answer_values import Update
from playground.engine.faults import BadState
from playground.engine.requests import NextUpdate
from playground.engine.session import Session
from playground.engine.snapshot import Snapshot, decode, encode
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.model.network import Network
from playground.model.registry import OPTIMIZERS, SCHEDULES
from playground.model.trace import trace
from playground.ui.panels.update_words import stage_words
from tests.contracts.test_exports_run import by_script
from tests.engine.setups import data, experiment, layer, stack, tiny, with_optimizer, with_training
from tests.export.test_python import session_lines

NETWORK = stack(layer("linear", units=6), layer("layer_norm"), layer("tanh"), layer("dropout", rate=0.2))
OWN = pytest.mark.parametrize("id", [kind.id() for kind in OPTIMIZERS.kinds.values() if not kind.learns_one_layer])


def made(optimizer: str = "adamw", network: Network = NETWORK, **training: Any) -> Experiment:
    """A small network over the spiral, in few batches an epoch."""
    on = data("spiral", samples=60)
    rate: dict[str, Any] = {} if optimizer in ("lbfgs", "adadelta") else {"learning_rate": 0.01}
    return experiment(network, on, optimizer, pace={"batch_size": 12, "threads": 1, **training}, **rate)


def learn(session: Session, steps: int) -> list[float]:
    return [session.step() for _ in range(steps)]


def taken_apart(session: Session) -> Update:
    answers, failures = session.answer((NextUpdate(),))
    assert not failures, failures
    found: Update = answers[NextUpdate()]
    return found


@OWN
def test_a_script_has_the_numbers_of_every_optimizer(id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = made(id)
    assert by_script(wanted, monkeypatch, 6) == session_lines(wanted, 6)


def test_a_script_leaves_out_of_decay_what_the_engine_does(monkeypatch: pytest.MonkeyPatch) -> None:
    for optimizer in ("adamw", "muon"):
        wanted = with_optimizer(made(optimizer, decay_all=False), weight_decay=0.5)
        lines = session_lines(wanted, 6)
        assert by_script(wanted, monkeypatch, 6) == lines
        assert lines != session_lines(with_training(wanted, decay_all=True), 6)


def factored(old: Experiment) -> Experiment:
    """Its first layer learns by a rate of its own."""
    network = old.networks["main"]
    first = msgspec.structs.replace(network.nodes[0], rate_factor=0.1)
    return old.with_network("main", Network((first, *network.nodes[1:])))


@pytest.mark.parametrize("schedule", ["constant", "cosine"])
def test_layers_with_a_rate_of_their_own_learn_by_it_and_so_does_the_script(
    schedule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for optimizer in ("sgd", "muon"):
        plain = made(optimizer, decay_all=False, steps=20, schedule=SCHEDULES.find(schedule)())
        lines = session_lines(factored(plain), 6)
        assert by_script(factored(plain), monkeypatch, 6) == lines
        assert lines != session_lines(plain, 6)


def test_a_tenth_of_the_rate_moves_a_layer_a_tenth_as_far_and_may_change_between_two_steps() -> None:
    plain = with_optimizer(made("sgd"), learning_rate=0.5)
    moved = []
    for wanted in (plain, factored(plain)):
        session = Session(plain)
        learn(session, 2)
        assert not session.replace(wanted).fresh
        before = decode(session.keep()).tensors
        learn(session, 1)
        after = decode(session.keep()).tensors
        moved.append({name: after[name] - before[name] for name in before})
    first, second = moved
    torch.testing.assert_close(second["linear_1.weight"], first["linear_1.weight"] / 10)
    assert torch.equal(second["output.weight"], first["output.weight"])
    with_lbfgs = trace(factored(made("lbfgs"))).errors
    assert "so no layer can have a learning rate of its own" in with_lbfgs[0].text


@OWN
def test_every_optimizer_goes_on_from_a_kept_state_bit_for_bit(id: str) -> None:
    whole = Session(made(id))
    learn(whole, 4)
    state = whole.keep()
    assert encode(decode(state)) == state
    other = Session(made(id))
    other.restore(state)
    there = other.checkpoint()
    losses = learn(other, 3)
    assert losses == learn(whole, 3)
    assert other.keep() == whole.keep()
    other.resume(there)
    taken_apart(other)
    assert learn(other, 3) == losses


@OWN
def test_every_optimizer_goes_on_where_layers_come_and_go(id: str) -> None:
    session = Session(made(id))
    learn(session, 3)
    wider = stack(layer("linear", units=8), layer("layer_norm"), layer("tanh"), layer("batch_norm"))
    for network in (wider, NETWORK, stack(layer("linear", units=8, bias=False))):
        session.replace(made(id, network))
        learn(session, 2)
    assert session.step_count == 9


def test_what_decays_changes_between_two_steps_and_nothing_is_forgotten() -> None:
    session = Session(with_optimizer(made(), weight_decay=0.5))
    learn(session, 3)
    before = decode(session.keep())
    assert not session.replace(with_optimizer(made(decay_all=False), weight_decay=0.5)).fresh
    after = decode(session.keep())
    for mine, its in zip(before.optimizer.values(), after.optimizer.values(), strict=True):
        assert all(np.array_equal(mine[key], its[key]) for key in mine)
    learn(session, 1)
    session.replace(with_optimizer(made(decay_all=False), weight_decay=0.1, learning_rate=0.0))
    still = decode(session.keep()).tensors
    learn(session, 1)
    assert all(np.array_equal(value, still[name]) for name, value in decode(session.keep()).tensors.items())


def test_a_memory_of_all_weights_together_that_cannot_be_one_is_refused() -> None:
    session = Session(made("lbfgs"))
    learn(session, 3)
    found = decode(session.keep())
    ((name, entries),) = found.optimizer.items()
    rows = entries["old_dirs"]
    for wrong in (
        {"d": entries["d"][:3]},
        {"old_dirs": rows[:1]},
        {"ro": [torch.zeros(2) for _ in rows]},
        {"prev_loss": "much"},
        {key: [row.clone() for row in rows for _ in range(50)] for key in ("old_dirs", "old_stps", "ro")},
    ):
        with pytest.raises(BadState):
            session.restore(encode(with_memory(found, {name: entries | wrong})))
    learn(session, 1)


def with_memory(found: Snapshot, optimizer: dict[str, Any]) -> Snapshot:
    return replace(found, optimizer=optimizer)


def test_what_an_optimizer_cannot_learn_is_said_in_a_sentence() -> None:
    def texts(wrong: Experiment) -> list[str]:
        return [problem.text for problem in trace(wrong).errors]

    assert "one layer with one unit" in texts(made("perceptron"))[0]
    gan = load_example("moons_gan")
    wrong = with_training(gan, optimizer=OPTIMIZERS.find("lbfgs")())
    assert texts(wrong) == [
        "L-BFGS makes steps of its own, and Adversarial needs others: choose another optimizer, such as SGD."
    ]
    assert trace(wrong).errors[0].fixes


@pytest.mark.parametrize(
    ("id", "letters"),
    [
        ("adam", {"m", "v"}),
        ("adadelta", {"s", "d"}),
        ("rprop", {"Δ", "last g"}),
        ("lion", {"m"}),
        ("adamax", {"m", "u"}),
    ],
)
def test_taking_apart_tells_what_the_optimizer_remembers(id: str, letters: set[str]) -> None:
    session = Session(made(id))
    learn(session, 2)
    update = taken_apart(session)
    kept = update.memory["linear_1"]["weight"]
    assert set(kept) == letters
    assert kept.keys() == update.memory_before["linear_1"]["weight"].keys()
    session.step()
    again = taken_apart(session).memory_before["linear_1"]["weight"]
    for letter, values in kept.items():
        np.testing.assert_array_equal(values, again[letter])
    said = stage_words(update, session.experiment, trace(session.experiment), session.samples, ("linear_1", 2))
    who = session.experiment.training.optimizer.label
    assert f" of Linear 1 {who} remembers {next(iter(kept))} " in said[3]
    assert "Of w[3, " in said[3] or "Of b[3]" in said[3]
    assert "→" in said[3]


@OWN
def test_all_that_is_remembered_of_a_weight_has_its_letter_in_the_formula(id: str) -> None:
    kind = OPTIMIZERS.find(id)
    settings = {kind.momentum_field: 0.5} if kind.momentum_field == "momentum" else {}
    session = Session(with_optimizer(made(id), **settings))
    learn(session, 2)
    kept = taken_apart(session).memory.get("linear_1", {}).get("weight", {})
    assert kept or kind.moves_together
    assert set(kept) <= set(kind.memory.values())
    snapshot = session.checkpoint().snapshot.optimizer.get("linear_1.weight", {})
    shaped = {name for name, value in snapshot.items() if isinstance(value, torch.Tensor) and value.dim() > 1}
    assert shaped <= set(kind.memory), "torch remembers what has no letter here"


def test_plain_descent_remembers_nothing_and_says_so() -> None:
    session = Session(with_optimizer(tiny(), momentum=0.0))
    said = stage_words(taken_apart(session), session.experiment, trace(session.experiment), session.samples)
    assert "remembers" not in said[3]


def test_both_updates_of_a_gan_are_taken_apart() -> None:
    gan = load_example("moons_gan")
    session = Session(gan)
    learn(session, 2)
    update = taken_apart(session)
    assert set(update.terms) == {"generator", "discriminator"}
    assert session.step() == update.loss
    moved = {node for node, group in update.changes.items() if any(change.any() for change in group.values())}
    assert {"discriminator_output", "generator_output"} <= moved
    said = stage_words(update, gan, trace(gan), session.samples)
    assert "Generator " in said[1]
    assert "Discriminator " in said[1]
    assert said[3].endswith(".")
