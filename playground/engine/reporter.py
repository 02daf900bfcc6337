"""Reporter: tells the window what a run does. One method a report, under the generation that is at work."""

from __future__ import annotations

import time
import traceback
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from playground.engine.evaluator import Figures
from playground.engine.faults import Divergence, LayerFailed, in_words
from playground.engine.judging import Place
from playground.engine.mailbox import Mailbox
from playground.engine.messages import (
    FIRST_RUN,
    BestMarked,
    BestPoint,
    Built,
    Diverged,
    Evaluated,
    Failed,
    Health,
    Kept,
    LayerStats,
    Limit,
    Marked,
    Paused,
    RatesTried,
    Recalled,
    Recorded,
    Remembered,
    Scalars,
    State,
    Stopped,
    WentTo,
)
from playground.engine.pause_rules import PauseRule
from playground.engine.session import Session
from playground.model.dataset import Part

Columns = Mapping[str, list[float]]
"""A number for each of some steps, by name."""
Floats = npt.NDArray[np.float64]
STATE_SECONDS = 0.2
"""Where learning stands is posted this often,"""
RECORDED_SECONDS = 1.0
"""and which steps are recorded this often while steps are made."""


class Reporter:
    """Posts reports, and measures how many steps a second are made."""

    def __init__(self, mailbox: Mailbox, run: int = FIRST_RUN) -> None:
        self._mailbox = mailbox
        self._run = run
        self.generation = 0
        self._since, self._step, self._speed = 0.0, 0, 0.0
        self._told: tuple[int, tuple[int, ...]] = (0, ())
        self._tell_at = 0.0
        self._told_best: tuple[int, BestPoint | None] = (0, None)

    def built(self, session: Session, fresh: bool, kept: tuple[str, ...], remark: str) -> None:
        """Modules stand; with what is odd about them."""
        remarks = (*([remark] if remark else ()), *session.remarks)
        self._mailbox.post(
            Built(self.generation, fresh, kept, session.step_count, session.epoch, remarks, run=self._run)
        )

    def losses(self, first: int, losses: list[float], terms: Columns, step_figures: Columns) -> None:
        """The losses of some steps in a row, with their named parts and figures; nothing where there were none."""
        if losses:
            named = ({name: np.array(values) for name, values in columns.items()} for columns in (terms, step_figures))
            self._mailbox.post(Scalars(self.generation, first, np.array(losses), *named, run=self._run))

    def figures(
        self,
        session: Session,
        seen: Figures,
        new: Figures,
        held: Figures | None = None,
        *,
        at: tuple[int, float] | None = None,
    ) -> None:
        """Figures of the training and the test part, and of the validation part where there is one.

        They are those of now, or of a step and epoch before, after which no figures were told.
        """
        step, epoch = at or (session.step_count, session.epoch)
        self._mailbox.post(
            Evaluated(
                generation=self.generation,
                step=step,
                epoch=epoch,
                train_loss=seen.loss,
                train_accuracy=seen.accuracy,
                train_count=seen.count,
                test_loss=new.loss,
                test_accuracy=new.accuracy,
                test_count=new.count,
                confusion=new.confusion,
                train_whole=seen.whole,
                test_whole=new.whole,
                train_figures=seen.others,
                test_figures=new.others,
                validation_count=0 if held is None else held.count,
                validation_figures={} if held is None else held.named,
                other_confusions=_confusions(train=seen, validation=held),
                run=self._run,
            )
        )

    def health(self, step: int, layer_stats: dict[str, LayerStats]) -> None:
        """How every node is doing."""
        self._mailbox.post(Health(self.generation, step, layer_stats, run=self._run))

    def marked(self, token: int, step: int) -> None:
        """A change comes after this step."""
        self._mailbox.post(Marked(self.generation, token, step, run=self._run))

    def kept(self, token: str, state: bytes, standing: tuple[int, float], failure: str) -> None:
        """The state of learning, or why there is none."""
        step, epoch = standing if state else (0, 0.0)
        self._mailbox.post(Kept(token, self.generation, state, step, epoch, failure, run=self._run))

    def remembered(self, token: str, standing: tuple[int, float]) -> None:
        """A state is held."""
        self._mailbox.post(Remembered(token, self.generation, *standing, run=self._run))

    def recalled(self, token: str, found: bool) -> None:
        """Learning goes back to a state, or that one is gone."""
        self._mailbox.post(Recalled(token, self.generation, found, run=self._run))

    # ---------------------------------------------------------------------------------------------- where it stands

    def begin_measuring(self, session: Session) -> None:
        """Steps are made from now on: measure how fast."""
        self._since, self._step, self._speed = time.perf_counter(), session.step_count, 0.0

    def measure(self, session: Session, now: float) -> bool:
        """Take the speed anew where that is due; returns whether it was."""
        if now - self._since < STATE_SECONDS:
            return False
        speed = (session.step_count - self._step) / (now - self._since)
        self._speed = speed if self._speed == 0.0 else 0.6 * self._speed + 0.4 * speed
        self._since, self._step = now, session.step_count
        return True

    def standing(self, session: Session, playing: bool) -> None:
        """Where a session stands, and what of the past can be looked at."""
        left = session.steps_left()
        steps = session.steps_to_epoch_end if left is None else left
        seconds = steps / self._speed if playing and self._speed else None
        speed = self._speed if playing else 0.0
        self._mailbox.post(
            State(self.generation, playing, session.step_count, session.epoch, speed, seconds, run=self._run)
        )
        self._tell_recorded(session.past.steps, soon=not playing)

    def stopped(self, limit: Limit, epoch: float, why: str = "", back: BestPoint | None = None) -> None:
        """Training ended by itself at an epoch; the weights of the best point are ``back``, where there is one."""
        self._mailbox.post(Stopped(self.generation, limit, epoch, why, back, run=self._run))

    def best(self, session: Session) -> None:
        """Where the run was best so far, if that is another point."""
        told = (self.generation, session.judging.best)
        if told != self._told_best:
            self._told_best = told
            self._mailbox.post(BestMarked(*told, run=self._run))

    def went_to(self, session: Session, place: Place) -> None:
        """Learning stands at the best or the last state."""
        self._mailbox.post(WentTo(self.generation, place, session.step_count, session.epoch, run=self._run))

    def paused(self, session: Session, rule: PauseRule) -> None:
        """Training pauses, as a rule came true."""
        self._mailbox.post(Paused(self.generation, session.step_count, rule, run=self._run))

    def rates_tried(self, rates: Floats, losses: Floats, ended: bool, from_start: bool) -> None:
        """How far a range test has come."""
        self._mailbox.post(RatesTried(self.generation, rates, losses, ended, from_start, run=self._run))

    def waiting(self, standing: tuple[int, float]) -> None:
        """Nothing can be learned now; step and epoch of what was."""
        self._mailbox.post(State(self.generation, False, *standing, 0.0, run=self._run))

    def _tell_recorded(self, steps: tuple[int, ...], soon: bool) -> None:
        """Tell which steps are recorded where they are others; unless ``soon``, now and then."""
        now, told = time.perf_counter(), (self.generation, steps)
        if told != self._told and (soon or now >= self._tell_at):
            self._told, self._tell_at = told, now + RECORDED_SECONDS
            self._mailbox.post(Recorded(self.generation, np.array(steps, np.int64), run=self._run))

    # --------------------------------------------------------------------------------------------------------- faults

    def divergence(self, error: Divergence) -> None:
        """The loss went astray, and learning back."""
        where = (error.step, error.back_to)
        self._mailbox.post(
            Diverged(self.generation, *where, str(error), error.suggested_rate, error.loss, run=self._run)
        )

    def refusal(self, text: str) -> None:
        """Something was asked for that cannot be done."""
        self._mailbox.post(Failed(self.generation, text, "", run=self._run))

    def failure(self, error: Exception) -> None:
        """Something went wrong; with the traceback for those who want it."""
        node = error.node if isinstance(error, LayerFailed) else ""
        self._mailbox.post(
            Failed(self.generation, in_words(error), "".join(traceback.format_exception(error)), node, run=self._run)
        )


def _confusions(train: Figures, validation: Figures | None) -> dict[Part, npt.NDArray[np.int64]]:
    """What is taken for what in these parts, as far as it is counted."""
    known: dict[Part, Figures | None] = {"train": train, "validation": validation}
    return {part: found.confusion for part, found in known.items() if found is not None and found.confusion is not None}
