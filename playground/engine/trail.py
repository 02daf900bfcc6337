"""Trail: the last snapshots of a run and the losses since, so that learning can go back to where it was well."""

from __future__ import annotations

import sys
import time

from playground.engine.divergence import CALM, GROWTH, LEAST
from playground.engine.snapshot import Snapshot

SNAPSHOT_SECONDS = 0.25
"""A snapshot is taken at most this often,"""
SNAPSHOT_SHARE = 20
"""and at least this many times the time it takes apart."""


class Trail:
    """Two snapshots, and the loss of every step since the older one."""

    def __init__(self, start: Snapshot) -> None:
        self._snapshots = [start]
        self.losses: list[float] = []
        self.next_time = time.perf_counter() + SNAPSHOT_SECONDS

    def add(self, snapshot: Snapshot, seconds: float) -> None:
        """Remember another snapshot, which took so long to take; of those before, the newest stays."""
        self._snapshots.append(snapshot)
        if len(self._snapshots) > 2:
            old = self._snapshots.pop(0)
            del self.losses[: self._snapshots[0].step - old.step]
        self.next_time = time.perf_counter() + max(SNAPSHOT_SECONDS, SNAPSHOT_SHARE * seconds)

    def calm_step(self, first: float | None) -> tuple[int, float | None]:
        """The last step whose weights gave a calm loss, beside the first loss of the run, and that loss."""
        oldest = self._snapshots[0].step
        bound = CALM * max(first or 0.0, LEAST)
        good = [place for place, loss in enumerate(self.losses) if loss <= bound]
        return (oldest + good[-1], self.losses[good[-1]]) if good else (oldest, first)

    def back_to(self, step: int) -> Snapshot:
        """The newest snapshot at or before a step; what lies after that step is forgotten."""
        while len(self._snapshots) > 1 and self._snapshots[-1].step > step:
            self._snapshots.pop()
        del self.losses[step - self._snapshots[0].step :]
        return self._snapshots[-1]


def ceiling(first: float | None) -> float:
    """The greatest loss that is learned from, given the run's first one."""
    most = sys.float_info.max
    return most if first is None else min(most, GROWTH * max(first, LEAST))
