"""Audience: views and canvas together. What they want to see, and giving it to them without holding up the window."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from functools import partial

from playground.engine.history import History
from playground.engine.messages import Frame
from playground.engine.requests import Request
from playground.ui.guarding import Answerable, Guarded
from playground.ui.state.scene import Scene
from playground.ui.state.subscriber import Watcher

BUDGET = 0.012
"""Seconds a tick may spend on giving views their frames; the rest waits for the next tick."""


class Audience:
    """All watchers, and those that have not been given the latest frame yet. Only visible ones are served.

    Where one of them raises, that is reported and the others are served all the same.
    """

    def __init__(self) -> None:
        self._watchers: list[Watcher] = []
        self._due: deque[Watcher] = deque()
        self._frame: Frame | None = None
        self._generation = -1
        self._turn = 0
        self._told: dict[Watcher, tuple[History, int]] = {}
        self._given: dict[Watcher, Frame] = {}

    @property
    def waits(self) -> bool:
        """Whether some have not been given the latest frame yet."""
        return bool(self._due)

    def add(self, watcher: Watcher) -> bool:
        """Serve one more; false where it is served already."""
        if watcher in self._watchers:
            return False
        self._watchers.append(watcher)
        return True

    def introduce(self, watcher: Watcher, scene: Scene, history: History) -> None:
        """Give one all that there is to look at, which is new to it."""
        _give(watcher, partial(watcher.set_scene, scene))
        self._tell(watcher, history)
        self._given.pop(watcher, None)

    def requests(self) -> tuple[Request, ...]:
        """What the visible ones want to see, each thing once."""
        wanted: dict[Request, None] = {}
        for watcher in self._seen():
            wanted.update(dict.fromkeys(_asked(watcher)))
        return tuple(wanted)

    def set_scene(self, scene: Scene) -> None:
        """Share a changed experiment or new samples; a frame of an older network is handed out no further."""
        other, self._generation = scene.generation != self._generation, scene.generation
        for watcher in self._watchers:
            if other and isinstance(watcher, Answerable) and watcher.failed:
                watcher.recover()
            _give(watcher, partial(watcher.set_scene, scene))
        if self._frame is not None and self._frame.generation != scene.generation:
            self._frame = None
            self._due.clear()

    def set_history(self, history: History) -> None:
        """Share the curves; those of another run with the hidden ones too, so that none keeps a figure of the last."""
        for watcher in self._watchers:
            told = self._told.get(watcher)
            if watcher.isVisible() or told is None or told[0] is not history:
                self._tell(watcher, history)

    def catch_up(self, history: History) -> None:
        """Share the curves, and the latest frame, with those that have come into sight since.

        Where they ask nothing that others have not asked already, no other frame would come.
        """
        now = (history, history.revision)
        seen = self._seen()
        for watcher in seen:
            if self._told.get(watcher) != now:
                self._tell(watcher, history)
        if self._frame is not None:
            self._due.extend(
                watcher for watcher in seen if self._given.get(watcher) is not self._frame and watcher not in self._due
            )

    def _tell(self, watcher: Watcher, history: History) -> None:
        self._told[watcher] = (history, history.revision)
        _give(watcher, partial(watcher.set_history, history))

    def _seen(self) -> list[Watcher]:
        return [watcher for watcher in self._watchers if watcher.isVisible() and not _is_out(watcher)]

    def set_frame(self, frame: Frame, sparing: bool = False) -> None:
        """Take a frame, to be handed out to all, or ``sparing`` to those that get every one and half of the others.

        Who asked for a costly answer is not passed over where it is there, as the next one takes long to come.
        """
        self._frame = frame
        self._turn = 1 - self._turn
        seen = self._seen()
        costly = {request for request in (*frame.answers, *frame.failures) if request.costly} if sparing else set()
        others = [watcher for watcher in seen if not (watcher.every_frame or _asks(watcher, costly))]
        passed_over = others[self._turn :: 2] if sparing else []
        self._due.extend(watcher for watcher in seen if watcher not in passed_over)

    def hand_out(self) -> Frame | None:
        """Give one after the other the frame, until the budget is spent; returns it once all have it."""
        if not self._due or self._frame is None:
            return None
        until = time.perf_counter() + BUDGET
        while self._due and time.perf_counter() < until:
            watcher = self._due.popleft()
            self._given[watcher] = self._frame
            _give(watcher, partial(watcher.set_frame, self._frame))
        return None if self._due else self._frame


def _asks(watcher: Watcher, costly: set[Request]) -> bool:
    """Whether a watcher asked for one of these."""
    return bool(costly) and not costly.isdisjoint(_asked(watcher))


def _is_out(watcher: Watcher) -> bool:
    """Whether it failed, and nobody tried again."""
    return isinstance(watcher, Answerable) and watcher.failed


def _asked(watcher: Watcher) -> tuple[Request, ...]:
    """What it asks; nothing where it cannot tell."""
    with Guarded() as asking:
        return watcher.requests()
    _note(watcher, asking)
    return ()


def _give(watcher: Watcher, deed: Callable[[], None]) -> None:
    """Let one of them take something."""
    if _is_out(watcher):
        return
    with Guarded() as taking:
        deed()
    _note(watcher, taking)


def _note(watcher: Watcher, part: Guarded) -> None:
    if part.error is not None and isinstance(watcher, Answerable):
        watcher.fail(part.error)
