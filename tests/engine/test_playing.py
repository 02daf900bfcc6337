"""What a run does by itself comes to an end: also where what stopping wants to know fails, or is wanted no more."""

from __future__ import annotations

import pytest

from playground.engine.commands import Keep, Play, Replace
from playground.engine.frames import Frames
from playground.engine.mailbox import Mailbox
from playground.engine.messages import Failed, Kept
from playground.engine.playing import Playing
from playground.engine.reporter import Reporter
from playground.engine.session import Session
from tests.engine.desks import Desk
from tests.engine.setups import with_training
from tests.engine.test_stopping import stopped


def test_an_evaluation_that_fails_at_the_end_of_an_epoch_is_told_once_each_time_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk()
    monkeypatch.setattr(Session, "evaluate", _fail)
    try:
        for count in (1, 2):
            desk.link.send(Replace(stopped(patience=4), count, fresh=True))
            desk.link.send(Play())
            assert "it has failed" in desk.wait(Failed, lambda report: report.generation == count).text  # noqa: B023
            for name in "abc":
                desk.link.send(Keep(name))
                desk.wait(Kept, lambda kept: kept.token == name)  # noqa: B023
            told = [report for report in desk.of(Failed) if report.generation == count]
            assert len(told) <= 2, "once by the figures that are owed, and once at the end of the epoch"
    finally:
        assert desk.link.stop(10.0)


def _fail(*_: object, **__: object) -> None:
    raise RuntimeError("it has failed")


@pytest.mark.parametrize("fresh", [True, False])
def test_nothing_is_left_to_do_once_nobody_watches_the_end_of_an_epoch_any_more(fresh: bool) -> None:
    mailbox = Mailbox()
    reporter = Reporter(mailbox, 1)
    playing = Playing(reporter, Frames(mailbox, 1), lambda: False, lambda: False)
    session = Session(stopped(patience=4))
    playing.begin(session, None)
    while not session.judging.is_due:
        playing.turn(session)
    session.replace(with_training(session.experiment, stopping=()))
    playing.renew(session, fresh)
    playing.end(session)
    for _ in range(20):
        if playing.waits_for_turn:
            playing.turn(session)
    assert not playing.waits_for_turn
    assert not session.experiment.training.stopping
