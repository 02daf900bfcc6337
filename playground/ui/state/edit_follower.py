"""EditFollower: tells the trainer what was edited of the current run, and what is left of what it had learned."""

from __future__ import annotations

from collections.abc import Sequence

from playground.engine.commands import Mark, Put, Replace, Restore, Tune
from playground.engine.history import History
from playground.engine.messages import Recalled, Remembered, State
from playground.model.difference import Difference, difference, only_tunes
from playground.model.experiment import Experiment
from playground.ui.state.learned import MirroredState
from playground.ui.state.notice import Notice
from playground.ui.state.run import Run
from playground.ui.state.store import Store, Turn
from playground.ui.state.undo_points import GONE, UndoPoints


class EditFollower:
    """Carries the store's edits out at a run. What was learned before one that touches it comes back by undo."""

    def __init__(self, store: Store, run: Run) -> None:
        self._store = store
        self.run = run
        self._states = UndoPoints(store, run.send)
        self._coming: tuple[bytes, History] | None = None
        self._opened = False
        self._wanted_back = (0, 0)
        """The stretch that goes on from the weights of a file, and the step that these had come to."""

    # ------------------------------------------------------------------------------------------------ edits

    def change(self, old: Experiment, new: Experiment) -> None:
        """Carry out what the store tells of by ``changed``."""
        turn, change = self._store.turn, difference(old, new)
        self.run.experiment = new
        if turn is None:
            # Looked at again: what could not be read before may be there now.
            self.run.next_generation()
            self.run.send(Replace(new, self.run.generation))
        elif turn.returns:
            self._go_back(turn)
        elif self._is_back(turn):
            self._go_back(Turn(turn.edit, "undone"))
            turn.edit.left = None
        elif turn.edit.anew or change.matters:
            self._carry_out(turn, change, old, new)

    def change_inside(self, turn: Turn) -> None:
        """Carry out what the store tells of by ``changed_inside``; numbers by hand are written by who changed them."""
        if turn.returns:
            self._go_back(turn)
            return
        if turn.way == "made":
            self._states.leave(turn.edit, self.run.history, self.run.state, self.run.stretch)
        self.begin_stretch()
        if turn.edit.anew:
            self._begin_anew()
        else:
            self._store.saving.note_standing(self.run.stretch.at(self.run.state.step))

    def put(self, command: Put, words: str) -> None:
        """Write parameters by hand; with ``words`` the curves are marked with them."""
        if words:
            self.run.send(Mark(self.run.marks.note(words)))
        self.run.send(command)

    def stand(self, state: State) -> None:
        """Learning stands there now. The first time after a file was opened, that is what the file holds."""
        self.run.state = state
        opened, self._opened = self._opened, False
        stretch, step = self._wanted_back
        if stretch == self.run.stretch.number and state.step < step:  # what they waited for came, and is something else
            self._store.saving.note_left_weights()
            self._wanted_back = (0, 0)
        self._store.saving.note_standing(self.run.stretch.at(state.step), opened)

    def expect(self, state: bytes, history: History) -> None:
        """The experiment that takes the place of this one next goes on from this state, with these curves."""
        self._coming = (state, history)

    def load(self, experiment: Experiment) -> None:
        """Let the trainer begin with another experiment, from the state that was expected with it or from its start."""
        run = self.run
        run.generation += 1
        self.begin_stretch()
        run.beginning += 1
        self.begin(experiment)
        run.state = State(run.generation, False, 0, 0.0, 0.0, run=run.number)

    def begin(self, experiment: Experiment) -> None:
        """Send the whole experiment."""
        run, coming = self.run, self._coming
        run.experiment, self._coming = experiment, None
        self._opened = coming is not None
        self._wanted_back = (0, 0) if coming is None else (run.stretch.number, coming[1].last_step)
        self._begin_with(coming)

    def begin_stretch(self, anew: bool = False) -> None:
        """What is learned from now on is none of what was learned at the same step before, nor what a file holds."""
        self.run.begin_stretch(anew)
        self._opened = False

    # ------------------------------------------------------------------------------------- another trainer

    def go_on_from(self, states: Sequence[MirroredState]) -> None:
        """The trainer was lost: let another one go on from the newest of these, as ``Run.go_on_from`` does."""
        self._opened = False
        self._states.arrive()
        self.run.go_on_from(states)
        self.stand(self.run.state)

    def start_over(self) -> None:
        """The trainer was lost, and what it had learned with it: let another one begin at the start."""
        self._states.arrive()
        self._coming = None
        self._begin_anew()

    # ---------------------------------------------------------------------------------------------- reports

    def take_remembered(self, report: Remembered) -> bool:
        """The trainer holds a state. True where other curves are to be shown for that."""
        target = self._states.target
        if not self._states.remembered(report) or target is None:
            return False
        # It was gone back to before the trainer had said where it stands.
        self.run.show(target.curves.copy())
        self._stand(target.step, target.epoch)
        return True

    def take_recalled(self, report: Recalled) -> Notice | None:
        """Learning is back; returns what is to be said about it."""
        way = self._states.arrive()
        if way is None:
            return None
        if report.found:
            return Notice(way.words, topic="hint") if way.words else None
        self.begin_stretch()
        self.run.show(way.live)
        return Notice(GONE, "warning")

    # ----------------------------------------------------------------------------------------------- inside

    def _carry_out(self, turn: Turn, change: Difference, old: Experiment, new: Experiment) -> None:
        """Carry an edit out. Where it touches what is learned, that is remembered first, to come back by undo."""
        anew = turn.edit.anew or change.task
        forgets = change.forgets and turn.way in ("made", "merged")  # what undo takes back alone, redo makes alone
        if anew or change.rebuild or change.optimizer or forgets:
            if turn.edit.left is None:
                self._states.leave(turn.edit, self.run.history, self.run.state, self.run.stretch)
            self.begin_stretch()
        if anew:
            self._begin_anew()
            return
        if change.rebuild:
            self.run.next_generation()
        if only_tunes(old, new):
            self.run.send(Mark(self.run.marks.note_edit(old, new)))
            self.run.send(Tune(new))
            return
        since = turn.edit.left if change.rebuild and not change.data else None  # to read data again takes long
        self.run.send(Mark(self.run.marks.note_edit(old, new)))
        self.run.send(Replace(new, self.run.generation, since=since.token if since and turn.way == "merged" else ""))

    def _is_back(self, turn: Turn) -> bool:
        """Whether a slider is dragged back to where it began and nothing was learned meanwhile."""
        left = turn.edit.left
        merged = turn.way == "merged" and left is not None and turn.edit.is_empty
        return merged and left is not None and not self.run.state.playing and self.run.state.step == left.step

    def _begin_anew(self) -> None:
        """Learn from the starting weights, or from the state that was expected."""
        coming, self._coming = self._coming, None
        self.run.generation += 1
        self.begin_stretch(anew=coming is None)
        self.run.beginning += 1
        self._begin_with(coming)
        self._stand(self.run.history.last_step, 0.0)

    def _begin_with(self, coming: tuple[bytes, History] | None) -> None:
        """Let the trainer begin at the starting weights, or from a state, whose curves go on."""
        run = self.run
        if coming is None:
            run.begin()
        else:
            run.show(coming[1])
            run.send(Restore(run.experiment, coming[0], run.generation))

    def _go_back(self, turn: Turn) -> None:
        """Go back to what was learned on the other side of an edit, and pause there."""
        self.run.generation += 1
        target = self._states.go_back(turn, self.run.history, self.run.state, self.run.stretch, self.run.generation)
        self.run.stretch = target.stretch
        self.run.beginning += 1
        self._store.saving.note_worth(target.worth)
        self.run.show(target.curves.copy())
        self._stand(target.step, target.epoch)

    def _stand(self, step: int, epoch: float) -> None:
        """Stand at a step until the trainer says otherwise."""
        self.run.stand(step, epoch)
        self.stand(self.run.state)
