"""The unit under the mouse is shown large, over the whole plane, for as long as the mouse is over it."""

from __future__ import annotations

import re
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.ui.views.boundary.view import BoundaryView
from tests.pictures import alike, apart
from tests.stories.conftest import PATIENCE, Open, child, train
from tests.stories.test_by_hand import tile


def says(view: BoundaryView, pattern: str) -> bool:
    return re.fullmatch(pattern, view.surface.words) is not None


def test_a_unit_under_the_mouse_is_shown_over_the_plane(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    train(qtbot, window, 60)
    qtbot.waitUntil(lambda: bool(window.canvas.stage.bundles), timeout=PATIENCE)
    view = window.views.get("boundary")
    assert isinstance(view, BoundaryView)
    # The picture of the very last step: one of a step before it may still be on its way to the views.
    with qtbot.waitSignal(window.conductor.framed, timeout=PATIENCE, check_params_cb=lambda frame: frame.step == 60):
        window.conductor.dispatch.ask_again()
    before, place = view.surface.grab().toImage(), view.surface.box.geometry()
    for id, name in (("linear_1", "Linear 1"), ("tanh_2", "Tanh 2")):
        QTest.mouseMove(window.canvas.viewport(), tile(window, id, 2).center())
        qtbot.waitUntil(partial(says, view, rf"{name}, unit 3: ±[\d.]+"), timeout=PATIENCE)
        assert apart(view.surface.grab().toImage(), before) > 0.02
        assert view.surface.box.geometry() == place, "field and points stay where they were"
    QTest.mouseMove(window.canvas.viewport(), QPoint(2, 2))
    assert view.surface.words == ""
    assert window.focus.glimpsed is None
    qtbot.waitUntil(lambda: alike(view.surface.grab().toImage(), before), timeout=PATIENCE)
    QTest.mouseMove(window.canvas.viewport(), tile(window, "output", 0).center())
    assert len(view.requests()) == 1, "the output is what it shows anyway"
    assert child(window, "boundary_mode").isVisible()
