"""Slow motion, and rules that pause a run that plays."""

from __future__ import annotations

import math
import time

import pytest

from playground.engine.commands import Pause, Play, Replace, SetPlayback
from playground.engine.messages import Evaluated, Paused, Scalars, State
from playground.engine.pause_rules import AccuracyAbove, AtStep, LossBelow, NotFinite, UnitDies
from playground.engine.pausing import WINDOW, Pausing
from playground.engine.step_pace import StepPace
from tests.engine.desks import Desk, desk
from tests.engine.setups import tiny

__all__ = ["desk"]


def test_a_step_is_due_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])
    pace = StepPace()
    assert pace.is_due()
    pace.set(5)
    assert pace.is_due()
    pace.note_step()
    assert not pace.is_due()
    assert pace.rest() == pytest.approx(0.2)
    now[0] += 0.21
    assert pace.is_due()
    now[0] += 10.0  # a step that took long is not made up for
    pace.note_step()
    assert not pace.is_due()
    pace.set(0)
    assert pace.is_due()


def test_a_rule_pauses_as_it_comes_true_and_not_again_before_it_was_untrue() -> None:
    below = LossBelow(0.5)
    pausing = Pausing()
    pausing.set([below])
    assert all(pausing.at_loss(1.0) is None for _ in range(WINDOW))
    found = [pausing.at_loss(0.0) for _ in range(WINDOW)]
    assert found.count(below) == 1
    assert pausing.at_loss(0.0) is None
    assert all(pausing.at_loss(1.0) is None for _ in range(WINDOW))
    assert below in [pausing.at_loss(0.0) for _ in range(WINDOW)]
    assert all(pausing.at_loss(math.nan) is None for _ in range(WINDOW))


def test_an_accuracy_is_looked_at_where_it_was_measured() -> None:
    rule = AccuracyAbove(0.9)
    pausing = Pausing()
    pausing.set([rule, NotFinite(), UnitDies()])
    assert pausing.at_accuracy(math.nan) is None
    assert pausing.at_accuracy(0.95) == rule
    assert pausing.at_accuracy(0.99) is None
    assert pausing.at_divergence() == NotFinite()


def test_it_pauses_after_the_step_of_a_rule_and_goes_on_from_there(desk: Desk) -> None:
    desk.link.send(Replace(tiny(), 1, fresh=True))
    desk.link.send(SetPlayback(0, (AtStep(7),)))
    desk.link.send(Play())
    paused = desk.wait(Paused)
    assert (paused.step, paused.rule) == (7, AtStep(7))
    assert desk.paused().step == 7
    assert desk.wait(Evaluated).step == 7
    desk.link.send(Play(5))
    assert desk.paused().step == 12


def test_it_pauses_as_the_loss_falls(desk: Desk) -> None:
    desk.link.send(Replace(tiny(), 1, fresh=True))
    desk.link.send(SetPlayback(0, (LossBelow(1e9),)))
    desk.link.send(Play())
    assert desk.wait(Paused).step == WINDOW
    assert desk.paused().step == WINDOW


def test_in_slow_motion_every_step_is_told_of_and_shown(desk: Desk) -> None:
    desk.link.send(Replace(tiny(), 1, fresh=True))
    desk.link.send(SetPlayback(100))
    desk.link.send(Play(4))
    for step in (1, 2, 3):
        assert desk.wait(State, lambda state: state.playing and state.step > 0).step == step
    assert desk.paused().step == 4
    assert all(len(report.losses) == 1 for report in desk.of(Scalars))


def test_the_speed_is_another_while_steps_are_made(desk: Desk) -> None:
    desk.link.send(Replace(tiny(), 1, fresh=True))
    desk.link.send(SetPlayback(1))
    desk.link.send(Play(300))
    desk.wait(State, lambda state: state.step == 1)
    desk.link.send(SetPlayback(0))
    assert desk.paused().step == 300
    desk.link.send(SetPlayback(1))
    desk.link.send(Play())
    desk.wait(State, lambda state: state.step == 301)
    desk.link.send(Pause())
    assert desk.paused().step == 301
