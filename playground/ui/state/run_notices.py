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

    def __init__(
        self, store: Store, say: Callable[[Notice], None], play: Callable[[], None], take_last: Callable[[], None]
    ) -> None:
        """``take_last`` goes back to the weights that were left for the best ones."""
        self._store = store
        self._say = say
        self._play = play
        self._take_last = take_last
        self._suggested_rate = 0.0

    def tell_stopped(self, report: Stopped, state: State) -> None:
        """Say what ended training and which weights are in force, with the ways to go on."""
        experiment, field = self._store.experiment, report.limit
        back, more = limits.back_in_words(report), list[tuple[str, Callable[[], None]]]()
        if report.why:
            text = limits.stopped_in_words(report)
        elif getattr(experiment.training, field):  # else it was taken away meanwhile
            text = limits.reached_in_words(experiment, field)
            ways = limits.ways(experiment, field, state)
            more = [(label, partial(self._go_on, label, field, limit)) for label, limit in ways]
        else:
            return
        if report.why or back:
            more.insert(0, ("Go on from here", self._play))
        if back:
            more.append(("Take the last ones", self._take_last))
        self._say(Notice(" ".join(words for words in (text, back) if words), topic="run", more=tuple(more)))

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
