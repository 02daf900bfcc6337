"""Costly questions while training goes on: answered whole, now and then, and in every frame while it stands."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial

import pytest

from playground.engine.answer_pacing import SHARE, AnswerPacing
from playground.engine.commands import Play, Replace, Watch
from playground.engine.messages import Frame, Scalars
from playground.engine.requests import BatchOutputs, OnExamples, OnRaw, Outputs, Rollout, Weights
from playground.engine.session import Session
from playground.model import edits
from tests.engine.desks import Desk
from tests.ui.sequence_runs import EXPERIMENTS

ONE, OTHER = (Rollout(OnRaw((2, 1), values), 5) for values in ((0.1, 0.2), (0.3, 0.4)))
CHEAP = Outputs(OnRaw((2, 1), (0.1, 0.2)), ("output",))


def test_a_costly_question_waits_its_time_and_a_new_one_or_a_cheap_one_does_not() -> None:
    pacing = AnswerPacing()
    assert pacing.due([ONE, CHEAP], 0.0) == [ONE, CHEAP]
    pacing.note(ONE, 0.0, 0.01)
    pacing.note(CHEAP, 0.01, 0.02)
    soon = 0.01 + SHARE * 0.01 - 1e-6
    assert pacing.due([ONE, OTHER, CHEAP], soon) == [OTHER, CHEAP]
    assert pacing.due([ONE], soon + 1e-5) == [ONE]
    pacing.note(ONE, 1.0, 2.0)
    assert pacing.due([ONE], 2.0) == []
    pacing.forget()
    assert pacing.due([ONE], 2.0) == [ONE]


def test_a_question_that_nobody_asks_any_more_is_answered_at_once_when_it_is_asked_again() -> None:
    pacing = AnswerPacing()
    pacing.note(ONE, 0.0, 9.0)
    assert pacing.due([], 10.0) == []
    assert pacing.due([ONE], 10.0) == [ONE]


@pytest.fixture
def session() -> Session:
    return Session(EXPERIMENTS["sines"])


def question(steps: int) -> Rollout:
    """So long that it can't be due again in the time that a test takes between two lines: 20 times what it took."""
    return Rollout(OnRaw((10, 1), tuple(math.sin(step / 3) for step in range(10))), steps)


def test_paused_it_is_answered_always_and_while_training_only_when_it_is_due(session: Session) -> None:
    asked = question(500)
    for _ in range(2):
        assert len(session.answer([asked], paused=True)[0][asked]) == 500
    assert asked in session.answer([asked], paused=False)[0]
    assert session.answer([asked], paused=False) == ({}, {}), "neither an answer nor a failure"
    assert asked in session.answer([asked], paused=True)[0]


def test_what_is_written_by_hand_or_switched_off_is_seen_at_once(session: Session) -> None:
    asked, learned = question(500), Weights(("output",))
    found = session.answer([asked, learned], paused=False)[0]
    bias = float(found[learned]["output"]["bias"][0])
    session.put("output", "bias", (0,), (bias + 2.0,))
    after = session.answer([asked], paused=False)[0][asked]
    assert after[0] - found[asked][0] == pytest.approx(2.0, abs=1e-5)
    session.switch_off((("output", 0),))
    assert set(session.answer([asked], paused=False)[0][asked].tolist()) == {0.0}


def test_it_reads_what_it_said_itself(session: Session) -> None:
    asked = question(12)
    found = session.answer([asked])[0][asked]
    read = list(asked.on.values)
    for value in found.tolist():
        one = Outputs(OnRaw((10, 1), tuple(read[-10:])), ("output",))
        assert value == session.answer([one])[0][one]["output"][0, 0]
        read.append(value)


def test_it_ends_at_what_is_no_number(session: Session) -> None:
    asked = Rollout(OnRaw((10, 1), (math.nan,) * 10), 12)
    assert session.answer([asked])[0][asked].shape == (0,)


def test_many_samples_are_answered_as_few_are_but_now_and_then_while_training(session: Session) -> None:
    on = OnExamples("train", (0, 1, 2))
    many, few = (ask(on, ("output",)) for ask in (BatchOutputs, Outputs))
    answers = session.answer([many, few], paused=False)[0]
    assert (answers[many]["output"] == answers[few]["output"]).all()
    pacing = AnswerPacing()
    for request in (many, few):
        pacing.note(request, 0.0, 0.01)
    assert pacing.due([many, few], 0.02) == [few]


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    assert desk.link.stop(10.0)


def test_a_frame_with_a_costly_answer_waits_until_it_is_taken_though_more_is_asked(desk: Desk) -> None:
    asked = question(200)
    desk.link.send(Replace(EXPERIMENTS["sines"], 1))
    desk.link.send(Play())
    last = desk.wait(Scalars).first_step
    desk.link.frame()
    for more in ((), (CHEAP,), (CHEAP, Weights(("output",)))):
        desk.link.send(Watch((asked, *more)))
        desk.wait(Scalars, partial(_later, last))
        last = desk.of(Scalars)[-1].first_step
    frames: list[Frame] = []
    while not any(frame.answers for frame in frames):
        frames += [frame for frame in [desk.link.frame()] if frame is not None]
    assert asked in frames[-1].answers


def _later(step: int, losses: Scalars) -> bool:
    return losses.first_step > step


def test_another_network_is_asked_at_once(session: Session) -> None:
    asked = question(500)
    session.answer([asked], paused=False)
    wider = edits.set_value(session.experiment, f"networks.main.{next(iter(session.experiment.ids()))}.hidden", 3)
    session.replace(wider)
    assert asked in session.answer([asked], paused=False)[0]
