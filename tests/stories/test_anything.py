"""Anything a person may do, in any order, on the real window with the real thread: no fault, and undo leads home."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
import shiboken6
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.engine.requests import OnRaw, Weights
from playground.model.network import INPUT
from playground.model.registry import LAYERS
from playground.ui.shell.window import Window
from playground.ui.state.focus import Chosen
from playground.ui.views.base import View
from tests.draws import draws
from tests.setting_hands import ACTIONS, SettingHands
from tests.stories.conftest import Open, close

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
PLACES = st.integers(0, 10_000)
KEYS = [Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_G, Qt.Key.Key_K, Qt.Key.Key_X]
KEYS += [Qt.Key.Key_F, Qt.Key.Key_Delete, Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_1, Qt.Key.Key_4]
EXAMPLES = ["xor", "circle", "sine", "digits_cnn"]


@pytest.mark.parametrize("steps", [15, pytest.param(40, marks=pytest.mark.slow)])
def test_anything_in_any_order(qtbot: QtBot, open_window: Open, steps: int) -> None:
    class Hands(Anything):
        def __init__(self) -> None:
            super().__init__(qtbot, open_window)

    run_state_machine_as_test(
        Hands,
        settings=draws(2, steps),
    )


class Anything(RuleBasedStateMachine):
    """Every rule is something that hands can do at any time."""

    def __init__(self, qtbot: QtBot, open_window: Open) -> None:
        super().__init__()
        self.bot = qtbot
        self.window: Window = open_window("circle")
        self.first = self.window.store.experiment

    def teardown(self) -> None:
        window = self.window
        for _ in range(500):
            window.store.undo()
        assert window.store.experiment == self.first
        self.bot.wait(20)
        close(window)
        assert not shiboken6.isValid(window)

    # ------------------------------------------------------------------------------------------------ what is there

    @property
    def ids(self) -> tuple[str, ...]:
        return self.window.store.experiment.ids()

    def some(self, place: int) -> str:
        return self.ids[place % len(self.ids)]

    def fitting(self, place: int) -> View:
        kinds = self.window.views.fitting(self.window.conductor.scene())
        return self.window.views.get(kinds[place % len(kinds)].id)

    def on_canvas(self, place: int) -> QPoint:
        size = self.window.canvas.viewport().size()
        return QPoint(place % max(size.width(), 1), place // 7 % max(size.height(), 1))

    # ------------------------------------------------------------------------------------------------------ training

    @rule(how=st.sampled_from(["toggle", "step_batch", "step_epoch", "reset", "new_weights"]))
    def learn(self, how: str) -> None:
        getattr(self.window.conductor, how)()
        self.bot.wait(30)

    # --------------------------------------------------------------------------------------------------------- edits

    @rule(place=PLACES, kind=st.sampled_from(["linear", "relu", "dropout", "conv2d", "batch_norm"]))
    def add(self, place: int, kind: str) -> None:
        if len(self.ids) < 9:
            self.window.canvas.commands.add(LAYERS.kinds[kind], self.some(place))

    @rule(place=PLACES, what=st.sampled_from(["remove", "duplicate", "copy", "cut", "paste"]))
    def edit(self, place: int, what: str) -> None:
        if len(self.ids) < 9 or what in ("remove", "cut"):
            getattr(self.window.canvas.commands, what)(self.some(place))

    @rule(place=PLACES, by=st.sampled_from([-1, 1]))
    def shift(self, place: int, by: int) -> None:
        self.window.canvas.commands.shift(self.some(place), by)

    @rule(place=PLACES)
    def group(self, place: int) -> None:
        groups, ids = self.window.canvas.groups, self.ids[:-1]
        if len(ids) > 1:
            self.window.focus.select(ids[place % (len(ids) - 1)])
            groups.make()

    @rule(place=PLACES, what=st.sampled_from(["toggle", "toggle", "dissolve"]))
    def fold(self, place: int, what: str) -> None:
        made = self.window.store.experiment.networks["main"].groups
        if made:
            getattr(self.window.canvas.groups, what)(made[place % len(made)].id)

    @rule(way=st.sampled_from(["undo", "undo", "redo"]))
    def turn_back(self, way: str) -> None:
        getattr(self.window.store, way)()

    @rule(id=st.sampled_from(EXAMPLES))
    def open_example(self, id: str) -> None:
        self.window.documents.open_example(id)
        self.bot.wait(30)

    # -------------------------------------------------------------------------------------------- how it learns

    @rule(what=st.sampled_from(list(ACTIONS)), seed=PLACES)
    def change_how_it_learns(self, what: str, seed: int) -> None:
        hands = SettingHands(self.window, random.Random(seed), ends=True)
        ACTIONS[what](hands)
        self.bot.wait(10)
        if hands.finding:
            self.bot.wait(50)
            hands.end_finding()

    # --------------------------------------------------------------------------------------------- the network itself

    @rule(place=PLACES, row=st.integers(0, 3))
    def switch(self, place: int, row: int) -> None:
        self.window.canvas.hands.switches.toggle(self.some(place), row)

    @rule(value=st.floats(-3.0, 3.0))
    def write(self, value: float) -> None:
        for node, name, index in self.learned():
            if node in self.ids:
                self.window.weight_edits.write(node, name, index, (value,))
                return

    def learned(self) -> list[tuple[str, str, tuple[int, ...]]]:
        """First number of everything learned that the window was told of."""
        seen: list[tuple[str, str, tuple[int, ...]]] = []
        frame = self.window.views.get("weights").frame
        for request, answer in frame.answers.items() if frame is not None else ():
            if isinstance(request, Weights):
                for node, group in answer.items():
                    seen += [(node, name, (0,) * value.ndim) for name, value in group.items()]
        return seen

    # ------------------------------------------------------------------------------------------------------- looking

    @rule(place=PLACES, row=st.integers(0, 5), cell=st.one_of(st.none(), st.tuples(st.integers(0, 9), PLACES)))
    def look_at(self, place: int, row: int, cell: tuple[int, int] | None) -> None:
        self.window.focus.select([INPUT, *self.ids][place % (len(self.ids) + 1)], row)
        self.window.focus.point_at(cell)

    @rule(example=st.integers(0, 60))
    def choose(self, example: int) -> None:
        self.window.focus.choose(example)

    @rule(indices=st.sets(st.integers(0, 90), max_size=5), part=st.sampled_from(["train", "test"]))
    def choose_together(self, indices: set[int], part: str) -> None:
        self.window.focus.choose_together(Chosen("test" if part == "test" else "train", tuple(sorted(indices)), part))

    @precondition(lambda self: self.window.store.experiment.data.domain)
    @rule(x=st.floats(-6, 6))
    def give(self, x: float) -> None:
        width = len(self.window.store.experiment.data.domain)
        self.window.focus.give(OnRaw((width,), (x,) * width), "your point")

    @rule(place=PLACES)
    def open_tab(self, place: int) -> None:
        kinds = self.window.views.fitting(self.window.conductor.scene())
        self.window.bottom.open(kinds[place % len(kinds)].id)
        self.bot.wait(30)

    @rule(place=PLACES, how=st.sampled_from(["enlarge_wanted", "window_wanted"]))
    def take_out(self, place: int, how: str) -> None:
        getattr(self.fitting(place), how).emit()
        self.bot.wait(20)

    @rule(place=PLACES)
    def put_back(self, place: int) -> None:
        self.window.views.detached.put_back(self.fitting(place).id)

    @rule(place=PLACES)
    def close_torn(self, place: int) -> None:
        own = self.fitting(place).window()
        if own is not self.window:
            own.close()

    @rule(what=st.sampled_from(["toggle_theme", "show_gallery", "show_keys"]))
    def turn_window(self, what: str) -> None:
        getattr(self.window, what)()
        self.bot.wait(5)
        dismiss()

    @rule(direction=st.sampled_from([-1, 0, 1]), wide=st.sampled_from([1120, 1440, 1800]))
    def resize(self, direction: int, wide: int) -> None:
        self.window.step_zoom(direction)
        self.window.resize(wide, wide * 5 // 8)

    @rule()
    def take_apart(self) -> None:
        self.window.walk.toggle()
        self.bot.wait(30)

    @rule()
    def pick(self) -> None:
        self.window.example_picking.open()
        self.bot.wait(10)
        dismiss()

    # ------------------------------------------------------------------------------------------------ mouse and keys

    @rule(place=PLACES, shift=st.booleans(), twice=st.booleans())
    def click(self, place: int, shift: bool, twice: bool) -> None:
        press: Callable[..., None] = QTest.mouseDClick if twice else QTest.mouseClick
        viewport, at = self.window.canvas.viewport(), self.on_canvas(place)
        QTest.mouseMove(viewport, at)
        press(viewport, LEFT, SHIFT if shift else NONE, at)
        dismiss()

    @rule(key=st.sampled_from(KEYS))
    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.window.canvas.stage, key)
        dismiss()

    # ------------------------------------------------------------------------------------------------ what must hold

    @invariant()
    def everything_is_of_this_network(self) -> None:
        window = self.window
        assert window.focus.node in {"", INPUT, *self.ids}
        assert {node for node, _ in window.weight_edits.off} <= set(self.ids)
        assert window.canvas.describe()

    @invariant()
    def every_view_is_there(self) -> None:
        for kind in self.window.views.fitting(self.window.conductor.scene()):
            view = self.window.views.get(kind.id)
            assert shiboken6.isValid(view)
            assert view.describe()
        self.bot.wait(5)


def dismiss() -> None:
    """Close whatever popped up."""
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
