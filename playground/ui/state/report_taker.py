"""ReportTaker: what the trainer tells of its runs, of the current one all that the window shows of it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from playground.engine.history import History
from playground.engine.messages import (
    Built,
    Diverged,
    Failed,
    Paused,
    RatesTried,
    Recalled,
    Recorded,
    Remembered,
    RunReport,
    State,
    Stopped,
    WentTo,
)
from playground.ui.state.dispatch import Dispatch
from playground.ui.state.edit_follower import EditFollower
from playground.ui.state.notice import Notice
from playground.ui.state.run import Learned
from playground.ui.state.run_notices import RunNotices
from playground.ui.state.runs import Runs


class ReportTaker(QObject):
    """Puts each report with its run, and what follows from one of the current run before the views.

    Signals, of the current run: ``state_changed(State)`` with the counters; ``playing_changed(bool)``;
    ``built(Built)`` when modules stand; ``diverged(Diverged)`` before learning goes back; ``paused(Paused)`` when
    a rule came true; ``rates_tried(RatesTried)`` as a range test goes on; ``said(Notice)``.
    """

    state_changed = Signal(object)
    playing_changed = Signal(bool)
    built = Signal(object)
    diverged = Signal(object)
    paused = Signal(object)
    rates_tried = Signal(object)
    said = Signal(object)

    def __init__(
        self, runs: Runs, follower: EditFollower, dispatch: Dispatch, notices: RunNotices, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._runs = runs
        self._follower = follower
        self._dispatch = dispatch
        self._notices = notices

    def take(self, report: RunReport) -> None:
        """Take one; of a run that has ended nothing is wanted any more."""
        current = report.run == self._runs.current.number
        if isinstance(report, Failed) and (current or not report.run):
            self.said.emit(Notice(report.text, "error", report.details))
        elif current:
            self._take_current(report)
        elif run := self._runs.find(report.run):
            run.take(report)
            if isinstance(report, State):
                self._dispatch.note_standing()

    def show_state(self, before: State) -> None:
        """Say where learning stands, which was elsewhere before."""
        state = self._runs.current.state
        self.state_changed.emit(state)
        if before.playing != state.playing:
            self.playing_changed.emit(state.playing)

    # ---------------------------------------------------------------------------------------------------- inside

    def _take_current(self, report: RunReport) -> None:
        run = self._runs.current
        if isinstance(report, Remembered):
            self._take_remembered(report)
        elif isinstance(report, Recorded):
            self._dispatch.past.take(report)
        elif isinstance(report, RatesTried):
            self.rates_tried.emit(report)
        elif isinstance(report, Learned):
            shown = run.take_learned(report)
            if shown and isinstance(report, Diverged):
                self._take_divergence(report)
            elif shown and isinstance(report, WentTo):
                self._follower.begin_stretch()
                self._dispatch.share_history()
        elif isinstance(report, Paused):
            self.paused.emit(report)
        elif isinstance(report, Built | State | Stopped | Recalled) and report.generation == run.generation:
            self._take_standing(report)

    def _take_standing(self, report: Built | State | Stopped | Recalled) -> None:
        """Take what concerns the modules that the window shows."""
        if isinstance(report, State):
            self._take_state(report)
        elif isinstance(report, Stopped):
            self._notices.tell_stopped(report, self._runs.current.state)
        elif isinstance(report, Built):
            self._take_built(report)
        elif notice := self._follower.take_recalled(report):
            self.said.emit(notice)

    def _take_remembered(self, report: Remembered) -> None:
        before = self._runs.current.state
        if self._follower.take_remembered(report):
            self.show_state(before)
            self._dispatch.share_history()

    def _take_state(self, state: State) -> None:
        self._dispatch.note_standing()
        before = self._runs.current.state
        self._follower.stand(state)
        self.show_state(before)

    def _take_built(self, report: Built) -> None:
        run = self._runs.current
        self._dispatch.find_samples()
        run.histories.settle(report.generation)
        if report.fresh:
            self._follower.begin_stretch(anew=True)
            run.show(History())
            self._dispatch.share_history()
        playing = run.state.playing
        self._follower.stand(State(report.generation, playing, report.step, report.epoch, 0.0, run=run.number))
        self._dispatch.share_scene()
        for remark in report.remarks:
            self.said.emit(Notice(remark, "warning"))
        self.built.emit(report)
        self.state_changed.emit(run.state)

    def _take_divergence(self, report: Diverged) -> None:
        self.diverged.emit(report)
        self._runs.current.history.cut(report.back_to)
        self._follower.begin_stretch()
        self._notices.tell_diverged(report)
