"""SafeState: the newest state of learning that the window itself holds, in case the trainer is lost."""

from __future__ import annotations

from dataclasses import dataclass

from playground.engine.commands import Keep
from playground.engine.messages import MOST_BYTES, Kept
from playground.ui.state.learned import START, Stretch
from playground.ui.state.run import Run

PLAYING_SECONDS = 30.0
"""While training goes on a state is asked for this often,"""
SHARE = 50
"""at least this many times the time that the last one took apart,"""
SOON_SECONDS = 2.0
"""and at a pause, or where something else than a step changed what is learned, after so long."""


@dataclass(frozen=True)
class HeldState:
    """A state with its place: the stretch and beginning that it belongs to, step and epoch."""

    stretch: Stretch
    beginning: int
    state: bytes
    step: int
    epoch: float


class SafeState:
    """Asks for the state of a run now and then, and holds the newest one, of at most ``MOST_BYTES``."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._held: HeldState | None = None
        self._asked: tuple[str, Stretch, int] | None = None
        self._count = 0
        self._at = self._took = 0.0

    def look(self, now: float) -> None:
        """Ask where it is time to."""
        run, held = self._run, self._held
        standing = run.stretch.at(run.state.step)
        if self._asked is not None or standing == START:
            return
        same_stretch = held is not None and held.stretch == run.stretch and held.beginning == run.beginning
        if held is not None and same_stretch and held.step == standing.step:
            return
        going_on = same_stretch and run.state.playing
        if now - self._at >= max(PLAYING_SECONDS if going_on else SOON_SECONDS, SHARE * self._took):
            self.ask(now)

    def ask(self, now: float) -> bool:
        """Ask now; false where there is nothing to be held."""
        run = self._run
        if run.stretch.at(run.state.step) == START:
            return False
        self._at = now
        self._count += 1
        self._asked = (f"safe {self._count}", run.stretch, run.beginning)
        run.send(Keep(self._asked[0]))
        return True

    def take(self, kept: Kept, now: float) -> bool:
        """Hold what was asked for here; returns whether it was."""
        if self._asked is None or (kept.run, kept.token) != (self._run.number, self._asked[0]):
            return False
        (_, stretch, beginning), self._asked = self._asked, None
        self._took = now - self._at
        if kept.state and len(kept.state) <= MOST_BYTES:
            self._held = HeldState(stretch, beginning, kept.state, kept.step, kept.epoch)
        return True

    @property
    def waits(self) -> bool:
        """Whether an answer is still to come."""
        return self._asked is not None

    def usable(self) -> HeldState | None:
        """The state to go on from, now that the trainer is lost; ``None`` where there is none of this learning.

        What was changed since by other than steps goes on with the weights that fit.
        """
        self._asked = None
        run, held = self._run, self._held
        last_step = max(run.state.step, run.history.last_step)
        if held is None or held.beginning != run.beginning or held.step > last_step:
            return None
        return held
