"""Playing: what a run does by itself: steps up to a goal, and the figures and pictures that are due on the way."""

from __future__ import annotations

import time
from collections.abc import Callable

from playground.engine.evaluations import Evaluations
from playground.engine.frames import Frames
from playground.engine.reporter import Reporter
from playground.engine.session import Session
from playground.engine.stepping import Stepping


class Playing:
    """Whether steps are being made (``lasts``), up to which, and what is owed besides them.

    Who calls it gives the session, which may be another one each time.
    """

    def __init__(
        self,
        reporter: Reporter,
        frames: Frames,
        is_called: Callable[[], bool],
        is_urgent: Callable[[], bool],
    ) -> None:
        """``is_called`` says whether a command was just sent, ``is_urgent`` whether one waits that figures hold up."""
        self._reporter = reporter
        self._frames = frames
        self._is_urgent = is_urgent
        self._goal: int | None = None
        self._stepping = Stepping(reporter, is_called)
        self.evaluations = Evaluations(reporter)
        self.lasts = False

    @property
    def waits_for_turn(self) -> bool:
        """Whether there is anything to do."""
        return self.lasts or self.evaluations.owed or self._frames.owed

    def turn(self, session: Session) -> None:
        """One thing: figures that are owed, or some steps, or else the picture that is owed."""
        if self.evaluations.owed:
            self.evaluations.give(session, self._is_urgent)
        elif self.lasts and not self._frames.owes_past:
            self._learn(session)
        elif self._frames.owed:
            self._frames.show(session, self._reporter.generation, playing=self.lasts)

    def begin(self, session: Session, steps: int | None) -> None:
        """Play, for so many steps or up to the experiment's own limits."""
        self.lasts, self._goal = True, None if steps is None else session.step_count + steps
        self._reporter.begin_measuring(session)
        self.evaluations.begin()

    def pause(self, session: Session) -> None:
        """Before an end that was asked for: one more step where that tells how the nodes are doing."""
        if self.lasts:
            self._stepping.finish(session, self._limit(session))

    def end(self, session: Session | None) -> None:
        """Stop, and owe the figures and the picture of exactly this step."""
        self.lasts = False
        self._goal = None
        self._frames.owed = True
        if session is not None:
            self.evaluations.owe(session)

    def cease(self) -> None:
        """Stop, and owe nothing."""
        self.lasts = self._frames.owed = False
        self.evaluations.let_go()

    def renew(self, session: Session, fresh: bool) -> None:
        """Modules or data are others, or learning begins ``fresh``, which pauses."""
        if fresh:
            self.lasts = False
            self.evaluations.forget()
        if not self.lasts:
            self._stepping.forget()
        self.owe_all(session)

    def owe_all(self, session: Session) -> None:
        """Owe figures and a picture: what is there is not what it was."""
        self.evaluations.outdate()
        self.evaluations.let_go()  # while playing they come at their usual times: a slider must not hold the steps up
        if not self.lasts:
            self.evaluations.owe(session)
        self._frames.owed = True

    # ---------------------------------------------------------------------------------------------------------- inside

    def _learn(self, session: Session) -> None:
        """Some steps: until it is time to report, an epoch ends, the goal is reached or a command waits."""
        limit = self._limit(session)
        if limit is not None and limit <= 0:
            self._end_at_limit(session)
            return
        losses = self._stepping.go(session, limit, self.evaluations.soon(session))
        if len(losses) == limit:
            self._end_at_limit(session)
        else:
            self._between(session, losses)

    def _end_at_limit(self, session: Session) -> None:
        asked = self._goal is not None
        self.end(session)
        self._reporter.standing(session, playing=False)
        if not asked:
            self._reporter.stopped(session)

    def _limit(self, session: Session) -> int | None:
        return session.steps_left() if self._goal is None else self._goal - session.step_count

    def _between(self, session: Session, losses: list[float]) -> None:
        """What is due after a slice of steps: figures, a frame, where learning stands."""
        now = time.perf_counter()
        self.evaluations.plan(session, losses, now)
        if self._frames.due(now):
            self._frames.show(session, self._reporter.generation, playing=True)
        if self._reporter.measure(session, now):
            self._reporter.standing(session, playing=True)
