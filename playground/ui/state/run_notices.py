"""RunNotices: what is said of a run that stopped by itself, with the ways to go on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from playground.engine.messages import Diverged, State, Stopped
from playground.numerals import setting
from playground.ui.state import limits
from playground.ui.state.notice import Notice
from playground.ui.state.store import Store


class RunNotices:
    """Says that a limit was reached or that the loss was no number any more, and does what is chosen then."""

    def __init__(self, store: Store, say: Callable[[Notice], None], play: Callable[[], None]) -> None:
        self._store = store
        self._say = say
        self._play = play
        self._suggested_rate = 0.0

    def tell_stopped(self, report: Stopped, state: State) -> None:
        """Say that a limit is reached, with the ways to go on."""
        experiment, field = self._store.experiment, report.limit
        if getattr(experiment.training, field):  # else it was taken away meanwhile
            ways = limits.ways(experiment, field, state)
            more = tuple((label, partial(self._go_on, label, field, limit)) for label, limit in ways)
            self._say(Notice(limits.reached_in_words(experiment, field), topic="run", more=more))

    def tell_diverged(self, report: Diverged) -> None:
        """Say that learning went back, with a lower learning rate where that may help."""
        rate = report.suggested_rate
        if rate is None:
            self._say(Notice(report.text, "error", topic="run"))
        else:
            self._suggested_rate, label = rate, f"Use {setting(rate)}"
            self._say(Notice(report.text, "error", label=label, action=self._use_suggested_rate, topic="run"))

    def _go_on(self, label: str, field: str, limit: int) -> None:
        """Train on, with another limit; 0 is none."""
        self._store.set(f"training.{field}", limit, label=label)
        self._play()

    def _use_suggested_rate(self) -> None:
        self._store.set("training.optimizer.learning_rate", self._suggested_rate, label="Lower learning rate")
