"""TrainerRun: one run in the trainer. It obeys the commands that bear its number, around a session of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from playground.engine import snapshot
from playground.engine.carrying import Change
from playground.engine.checkpoint import Checkpoint
from playground.engine.commands import (
    GoTo,
    Keep,
    Mark,
    Pause,
    Play,
    Put,
    RecallState,
    Remember,
    Replace,
    Restore,
    RunCommand,
    SetPlayback,
    StepBatch,
    StepEpoch,
    SwitchOff,
    TryRates,
    Tune,
    Watch,
)
from playground.engine.faults import BadState, Divergence, NotTrainable, Unwritable, in_words
from playground.engine.frames import Frames
from playground.engine.inbox import CHANGES, Inbox
from playground.engine.machine import use_threads
from playground.engine.mailbox import Mailbox
from playground.engine.playing import Playing
from playground.engine.putting_off import PuttingOff
from playground.engine.rate_trial import RateTrial
from playground.engine.reporter import Reporter
from playground.engine.session import Session
from playground.engine.tape import Tape
from playground.model.difference import difference, only_tunes
from playground.model.experiment import Experiment


class TrainerRun:
    """A session, what its run owes, and the tape that it can go back on. Nothing that fails in it concerns another.

    What torch has once in a process is this run's own while it has its turn: the generator of random numbers (see
    `RandomState`) and the number of threads. So it learns what it would learn alone, bit for bit.
    """

    def __init__(self, run: int, inbox: Inbox, mailbox: Mailbox) -> None:
        self._inbox = inbox
        self._reporter = Reporter(mailbox, run)
        self._session: Session | None = None
        self._usable = self._owes_fresh = False
        self._wanted: Experiment | None = None
        self._tape = Tape()
        self._putting_off = PuttingOff()
        self._refusal = "There is nothing to train yet."
        self._frames = Frames(mailbox, run)
        self._trial = RateTrial(self._reporter)
        self._playing = Playing(self._reporter, self._frames, inbox.is_called, inbox.is_urgent)
        self._obeys: dict[type[RunCommand], Callable[[Any], None]] = {
            Play: self._play,
            Pause: self._pause,
            StepBatch: lambda _: self._begin_playing(1),
            StepEpoch: self._step_epoch,
            Replace: self._replace,
            Tune: self._tune,
            Watch: self._frames.watch,
            Keep: self._keep,
            Mark: self._mark,
            Restore: self._restore,
            Remember: self._remember,
            RecallState: self._recall,
            GoTo: self._go_to,
            Put: self._put,
            SwitchOff: self._switch_off,
            TryRates: self._try_rates,
            SetPlayback: self._playing.set_playback,
        }

    @property
    def waits_for_turn(self) -> bool:
        """Whether there is anything to do but to obey."""
        waits = self._trial.lasts or self._playing.waits_for_turn
        return self._session is not None and self._usable and waits

    def rest(self) -> float | None:
        """Seconds until the next step is due, where steps are slow; ``None`` where none is."""
        return self._playing.pace.rest() if self._session is not None and self._usable and self._playing.lasts else None

    def turn(self) -> None:
        """Do one thing that takes a moment, such as a slice of steps."""
        if self._session is not None:
            self._carefully(self._trial.turn if self._trial.lasts else partial(self._playing.turn, self._session))

    def obey(self, command: RunCommand) -> None:
        """Carry out a command."""
        self._carefully(partial(self._obey, command))

    def limit_tape(self, most_bytes: int) -> None:
        """Let the tape take at most so many bytes."""
        self._tape.limit(most_bytes)

    def end(self) -> None:
        """Let go of all that takes memory."""
        self._trial.cease()
        self._session = self._wanted = None
        self._tape = Tape()
        self._putting_off.forget()
        self._obeys.clear()  # or it would hold itself

    def _carefully(self, action: Callable[[], None]) -> None:
        """Do something; what goes wrong is reported."""
        if self._session is not None:
            use_threads(self._session.experiment.training.threads)
        try:
            action()
        except Divergence as error:
            self._report_divergence(error)
        except Exception as error:
            self._report_failure(error)

    def _obey(self, command: RunCommand) -> None:
        if isinstance(command, Play | StepBatch | StepEpoch) and (waiting := self._putting_off.agree()) is not None:
            self._become(*waiting)
        self._obeys[type(command)](command)

    # -------------------------------------------------------------------------------------------------------- commands

    def _play(self, command: Play) -> None:
        self._begin_playing(command.steps or None)

    def _pause(self, _: Pause) -> None:
        if self._session is not None:
            self._playing.pause(self._session)
        self._end_playing()

    def _step_epoch(self, _: StepEpoch) -> None:
        self._begin_playing(1 if self._session is None else self._session.steps_to_epoch_end)

    def _begin_playing(self, steps: int | None) -> None:
        """Play, for so many steps or up to the experiment's own limits. Where that cannot be it is said."""
        session = self._session if self._usable else None
        limit = "" if session is None or steps is not None else session.finished()
        if session is None or limit:
            self._post_state()
            self._reporter.refusal(self._refusal) if session is None else None
            self._reporter.stopped(limit, session.epoch) if session is not None and limit else None
            return
        self._playing.begin(session, steps)
        self._post_state()

    def _end_playing(self) -> None:
        self._playing.end(self._session)
        self._post_state()

    def _replace(self, command: Replace) -> None:
        if self._inbox.outruns(command):
            self._owes_fresh = self._owes_fresh or command.fresh
            return
        self._reporter.generation = command.generation
        self._become(command.experiment, command.fresh, command.since)

    def _tune(self, command: Tune) -> None:
        session, wanted = self._session, command.experiment
        usable = self._usable and not self._owes_fresh and not wanted.training.problems()
        if session is None or not usable or not only_tunes(session.experiment, wanted):
            self._become(wanted)
            return
        self._wanted = wanted
        session.replace(wanted)
        self._playing.evaluations.note_tuned(session, self._playing.lasts)
        self._frames.owe_if_settings_show()

    def _become(self, wanted: Experiment, fresh: bool = False, since: str = "") -> None:
        """Train that experiment from now on, with what still fits of what was learned."""
        self._wanted = wanted
        fresh = fresh or self._owes_fresh
        waiting = self._tape.waiting_for(wanted, fresh)
        remark: str | None = ""
        try:
            self._putting_off.check(wanted, fresh)
            if self._session is None:
                self._session = Session(wanted, self._tape)
                remark = self._take(waiting, self._session)
                change = Change(fresh=remark is None, kept=())
                self._playing.evaluations.forget()
            else:
                change = self._session.replace(wanted, fresh, self._tape.find(since))
        except Exception as error:
            self._owes_fresh = fresh
            self._refuse(error)
            return
        self._built(self._session, change.fresh, change.kept, remark)

    def _keep(self, command: Keep) -> None:
        """Answer with the state; of a broken network it is that of the last one which learned."""
        state, failure = b"", ""
        try:
            learned = self._present()
            state = b"" if learned is None else snapshot.encode(learned.snapshot)
        except Exception as error:
            failure = in_words(error)
        self._reporter.kept(command.token, state, self._standing(), failure)

    def _present(self) -> Checkpoint | None:
        """What was learned of the window's experiment so far; ``None`` where that never began."""
        if self._tape.waiting is not None:
            return self._tape.waiting
        session = self._learned()
        if session is None:
            return None
        try:
            session.check()
        except Divergence as error:
            self._report_divergence(error)  # which brought learning back to weights that can be kept
        return session.checkpoint()

    def _remember(self, command: Remember) -> None:
        self._tape.forget(command.forget)
        self._hold(command.token)

    def _hold(self, token: str) -> None:
        """Hold the present state under a token. Where that fails it is gone, which is said when it is wanted."""
        try:
            self._tape.pin(token, self._present())
        except Exception as error:
            self._reporter.failure(error)
        self._reporter.remembered(token, self._standing())

    def _recall(self, command: RecallState) -> None:
        self._tape.forget(command.forget)
        found = command.token in self._tape
        learned = self._tape.take(command.token) if found else None
        self._hold(command.leave)
        self._reporter.generation, self._wanted = command.generation, command.experiment
        self._reporter.recalled(command.token, found)
        if found:
            self._playing.lasts = self._owes_fresh = False
            self._tape.stop_waiting()
        if learned is not None:
            self._resume(command.experiment, learned)
        else:
            self._become(command.experiment, fresh=found)

    def _resume(self, wanted: Experiment, learned: Checkpoint) -> None:
        """Go back to what was learned; the window's experiment may be one that has to be fixed first."""
        fits = True
        self._putting_off.forget()
        self._playing.evaluations.forget()
        try:
            session = self._session = self._session or Session(learned.experiment, self._tape)
            session.resume(learned)
        except BadState as error:
            self._reporter.failure(error)
            fits = False
        except Exception as error:
            self._session = None
            self._tape.wait_for(Checkpoint(wanted, learned.snapshot, admitted=False))
            self._refuse(error)
            return
        if difference(learned.experiment, wanted).matters:
            self._become(wanted)
        else:
            self._built(session, not fits, ())

    def _mark(self, command: Mark) -> None:
        """Before a change: figures of what it was, and the step."""
        if self._session is not None and self._usable:
            self._playing.evaluations.give_before_change(self._session, partial(self._inbox.is_urgent, CHANGES))
        self._reporter.marked(command.token, self._standing()[0])

    def _restore(self, command: Restore) -> None:
        self._reporter.generation = command.generation
        self._playing.lasts = self._owes_fresh = False
        self._session = None
        try:
            self._tape.wait_with_file(command)
        except BadState as error:
            self._reporter.failure(error)
        self._become(command.experiment)

    def _take(self, waiting: Checkpoint | None, session: Session) -> str | None:
        """Go on from the state that waited; returns what is to be said about it, ``None`` where it is the start."""
        if waiting and (waiting.step or not snapshot.alike(waiting.snapshot, session.checkpoint().snapshot)):
            try:
                return session.adopt(waiting)
            except BadState as error:
                self._reporter.failure(error)
        return None

    def _go_to(self, command: GoTo) -> None:
        session = self._session if self._usable else None
        if session is None or not session.judging.go(command.place):
            self._reporter.refusal(f"The {command.place} weights are not held any more, so learning stays where it is.")
            return
        self._playing.cease()
        self._reporter.went_to(session, command.place)
        self._playing.owe_all(session)
        self._post_state()

    def _put(self, command: Put) -> None:
        session = self._session
        try:
            if session is None or not self._usable:
                raise Unwritable("The network cannot be trained as it is, so nothing was written: fix it first.")
            session.put(command.node, command.name, command.index, command.values)
        except Unwritable as error:
            self._reporter.refusal(str(error))
            return
        self._playing.owe_all(session)

    def _switch_off(self, command: SwitchOff) -> None:
        if self._session is not None:
            self._session.switch_off(command.units)
        self._frames.owed = True

    def _try_rates(self, command: TryRates) -> None:
        if self._session is not None and self._usable:
            self._trial.begin(self._session, command)
        else:
            self._reporter.refusal(self._refusal)

    # --------------------------------------------------------------------------------------------------------- reports

    def _built(self, session: Session, fresh: bool, kept: tuple[str, ...], remark: str | None = "") -> None:
        self._usable, self._owes_fresh = True, False
        self._trial.cease()
        self._putting_off.forget()
        self._playing.renew(session, fresh)
        self._reporter.built(session, fresh, kept, remark or "")
        self._post_state()

    def _refuse(self, error: Exception) -> None:
        """The window's experiment cannot be trained; the session stays, so that its weights outlive the fixing."""
        self._usable = False
        self._trial.cease()
        self._playing.cease()
        if not isinstance(error, NotTrainable):
            raise error
        self._refusal = str(error)
        self._post_state()
        # What is wrong with the experiment itself is on the window's cards; a fault of this machine is not.
        if not error.shown:
            self._reporter.refusal(str(error))

    def _standing(self) -> tuple[int, float]:
        """Step and epoch of what the window's experiment has learned; 0 where that never began."""
        if (waiting := self._tape.waiting) is not None:
            return waiting.step, waiting.epoch
        session = self._learned()
        return (0, 0.0) if session is None else (session.step_count, session.epoch)

    def _learned(self) -> Session | None:
        """The session, if what it learned belongs to the window's experiment, though that may have to be fixed."""
        session, wanted = self._session, self._wanted
        if session is None or wanted is None or self._owes_fresh:
            return None
        return session if self._usable or not difference(session.experiment, wanted).task else None

    def _post_state(self) -> None:
        if self._session is None or not self._usable:
            self._reporter.waiting(self._standing())
        else:
            self._reporter.standing(self._session, self._playing.lasts)

    def _report_divergence(self, error: Divergence) -> None:
        self._reporter.divergence(error)
        if self._session is not None:
            self._playing.note_divergence(self._session)
        self._playing.evaluations.outdate()
        self._end_playing()

    def _report_failure(self, error: Exception) -> None:
        """Say what went wrong and pause; what was owed is let go, so that a faulty view cannot fail for ever."""
        self._playing.cease()
        self._reporter.failure(error)
        self._post_state()
