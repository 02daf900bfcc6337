"""A desk: a reader of one link, for tests, with a trainer in a thread where none is given."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

from playground.engine.link import Link
from playground.engine.messages import Frame, Report, State
from playground.engine.thread_link import ThreadLink
from tests.waiting import PATIENCE_SECONDS, moments

R = TypeVar("R", bound=Report)


class Desk:
    """A reader of one link: keeps all reports, waits for wanted ones."""

    def __init__(self, link: Link | None = None) -> None:
        self.link: Link = link or ThreadLink()
        self.reports: list[Report] = []
        self._arrived: deque[Report] = deque()
        self.link.start()

    def wait(
        self, kind: type[R], matches: Callable[[R], bool] = lambda _: True, seconds: float = PATIENCE_SECONDS
    ) -> R:
        """Wait for the next report that matches; those read on the way are in ``reports``."""
        for _ in moments(seconds):
            self._arrived += self.link.reports()
            while self._arrived:
                report = self._arrived.popleft()
                self.reports.append(report)
                if isinstance(report, kind) and matches(report):
                    return report
        raise AssertionError(f"no {kind.__name__} within {seconds} s; last were {self.reports[-3:]}")

    def frame(self, step: int, seconds: float = PATIENCE_SECONDS) -> Frame:
        """Wait for the frame of a step."""
        return self.frame_where(lambda frame: frame.step == step, seconds)

    def frame_where(self, matches: Callable[[Frame], bool], seconds: float = PATIENCE_SECONDS) -> Frame:
        """Wait for the next frame that matches."""
        for _ in moments(seconds):
            frame = self.link.frame()
            if frame is not None and matches(frame):
                return frame
        raise AssertionError("no such frame came")

    def paused(self) -> State:
        return self.wait(State, lambda state: not state.playing)

    def of(self, kind: type[R]) -> list[R]:
        return [report for report in self.reports if isinstance(report, kind)]


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    assert desk.link.stop(10.0)
