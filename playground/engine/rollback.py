"""Rollback: makes steps, and takes back those that nothing can be learned from."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from weakref import ref

from playground.engine import divergence
from playground.engine.faults import LayerFailed, ran_out
from playground.engine.learner import Learner
from playground.engine.memory_faults import let_go
from playground.engine.snapshot import Snapshot
from playground.engine.tape import Tape


class Rollback:
    """One learner with the trail that it can go back on. Begun anew where anything but a step changed it."""

    def __init__(
        self,
        learner: Learner,
        before: Rollback | None = None,
        other_optimizer: bool = False,
        by_hand: bool = False,
    ) -> None:
        """Begin where learning stands; ``by_hand`` says that numbers were just written.

        Where the network is the one of ``before``, the trail so far goes on: nobody has seen what the newest weights
        are worth, so undoing may have to go further back.
        """
        start = learner.snapshot()
        self._learner = learner
        self._tape: Tape = (
            Tape(start) if before is None else before._tape.followed_by(start, learner.first_loss, other_optimizer)
        )
        self._written_at = learner.step_count if by_hand else -1
        self._latest: Callable[[], Snapshot | None] = ref(start)
        self._is_tuned = False

    def snapshot(self) -> Snapshot:
        """All that learning changes, as it is now; until the next step the same object, while somebody holds it."""
        found = self._latest()
        if found is None or found.step != self._learner.step_count:
            found = self._learner.snapshot()
            self._latest = ref(found)
        return found

    def tune(self) -> None:
        """The optimizer's settings are others from the next step on, which begins the tape anew there."""
        self._is_tuned = True

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
        if time.perf_counter() >= self._tape.next_time:
            self._remember()
        try:
            loss = learner.learn()
        except Exception as error:
            self._undo_failure(error)
            raise
        if loss is None:
            raise self._diverged()
        self._tape.losses.append(loss)
        return loss

    def check(self) -> None:
        """Make sure that the weights are finite numbers, before anybody sees them.

        Raises:
            Divergence: they are not; learning is back at calm weights.
        """
        if not self._learner.is_finite():
            raise self._diverged(after=self._learner.step_count)

    def _begin_tuned(self) -> None:
        """What was learned under other settings is not learned again, so the tape begins where they end."""
        if self._is_tuned:
            self._is_tuned = False
            self._tape = self._tape.followed_by(self.snapshot(), self._learner.first_loss, other_optimizer=False)

    def _remember(self) -> None:
        start = time.perf_counter()
        self.check()
        found = self._learner.snapshot()
        self._tape.add(found, time.perf_counter() - start, self._learner.first_loss)

    def _replay(self, step: int) -> None:
        """Go back to a snapshot at or before a step, and learn again up to that step."""
        learner = self._learner
        self._latest = _nothing
        learner.go_to(self._tape.back_to(step))
        learner.random_state.take()
        while learner.step_count < step and learner.learn() is not None:
            pass

    def _go_to_snapshot(self) -> None:
        """Go to the newest snapshot itself, as what came after it cannot be learned again."""
        found = self._tape.back_to(self._learner.step_count)
        self._tape.back_to(found.step)
        self._latest = _nothing
        self._learner.go_to(found)

    def _diverged(self, after: int = 0) -> Exception:
        """Undo: back to the last weights that gave a calm loss. Returns what to raise.

        ``after`` is the step that left weights which are no finite numbers, where those gave it away.
        """
        self._begin_tuned()
        learner = self._learner
        step = after or learner.step_count + 1
        broken = not learner.gradients_are_finite()
        by_hand = not after and learner.step_count == self._written_at
        back_to, calm = self._tape.calm_step(learner.first_loss)
        self._replay(back_to)
        refused = math.inf if after else learner.refused
        trouble = divergence.DivergenceFacts(step, refused, calm, back_to, broken, by_hand)
        return divergence.explain(trouble, learner.settings)

    def _undo_failure(self, error: Exception) -> None:
        """After an exception in a step: back to where the step began, naming the layer where there is one."""
        learner, short = self._learner, ran_out(error)
        node = "" if short else learner.graph.blamed(error)
        if short:
            let_go(error)  # or what the failed step holds would be missing now
        try:
            self._replay(learner.step_count)
        except Exception as again:  # for want of memory, or whatever made the step itself fail
            let_go(again)
            self._go_to_snapshot()
        if node:
            raise LayerFailed(f"The layer {node} could not compute: {error}", node) from error


def _nothing() -> None:
    """What is there of a snapshot that nobody holds."""
