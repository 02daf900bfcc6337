"""AnswerPacing: while training goes on, costly questions are answered now and then; paused, in every frame."""

from __future__ import annotations

from collections.abc import Sequence

from playground.engine.requests import Request

SHARE = 30
"""Between two answers to a costly question lies at least this many times the time that one takes."""


class AnswerPacing:
    """What costly questions took and when they were answered. A new question is answered at once."""

    def __init__(self) -> None:
        self._next: dict[Request, float] = {}

    def forget(self) -> None:
        """What was answered is not so any more: something other than a step changed the network."""
        self._next.clear()

    def due(self, requests: Sequence[Request], now: float) -> list[Request]:
        """Those that are to be answered at that time; costly ones that nobody asks any more are forgotten."""
        self._next = {request: then for request, then in self._next.items() if request in requests}
        return [request for request in requests if now >= self._next.get(request, now)]

    def note(self, request: Request, start: float, end: float) -> None:
        """Learn from one answer, when it was begun and ended (seconds), when the next is due."""
        if request.costly:
            self._next[request] = end + SHARE * (end - start)
