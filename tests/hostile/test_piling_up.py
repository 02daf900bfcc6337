"""Going through everything again and again leaves no more in the window than going through it once.

At length: ``PLAYGROUND_DRAWS=20 python -m pytest tests/hostile/test_piling_up.py``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu

from playground.engine.pause_rules import AtStep, LossBelow
from playground.model import edits, settings
from playground.model.dataset import DataSet
from playground.model.experiment import Experiment
from playground.model.kind import Kind
from playground.model.layer import Layer
from playground.model.network import INPUT
from playground.model.parameters import parameter_of, parameters_of
from playground.model.registry import DATA, LAYERS, Shelf, shelf_of
from playground.model.sections import Setting, settings_of
from playground.ui.shell.window import Window
from playground.ui.state.notice import Notice
from tests.draws import draws

K = TypeVar("K", bound=Kind)


def some_of(shelf: Shelf[K]) -> st.SearchStrategy[type[K]]:
    """Kinds that can be chosen; those with the least to set first."""
    kinds = [kind for kind in shelf.kinds.values() if kind.group]
    return st.sampled_from(sorted(kinds, key=lambda kind: len(parameters_of(kind))))


def layers(window: Window, kinds: list[type[Layer]]) -> None:
    """Add a layer of each kind, select it, and take it back."""
    for kind in kinds:
        experiment, id = edits.insert(window.store.experiment, kind(), window.store.experiment.ids()[0])
        window.store.apply(experiment, "Add")
        window.focus.select(id)
        window.store.undo()


def data_sets(window: Window, kinds: list[type[DataSet]]) -> None:
    """Choose data of each kind, look at the input, and take it back."""
    window.focus.select(INPUT)
    for kind in kinds:
        window.store.apply(edits.set_data(window.store.experiment, kind()), "Data")
        window.store.undo()


def every_way_of_training(window: Window, most: int = 99) -> None:
    """Choose ``most`` kinds of whatever is a kind, such as a schedule, alone and in a row; freeze layers."""
    store = window.store
    for setting in (*settings_of(store.experiment), *_outside(store.experiment)):
        parameter = setting.parameter
        for kind in () if parameter.base is None else list(shelf_of(parameter.base).kinds.values())[:most]:
            row = parameter.type == "kinds"
            before = settings.get(store.experiment, setting.path) if row else ()
            store.set(setting.path, (*before[:3], kind()) if row else kind())
    for node in store.experiment.ids():
        window.canvas.commands.padlocks.toggle(node)
    while store.undo_label:
        store.undo()


def _outside(experiment: Experiment) -> tuple[Setting, ...]:
    """Kinds of how the network learns that are in no section, as they are always in sight."""
    found = (("training.optimizer", experiment.training), ("objective.loss", experiment.objective))
    return tuple(Setting(path, parameter_of(holder, path.rpartition(".")[2]), None, "") for path, holder in found)


def every_setting(window: Window) -> None:
    """Open each question of the training panel, look for settings, list what differs, and try rates."""
    panel = window.left.training
    for _ in range(2):
        for place in range(len(panel.folds)):
            panel.open(place)
    panel.find_setting("decay")
    panel.find_setting("")
    window.store.set("training.epochs", 4)
    for button in panel.findChildren(QAbstractButton, "training_differ"):
        button.click()
    panel.find_rate()
    panel.finder.hide()
    window.store.undo()


def every_reason_to_pause(window: Window) -> None:
    """Ask for reasons to pause, and let go of them again."""
    playback = window.conductor.playback
    window.speed.offer()
    for action in window.speed.findChildren(QMenu, "speed_rules")[-1].actions():
        action.trigger()
        if (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
    _close_menus(window)
    for added in (AtStep(7), LossBelow(0.5)):
        playback.add(added)
    for rule in playback.rules:
        playback.remove(rule)


def every_view(window: Window) -> None:
    for kind in window.views.fitting(window.conductor.scene()):
        window.bottom.open(kind.id)
        window.views.get(kind.id).enlarge_wanted.emit()
        window.views.detached.put_back(kind.id)


def every_look(window: Window) -> None:
    window.toggle_theme()
    window.toggle_theme()
    for node in window.store.experiment.ids():
        window.focus.select(node)
    window.notices.say(Notice("One thing", "error", "with its details", label="Fix"))
    window.notices.say(Notice("Another thing", topic="hint"))
    window.notices.clear()
    window.walk.toggle()
    window.walk.toggle()


def every_popup(window: Window) -> None:
    """Open all that stands over the canvas, and close it."""
    canvas, *_, card = window.canvas, *window.store.experiment.ids()
    for id in window.store.experiment.ids():
        canvas.open_menu(id, QPoint(50, 50))
        _close_menus(window)
    canvas.stage.link_drawn.emit("input", card, QPoint(50, 50))
    _close_menus(window)
    window.bottom.more.click()
    _close_menus(window)
    canvas.open_palette(card)
    canvas.palette_.hide()
    window.show_keys()
    window.keys.hide()


def _close_menus(window: Window) -> None:
    for menu in window.findChildren(QMenu):
        menu.close()


@draws(1)
@given(st.lists(some_of(LAYERS), min_size=2, max_size=4, unique=True))
def test_layers_leave_nothing(still_window: Window, kinds: list[type[Layer]]) -> None:
    assert not _left_over(still_window, partial(layers, still_window, kinds))


@draws(1)
@given(st.lists(some_of(DATA), min_size=2, max_size=3, unique=True))
def test_data_leave_nothing(still_window: Window, kinds: list[type[DataSet]]) -> None:
    assert not _left_over(still_window, partial(data_sets, still_window, kinds))


ROUNDS = (
    pytest.param(partial(every_way_of_training, most=2), id="some ways of training"),
    pytest.param(every_way_of_training, marks=pytest.mark.slow),
    *(every_setting, every_reason_to_pause, every_view, every_look, every_popup),
)


@pytest.mark.parametrize("round", ROUNDS)
def test_nothing_is_left_over(still_window: Window, round: Callable[[Window], None]) -> None:
    assert not _left_over(still_window, partial(round, still_window))


def _left_over(window: Window, round: Callable[[], None]) -> Counter[tuple[str, str]]:
    """What a round leaves in the window, once all that is made but once is there."""
    round()
    round()
    before = _controls(window)
    round()
    return _controls(window) - before


def _controls(window: Window) -> Counter[tuple[str, str]]:
    """Class and name of all that the window is made of, without the numbers that count some names up."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    found = [*window.findChildren(QObject), *QApplication.topLevelWidgets()]
    return Counter((type(part).__name__, re.sub(r"\d+", "", part.objectName())) for part in found)
