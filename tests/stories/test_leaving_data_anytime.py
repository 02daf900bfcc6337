"""Other data come at any moment: while training, with views loose, with popups open, with answers on their way."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import msgspec
import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from playground.model import edits
from playground.model.dataset import DataSet
from playground.model.registry import DATA
from playground.ui.shell.window import Window
from playground.ui.views.framed import FramedView
from playground.ui.widgets.combo import Combo
from tests.contracts.hands import touch
from tests.stories.conftest import PATIENCE, Open, child, click

FAMILIES = (
    "reverse",
    "sentiment_transformer",
    "names_gru",
    "shakespeare",
    "circle",
    "bumps",
    "digits_cnn",
    "sine",
    "sine_lstm",
)
ALIKE: dict[str, tuple[tuple[str, object], ...]] = {
    "reverse": (("alphabet", 5), ("length", 4)),
    "circle": (("features", ("x", "xy", "sin x")), ("samples", 40), ("kind", "spiral")),
    "digits_cnn": (("samples", 100), ("kind", "mnist")),
    "names_gru": (("length", 8), ("kind", "recall")),
    "sine_lstm": (("window", 7), ("kind", "adding")),
}
"""Changes to data of the same family: fewer, other features, classes, letters, channels and lengths."""


def touch_all(window: Window) -> None:
    """Do everything there is to do with what can be seen of the views and the network."""
    for kind in window.views.fitting(window.conductor.scene()):
        window.bottom.open(kind.id)
        view = window.views.get(kind.id)
        if view.isVisible():
            touch(view, controls=False)
    window.focus.select(window.store.experiment.ids()[0], 2)
    window.focus.point_at((3, 3))


def standing(window: Window) -> None:
    """Nothing goes on; but what was touched last is still to be answered."""
    touch_all(window)


def training(window: Window) -> None:
    """Learning goes on, and frames come."""
    window.conductor.play()
    touch_all(window)


def detached(window: Window) -> None:
    """A view fills the middle, two have windows of their own, and all were touched there."""
    kinds = window.views.fitting(window.conductor.scene())
    for kind in kinds[:2]:
        window.views.detached.tear_off(window.views.get(kind.id))
    window.views.detached.enlarge(window.views.get(kinds[2].id))
    touch_all(window)


def popups(window: Window) -> Iterator[Callable[[], None]]:
    """What opens something that stays open; one after the other, as only one can be."""
    yield lambda: click(child(window, "more_views"))
    yield window.example_picking.open
    for kind in window.views.fitting(window.conductor.scene()):
        view = window.views.get(kind.id)
        if window.bottom.open(kind.id) and isinstance(view, FramedView):
            yield lambda view=view: view.menu().popup(view.mapToGlobal(view.rect().center()))  # type: ignore[misc]
            for combo in view.findChildren(Combo):
                if combo.isVisible():
                    yield combo.showPopup


def use_popup() -> None:
    """Choose what stands second in what is open, and close the rest."""
    for _ in range(4):
        popup: QWidget | None = QApplication.activePopupWidget()
        if popup is None:
            return
        if isinstance(popup, QMenu):
            actions = [action for action in popup.actions() if action.isEnabled() and action.menu() is None]
            names = ("Copy", "Enlarge", "own")
            wanted = [action for action in actions if action.objectName().startswith("show_")] or [
                action for action in actions if any(name in action.text() for name in names)
            ]
            for action in wanted[:2]:
                action.trigger()
        touch(popup)
        if QApplication.activePopupWidget() is popup:
            QTest.keyClick(popup, Qt.Key.Key_Escape)
            popup.close()


MOODS = (standing, training, detached)


def settled(qtbot: QtBot, window: Window) -> None:
    """Wait until the window can train on the data it has now, and has the picture of them."""
    conductor = window.conductor
    qtbot.waitUntil(lambda: conductor.samples is not None and conductor.can_train, timeout=PATIENCE)
    assert not [text for text in window.notices.texts if "wrong" in text]


def come_to_rest(window: Window) -> None:
    window.conductor.pause()
    window.views.detached.put_all_back()


def leave(qtbot: QtBot, window: Window, mood: Callable[[Window], None], example: str) -> None:
    """Let other data come in a mood, and the former ones come back with undo."""
    settled(qtbot, window)
    mood(window)
    window.documents.open_example(example)
    touch_all(window)
    settled(qtbot, window)
    window.store.undo()
    settled(qtbot, window)
    come_to_rest(window)
    window.store.redo()


@pytest.mark.parametrize(
    ("mood", "old", "new"),
    [
        (training, "reverse", "circle"),
        *(
            pytest.param(mood, old, new, marks=pytest.mark.slow)
            for mood in MOODS
            for old, new in itertools.permutations(FAMILIES, 2)
        ),
    ],
)
def test_other_data_may_come_at_any_moment(
    qtbot: QtBot, open_window: Open, mood: Callable[[Window], None], old: str, new: str
) -> None:
    window = open_window(old)
    leave(qtbot, window, mood, new)
    settled(qtbot, window)


@pytest.mark.parametrize(
    ("mood", "example"),
    [
        (training, "circle"),
        *(pytest.param(mood, id, marks=pytest.mark.slow) for mood in MOODS for id in ALIKE),
    ],
)
def test_data_of_the_same_family_may_come_at_any_moment(
    qtbot: QtBot, open_window: Open, mood: Callable[[Window], None], example: str
) -> None:
    window = open_window(example)
    mood(window)
    for field, value in ALIKE[example]:
        before = window.store.experiment
        data: DataSet = (
            DATA.find(str(value))() if field == "kind" else msgspec.structs.replace(before.data, **{field: value})
        )
        window.store.apply(edits.set_data(before, data), "Data")
        touch_all(window)
        window.store.undo()
        settled(qtbot, window)
    come_to_rest(window)


@pytest.mark.parametrize(
    ("old", "new", "few"),
    [
        ("reverse", "circle", 2),
        *(pytest.param(old, new, None, marks=pytest.mark.slow) for old, new in itertools.permutations(FAMILIES, 2)),
    ],
)
def test_what_is_open_over_the_former_data_does_no_harm(
    qtbot: QtBot, open_window: Open, old: str, new: str, few: int | None
) -> None:
    window = open_window(old)
    for show in itertools.islice(popups(window), few):
        show()
        window.documents.open_example(new)
        use_popup()
        settled(qtbot, window)
        window.views.detached.put_all_back()
        window.store.undo()
        settled(qtbot, window)
        QCoreApplication.processEvents()
