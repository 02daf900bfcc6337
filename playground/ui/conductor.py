"""Conductor: the only object that knows store, runner and clock. Edits go out to the trainer, reports come back."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from playground.engine.history import History
from playground.engine.messages import (
    Built,
    Command,
    Diverged,
    Evaluated,
    Failed,
    Health,
    Keep,
    Kept,
    Mark,
    Marked,
    Pause,
    Play,
    Put,
    Ready,
    Replace,
    Report,
    Reset,
    Restore,
    Scalars,
    State,
    StepBatch,
    StepEpoch,
    SwitchOff,
    Watch,
)
from playground.engine.requests import Request
from playground.engine.runner import Runner
from playground.model import edits
from playground.model.dataset import Samples
from playground.model.difference import difference
from playground.model.experiment import Experiment
from playground.numerals import setting
from playground.ui.audience import Audience
from playground.ui.clock import Clock
from playground.ui.marks import Marks
from playground.ui.past_runs import PastRuns
from playground.ui.store import Store
from playground.ui.views.base import Scene
from playground.ui.watcher import Watcher


@dataclass(frozen=True)
class Notice:
    """Something to be said: a sentence, how grave it is, and what can be done at a click (label and action).

    A ``topic`` of ``"fault"`` stays until it is closed by hand; a ``"hint"`` goes by itself, and with the next one.
    """

    text: str
    severity: str = "info"
    details: str = ""
    label: str = ""
    action: Callable[[], None] | None = None
    topic: str = ""


class Conductor(QObject):
    """Keeps the trainer in step with the store, and the watchers in step with the trainer.

    Signals: ``ready()`` once torch is warm; ``state_changed(State)`` with the counters; ``playing_changed(bool)``;
    ``built(Built)`` when modules stand; ``said(Notice)``; ``kept(Kept)`` in answer to ``keep``; ``framed(Frame)``
    after every frame that was handed out; ``diverged(Diverged)`` before learning goes back.
    """

    ready = Signal()
    state_changed = Signal(object)
    playing_changed = Signal(bool)
    built = Signal(object)
    said = Signal(object)
    kept = Signal(object)
    framed = Signal(object)
    diverged = Signal(object)

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._runner = Runner()
        self._clock = Clock(self)
        self._marks = Marks()
        self._past = PastRuns()
        self._audience = Audience()
        self._shown_revision = -1
        self._curves_due = False
        self._asked: tuple[Request, ...] | None = None
        self._hurry_until = 0.0
        self._generation = self._oldest = 1
        self._coming: tuple[bytes, History] | None = None
        self._suggested_rate = 0.0
        self.is_ready = False
        self.torch_version = ""
        self.samples: Samples | None = None
        self.history = History()
        self.state = State(1, False, 0, 0.0, 0.0)
        store.changed.connect(self._on_changed)
        store.loaded.connect(self._on_loaded)
        self._clock.ticked.connect(self._tick)

    # ------------------------------------------------------------------------------------------------- life

    def start(self) -> None:
        """Start the trainer's thread, which loads torch, and the clock."""
        self._runner.start()
        self._clock.start()
        self._send_whole(self._store.experiment)

    @property
    def alive(self) -> bool:
        """Whether the trainer's thread runs."""
        return self._runner.alive

    def stop(self) -> bool:
        """End the thread; true when it ended in time. One that still loads torch is not waited for."""
        self._clock.stop()
        return self._runner.stop(1.5 if self.is_ready else 0.1)

    def watch(self, watcher: Watcher) -> None:
        """Serve a view (or the canvas) from now on."""
        self._audience.add(watcher)
        watcher.requests_changed.connect(self.refresh_requests)
        watcher.set_scene(self.scene())
        watcher.set_history(self.history)

    def scene(self) -> Scene:
        """What there is to look at now."""
        return Scene(self._store.experiment, self._store.trace, self.samples, self._generation)

    # -------------------------------------------------------------------------------------------- transport

    @property
    def playing(self) -> bool:
        """Whether steps are being made."""
        return self.state.playing

    @property
    def can_train(self) -> bool:
        """Whether *Train* can be pressed: torch is warm and nothing is wrong with the experiment."""
        return self.is_ready and self._store.trace.trainable

    def toggle(self) -> None:
        """Train, or pause."""
        if self.playing:
            self.pause()
        elif self.can_train:
            self._send(Play())

    def play(self, steps: int = 0) -> None:
        """Train; with ``steps``, that many and then pause."""
        if self.can_train:
            self._send(Play(steps))

    def pause(self) -> None:
        """Stop after the current step."""
        self._send(Pause())

    def step_batch(self) -> None:
        """Train one batch."""
        if self.can_train:
            self._send(StepBatch())

    def step_epoch(self) -> None:
        """Train to the end of the epoch."""
        if self.can_train:
            self._send(StepEpoch())

    def reset(self) -> None:
        """Go back to the same starting weights."""
        self._generation += 1
        self._oldest = self._generation
        self._send(Reset(self._generation))

    def new_weights(self) -> None:
        """Draw other starting weights: an edit of the seed, so it can be undone."""
        seed = random.randrange(1, 100_000)
        self._store.apply(edits.set_seed(self._store.experiment, seed), "New weights")

    def put(self, command: Put, words: str = "") -> None:
        """Write learned numbers by hand; with ``words`` the curves are marked with them."""
        if words:
            self._send(Mark(self._marks.note(words)))
        self._send(command)

    def switch_off(self, units: tuple[tuple[str, int], ...]) -> None:
        """Let these units (node, row), and no others, give 0 in all that is looked at."""
        self._send(SwitchOff(units))

    def keep(self, token: str) -> None:
        """Ask for the state of learning; ``kept`` answers with the token."""
        self._send(Keep(token))

    def expect(self, state: bytes, history: History) -> None:
        """The experiment that the store loads next goes on from this state, with these curves."""
        self._coming = (state, history)

    # ------------------------------------------------------------------------------------------------ edits

    def _on_changed(self, old: Experiment, new: Experiment) -> None:
        change = difference(old, new)
        if old is new:
            # Looked at again: what could not be read before may be there now.
            self._generation += 1
            self.samples = None
            self._change_task(old, new)
        elif change.matters:
            if change.rebuild:
                self._generation += 1
            if change.data:
                self.samples = None
            if change.task:
                self._change_task(old, new)
            else:
                self._send(Mark(self._marks.note_edit(old, new)))
                self._send(Replace(new, self._generation))
        self._share_scene()

    def _change_task(self, old: Experiment, new: Experiment) -> None:
        """Learn something else; what was learned is kept aside, and comes back when the edit is undone."""
        if self.state.step:
            token = self._past.leave(old, self.history, self._store.learned)
            self._send(Keep(token, aside=True))
        run = self._past.find(new)
        if run is None:
            self._start_history()
            self._send(Replace(new, self._generation, fresh=True))
        else:
            self.history = run.history
            self._send(Restore(new, b"", self._generation, run.token))
            self._store.note_learning(run.learned)
        self._stand_at_start()
        self._share_history()

    def _stand_at_start(self) -> None:
        """Count from 0 until the trainer says otherwise; reports of the run before count no longer."""
        self._oldest = self._generation
        self.state = State(self._generation, False, 0, 0.0, 0.0)
        self.state_changed.emit(self.state)
        self.playing_changed.emit(False)

    def _on_loaded(self, experiment: Experiment) -> None:
        self._generation += 1
        self.samples = None
        self._send_whole(experiment)
        self._stand_at_start()
        self._share_history()
        self._share_scene()

    def _send_whole(self, experiment: Experiment) -> None:
        """Let the trainer begin with an experiment, from the state that was expected with it or from its start."""
        coming, self._coming = self._coming, None
        if coming is None:
            self._start_history()
            self._send(Replace(experiment, self._generation, fresh=True))
        else:
            self.history = coming[1]
            self._send(Restore(experiment, coming[0], self._generation))

    def _share_scene(self) -> None:
        self._audience.set_scene(self.scene())
        self.refresh_requests()

    def refresh_requests(self) -> None:
        """Tell the trainer what the visible views want to see; those that were out of sight get the curves."""
        if not self.playing:  # else they come soon by themselves
            self._audience.catch_up(self.history)
        requests = self._audience.requests()
        if requests != self._asked:
            self._asked = requests
            self._send(Watch(requests))

    def ask_again(self) -> None:
        """Ask for one more frame of what is visible now, even if nothing changed."""
        self._asked = None
        self.refresh_requests()

    def _send(self, command: Command) -> None:
        self._runner.send(command)
        self._hurry_until = time.monotonic() + 2.0
        self._clock.set_busy(True, True)

    # ---------------------------------------------------------------------------------------------- reports

    def _tick(self) -> None:
        # The frame first: all that was reported before it was made is then among the reports.
        due = not self._audience.waits and (self._clock.picture_is_due() or not self.playing)
        frame = self._runner.mailbox.take() if due else None
        for report in self._runner.mailbox.empty():
            self._take(report)
        if self.history.revision != self._shown_revision and (self._curves_due or not self.playing):
            self._share_history()
        if frame is not None and frame.generation == self._generation:
            self._clock.note_picture()
            self._audience.set_frame(frame, sparing=self.playing and self._clock.strained)
        handed_out = self._audience.hand_out()
        if handed_out is not None:
            self.framed.emit(handed_out)
        hurried = self._audience.waits or time.monotonic() < self._hurry_until
        self._clock.set_busy(self.playing or hurried, hurried)

    def _share_history(self) -> None:
        self._shown_revision = self.history.revision
        self._curves_due = False
        self._audience.set_history(self.history)

    def _take(self, report: Report) -> None:
        if isinstance(report, Ready):
            self.is_ready = True
            self.torch_version = report.torch_version
            self.ready.emit()
        elif isinstance(report, Kept):
            self.kept.emit(report)
        elif isinstance(report, Failed):
            self.said.emit(Notice(report.text, "error", report.details))
        elif report.generation == self._generation:
            self._take_current(report)
        elif self._oldest <= report.generation and isinstance(report, Scalars | Evaluated | Marked | Diverged):
            # Learned between an edit of the network here and its arrival there: the same run, so no number is lost.
            self._take_current(report)

    def _take_current(self, report: Built | State | Scalars | Evaluated | Health | Marked | Diverged) -> None:
        if isinstance(report, Scalars):
            self.history.add_scalars(report)
        elif isinstance(report, Evaluated):
            self.history.add_evaluation(report)
        elif isinstance(report, Health):
            self.history.add_health(report)
        elif isinstance(report, Marked):
            self._marks.settle(self.history, report)
        elif isinstance(report, State):
            self._take_state(report)
        elif isinstance(report, Built):
            self._take_built(report)
        else:
            self._take_divergence(report)

    def _take_state(self, state: State) -> None:
        turned = state.playing != self.state.playing
        # Counters and curves change together, as often as the trainer says where it stands: five times a second.
        self._curves_due = True
        self.state = state
        self.state_changed.emit(state)
        if turned:
            self.playing_changed.emit(state.playing)

    def _take_built(self, report: Built) -> None:
        self.samples = report.samples
        self._oldest = report.generation
        if report.fresh:
            self._start_history()
        self.state = State(report.generation, self.state.playing, report.step, report.epoch, 0.0)
        self._share_scene()
        for remark in report.remarks:
            self.said.emit(Notice(remark, "warning"))
        self.built.emit(report)
        self.state_changed.emit(self.state)

    def _start_history(self) -> None:
        self.history = History()
        self._marks.forget()
        self._shown_revision = -1

    def _take_divergence(self, report: Diverged) -> None:
        self.diverged.emit(report)
        self.history.cut(report.back_to)
        rate = report.suggested_rate
        if rate is None:
            self.said.emit(Notice(report.text, "error"))
        else:
            self._suggested_rate = rate
            self.said.emit(Notice(report.text, "error", label=f"Use {setting(rate)}", action=self._use_suggested_rate))

    def _use_suggested_rate(self) -> None:
        optimizer = edits.with_field(self._store.experiment.training.optimizer, "learning_rate", self._suggested_rate)
        self._store.apply(edits.set_optimizer(self._store.experiment, optimizer), "Lower learning rate")
