"""Frames: when a run owes a picture of its network, and showing it."""

from __future__ import annotations

import time

from playground.engine.commands import Watch
from playground.engine.mailbox import Mailbox
from playground.engine.messages import Frame
from playground.engine.requests import Request
from playground.engine.session import Session

FRAME_SHARE = 20
"""Between two frames lies at least this many times the time that one takes,"""
FRAME_SECONDS = 0.05
"""but no more than this."""


class Frames:
    """What a run does about pictures. ``owed`` says whether one is to be shown, whatever the pace."""

    def __init__(self, mailbox: Mailbox, run: int) -> None:
        self._mailbox = mailbox
        self._run = run
        self._requests: tuple[Request, ...] = ()
        self._at: int | None = None
        self._averaged = False
        self._last = self._cost = 0.0
        self.owed = False

    def watch(self, command: Watch) -> None:
        """Answer these requests from now on."""
        self._requests, self._at, self._averaged = command.requests, command.at, command.averaged
        self.owed = True

    def owe_if_settings_show(self) -> None:
        """Owe one where an answer rests on the optimizer's settings, which have just changed."""
        self.owed = self.owed or any(request.shows_settings for request in self._requests)

    @property
    def owes_past(self) -> bool:
        """Whether a recorded step was asked for, which comes but once and so before the next steps."""
        return self.owed and self._at is not None and self._mailbox.wants_frame(self._run)

    def due(self, now: float) -> bool:
        """Whether it is time for one while playing. None is replaced before it is taken: costly answers come seldom."""
        pause = min(FRAME_SECONDS, FRAME_SHARE * self._cost)
        changes = self._at is None and now - self._last >= pause
        return self._mailbox.wants_frame(self._run) and (self.owed or changes)

    def show(self, session: Session, generation: int, playing: bool) -> None:
        """Put a frame into the mailbox, of now or of the past.

        Raises:
            Divergence: the weights are not finite; learning is back at calm ones.
        """
        self.owed = False
        if self._at is not None:
            then = session.past.answer(self._at, self._requests, self._averaged)
            frame = Frame(generation, *then, session.revision, self._at, self._averaged, run=self._run)
            self._mailbox.show(frame)
            return
        start = time.perf_counter()
        session.check()
        answers, failures = session.answer(self._requests, not playing, self._averaged)
        where = (generation, session.step_count, session.epoch)
        frame = Frame(*where, answers, failures, session.revision, None, self._averaged, run=self._run)
        self._mailbox.show(frame)
        self._last = time.perf_counter()
        self._cost = self._last - start
