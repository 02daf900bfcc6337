"""Evaluations: when the trainer owes figures of the training and the test part, and posting them."""

from __future__ import annotations

import time
from collections.abc import Callable

from playground.engine.pacing import Pacing
from playground.engine.reporter import Reporter
from playground.engine.session import Session


class Evaluations:
    """What the trainer does about figures. ``owed`` says whether they are to be made before anything is learned."""

    def __init__(self, reporter: Reporter, is_urgent: Callable[[], bool]) -> None:
        """``is_urgent`` tells whether a command waits that must not wait for an evaluation."""
        self._reporter = reporter
        self._is_urgent = is_urgent
        self._pacing = Pacing()
        self._given_at = -1
        self._whole = False
        self.owed = False

    def forget(self) -> None:
        """Learning starts anew: nothing is known of what evaluations cost."""
        self._pacing.forget()

    def begin(self) -> None:
        """Count from now, as playing starts."""
        self._pacing.begin()

    def outdate(self) -> None:
        """What was posted last is not true any more, whatever the step."""
        self._given_at = -1

    def owe(self, session: Session) -> None:
        """Owe figures of exactly this step, unless it has them."""
        self._whole = session.at_epoch_end
        self.owed = self._given_at != session.step_count

    def let_go(self) -> None:
        """Owe nothing."""
        self.owed = False

    def plan(self, session: Session, now: float) -> None:
        """Between two slices of steps: owe figures where they are due."""
        self.owed, self._whole = self._pacing.plan(session.at_epoch_end, now)

    def give(self, session: Session) -> None:
        """Post the figures that are owed, whole or quick ones; they stay owed where a command came in between.

        Raises:
            Divergence: the weights are not finite; learning is back at calm ones.
        """
        session.check()
        start = time.perf_counter()
        found = session.evaluate(self._whole, self._is_urgent)
        if found is None:
            return
        self._pacing.note(self._whole, start, time.perf_counter(), len(session.samples.test_inputs))
        self._given_at = session.step_count
        self._reporter.figures(session, *found)
        self.owed = False
