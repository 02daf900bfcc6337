"""Playback: how fast steps are made, and what pauses them. It changes how learning is looked at, and no number."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from playground.engine.commands import SetPlayback
from playground.engine.messages import Paused
from playground.engine.pause_rules import AccuracyAbove, AtStep, LossBelow, NotFinite, PauseRule, UnitDies
from playground.numerals import count, exact_share, setting
from playground.ui.state.runs import Runs

SPEEDS = (1, 5, 25, 100, 0)
"""Steps a second, slow to fast; 0 is as many as can be made."""


class Playback(QObject):
    """What all runs are told about pace and pauses. ``changed()`` tells that it is another, or a rule came true."""

    changed = Signal()

    def __init__(self, runs: Runs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs = runs
        self.speed = 0
        self.rules: tuple[PauseRule, ...] = ()
        self.came_true: Paused | None = None
        """What paused the current run, until it goes on."""

    def set_speed(self, speed: int) -> None:
        """Make so many steps a second, 0 for as many as can be; also while steps are made."""
        if speed != self.speed:
            self.speed = speed
            self.tell_again()

    def slower(self) -> None:
        """The next speed below."""
        self._go(-1)

    def faster(self) -> None:
        """The next speed above."""
        self._go(1)

    def add(self, rule: PauseRule) -> None:
        """Pause when this comes true."""
        if rule not in self.rules:
            self.rules = (*self.rules, rule)
            self.tell_again()

    def remove(self, rule: PauseRule) -> None:
        """Pause for that no more."""
        self.rules = tuple(other for other in self.rules if other != rule)
        if self.came_true is not None and self.came_true.rule == rule:
            self.came_true = None
        self.tell_again()

    def tell_again(self) -> None:
        """Tell all runs, as another trainer knows nothing of it."""
        for run in self._runs:
            run.send(SetPlayback(self.speed, self.rules))
        self.changed.emit()

    def take(self, report: Paused) -> None:
        """A rule came true."""
        self.came_true = report
        self.changed.emit()

    def take_playing(self, playing: bool) -> None:
        """Steps are made again, or no more."""
        if playing and self.came_true is not None:
            self.came_true = None
            self.changed.emit()

    def _go(self, by: int) -> None:
        place = SPEEDS.index(self.speed) + by
        self.set_speed(SPEEDS[min(max(place, 0), len(SPEEDS) - 1)])


def rule_words(rule: PauseRule) -> str:
    """When a rule pauses, after *Pause when*: *loss below 0.1*."""
    if isinstance(rule, LossBelow):
        return f"loss below {setting(rule.value)}"
    if isinstance(rule, AccuracyAbove):
        return f"accuracy above {exact_share(rule.value)}"
    if isinstance(rule, AtStep):
        return f"step {count(rule.step)}"
    return {NotFinite: "first NaN", UnitDies: "a unit dies"}[type(rule)]
