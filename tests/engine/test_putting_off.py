"""A network that would take much memory is not built before somebody wants to train it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from playground.engine.commands import Play, RecallState, Remember, Replace, StepBatch
from playground.engine.faults import NotTrainable
from playground.engine.messages import Built, Failed, Ready, State
from playground.engine.session import Session
from playground.model import memory
from tests.engine.desks import Desk
from tests.engine.setups import layer, stack, tiny, with_network


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(memory, "LARGE", 100_000)
    desk = Desk()
    yield desk
    assert desk.link.stop(10.0)


def test_a_large_network_waits_for_train_and_a_small_one_does_not(desk: Desk) -> None:
    large = with_network(tiny(), stack(layer("linear", units=200), layer("linear", units=200)))
    larger = with_network(tiny(), stack(layer("linear", units=400), layer("linear", units=400)))
    desk.link.send(Replace(tiny(), 1))
    desk.wait(Ready)
    desk.wait(Built)
    desk.link.send(StepBatch())
    desk.wait(State, lambda state: state.step == 1)
    desk.link.send(Replace(large, 2))
    desk.wait(State, lambda state: state.generation == 2)
    assert len(desk.of(Built)) == 1, "nothing is allocated for it yet"
    desk.link.send(Play(1))
    assert desk.wait(Built).generation == 2
    desk.wait(State, lambda state: state.step == 2 and not state.playing)
    desk.link.send(Replace(tiny(), 3))
    assert desk.wait(Built).generation == 3
    desk.link.send(Replace(large, 4))
    assert desk.wait(Built).generation == 4, "so much was agreed to"
    desk.link.send(Replace(larger, 5))
    desk.wait(State, lambda state: state.generation == 5)
    assert len(desk.of(Built)) == 4
    assert not desk.of(Failed)


def test_a_window_that_opens_on_a_large_network_trains_it_when_asked(desk: Desk) -> None:
    large = with_network(tiny(), stack(layer("linear", units=200), layer("linear", units=200)))
    desk.link.send(Replace(large, 1, fresh=True))
    desk.wait(Ready)
    desk.wait(State)
    desk.link.send(StepBatch())
    assert desk.wait(Built).fresh
    desk.wait(State, lambda state: state.step == 1 and not state.playing)


def test_what_was_put_off_is_not_built_once_it_is_undone_though_the_network_of_before_cannot_be(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(session: Session, learned: object) -> None:
        raise NotTrainable("The file of the data is gone.")

    large = with_network(tiny(), stack(layer("linear", units=200), layer("linear", units=200)))
    desk.link.send(Replace(tiny(), 1))
    desk.wait(Built)
    monkeypatch.setattr(Session, "resume", fails)
    desk.link.send(Remember("before"))
    desk.link.send(Replace(large, 2))
    desk.link.send(RecallState(tiny(), 3, "before", "after"))
    desk.link.send(Play())
    for _ in range(2):
        assert desk.wait(Failed).text == "The file of the data is gone."
    assert len(desk.of(Built)) == 1
