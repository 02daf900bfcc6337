"""A view that raises as it is made takes no window with it: its place says so, and all other views go on."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.model.examples import load_example
from playground.ui.shell.app import application
from playground.ui.shell.settings import Settings
from playground.ui.shell.window import Window
from playground.ui.state.focus import Focus
from playground.ui.theme.theme import Theme
from playground.ui.views import view_kinds
from playground.ui.views.weights.view import WeightsView
from tests.stories.conftest import close


class HalfMade(WeightsView):
    """As a view of another package may be."""

    def __init__(self, theme: Theme, focus: Focus, parent: Window) -> None:
        super().__init__(theme, focus, parent)
        raise ValueError("no luck")


def test_its_place_says_so(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    application()
    monkeypatch.setitem(view_kinds(), "weights", HalfMade)
    window = Window(load_example("circle"), Settings())
    window.resize(1440, 900)
    window.show()
    with qtbot.captureExceptions() as raised:
        assert window.bottom.open("weights")
    assert [str(error) for _, error, _ in raised] == ["no luck"]
    view = window.views.get("weights")
    qtbot.waitUntil(lambda: view.failed)
    assert view.describe() == "Weights could not be made: no luck"
    assert window.bottom.open("gradient_flow")
    assert not window.views.get("gradient_flow").failed
    close(window)
    assert not window_of(HalfMade)


def window_of(kind: type[HalfMade]) -> list[object]:
    """Views of a kind that are still there."""
    return [widget for widget in QApplication.allWidgets() if isinstance(widget, kind)]


def test_the_window_has_its_icon_and_name(qapp: QApplication) -> None:
    app = application()
    assert not app.windowIcon().isNull()
    assert app.desktopFileName() == "playground"
