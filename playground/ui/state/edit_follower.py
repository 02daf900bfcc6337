"""EditFollower: tells the trainer what was edited, and knows which curves belong to what it learns."""

from __future__ import annotations

from collections.abc import Callable

from playground.engine.commands import Mark, Put, Replace, Restore, TrainerCommand, Tune
from playground.engine.history import History
from playground.engine.messages import Diverged, Evaluated, Health, Marked, Recalled, Remembered, Scalars, State
from playground.model.difference import Difference, difference, only_tunes
from playground.model.experiment import Experiment
from playground.ui.state.histories import Histories
from playground.ui.state.learned import Stretch
from playground.ui.state.marks import ChangeMarks
from playground.ui.state.notice import Notice
from playground.ui.state.store import Store, Turn
from playground.ui.state.undo_points import GONE, UndoPoints


class EditFollower:
    """Carries edits out at the trainer. What was learned before one that touches it comes back by undo.

    ``generation`` is that of the modules that the window shows; ``state`` says where learning stands. What is learned
    at one step of one ``stretch`` is the same, bit for bit.
    """

    def __init__(self, store: Store, send: Callable[[TrainerCommand], None]) -> None:
        self._store = store
        self._send = send
        self.marks = ChangeMarks()
        self._states = UndoPoints(store, send)
        self._coming: tuple[bytes, History] | None = None
        self.generation = 1
        self.stretch = Stretch(1, anew=True)
        self._stretches = 1
        self.beginning = 1
        """Counts how often learning began anew or went elsewhere: since then a state of it may be gone on from."""
        self._opened = False
        self._wanted_back = (0, 0)
        """The stretch that goes on from the weights of a file, and the step that these had come to."""
        self.histories = Histories(1)
        self.state = State(1, False, 0, 0.0, 0.0)

    # ------------------------------------------------------------------------------------------------ edits

    def change(self, old: Experiment, new: Experiment) -> None:
        """Carry out what the store tells of by ``changed``."""
        turn, change = self._store.turn, difference(old, new)
        if turn is None:
            # Looked at again: what could not be read before may be there now.
            self._next_generation()
            self._send(Replace(new, self.generation))
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
            self._states.leave(turn.edit, self.histories.current, self.state, self.stretch)
        self.begin_stretch()
        if turn.edit.anew:
            self._begin_anew()
        else:
            self._store.saving.note_standing(self.stretch.at(self.state.step))

    def put(self, command: Put, words: str) -> None:
        """Write learned numbers by hand; with ``words`` the curves are marked with them."""
        if words:
            self._send(Mark(self.marks.note(words)))
        self._send(command)

    def stand(self, state: State) -> None:
        """Learning stands there now. The first time after a file was opened, that is what the file holds."""
        self.state = state
        opened, self._opened = self._opened, False
        stretch, step = self._wanted_back
        if stretch == self.stretch.number and state.step < step:  # what they waited for came, and is something else
            self._store.saving.note_left_weights()
            self._wanted_back = (0, 0)
        self._store.saving.note_standing(self.stretch.at(state.step), opened)

    def expect(self, state: bytes, history: History) -> None:
        """The experiment that takes the place of this one next goes on from this state, with these curves."""
        self._coming = (state, history)

    def load(self, experiment: Experiment) -> None:
        """Let the trainer begin with another experiment, from the state that was expected with it or from its start."""
        self.generation += 1
        self.begin_stretch()
        self.beginning += 1
        self.begin(experiment)
        self.state = State(self.generation, False, 0, 0.0, 0.0)

    def begin(self, experiment: Experiment) -> None:
        """Send the whole experiment."""
        coming, self._coming = self._coming, None
        self.show(History() if coming is None else coming[1])
        self._opened = coming is not None
        self._wanted_back = (0, 0) if coming is None else (self.stretch.number, coming[1].last_step)
        if coming is None:
            self.stretch = Stretch(self.stretch.number, anew=True)
            self._send(Replace(experiment, self.generation, fresh=True))
        else:
            self._send(Restore(experiment, coming[0], self.generation))

    def show(self, history: History) -> None:
        """From now on what is learned belongs to these curves."""
        self.histories.begin(self.generation, history)
        self.marks.forget()

    def begin_stretch(self, anew: bool = False) -> None:
        """What is learned from now on is none of what was learned at the same step before."""
        self._stretches += 1
        self.stretch = Stretch(self._stretches, anew)
        self.beginning += anew
        self._opened = False

    # ------------------------------------------------------------------------------------- another trainer

    def go_on_from(self, state: bytes, stretch: Stretch, step: int, epoch: float) -> None:
        """The trainer was lost: let another one go on from a state that was learned in this stretch, or before it."""
        self._next_generation()
        if stretch == self.stretch:
            self._opened = False
        else:
            self.begin_stretch()
        self._states.arrive()
        self.marks.forget()
        self.histories.current.cut(step)
        self._send(Restore(self._store.experiment, state, self.generation))
        self._stand(step, epoch)

    def start_over(self) -> None:
        """The trainer was lost, and what it had learned with it: let another one begin at the start."""
        self._states.arrive()
        self._coming = None
        self._begin_anew()

    # ---------------------------------------------------------------------------------------------- reports

    def take_learned(self, report: Scalars | Evaluated | Health | Marked | Diverged) -> bool:
        """Put it with the curves it belongs to; true where these are shown.

        Also what was learned between an edit here and its arrival there belongs to a run, so no number is lost.
        """
        history = self.histories.of(report.generation)
        if history is None:
            return False
        if isinstance(report, Scalars):
            history.add_scalars(report)
        elif isinstance(report, Evaluated):
            history.add_evaluation(report)
        elif isinstance(report, Health):
            history.add_health(report)
        elif isinstance(report, Marked):
            self.marks.settle(history, report)
        elif history is not self.histories.current:
            history.cut(report.back_to)
        return history is self.histories.current

    def take_remembered(self, report: Remembered) -> bool:
        """The trainer holds a state. True where other curves are to be shown for that."""
        target = self._states.target
        if not self._states.remembered(report) or target is None:
            return False
        # It was gone back to before the trainer had said where it stands.
        self.show(target.curves.copy())
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
        self.show(way.live)
        return Notice(GONE, "warning")

    # ----------------------------------------------------------------------------------------------- inside

    def _carry_out(self, turn: Turn, change: Difference, old: Experiment, new: Experiment) -> None:
        """Carry an edit out. Where it touches what is learned, that is remembered first, to come back by undo."""
        anew = turn.edit.anew or change.task
        if anew or change.rebuild or change.optimizer:
            if turn.edit.left is None:
                self._states.leave(turn.edit, self.histories.current, self.state, self.stretch)
            self.begin_stretch()
        if anew:
            self._begin_anew()
            return
        if change.rebuild:
            self._next_generation()
        if only_tunes(old, new):
            self._send(Mark(self.marks.note_edit(old, new)))
            self._send(Tune(new))
            return
        since = turn.edit.left if change.rebuild and not change.data else None  # to read data again takes long
        self._send(Mark(self.marks.note_edit(old, new)))
        self._send(Replace(new, self.generation, since=since.token if since and turn.way == "merged" else ""))

    def _is_back(self, turn: Turn) -> bool:
        """Whether a slider is dragged back to where it began and nothing was learned meanwhile."""
        left = turn.edit.left
        merged = turn.way == "merged" and left is not None and turn.edit.is_empty
        return merged and left is not None and not self.state.playing and self.state.step == left.step

    def _begin_anew(self) -> None:
        """Learn from the starting weights, or from the state that was expected."""
        coming, self._coming = self._coming, None
        self.generation += 1
        self.begin_stretch(anew=coming is None)
        self.beginning += 1
        if coming is None:
            self.show(History())
            self._send(Replace(self._store.experiment, self.generation, fresh=True))
        else:
            self.show(coming[1])
            self._send(Restore(self._store.experiment, coming[0], self.generation))
        self._stand(self.histories.current.last_step, 0.0)

    def _go_back(self, turn: Turn) -> None:
        """Go back to what was learned on the other side of an edit, and pause there."""
        self.generation += 1
        target = self._states.go_back(turn, self.histories.current, self.state, self.stretch, self.generation)
        self.stretch = target.stretch
        self.beginning += 1
        self._store.saving.note_worth(target.worth)
        self.show(target.curves.copy())
        self._stand(target.step, target.epoch)

    def _next_generation(self) -> None:
        """Other modules, whose curves go on."""
        self.generation += 1
        self.histories.go_on(self.generation)

    def _stand(self, step: int, epoch: float) -> None:
        """Stand at a step until the trainer says otherwise."""
        self.stand(State(self.generation, False, step, epoch, 0.0))
