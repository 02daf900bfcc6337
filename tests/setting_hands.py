"""Hands on all that the training panel and the strip below the network offer, on a real window, at random."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from playground.engine.pause_rules import AccuracyAbove, AtStep, LossBelow, NotFinite, PauseRule, UnitDies
from playground.model import settings
from playground.model.network import Node
from playground.model.parameters import Parameter, parameters_of
from playground.model.sections import SECTIONS, settings_of
from playground.ui.panels.training import TrainingPanel
from playground.ui.shell.window import Window
from playground.ui.state.playback import SPEEDS
from tests.any_values import any_kind, any_value

WORDS = ("decay", "rate", "stop", "batch", "weights", "zebra", "0.1", "ada", " ")
VALIDATION = (0.0, 0.0, 0.1, 0.3)


class SettingHands:
    """One window, and what hands may do to how its network learns. Threads stay few: others share this machine."""

    def __init__(self, window: Window, draw: random.Random, ends: bool = False) -> None:
        self._window = window
        self._draw = draw
        self._ends = ends
        self.finding = False
        """Whether rates are being tried: the list of them is not to be closed yet."""

    @property
    def panel(self) -> TrainingPanel:
        """The panel of training."""
        return self._window.left.training

    def set(self, path: str, value: Any, dragging: bool = False) -> None:
        """Set something as the panel does; what is not allowed beside what else is set stays as it was."""
        self._window.store.set(path, value, dragging)

    def set_any(self) -> None:
        """Any setting that the panel has."""
        found = self._draw.choice(list(settings_of(self._window.store.experiment)))
        self.set(found.path, self._value(found.parameter))

    def set_inside(self) -> None:
        """Anything inside a kind: of the optimizer, the schedule, an augmentation in a row."""
        experiment = self._window.store.experiment
        places = [path for path in settings.paths(experiment) if path.startswith("training.")]
        path = self._draw.choice(places)
        parameter = settings.parameter_at(experiment, path)
        if parameter is not None:
            self.set(path, self._value(parameter))

    def drag(self) -> None:
        """A slider is dragged over several values and let go."""
        found = [each for each in settings_of(self._window.store.experiment) if each.parameter.type in ("int", "float")]
        setting = self._draw.choice(found)
        for _ in range(self._draw.randrange(1, 6)):
            self.set(setting.path, self._value(setting.parameter), dragging=True)
        self._window.store.seal()

    def change_row(self) -> None:
        """A kind is added to a row, taken out of it, or moved."""
        row = [*self._window.store.experiment.training.augmentation]
        parameter = settings.parameter_at(self._window.store.experiment, "training.augmentation")
        assert parameter is not None
        if row and self._draw.random() < 0.5:
            row.pop(self._draw.randrange(len(row)))
        elif len(row) > 1 and self._draw.random() < 0.5:
            self._draw.shuffle(row)
        elif len(row) < 4:
            row.append(any_kind(parameter, self._draw, self._ends))  # type: ignore[arg-type]
        self.set("training.augmentation", tuple(row))

    def set_of_layer(self) -> None:
        """The starting weights of one layer, or how long its steps are."""
        experiment = self._window.store.experiment
        parameter = self._draw.choice(parameters_of(Node))
        path = settings.layer_path(experiment, self._draw.choice(experiment.ids()), parameter.name)
        self.set(path, self._value(parameter))

    def freeze(self) -> None:
        """A padlock is closed or opened."""
        self._window.canvas.commands.padlocks.toggle(self._draw.choice(self._window.store.experiment.ids()))

    def set_validation(self) -> None:
        """Samples are set aside, or taken back."""
        self.set("data.validation", self._draw.choice(VALIDATION))

    def defaults(self) -> None:
        """All is as by default again, or all of one fold."""
        fold = self._draw.choice([None, *self.panel.folds.values()])
        if fold is not None:
            fold.reset.click()
            return
        for setting in settings_of(self._window.store.experiment):
            if setting.differs:
                self.set(setting.path, setting.parameter.default)

    def fold(self) -> None:
        """A question is opened or closed."""
        self.panel.open(self._draw.randrange(len(SECTIONS)))

    def search(self) -> None:
        """A setting is looked for, or no more."""
        self.panel.find_setting(self._draw.choice((*WORDS, "")))

    def find_rate(self) -> None:
        """Rates are tried on a copy; what is offered is set, or it is closed before its end."""
        if not self.panel.finder.isVisible():
            self.finding = True
            self.panel.find_rate()

    def end_finding(self) -> None:
        """Take one of the rates that are offered, if any, and close the list."""
        finder, self.finding = self.panel.finder, False
        offered = [button for button in (finder.steepest, finder.largest) if button.isVisible()]
        if offered and self._draw.random() < 0.5:
            self._draw.choice(offered).click()
        finder.hide()

    def set_speed(self) -> None:
        """So many steps a second; as many as can be most of the time."""
        self._window.conductor.playback.set_speed(self._draw.choice((*SPEEDS, 0, 0, 0)))

    def pause_when(self) -> None:
        """A reason to pause comes in."""
        step = self._window.conductor.state.step + self._draw.randrange(1, 400)
        rules: tuple[PauseRule, ...] = (LossBelow(0.2), AccuracyAbove(0.9), AtStep(step), NotFinite(), UnitDies())
        if len(self._window.conductor.playback.rules) < 6:
            self._window.conductor.playback.add(self._draw.choice(rules))

    def pause_no_more(self) -> None:
        """A reason to pause goes."""
        rules = self._window.conductor.playback.rules
        if rules:
            self._window.conductor.playback.remove(self._draw.choice(rules))

    def go_to(self) -> None:
        """Back to the best weights, or on to the last ones."""
        self._window.conductor.go_to(self._draw.choice(("best", "last")))

    def _value(self, parameter: Parameter) -> Any:
        few = parameter.name == "threads"
        return self._draw.randrange(3) if few else any_value(parameter, self._draw, self._ends)


ACTIONS: dict[str, Callable[[SettingHands], object]] = {
    "set": SettingHands.set_any,
    "set inside": SettingHands.set_inside,
    "drag": SettingHands.drag,
    "row of kinds": SettingHands.change_row,
    "of a layer": SettingHands.set_of_layer,
    "freeze": SettingHands.freeze,
    "validation": SettingHands.set_validation,
    "defaults": SettingHands.defaults,
    "fold": SettingHands.fold,
    "search": SettingHands.search,
    "find a rate": SettingHands.find_rate,
    "speed": SettingHands.set_speed,
    "pause when": SettingHands.pause_when,
    "pause no more": SettingHands.pause_no_more,
    "best or last": SettingHands.go_to,
}
"""All that they can do, by name."""
