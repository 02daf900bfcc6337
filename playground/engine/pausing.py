"""Pausing: when a run that plays is to pause by itself: at a loss, an accuracy, a step, or as a unit dies."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

from playground.engine.messages import LayerStats
from playground.engine.pause_rules import AccuracyAbove, AtStep, LossBelow, NotFinite, PauseRule, UnitDies

WINDOW = 20
"""The mean loss of so many batches is looked at: a single one may be low by chance."""


class Pausing:
    """Looks whether one of the rules came true.

    A rule pauses as it comes true, and not again before it was untrue: who trains on after a pause means to go on.
    """

    def __init__(self) -> None:
        self._rules: tuple[PauseRule, ...] = ()
        self._true: set[PauseRule] = set()
        self._losses: deque[float] = deque(maxlen=WINDOW)
        self._dead = 0.0

    def set(self, rules: Sequence[PauseRule]) -> None:
        """Look for these from now on."""
        self._rules = tuple(rules)
        self._true &= set(rules)

    def forget(self) -> None:
        """Learning begins anew."""
        self._true.clear()
        self._losses.clear()
        self._dead = 0.0

    @property
    def watches_losses(self) -> bool:
        """Whether the loss of every step is to be looked at."""
        return any(isinstance(rule, LossBelow) for rule in self._rules)

    def step_limit(self, step: int) -> int | None:
        """How many steps there are from a step to the next one at which to pause; ``None`` for no limit."""
        left = [rule.step - step for rule in self._rules if isinstance(rule, AtStep) and rule.step > step]
        return min(left, default=None)

    def at_loss(self, loss: float) -> PauseRule | None:
        """What comes true with the loss of one more step."""
        self._losses.append(loss)
        mean = sum(self._losses) / len(self._losses)
        full = len(self._losses) == WINDOW
        return self._first({rule: full and mean < rule.value for rule in self._rules if isinstance(rule, LossBelow)})

    def at_step(self, step: int) -> PauseRule | None:
        """What comes true with a step."""
        return next((rule for rule in self._rules if isinstance(rule, AtStep) and rule.step == step), None)

    def at_accuracy(self, accuracy: float) -> PauseRule | None:
        """What comes true with an accuracy on the test part that was measured; it is no number where there is none."""
        return self._first({rule: accuracy > rule.value for rule in self._rules if isinstance(rule, AccuracyAbove)})

    def at_health(self, layer_stats: Mapping[str, LayerStats]) -> PauseRule | None:
        """What comes true with a look at how the layers are doing: more dead units than at the one before."""
        before, self._dead = self._dead, sum(stats.dead for stats in layer_stats.values() if stats.dead > 0)
        more = self._dead > before + 1e-9
        return next((rule for rule in self._rules if isinstance(rule, UnitDies) and more), None)

    def at_divergence(self) -> PauseRule | None:
        """What comes true where the loss or a weight is no number any more."""
        return next((rule for rule in self._rules if isinstance(rule, NotFinite)), None)

    def _first(self, states: Mapping[PauseRule, bool]) -> PauseRule | None:
        """The first rule that is true and was not."""
        came = [rule for rule, true in states.items() if true and rule not in self._true]
        self._true = {rule for rule in self._true if rule not in states} | {rule for rule in states if states[rule]}
        return came[0] if came else None
