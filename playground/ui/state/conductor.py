"""Conductor: the only object that knows store, link and clock. Edits go out to the trainer, reports come back."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from playground.engine.commands import Keep, Pause, Play, StepBatch, StepEpoch, SwitchOff, TrainerCommand, Watch
from playground.engine.history import History
from playground.engine.link import Link
from playground.engine.links import usual
from playground.engine.messages import (
    Built,
    Diverged,
    Evaluated,
    Failed,
    Health,
    Kept,
    Lost,
    Marked,
    Ready,
    Recalled,
    Recorded,
    Remembered,
    Report,
    Scalars,
    State,
    Stopped,
)
from playground.model.dataset import Samples
from playground.model.difference import difference, only_tunes
from playground.model.experiment import Experiment
from playground.ui.guarding import Guarded
from playground.ui.state import limits
from playground.ui.state.clock import Clock
from playground.ui.state.edit_follower import EditFollower
from playground.ui.state.learned import START
from playground.ui.state.link_switch import LinkSwitch
from playground.ui.state.lost_trainer import LostTrainer
from playground.ui.state.notice import Notice
from playground.ui.state.past_steps import PastSteps
from playground.ui.state.run_notices import RunNotices
from playground.ui.state.sample_loader import SampleLoader
from playground.ui.state.scene import Scene
from playground.ui.state.starting import Starting
from playground.ui.state.store import Store, Turn
from playground.ui.state.subscriber import Subscriber
from playground.ui.state.subscribers import Subscribers


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
        self._link = LinkSwitch(usual())
        self._clock = Clock(self)
        self.follower = EditFollower(store, self._send)
        self.starting = Starting(self.follower, self)
        self.past = PastSteps(self.follower, self)
        self.past.moved.connect(self.refresh_requests)
        self.trainer = LostTrainer(self, self._link, self._follow)
        self._subscribers = Subscribers()
        self._shown_revision = -1
        self._curves_due = False
        self._asked: Watch | None = None
        self._hurry_until = 0.0
        self._run_notices = RunNotices(store, self.said.emit, self.play)
        self._loader = SampleLoader(self)
        self._loader.loaded.connect(self._take_samples)
        self._loader.said.connect(self.said)
        self.is_ready = False
        self.torch_version = ""
        self.samples: Samples | None = None
        store.changed.connect(self._on_changed)
        store.changed_inside.connect(self._on_changed_inside)
        store.loaded.connect(self._on_loaded)
        self._clock.ticked.connect(self._tick)

    # ------------------------------------------------------------------------------------------------- life

    def start(self, link: Link | None = None) -> None:
        """Start the trainer, which loads torch, and the clock; a ``link`` leads to a process that has begun already."""
        self._link.start(link)
        self._clock.start()
        self.follower.begin(self._store.experiment)
        self._load_ahead()

    @property
    def alive(self) -> bool:
        """Whether the trainer runs."""
        return self._link.alive

    def stop(self) -> bool:
        """End the trainer; true when it ended in time. One that still loads torch is not waited for."""
        self._clock.stop()
        self._loader.stop()
        return self._link.stop(1.5 if self.is_ready else 0.1)

    def watch(self, subscriber: Subscriber) -> None:
        """Serve a view (or the canvas) from now on; one that is served already is given all once more."""
        if self._subscribers.add(subscriber):
            subscriber.requests_changed.connect(self.refresh_requests)
        self._subscribers.introduce(subscriber, self.scene(), self.history)

    def scene(self) -> Scene:
        """What there is to look at now."""
        return Scene(self._store.experiment, self._store.trace, self.samples, self.follower.generation)

    @property
    def history(self) -> History:
        """The curves of what is learned now."""
        return self.follower.histories.current

    @property
    def state(self) -> State:
        """Where learning stands."""
        return self.follower.state

    # -------------------------------------------------------------------------------------------- transport

    @property
    def playing(self) -> bool:
        """Whether steps are being made."""
        return self.state.playing

    @property
    def can_train(self) -> bool:
        """Whether *Train* can be pressed: torch is warm and nothing is wrong with the experiment."""
        return self.is_ready and self._store.trace.trainable

    def _may_train(self) -> bool:
        """Whether *Train* can be pressed; where it cannot, a key that does so says why."""
        if why := limits.waits_in_words(self.is_ready, self._store.trace):
            self.said.emit(Notice(why, topic="hint"))
        return self.can_train

    def toggle(self) -> None:
        """Train, or pause."""
        if self.playing or self.starting.lasts:
            self.pause()
        else:
            self._start(Play())

    def play(self, steps: int = 0) -> None:
        """Train; with ``steps``, that many and then pause."""
        self._start(Play(steps))

    def pause(self) -> None:
        """Stop after the current step."""
        self._send(Pause())
        self.starting.end()

    def step_batch(self) -> None:
        """Train one batch."""
        self._start(StepBatch())

    def step_epoch(self) -> None:
        """Train to the end of the epoch."""
        self._start(StepEpoch())

    def _start(self, command: TrainerCommand) -> None:
        """Ask for steps, which is shown at once: reading data or building the network may come first."""
        if self._may_train():
            self._send(command)
            self.starting.begin()

    def reset(self) -> None:
        """Go back to the same starting weights: an edit, so it can be undone."""
        if self._store.saving.standing == START:
            self.said.emit(Notice("There is nothing to reset: these are the starting weights.", topic="hint"))
        else:
            self._store.touch("Reset", anew=True)

    def new_weights(self) -> None:
        """Draw other starting weights: an edit of the seed, so it can be undone."""
        seed = random.randrange(1, 100_000)
        self._store.set("seed", seed, label="New weights")

    def switch_off(self, units: tuple[tuple[str, int], ...]) -> None:
        """Let these units (node, row), and no others, give 0 in all that is looked at."""
        self._send(SwitchOff(units))

    def keep(self, token: str) -> None:
        """Ask for the state of learning; ``kept`` answers with the token."""
        self._send(Keep(token))

    # ------------------------------------------------------------------------------------------------ edits

    def _on_changed(self, old: Experiment, new: Experiment) -> None:
        change = difference(old, new)
        if self._store.turn is None or change.data:
            self._forget_samples()
        self._follow(partial(self.follower.change, old, new), scene_changed=not self._just_tunes(old, new))

    def _just_tunes(self, old: Experiment, new: Experiment) -> bool:
        """Whether there is nothing else to look at: a knob of the optimizer is dragged."""
        turn = self._store.turn
        return turn is not None and not turn.returns and not turn.edit.anew and only_tunes(old, new)

    def _on_changed_inside(self, turn: Turn) -> None:
        self._follow(partial(self.follower.change_inside, turn))

    def _on_loaded(self, experiment: Experiment) -> None:
        self._forget_samples()
        self._follow(partial(self.follower.load, experiment))
        self._load_ahead()

    def _follow(self, carry_out: Callable[[], None], scene_changed: bool = True) -> None:
        """Carry something out at the trainer, then show where learning stands with it."""
        before, shown = self.state, self.history
        carry_out()
        if self.state is not before:
            self._show_state(before)
        if self.history is not shown:
            self._share_history()
        if scene_changed:
            self._share_scene()

    def _show_state(self, before: State) -> None:
        self.state_changed.emit(self.state)
        if before.playing != self.state.playing:
            self.playing_changed.emit(self.state.playing)

    def _share_scene(self) -> None:
        self._subscribers.set_scene(self.scene())
        self.refresh_requests()

    def refresh_requests(self) -> None:
        """Tell the trainer what the visible views want to see; those that were out of sight get the curves."""
        if not self.playing:  # else they come soon by themselves
            self._subscribers.catch_up(self.history)
        wanted = Watch(self._subscribers.requests(), self.past.at)
        if wanted != self._asked:
            self._asked = wanted
            self._send(wanted)

    def ask_again(self) -> None:
        """Ask for one more frame of what is visible now, even if nothing changed."""
        self._asked = None
        self.refresh_requests()

    def _send(self, command: TrainerCommand) -> None:
        self._link.send(command)
        self._hurry_until = time.monotonic() + 2.0
        self._clock.set_busy(True, True)

    # ---------------------------------------------------------------------------------------------- reports

    def _tick(self) -> None:
        # The frame first: all that was reported before it was made is then among the reports.
        free = self.samples is not None and not self._subscribers.waits
        due = free and (self._clock.picture_is_due() or not self.playing)
        frame = self._link.frame() if due else None
        for report in self._link.reports():
            with Guarded():  # what one of them leads to keeps nobody from the next
                self._take(report)
                self.starting.take(report)
        if self.history.revision != self._shown_revision and (self._curves_due or not self.playing):
            self._share_history()
        if frame is not None and self.past.is_wanted(frame):
            self._clock.note_picture()
            self._subscribers.set_frame(frame, sparing=self.playing and self._clock.strained)
        handed_out = self._subscribers.hand_out()
        if handed_out is not None:
            self.framed.emit(handed_out)
        self.trainer.look()
        hurried = self._subscribers.waits or time.monotonic() < self._hurry_until
        self._clock.set_busy(self.playing or hurried, hurried)

    def _share_history(self) -> None:
        self._shown_revision = self.history.revision
        self._curves_due = False
        self._subscribers.set_history(self.history)

    def _take(self, report: Report) -> None:
        if isinstance(report, Ready):
            self.is_ready = True
            self.torch_version = report.torch_version
            self.ready.emit()
        elif isinstance(report, Kept):
            self.trainer.take_kept(report)
            self.kept.emit(report)
        elif isinstance(report, Failed):
            self.said.emit(Notice(report.text, "error", report.details))
        elif isinstance(report, Lost):
            self.trainer.take(report)
        elif isinstance(report, Recorded):
            self.past.take(report)
        elif isinstance(report, Remembered):
            self._take_remembered(report)
        elif isinstance(report, Scalars | Evaluated | Health | Marked | Diverged):
            if self.follower.take_learned(report) and isinstance(report, Diverged):
                self._take_divergence(report)
        elif report.generation == self.follower.generation:
            self._take_current(report)

    def _take_current(self, report: Built | State | Stopped | Recalled) -> None:
        if isinstance(report, State):
            self._take_state(report)
        elif isinstance(report, Stopped):
            self._run_notices.tell_stopped(report, self.state)
        elif isinstance(report, Built):
            self._take_built(report)
        elif notice := self.follower.take_recalled(report):
            self.said.emit(notice)

    def _take_remembered(self, report: Remembered) -> None:
        before = self.state
        if self.follower.take_remembered(report):
            self._show_state(before)
            self._share_history()

    def _take_state(self, state: State) -> None:
        # Counters and curves change together, as often as the trainer says where it stands: five times a second.
        self._curves_due = True
        before = self.state
        self.follower.stand(state)
        self._show_state(before)

    def _take_built(self, report: Built) -> None:
        if self.samples is None:
            self.samples = self._loader.find(self._store.experiment.data)
        self.follower.histories.settle(report.generation)
        if report.fresh:
            self.follower.begin_stretch(anew=True)
            self.follower.show(History())
            self._share_history()
        self.follower.stand(State(report.generation, self.state.playing, report.step, report.epoch, 0.0))
        self._share_scene()
        for remark in report.remarks:
            self.said.emit(Notice(remark, "warning"))
        self.built.emit(report)
        self.state_changed.emit(self.state)

    def _take_divergence(self, report: Diverged) -> None:
        self.diverged.emit(report)
        self.history.cut(report.back_to)
        self.follower.begin_stretch()
        self._run_notices.tell_diverged(report)

    # ---------------------------------------------------------------------------------------------- samples

    def _forget_samples(self) -> None:
        self.samples = None
        self._loader.let_go()

    def _load_ahead(self) -> None:
        """Load beside a trainer in a process; one in a thread makes samples that the window shares."""
        if self._link.where == "process":
            self._loader.load_ahead(self._store.experiment.data)

    def _take_samples(self, samples: Samples) -> None:
        """They were not at hand when the modules were built."""
        self.samples = samples
        self._share_scene()
