"""When figures are due: densely at first, where the loss moves, and in the long run so that they hold up little."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from playground.engine import pacing as pacing_module
from playground.engine.pacing import APART, CHEAP, EVALUATION_SHARE, REGULAR_SHARE, SAVINGS, Pacing

COST, STEP = 0.05, 0.01
DEAR = 0.5
SAMPLES = 800
TINY = 1e-6
NOW = 1000.0
"""When playing starts."""


@pytest.fixture(autouse=True)
def _the_clock_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing_module, "time", SimpleNamespace(perf_counter=lambda: NOW))


class Clock:
    """Steps of a hundredth of a second and evaluations that take five or more times as long, told to a pacing."""

    def __init__(self, cost: float = COST) -> None:
        self.cost = cost
        self.pacing = Pacing()
        self.now, self.step, self.spent = NOW - cost, 0, 0.0
        self.given: list[int] = []
        self.evaluate()
        self.pacing.begin()

    def evaluate(self) -> None:
        self.now += self.cost
        self.spent += self.cost
        self.pacing.note(False, self.now - self.cost, self.now, SAMPLES, self.step)
        self.given.append(self.step)

    def go(self, losses: list[float]) -> None:
        for loss in losses:
            self.step += 1
            self.now += STEP
            self.pacing.add([loss])
            if self.pacing.plan(self.step, False, self.now)[0]:
                self.evaluate()


def test_figures_come_at_every_doubling_of_the_steps_and_then_at_a_regular_pace() -> None:
    clock = Clock()
    clock.go([1.0] * 5000)
    first = APART[True] * COST / STEP
    regular = REGULAR_SHARE * COST / STEP
    assert first - TINY <= clock.given[1] <= first + 1
    growing = np.array([step for step in clock.given[1:] if step <= regular])
    assert len(growing) >= 5
    assert (growing[1:] == 2 * growing[:-1]).all()
    late = np.diff([step for step in clock.given if step > regular])
    assert late.max() <= regular + 1


def test_where_the_loss_leaps_there_are_figures_on_both_sides_and_between() -> None:
    clock = Clock()
    clock.go([1.7] * 700)
    before = len(clock.given)
    clock.go(np.geomspace(1.7, 0.002, 120).tolist())
    assert len(clock.given) - before >= 4


@pytest.mark.parametrize("cost", [COST, DEAR])
def test_a_restless_loss_costs_no_more_than_the_share_and_the_savings(cost: float) -> None:
    clock = Clock(cost)
    random = np.random.default_rng(0)
    began = clock.now
    clock.go(np.exp(np.repeat(random.normal(0, 2, 800), 25)).tolist())
    savings = SAVINGS[cost <= CHEAP] + 2
    assert clock.spent <= (clock.now - began) / EVALUATION_SHARE + savings * cost


def test_dear_evaluations_hold_up_little_from_the_start() -> None:
    clock = Clock(DEAR)
    clock.spent, began = 0.0, clock.now
    clock.go(np.geomspace(2.0, 0.01, 4000).tolist())
    assert clock.spent <= 0.08 * (clock.now - began)
    assert len(clock.given) >= 5


def test_one_evaluation_that_was_held_up_does_not_put_the_next_ones_off() -> None:
    clock = Clock()
    clock.go([1.0] * 300)
    clock.cost = 100 * COST
    clock.evaluate()
    clock.cost, before = COST, clock.step
    clock.go([1.0] * 900)
    regular = REGULAR_SHARE * COST / STEP
    assert clock.given[clock.given.index(before) + 1] <= before + regular + 1


def test_a_change_is_followed_by_figures_soon() -> None:
    clock = Clock()
    clock.go([1.0] * 2000)
    before = len(clock.given)
    clock.pacing.change()
    clock.go([1.0] * (int(APART[True] * COST / STEP) + 1))
    assert len(clock.given) == before + 1


def test_costs_are_forgotten_with_the_network() -> None:
    clock = Clock()
    clock.go([1.0] * 500)
    clock.pacing.forget()
    assert clock.pacing.soon(0) == 1


def test_looking_whether_figures_are_due_before_any_were_made_takes_nothing_of_what_is_saved() -> None:
    pacing = Pacing()
    pacing.begin()
    pacing.plan(1, False, NOW)
    pacing.note(False, NOW, NOW + COST, SAMPLES, 1)
    assert pacing.soon(1) == 1


def test_of_another_network_one_evaluation_tells_what_they_cost() -> None:
    clock = Clock(DEAR)
    for _ in range(5):
        clock.evaluate()
    clock.pacing.renew()
    clock.cost = COST
    clock.evaluate()
    before = len(clock.given)
    clock.go([1.0] * int(REGULAR_SHARE * COST / STEP + 2))
    assert len(clock.given) > before
