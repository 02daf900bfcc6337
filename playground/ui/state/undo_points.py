"""UndoPoints: what was learned on either side of an edit, so that undo and redo bring it back exactly.

The weights themselves stay with the trainer, under a token; here are the curves and marks that belong to them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playground.engine.commands import RecallState, Remember, RunCommand
from playground.engine.history import History
from playground.engine.messages import MOST_BYTES, Remembered, State
from playground.numerals import count
from playground.ui.state.learned import Stretch, UndoPoint
from playground.ui.state.store import Edit, Store, Turn

MOST_POINTS = 8_000_000
"""So many numbers of curves are held in all; past that the curves of the oldest states are thinned."""


@dataclass(frozen=True)
class Return:
    """A way back: the edit that is taken back or made again, what learning returns to, and what was learned till now.

    ``live`` are the curves of till now, which go on where the trainer does not hold the state any more.
    """

    edit: Edit
    undone: bool
    target: UndoPoint
    now: UndoPoint
    live: History

    @property
    def words(self) -> str:
        """What is to be said about it; empty where no step was learned on the way."""
        if self.target.step == self.now.step:
            return ""
        there, back = ("before", "Redo") if self.undone else ("after", "Undo")
        return (
            f"Back at step {count(self.target.step)}, as it was {there} “{self.edit.label}”: "
            f"{back} brings back step {count(self.now.step)}."
        )


GONE = (
    f"The weights of then are not held any more, as there is room for {MOST_BYTES // 2**20} MB of them and a trainer "
    "takes them with it when it ends: those of now that fit were kept."
)


class UndoPoints:
    """Lets the trainer remember what is learned on both sides of an edit, and go back to it."""

    def __init__(self, store: Store, send: Callable[[RunCommand], None]) -> None:
        self._store = store
        self._send = send
        self._count = 0
        self._alive: dict[str, UndoPoint] = {}
        self._pending: dict[str, tuple[UndoPoint, History]] = {}
        self._shared: tuple[History, int, History] | None = None
        self._return: Return | None = None

    def leave(self, edit: Edit, history: History, state: State, stretch: Stretch) -> None:
        """Before an edit is carried out: remember what is learned now, to come back to when it is undone."""
        edit.left = self._note(history, state, stretch)
        self._send(Remember(edit.left.token, self._forgotten()))

    def go_back(self, turn: Turn, history: History, state: State, stretch: Stretch, generation: int) -> UndoPoint:
        """Go back to what was learned on the other side of an edit, and remember what is learned now."""
        edit, undone = turn.edit, turn.way == "undone"
        target = edit.left if undone else edit.reached
        if target is None:
            raise ValueError(f"nothing was learned on the other side of {edit.label}")
        now = self._note(history, state, stretch)
        if undone:
            edit.reached = now
        else:
            edit.left = now
        self._return = Return(edit, undone, target, now, history)
        self._send(RecallState(self._store.experiment, generation, target.token, now.token, self._forgotten()))
        return target

    def remembered(self, report: Remembered) -> bool:
        """The trainer holds a state: all that it had learned is in the curves by now, so they are copied.

        True where it is the one that learning is going back to.
        """
        learned, history = self._pending.pop(report.token, (None, None))
        if learned is None or history is None:
            return False
        learned.step, learned.epoch = report.step, report.epoch
        learned.curves = self._curves_of(history)
        return self._return is not None and learned is self._return.target

    @property
    def target(self) -> UndoPoint | None:
        """What learning is going back to, until the trainer says that it is there."""
        return None if self._return is None else self._return.target

    def arrive(self) -> Return | None:
        """The trainer has gone back, or has not found the state; returns the way that was gone."""
        made, self._return = self._return, None
        return made

    def _note(self, history: History, state: State, stretch: Stretch) -> UndoPoint:
        self._count += 1
        token = f"state {self._count}"
        learned = UndoPoint(token, stretch, state.step, state.epoch, self._store.saving.worth, self._curves_of(history))
        self._alive[token] = learned
        self._pending[token] = (learned, history)
        self._thin()
        return learned

    def _forgotten(self) -> tuple[str, ...]:
        """Let go of what no edit leads back to; returns the tokens that the trainer may forget."""
        kept = {learned.token for learned in self._store.states()}
        gone = tuple(token for token in self._alive if token not in kept)
        for token in gone:
            del self._alive[token]
            self._pending.pop(token, None)
        return gone

    def _curves_of(self, history: History) -> History:
        """A copy of the curves as they are, shared where nothing came to them since the last one."""
        if self._shared is None or self._shared[0] is not history or self._shared[1] != history.revision:
            self._shared = (history, history.revision, history.copy())
        return self._shared[2]

    def _thin(self) -> None:
        distinct = list({id(learned.curves): learned.curves for learned in self._alive.values()}.values())
        points = sum(curves.points for curves in distinct)
        for curves in distinct[:-1]:
            while points > MOST_POINTS and curves.points > 1000:
                before = curves.points
                curves.thin()
                points -= before - curves.points
