"""Pacing: when figures and looks at the nodes are due, so that they come often and hold the steps up little."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Sequence
from statistics import median, median_low

from playground.model.learning import QUICK

EVALUATION_SECONDS = 2.0
"""Within a long epoch, a quick evaluation comes this often, or less often where ``REGULAR_SHARE`` asks for it."""
REGULAR_SHARE = 100
"""Ends of short epochs are evaluated where the last evaluation is this many times the cost of one ago;"""
WHOLE_SHARE = 10
"""those of epochs that take this many times the cost of the whole test part, and ``EVALUATION_SECONDS``, always."""
EVALUATION_SHARE = 100
"""In the long run all quick evaluations together take one part in so many of the time."""
CHEAP = 0.1
"""Evaluations that take at most this many seconds are made generously: all that are saved take about a second."""
SAVINGS = {True: 12, False: 5}
"""So many quick evaluations, cheap or not, may be made ahead of that: at first, and where the loss leaps."""
APART = {True: 3, False: 12}
"""They are this many times the cost of one apart at the least."""
GROWN = 2.0
"""One is due once there are this many times the steps of the last one,"""
MOVED = 1.5
"""or once the loss of the batches is this many times what it was then, or as small a part of it."""
LATEST = 5
"""What an evaluation costs is the median of so many: now and then one is held up by something else."""
RECENT = 20
"""The loss of the batches is the median of so many."""
MARK_SHARE = 6
"""Before a change, figures are made anew where the last ones are this many times their cost old."""


HEALTH_SECONDS = 0.25
"""How nodes are doing is looked at this often,"""
HEALTH_SHARE = 100
"""and at least this many times the time it takes apart;"""
FIRST_LOOKS = 12
"""of so many looks each may come as soon as there are ``GROWN`` times the steps of the one before: a few hundred quick
steps are over in less than a second, and tell enough."""


class Checkups:
    """When it is time to look at how every node is doing, so that it costs one part in a hundred in the long run."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """What it costs is not known any more, and steps are counted anew: something is another."""
        self._next, self._given = 0.0, 0
        self._first, self._step = -1, 0

    def due(self, now: float, step: int) -> bool:
        """Whether the step after this one is to be watched."""
        if self._first < 0:
            self._first = step
        early = self._given < FIRST_LOOKS and step + 1 - self._first >= GROWN * self._step
        return now >= self._next or (early and self._next < math.inf)

    def stop(self) -> None:
        """Look no more, until ``forget``."""
        self._next = math.inf

    def note(self, seconds: float, end: float, step: int) -> None:
        """Learn from a look after a step that took so long and ended then."""
        self._next = end + max(HEALTH_SECONDS, HEALTH_SHARE * seconds)
        self._given, self._step = self._given + 1, step - self._first


class Pacing:
    """What evaluations cost and when the last ones were: whole ones (``True``), and quick ones.

    They come at every doubling of the steps, where the loss moves and after a change, as long as the time saved for
    that lasts (``SAVINGS``, which grow again while little happens), and else at a regular pace.
    """

    def __init__(self) -> None:
        self._last = {True: 0.0, False: 0.0}
        self._epoch_began = 0.0
        self.forget()

    def forget(self) -> None:
        """Forget what evaluations cost and what was learned: learning starts anew."""
        self._costs = {True: 0.0, False: 0.0}
        self._took: dict[bool, deque[float]] = {whole: deque(maxlen=LATEST) for whole in (True, False)}
        self._saved, self._counted = math.inf, math.nan  # as much as there may be, once costs are known
        self._losses: deque[float] = deque(maxlen=RECENT)
        self._step, self._loss = 0, math.nan
        self._changed = False

    def renew(self) -> None:
        """Something else is evaluated: the next evaluation alone tells what one costs."""
        for took in self._took.values():
            took.clear()

    def begin(self) -> None:
        """Count from now, as playing starts."""
        now = time.perf_counter()
        self._last = dict.fromkeys((True, False), now)
        self._epoch_began = self._counted = now

    def add(self, losses: Sequence[float]) -> None:
        """Take the losses of the last batches."""
        self._losses.extend(losses[-RECENT:])

    def change(self) -> None:
        """Something was changed: figures are due soon, whatever the step."""
        self._changed = True

    def soon(self, step: int) -> int | None:
        """After how many steps from here figures are due because of their number; ``None`` where they are not."""
        left = max(math.ceil(GROWN * self._step), 1) - step
        return left if left > 0 and self._saved >= self._costs[False] else None

    def plan(self, step: int, at_epoch_end: bool, now: float) -> tuple[bool, bool]:
        """Whether figures are due after a step, and whether on the whole test part."""
        since = {whole: now - last for whole, last in self._last.items()}
        enough = {whole: REGULAR_SHARE * cost for whole, cost in self._costs.items()}
        long = max(EVALUATION_SECONDS, WHOLE_SHARE * self._costs[True])
        whole = at_epoch_end and (since[True] >= enough[True] or now - self._epoch_began >= long)
        quickly = at_epoch_end and since[False] >= enough[False]
        if at_epoch_end:
            self._epoch_began = now
        regular = quickly or since[False] >= max(EVALUATION_SECONDS, enough[False])
        return whole or regular or self._early(step, since[False], now), whole

    def stale(self, now: float) -> bool:
        """Whether the last figures are so old that a change is worth new ones before it."""
        return now - self._last[False] >= MARK_SHARE * self._costs[False]

    def note(self, whole: bool, start: float, end: float, test_count: int, step: int) -> None:
        """Learn from an evaluation after a step what one costs, with so many samples in the test part."""
        for each in (True, False) if whole else (False,):
            self._last[each] = end
        for each in (True, False) if test_count <= QUICK else (whole,):  # of a small test part all is quick
            self._took[each].append(end - start)
            self._costs[each] = median_low(self._took[each])
        if not self._took[True]:  # not known yet: as much longer as the test part is
            self._costs[True] = (end - start) * test_count / QUICK
        self._save(end)
        self._saved -= self._costs[False]
        self._step, self._loss, self._changed = step, self._now(), False

    def _early(self, step: int, since: float, now: float) -> bool:
        """Whether there is a reason for figures ahead of their time, and time saved for them."""
        cost = self._costs[False]
        if since < APART[cost <= CHEAP] * cost:
            return False
        self._save(now)
        return self._saved >= cost and (self._changed or step >= max(GROWN * self._step, 1) or self._moved())

    def _moved(self) -> bool:
        now, then = self._now(), self._loss
        if not (now > 0.0 and then > 0.0):
            return False
        return max(now / then, then / now) >= MOVED

    def _now(self) -> float:
        return median(self._losses) if self._losses else math.nan

    def _save(self, now: float) -> None:
        """Put a part of the time since the last call aside, up to what may be saved."""
        passed = now - self._counted if math.isfinite(self._counted) else 0.0
        self._counted = now
        cost = self._costs[False]
        if cost:  # else there is no telling how much may be saved
            self._saved = min(self._saved + max(passed, 0.0) / EVALUATION_SHARE, SAVINGS[cost <= CHEAP] * cost)
