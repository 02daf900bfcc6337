"""Pacing: when figures are due while training, so that they come often and hold the steps up little."""

from __future__ import annotations

import time

from playground.engine.evaluation import QUICK

EVALUATION_SECONDS = 2.0
"""Within a long epoch, a quick evaluation comes this often, or less often where ``EVALUATION_SHARE`` asks for it."""
EVALUATION_SHARE = 30
"""Ends of short epochs are evaluated where the last evaluation is this many times the cost of one ago;"""
WHOLE_SHARE = 10
"""those of epochs that take this many times the cost of the whole test part, and ``EVALUATION_SECONDS``, always."""


class Pacing:
    """What evaluations cost and when the last ones were: whole ones (``True``), and quick ones."""

    def __init__(self) -> None:
        self._costs = {True: 0.0, False: 0.0}
        self._last = {True: 0.0, False: 0.0}
        self._epoch_began = 0.0

    def forget(self) -> None:
        """Forget what evaluations cost: the network or the data is another."""
        self._costs = {True: 0.0, False: 0.0}

    def begin(self) -> None:
        """Count from now, as playing starts."""
        now = time.perf_counter()
        self._last = dict.fromkeys((True, False), now)
        self._epoch_began = now

    def plan(self, at_epoch_end: bool, now: float) -> tuple[bool, bool]:
        """Whether figures are due, and whether on the whole test part."""
        since = {whole: now - last for whole, last in self._last.items()}
        enough = {whole: EVALUATION_SHARE * cost for whole, cost in self._costs.items()}
        long = max(EVALUATION_SECONDS, WHOLE_SHARE * self._costs[True])
        whole = at_epoch_end and (since[True] >= enough[True] or now - self._epoch_began >= long)
        quickly = at_epoch_end and since[False] >= enough[False]
        if at_epoch_end:
            self._epoch_began = now
        return whole or quickly or since[False] >= max(EVALUATION_SECONDS, enough[False]), whole

    def note(self, whole: bool, start: float, end: float, test_count: int) -> None:
        """Learn from an evaluation what one costs, with so many samples in the test part."""
        for each in (True, False) if whole else (False,):
            self._last[each] = end
        self._costs[whole] = end - start
        if self._costs[True] == 0.0:  # not known yet: as much longer as the test part is
            self._costs[True] = (end - start) * max(1.0, test_count / QUICK)
