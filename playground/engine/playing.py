"""Playing: what a run does by itself: steps up to a goal, and the figures and pictures that are due on the way."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal

from playground.engine.commands import SetPlayback
from playground.engine.evaluations import Evaluations
from playground.engine.frames import Frames
from playground.engine.messages import Limit
from playground.engine.pause_rules import PauseRule
from playground.engine.pausing import Pausing
from playground.engine.reporter import Reporter
from playground.engine.session import Session
from playground.engine.step_pace import StepPace
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
        self._pausing = Pausing()
        self._came_true: PauseRule | None = None
        self.pace = StepPace()
        self.evaluations = Evaluations(reporter)
        self.lasts = self._is_judging = False

    @property
    def waits_for_turn(self) -> bool:
        """Whether there is anything to do."""
        return self._is_judging or (self.lasts and self.pace.is_due()) or self.evaluations.owed or self._frames.owed

    def turn(self, session: Session) -> None:
        """One thing: what stopping or the curves are owed, or some steps, or else the picture that is owed."""
        self._is_judging = False  # before it fails, or it would fail for ever
        if session.judging.is_due:
            self._end_epoch(session)
        elif self.evaluations.owed:
            self._evaluate(session)
        elif self.lasts and self.pace.is_due() and not self._frames.owes_past:
            self._learn(session)
        elif self._frames.owed:
            self._frames.show(session, self._reporter.generation, playing=self.lasts)

    def set_playback(self, command: SetPlayback) -> None:
        """Make steps at another pace, and pause for other reasons."""
        self.pace.set(command.steps_a_second)
        self._pausing.set(command.pause_when)

    def note_divergence(self, session: Session) -> None:
        """The loss went astray, and learning back."""
        if self.lasts and (rule := self._pausing.at_divergence()) is not None:
            self._reporter.paused(session, rule)

    def begin(self, session: Session, steps: int | None) -> None:
        """Play, for so many steps or up to the experiment's own limits."""
        session.judging.why = ""
        self.lasts, self._goal = True, None if steps is None else session.step_count + steps
        self._reporter.begin_measuring(session)
        self.evaluations.begin()

    def pause(self, session: Session) -> None:
        """Before an end that was asked for: one more step where that tells how the nodes are doing.

        In slow motion every step was seen, so none is added unseen.
        """
        if self.lasts and not self.pace.is_slow:
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
            self._pausing.forget()
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
        """Some steps: until it is time to report, an epoch ends, the goal is reached, a command waits or a rule holds.

        In slow motion that is one step, and its picture.
        """
        limit = self._limit(session)
        if limit is not None and limit <= 0:
            self._end_at_limit(session)
            return
        slow = self.pace.is_slow
        self.pace.note_step()
        soon = [end for end in (self.evaluations.soon(session), self._pausing.step_limit(session.step_count)) if end]
        is_last = self._is_last if self._pausing.watches_losses else None
        losses = self._stepping.go(session, limit, 1 if slow else min(soon, default=None), is_last)
        self._is_judging = session.judging.is_due
        if self._pauses(session):
            return
        if len(losses) == limit and not self._is_judging:
            self._end_at_limit(session)
        else:
            self._between(session, losses, slow)

    def _is_last(self, loss: float) -> bool:
        self._came_true = self._pausing.at_loss(loss)
        return self._came_true is not None

    def _pauses(self, session: Session) -> bool:
        """Pause where a rule came true with the last step; whether one did."""
        looked, self._stepping.looked = self._stepping.looked, None
        rule, self._came_true = self._came_true or self._pausing.at_step(session.step_count), None
        died = None if looked is None else self._pausing.at_health(looked)
        return self._pause_by(session, rule or died)

    def _pause_by(self, session: Session, rule: PauseRule | None) -> bool:
        if rule is None:
            return False
        self.end(session)
        self._reporter.paused(session, rule)
        self._reporter.standing(session, playing=False)
        return True

    def _evaluate(self, session: Session) -> None:
        """Figures that are owed, which may be reason to pause."""
        self.evaluations.give(session, self._is_urgent)
        if self.lasts and not self.evaluations.owed:
            self._pause_by(session, self._pausing.at_accuracy(self.evaluations.test_accuracy))

    def _end_epoch(self, session: Session) -> None:
        """The end of an epoch, which stopping looks at: the run may be over."""
        is_over = self.evaluations.end_epoch(session, self._is_urgent)
        self._is_judging = is_over is None
        limit = self._limit(session)
        if is_over or (self.lasts and limit is not None and limit <= 0):
            self._end_at_limit(session)

    def _end_at_limit(self, session: Session) -> None:
        judging, epoch, back = session.judging, session.epoch, None
        limit: Limit | Literal[""] = "stopping" if judging.why else "" if self._goal is not None else session.finished()
        if limit and judging.restores:
            back = judging.best if judging.go("best", exactly=False) else None
        self.end(session)
        if back is not None:
            self._reporter.went_to(session, "best")
        self._reporter.standing(session, playing=False)
        if limit:
            self._reporter.stopped(limit, epoch, judging.why, back)

    def _limit(self, session: Session) -> int | None:
        return session.steps_left() if self._goal is None else self._goal - session.step_count

    def _between(self, session: Session, losses: list[float], slow: bool) -> None:
        """What is due after a slice of steps: figures, a frame, where learning stands; all of it in slow motion."""
        now = time.perf_counter()
        self.evaluations.plan(session, losses, now)
        if self._frames.due(now):
            self._frames.show(session, self._reporter.generation, playing=True)
        self._frames.owed = self._frames.owed or slow
        if self._reporter.measure(session, now) or slow:
            self._reporter.standing(session, playing=True)
