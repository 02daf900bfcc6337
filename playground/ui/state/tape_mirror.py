"""TapeMirror: what the window itself holds of the trainer's tape, in case the trainer is lost.

The newest state is asked for now and then, and those that were the newest before stay, evenly thinned: nothing is asked
for on their account, so they cost the trainer nothing. Undo's states are not among them.
"""

from __future__ import annotations

from playground.engine.commands import Keep
from playground.engine.messages import MOST_BYTES, Kept
from playground.model.spread import are_apart
from playground.ui.state.learned import START, MirroredState, Stretch
from playground.ui.state.run import Run

PLAYING_SECONDS = 30.0
"""While training goes on a state is asked for this often,"""
SHARE = 50
"""at least this many times the time that the last one took apart,"""
SOON_SECONDS = 2.0
"""and at a pause, or where something else than a step changed what is learned, after so long."""
MOST_EARLIER = 64 * 2**20
"""The states before the newest ones take at most so many bytes in all,"""
MOST_STATES = 200
"""and are at most so many of a run."""


class TapeMirror:
    """Asks for the state of a run now and then. Holds the newest, of at most ``MOST_BYTES``, and some before it.

    Those before it take at most ``most_earlier`` bytes.
    """

    def __init__(self, run: Run, most_earlier: int = MOST_EARLIER) -> None:
        self._run = run
        self.most_earlier = most_earlier
        self._row: list[MirroredState] = []
        self._spacing = 1
        self._is_foreign = False
        self._belongs = (0, 0, 0)
        self._asked: tuple[str, Stretch, tuple[int, int, int]] | None = None
        self._count = 0
        self._at = self._took = 0.0

    def look(self, now: float) -> None:
        """Ask where it is time to."""
        self._keep_up()
        run, held = self._run, self._row[-1] if self._row else None
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
        self._keep_up()
        self._at = now
        self._count += 1
        self._asked = (f"safe {self._count}", run.stretch, self._belongs)
        run.send(Keep(self._asked[0]))
        return True

    def take(self, kept: Kept, now: float) -> bool:
        """Hold what was asked for here; returns whether it was."""
        if self._asked is None or (kept.run, kept.token) != (self._run.number, self._asked[0]):
            return False
        (_, stretch, belongs), self._asked = self._asked, None
        self._took = now - self._at
        self._keep_up()
        if kept.state and len(kept.state) <= MOST_BYTES:
            if self._is_foreign or belongs != self._belongs:
                self._row.clear()
            self._is_foreign = belongs[:2] != self._belongs[:2]
            self._row = [state for state in self._row if state.step < kept.step]
            self._row.append(MirroredState(stretch, belongs[1], kept.state, kept.step, kept.epoch))
            self._make_room()
        return True

    @property
    def waits(self) -> bool:
        """Whether an answer is still to come."""
        return self._asked is not None

    def usable(self) -> tuple[MirroredState, ...]:
        """The states to go on from, the newest last, now that the trainer is lost; empty where none is known.

        What was changed since by other than steps goes on with the weights that fit.
        """
        self._asked = None
        if self._belongs != self._place():
            self._row, self._is_foreign = self._row[-1:], True  # something changed since it was looked last
        last_step = max(self._run.state.step, self._run.history.last_step)
        return tuple(state for state in self._row if self._is_of_this(state) and state.step <= last_step)

    def note_handed_over(self) -> None:
        """Another trainer goes on from what was usable: its network is the one that these states are of."""
        self._belongs = self._place()

    def _is_of_this(self, state: MirroredState) -> bool:
        return state.beginning == self._run.beginning

    def _place(self) -> tuple[int, int, int]:
        """What states of one row share: the modules of the window, its beginning, and the stretch of now."""
        return self._run.generation, self._run.beginning, self._run.stretch.number

    def _keep_up(self) -> None:
        """Let go of what is of another network, or was learned after the step that learning is back at."""
        before, self._belongs = self._belongs, self._place()
        if before[:2] != self._belongs[:2]:
            self._row, self._spacing = self._row[-1:], 1  # the newest is still good for the weights that fit
            self._is_foreign = True
        elif before != self._belongs:
            reached = min(self._run.state.step, self._run.history.last_step)
            self._row = [state for state in self._row if state.step <= reached]

    def _make_room(self) -> None:
        row = self._spread(self._row)
        while len(row) > MOST_STATES or sum(len(state.state) for state in row[:-1]) > self.most_earlier:
            self._spacing *= 2
            alone = self._spacing > 2 * (row[-1].step - row[0].step)  # not even the first of them fits
            row = row[-1:] if alone else self._spread(row)
        self._row = row

    def _spread(self, row: list[MirroredState]) -> list[MirroredState]:
        """The first, the newest, and about one each ``spacing`` steps between them."""
        kept = row[:1]
        for state in row[1:]:
            if state is row[-1] or are_apart(kept[-1].step, state.step, self._spacing):
                kept.append(state)
        return kept
