"""Rollback: makes steps, and takes back those that nothing can be learned from."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace
from weakref import ref

from playground.engine import divergence
from playground.engine.checkpoint import Checkpoint
from playground.engine.faults import LayerFailed, ran_out
from playground.engine.learner import Learner
from playground.engine.memory_faults import let_go
from playground.engine.recent_steps import RecentSteps
from playground.engine.schedule_part import RATE
from playground.engine.snapshot import Snapshot
from playground.engine.tape import Tape
from playground.model.experiment import Experiment


class Rollback:
    """One learner, and the tape that it records on and goes back on. Begun anew where anything but a step changed it.

    ``tape`` is recorded on from now on, for the ``experiment`` that learns.
    """

    def __init__(
        self,
        learner: Learner,
        tape: Tape,
        start: Checkpoint,
        before: Rollback | None = None,
        other_optimizer: bool = False,
        by_hand: bool = False,
    ) -> None:
        """Begin where learning stands, at ``start``; ``by_hand`` says that numbers were just written.

        Where the network is the one of ``before``, what is known so far goes on: nobody has seen what the newest
        weights are worth, so undoing may have to go further back.
        """
        first = learner.first_loss
        snapshot = tape.begin(start) if before is None else tape.record(start)
        self._learner = learner
        self._tape = tape
        self._experiment = start.experiment
        self._recent: RecentSteps = (
            RecentSteps(snapshot) if before is None else before._recent.followed_by(snapshot, first, other_optimizer)
        )
        tape.hold(self._recent.snapshots)
        self._written_at = learner.step_count if by_hand else -1
        self._latest: Callable[[], Snapshot | None] = ref(snapshot)
        self._is_tuned = False

    def snapshot(self) -> Snapshot:
        """All that learning changes, as it is now; until the next step the same object, while somebody holds it."""
        found = self._latest()
        if found is None or found.step != self._learner.step_count:
            found = self._record()
        return found

    def tune(self, experiment: Experiment) -> None:
        """The optimizer's settings are others from the next step on: what is known of the steps before ends there.

        What is remembered around steps may be something else at once, as that of another schedule.
        """
        self._is_tuned = True
        self._latest = _nothing
        self._experiment = experiment

    def step(self) -> float:
        """Learn from one batch; returns its loss, as it was before the weights moved.

        Raises:
            Divergence: the loss was not finite or far too large. Nothing was learned from it, and learning is back
                at calm weights.
            LayerFailed: a module raised an exception; learning is where it was.
        """
        learner = self._learner
        learner.random_state.take()
        self._begin_tuned()
        if time.perf_counter() >= self._recent.next_time:
            self._remember()
        try:
            loss = learner.learn()
        except Exception as error:
            self._undo_failure(error)
            raise
        if loss is None:
            raise self._diverged()
        self._recent.losses.append(loss)
        return loss

    def check(self) -> None:
        """Make sure that the weights are finite numbers, before anybody sees them.

        Raises:
            Divergence: they are not; learning is back at calm weights.
        """
        if not self._learner.is_finite():
            raise self._diverged(after=self._learner.step_count)

    def record_stopping(self) -> None:
        """What a kind of stopping knows is more than it was at this step: going back leads here from now on."""
        now = replace(self.snapshot(), stopping=self._learner.stopping)
        found = self._tape.record(Checkpoint(self._experiment, now))
        self._latest = ref(found)
        self._recent.add(found, 0.0, self._learner.first_loss)
        self._tape.hold(self._recent.snapshots)

    def _begin_tuned(self) -> None:
        """What was learned under other settings is not learned again, so what is known begins where they end."""
        if self._is_tuned:
            self._is_tuned = False
            self._recent = self._recent.followed_by(self.snapshot(), self._learner.first_loss, other_optimizer=False)
            self._tape.hold(self._recent.snapshots)

    def _remember(self) -> None:
        start = time.perf_counter()
        self.check()
        found = self._record()
        self._recent.add(found, time.perf_counter() - start, self._learner.first_loss)
        self._tape.hold(self._recent.snapshots)

    def _record(self) -> Snapshot:
        found = self._tape.record(Checkpoint(self._experiment, self._learner.snapshot()))
        self._latest = ref(found)
        return found

    def _back_to(self, step: int) -> Snapshot:
        """The newest snapshot at or before a step; what lies after that step is forgotten."""
        found = self._recent.back_to(step)
        self._tape.go_back(step)
        self._tape.hold(self._recent.snapshots)
        self._latest = _nothing
        return found

    def _replay(self, step: int) -> None:
        """Go back to a snapshot at or before a step, and learn again up to that step."""
        learner = self._learner
        learner.go_to(self._back_to(step))
        learner.random_state.take()
        while learner.step_count < step and learner.learn() is not None:
            pass

    def _go_to_snapshot(self) -> None:
        """Go to the newest snapshot itself, as what came after it cannot be learned again."""
        found = self._back_to(self._learner.step_count)
        self._learner.go_to(self._back_to(found.step))

    def _diverged(self, after: int = 0) -> Exception:
        """Undo: back to the last weights that gave a calm loss. Returns what to raise.

        ``after`` is the step that left weights which are no finite numbers, where those gave it away.
        """
        self._begin_tuned()
        learner = self._learner
        step = after or learner.step_count + 1
        broken = not learner.gradients_are_finite()
        by_hand = not after and learner.step_count == self._written_at
        rate = learner.step_figures.get(RATE, math.nan)
        back_to, calm = self._recent.calm_step(learner.first_loss)
        self._replay(back_to)
        refused = math.inf if after else learner.refused
        trouble = divergence.DivergenceFacts(step, refused, calm, back_to, broken, by_hand, rate)
        return divergence.explain(trouble, learner.settings)

    def _undo_failure(self, error: Exception) -> None:
        """After an exception in a step: back to where the step began, naming the layer where there is one."""
        learner, short = self._learner, ran_out(error)
        node = "" if short else learner.networks.blamed(error)
        if short:
            let_go(error)  # or what the failed step holds would be missing now
            self._tape.let_go()
        try:
            self._replay(learner.step_count)
        except Exception as again:  # for want of memory, or whatever made the step itself fail
            let_go(again)
            self._go_to_snapshot()
        if node:
            raise LayerFailed(self._why_failed(node, error), node) from error

    def _why_failed(self, node: str, error: Exception) -> str:
        """What a layer could not do. Not every machine can compute every layer with few digits."""
        precision = self._experiment.training.precision
        if not precision.within:
            return f"The layer {node} could not compute: {error}"
        first = str(error).partition("\n")[0].rstrip(".")
        return f"The layer {node} could not compute in {precision.label} here ({first}): choose another precision."


def _nothing() -> None:
    """What is there of a snapshot that nobody holds."""
