"""Stepping: makes steps a slice at a time, and looks in between at how the nodes are doing.

The trainer of the window and ``playground train`` both make their steps so.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from typing import Protocol

from playground.engine.faults import Divergence, in_words
from playground.engine.messages import LayerStats
from playground.engine.pacing import Checkups
from playground.engine.reporter import Reporter
from playground.engine.session import Session
from playground.numerals import count

SLICE_SECONDS = 0.025
"""Losses are posted this often."""
HASTE = 0.1
"""Where a step takes longer than this many seconds, none is added before a pause to be looked at."""


class CheckupTimes(Protocol):
    """When it is time to look at how the nodes are doing; `Checkups` for a run that somebody watches."""

    def due(self, now: float, step: int) -> bool:
        """Whether the step after this one is to be watched."""

    def note(self, seconds: float, end: float, step: int) -> None:
        """Learn from a look after a step that took so long and ended then."""

    def stop(self) -> None:
        """Look no more, until ``forget``."""

    def forget(self) -> None:
        """What it costs is not known any more."""


class Stepping:
    """Makes steps and reports their losses; some of them are watched, and followed by a report of health."""

    def __init__(self, reporter: Reporter, is_called: Callable[[], bool], checkups: CheckupTimes | None = None) -> None:
        """``is_called`` tells whether a command waits, which ends a slice; ``checkups`` when steps are watched."""
        self._reporter = reporter
        self._is_called = is_called
        self._checkups = checkups or Checkups()
        self.looked: Mapping[str, LayerStats] | None = None
        """How the layers were found to do, until whoever wants to know takes it."""
        self.forget()

    def forget(self) -> None:
        """Modules or data are others: nothing is known of what steps and looks cost."""
        self._checkups.forget()
        self._step_seconds = math.inf
        self._seen_at = -1

    def go(
        self,
        session: Session,
        limit: int | None,
        soon: int | None = None,
        is_last: Callable[[float], bool] | None = None,
    ) -> list[float]:
        """Make steps until there were ``limit`` or ``soon``, an epoch or the slice ends, or a command waits.

        ``is_last`` tells from the loss of a step whether none is to follow it. Returns their losses. The last one
        before the limit is watched in any case, as what comes after it is looked at for long.
        """
        watched = limit == 1 or self._checkups.due(time.perf_counter(), session.step_count)
        ends = [end for end in (None if limit is None else limit - 1, soon) if end is not None]
        return self._take(session, watched, min(ends, default=None), is_last)

    def finish(self, session: Session, limit: int | None) -> None:
        """Before a pause: where steps are quick make one more, so that the pause shows how the nodes are doing."""
        unseen = self._seen_at != session.step_count
        if unseen and self._step_seconds < HASTE and (limit is None or limit > 0):
            self._take(session, watched=True)

    def _take(
        self,
        session: Session,
        watched: bool,
        most: int | None = None,
        is_last: Callable[[float], bool] | None = None,
    ) -> list[float]:
        """Make one watched step, or a slice of them."""
        losses: list[float] = []
        terms: dict[str, list[float]] = {name: [] for name in session.terms}
        step_figures: dict[str, list[float]] = {name: [] for name in session.step_figures}
        first = session.step_count + 1
        start = time.perf_counter()
        try:
            while True:
                losses.append(session.step(watched))
                for name, values in terms.items():
                    values.append(session.terms[name])
                for name, values in step_figures.items():
                    values.append(session.step_figures[name])
                if (is_last is not None and is_last(losses[-1])) or watched:
                    break
                if session.at_epoch_end or len(losses) == most:
                    break
                if self._is_called() or time.perf_counter() >= start + SLICE_SECONDS:
                    break
        except Divergence:
            raise
        except Exception as error:
            _tell_of_lost_steps(error, first + len(losses), session.step_count)
            raise
        finally:
            self._reporter.losses(first, losses, terms, step_figures)
        end = time.perf_counter()
        session.judging.seconds += end - start
        self._step_seconds = (end - start) / len(losses)
        if watched:
            self._look(session, end)
        return losses

    def _look(self, session: Session, start: float) -> None:
        """Report how the nodes are doing. Where that fails it is said once: steps do not depend on it."""
        self._seen_at = session.step_count
        try:
            layer_stats = session.health()
        except Exception as error:
            self._checkups.stop()
            self._reporter.refusal(f"How the layers are doing cannot be told: {in_words(error)}")
            return
        self._reporter.health(session.step_count, layer_stats)
        self.looked = layer_stats
        end = time.perf_counter()
        self._checkups.note(end - start, end, session.step_count)


def _tell_of_lost_steps(error: Exception, failed: int, back_to: int) -> None:
    """Where a step failed, and learning again what led to it failed too, it goes on from further back.

    Raises:
        Divergence: steps that were told of are lost.
    """
    if back_to < failed - 1:
        text = f"{in_words(error).rstrip('.')}. Learning is back at step {count(back_to)}, the last one that is known."
        raise Divergence(text, failed, back_to, None) from error
