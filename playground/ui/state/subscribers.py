"""Subscribers: views and canvas together, what they ask for, and how they get it without holding up the window."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from functools import partial

from playground.engine.history import History
from playground.engine.messages import Frame
from playground.engine.requests import Request
from playground.ui.guarding import Answerable, Guarded
from playground.ui.state.run import Run
from playground.ui.state.scene import Scene
from playground.ui.state.subscriber import Subscriber

BUDGET = 0.012
"""Seconds a tick may spend on giving views their frames; the rest waits for the next tick."""


class Subscribers:
    """All watchers, and those that have not been given the latest frame yet. Only visible ones are served.

    Where one of them raises, that is reported and the others are served all the same.
    """

    def __init__(self) -> None:
        self._subscribers: list[Subscriber] = []
        self._due: deque[Subscriber] = deque()
        self._frame: Frame | None = None
        self._generation = -1
        self._turn = 0
        self._told: dict[Subscriber, tuple[History, tuple[int, ...]]] = {}
        self._beside: tuple[Run, ...] = ()
        self._given: dict[Subscriber, Frame] = {}

    @property
    def waits(self) -> bool:
        """Whether some have not been given the latest frame yet."""
        return bool(self._due)

    def add(self, subscriber: Subscriber) -> bool:
        """Serve one more; false where it is served already."""
        if subscriber in self._subscribers:
            return False
        self._subscribers.append(subscriber)
        return True

    def introduce(self, subscriber: Subscriber, scene: Scene, history: History) -> None:
        """Give one all that there is to look at, which is new to it."""
        _give(subscriber, partial(subscriber.set_scene, scene))
        self._tell(subscriber, history)
        self._given.pop(subscriber, None)

    def requests(self) -> tuple[Request, ...]:
        """What the visible ones want to see, each thing once."""
        wanted: dict[Request, None] = {}
        for subscriber in self._seen():
            wanted.update(dict.fromkeys(_asked(subscriber)))
        return tuple(wanted)

    def set_scene(self, scene: Scene) -> None:
        """Share a changed experiment or new samples; a frame of an older network is handed out no further."""
        other, self._generation = scene.generation != self._generation, scene.generation
        self._beside = scene.beside
        for subscriber in self._subscribers:
            if other and isinstance(subscriber, Answerable) and subscriber.failed:
                subscriber.recover()
            _give(subscriber, partial(subscriber.set_scene, scene))
        if self._frame is not None and self._frame.generation != scene.generation:
            self._frame = None
            self._due.clear()

    def set_history(self, history: History) -> None:
        """Share the curves; those of another run with the hidden ones too, so that none keeps a figure of the last."""
        for subscriber in self._subscribers:
            told = self._told.get(subscriber)
            if subscriber.isVisible() or told is None or told[0] is not history:
                self._tell(subscriber, history)

    def catch_up(self, history: History) -> None:
        """Share the curves, and the latest frame, with those that have come into sight since.

        Where they ask nothing that others have not asked already, no other frame would come.
        """
        now = (history, self._revisions(history))
        seen = self._seen()
        for subscriber in seen:
            if self._told.get(subscriber) != now:
                self._tell(subscriber, history)
        if self._frame is not None:
            self._due.extend(
                subscriber
                for subscriber in seen
                if self._given.get(subscriber) is not self._frame and subscriber not in self._due
            )

    def _tell(self, subscriber: Subscriber, history: History) -> None:
        self._told[subscriber] = (history, self._revisions(history))
        _give(subscriber, partial(subscriber.set_history, history))

    def _revisions(self, history: History) -> tuple[int, ...]:
        """Which numbers the curves have, those of runs beside this one too."""
        return (history.revision, *(run.history.revision for run in self._beside))

    def _seen(self) -> list[Subscriber]:
        return [subscriber for subscriber in self._subscribers if subscriber.isVisible() and not _is_out(subscriber)]

    def set_frame(self, frame: Frame, sparing: bool = False) -> None:
        """Take a frame, to be handed out to all, or ``sparing`` to those that get every one and half of the others.

        Who asked for a costly answer is not passed over where it is there, as the next one takes long to come.
        """
        self._frame = frame
        self._turn = 1 - self._turn
        seen = self._seen()
        costly = {request for request in (*frame.answers, *frame.failures) if request.costly} if sparing else set()
        others = [subscriber for subscriber in seen if not (subscriber.every_frame or _asks(subscriber, costly))]
        passed_over = others[self._turn :: 2] if sparing else []
        self._due.extend(subscriber for subscriber in seen if subscriber not in passed_over)

    def hand_out(self) -> Frame | None:
        """Give one after the other the frame, until the budget is spent; returns it once all have it."""
        if not self._due or self._frame is None:
            return None
        until = time.perf_counter() + BUDGET
        while self._due and time.perf_counter() < until:
            subscriber = self._due.popleft()
            self._given[subscriber] = self._frame
            _give(subscriber, partial(subscriber.set_frame, self._frame))
        return None if self._due else self._frame


def _asks(subscriber: Subscriber, costly: set[Request]) -> bool:
    """Whether a watcher asked for one of these."""
    return bool(costly) and not costly.isdisjoint(_asked(subscriber))


def _is_out(subscriber: Subscriber) -> bool:
    """Whether it failed, and nobody tried again."""
    return isinstance(subscriber, Answerable) and subscriber.failed


def _asked(subscriber: Subscriber) -> tuple[Request, ...]:
    """What it asks; nothing where it cannot tell."""
    with Guarded() as asking:
        return subscriber.requests()
    _note(subscriber, asking)
    return ()


def _give(subscriber: Subscriber, action: Callable[[], None]) -> None:
    """Let one of them take something."""
    if _is_out(subscriber):
        return
    with Guarded() as taking:
        action()
    _note(subscriber, taking)


def _note(subscriber: Subscriber, part: Guarded) -> None:
    if part.error is not None and isinstance(subscriber, Answerable):
        subscriber.fail(part.error)
