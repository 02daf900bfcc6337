"""Tape: what a run remembers of all that it learned, one row of states within one budget of bytes.

Every way back is a question to it: where a divergence leads back to, what undo returns to, what another trainer goes on
from, and how the network looked at any step that was recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from playground.engine.checkpoint import Checkpoint
from playground.engine.commands import Restore
from playground.engine.held_snapshots import HeldSnapshots, sharing
from playground.engine.messages import MOST_BYTES
from playground.engine.snapshot import Snapshot
from playground.model.experiment import Experiment
from playground.model.machine_memory import spare
from playground.model.spread import are_apart

MOST_RECORDED = 1000
"""A row has at most so many states: more steps than that are no more than a slider can tell apart."""
SPARE_SHARE = 4
"""Beside its budget, the tape takes at most one part in so many of the memory that was left for it and all else."""


@dataclass(eq=False)
class _Row:
    """States of one network at growing steps, learned one after the other: about one each ``spacing`` steps."""

    states: list[Checkpoint] = field(default_factory=list)
    spacing: int = 1

    def before(self, step: int) -> tuple[Checkpoint, ...]:
        """What was recorded before a step."""
        return tuple(state for state in self.states if state.step < step)


@dataclass(frozen=True, eq=False)
class _Pin:
    """A state that undo leads back to, and the row that it belongs to."""

    state: Checkpoint
    row: _Row


class Tape:
    """The recorded states of a run: the row of the network of now, and those that undo leads back to, by token.

    **Budget.** All states together take at most ``most_bytes``, and at most a fourth of the memory that there is for
    them and all else; a tensor that several of them share counts once. Where that is spent, or a row has more than
    ``most`` states, there go, one after the other until it suffices: the rows of other networks and of ways that were
    undone; of the row of now every second state or so (see below); states for undo, the oldest first, though the very
    first of them last; and at the very end the first state of the row. What stays whatever it takes is the newest state
    of the row and what ``hold`` names: that is what going back after a divergence rests on, at most three.

    **Spread.** The first and the newest state of the row stay, and those that are pinned or held. Of the others the
    first stays of each ``spacing`` steps, if it is at least half as far from the one before it. To make room the
    spacing is doubled, so as a run grows long the gaps come to be alike.
    """

    def __init__(
        self, most_bytes: int = MOST_BYTES, most: int = MOST_RECORDED, room: Callable[[], int] = spare
    ) -> None:
        """``room`` tells how many bytes of memory are left."""
        self._most_bytes = most_bytes
        self._most = most
        self._room = room
        self._held = HeldSnapshots()
        self._row = _Row()
        self._left: list[_Row] = []
        self._pins: dict[str, _Pin | None] = {}
        self._needed: tuple[Snapshot, ...] = ()

    @property
    def size(self) -> int:
        """Bytes that all states together take."""
        return self._held.bytes

    @property
    def spacing(self) -> int:
        """The row has about one state each so many steps."""
        return self._row.spacing

    @property
    def steps(self) -> tuple[int, ...]:
        """The steps that are recorded of the network of now, growing."""
        return tuple(state.step for state in self._row.states if state.admitted)

    @property
    def waiting(self) -> Checkpoint | None:
        """A state that came with an experiment which cannot be trained yet: it waits for the fixing."""
        states = self._row.states
        return states[0] if states and not states[0].admitted else None

    def waiting_for(self, experiment: Experiment, fresh: bool) -> Checkpoint | None:
        """The state that waits for this experiment; one that waits for another, or is not wanted, waits no longer."""
        if self.waiting is not None and (fresh or not self.waiting.is_for(experiment)):
            self.stop_waiting()
        return self.waiting

    def nearest(self, step: int) -> Checkpoint | None:
        """The newest state at or before a step; ``None`` where nothing was recorded then."""
        return next((state for state in reversed(self._row.states) if state.admitted and state.step <= step), None)

    # ------------------------------------------------------------------------------------------------------ recording

    def limit(self, most_bytes: int) -> None:
        """Take at most so many bytes from now on."""
        self._most_bytes = most_bytes
        self._make_room()

    def wait_for(self, state: Checkpoint | None) -> None:
        """All that there is of this run is a state that cannot be gone on from yet, or nothing."""
        self._begin_row(() if state is None else (state,))

    def wait_with_file(self, command: Restore) -> None:
        """All that there is of this run is what a file or the window holds of it, if anything.

        Raises:
            BadState: it is damaged; there is nothing then.
        """
        self.wait_for(None)
        if command.state:
            given = (command.experiment, command.state, command.earlier, command.from_start)
            self.wait_for(Checkpoint.of_file(*given))

    def stop_waiting(self) -> None:
        """What waits is not wanted any more."""
        if self.waiting is not None:
            self.wait_for(None)

    def begin(self, start: Checkpoint) -> Snapshot:
        """Learning goes on from here with another network, or from elsewhere: after what ``start`` has as ``earlier``.

        Returns the snapshot as it is held: it may share tensors with others.
        """
        self._begin_row(start.earlier)
        return self.record(replace(start, earlier=()))

    def record(self, state: Checkpoint) -> Snapshot:
        """Record a state of the same network, which takes the place of what there is from its step on.

        Returns the snapshot as it is held.
        """
        self.go_back(state.step - 1)
        states = self._row.states
        if states:
            state = replace(state, snapshot=sharing(state.snapshot, states[-1].snapshot))
        self._held.add([state.snapshot])
        states.append(state)
        self._settle(len(states) - 2)
        self._make_room()
        return state.snapshot

    def go_back(self, step: int) -> None:
        """Forget what was recorded after a step, but for what undo leads back to."""
        row = self._row
        if not row.states or row.states[-1].step <= step:
            return
        if any(pin is not None and pin.row is row and pin.state.step > step + 1 for pin in self._pins.values()):
            self._begin_row(row.before(step + 1), row.spacing)
            return
        gone = [state for state in row.states if state.step > step]
        del row.states[len(row.states) - len(gone) :]
        self._held.drop(state.snapshot for state in gone)

    def hold(self, needed: Sequence[Snapshot]) -> None:
        """These snapshots are needed to go back after a divergence, and none but these."""
        released = {id(found) for found in self._needed} - {id(found) for found in needed}
        self._held.add(needed)
        self._held.drop(self._needed)
        self._needed = tuple(needed)
        places = [place for place, state in enumerate(self._row.states) if id(state.snapshot) in released]
        if places:
            self._settle(places[0])
        if released:
            self._make_room()

    def let_go(self) -> None:
        """Memory ran out: forget all that nothing needs."""
        while self._forget_left_row() or self._thin():
            pass

    # ----------------------------------------------------------------------------------------------------------- undo

    def __contains__(self, token: str) -> bool:
        return token in self._pins

    def pin(self, token: str, state: Checkpoint | None) -> None:
        """Keep a state under a new token; ``None`` stands for an experiment that has learned nothing."""
        self._pins[token] = None if state is None else _Pin(state, self._row)
        if state is not None:
            self._held.add([state.snapshot])
        self._make_room()

    def find(self, token: str) -> Checkpoint | None:
        """The state under a token, which stays; ``None`` where there is none or nothing was learned.

        With it comes what was recorded before it, as far as that is still there.
        """
        pin = self._pins.get(token)
        return None if pin is None else replace(pin.state, earlier=pin.row.before(pin.state.step))

    def take(self, token: str) -> Checkpoint | None:
        """Give a state up.

        Raises:
            KeyError: there is none under that token any more.
        """
        if token not in self._pins:
            raise KeyError(token)
        found = self.find(token)
        self.forget([token])
        return found

    def forget(self, tokens: Iterable[str]) -> None:
        """Let states go that nothing leads back to."""
        gone = [self._pins.pop(token, None) for token in tokens]
        self._held.drop(pin.state.snapshot for pin in gone if pin is not None)
        if any(pin is not None for pin in gone):
            self._settle()
            self._forget_rows_without_pins()

    # --------------------------------------------------------------------------------------------------------- inside

    def _begin_row(self, states: Iterable[Checkpoint], spacing: int = 1) -> None:
        """Put another row in place; the one of till now is kept as long as undo leads back to it."""
        left, self._row = self._row, _Row(list(states), spacing)
        self._held.add(state.snapshot for state in self._row.states)
        self._left.append(left)
        self._forget_rows_without_pins()

    def _forget_rows_without_pins(self) -> None:
        led_to = {id(pin.row) for pin in self._pins.values() if pin is not None}
        for row in self._left:
            if id(row) not in led_to:
                self._empty(row)
        self._left = [row for row in self._left if id(row) in led_to]

    def _empty(self, row: _Row) -> bool:
        """Forget a row; returns whether there was anything in it."""
        gone, row.states = row.states, []
        self._held.drop(state.snapshot for state in gone)
        return bool(gone)

    def _make_room(self) -> None:
        while len(self._row.states) > self._most and self._thin():
            pass
        most = min(self._most_bytes, (self.size + self._room()) // SPARE_SHARE)
        while self.size > most:
            if not (self._forget_left_row() or self._thin() or self._forget_pin() or self._forget_first()):
                return

    def _forget_left_row(self) -> bool:
        """Forget the oldest row that is not the one of now; returns whether there was any."""
        return any(self._empty(row) for row in self._left)

    def _thin(self) -> bool:
        """Double the spacing until a state falls out; returns whether one did."""
        row = self._row
        while row.states and row.spacing <= row.states[-1].step - row.states[0].step:
            row.spacing *= 2
            if self._settle():
                return True
        return False

    def _settle(self, since: int = 0) -> bool:
        """Let what stands too close in the row go, from a place on; returns whether there was any."""
        row, fixed = self._row, self._fixed()
        since = max(since, 1)
        kept = row.states[:since]
        gone: list[Checkpoint] = []
        for state in row.states[since:]:
            stays = id(state.snapshot) in fixed or are_apart(kept[-1].step, state.step, row.spacing)
            (kept if stays else gone).append(state)
        row.states = kept
        self._held.drop(state.snapshot for state in gone)
        return bool(gone)

    def _fixed(self) -> set[int]:
        """What stays in the row however close it stands."""
        pinned = {id(pin.state.snapshot) for pin in self._pins.values() if pin is not None}
        return pinned | {id(found) for found in self._needed} | {id(state.snapshot) for state in self._row.states[-1:]}

    def _forget_pin(self) -> bool:
        """Forget a state for undo: the second oldest, or where there are but two the first; false without any."""
        states = list(dict.fromkeys(id(pin.state.snapshot) for pin in self._pins.values() if pin is not None))
        if not states:
            return False
        gone = states[1 if len(states) > 2 else 0]
        self.forget([token for token, pin in self._pins.items() if pin and id(pin.state.snapshot) == gone])
        return True

    def _forget_first(self) -> bool:
        """Forget the first state of the row; false where it is needed, or is the newest too."""
        row = self._row
        if len(row.states) < 2 or id(row.states[0].snapshot) in self._fixed():
            return False
        self._held.drop([row.states.pop(0).snapshot])
        return True
