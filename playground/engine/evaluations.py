"""Evaluations: when the trainer owes figures of the training and the test part, and posting them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from playground.engine.evaluator import Figures
from playground.engine.pacing import Pacing
from playground.engine.reporter import Reporter
from playground.engine.session import Session
from playground.model.difference import difference
from playground.model.experiment import Experiment

DRAG_SECONDS = 1.0
"""Changes that follow each other within this time belong together."""
POST_SECONDS = 0.05
"""Figures at the ends of epochs that stopping wants are posted this often at most."""


class Evaluations:
    """What the trainer does about figures. ``owed`` says whether they are to be made before anything is learned."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self._pacing = Pacing()
        self._given_at = -1
        self._given_of: Experiment | None = None
        self._given: tuple[Figures, ...] | None = None
        self._whole = False
        self._changed = 0.0
        self._posted = 0.0
        self._waiting: tuple[tuple[int, float], tuple[Figures, ...]] | None = None
        self.owed = False

    @property
    def test_accuracy(self) -> float:
        """The accuracy on the test part as it was measured last; no number where there is none."""
        return float("nan") if self._given is None else self._given[1].accuracy

    def forget(self) -> None:
        """Learning starts anew: nothing is known of what evaluations cost."""
        self._pacing.forget()

    def begin(self) -> None:
        """Count from now, as playing starts."""
        self._pacing.begin()

    def outdate(self) -> None:
        """What was posted last is not true any more, whatever the step; while playing, new figures come soon."""
        self._given_at = -1
        self._waiting = None
        self._pacing.change()

    def note_tuned(self, session: Session, playing: bool) -> None:
        """The optimizer has other settings: figures are what they were, and are told again as those of after it."""
        self._pacing.change()
        if not session.step_count or playing:
            return
        if self._given is not None and self._given_at == session.step_count:
            self._reporter.figures(session, *self._given)
        else:
            self.owe(session)

    def owe(self, session: Session) -> None:
        """Owe figures of exactly this step, unless it has them."""
        self._whole = session.at_epoch_end
        self.owed = self._given_at != session.step_count

    def let_go(self) -> None:
        """Owe nothing."""
        self.owed = False

    def soon(self, session: Session) -> int | None:
        """After how many steps from here figures are due because of their number; ``None`` where they are not."""
        return self._pacing.soon(session.step_count)

    def plan(self, session: Session, losses: Sequence[float], now: float) -> None:
        """After a slice of steps with these losses: owe figures where they are due."""
        self._pacing.add(losses)
        self.owed, self._whole = self._pacing.plan(session.step_count, session.at_epoch_end, now)

    def give_before_change(self, session: Session, is_urgent: Callable[[], bool]) -> None:
        """Something is about to be changed: post figures of what it was, unless the last ones are young.

        Only the first of changes that follow each other closely, as in a slider's drag, is worth the time.
        """
        now = time.perf_counter()
        first, self._changed = now - self._changed >= DRAG_SECONDS, now
        if first and session.step_count and self._given_at != session.step_count and self._pacing.stale(now):
            self._whole = False
            self.give(session, is_urgent)

    def give(self, session: Session, is_urgent: Callable[[], bool]) -> None:
        """Post the figures that are owed, whole or quick ones; they stay owed where a command came in between.

        ``is_urgent`` tells whether a command waits that must not wait for them.

        Raises:
            Divergence: the weights are not finite; learning is back at calm ones.
        """
        session.check()
        start = time.perf_counter()
        found = session.evaluate(self._whole, is_urgent)
        if found is None:
            return
        session.judging.note(found)
        self._note(session, found, start, self._whole)
        self._post(session, found)
        self.owed = False

    def end_epoch(self, session: Session, is_urgent: Callable[[], bool]) -> bool | None:
        """Let stopping have the figures that it wants at the end of an epoch; returns whether the run is over.

        ``None`` where a command came in between: they are still wanted then. Of epochs that follow each other closely
        not all figures are posted, but those of the best one are, and those where the run is over.

        Raises:
            Divergence: the weights are not finite; learning is back at calm ones.
        """
        session.check()
        start = time.perf_counter()
        found = session.evaluate(full=True, interrupted=is_urgent)
        if found is None:
            return None
        before, is_over = session.judging.best, session.judging.take(found)
        self._note(session, found, start, whole=True)
        if is_over or start - self._posted >= POST_SECONDS:
            self._post(session, found)
        elif session.judging.best != before:
            self._waiting = ((session.step_count, session.epoch), found)
        return is_over

    # ---------------------------------------------------------------------------------------------------------- inside

    def _post(self, session: Session, found: tuple[Figures, ...]) -> None:
        """Post figures, before them those that wait, and after them where the run was best."""
        self._posted = time.perf_counter()
        if self._waiting is not None and self._waiting[0][0] < session.step_count:
            self._reporter.figures(session, *self._waiting[1], at=self._waiting[0])
        self._waiting = None
        self._reporter.figures(session, *found)
        self._reporter.best(session)
        self._given_at = session.step_count

    def _note(self, session: Session, found: tuple[Figures, ...], start: float, whole: bool) -> None:
        """Learn what an evaluation costs."""
        if self._given_of is not session.experiment:
            if self._given_of is not None and difference(self._given_of, session.experiment).rebuild:
                self._pacing.renew()
            self._given_of = session.experiment
        count = max(len(session.samples.test_inputs), len(session.samples.validation_inputs))
        self._pacing.note(whole, start, time.perf_counter(), count, session.step_count)
        self._given = found
