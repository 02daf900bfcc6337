"""LostTrainer: another trainer takes the place of one that ended, and goes on from what the window holds."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import SignalInstance

from playground.engine.commands import Pause, Play
from playground.engine.links import Where
from playground.engine.messages import Kept, Lost
from playground.numerals import count
from playground.ui.state.dispatch import Dispatch
from playground.ui.state.edit_follower import EditFollower
from playground.ui.state.learned import MirroredState
from playground.ui.state.link_switch import LinkSwitch
from playground.ui.state.notice import Notice
from playground.ui.state.run import Run
from playground.ui.state.runs import Runs
from playground.ui.state.silence import LONGEST_SECONDS, Silence
from playground.ui.state.starting import Starting
from playground.ui.state.tape_mirror import MOST_EARLIER, TapeMirror

APART_SECONDS = 60.0
"""Where trainers are lost more often than this, training does not go on by itself: it may be what ends them."""


class Guided(Protocol):
    """What it needs of the conductor."""

    is_ready: bool
    runs: Runs
    follower: EditFollower
    dispatch: Dispatch
    starting: Starting

    @property
    def said(self) -> SignalInstance:
        """What is to be said."""

    @property
    def kept(self) -> SignalInstance:
        """What answers ``Keep``."""


class LostTrainer:
    """Starts another trainer, gives it the newest states of all runs that the window holds, and says so."""

    def __init__(self, conductor: Guided, link: LinkSwitch, follow: Callable[[Callable[[], None]], None]) -> None:
        """``follow`` carries something out at the trainer and shows where learning stands then."""
        self._conductor = conductor
        self._link = link
        self._follow = follow
        self._mirrors: dict[Run, TapeMirror] = {}
        self._last = -APART_SECONDS
        self._moves = False
        self._silence = Silence()
        self._told = False

    @property
    def pid(self) -> int:
        """The number of the process that the trainer runs in: that of the window where it is a thread of it."""
        return self._link.pid

    def look(self) -> None:
        """Ask for the state of learning where it is time to, and see whether the trainer hangs.

        One in a thread is lost with the window alone.
        """
        if self._link.where == "process" and self._conductor.is_ready:
            now = time.monotonic()
            for mirror in self._all_mirrors():
                mirror.look(now)
            self._silence.look(self._link.heard, now)
            self._tell_silence()

    def take_kept(self, kept: Kept) -> None:
        """Hold the state that was asked for."""
        now, mirrors = time.monotonic(), self._all_mirrors()
        taken = [mirror.take(kept, now) for mirror in mirrors]
        if self._moves and any(taken) and not any(mirror.waits for mirror in mirrors):
            self._move_on()

    def take(self, report: Lost) -> None:
        """Put another trainer in place; one that never got ready would only end again."""
        conductor = self._conductor
        was_ready, conductor.is_ready = conductor.is_ready, False
        conductor.starting.end()
        if not was_ready:
            text = f"The trainer could not get ready, as {report.text}: let it run in a thread to train all the same."
            conductor.said.emit(Notice(text, "error", label="Use a thread", action=self._use_thread))
            return
        self._go_on(f"The trainer ended untold, as {report.text}")

    def _go_on(self, happened: str) -> None:
        """Let another trainer go on where this one was playing, and say so."""
        conductor, now = self._conductor, time.monotonic()
        current = conductor.runs.current
        reached, apart = current.state.step, now - self._last >= APART_SECONDS
        playing = [run for run in conductor.runs if apart and run.state.playing and self._link.plays_on(run.number)]
        self._last = now
        step = self._replace(self._link.where)
        conductor.said.emit(Notice(in_words(happened, step, reached), "warning", topic="fault"))
        for run in playing:
            run.send(Play())
        if current in playing:
            conductor.starting.begin()

    def _tell_silence(self) -> None:
        """Say once that the trainer hangs, and that it answers again."""
        if self._silence.too_long == self._told:
            return
        self._told = self._silence.too_long
        if self._told:
            seconds = count(round(LONGEST_SECONDS))
            text = f"The trainer has not answered for {seconds} s: its process was stopped, or it hangs."
            action = self._give_up
            self._conductor.said.emit(Notice(text, "warning", label="Start another", action=action, topic="run"))
        else:
            self._conductor.said.emit(Notice("The trainer answers again.", topic="hint"))

    def _give_up(self) -> None:
        """Put another trainer in the place of one that still hangs."""
        if self._told:
            self._conductor.starting.end()
            self._go_on("The trainer was ended, as it did not answer")

    def move(self) -> None:
        """Let the trainer run in a thread from now on where it runs in a process, and the other way."""
        self._moves = True
        for run in self._conductor.runs:
            run.send(Pause())
        self._conductor.starting.end()
        now = time.monotonic()
        asked = [mirror.ask(now) for mirror in self._all_mirrors()] if self._conductor.is_ready else []
        if not any(asked):
            self._move_on()

    def _move_on(self) -> None:
        self._moves = False
        step = self._replace("thread" if self._link.where == "process" else "process")
        text = f"The trainer runs in a {self._link.where} now, and goes on from step {count(step)}."
        self._conductor.said.emit(Notice(text, topic="hint"))

    def _use_thread(self) -> None:
        self._replace("thread")

    def _replace(self, where: Where) -> int:
        """Let another trainer go on; returns the step of the current run that it goes on from."""
        conductor = self._conductor
        conductor.is_ready = False
        self._silence, self._told = Silence(), False
        unanswered = self._link.exchange(where)
        mirrors = self._all_mirrors()
        known = {run: mirror.usable() for run, mirror in zip(conductor.runs, mirrors, strict=True)}
        found = known.pop(conductor.runs.current)
        self._follow(partial(_go_on_at, conductor.follower, found))
        for run, states in known.items():
            _go_on_beside(run, states)
        for mirror in mirrors:
            mirror.note_handed_over()
        conductor.starting.changed.emit()  # nothing can be trained until the other one is ready
        self._link.tell_again()
        conductor.dispatch.ask_again()
        for asked in unanswered:
            text = "The trainer ended before it answered."
            conductor.kept.emit(Kept(asked.token, 0, b"", 0, 0.0, text, run=asked.run))
        return found[-1].step if found else 0

    def _all_mirrors(self) -> list[TapeMirror]:
        """One for each run that there is."""
        self._mirrors = {run: self._mirrors.get(run) or TapeMirror(run) for run in self._conductor.runs}
        for mirror in self._mirrors.values():
            mirror.most_earlier = MOST_EARLIER // len(self._mirrors)
        return list(self._mirrors.values())


def _go_on_at(follower: EditFollower, known: tuple[MirroredState, ...]) -> None:
    """Let the current run go on from what is known of it."""
    if known:
        follower.go_on_from(known)
    else:
        follower.start_over()


def _go_on_beside(run: Run, known: tuple[MirroredState, ...]) -> None:
    """Let a run beside the current one go on from what is known of it."""
    if known:
        run.go_on_from(known)
    else:
        run.begin_again()


def in_words(happened: str, step: int, reached: int) -> str:
    """What is said of a trainer that is gone, and had ``reached`` a step; another goes on from ``step``.

    That one takes seconds to load torch, on a machine that is busy many.
    """
    if not reached:
        way = ""
    elif step:
        gone = "" if step >= reached else f" (it had come to step {count(reached)})"
        way = f" and goes on from step {count(step)}{gone}"
    else:
        way = " and begins at step 0, as no state of learning was held aside yet"
    return f"{happened}: another one is getting ready{way}."
