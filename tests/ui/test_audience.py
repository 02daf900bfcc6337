"""Who is given which frame, as scenes change meanwhile."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject, Signal

from playground.engine.history import History
from playground.engine.messages import Frame
from playground.engine.requests import OnRaw, Request, Rollout
from playground.model.experiment import Experiment
from playground.model.trace import trace
from playground.ui.state import subscribers as subscribers_module
from playground.ui.state.scene import Scene
from playground.ui.state.subscribers import BUDGET, Subscribers
from tests.ui.desk import plain


class Clock:
    """Stands still but where somebody works."""

    now = 0.0

    def perf_counter(self) -> float:
        return self.now


CLOCK = Clock()


@pytest.fixture(autouse=True)
def _nobody_else_takes_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscribers_module, "time", CLOCK)


class Slow(QObject):
    """A watcher that spends the whole budget of a tick on a frame."""

    requests_changed = Signal()

    every_frame = False

    def __init__(self) -> None:
        super().__init__()
        self.frames: list[Frame] = []
        self.seen = True
        self.asked: tuple[Request, ...] = ()

    def requests(self) -> tuple[Request, ...]:
        return self.asked

    def set_scene(self, scene: Scene) -> None: ...

    def set_frame(self, frame: Frame) -> None:
        CLOCK.now += BUDGET
        self.frames.append(frame)

    def set_history(self, history: History) -> None: ...

    def isVisible(self) -> bool:
        return self.seen


def scene(generation: int) -> Scene:
    experiment: Experiment = plain({"kind": "output"})
    return Scene(experiment, trace(experiment), None, generation)


def test_an_edit_that_leaves_the_network_as_it_is_keeps_nobody_from_the_frame() -> None:
    subscribers, first, second = Subscribers(), Slow(), Slow()
    subscribers.add(first)
    subscribers.add(second)
    subscribers.set_frame(Frame(1, 0, 0.0, {}))
    assert subscribers.hand_out() is None
    subscribers.set_scene(scene(1))
    assert subscribers.hand_out() is not None
    assert len(first.frames) == len(second.frames) == 1


def test_a_frame_of_an_older_network_goes_no_further() -> None:
    subscribers, first, second = Subscribers(), Slow(), Slow()
    subscribers.add(first)
    subscribers.add(second)
    subscribers.set_frame(Frame(1, 0, 0.0, {}))
    subscribers.hand_out()
    subscribers.set_scene(scene(2))
    assert subscribers.hand_out() is None
    assert not subscribers.waits
    assert not second.frames


def test_where_pictures_are_dear_views_take_turns_but_some_miss_none() -> None:
    subscribers, leading, first, second = Subscribers(), Slow(), Slow(), Slow()
    leading.every_frame = True
    for subscriber in (leading, first, second):
        subscribers.add(subscriber)
    for step in range(4):
        subscribers.set_frame(Frame(1, step, 0.0, {}), sparing=True)
        while subscribers.hand_out() is None:
            assert subscribers.waits
    assert len(leading.frames) == 4
    assert len(first.frames) == len(second.frames) == 2
    subscribers.set_frame(Frame(1, 4, 0.0, {}))
    while subscribers.hand_out() is None:
        assert subscribers.waits
    assert all(subscriber.frames[-1].step == 4 for subscriber in (leading, first, second))


def test_who_asked_for_a_costly_answer_is_not_passed_over_where_it_is_there() -> None:
    asked = Rollout(OnRaw((2, 1), (0.1, 0.2)), 5)
    subscribers, first, second = Subscribers(), Slow(), Slow()
    for subscriber in (first, second):
        subscriber.asked = (asked,)
        subscribers.add(subscriber)
    for step in range(4):
        answers: dict[Request, object] = {asked: None} if step == 2 else {}
        failures: dict[Request, str] = {asked: "It failed."} if step == 3 else {}
        subscribers.set_frame(Frame(1, step, 0.0, answers, failures), sparing=True)
        while subscribers.waits:
            subscribers.hand_out()
    for subscriber in (first, second):
        steps = [frame.step for frame in subscriber.frames]
        assert steps[-2:] == [2, 3]
        assert len(steps) == 3


def test_who_comes_into_sight_is_given_the_curves_that_it_missed_once() -> None:
    subscribers, view, history = Subscribers(), Shy(), History()
    subscribers.add(view)
    subscribers.set_history(history)
    assert view.curves == [history]  # another run: nothing of the last one may be left
    history.add_mark(5, "Learning rate 0.1 → 0.03")
    subscribers.set_history(history)
    assert view.curves == [history]
    view.visible = True
    subscribers.catch_up(history)
    subscribers.catch_up(history)
    assert view.curves == [history] * 2
    later = History()
    subscribers.catch_up(later)
    assert view.curves == [history, history, later]


class Shy(Slow):
    """A watcher that is out of sight at first."""

    def __init__(self) -> None:
        super().__init__()
        self.visible = False
        self.curves: list[History] = []

    def set_history(self, history: History) -> None:
        self.curves.append(history)

    def isVisible(self) -> bool:
        return self.visible


def test_who_comes_into_sight_gets_the_latest_frame_though_nothing_else_is_asked() -> None:
    """What it asks others may have asked already, so that no other frame would come."""
    subscribers, first, second = Subscribers(), Slow(), Slow()
    subscribers.add(first)
    subscribers.add(second)
    second.seen = False
    for step in range(2):
        subscribers.set_frame(Frame(1, step, 0.0, {}))
        while subscribers.waits:
            subscribers.hand_out()
    second.seen = True
    for _ in range(2):
        subscribers.catch_up(History())
        while subscribers.waits:
            subscribers.hand_out()
    assert [frame.step for frame in first.frames] == [0, 1]
    assert [frame.step for frame in second.frames] == [1]


class Raising(Slow):
    """A watcher that raises whatever it is given."""

    def requests(self) -> tuple[Request, ...]:
        raise KeyError("requests")

    def set_scene(self, scene: Scene) -> None:
        raise KeyError("scene")

    def set_frame(self, frame: Frame) -> None:
        raise KeyError("frame")

    def set_history(self, history: History) -> None:
        raise KeyError("history")


@pytest.mark.parametrize("place", [0, 1, 2])
def test_who_comes_after_one_that_raises_is_served_all_the_same(monkeypatch: pytest.MonkeyPatch, place: int) -> None:
    raised: list[str] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: raised.append(error.args[0]))
    subscribers, others = Subscribers(), [Told(), Told()]
    watchers: list[Slow] = [*others]
    watchers.insert(place, Raising())
    for subscriber in watchers:
        assert subscribers.add(subscriber)
        assert not subscribers.add(subscriber)
    subscribers.set_scene(scene(1))
    subscribers.set_history(History())
    subscribers.catch_up(History())
    subscribers.set_frame(Frame(1, 5, 0.0, {}))
    while subscribers.waits:
        subscribers.hand_out()
    assert len(subscribers.requests()) == 1
    for other in others:
        assert [frame.step for frame in other.frames] == [5]
        assert other.told == ["scene", "history", "history"]
    assert sorted(set(raised)) == ["frame", "history", "requests", "scene"]


class Told(Slow):
    """A watcher that notes what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.asked = (Rollout(OnRaw((2, 1), (0.1, 0.2)), 5),)

    def set_scene(self, scene: Scene) -> None:
        self.told.append("scene")

    def set_history(self, history: History) -> None:
        self.told.append("history")
