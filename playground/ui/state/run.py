"""Run: one experiment that learns, as the window knows it: where it stands, its curves and its samples."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from playground.engine.commands import Replace, Restore, RunCommand
from playground.engine.history import History
from playground.engine.messages import (
    BestMarked,
    Built,
    Diverged,
    Evaluated,
    Failed,
    Health,
    Marked,
    RunReport,
    Scalars,
    State,
    WentTo,
)
from playground.model.dataset import Samples
from playground.model.experiment import Experiment
from playground.ui.state.histories import Histories
from playground.ui.state.learned import MirroredState, Stretch
from playground.ui.state.marks import ChangeMarks

Learned = Scalars | Evaluated | Health | Marked | BestMarked | WentTo | Diverged
"""Reports that belong to curves."""


class Run:
    """What the trainer knows by this ``number``, which every message about it carries.

    ``generation`` is that of the modules which the window shows; ``state`` says where learning stands. What is learned
    at one step of one ``stretch`` is the same, bit for bit; ``beginning`` counts how often learning began anew or
    went elsewhere: since then a state of it may be gone on from. Of a run beside the current one ``failure`` says why
    its steps came to an end unasked, until others are made.
    """

    def __init__(self, number: int, experiment: Experiment, send: Callable[[RunCommand], None]) -> None:
        self.number = number
        self.experiment = experiment
        self._send = send
        self.generation = 1
        self.state = State(1, False, 0, 0.0, 0.0, run=number)
        self.samples: Samples | None = None
        self.histories = Histories(1)
        self.marks = ChangeMarks()
        self.stretch = Stretch(1, anew=True)
        self._stretches = 1
        self.beginning = 1
        self.failure = ""

    @property
    def history(self) -> History:
        """The curves of what is learned now."""
        return self.histories.current

    def send(self, command: RunCommand) -> None:
        """Tell the trainer something about this run."""
        self._send(msgspec.structs.replace(command, run=self.number))

    # ------------------------------------------------------------------------------------------- what is learned

    def begin(self) -> None:
        """Let the trainer begin with the experiment, at its starting weights."""
        self.stretch = Stretch(self.stretch.number, anew=True)
        self.show(History())
        self.send(Replace(self.experiment, self.generation, fresh=True))

    def begin_again(self) -> None:
        """The same under another generation: what was learned is gone."""
        self.generation += 1
        self.begin_stretch(anew=True)
        self.begin()
        self.stand(0, 0.0)

    def go_on_from(self, states: Sequence[MirroredState]) -> None:
        """Let a trainer go on from the newest of these, which was learned in this stretch or before it.

        Those before it are of the same network, for the trainer's tape.
        """
        *earlier, newest = states
        from_start = newest.stretch == self.stretch and self.stretch.anew
        self.next_generation()
        if newest.stretch != self.stretch:
            self.begin_stretch()
        self.marks.forget()
        self.history.cut(newest.step)
        before = tuple(state.state for state in earlier)
        self.send(Restore(self.experiment, newest.state, self.generation, before, from_start))
        self.stand(newest.step, newest.epoch)

    def begin_stretch(self, anew: bool = False) -> None:
        """What is learned from now on is none of what was learned at the same step before."""
        self._stretches += 1
        self.stretch = Stretch(self._stretches, anew)
        self.beginning += anew

    def next_generation(self) -> None:
        """Other modules, whose curves go on."""
        self.generation += 1
        self.histories.go_on(self.generation)

    def show(self, history: History) -> None:
        """From now on what is learned belongs to these curves."""
        self.histories.begin(self.generation, history)
        self.marks.forget()

    def stand(self, step: int, epoch: float) -> None:
        """Stand at a step until the trainer says otherwise."""
        self.state = State(self.generation, False, step, epoch, 0.0, run=self.number)

    # --------------------------------------------------------------------------------------------------- reports

    def take_learned(self, report: Learned) -> bool:
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
        elif isinstance(report, BestMarked):
            history.mark_best(report)
        elif isinstance(report, WentTo):
            history.go_to(report)
        elif history is not self.history:
            history.cut(report.back_to)
        return history is self.history

    def take(self, report: RunReport) -> None:
        """Take what the trainer tells of a run that nobody edits."""
        if isinstance(report, Failed):
            self.failure = report.text
        elif isinstance(report, Learned):
            shown = self.take_learned(report)
            if shown and isinstance(report, Diverged):
                self.failure = report.text
                self.history.cut(report.back_to)
            if shown and isinstance(report, Diverged | WentTo):
                self.begin_stretch()
        elif isinstance(report, State) and report.generation == self.generation:
            self.state = report
            self.failure = "" if report.playing else self.failure
        elif isinstance(report, Built) and report.generation == self.generation:
            self._take_built(report)

    def _take_built(self, report: Built) -> None:
        self.histories.settle(report.generation)
        if report.fresh:
            self.begin_stretch(anew=True)
            self.show(History())
        self.stand(report.step, report.epoch)
