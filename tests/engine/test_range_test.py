"""The range test for the learning rate: what it finds, and that nothing of the run is changed by it."""

from __future__ import annotations

import numpy as np
import pytest

from playground.engine.commands import Keep, Pause, Play, Replace, StepBatch, TryRates
from playground.engine.messages import Kept, RatesTried, State
from playground.engine.range_test import RangeTest
from playground.engine.session import Session
from playground.model import edits
from playground.model.examples import load_example
from playground.model.rate_range import rate_of, smoothed, suggested_rates
from tests.draws import seeds
from tests.engine.desks import Desk, desk
from tests.engine.test_schedules import PLATEAU, scheduled

__all__ = ["desk"]


def test_nothing_of_the_run_is_changed_bit_for_bit() -> None:
    made = scheduled(PLATEAU, optimizer={"kind": "adam"})
    alone, tested = Session(made), Session(made)
    for session in (alone, tested):
        for _ in range(3):
            session.step()
    found = RangeTest(tested.checkpoint(), tested.tensors, 30)
    while found.lasts:
        found.step()
        if len(found.losses) == 10:
            assert alone.step() == tested.step()  # its own steps come between those of the copy
    assert alone.keep() == tested.keep()
    assert [alone.step() for _ in range(5)] == [tested.step() for _ in range(5)]
    assert alone.keep() == tested.keep()


def test_rates_grow_by_the_same_factor_and_the_test_ends_where_the_loss_grows_too_far() -> None:
    made = edits.set_value(load_example("circle"), "training.threads", 1)
    session = Session(made)
    found = RangeTest(session.checkpoint(), session.tensors, 100, 1e-4, 1e4)
    while found.lasts:
        found.step()
    assert 20 < len(found.losses) < 100
    assert found.rates == [rate_of(place, 100, 1e-4, 1e4) for place in range(len(found.rates))]
    assert np.allclose(np.diff(np.log(found.rates)), np.log(1e8) / 99)
    assert found.losses[0] == Session(made).step()


def test_it_begins_with_the_starting_weights_where_that_is_wanted() -> None:
    made = edits.set_value(load_example("circle"), "training.initializer", "lsuv")
    session = Session(edits.set_value(made, "training.threads", 1))
    first = session.step()
    for _ in range(20):
        session.step()
    kept = session.keep()
    found = RangeTest(session.checkpoint(), session.tensors, 3, from_start=True)
    while found.lasts:
        found.step()
    assert found.losses[0] == first
    assert session.keep() == kept


def test_what_is_frozen_does_not_learn_in_it() -> None:
    made = load_example("circle")
    first = made.nodes[0].id
    made = edits.set_value(made, f"networks.main.{first}.frozen", True)
    session = Session(edits.set_value(made, "training.threads", 1))
    found = RangeTest(session.checkpoint(), session.tensors, 30)
    before = found.learner.weights()
    while found.lasts:
        found.step()
    moved = {name for name, value in found.learner.weights().items() if not bool((value == before[name]).all())}
    assert moved
    assert not any(name.startswith(f"{first}.") for name in moved)


@seeds(0, 1, 2)
def test_what_it_suggests_learns_faster_than_a_tenth_and_does_not_diverge(seed: int) -> None:
    made = edits.set_value(load_example("circle"), "training.threads", 1)
    made = edits.set_value(edits.set_value(made, "seed", seed), "training.optimizer.learning_rate", 0.001)
    session = Session(made)
    found = RangeTest(session.checkpoint(), session.tensors, 200)
    while found.lasts:
        found.step()
    rates = suggested_rates(np.array(found.rates), np.array(found.losses))
    assert rates is not None
    steepest, largest = rates
    assert steepest <= largest
    last = {}
    for rate in (steepest / 10, steepest, largest):
        run = Session(edits.set_value(made, "training.optimizer.learning_rate", rate))
        last[rate] = float(np.mean([run.step() for _ in range(150)][-30:]))
    assert last[steepest] < last[steepest / 10]
    assert last[largest] < last[steepest / 10]


def test_nothing_is_suggested_where_the_loss_falls_at_no_rate() -> None:
    rates = np.geomspace(1e-6, 10.0, 100)
    assert suggested_rates(rates, np.full(100, 0.7)) is None
    assert suggested_rates(rates, np.linspace(0.7, 5.0, 100)) is None
    assert suggested_rates(rates[:5], np.linspace(1.0, 0.1, 5)) is None


def test_the_steepest_place_of_a_valley_lies_before_the_largest_safe_rate() -> None:
    logs = np.linspace(-6.0, 1.0, 200)
    losses = np.where(logs < -1.0, 1.0 - 0.9 / (1.0 + np.exp(-4.0 * (logs + 2.5))), 0.1 + (logs + 1.0) ** 2 * 5.0)
    found = suggested_rates(10.0**logs, losses)
    assert found is not None
    assert 1e-3 < found[0] < found[1] < 0.1
    assert smoothed(losses)[0] == pytest.approx(losses[0], rel=1e-4)


def test_the_trainer_tries_rates_in_slices_while_the_run_waits(desk: Desk) -> None:
    made = scheduled({"kind": "constant"})
    desk.link.send(Replace(made, 1))
    desk.link.send(Play(steps=4))
    desk.link.send(TryRates(steps=25))
    found = desk.wait(RatesTried, lambda report: report.ended)
    assert len(found.rates) == len(found.losses) == 25
    desk.link.send(Pause())
    desk.paused()
    desk.link.send(Keep("after"))
    kept = desk.wait(Kept)
    alone = Session(made)
    for _ in range(kept.step):
        alone.step()
    assert alone.keep() == kept.state


def test_a_range_test_that_is_let_go_or_whose_run_changes_tells_so(desk: Desk) -> None:
    made = scheduled({"kind": "constant"})
    desk.link.send(Replace(made, 1))
    desk.link.send(TryRates(steps=10_000_000, lowest=1e-9, highest=1e-8))
    desk.wait(RatesTried)
    desk.link.send(Replace(edits.set_value(made, "networks.main[0].units", 5), 2))
    assert not len(desk.wait(RatesTried, lambda report: report.ended).rates)
    desk.link.send(TryRates(steps=10_000_000, lowest=1e-9, highest=1e-8))
    desk.link.send(TryRates(steps=0))
    desk.link.send(StepBatch())
    assert desk.wait(State, lambda state: not state.playing and state.step > 0).step == 1
