"""What is asked for often is done at most so often, and the last time is never lost."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from playground.ui.state.throttle import Throttle


@pytest.fixture
def done() -> list[str]:
    return []


def test_the_first_is_due_at_once_and_all_that_follow_once_together(qtbot: QtBot, done: list[str]) -> None:
    pace = Throttle(40)
    pace.due.connect(lambda: done.append("done"))
    for _ in range(5):
        pace.ask()
    assert done == ["done"]
    qtbot.waitUntil(lambda: len(done) == 2)
    qtbot.waitUntil(lambda: not pace.rests)
    assert done == ["done"] * 2


def test_a_rest_can_be_ended_or_forgotten(done: list[str]) -> None:
    pace = Throttle(60_000)
    pace.due.connect(lambda: done.append("done"))
    pace.ask()
    pace.ask()
    pace.finish()
    assert done == ["done"] * 2
    pace.ask()
    pace.forget()
    assert not pace.rests
    assert done == ["done"] * 2
    pace.ask()
    assert done == ["done"] * 3
    pace.forget()


def test_who_does_it_on_their_own_account_holds_it(qtbot: QtBot, done: list[str]) -> None:
    pace = Throttle(20)
    pace.due.connect(lambda: done.append("done"))
    pace.hold()
    assert pace.rests
    qtbot.waitUntil(lambda: not pace.rests)
    assert done == []
    pace.due.connect(lambda: done.append(f"rests: {pace.rests}"))
    pace.hold(asked=True)
    qtbot.waitUntil(lambda: done == ["done", "rests: False"])
