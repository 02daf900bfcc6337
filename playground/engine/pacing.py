"""Pacing: when figures and looks at the nodes are due, so that they come often and hold the steps up little."""

from __future__ import annotations

import math
import time

from playground.engine.evaluation import QUICK

EVALUATION_SECONDS = 2.0
"""Within a long epoch, a quick evaluation comes this often, or less often where ``EVALUATION_SHARE`` asks for it."""
EVALUATION_SHARE = 60
"""Ends of short epochs are evaluated where the last evaluation is this many times the cost of one ago;"""
FIRST_SHARE = 12
"""The first evaluations come sooner, as most is learned then: this many times the cost, and twice as many each time."""
WHOLE_SHARE = 10
"""those of epochs that take this many times the cost of the whole test part, and ``EVALUATION_SECONDS``, always."""


HEALTH_SECONDS = 0.25
"""How nodes are doing is looked at this often,"""
HEALTH_SHARE = 100
"""and at least this many times the time it takes apart."""


class Checkups:
    """When it is time to look at how every node is doing, so that it costs one part in a hundred at most."""

    def __init__(self) -> None:
        self._next = 0.0

    def forget(self) -> None:
        """What it costs is not known any more: the network or the data is another."""
        self._next = 0.0

    def due(self, now: float) -> bool:
        """Whether the next step is to be watched."""
        return now >= self._next

    def stop(self) -> None:
        """Look no more, until ``forget``."""
        self._next = math.inf

    def note(self, seconds: float, end: float) -> None:
        """Learn from a look that took so long and ended then."""
        self._next = end + max(HEALTH_SECONDS, HEALTH_SHARE * seconds)


class Pacing:
    """What evaluations cost and when the last ones were: whole ones (``True``), and quick ones."""

    def __init__(self) -> None:
        self._costs = {True: 0.0, False: 0.0}
        self._last = {True: 0.0, False: 0.0}
        self._epoch_began = 0.0
        self._given = 0

    def forget(self) -> None:
        """Forget what evaluations cost: the network or the data is another."""
        self._costs = {True: 0.0, False: 0.0}
        self._given = 0

    def begin(self) -> None:
        """Count from now, as playing starts."""
        now = time.perf_counter()
        self._last = dict.fromkeys((True, False), now)
        self._epoch_began = now

    def plan(self, at_epoch_end: bool, now: float) -> tuple[bool, bool]:
        """Whether figures are due, and whether on the whole test part."""
        since = {whole: now - last for whole, last in self._last.items()}
        share = min(EVALUATION_SHARE, FIRST_SHARE * 2 ** min(max(self._given - 1, 0), 8))
        enough = {whole: share * cost for whole, cost in self._costs.items()}
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
        self._given += 1
        self._costs[whole] = end - start
        if self._costs[True] == 0.0:  # not known yet: as much longer as the test part is
            self._costs[True] = (end - start) * max(1.0, test_count / QUICK)
