"""In the window one strip says what other packages bring and cannot be used, whatever thread finds it out."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from playground.model.layer import Layer
from playground.model.plugins import Plugins
from playground.model.registry import Shelf
from playground.ui.shell.notices import Notices
from playground.ui.shell.plugin_notices import PluginNotices
from playground.ui.theme.theme import Theme
from tests.plugins.installing import install


@pytest.fixture
def notices(qtbot: QtBot) -> Notices:
    theme = Theme()
    notices = Notices(theme)
    qtbot.addWidget(notices)
    return notices


def test_it_says_one_in_full_and_more_than_one_in_details(
    qtbot: QtBot, notices: Notices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PLAYGROUND_PLUGINS", "on")
    texts = {"one": "raise OSError('gone')", "two": "import lost_module"}
    install(tmp_path, "outside-seven", texts, {"playground.layers": {name: f"outside_seven.{name}" for name in texts}})
    plugins, said = Plugins(), PluginNotices(notices, notices)
    with plugins.told_to(said.hear):
        thread = threading.Thread(target=lambda: Shelf("playground.layers", Layer, "layer", plugins=plugins).kinds)
        thread.start()
        thread.join()
        assert notices.texts == []
        qtbot.waitUntil(lambda: bool(notices.texts))
    assert len(plugins.faults) == 2
    assert notices.texts == ["2 things of other packages cannot be used: Details has a sentence for each."]


def test_one_alone_is_said_as_it_is(qtbot: QtBot, notices: Notices) -> None:
    PluginNotices(notices, notices).hear("The kinds of the package 'a 1.0' are missing.")
    qtbot.waitUntil(lambda: notices.texts == ["The kinds of the package 'a 1.0' are missing."])
