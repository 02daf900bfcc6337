"""Several networks that learn: parts of a loss, what is made of noise, and what cannot be taken apart."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.engine.faults import Divergence, NotTrainable
from playground.engine.history import History
from playground.engine.mailbox import Mailbox
from playground.engine.messages import Evaluated, Scalars
from playground.engine.networks import networks_of
from playground.engine.optimizers import make_optimizers
from playground.engine.reporter import Reporter
from playground.engine.requests import Backward, NextUpdate, OnExamples, OnNoise, Outputs
from playground.engine.session import Session
from playground.engine.stepping import Stepping
from playground.model import edits
from playground.model.examples import load_example
from playground.model.experiment import Experiment
from playground.model.network import Network, Node
from playground.model.registry import LAYERS
from playground.model.trace import trace
from tests.engine.setups import ask, refusal


def example(id: str) -> Experiment:
    made = edits.set_value(load_example(id), "training.threads", 1)
    return edits.set_value(edits.set_value(made, "data.samples", 60), "training.batch_size", 10)


def steps(session: Session, count: int) -> list[float]:
    return [session.step() for _ in range(count)]


@pytest.fixture(scope="module")
def gan() -> Session:
    session = Session(example("moons_gan"))
    steps(session, 3)
    return session


@pytest.fixture(scope="module")
def autoencoder() -> Session:
    session = Session(example("moons_autoencoder"))
    steps(session, 3)
    return session


def test_parts_of_the_loss_come_to_the_curves_step_by_step() -> None:
    session, mailbox, history = Session(example("moons_gan")), Mailbox(), History()
    reporter = Reporter(mailbox)
    losses = Stepping(reporter, lambda: False).go(session, 1)
    seen, new = session.evaluate() or pytest.fail("it was not interrupted")
    reporter.figures(session, seen, new)
    for report in mailbox.empty():
        if isinstance(report, Scalars):
            history.add_scalars(report)
        elif isinstance(report, Evaluated):
            history.add_evaluation(report)
    assert history.batch_loss.values.tolist() == losses
    assert {name: series.values.tolist() for name, series in history.terms.items()} == {
        name: [value] for name, value in session.terms.items()
    }
    assert history.figures["test_distance"].values.tolist() == [new.named["distance"]]
    assert history.train_accuracy.values.tolist() == [seen.accuracy]


def test_a_lower_loss_is_the_best_point_only_where_that_says_something() -> None:
    for id, known in (("moons_gan", False), ("moons_autoencoder", True)):
        session = Session(example(id))
        steps(session, 1)
        session.judging.note(session.evaluate() or pytest.fail("it was not interrupted"))
        assert (session.judging.best is not None) == known, id


def test_points_are_made_of_noise_the_same_of_the_same_seed(gan: Session) -> None:
    wanted = Outputs(OnNoise(30, 1), ("input", "input:generator", "generator_output", "discriminator_output"))
    found = ask(gan, wanted)
    assert found["input:generator"].shape == (30, 2)
    assert np.array_equal(found["input"], found["generator_output"])
    again = ask(gan, Outputs(OnNoise(30, 1), ("input",)))
    assert np.array_equal(again["input"], found["input"])
    few = ask(gan, Outputs(OnNoise(7, 1), ("input:generator",)))
    assert np.array_equal(few["input:generator"], found["input:generator"][:7])
    other = ask(gan, Outputs(OnNoise(30, 2), ("input",)))
    assert not np.array_equal(other["input"], found["input"])


def test_a_generator_that_learns_makes_other_points(gan: Session) -> None:
    wanted = Outputs(OnNoise(5), ("input",))
    before = ask(gan, wanted)["input"]
    gan.step()
    assert not np.array_equal(ask(gan, wanted)["input"], before)


def test_units_of_a_generator_that_are_switched_off_show_in_its_points(gan: Session) -> None:
    wanted = Outputs(OnNoise(5), ("input", "generator_output"))
    gan.switch_off((("generator_output", 0),))
    found = ask(gan, wanted)
    gan.switch_off(())
    assert (found["input"][:, 0] == 0).all()
    assert (found["generator_output"][:, 0] == 0).all()


def test_far_more_points_than_memory_has_room_for_are_refused_in_words(gan: Session) -> None:
    assert "of noise needs about" in refusal(gan, Outputs(OnNoise(2**40), ("input",)))


def test_where_nothing_is_made_of_noise_that_is_said(autoencoder: Session) -> None:
    assert "noise" in refusal(autoencoder, Outputs(OnNoise(5), ("input",)))


def test_the_chain_rule_goes_through_the_code_to_the_loss(autoencoder: Session) -> None:
    found = ask(autoencoder, Backward(OnExamples("test", (0,)), "encoder_output", (0,)))
    assert found.gradient == pytest.approx(found.checked, rel=1e-4)
    assert {term.node for term in found.terms} == {"linear_3"}


def test_the_chain_rule_says_where_examples_do_not_go_through(gan: Session) -> None:
    on = OnExamples("test", (0,))
    assert "do not go through" in refusal(gan, Backward(on, "linear_1", (0,)))
    found = ask(gan, Backward(on, "linear_3", (0,)))
    assert found.gradient == pytest.approx(found.checked, rel=1e-4)


def test_a_step_of_an_autoencoder_and_one_of_several_parts_are_taken_apart(gan: Session, autoencoder: Session) -> None:
    update = ask(autoencoder, NextUpdate(8))
    assert update.loss_after < update.loss
    assert "decoder_output" in update.changes
    update = ask(gan, NextUpdate(8))
    assert {"generator_output", "discriminator_output"} <= set(update.changes)
    assert set(update.terms) == {"generator", "discriminator"}
    assert math.isnan(update.loss_after)


def test_a_part_that_cannot_be_learned_from_is_gone_back_from() -> None:
    session = Session(example("moons_gan"))
    steps(session, 3)
    state = session.keep()
    session.put("generator_output", "bias", (0,), (1e30,))
    with pytest.raises(Divergence):
        steps(session, 3)
    assert math.isfinite(session.step())
    session.restore(state)
    assert session.keep() == state


def test_a_network_without_weights_is_named() -> None:
    made = example("moons_gan")
    empty = Network((Node("generator_output", LAYERS.find("relu")()),))
    with pytest.raises(NotTrainable, match="generator"):
        make_optimizers(made, networks_of(made, trace(made.with_network("generator", empty))))


def test_other_settings_of_the_optimizer_reach_both_networks(gan: Session) -> None:
    slow = edits.set_value(gan.experiment, "training.optimizer.learning_rate", 0.0)
    gan.replace(slow)
    before = gan.keep()
    gan.step()
    weights = Outputs(OnNoise(5), ("input", "discriminator_output"))
    first = ask(gan, weights)
    gan.step()
    assert np.array_equal(ask(gan, weights)["input"], first["input"])
    assert gan.keep() != before  # the place in the data is another
    gan.replace(edits.set_value(slow, "training.optimizer.learning_rate", 0.003))


def test_a_layer_of_another_size_keeps_what_both_networks_had_learned() -> None:
    session = Session(example("moons_gan"))
    steps(session, 3)
    wanted = Outputs(OnExamples("test", (0, 1)), ("discriminator_output",))
    before = ask(session, wanted)
    change = session.replace(edits.set_value(session.experiment, "networks.generator.linear_2.units", 40))
    assert {"linear_1", "linear_3", "discriminator_output"} <= set(change.kept)
    assert np.array_equal(ask(session, wanted)["discriminator_output"], before["discriminator_output"])
    assert math.isfinite(session.step())
