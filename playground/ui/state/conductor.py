"""Conductor: the only object that knows store, link and clock. Edits go out to the trainer, reports come back."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import partial
from typing import Literal

from PySide6.QtCore import QObject, Signal

from playground.engine.commands import GoTo, Keep, Pause, Play, RunCommand, StepBatch, StepEpoch, SwitchOff
from playground.engine.history import History
from playground.engine.link import Link
from playground.engine.links import usual
from playground.engine.messages import Frame, Kept, Lost, Ready, Report, State
from playground.model.dataset import Samples
from playground.model.device import FOUND
from playground.model.difference import difference, only_tunes
from playground.model.experiment import Experiment
from playground.ui.guarding import Guarded
from playground.ui.state import limits
from playground.ui.state.clock import BESIDE, SHARING, Clock
from playground.ui.state.dispatch import Dispatch
from playground.ui.state.edit_follower import EditFollower
from playground.ui.state.learned import START
from playground.ui.state.link_switch import LinkSwitch
from playground.ui.state.lost_trainer import LostTrainer
from playground.ui.state.notice import Notice
from playground.ui.state.playback import Playback
from playground.ui.state.report_taker import ReportTaker
from playground.ui.state.run_notices import RunNotices
from playground.ui.state.runs import Runs
from playground.ui.state.scene import Scene
from playground.ui.state.starting import Starting
from playground.ui.state.store import Store, Turn


class Conductor(QObject):
    """Keeps the trainer in step with the store: transport and edits of the current run go out, and reports come in.

    What it takes in goes to ``runs`` by `ReportTaker`, and to the views by ``dispatch``.

    Signals: ``ready()`` once torch is warm; ``said(Notice)``; ``kept(Kept)`` in answer to ``keep``; and of the current
    run ``state_changed(State)`` with the counters; ``playing_changed(bool)``; ``built(Built)`` when modules stand;
    ``framed(Frame)`` after every frame that was handed out; ``diverged(Diverged)`` before learning goes back;
    ``rates_tried(RatesTried)`` as a range test for the learning rate goes on.
    """

    ready = Signal()
    state_changed = Signal(object)
    playing_changed = Signal(bool)
    built = Signal(object)
    said = Signal(object)
    kept = Signal(object)
    framed = Signal(object)
    diverged = Signal(object)
    rates_tried = Signal(object)

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._link = LinkSwitch(usual())
        self._clock = Clock(self)
        self.runs = Runs(store.experiment, self._pass_on, self)
        self.follower = EditFollower(store, self.runs.current)
        self.starting = Starting(self.runs.current, self)
        self.playback = Playback(self.runs, self)
        self.dispatch = Dispatch(store, self.runs, self)
        self.past = self.dispatch.past
        self.trainer = LostTrainer(self, self._link, self._follow)
        notices = RunNotices(store, self.said.emit, self.play, partial(self.go_to, "last"))
        self._reports = ReportTaker(self.runs, self.follower, self.dispatch, notices, self)
        self._hurry_until = 0.0
        self.is_ready = False
        self.torch_version = ""
        self._join_signals()
        store.changed.connect(self._on_changed)
        store.changed_inside.connect(self._on_changed_inside)
        store.loaded.connect(self._on_loaded)
        self._clock.ticked.connect(self._tick)

    def _join_signals(self) -> None:
        reports = self._reports
        reports.state_changed.connect(self.state_changed)
        reports.playing_changed.connect(self.playing_changed)
        reports.built.connect(self.built)
        reports.diverged.connect(self.diverged)
        reports.rates_tried.connect(self.rates_tried)
        reports.paused.connect(self.playback.take)
        reports.said.connect(self.said)
        self.playing_changed.connect(self.playback.take_playing)
        self.dispatch.said.connect(self.said)

    # ------------------------------------------------------------------------------------------------- life

    def start(self, link: Link | None = None) -> None:
        """Start the trainer, which loads torch, and the clock; a ``link`` leads to a process that has begun already."""
        self._link.start(link)
        self._clock.start(BESIDE if self._link.where == "process" else SHARING)
        self.follower.begin(self._store.experiment)
        self._load_ahead()

    @property
    def alive(self) -> bool:
        """Whether the trainer runs."""
        return self._link.alive

    def stop(self) -> bool:
        """End the trainer; true when it ended in time. One that still loads torch is not waited for."""
        self._clock.stop()
        self.dispatch.stop()
        return self._link.stop(1.5 if self.is_ready else 0.1)

    def scene(self) -> Scene:
        """What there is to look at now."""
        return self.dispatch.scene()

    @property
    def samples(self) -> Samples | None:
        """The samples of the data of now, once they are there."""
        return self.runs.current.samples

    @property
    def history(self) -> History:
        """The curves of what is learned now."""
        return self.runs.current.history

    @property
    def state(self) -> State:
        """Where learning stands."""
        return self.runs.current.state

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
        self.runs.current.send(Pause())
        self.starting.end()

    def step_batch(self) -> None:
        """Train one batch."""
        self._start(StepBatch())

    def step_epoch(self) -> None:
        """Train to the end of the epoch."""
        self._start(StepEpoch())

    def _start(self, command: RunCommand) -> None:
        """Ask for steps, which is shown at once: reading data or building the network may come first."""
        if self._may_train():
            self.runs.current.send(command)
            self.starting.begin()

    def go_to(self, place: Literal["best", "last"]) -> None:
        """Pause at the best state of the run, or at the last one, which was left for it."""
        if place == "best" and self.history.best is None:
            ranks = self._store.experiment.objective.loss_ranks
            why = "yet: train first" if ranks else "where networks learn against each other: a lower loss is not better"
            self.said.emit(Notice(f"There is no best point {why}.", topic="hint"))
        else:
            self.runs.current.send(GoTo(place))

    def reset(self) -> None:
        """Go back to the same starting weights: an edit, so it can be undone."""
        waits = self.playing or self.starting.lasts  # for steps that may be made already, though nothing tells of them
        if self._store.saving.standing == START and not waits:
            self.said.emit(Notice("There is nothing to reset: these are the starting weights.", topic="hint"))
        else:
            self._store.touch("Reset", anew=True)

    def new_weights(self) -> None:
        """Draw other starting weights: an edit of the seed, so it can be undone."""
        seed = random.randrange(1, 100_000)
        self._store.set("seed", seed, label="New weights")

    def switch_off(self, units: tuple[tuple[str, int], ...]) -> None:
        """Let these units (node, row), and no others, give 0 in all that is looked at."""
        self.runs.current.send(SwitchOff(units))

    def keep(self, token: str) -> None:
        """Ask for the state of learning; ``kept`` answers with the token."""
        self.runs.current.send(Keep(token))

    # ------------------------------------------------------------------------------------------------ edits

    def _on_changed(self, old: Experiment, new: Experiment) -> None:
        change = difference(old, new)
        if self._store.turn is None or change.data:
            self.dispatch.forget_samples()
        self._follow(partial(self.follower.change, old, new), scene_changed=not self._just_tunes(old, new))

    def _just_tunes(self, old: Experiment, new: Experiment) -> bool:
        """Whether there is nothing else to look at: a knob of the optimizer is dragged."""
        turn = self._store.turn
        return turn is not None and not turn.returns and not turn.edit.anew and only_tunes(old, new)

    def _on_changed_inside(self, turn: Turn) -> None:
        self._follow(partial(self.follower.change_inside, turn))

    def _on_loaded(self, experiment: Experiment) -> None:
        self.dispatch.forget_samples()
        self._follow(partial(self.follower.load, experiment))
        self._load_ahead()

    def _follow(self, carry_out: Callable[[], None], scene_changed: bool = True) -> None:
        """Carry something out at the trainer, then show where learning stands with it."""
        before, shown = self.state, self.history
        carry_out()
        if self.state is not before:
            self._reports.show_state(before)
        if self.history is not shown:
            self.dispatch.share_history()
        if scene_changed:
            self.dispatch.share_scene()

    def _load_ahead(self) -> None:
        """Load beside a trainer in a process; one in a thread makes samples that the window shares."""
        if self._link.where == "process":
            self.dispatch.load_ahead()

    def _pass_on(self, command: RunCommand) -> None:
        """Give the trainer what is said to a run; an answer may come soon."""
        self._link.send(command)
        self._hurry_until = time.monotonic() + 2.0
        self._clock.set_busy(True, True)

    # ---------------------------------------------------------------------------------------------- reports

    def _tick(self) -> None:
        # The frame first: all that was reported before it was made is then among the reports.
        subscribers, run = self.dispatch.subscribers, self.runs.current
        free = run.samples is not None and not subscribers.waits
        live = self.playing and self.past.at is None  # a frame of the past comes but once, when it is asked for
        frame = self._current_frame() if free and (self._clock.picture_is_due() or not live) else None
        for report in self._link.reports():
            with Guarded():  # what one of them leads to keeps nobody from the next
                self._take(report)
                self.starting.take(report)
        self.dispatch.share_grown_history()
        if frame is not None and self.dispatch.is_wanted(frame):
            self._clock.note_picture()
            # Among the reports may be the pause, after which no other frame comes: then nobody is passed over.
            subscribers.set_frame(frame, sparing=live and self.playing and self._clock.strained)
        handed_out = subscribers.hand_out()
        if handed_out is not None:
            self.framed.emit(handed_out)
        self.trainer.look()
        hurried = subscribers.waits or time.monotonic() < self._hurry_until
        self._clock.set_busy(self.runs.any_plays or hurried, hurried)

    def _current_frame(self) -> Frame | None:
        """Take a frame of the current run; nobody looks at those of others, which are let go."""
        while (frame := self._link.frame()) is not None and frame.run != self.runs.current.number:
            pass
        return frame

    def _take(self, report: Report) -> None:
        if isinstance(report, Ready):
            self.is_ready = True
            self.torch_version = report.torch_version
            FOUND.tell(report.devices)
            if FOUND.lacks(self._store.experiment.training.device):
                self._store.refresh(self._store.experiment.data)  # whose trace could not tell so far
            self.playback.tell_again()
            self.ready.emit()
        elif isinstance(report, Lost):
            self.trainer.take(report)
        elif isinstance(report, Kept):
            self.trainer.take_kept(report)
            self.kept.emit(report)
        else:
            self._reports.take(report)
