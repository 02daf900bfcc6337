"""RecentSteps: the losses of the last steps of a run, and which snapshots they prove to be calm."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from playground.engine.divergence import CALM
from playground.engine.snapshot import Snapshot
from playground.modules.training_step import LEAST_LOSS

SNAPSHOT_SECONDS = 0.25
"""A snapshot is taken at most this often,"""
SNAPSHOT_SHARE = 20
"""and at least this many times the time it takes apart."""

PROOF = 10
"""A snapshot is a safe point once the mean of so many losses up to it is calm: one batch may be lucky."""


@dataclass(frozen=True)
class SafePoint:
    """A snapshot known to be calm: ``loss`` is that of the step after it, which its weights gave.

    ``level`` is the least mean of ``PROOF`` losses that a change of settings was made at, infinite before the first.
    """

    snapshot: Snapshot
    loss: float
    level: float = math.inf

    def for_another_optimizer(self) -> SafePoint:
        """The same place, to be gone back to with an optimizer that remembers nothing of it."""
        return replace(self, snapshot=replace(self.snapshot, optimizer={}))


class RecentSteps:
    """Two snapshots, the loss of every step since the older one, and a safe point from before them.

    The safe point outlives changes of settings: what was learned under others is not learned again, but gone back to
    as it was. So weights that a change wrecked are never taken for good ones, however soon the next change comes.
    """

    def __init__(self, start: Snapshot, safe_point: SafePoint | None = None, before: Sequence[float] = ()) -> None:
        """Begin at a snapshot; ``before`` are the losses up to it, as far as they prove anything."""
        self._snapshots = [start]
        self._safe_point = safe_point
        self._before = list(before)
        self._dropped = 0
        self.losses: list[float] = []
        self.next_time = time.perf_counter() + SNAPSHOT_SECONDS

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """What is needed to go back: the safe point, if there is one, and the last one or two."""
        safe = () if self._safe_point is None else (self._safe_point.snapshot,)
        return (*safe, *self._snapshots)

    def add(self, snapshot: Snapshot, seconds: float, first: float | None) -> None:
        """Remember another snapshot, which took so long to take; of those before, the newest stays."""
        if len(self._snapshots) > 1:
            self._safe_point = self._found(first)
            count = self._snapshots[1].step - self._snapshots[0].step
            self._before = (self._before + self.losses[:count])[-PROOF:]
            self._dropped += count
            del self._snapshots[0], self.losses[:count]
        self._snapshots.append(snapshot)
        self.next_time = time.perf_counter() + max(SNAPSHOT_SECONDS, SNAPSHOT_SHARE * seconds)

    def followed_by(self, start: Snapshot, first: float | None, other_optimizer: bool) -> RecentSteps:
        """What is known after a change of settings: it begins where learning stands now and keeps the safe point."""
        safe_point = self._found(first)
        if safe_point is not None and other_optimizer:
            safe_point = safe_point.for_another_optimizer()
        # A few losses since the last change prove nothing of the weights it led to; none leave them be.
        learned = self._dropped + len(self.losses)
        proof = (self._before + self.losses)[-PROOF:] if learned == 0 or learned >= PROOF else []
        if safe_point is not None and len(proof) == PROOF:
            safe_point = replace(safe_point, level=min(safe_point.level, sum(proof) / PROOF))
        return RecentSteps(start, safe_point, proof)

    def calm_step(self, first: float | None) -> tuple[int, float | None]:
        """The last step whose weights gave a calm loss, beside the first loss of the run, and that loss.

        Where none did since the older snapshot it is the safe point; without one, the older snapshot.
        """
        oldest, bound = self._snapshots[0].step, self._bound(first)
        good = [place for place, loss in enumerate(self.losses) if loss <= bound]
        if good:
            return oldest + good[-1], self.losses[good[-1]]
        return (oldest, first) if self._safe_point is None else (self._safe_point.snapshot.step, self._safe_point.loss)

    def back_to(self, step: int) -> Snapshot:
        """The newest snapshot at or before a step; what lies after that step is forgotten."""
        if self._safe_point is not None and step < self._snapshots[0].step:
            self._snapshots = [self._safe_point.snapshot]
            self._before, self._dropped = [], 0
            self.losses.clear()
        while len(self._snapshots) > 1 and self._snapshots[-1].step > step:
            self._snapshots.pop()
        del self.losses[step - self._snapshots[0].step :]
        return self._snapshots[-1]

    def _found(self, first: float | None) -> SafePoint | None:
        """The newest snapshot that is known to be calm, beside the first loss of the run.

        Its own loss was calm, and so was the mean of ``PROOF`` losses up to it. Where there is no safe point yet, its
        own loss is enough.
        """
        bound = self._bound(first)
        needed = 1 if self._safe_point is None else PROOF
        for snapshot in reversed(self._snapshots):
            count = snapshot.step - self._snapshots[0].step + 1
            proof = (self._before + self.losses[:count])[-PROOF:]
            known = count <= len(self.losses) and len(proof) >= needed
            if known and proof[-1] <= bound and sum(proof) <= bound * len(proof):
                return SafePoint(snapshot, proof[-1], self._safe_point.level if self._safe_point else math.inf)
        return self._safe_point

    def _bound(self, first: float | None) -> float:
        """The greatest loss that counts as calm, beside the run's first one and beside the level before changes.

        A rate that is dragged slowly spoils the weights long before their loss is beyond that of the first step.
        """
        level = math.inf if self._safe_point is None else self._safe_point.level
        return CALM * max(min(first or 0.0, level), LEAST_LOSS)
