"""RateTrial: the range test that a run in the trainer has under way, a slice of steps at a time."""

from __future__ import annotations

import time

import numpy as np

from playground.engine.commands import TryRates
from playground.engine.range_test import RangeTest
from playground.engine.reporter import Reporter
from playground.engine.session import Session

SLICE_SECONDS = 0.025
"""What was found is reported this often."""


class RateTrial:
    """At most one range test; the run's own steps wait for it, and are what they would have been without."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self._test: RangeTest | None = None
        self._from_start = False

    @property
    def lasts(self) -> bool:
        """Whether there is something to do."""
        return self._test is not None

    def begin(self, session: Session, command: TryRates) -> None:
        """Begin on a copy of what a session has learned so far, or began with, in the place of one that is under way.

        Raises:
            NotTrainable: memory does not suffice for a copy.
        """
        self._test, self._from_start = None, command.from_start
        if command.steps:
            ends = (command.lowest, command.highest)
            self._test = RangeTest(session.checkpoint(), session.tensors, command.steps, *ends, command.from_start)

    def turn(self) -> None:
        """Make some steps, and report all so far."""
        test, start = self._test, time.perf_counter()
        if test is None:
            return
        try:
            while test.lasts and time.perf_counter() < start + SLICE_SECONDS:
                test.step()
        except Exception:
            self.cease()
            raise
        if not test.lasts:
            self._test = None
        found = (np.array(test.rates), np.array(test.losses))
        self._reporter.rates_tried(*found, ended=not test.lasts, from_start=self._from_start)

    def cease(self) -> None:
        """Let it go: the run is another now."""
        if self._test is not None:
            self._test = None
            self._reporter.rates_tried(np.empty(0), np.empty(0), ended=True, from_start=self._from_start)
